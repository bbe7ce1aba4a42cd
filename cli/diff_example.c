/* Why one mention is matched now and was not, or the other way round. */
#include "cli/diff.h"
#include "pii/pii.h"

#define BEFORE_BYTES 120     /* of the text, around what matches */
#define EXCERPT_BYTES 400

/* Opened when first asked for: only queries that change anything need it. */
static struct explain *explain_of(struct diff_side *s, const char *name)
{
    struct diff_query *q = diff_side_query(s, name);
    struct query_error qe;
    if (!q || q->explain)
        return q ? q->explain : NULL;
    struct query_options o = { .whole_hashtags = !q->query->hashtag_parts };
    bool takes_others = strstr(q->query->text, "@@") != NULL;
    q->explain = explain_open(slice_of(q->query->text), &o, takes_others ? s->pairs : NULL, &qe);
    return q->explain;
}

static bool is_middle(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* A stretch of whole characters around byte `start`. */
static struct slice around(struct slice text, uint32_t start)
{
    size_t from = start > BEFORE_BYTES ? start - BEFORE_BYTES : 0, to = from + EXCERPT_BYTES;
    to = to < text.n ? to : text.n;
    while (from && is_middle(text.p[from]))
        from--;
    while (to > from && to < text.n && is_middle(text.p[to]))
        to--;
    return (struct slice){ text.p + from, to - from };
}

/* The part of the text (the title, where only that matches) with the first place, and the places that lie in it. */
static void take_excerpt(struct diff *d, struct diff_example *x, const struct mention *m, struct explain *e)
{
    const struct explain_place *p = NULL;
    size_t n = e ? explain_places(e, &p) : 0;
    x->title = n ? p[0].title && p[n - 1].title : m->text.n == 0;
    struct slice all = x->title ? m->title : m->text;
    size_t first = 0;
    while (first < n && p[first].title != x->title)
        first++;
    buf_reset(&d->line);
    pii_mask(all, &d->line);             /* the whole text: what is cut off may say what a number is */
    all = buf_slice(&d->line);
    struct slice cut = around(all, first < n ? p[first].start : 0);
    uint32_t base = (uint32_t)(cut.n ? cut.p - all.p : 0);
    x->excerpt = arena_dup(&d->kept, cut);
    x->places = arena_alloc(&d->kept, (n + 1) * sizeof *x->places);
    for (size_t i = first; i < n; i++)
        if (p[i].title == x->title && p[i].start >= base && p[i].end <= base + cut.n)
            x->places[x->place_count++] = (struct diff_place){ p[i].start - base, p[i].end - base };
}

static struct slice why(struct diff *d, struct explain *x, const struct explain *other)
{
    if (!x)
        return (struct slice){ 0 };
    buf_reset(&d->line);
    explain_why(x, other, &d->line);
    return arena_dup(&d->kept, buf_slice(&d->line));
}

void diff_example(struct diff *d, const struct mention *m, const char *query, bool added)
{
    if (d->examples_of[added] == d->examples_max)
        return;
    d->examples_of[added]++;
    struct diff_example *x = &d->examples[d->example_count++];
    struct mention said = *m;        /* with the language that the classifier saw */
    struct explain *e[SIDES] = { explain_of(&d->side[OLD], query), explain_of(&d->side[NEW], query) };
    if (!said.lang.n)
        said.lang = slice_of(d->side[NEW].verdict.lang);
    *x = (struct diff_example){ .added = added, .query = query, .key = arena_dup(&d->kept, mention_key(&d->arena, m)) };
    for (int side = 0; side < SIDES; side++)
        if (e[side])
            explain_run(e[side], &said);
    take_excerpt(d, x, m, e[added ? NEW : OLD]);
    x->why[OLD] = why(d, e[OLD], e[NEW]);
    x->why[NEW] = why(d, e[NEW], e[OLD]);
}

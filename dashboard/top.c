#include "dashboard/top.h"

#include <stdlib.h>

#include "base/hash.h"
#include "dashboard/ring.h"
#include "metrics/platforms.h"
#include "text/tokens.h"

#define PLACES 65536u            /* a power of two, well above TOP_NAMES */
#define SHORT 4                  /* bytes: shorter words say nothing */

struct top {
    struct question *q;
    struct top_row *v;
    size_t n;
    uint32_t *place;             /* by hash, 1 + its place in v */
    uint64_t *last;              /* by place in v: the mention that counted it last */
    uint64_t mention;
};

static void count(struct top *t, struct slice name, bool now)
{
    uint64_t h = hash64(name);
    size_t at = h & (PLACES - 1);
    while (t->place[at] && !slice_eq(t->v[t->place[at] - 1].name, name))
        at = (at + 1) & (PLACES - 1);
    if (!t->place[at]) {
        if (t->n == TOP_NAMES)
            return;
        t->v[t->n++] = (struct top_row){ .name = arena_dup(&t->q->r->a, name) };
        t->place[at] = (uint32_t)t->n;
    }
    size_t i = t->place[at] - 1;
    if (t->last[i] == t->mention)
        return;
    t->last[i] = t->mention;
    *(now ? &t->v[i].n : &t->v[i].before) += 1;
}

/* Numbers are left out: they may be somebody's phone. */
static bool says_something(const struct token *w)
{
    return w->folded.n >= SHORT && !(w->flags & TOKEN_NUMBER);
}

static void count_words(struct top *t, struct tokenizer *k, struct arena *a, const struct post_view *v, bool hashtags, bool now)
{
    struct tokens words;
    tokens_scan(k, a, v->m.text.n ? v->m.text : v->m.title, &words);
    for (size_t i = 0; i < words.n; i++) {
        const struct token *w = &words.v[i];
        if (hashtags ? w->kind == TOKEN_TAG : w->kind == TOKEN_WORD && says_something(w))
            count(t, w->folded, now);
    }
}

static bool of_brand(const struct post_view *v, const char *id)
{
    for (size_t i = 0; i < v->brand_count; i++)
        if (slice_is(v->brands[i].id, id))
            return true;
    return false;
}

struct top_row *top_newest(struct question *q, const char *kind, size_t *n, int64_t *total)
{
    struct top t = { .q = q, .v = arena_zalloc(&q->r->a, (TOP_NAMES + 1) * sizeof *t.v), .place = calloc(PLACES, sizeof *t.place), .last = calloc(TOP_NAMES + 1, sizeof *t.last) };
    struct ring_look look = ring_look(q->api->ring);
    struct post_reader *reader = post_reader_new();
    struct tokenizer *k = tokenizer_new();
    struct arena scratch = { 0 };
    if (!t.place || !t.last)
        abort();
    bool hashtags = strcmp(kind, "hashtag") == 0, authors = strcmp(kind, "author") == 0;
    *total = 0;
    q->covers = true;
    q->covers_n = look.n;
    q->covers_from_ms = look.n ? look.v[look.n - 1]->came_ms : 0;
    for (size_t i = 0; i < look.n; i++) {
        const struct post *p = look.v[i];
        struct post_view v;
        bool now = p->created_ms >= q->now.period.from_ms && p->created_ms < q->now.period.to_ms;
        bool before = q->compared && p->created_ms >= q->before.period.from_ms && p->created_ms < q->before.period.to_ms;
        if ((!now && !before) || atomic_load(&p->gone) || p->deleted || !post_read(reader, p, &v) || !of_brand(&v, question_column(q, 0)->id))
            continue;
        t.mention++;
        *total += now;
        arena_reset(&scratch);
        if (authors)
            count(&t, v.m.author_handle.n ? v.m.author_handle : v.m.author_id, now);
        else
            count_words(&t, k, &scratch, &v, hashtags, now);
    }
    ring_done(&look);
    tokenizer_free(k);
    post_reader_free(reader);
    arena_fini(&scratch);
    free(t.place);
    free(t.last);
    *n = t.n;
    return t.v;
}

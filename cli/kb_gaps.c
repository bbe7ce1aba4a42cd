/* pulso kb gaps: what is asked often and no article answers. Questions are put together with the first one that they share
 * most of their words with; memory is bounded by the number of these. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cli/kb_tools.h"
#include "cli/lines_in.h"
#include "cli/retained.h"
#include "cli/screen.h"
#include "model/topics.h"
#include "pii/pii.h"

#define GROUPS_MAX 2000
#define SHOWN_DEFAULT 20
#define ALIKE 0.5                /* overlap both ways from which two questions are one */

struct group { struct kb_words words; struct slice text, brand; int64_t n; };

struct gaps {
    struct cli *cli;
    struct kb_side side;
    struct tokenizer *tokenizer;
    struct arena arena, kept;
    struct group *groups;
    size_t n;
    int64_t seen, questions, answered, others, bad;   /* others: beyond GROUPS_MAX */
};

static void keep_words(struct gaps *g, const struct kb_words *w, struct kb_words *out)
{
    *out = *w;
    out->v = arena_alloc(&g->kept, (w->n + 1) * sizeof *out->v);
    memcpy(out->v, w->v, w->n * sizeof *out->v);
}

static void add_question(struct gaps *g, const struct mention *m, const struct found *f)
{
    struct tokens t;
    struct kb_words words;
    struct buf masked = { 0 };
    tokens_scan(g->tokenizer, &g->arena, m->text.n ? m->text : m->title, &t);
    kb_words_of(&g->arena, &t, &words);
    for (size_t i = 0; i < g->n; i++)
        if (kb_words_overlap(&words, &g->groups[i].words) >= ALIKE && kb_words_overlap(&g->groups[i].words, &words) >= ALIKE) {
            g->groups[i].n++;
            return;
        }
    if (g->n == GROUPS_MAX) {
        g->others++;
        return;
    }
    struct group *x = &g->groups[g->n++];
    keep_words(g, &words, &x->words);
    pii_mask(m->text.n ? m->text : m->title, &masked);
    x->text = arena_dup(&g->kept, buf_slice(&masked));
    x->brand = f->brand_count ? arena_dup(&g->kept, f->brands[0].id) : (struct slice){ 0 };
    x->n = 1;
    buf_fini(&masked);
}

static bool asks(const struct found *f)
{
    return slice_is(f->intent, "question") || slice_is(f->intent, "request");
}

static bool take(struct gaps *g, struct slice json, struct err *e)
{
    struct mention m;
    struct found f;
    struct kb_hit hit;
    arena_reset(&g->arena);
    if (!route_side_read(&g->side.side, g->cli, &g->arena, json, &m, &f, e))
        return false;
    g->seen++;
    if (m.deleted || m.refresh || !asks(&f) || f.brand_count == 0 || f.brands[0].own)
        return true;
    g->questions++;
    if (m.created_ms == MENTION_NONE)
        m.created_ms = clock_now_ms();
    if (kb_best(g->side.worker, &g->arena, &m, &f, &hit))
        g->answered++;
    else
        add_question(g, &m, &f);
    return true;
}

static bool take_record(void *self, const rd_kafka_message_t *m)
{
    struct gaps *g = self;
    struct err why = { 0 };
    if (!m->payload || !take(g, (struct slice){ m->payload, m->len }, &why))
        g->bad++;
    return true;
}

static bool read_file(struct gaps *g, const char *path, struct err *e)
{
    struct lines_in *in = lines_in_open(path, e);
    struct slice line;
    while (in && lines_in_next(in, &line, e)) {
        struct err why = { 0 };
        if (line.n && take(g, line, &why))
            continue;
        fprintf(stderr, "line %" PRId64 ": %s\n", lines_in_number(in), line.n ? why.msg : "longer than any mention");
        g->bad++;
    }
    lines_in_close(in);
    return e->kind == ERR_NONE;
}

static bool read_all(struct gaps *g, const struct kb_opts *o, struct err *e)
{
    bool cut = false;
    if (o->input)
        return read_file(g, o->input, e);
    if (!cli_conf(g->cli, e))
        return false;
    struct retained what = { .topic = bus_topic(&g->cli->common, TOPIC_CLASSIFIED), .period = o->period ? o->period : "7d", .each = take_record, .self = g,
                             .mentions = &g->seen };
    return retained_read(g->cli, &what, &cut, e);
}

static int by_count(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n ? 1 : -1) : x->text.p < y->text.p ? -1 : x->text.p > y->text.p;
}

static void print(const struct gaps *g, size_t shown)
{
    struct buf out = { 0 };
    printf("%" PRId64 " mentions, %" PRId64 " of them questions or requests about a brand; an article answers %" PRId64 "\n", g->seen, g->questions, g->answered);
    for (size_t i = 0; i < g->n && i < shown; i++) {
        buf_reset(&out);
        screen_add(&out, g->groups[i].text, 100);
        printf("%6" PRId64 "  %-14.*s %s\n", g->groups[i].n, (int)g->groups[i].brand.n, g->groups[i].brand.p, buf_z(&out));
    }
    if (g->others)
        printf("%6" PRId64 "  unlike all of these\n", g->others);
    buf_fini(&out);
}

static void print_json(const struct gaps *g, size_t shown)
{
    struct buf out = { 0 };
    buf_printf(&out, "{\"mentions\":%" PRId64 ",\"questions\":%" PRId64 ",\"answered\":%" PRId64 ",\"others\":%" PRId64 ",\"gaps\":[", g->seen, g->questions, g->answered,
               g->others);
    for (size_t i = 0; i < g->n && i < shown; i++) {
        buf_printf(&out, "%s{\"n\":%" PRId64 ",\"brand\":", i ? "," : "", g->groups[i].n);
        buf_json(&out, g->groups[i].brand);
        buf_addz(&out, ",\"text\":");
        buf_json(&out, g->groups[i].text);
        buf_char(&out, '}');
    }
    printf("%s]}\n", buf_z(&out));
    buf_fini(&out);
}

bool kb_gaps(struct cli *cli, const struct kb_opts *o, struct err *e)
{
    struct gaps g = { .cli = cli };
    bool ok = kb_side_open(&g.side, cli, o->articles, e);
    g.tokenizer = tokenizer_new();
    g.groups = arena_zalloc(&g.kept, GROUPS_MAX * sizeof *g.groups);
    ok = ok && read_all(&g, o, e);
    if (ok && g.n)
        qsort(g.groups, g.n, sizeof *g.groups, by_count);
    size_t shown = o->limit ? (size_t)o->limit : SHOWN_DEFAULT;
    if (ok)
        cli->json ? print_json(&g, shown) : print(&g, shown);
    cli->found = g.bad > 0;
    kb_side_close(&g.side);
    tokenizer_free(g.tokenizer);
    arena_fini(&g.arena);
    arena_fini(&g.kept);
    return ok;
}

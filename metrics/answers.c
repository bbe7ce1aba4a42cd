#include "metrics/answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metrics/platforms.h"

const char *const answers_by_names[ANSWERS_BYS + 1] = { "brand", "platform", "account", "purpose", "agent", "hour", "day", NULL };

/* What a token stands for. */
struct answers_name {
    uint32_t column;
    struct slice name;
    enum care_spread spread;
    int what;
};

static bool by_time(const struct answers *w)
{
    return w->by == ANSWERS_HOUR || w->by == ANSWERS_DAY;
}

static bool column_of(const struct answers *w, struct slice brand, uint32_t *column)
{
    for (uint32_t i = 0; i < w->width; i++)
        if (slice_is(brand, w->brands->v[w->set[i]].id)) {
            *column = i;
            return true;
        }
    return false;
}

static bool wanted(const struct answers *w, const struct care_name *n)
{
    char kind = w->own_posts ? 'p' : w->by == ANSWERS_AGENT ? 'g' : 'q';
    struct slice account = slice_of(w->account);
    if (n->kind != kind || !platforms_have(w->platforms, n->platform))
        return false;
    slice_take(&account, '@');
    return (!w->account || slice_eq_nocase(account, n->who)) && (!w->purpose || slice_is(n->purpose, w->purpose));
}

struct slice answers_place(struct arena *a, const struct care_name *n)
{
    size_t room = n->platform.n + n->who.n + n->purpose.n + 3;
    char *text = arena_alloc(a, room);
    int len = snprintf(text, room, SLICE_FMT "|" SLICE_FMT "|" SLICE_FMT, SLICE_ARG(n->platform), SLICE_ARG(n->who), SLICE_ARG(n->purpose));
    return (struct slice){ text, (size_t)len };
}

/* In the arena, or as long as the counter's name. */
static struct slice row_name(const struct answers *w, const struct care_name *n)
{
    switch (w->by) {
    case ANSWERS_PLATFORM: return n->platform;
    case ANSWERS_ACCOUNT: return n->who;
    case ANSWERS_AGENT: return n->who;
    case ANSWERS_PURPOSE: return n->purpose;
    case ANSWERS_PLACE: return answers_place(w->a, n);
    default: return (struct slice){ 0 };
    }
}

static uint32_t token(void *self, struct slice text)
{
    struct answers *w = self;
    struct care_name n;
    struct answers_name out = { 0 };
    if (!care_name_parse(text, &n) || !wanted(w, &n) || !column_of(w, n.brand, &out.column))
        return TALLIES_SKIP;
    out.name = arena_dup(w->a, row_name(w, &n));
    out.spread = n.spread;
    out.what = n.what;
    if (w->name_count == w->name_cap) {
        w->name_cap = w->name_cap ? 2 * w->name_cap : 256;
        struct answers_name *more = arena_alloc(w->a, w->name_cap * sizeof *more);
        if (w->name_count)
            memcpy(more, w->names, w->name_count * sizeof *more);
        w->names = more;
    }
    w->names[w->name_count] = out;
    return (uint32_t)w->name_count++;
}

static struct answers_row *row_of(struct answers *w, uint32_t column, struct slice name, uint32_t bin)
{
    for (size_t i = 0; i < w->row_count; i++)
        if (w->rows[i]->column == column && w->rows[i]->bin == bin && slice_eq(w->rows[i]->name, name))
            return w->rows[i];
    if (w->row_count == w->row_cap) {
        w->row_cap = w->row_cap ? 2 * w->row_cap : 32;
        struct answers_row **more = arena_alloc(w->a, w->row_cap * sizeof *more);
        if (w->row_count)
            memcpy(more, w->rows, w->row_count * sizeof *more);
        w->rows = more;
    }
    struct answers_row *r = arena_zalloc(w->a, sizeof *r);
    r->column = column;
    r->name = name;
    r->bin = bin;
    return w->rows[w->row_count++] = r;
}

static void add(void *self, uint32_t at, uint32_t bin, int64_t n)
{
    struct answers *w = self;
    const struct answers_name *name = &w->names[at];
    struct answers_row *r = row_of(w, name->column, name->name, by_time(w) ? bin : 0);
    if (name->spread == CARE_PEOPLE) {
        if (n > 0)
            hll_raise(r->people, name->what);
    } else if (name->spread != CARE_NO_SPREAD)
        r->spread[name->spread][name->what] += n;
    else if (w->own_posts)
        r->posts[name->what] += n;
    else
        r->n[name->what] += n;
}

static int by_place(const void *x, const void *y)
{
    const struct answers_row *a = *(struct answers_row *const *)x, *b = *(struct answers_row *const *)y;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    if (a->bin != b->bin)
        return a->bin < b->bin ? -1 : 1;
    return slice_cmp(a->name, b->name);
}

bool answers_read(struct answers *w, struct ledger *l, const struct states *states, struct err *e)
{
    const char **ids = arena_alloc(w->a, (w->width + 1) * sizeof *ids);
    for (size_t i = 0; i < w->width; i++)
        ids[i] = w->brands->v[w->set[i]].id;
    w->tallies = (struct tallies){ .plan = w->plan, .side = STATE_CLASSIFIED, .names = w->counters, .brands = ids, .brand_count = w->width, .token = token, .add = add,
                                   .self = w, .a = w->a };
    if (!tallies_read(&w->tallies, l, states, e))
        return false;
    answers_sort(w);
    return true;
}

struct answers_row *answers_row_of(struct answers *w, uint32_t column, struct slice name)
{
    return row_of(w, column, name, 0);
}

void answers_sort(struct answers *w)
{
    if (w->row_count)
        qsort(w->rows, w->row_count, sizeof *w->rows, by_place);
}

const struct answers_row *answers_sum(const struct answers *w, uint32_t column)
{
    struct answers_row *all = NULL;
    for (size_t i = 0; i < w->row_count; i++) {
        const struct answers_row *r = w->rows[i];
        if (r->column != column && column != ANSWERS_ALL)
            continue;
        if (!all) {
            all = arena_zalloc(w->a, sizeof *all);
            all->column = column;
        }
        for (int k = 0; k < CARE_COUNTS; k++)
            all->n[k] += r->n[k];
        for (int k = 0; k < POST_COUNTS; k++)
            all->posts[k] += r->posts[k];
        for (int s = 0; s < CARE_SPREADS; s++)
            for (int b = 0; b < SPREAD_BUCKETS; b++)
                all->spread[s][b] += r->spread[s][b];
        hll_join(all->people, (struct slice){ (const char *)r->people, sizeof r->people });
    }
    return all;
}

/* ---- figures ---- */

int64_t answers_back(const struct answers_row *r)
{
    return r->n[CARE_BACK_NEGATIVE] + r->n[CARE_BACK_NEUTRAL] + r->n[CARE_BACK_POSITIVE];
}

double answers_rate(const struct answers_row *r)
{
    return r->n[CARE_ASKS] ? (double)r->n[CARE_ANSWERED] / (double)r->n[CARE_ASKS] : 0;
}

static enum care_what counter_of(enum care_spread s)
{
    return s == SPREAD_FIRST ? CARE_FIRST : s == SPREAD_BUSY ? CARE_BUSY : CARE_SOLVED;
}

int64_t answers_count(const struct answers_row *r, enum care_spread s)
{
    return r->n[counter_of(s)];
}

double answers_mean(const struct answers_row *r, enum care_spread s)
{
    int64_t n = answers_count(r, s);
    return n ? (double)r->n[counter_of(s) + 1] / (double)n : 0;
}

double answers_quantile(const struct answers_row *r, enum care_spread s, double q)
{
    return spread_quantile(r->spread[s], q);
}

double answers_people(const struct answers_row *r)
{
    return hll_count(r->people);
}

double answers_per_post(const struct answers_row *r, enum post_what what)
{
    return r->posts[POST_POSTS] ? (double)r->posts[what] / (double)r->posts[POST_POSTS] : 0;
}

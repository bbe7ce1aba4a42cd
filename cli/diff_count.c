/* Each mention through both sides, and what they say of it counted. */
#include <stdlib.h>

#include "base/hash.h"
#include "cli/diff.h"
#include "cli/screen.h"

#define LIMIT_DEFAULT 1000000
#define EXAMPLES_DEFAULT 5

/* ---- rows: the queries and brands of both sides, each name once */

static uint32_t row_for(struct diff_rows *rows, const char *name, const char *brand, int side)
{
    uint32_t i = map_get(&rows->index, hash64(slice_of(name)));
    if (i == MAP_NONE) {
        i = (uint32_t)rows->n;
        map_put(&rows->index, hash64(slice_of(name)), i);
        rows->v[rows->n++] = (struct diff_row){ .name = name, .brand = brand };
    }
    rows->v[i].on[side] = true;
    return i;
}

static void add_rows(struct diff *d, int side)
{
    struct diff_side *s = &d->side[side];
    const struct brands *b = classifier_brands(s->cl);
    for (size_t i = 0; i < b->n; i++) {
        if (i == s->helper)
            continue;
        s->brand_row[i] = row_for(&d->brands, b->v[i].id, b->v[i].id, side);
        for (size_t k = 0; k < b->v[i].query_count; k++) {
            const char *name = b->v[i].queries[k].name;
            diff_side_query(s, name)->row = row_for(&d->queries, name, b->v[i].id, side);
        }
    }
}

static void make_rows(struct diff *d)
{
    size_t queries = 0, brands = 0;
    for (int side = 0; side < SIDES; side++) {
        queries += d->side[side].query_count;
        brands += classifier_brands(d->side[side].cl)->n;
    }
    d->queries.v = arena_zalloc(&d->kept, (queries + 1) * sizeof *d->queries.v);
    d->brands.v = arena_zalloc(&d->kept, (brands + 1) * sizeof *d->brands.v);
    add_rows(d, OLD);
    add_rows(d, NEW);
}

/* ---- one mention */

static void count(struct diff *d, struct diff_row *r, int side)
{
    if (r->at[side] == d->seen)
        return;
    r->at[side] = d->seen;
    r->n[side]++;
}

static struct diff_row *query_row(const struct diff *d, int side, const char *name)
{
    return &d->queries.v[diff_side_query(&d->side[side], name)->row];
}

typedef void each_fn(struct diff *d, int side, const struct mention *m, const char *query, struct diff_row *brand);

static void each_match(struct diff *d, int side, const struct mention *m, each_fn *each)
{
    const struct diff_side *s = &d->side[side];
    for (size_t i = 0; i < s->verdict.brand_count; i++) {
        const struct verdict_brand *b = &s->verdict.brands[i];
        for (uint32_t k = 0; b->brand != s->helper && k < b->query_count; k++)
            each(d, side, m, s->verdict.queries[b->first_query + k], &d->brands.v[s->brand_row[b->brand]]);
    }
}

static void count_match(struct diff *d, int side, const struct mention *m, const char *query, struct diff_row *brand)
{
    (void)m;
    count(d, query_row(d, side, query), side);
    count(d, brand, side);
    count(d, &d->all, side);
}

/* Whether this side alone has it; true once for each row. Both sides are counted by now. */
static bool differs(struct diff *d, struct diff_row *r, int side)
{
    if (r->at[!side] == d->seen)
        return false;
    r->added += side == NEW;
    r->removed += side == OLD;
    r->at[!side] = d->seen;   /* once */
    return true;
}

static void print_id(struct diff *d, const struct mention *m, const char *query, bool added)
{
    struct buf *b = &d->line;
    buf_reset(b);
    if (d->cli->json) {
        buf_printf(b, "{\"change\":\"%s\",\"mention\":", added ? "added" : "removed");
        buf_json(b, mention_key(&d->arena, m));
        buf_addz(b, ",\"query\":");
        buf_json(b, slice_of(query));
        buf_addz(b, "}\n");
    } else {
        buf_addz(b, added ? "+ " : "- ");
        screen_add(b, mention_key(&d->arena, m), SIZE_MAX);
        buf_printf(b, "\t%s\n", query);
    }
    fwrite(b->p, 1, b->n, stdout);
}

static void compare_match(struct diff *d, int side, const struct mention *m, const char *query, struct diff_row *brand)
{
    differs(d, &d->all, side);
    differs(d, brand, side);
    if (!differs(d, query_row(d, side, query), side))
        return;
    d->changed += d->changed_at != d->seen;
    d->changed_at = d->seen;
    if (d->o->ids)
        print_id(d, m, query, side == NEW);
    else
        diff_example(d, m, query, side == NEW);
}

static void judge(struct diff *d, const struct mention *m)
{
    for (int side = 0; side < SIDES; side++) {
        classifier_run(d->side[side].worker, &d->arena, m, &d->side[side].verdict);
        each_match(d, side, m, count_match);
    }
    each_match(d, NEW, m, compare_match);
    each_match(d, OLD, m, compare_match);
}

bool diff_full(const struct diff *d)
{
    return d->seen >= d->limit;
}

bool diff_take(struct diff *d, struct slice json, struct err *e)
{
    struct mention m;
    arena_reset(&d->arena);
    if (!mention_parse(d->parser, &d->arena, json, &m, e))
        return false;
    if (m.deleted || m.refresh) {
        d->passed_over++;
        return true;
    }
    if (map_get(&d->ids, mention_id_hash(&m)) != MAP_NONE) {
        d->repeats++;
        return true;
    }
    map_put(&d->ids, mention_id_hash(&m), 1);
    d->seen++;
    judge(d, &m);
    return true;
}

/* ---- a whole diff */

static bool comparable(const struct diff *d, struct err *e)
{
    if (d->side[OLD].configured == d->side[NEW].configured)
        return true;
    return err_set(e, ERR_CONFIG, "one is a configuration and the other is not: --for NAME puts the query in the place of that one of the configuration");
}

bool diff_open(struct diff *d, const char *old, const char *new, struct err *e)
{
    d->limit = d->o->limit ? d->o->limit : LIMIT_DEFAULT;
    d->examples_max = d->o->examples ? (size_t)d->o->examples : EXAMPLES_DEFAULT;
    d->all.name = "all";
    if (d->o->examples > EXAMPLES_LIMIT)
        return err_set(e, ERR_CONFIG, "--examples: at most %d", EXAMPLES_LIMIT);
    if (!diff_side_open(&d->side[OLD], old, new, d->cli, d->o, e) || !diff_side_open(&d->side[NEW], new, old, d->cli, d->o, e)
        || !comparable(d, e))
        return false;
    make_rows(d);
    d->examples = arena_zalloc(&d->kept, 2 * d->examples_max * sizeof *d->examples);
    d->parser = mention_parser_new();
    return true;
}

void diff_close(struct diff *d)
{
    diff_side_close(&d->side[OLD]);
    diff_side_close(&d->side[NEW]);
    map_fini(&d->queries.index);
    map_fini(&d->brands.index);
    map_fini(&d->ids);
    mention_parser_free(d->parser);
    arena_fini(&d->arena);
    arena_fini(&d->kept);
    buf_fini(&d->line);
}

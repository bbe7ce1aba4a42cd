#include "metrics/customers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"

#define HOLDS_MONTHS 12

struct row { const char *brand, *month, *file; int64_t count; };
#define AT(m) offsetof(struct row, m)
const struct conf_key customers_keys[] = {
    { "brand", CONF_STR, AT(brand), "", "the id of a brand" },
    { "month", CONF_STR, AT(month), "", "such as 2026-10" },
    { "count", CONF_INT, AT(count), "0", "its customers in that month" },
    { "file", CONF_STR, AT(file), "", "instead of these three: a file with lines of brand, month and count, with tabs between" },
    { 0 }
};
#undef AT

/* ---- reading ---- */

static bool month_of(struct slice s, int *month)
{
    int64_t y, m;
    bool ok = s.n == 7 && s.p[4] == '-' && slice_int((struct slice){ s.p, 4 }, &y) && slice_int((struct slice){ s.p + 5, 2 }, &m) && y >= 1990 && y <= 2200
           && m >= 1 && m <= 12;
    if (ok)
        *month = (int)(12 * y + m - 1);
    return ok;
}

static bool add(struct customers *c, struct slice brand, struct slice month, int64_t count, struct err *e)
{
    int at;
    if (brand.n == 0)
        return err_set(e, ERR_CONFIG, "customers: no brand is named; write { brand: ..., month: 2026-10, count: 24500000 } or { file: customers.tsv }");
    if (!month_of(month, &at))
        return err_set(e, ERR_CONFIG, "customers of " SLICE_FMT ": '" SLICE_FMT "' is no month; write 2026-10", SLICE_ARG(brand), SLICE_ARG(month));
    if (count < 1)
        return err_set(e, ERR_CONFIG, "customers of " SLICE_FMT " in " SLICE_FMT ": the count is a whole number from 1 on", SLICE_ARG(brand), SLICE_ARG(month));
    if (c->n == c->cap) {
        c->cap = c->cap ? 2 * c->cap : 64;
        struct customers_month *more = arena_alloc(&c->a, c->cap * sizeof *more);
        if (c->n)
            memcpy(more, c->v, c->n * sizeof *more);
        c->v = more;
    }
    c->v[c->n++] = (struct customers_month){ arena_dup(&c->a, brand), at, count };
    return true;
}

static bool add_line(struct customers *c, struct slice line, struct err *e)
{
    struct slice brand, month = { 0 };
    int64_t count = 0;
    line = slice_trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return true;
    slice_next(&line, '\t', &brand);
    slice_next(&line, '\t', &month);
    if (line.n == 0)
        return err_set(e, ERR_CONFIG, "customers: a line is brand, month and count, with tabs between");
    return add(c, slice_trim(brand), slice_trim(month), slice_int(slice_trim(line), &count) ? count : 0, e);
}

static bool read_file(struct customers *c, const char *path, struct err *e)
{
    char *line = NULL;
    size_t cap = 0;
    FILE *f = fopen(path, "r");
    bool ok = f != NULL || err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    for (int n = 1; ok && getline(&line, &cap, f) != -1; n++)
        if (!add_line(c, slice_of(line), e))
            ok = err_at(e, "%s:%d", path, n);
    if (ok && ferror(f))
        ok = err_set(e, ERR_CONFIG, "%s: it cannot be read", path);
    free(line);
    if (f)
        fclose(f);
    return ok;
}

static int by_month(const void *x, const void *y)
{
    const struct customers_month *a = x, *b = y;
    int brands = slice_cmp(a->brand, b->brand);
    return brands ? brands : (a->month > b->month) - (a->month < b->month);
}

static bool twice(const struct customers *c, struct err *e)
{
    for (size_t i = 1; i < c->n; i++)
        if (by_month(&c->v[i - 1], &c->v[i]) == 0)
            return !err_set(e, ERR_CONFIG, "customers of " SLICE_FMT " in %04d-%02d are said twice", SLICE_ARG(c->v[i].brand), c->v[i].month / 12, c->v[i].month % 12 + 1);
    return false;
}

static bool read_row(struct conf *c, const struct conf_node *n, struct customers *out, struct err *e)
{
    struct row r = { 0 };
    struct err why = { 0 };
    if (!conf_read(n, customers_keys, &r, e))
        return false;
    if (r.file && (r.brand || r.month || r.count))
        return conf_fail(n, e, "customers: a file, or a brand with its month and count");
    if (r.file)
        return read_file(out, conf_resolve(c, r.file), &why) || conf_fail(conf_get(n, "file"), e, "%.400s", why.msg);
    return add(out, slice_of(r.brand), slice_of(r.month), r.count, &why) || conf_fail(n, e, "%.400s", why.msg);
}

bool customers_read(struct conf *c, struct customers *out, struct err *e)
{
    const struct conf_node *list = conf_get(conf_root(c), "customers");
    struct err why = { 0 };
    *out = (struct customers){ 0 };
    if (!list)
        return true;
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "customers is a list: - { brand: ..., month: 2026-10, count: 24500000 }");
    for (size_t i = 0; i < conf_len(list); i++)
        if (!read_row(c, conf_at(list, i), out, e))
            return false;
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_month);
    return !twice(out, &why) || conf_fail(list, e, "%.400s", why.msg);
}

void customers_fini(struct customers *c)
{
    arena_fini(&c->a);
    *c = (struct customers){ 0 };
}

bool customers_check(struct conf *c, void *self, struct err *e)
{
    struct customers out;
    (void)self;
    bool ok = customers_read(c, &out, e);
    customers_fini(&out);
    return ok;
}

/* ---- figures ---- */

/* The last one that is not after the month, and not a year before it. */
static int64_t in_month(const struct customers *c, struct slice brand, int month)
{
    int64_t found = 0;
    for (size_t i = 0; i < c->n; i++)
        if (slice_eq(c->v[i].brand, brand) && c->v[i].month <= month && c->v[i].month > month - HOLDS_MONTHS)
            found = c->v[i].count;
    return found;
}

double customers_of(const struct customers *c, struct slice brand, const struct zone *z, const struct period *p)
{
    double sum = 0;
    int32_t first = zone_day(z, p->from_ms / 1000), last = zone_day(z, (p->to_ms - 1) / 1000);
    int known = -1;
    int64_t count = 0;
    for (int32_t day = first; day <= last; day++) {
        int y, m, d;
        when_civil(day, &y, &m, &d);
        int month = 12 * y + m - 1;
        count = month == known ? count : in_month(c, brand, month);
        known = month;
        if (count == 0)
            return 0;
        sum += (double)count;
    }
    return last < first ? 0 : sum / (last - first + 1);
}

double customers_per_thousand(double mentions, double customers)
{
    return customers > 0 ? 1000 * mentions / customers : -1;
}

#include "route/crisis/causes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_excess(const void *a, const void *b)
{
    const struct cause *l = a, *r = b;
    return l->excess != r->excess ? (l->excess < r->excess) - (l->excess > r->excess) : strcmp(l->name, r->name);
}

size_t causes_share(struct cause *v, size_t n, double x, double expected, double whole_day)
{
    struct cause rest = { .name = "", .x = x, .day = whole_day, .excess = x - expected };
    for (size_t i = 0; i < n; i++) {
        v[i].excess = v[i].x - (whole_day > 0 ? expected * v[i].day / whole_day : 0);
        rest.x -= v[i].x;
        rest.day -= v[i].day;
        rest.excess -= v[i].excess;
    }
    qsort(v, n, sizeof v[0], by_excess);
    if (fabs(rest.excess) > 1e-9)
        v[n++] = rest;
    return n;
}

static void print_one(struct buf *out, const char *kind, const char *name, double x, double excess)
{
    buf_printf(out, "%s{\"kind\":\"%s\",\"name\":", out->n ? "," : "", kind);
    buf_json(out, slice_of(name));
    buf_printf(out, ",\"count\":%.0f,\"excess\":%.2f}", x, excess);
}

void causes_print(const char *kind, const struct cause *v, size_t n, struct buf *out)
{
    double x = 0, excess = 0;
    for (size_t i = 0; i < n; i++)
        if (i < CAUSES_SHOWN && v[i].name[0]) {
            print_one(out, kind, v[i].name, v[i].x, v[i].excess);
        } else {
            x += v[i].x;
            excess += v[i].excess;
        }
    if (fabs(excess) > 1e-9)
        print_one(out, kind, "other", x, excess);
}

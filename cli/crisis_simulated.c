/* What a made year came to. */
#include "cli/crisis_simulated.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"

enum { LISTED = 40 };

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct delays { double v[1024]; int n, missed, known; };

/* A crisis that was not found counts as found at its end. */
static struct delays delays_of(const struct outcome *o, enum planted_kind kind)
{
    struct delays d = { 0 };
    int n;
    const struct planted *v = world_planted(o->w, &n);
    for (int i = 0; i < n && d.n < 1024; i++) {
        int64_t from = kind == PLANTED_SUDDEN ? v[i].there : v[i].from;
        if (v[i].kind != kind || !from)
            continue;
        d.missed += !v[i].found;
        d.known += v[i].known;
        d.v[d.n++] = v[i].found ? fmax(0, (double)(v[i].found - from)) : (double)(v[i].to - from);
    }
    qsort(d.v, (size_t)d.n, sizeof d.v[0], by_value);
    return d;
}

static double part(const struct delays *d, double p) { return d->n ? d->v[(int)(p * (d->n - 1) + 0.5)] : 0; }

struct figures { double months, budget, most; struct delays sudden, slow; };

static struct figures figure(const struct outcome *o)
{
    struct figures f = { .months = o->days / 30.4, .sudden = delays_of(o, PLANTED_SUDDEN), .slow = delays_of(o, PLANTED_SLOW) };
    f.budget = o->conf.budget * f.months * o->brands;
    for (int b = 0; b < o->brands; b++)
        f.most = fmax(f.most, o->by_brand[b] / (o->conf.budget * f.months));
    return f;
}

/* What docs/crisis.md wants of a year: minutes, and parts of the budget. */
enum { BOUNDS = 5 };
struct bound { const char *name, *key; double is, least, most; };

static void bounds_of(const struct outcome *o, const struct figures *f, struct bound v[BOUNDS])
{
    v[0] = (struct bound){ "false pages, of the budget", "false_of_budget", (double)o->falsely / f->budget, 0.7, 1.3 };
    v[1] = (struct bound){ "the worst brand, of its own", "most_of_budget", f->most, 0, 3 };
    v[2] = (struct bound){ "sudden, minutes at the median", "sudden_median", part(&f->sudden, 0.5), 0, 3 };
    v[3] = (struct bound){ "sudden, at the 95th of 100", "sudden_p95", part(&f->sudden, 0.95), 0, 10 };
    v[4] = (struct bound){ "slow, minutes at the median", "slow_median", part(&f->slow, 0.5), 0, 180 };
}

static bool kept(const struct bound *b) { return b->is >= b->least && b->is <= b->most; }

static void print_delays(const char *name, const struct delays *d)
{
    printf("%-7s %3d planted, %d not found; found after %.0f min at the median, %.0f at the 95th of 100; %d while an incident was open already\n", name, d->n,
           d->missed, part(d, 0.5), part(d, 0.95), d->known);
}

static void print_missed(const struct outcome *o)
{
    char text[WHEN_TEXT];
    int n;
    const struct planted *v = world_planted(o->w, &n);
    for (int i = 0; i < n; i++) {
        if (v[i].found)
            continue;
        when_print(v[i].from * 60000, text);
        printf("missed  brand %2d (%.0f negatives a day) at %.16s: %s, %.1f times the usual%s\n", v[i].brand, world_rate(o->w, v[i].brand), text,
               v[i].kind == PLANTED_SUDDEN ? "sudden" : "slow", v[i].factor, v[i].watched ? ", a watch only" : "");
    }
}

static void print_false(const struct outcome *o)
{
    char text[WHEN_TEXT];
    for (size_t i = 0; i < o->falsely && i < LISTED; i++) {
        const struct paged *p = &o->list[i];
        when_print(p->minute * 60000, text);
        printf("false   brand %2d (%.0f negatives a day) at %.16s: %s, %.0f in 15 min where %.1f are usual, once in %.0f h\n", p->brand,
               world_rate(o->w, p->brand), text, alarm_level_names[p->level], p->x, p->usual, p->hours);
    }
    if (o->falsely > LISTED)
        printf("        and %zu more: --json has all of them\n", o->falsely - LISTED);
}

static void print_text(const struct outcome *o, const struct figures *f, const struct bound *bounds)
{
    printf("%d brands, %d days after 28 to learn: %d pages, %zu of them false, %d of these in floods of few accounts; the budget is %.0f; %d watches\n", o->brands,
           o->days, o->pages, o->falsely, o->floods, f->budget, o->watches);
    print_delays("sudden", &f->sudden);
    print_delays("slow", &f->slow);
    printf("\n%-30s  %7s  %10s\n", "", "is", "wanted");
    for (const struct bound *b = bounds; b < bounds + BOUNDS; b++) {
        char wanted[32];
        snprintf(wanted, sizeof wanted, b->least > 0 ? "%.1f to %g" : "%.0f to %g", b->least, b->most);
        printf("%-30s  %7.*f  %10s%s\n", b->name, b->most > 3 || b == bounds + 2 ? 0 : 2, b->is, wanted, kept(b) ? "" : "  BROKEN");
    }
    printf("\n");
    print_missed(o);
    print_false(o);
}

static void print_kind_json(const char *name, const struct delays *d)
{
    printf(",\"%s\":{\"planted\":%d,\"missed\":%d,\"known\":%d,\"median_minutes\":%.0f,\"p95_minutes\":%.0f}", name, d->n, d->missed, d->known, part(d, 0.5), part(d, 0.95));
}

static void print_lists_json(const struct outcome *o)
{
    char text[WHEN_TEXT];
    int n;
    const struct planted *v = world_planted(o->w, &n);
    const char *comma = "";
    printf(",\"missed\":[");
    for (int i = 0; i < n; i++) {
        if (v[i].found)
            continue;
        when_print(v[i].from * 60000, text);
        printf("%s{\"brand\":%d,\"from\":\"%s\",\"kind\":\"%s\",\"factor\":%.1f}", comma, v[i].brand, text, v[i].kind == PLANTED_SUDDEN ? "sudden" : "slow", v[i].factor);
        comma = ",";
    }
    printf("],\"false_pages\":[");
    for (const struct paged *p = o->list; p < o->list + o->falsely; p++) {
        when_print(p->minute * 60000, text);
        printf("%s{\"brand\":%d,\"at\":\"%s\",\"level\":\"%s\",\"x\":%.0f,\"usual\":%.1f,\"hours\":%.0f}", p == o->list ? "" : ",", p->brand, text,
               alarm_level_names[p->level], p->x, p->usual, p->hours);
    }
    printf("]");
}

static void print_json(const struct outcome *o, const struct figures *f, const struct bound *bounds)
{
    printf("{\"brands\":%d,\"days\":%d,\"budget\":%.0f,\"pages\":%d,\"false\":%zu,\"false_of_budget\":%.3f,\"most_of_budget\":%.3f,\"in_floods\":%d,\"watches\":%d", o->brands,
           o->days, f->budget, o->pages, o->falsely, (double)o->falsely / f->budget, f->most, o->floods, o->watches);
    print_kind_json("sudden", &f->sudden);
    print_kind_json("slow", &f->slow);
    printf(",\"broken\":[");
    const char *comma = "";
    for (const struct bound *b = bounds; b < bounds + BOUNDS; b++)
        if (!kept(b)) {
            printf("%s\"%s\"", comma, b->key);
            comma = ",";
        }
    printf("]");
    print_lists_json(o);
    printf("}\n");
}

bool simulated_print(const struct outcome *o, bool json)
{
    struct figures f = figure(o);
    struct bound bounds[BOUNDS];
    bool all = true;
    bounds_of(o, &f, bounds);
    for (int i = 0; i < BOUNDS; i++)
        all = all && kept(&bounds[i]);
    (json ? print_json : print_text)(o, &f, bounds);
    return all;
}

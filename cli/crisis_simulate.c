/* pulso crisis simulate: the detector of the daemons over a made year, and what it found, missed and paged for nothing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/when.h"
#include "cli/crisis.h"
#include "cli/crisis_world.h"
#include "route/crisis/alarm.h"
#include "route/crisis/budget.h"

enum { DAY = 1440, BRANDS = 50, DAYS = 365, CRISES_A_YEAR = 60, LISTED = 40, AFTER = 60, PAGED = 256 };

struct paged { int brand; int64_t minute; enum alarm_level level; double x, usual, hours; };

struct outcome {
    struct world *w;
    struct alarm_conf conf;
    int brands, days, pages, falsely;
    int *by_brand;
    struct paged list[LISTED];
    int watches, floods;         /* floods: pages while there was one */
    bool undamped, fixed;
};

/* A page belongs to a crisis from its first minute until an hour after it. */
static struct planted *planted_at(struct world *w, int brand, int64_t minute)
{
    int n;
    struct planted *v = world_planted(w, &n);
    for (int i = 0; i < n; i++)
        if (v[i].brand == brand && minute >= v[i].from && minute < v[i].to + AFTER)
            return &v[i];
    return NULL;
}

static void take_page(struct outcome *o, int brand, int64_t minute, const struct sight *s, enum alarm_level level, bool flood)
{
    struct planted *p = planted_at(o->w, brand, minute);
    o->pages++;
    if (p && !p->found)
        p->found = minute;
    if (p)
        return;
    if (o->falsely < LISTED)
        o->list[o->falsely] = (struct paged){ brand, minute, level, s->x, s->usual, s->score.hours[DETECTOR_BOTH] };
    o->falsely++;
    o->floods += flood;
    o->by_brand[brand]++;
}

static void take(struct outcome *o, int brand, int64_t minute, const struct sight *s, const struct alarm *a, enum alarm_level before, bool flood)
{
    struct planted *p = planted_at(o->w, brand, minute);
    if (minute < world_learned(o->w))
        return;
    if (p && !p->watched && a->level >= LEVEL_WATCH)
        p->watched = minute;
    if (p && !p->found && before >= LEVEL_ALERT)
        p->found = minute;         /* people were already told of this brand */
    if (before == LEVEL_NONE && a->level == LEVEL_WATCH)
        o->watches++;
    if (before < LEVEL_ALERT && a->level >= LEVEL_ALERT)
        take_page(o, brand, minute, s, a->level, flood);
}

/* What a silent source had to say comes at once and lands in its own minutes. */
static void catch_up(struct track *t, const struct said *kept, int64_t from, int64_t to)
{
    for (int64_t m = from; m < to; m++)
        track_amend(t, m, kept[m % DAY].m);
}

static void live(struct outcome *o, int brand)
{
    struct track t;
    struct alarm a = { 0 };
    struct said *kept = calloc(DAY, sizeof *kept);
    int64_t paged[PAGED];            /* the newest false ones */
    size_t pages = 0;
    double scale = 1;
    int64_t silent_from = 0, late = 0;
    if (!kept)
        abort();
    track_init(&t);
    for (int64_t m = world_begin(o->w); m < world_end(o->w); m++) {
        struct sight s;
        struct said said = world_minute(o->w, brand, m);
        enum alarm_level before = a.level;
        kept[m % DAY] = said;
        if (!said.heard && !late)
            silent_from = m, late = said.late;
        track_close(&t, m, said.heard ? said.m : (struct minute){ 0, 0 }, said.heard, &s);
        if (late && m + 1 >= late)
            catch_up(&t, kept, silent_from, m + 1), late = 0, track_peek(&t, NULL, 0, &s);
        if (m % DAY == 0 && !o->fixed)
            scale = budget_scale(paged, pages < PAGED ? pages : PAGED, world_begin(o->w) * 60000, m * 60000, o->conf.budget);
        s.scale = scale;
        for (int w = 0; w < 2; w++)
            s.authors[w] = o->undamped ? -1 : said.authors[w];
        s.unheard = o->undamped ? 0 : said.unheard;
        track_note(&t, m, s.unheard * s.x);
        alarm_step(&o->conf, &a, &s, m * 60000, true, false);
        take(o, brand, m, &s, &a, before, said.flood);
        if (before < LEVEL_ALERT && a.level >= LEVEL_ALERT && !planted_at(o->w, brand, m))
            paged[pages++ % PAGED] = m * 60000;
    }
    free(kept);
}

/* ---- what came of it ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct delays { double v[1024]; int n, missed; };

/* A crisis that was not found counts as found at its end. */
static struct delays delays_of(struct outcome *o, enum planted_kind kind)
{
    struct delays d = { 0 };
    int n;
    const struct planted *v = world_planted(o->w, &n);
    for (int i = 0; i < n && d.n < 1024; i++) {
        int64_t from = kind == PLANTED_SUDDEN ? v[i].there : v[i].from;
        if (v[i].kind != kind || !from)
            continue;
        d.missed += !v[i].found;
        d.v[d.n++] = v[i].found ? fmax(0, (double)(v[i].found - from)) : (double)(v[i].to - from);
    }
    qsort(d.v, (size_t)d.n, sizeof d.v[0], by_value);
    return d;
}

static double part(const struct delays *d, double p) { return d->n ? d->v[(int)(p * (d->n - 1) + 0.5)] : 0; }

struct figures { double months, budget, most; struct delays sudden, slow; };

static struct figures figure(struct outcome *o)
{
    struct figures f = { .months = o->days / 30.4, .sudden = delays_of(o, PLANTED_SUDDEN), .slow = delays_of(o, PLANTED_SLOW) };
    f.budget = o->conf.budget * f.months * o->brands;
    for (int b = 0; b < o->brands; b++)
        f.most = fmax(f.most, o->by_brand[b] / (o->conf.budget * f.months));
    return f;
}

static void print_delays(const char *name, const struct delays *d)
{
    printf("%-7s %3d planted, %d not found; found after %.0f min at the median, %.0f at the 95th of 100\n", name, d->n, d->missed, part(d, 0.5), part(d, 0.95));
}

static void print_lists(struct outcome *o)
{
    char text[WHEN_TEXT];
    int n;
    const struct planted *v = world_planted(o->w, &n);
    for (int i = 0; i < n; i++)
        if (!v[i].found) {
            when_print(v[i].from * 60000, text);
            printf("missed  brand %2d (%.0f negatives a day) at %.16s: %s, %.1f times the usual%s\n", v[i].brand, world_rate(o->w, v[i].brand), text,
                   v[i].kind == PLANTED_SUDDEN ? "sudden" : "slow", v[i].factor, v[i].watched ? ", a watch only" : "");
        }
    for (int i = 0; i < o->falsely && i < LISTED; i++) {
        const struct paged *p = &o->list[i];
        when_print(p->minute * 60000, text);
        printf("false   brand %2d (%.0f negatives a day) at %.16s: %s, %.0f in 15 min where %.1f are usual, once in %.0f h\n", p->brand,
               world_rate(o->w, p->brand), text, alarm_level_names[p->level], p->x, p->usual, p->hours);
    }
    if (o->falsely > LISTED)
        printf("        and %d more\n", o->falsely - LISTED);
}

static void print_json(const struct outcome *o, const struct figures *f)
{
    printf("{\"brands\":%d,\"days\":%d,\"budget\":%.0f,\"pages\":%d,\"false\":%d,\"false_of_budget\":%.3f,\"most_of_budget\":%.3f,\"in_floods\":%d,\"watches\":%d,"
           "\"sudden\":{\"planted\":%d,\"missed\":%d,\"median_minutes\":%.0f,\"p95_minutes\":%.0f},"
           "\"slow\":{\"planted\":%d,\"missed\":%d,\"median_minutes\":%.0f,\"p95_minutes\":%.0f}}\n",
           o->brands, o->days, f->budget, o->pages, o->falsely, o->falsely / f->budget, f->most, o->floods, o->watches, f->sudden.n, f->sudden.missed,
           part(&f->sudden, 0.5), part(&f->sudden, 0.95), f->slow.n, f->slow.missed, part(&f->slow, 0.5), part(&f->slow, 0.95));
}

bool crisis_simulate(struct cli *cli, const struct crisis_opts *o, struct err *e)
{
    struct outcome out = { .brands = o->brands ? (int)o->brands : BRANDS, .days = o->days ? (int)o->days : DAYS, .conf = alarm_usual, .undamped = o->undamped, .fixed = o->fixed };
    if (out.brands > 1000 || out.days > 3660)
        return err_set(e, ERR_CONFIG, "at most 1000 brands and 3660 days");
    if (o->budget)
        out.conf.budget = (double)o->budget;
    out.w = world_new(out.brands, out.days, (int)ceil(CRISES_A_YEAR * (out.days / 365.0) * (out.brands / 50.0)), (uint64_t)(o->seed ? o->seed : 1));
    if (!(out.by_brand = calloc((size_t)out.brands, sizeof(int))))
        abort();
    for (int b = 0; b < out.brands; b++)
        live(&out, b);
    struct figures f = figure(&out);
    if (cli->json) {
        print_json(&out, &f);
    } else {
        printf("%d brands, %d days after 28 to learn: %d pages, %d of them false; the budget is %.0f (%.2f times it; the worst brand %.2f times its own; %d in floods of few accounts); %d watches\n",
               out.brands, out.days, out.pages, out.falsely, f.budget, out.falsely / f.budget, f.most, out.floods, out.watches);
        print_delays("sudden", &f.sudden);
        print_delays("slow", &f.slow);
        print_lists(&out);
    }
    free(out.by_brand);
    world_free(out.w);
    return true;
}

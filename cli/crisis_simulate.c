/* pulso crisis simulate: the detector of the daemons over a made year, and what it found, missed and paged for nothing. */
#include <math.h>
#include <stdlib.h>

#include "cli/crisis.h"
#include "cli/crisis_simulated.h"
#include "route/crisis/budget.h"

enum { DAY = 1440, BRANDS = 50, DAYS = 365, CRISES_A_YEAR = 60, AFTER = 60, PAGED = 256 };

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
    if (o->falsely == o->cap && !(o->list = realloc(o->list, (o->cap = o->cap ? 2 * o->cap : 256) * sizeof *o->list)))
        abort();
    o->list[o->falsely++] = (struct paged){ brand, minute, level, s->x, s->usual, s->score.hours[DETECTOR_BOTH] };
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
    if (p && !p->found && before >= LEVEL_ALERT) {
        p->found = minute;         /* people were already told of this brand */
        p->known = true;
    }
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
    cli->found = !simulated_print(&out, cli->json);
    free(out.list);
    free(out.by_brand);
    world_free(out.w);
    return true;
}

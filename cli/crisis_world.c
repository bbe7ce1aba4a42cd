#include "cli/crisis_world.h"

#include <math.h>
#include <stdlib.h>

enum { DAY = 1440, HOUR = 60, LEARN_DAYS = 28, NIGHTS = 24, FLOODS = 6, SILENCES = 4, CAMPAIGNS = 5, QUARTER = 15, BOTS = 3, SAME_AUTHOR = 2, LONG = 180, GROUPS = 16 };
#define MONDAY INT64_C(28401120)             /* a Monday at 00:00 UTC: minute since 1970 */

struct spell { int64_t from, to; double bad, all; };

struct brand {
    uint64_t rng;
    double rate, share, peak;                /* negatives a minute; of all; hour of the day that is loudest */
    double drift;                            /* log of how much it is talked about just now */
    double threads;                          /* negatives to come from what was said */
    struct spell nights[NIGHTS], campaigns[CAMPAIGNS], floods[FLOODS], silences[SILENCES];
    double last[QUARTER];                    /* negatives of the last minutes, without those of a crisis */
    double bots[QUARTER], with[QUARTER];     /* of a flood; all of them */
    double people[LONG], of_hours;           /* all but those of a flood, of 3 hours; their sum */
};

struct world {
    int brands, days, crises;
    struct brand *b;
    struct planted *planted;
};

/* ---- chance ---- */

static double chance(uint64_t *rng)          /* splitmix64: the same on every machine */
{
    uint64_t x = *rng += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((x ^ x >> 31) >> 11) * 0x1p-53;
}

static double between(uint64_t *rng, double a, double b) { return a + (b - a) * chance(rng); }

static double normal(uint64_t *rng)
{
    return sqrt(-2 * log(1 - chance(rng))) * cos(2 * M_PI * chance(rng));
}

static double poisson(uint64_t *rng, double mean)
{
    if (mean > 60)
        return fmax(0, round(mean + sqrt(mean) * normal(rng)));
    double p = exp(-mean), sum = p, u = chance(rng);
    int n = 0;
    while (u > sum && n < 400) {
        p *= mean / ++n;
        sum += p;
    }
    return n;
}

/* ---- making it ---- */

static void spells(struct brand *b, struct spell *v, int n, const struct world *w, double least, double most, double bad, double all)
{
    for (int i = 0; i < n; i++) {
        double at = between(&b->rng, 0, (double)w->days * DAY);
        v[i].from = world_begin(w) + (int64_t)at;
        v[i].to = v[i].from + (int64_t)between(&b->rng, least, most);
        v[i].bad = bad * between(&b->rng, 0.7, 1.3);
        v[i].all = all * between(&b->rng, 0.6, 1.6);
    }
}

static void make_brand(struct world *w, struct brand *b, uint64_t seed)
{
    b->rng = seed;
    b->rate = exp(between(&b->rng, log(0.006), log(3.0)));
    b->share = between(&b->rng, 0.1, 0.6);
    b->peak = between(&b->rng, 18, 26);
    double year = (double)w->days / 365;
    spells(b, b->nights, (int)(NIGHTS * year), w, 100, 180, 1.3, 4);
    spells(b, b->campaigns, (int)(CAMPAIGNS * year + 0.5), w, DAY, 5 * DAY, 1.15, 4);
    spells(b, b->floods, (int)(FLOODS * year + 0.5), w, 10, 40, 60 + 100 * b->rate, 1);
    spells(b, b->silences, (int)(SILENCES * year + 0.5), w, 2 * HOUR, 12 * HOUR, 1, 1);
}

static bool apart(const struct world *w, int i, const struct planted *p)
{
    for (int k = 0; k < i; k++)
        if (w->planted[k].brand == p->brand && llabs(w->planted[k].from - p->from) < 4 * DAY)
            return false;
    return true;
}

static void plant(struct world *w, uint64_t *rng, int i)
{
    struct planted *p = &w->planted[i];
    do {
        *p = (struct planted){ .brand = (int)(chance(rng) * w->brands), .kind = i % 2 ? PLANTED_SLOW : PLANTED_SUDDEN, .type = i / 2 % 3 };
        p->from = (int64_t)between(rng, (double)world_learned(w), (double)world_end(w) - 2 * DAY);
    } while (!apart(w, i, p) || (p->kind == PLANTED_SLOW && w->b[p->brand].rate < 0.05));   /* a slow doubling of 3 a day is nothing */
    double rate = w->b[p->brand].rate;
    if (p->kind == PLANTED_SUDDEN) {
        p->factor = fmax(between(rng, 5, 25), between(rng, 3, 6) / rate);   /* and at least 30 in a quarter of an hour */
        p->to = p->from + (int64_t)between(rng, 90, p->type == 1 ? 300 : 900);
    } else {
        p->factor = between(rng, 2, 3);
        p->to = p->from + (int64_t)between(rng, 6 * HOUR, 14 * HOUR);
    }
}

static int by_brand(const void *x, const void *y)
{
    const struct planted *a = x, *b = y;
    return a->brand != b->brand ? a->brand - b->brand : (a->from > b->from) - (a->from < b->from);
}

struct world *world_new(int brands, int days, int crises, uint64_t seed)
{
    struct world *w = calloc(1, sizeof *w);
    if (!w || !(w->b = calloc((size_t)brands, sizeof *w->b)) || !(w->planted = calloc((size_t)crises + 1, sizeof *w->planted)))
        abort();
    *w = (struct world){ brands, days + LEARN_DAYS, crises, w->b, w->planted };
    for (int i = 0; i < brands; i++)
        make_brand(w, &w->b[i], seed * 1000003 + (uint64_t)i * 7919);
    for (int i = 0; i < crises; i++)
        plant(w, &seed, i);
    qsort(w->planted, (size_t)crises, sizeof *w->planted, by_brand);
    return w;
}

void world_free(struct world *w)
{
    if (!w)
        return;
    free(w->b);
    free(w->planted);
    free(w);
}

int64_t world_begin(const struct world *w) { (void)w; return MONDAY; }
int64_t world_learned(const struct world *w) { return world_begin(w) + LEARN_DAYS * DAY; }
int64_t world_end(const struct world *w) { return world_begin(w) + (int64_t)w->days * DAY; }
double world_rate(const struct world *w, int brand) { return w->b[brand].rate * DAY; }
struct planted *world_planted(struct world *w, int *n) { *n = w->crises; return w->planted; }

/* ---- living it ---- */

static double rhythm(const struct brand *b, int64_t minute)
{
    double hour = (double)(minute % DAY) / HOUR, day = (double)((minute - MONDAY) / DAY % 7), date = (double)((minute - MONDAY) / DAY);
    double of_day = 1 + 0.85 * cos(2 * M_PI * (hour - b->peak) / 24);
    double of_week = day >= 5 ? 0.7 : 1.1;
    return of_day * of_week * (fmod(date, 29) < 1 ? 0.6 : 1);    /* and a holiday now and then */
}

static const struct spell *in(const struct spell *v, int n, int64_t minute)
{
    for (int i = 0; i < n; i++)
        if (minute >= v[i].from && minute < v[i].to)
            return &v[i];
    return NULL;
}

static struct planted *planted_now(struct world *w, int brand, int64_t minute)
{
    for (int i = 0; i < w->crises; i++)
        if (w->planted[i].brand == brand && minute >= w->planted[i].from && minute < w->planted[i].to)
            return &w->planted[i];
    return NULL;
}

/* Sudden: there within two minutes, fading to the end. Slow: growing for an hour, then steady. */
static double shape(const struct planted *p, int64_t minute)
{
    double t = (double)(minute - p->from), all = (double)(p->to - p->from);
    if (p->kind == PLANTED_SLOW)
        return (p->factor - 1) * fmin(1, (t + 1) / 60);
    return (p->factor - 1) * fmin(1, (t + 1) / 2) * (p->type == 1 ? 1 : 1 - 0.7 * t / all);
}

static double sum(const double *v)
{
    double s = 0;
    for (int i = 0; i < QUARTER; i++)
        s += v[i];
    return s;
}

/* So many groups have so many people on average, and the flood's accounts one each. */
static int groups_of(double people, bool flood)
{
    double n = GROUPS * (1 - pow(1 - 1.0 / GROUPS, people)) + (flood ? BOTS : 0);
    return n < GROUPS ? (int)n : GROUPS;
}

static void count_authors(struct brand *b, int64_t minute, double people, double said, double bot, int authors[2])
{
    b->of_hours += people - b->people[minute % LONG];
    b->people[minute % LONG] = people;
    authors[0] = groups_of(said - bot, bot > 0);
    authors[1] = groups_of(b->of_hours, bot > 0);
}

static void note_there(struct planted *p, const struct brand *b, double usual, int64_t minute)
{
    double x = sum(b->with);
    if (p && p->kind == PLANTED_SUDDEN && !p->there && x >= 30 && x >= 5 * usual * QUARTER)
        p->there = minute;
}

struct said world_minute(struct world *w, int brand, int64_t minute)
{
    struct brand *b = &w->b[brand];
    struct said s = { .heard = true };
    if (minute % HOUR == 0)
        b->drift = 0.93 * b->drift + 0.09 * normal(&b->rng);
    double usual = b->rate * rhythm(b, minute), bad = usual * exp(b->drift), all = bad / b->share;
    const struct spell *night = in(b->nights, NIGHTS, minute), *campaign = in(b->campaigns, CAMPAIGNS, minute), *flood = in(b->floods, FLOODS, minute);
    const struct spell *silence = in(b->silences, SILENCES, minute);
    bad *= (night ? night->bad : 1) * (campaign ? campaign->bad : 1);
    all *= (night ? night->all : 1) * (campaign ? campaign->all : 1);
    struct planted *p = planted_now(w, brand, minute);
    double more = p ? usual * shape(p, minute) : 0;
    double own = poisson(&b->rng, 0.8 * bad + b->threads);
    b->threads = 0.9 * b->threads + 0.02 * own;                  /* a fifth is said because of what was said */
    double crisis = poisson(&b->rng, more), bots = flood ? poisson(&b->rng, flood->bad / (double)(flood->to - flood->from)) : 0;
    int at = (int)(minute % QUARTER);
    b->bots[at] = bots;
    b->with[at] = own + crisis + bots;
    s.m.bad = own + crisis + bots;
    s.m.all = s.m.bad + poisson(&b->rng, fmax(0, all - bad)) + poisson(&b->rng, 0.2 * more);
    double said = sum(b->with), bot = sum(b->bots);
    s.flood = bot > 0;
    if (said > 0)
        s.unheard = fmax(0, bot - BOTS * SAME_AUTHOR) / said;
    count_authors(b, minute, own + crisis, said, bot, s.authors);
    note_there(p, b, usual, minute);
    if (silence) {
        s.heard = false;
        s.late = silence->to;
    }
    return s;
}

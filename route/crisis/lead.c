#include "route/crisis/lead.h"

#define COMES_IN 3             /* parts of the excess */
#define STAYS 6
#define BESIDE 2               /* to stand beside another */

struct picking {
    const struct alarm_conf *conf;
    const struct lead_view *v;
    size_t n;
    const struct lead_open *open;
    double excess;                       /* of the whole */
    double most[CRISIS_TYPES];           /* excess of each type's largest topic */
    enum crisis_type whole;              /* whose the whole is */
    enum alarm_level whole_level;
};

static double excess_of(const struct lead_view *v) { return v->sight.x - v->sight.score.expected[DETECTOR_SHORT]; }

static bool told(const struct lead_open *o) { return o->alarm && o->alarm->level >= LEVEL_ALERT; }

/* What of the excess speaks for an incident that people were told of: of an institutional one that the whole opened, all that no other type's topic makes. */
static double speaks_for(const struct picking *p, int type)
{
    double others = 0;
    if (type != CRISIS_INSTITUTIONAL || p->open[type].own != 0)
        return p->most[type];
    for (int t = 0; t < CRISIS_TYPES; t++)
        if (t != type && p->most[t] > others)
            others = p->most[t];
    return p->excess - others;
}

static enum crisis_type type_of_whole(const struct picking *p)
{
    int best = CRISIS_INSTITUTIONAL, known = -1;
    for (int t = 0; t < CRISIS_TYPES; t++) {
        double part = speaks_for(p, t);
        if (told(&p->open[t]) && part >= p->excess / STAYS && (known < 0 || part > speaks_for(p, known)))
            known = t;
    }
    for (int t = 0; t < CRISIS_TYPES && known < 0; t++)
        if (p->most[t] >= p->excess / COMES_IN && p->most[t] > p->most[best])
            best = t;
    return (enum crisis_type)(known < 0 ? best : known);
}

/* Beside another type's incident, and hardly more than what goes with it. */
static bool companion(const struct picking *p, enum crisis_type type, size_t at)
{
    for (int t = 0; t < CRISIS_TYPES; t++) {
        bool other = t != (int)type && (p->open[t].alarm || (t == (int)p->whole && p->whole_level > LEVEL_NONE));
        double left = p->excess - p->most[t];
        if (other && (excess_of(&p->v[at]) < p->excess / BESIDE || left < p->excess / BESIDE || alarm_level(p->conf, &p->v[at].sight) < LEVEL_ALERT))
            return true;
    }
    return false;
}

/* The view of this type that is worth most; the whole before its topics, and of two topics the larger. */
static size_t best_of(const struct picking *p, enum crisis_type type, enum alarm_level *level)
{
    size_t best = p->whole == type ? 0 : LEAD_NONE;
    *level = best == 0 ? p->whole_level : LEVEL_NONE;
    for (size_t i = 1; i < p->n; i++) {
        if (p->v[i].type != type)
            continue;
        enum alarm_level l = alarm_level(p->conf, &p->v[i].sight);
        if (l > *level || (l == *level && best > 0 && best != LEAD_NONE && excess_of(&p->v[i]) > excess_of(&p->v[best]))) {
            best = i;
            *level = l;
        }
    }
    return best;
}

static struct lead pick(const struct picking *p, enum crisis_type type)
{
    const struct lead_open *o = &p->open[type];
    enum alarm_level level;
    size_t best = best_of(p, type, &level);
    if (!o->alarm)
        return (struct lead){ best == LEAD_NONE || (best > 0 && companion(p, type, best)) ? LEAD_NONE : best, false };
    size_t at = o->own < p->n ? o->own : 0;
    if (level > o->alarm->level && best != LEAD_NONE && at != best)
        at = best;
    bool hushed = at == 0 ? p->whole != type : !told(o) && companion(p, type, at);
    return (struct lead){ at, hushed };
}

void lead_pick(const struct alarm_conf *c, const struct lead_view *v, size_t n, const struct lead_open open[CRISIS_TYPES], struct lead out[CRISIS_TYPES])
{
    struct picking p = { .conf = c, .v = v, .n = n, .open = open, .excess = excess_of(&v[0]) };
    for (size_t i = 1; i < n; i++)
        if (excess_of(&v[i]) > p.most[v[i].type])
            p.most[v[i].type] = excess_of(&v[i]);
    p.whole = type_of_whole(&p);
    p.whole_level = alarm_level(c, &v[0].sight);
    for (int t = 0; t < CRISIS_TYPES; t++)
        out[t] = pick(&p, (enum crisis_type)t);
}

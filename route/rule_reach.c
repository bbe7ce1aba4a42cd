#include "route/rule_reach.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a condition ranges over. Numbers are cut into the pieces between the bounds that rules name. */
enum field { PLATFORM, LANG, COUNTRY, KIND, LABEL, BRAND, INTENT, TOPIC, PII, TEXT, OWN, UNSURE, VERIFIED, SCORE, FOLLOWERS, PRIORITY, FIELDS };

/* A set of values of one field: bit i. */
#define SET_WORDS 4
#define SET_VALUES (64 * SET_WORDS)
struct set { uint64_t w[SET_WORDS]; };

struct domain {
    const char *words[SET_VALUES];   /* distinct values that rules name; one more stands for all others */
    double bounds[SET_VALUES];       /* of numbers, ascending: piece i lies below bounds[i] and not below bounds[i - 1] */
    size_t n, values;
};

struct box {
    unsigned asks;                   /* bit f: field f is not free */
    struct set allowed[FIELDS];
};

struct search {
    const struct rules *rs;
    size_t rule;                     /* the one in question */
    struct domain domain[FIELDS];
    struct box *boxes;               /* of the rules up to it */
    long steps;
    bool too_wide;                   /* rules name more values of a field than a set holds */
};

/* ---- the values that rules name ---- */

static const struct conf_strs *words_of(const struct rule_when *c, enum field f)
{
    switch (f) {
    case PLATFORM: return &c->platform;
    case LANG: return &c->lang;
    case COUNTRY: return &c->country;
    case KIND: return &c->kind;
    case LABEL: return &c->label;
    case BRAND: return &c->brand;
    case INTENT: return &c->intent;
    case TOPIC: return &c->topic;
    case PII: return &c->pii;
    default: return NULL;
    }
}

/* "Less than" for scores; "at least" for the others. */
static bool bound_of(const struct rule_when *c, enum field f, double *out)
{
    *out = f == SCORE ? c->score_below : f == FOLLOWERS ? (double)c->followers_from : (double)c->priority_from;
    return f == SCORE ? c->asks_score : *out > 0;
}

static bool flag_of(const struct rule_when *c, enum field f, bool *value)
{
    *value = f == OWN ? c->own : f == UNSURE ? c->unsure : c->verified;
    return f == OWN ? c->asks_own : f == UNSURE ? c->asks_unsure : c->asks_verified;
}

static bool is_number(enum field f) { return f == SCORE || f == FOLLOWERS || f == PRIORITY; }
static bool is_flag(enum field f) { return f == OWN || f == UNSURE || f == VERIFIED; }

static size_t word_at(const struct domain *d, const char *word)
{
    size_t i = 0;
    while (i < d->n && strcasecmp(d->words[i], word) != 0)
        i++;
    return i;
}

/* One value is left for all others. */
static bool room(struct search *s, const struct domain *d)
{
    s->too_wide |= d->n + 1 == SET_VALUES;
    return d->n + 1 < SET_VALUES;
}

static void add_word(struct search *s, struct domain *d, const char *word)
{
    if (word_at(d, word) == d->n && room(s, d))
        d->words[d->n++] = word;
}

static void add_bound(struct search *s, struct domain *d, double bound)
{
    size_t at = 0;
    while (at < d->n && d->bounds[at] < bound)
        at++;
    if ((at < d->n && d->bounds[at] == bound) || !room(s, d))
        return;
    memmove(d->bounds + at + 1, d->bounds + at, (d->n - at) * sizeof *d->bounds);
    d->bounds[at] = bound;
    d->n++;
}

/* Kinds, labels and intents are all there is, once all of them are named: then there are no others. */
static size_t whole(enum field f)
{
    return f == KIND ? KIND_COUNT : f == LABEL ? 3 : f == INTENT ? 9 : SIZE_MAX;
}

static void find_domain(struct search *s, enum field f)
{
    struct domain *d = &s->domain[f];
    for (size_t i = 0; i <= s->rule; i++) {
        const struct rule_when *c = &s->rs->v[i].when;
        const struct conf_strs *words = words_of(c, f);
        double bound;
        for (size_t k = 0; words && k < words->n; k++)
            add_word(s, d, words->v[k]);
        if (f == TEXT && c->text)
            add_word(s, d, c->text);
        if (is_number(f) && bound_of(c, f, &bound))
            add_bound(s, d, bound);
    }
    d->values = is_flag(f) ? 2 : d->n == whole(f) ? d->n : d->n + 1;
}

/* ---- sets ---- */

static void set_put(struct set *t, size_t i)
{
    t->w[i / 64] |= UINT64_C(1) << i % 64;
}

/* a and b, or a without b; false: nothing is left. */
static bool set_join(const struct set *a, const struct set *b, bool without, struct set *out)
{
    uint64_t any = 0;
    for (size_t i = 0; i < SET_WORDS; i++) {
        out->w[i] = a->w[i] & (without ? ~b->w[i] : b->w[i]);
        any |= out->w[i];
    }
    return any != 0;
}

/* What a rule asks of a field; false: nothing. */
static bool asks(const struct domain *d, const struct rule_when *c, enum field f, struct set *t)
{
    const struct conf_strs *words = words_of(c, f);
    double bound;
    bool value;
    if (words && words->n) {
        for (size_t k = 0; k < words->n; k++)
            set_put(t, word_at(d, words->v[k]));
    } else if (f == TEXT && c->text) {
        set_put(t, word_at(d, c->text));
    } else if (is_flag(f) && flag_of(c, f, &value)) {
        set_put(t, value);
    } else if (is_number(f) && bound_of(c, f, &bound)) {
        for (size_t i = 0; i < d->values; i++) {
            bool below = i < d->n && d->bounds[i] <= bound;
            if (f == SCORE ? below : !below)
                set_put(t, i);
        }
    } else {
        return false;
    }
    return true;
}

static void find_box(const struct search *s, const struct rule_when *c, struct box *b)
{
    *b = (struct box){ 0 };
    for (int f = 0; f < FIELDS; f++) {
        if (asks(&s->domain[f], c, (enum field)f, &b->allowed[f])) {
            b->asks |= 1u << f;
            continue;
        }
        for (size_t i = 0; i < s->domain[f].values; i++)
            set_put(&b->allowed[f], i);
    }
}

/* ---- the search ---- */

/* Is there a point in the box that none of the rules from `from` on takes? What a rule asks is denied one condition at a
 * time, with the ones before it granted, so no point is looked at twice. */
static bool escapes(struct search *s, struct box b, size_t from)
{
    if (++s->steps > REACH_STEPS_MAX)
        return true;
    for (; from < s->rule; from++) {
        const struct box *taken = &s->boxes[from];
        struct box rest = b;
        bool meet = true;
        for (int f = 0; meet && f < FIELDS; f++)
            meet = set_join(&b.allowed[f], &taken->allowed[f], false, &rest.allowed[f]);
        if (!meet)
            continue;
        for (int f = 0; f < FIELDS; f++) {
            struct box next = b;
            if (!(taken->asks >> f & 1))
                continue;
            if (set_join(&b.allowed[f], &taken->allowed[f], true, &next.allowed[f]) && escapes(s, next, from + 1))
                return true;
            b.allowed[f] = rest.allowed[f];
        }
        return false;
    }
    return true;
}

static bool overlap(const struct box *a, const struct box *b)
{
    struct set t;
    for (int f = 0; f < FIELDS; f++)
        if (!set_join(&a->allowed[f], &b->allowed[f], false, &t))
            return false;
    return true;
}

void rules_reach(const struct rules *rs, size_t rule, struct reach *out)
{
    struct search *s = calloc(1, sizeof *s);
    if (!s || !(s->boxes = calloc(rule + 1, sizeof *s->boxes)))
        abort();
    s->rs = rs;
    s->rule = rule;
    for (int f = 0; f < FIELDS; f++)
        find_domain(s, (enum field)f);
    *out = (struct reach){ .reachable = true };
    if (!s->too_wide) {
        for (size_t i = 0; i <= rule; i++)
            find_box(s, &rs->v[i].when, &s->boxes[i]);
        out->reachable = escapes(s, s->boxes[rule], 0);
        out->proven = s->steps <= REACH_STEPS_MAX;
    }
    for (size_t i = 0; i < rule && !out->reachable && out->by_count < REACH_SAID; i++)
        if (overlap(&s->boxes[rule], &s->boxes[i]))
            out->by[out->by_count++] = i;
    free(s->boxes);
    free(s);
}

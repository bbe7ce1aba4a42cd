#include "route/desk/fit.h"

const char *fit_text(enum fit f)
{
#define X(c, text) text,
    static const char *const texts[] = { FITS(X) };
#undef X
    return texts[f];
}

static bool among(const struct conf_strs *list, struct slice s)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_is(s, list->v[i]))
            return true;
    return false;
}

/* Who could ever take it, shift and load aside. */
static bool of_team_and_brand(const struct agent *a, const struct case_seen *c)
{
    return among(&a->teams, c->team) && (a->brands.n == 0 || !c->brand.n || among(&a->brands, c->brand));
}

void fit_needs(const struct desk_rules *r, const struct case_seen *c, struct fit_needs *out)
{
    struct slice labels = c->labels, label;
    *out = (struct fit_needs){ 0 };
    for (size_t i = 0; i < r->n && !out->lang.n; i++)
        if (of_team_and_brand(&r->agents[i], c) && r->agents[i].languages.n && among(&r->agents[i].languages, c->lang))
            out->lang = c->lang;
    while (out->n < FIT_SKILLS_MAX && slice_next(&labels, ',', &label))
        for (size_t i = 0; i < r->n; i++)
            if (of_team_and_brand(&r->agents[i], c) && among(&r->agents[i].skills, label)) {
                out->skills[out->n++] = label;
                break;
            }
}

enum fit fit_of(const struct agent *a, const struct case_seen *c, const struct fit_needs *n, int64_t load, bool there, struct slice *lacking)
{
    if (slice_is(c->agent, a->id))
        return FIT_HAS_IT;
    if (!among(&a->teams, c->team))
        return FIT_TEAM;
    if (!of_team_and_brand(a, c))
        return FIT_BRAND;
    if (case_is_to_validate(c) && !a->validates)
        return FIT_MODERATOR;
    if (n->lang.n && a->languages.n && !among(&a->languages, n->lang))
        return FIT_LANGUAGE;
    for (size_t i = 0; i < n->n; i++)
        if (!among(&a->skills, n->skills[i])) {
            if (lacking)
                *lacking = n->skills[i];
            return FIT_SKILL;
        }
    return !there ? FIT_AWAY : load >= a->capacity ? FIT_FULL : FIT_GOOD;
}

size_t fit_choose(const struct desk_rules *r, const struct case_seen *c, const struct fit_needs *n, const int64_t *load, const bool *there, size_t *fit_count)
{
    size_t best = r->n;
    *fit_count = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (fit_of(&r->agents[i], c, n, load[i], there[i], NULL) != FIT_GOOD)
            continue;
        ++*fit_count;
        if (best == r->n || load[i] * r->agents[best].capacity < load[best] * r->agents[i].capacity)
            best = i;
    }
    return best;
}

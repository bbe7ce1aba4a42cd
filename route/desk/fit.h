/*
 * fit: who may take a case, and why the others may not: one judgement for the desk,
 * which decides by it, and for whoever asks why (pulso desk explain).
 *
 * A case asks for its team, its brand, its language, and a skill for each of its
 * labels (of the rule that gave it to the team, and the purpose of the account that
 * was asked) that somebody of this team and brand has: what nobody has strands
 * no case. Agents without languages speak all.
 */
#ifndef PULSO_ROUTE_DESK_FIT_H
#define PULSO_ROUTE_DESK_FIT_H

#include "base/buf.h"
#include "model/case_seen.h"
#include "route/desk/agents.h"

#define FIT_SKILLS_MAX 16

/* To add one, add its line: the first that holds is said. */
#define FITS(X) \
    X(GOOD, "may take it") \
    X(HAS_IT, "has it") \
    X(TEAM, "is in another team") \
    X(BRAND, "does not answer for the brand") \
    X(MODERATOR, "validates no answers of customers") \
    X(LANGUAGE, "does not speak the language") \
    X(SKILL, "lacks a skill") \
    X(AWAY, "is not there") \
    X(FULL, "has enough to do")
#define X(c, text) FIT_##c,
enum fit { FITS(X) FIT_COUNT };
#undef X
const char *fit_text(enum fit f);

struct fit_needs { struct slice lang, skills[FIT_SKILLS_MAX]; size_t n; };   /* lang empty: any */
void fit_needs(const struct desk_rules *r, const struct case_seen *c, struct fit_needs *out);
/* load: cases that wait for us and that they have; there: their shift is on. *lacking: of FIT_SKILL, which one; may be NULL. */
enum fit fit_of(const struct agent *a, const struct case_seen *c, const struct fit_needs *n, int64_t load, bool there, struct slice *lacking);
/* Among the fit ones the least to do for the capacity; of two the one who stands first. r->n: nobody is. *fit_count: how many are. */
size_t fit_choose(const struct desk_rules *r, const struct case_seen *c, const struct fit_needs *n, const int64_t *load, const bool *there, size_t *fit_count);

#endif

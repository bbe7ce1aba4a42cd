/*
 * merge: one customer writes in two networks, and the two cases are one. The
 * conversations lie in different partitions, whose states no commit moves together,
 * so nothing is moved: the younger case says what it brings, whole and each time that it
 * changes, by a record of pulso.actions that has the older one's key, and that one
 * folds over its own events and theirs (case.h).
 *
 *   merge   of a person, or of the desk (a rule says who is the same)   key: the younger one   {"into":"x:1120","folio":"34T7-KQ","since":"…"}
 *   joined  route's                                                      key: the older one     {"of":"mastodon:99","rev":…,"case":"<hex>", …}
 *   unmerge of a person                                                  key: the younger one
 *
 * Which is the older (since, then folio) never changes and is looked at where the decision is applied, so no two cases are merged into each
 * other. What a case brings follows from its records and decisions alone, and its revision from the last ones of them that
 * changed it: of what crashes and replays wrote more than once the greatest revision stands, in any order of arrival.
 * A case that is merged itself sends its members on to where it went, so the way is never longer than one step.
 */
#ifndef PULSO_ROUTE_CASES_MERGE_H
#define PULSO_ROUTE_CASES_MERGE_H

#include "base/err.h"
#include "model/action.h"
#include "route/cases/case.h"

/* ---- the fold ---- */
void merge_apply(struct case_now *n, const struct case_event *ev, const struct casefile *c);   /* nothing where the other one is the younger */
void merge_part(struct case_now *n);
void merge_base(struct case_now *n, const struct case_now *of_member);
bool merge_counts(const struct casefile *c, size_t member);     /* it has not left, and is one of the first CASE_MEMBERS_MAX */
bool merge_any(const struct casefile *c);
/* Of the customer's latest message: c or one of its members; key: that one's conversation, empty: c's own. */
const struct casefile *merge_newest(const struct casefile *c, struct slice *key);

/* ---- taking in, and telling ---- */
struct merge_joined {
    struct case_member member;           /* bytes, not decoded */
    struct slice head_folio;             /* of the older one, as the younger knows it */
    int64_t head_since_ms;
};
/* A record `joined`. *changed: it is newer than what was known. ERR_DROP: it cannot be read. */
bool merge_join(struct arena *a, struct casefile *c, struct slice key, const struct merge_joined *j, bool *changed, struct err *e);
void merge_put(struct casefile *c, const struct case_member *m);   /* decoded; in the place of an older one of its conversation */
bool merge_hex(struct arena *a, struct slice hex, struct slice *bytes);

typedef bool merge_emit(void *self, const struct action *x, struct err *e);
/* What others have to know of c, which has changed: hands out records of pulso.actions, in the arena. */
bool merge_tell(struct arena *a, const struct casefile *c, const struct case_now *now, struct slice key, merge_emit *emit, void *self, struct err *e);

#endif

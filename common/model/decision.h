/*
 * decision: what an action about a conversation says in its data, read and checked
 * by one piece of code for route, which acts upon it, and the intakes, which refuse at
 * once what route would.
 */
#ifndef PULSO_MODEL_DECISION_H
#define PULSO_MODEL_DECISION_H

#include "model/action.h"

#define DECISION_NAME_MAX 128    /* bytes, of a team, a person, another tool's id */
#define DECISION_KEY_MAX 512     /* of a conversation */

struct decision {
    struct slice to, from, text, in_reply_to, of, article, id, reason, help, into, folio, state, with;   /* state: `case` of what was joined, in hex; with: of merge, as it was posted */
    int64_t since_ms, merged_ms, rev;
    bool left;
    bool good, judges;           /* judges: it says whether it is good */
    bool late, is_from;          /* is_from: it says from whom, which may be nobody */
};

/* ERR_DROP: which member and why. Slices lie in the arena. */
bool decision_read(struct json *j, struct arena *a, const struct action *x, struct decision *out, struct err *e);
/* The data of a merge into the older case; why: where it is not empty. */
void decision_print_merge(struct slice into, struct slice folio, int64_t since_ms, struct slice why, struct buf *out);

#endif

/* change_seen: a record of pulso.changes (route/cases/change.h writes them), for those who tell of it. */
#ifndef PULSO_ROUTE_TELL_CHANGE_SEEN_H
#define PULSO_ROUTE_TELL_CHANGE_SEEN_H

#include "model/case_seen.h"
#include "route/cases/change.h"

struct change_seen {
    enum change_kind kind;
    struct slice id, of, by, was_team;   /* of: first, solve; empty: no deadline */
    int64_t at_ms;
    struct case_seen seen;               /* as it stood then */
};

/* Everything lies in the arena. ERR_DROP: it cannot be read. */
bool change_seen_parse(struct json *j, struct arena *a, struct slice record, struct change_seen *out, struct err *e);
bool change_kind_of(struct slice name, enum change_kind *k);

#endif

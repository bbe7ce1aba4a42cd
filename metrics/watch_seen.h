/* watch_seen: how far whoever looks for crises has got, as it leaves word in Redis each second (model/keys.h, WATCH_*). Read by `pulso incident list`, `pulso doctor` and the
 * dashboard; nothing here writes. */
#ifndef PULSO_METRICS_WATCH_SEEN_H
#define PULSO_METRICS_WATCH_SEEN_H

#include "metrics/state.h"

/* nobody: none has left word for half a minute; late: what it looks at was said a while ago, or it waits for what Redis lost */
enum watch_state { WATCH_NEVER, WATCH_NOBODY, WATCH_LATE, WATCH_FINE };

struct watch_seen {
    enum watch_state state;
    int64_t seen_ms;           /* event time up to which all is looked at; 0: nothing yet */
    int64_t looked_ms;         /* when that was */
    int64_t behind;            /* records that are not counted yet */
    bool held;                 /* it waits for a partition that went back */
    char owner[80];
};

bool watch_seen_read(struct store *s, struct arena *a, struct slice prefix, int64_t clock_ms, struct watch_seen *out, struct err *e);

#endif

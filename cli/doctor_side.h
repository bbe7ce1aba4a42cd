/* doctor_side: what doctor saw of one daemon's partitions, and what it says about their lag. Inside of doctor only. */
#ifndef PULSO_CLI_DOCTOR_SIDE_H
#define PULSO_CLI_DOCTOR_SIDE_H

#include "cli/doctor_group.h"

/* Lag is what a running system always has some of. Lag that stays where it is means that somebody stands still, and is
 * not seen by looking once: so much apart, so often at most. */
enum { LOOKS = 3, BETWEEN_MS = 1500 };

struct place { int64_t low, high, began; bool still; };   /* began: the offset at the first look */

/* One daemon and the topic whose partitions it keeps state of. */
struct side {
    enum state_side side;
    const char *topic, *daemon;
    bool seen;                   /* the rest is filled in */
    struct states states;
    struct place *at;
    struct doctor_group group;
};

int64_t side_lag(const struct side *s);
/* Says what is known of partitions that stand still; false: none does, nothing was said. */
bool side_say_still(struct doctor *d, const struct side *s);

#endif

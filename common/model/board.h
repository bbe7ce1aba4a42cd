/*
 * board: the cases that are open, as pulso.cases says, in memory: what the desk and
 * the dashboard look at. One thread. A case that is closed leaves it. Bounded: beyond BOARD_MAX open cases
 * further ones are not taken up, which is counted (full). A case takes half a kilobyte and twice its record, about 1.5 KB.
 */
#ifndef PULSO_MODEL_BOARD_H
#define PULSO_MODEL_BOARD_H

#include "model/case_seen.h"

#define BOARD_MAX 200000

struct board_case {
    void *memory;                        /* of what seen points to */
    struct case_seen seen;
    /* what was asked for since its last record: it is not asked for again */
    bool gave;
    size_t to;                           /* gave: which agent has it then; none where another team does */
    unsigned warned;
    bool merges;                         /* into an older one */
};

struct board {
    struct board_case **v;               /* in no order */
    size_t n, cap;
    uint32_t *table, mask;               /* by conversation: index + 1 */
    struct arena scratch;
    struct case_seen last;
    struct json *json;
    int64_t full, bad;                   /* records that were not taken up; that could not be read */
};

void board_init(struct board *b);
void board_fini(struct board *b);
/* A record of pulso.cases. Answers what it says, until the next call; NULL: it cannot be read. */
const struct case_seen *board_record(struct board *b, struct slice record);
const struct board_case *board_find(const struct board *b, struct slice conversation);

#endif

/*
 * sent: who got an automatic answer, and when: what keeps the desk from sending too
 * many. Learned from pulso.cases, as the board is. Bounded; where it is full nothing
 * more is sent. An author is platform:name; an answer of a person behind the
 * automatic one, in any conversation, ends the row.
 */
#ifndef PULSO_ROUTE_DESK_SENT_H
#define PULSO_ROUTE_DESK_SENT_H

#include "model/case_seen.h"

#define SENT_AUTHORS_MAX (1 << 20)
#define SENT_HOUR_MAX 10000

struct send_rules {
    int64_t author_pause_ms;             /* between two to one author, with a person in between */
    int64_t brand_per_hour;              /* for each brand */
    int64_t within_ms;                   /* an answer to what was said longer ago is a person's */
    const char *stop_at;                 /* from this level of an incident of the brand on, nothing is sent: watch, alert, crisis */
};

struct sent_author { uint64_t who; int64_t auto_ms, human_ms; };
struct sent_lately { uint64_t brand, conversation; int64_t ms; };

struct sent {
    struct sent_author *table;           /* open addressing; who 0: free */
    uint32_t mask, n;
    struct sent_lately *hour;
    size_t hour_n;
};

void sent_init(struct sent *s);
void sent_fini(struct sent *s);
void sent_note(struct sent *s, const struct case_seen *c, int64_t now_ms);       /* a record of pulso.cases */
bool sent_may(const struct sent *s, const struct send_rules *r, const struct case_seen *c, int64_t now_ms);
void sent_now(struct sent *s, const struct case_seen *c, int64_t now_ms);        /* one is on its way */

#endif

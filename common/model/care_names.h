/*
 * care_names: the counters of TAG:n of route (model/keys.h), parts joined by '|':
 *   q|<brand>|<platform>|<account>|<purpose>|<what>    care by account
 *     <what> may be person.<cell>: asks that were answered of people who have this cell of base/hll.h. So a sketch of who was attended is read from
 *     counters, which any partition and bucket add to, and which a deletion takes down again: registers alone could only grow
 *   g|<brand>|<platform>|<agent>|<what>                care by agent; agent: initials, "-" without
 *   p|<brand>|<platform>|<account>|<purpose>|<what>    own posts: posts, likes, comments, shares, views
 *   f|<brand>|<platform>|<account>|<purpose>|latest    its followers, by day alone: no count but a report of a time (below), the latest of the
 *                                                      day; so partitions are not added up: the largest holds
 * account: without @, small letters, "-" where none was named; purpose "-" where
 * none is configured. Names that begin with e| and s| are no counters: accounts
 * and initials that conversations remember by number.
 */
#ifndef PULSO_MODEL_CARE_NAMES_H
#define PULSO_MODEL_CARE_NAMES_H

#include "base/slice.h"
#include "model/spread.h"

enum care_what {
    CARE_ASKS,          /* direct mentions */
    CARE_ANSWERED,      /* ... that were answered */
    CARE_THANKS,        /* ... that only praise, after an answer */
    CARE_BACK_NEGATIVE, CARE_BACK_NEUTRAL, CARE_BACK_POSITIVE,   /* asked again after an answer, by the label of that message */
    CARE_CASES, CARE_REOPENED,
    CARE_COMMUNITY,     /* cases that somebody else answered, and the brand did not */
    CARE_CASE_REPLIES,  /* answers within cases */
    CARE_FIRST, CARE_FIRST_S,     /* cases with a first answer; seconds until it, summed up; each counted in a bucket as well */
    CARE_BUSY, CARE_BUSY_S,       /* the same by business hours */
    CARE_SOLVED, CARE_SOLVED_S,   /* until the answer that nobody came back to */
    CARE_VALIDATED,     /* cases that another customer's answer closed, with a moderator's word (route/cases/community.h), by when they were opened */
    CARE_REPLIES, CARE_PRIVATE, CARE_AUTOMATIC,   /* what the brand wrote: answers of people, those in private, those of programs */
    CARE_COUNTS
};
enum post_what { POST_POSTS, POST_LIKES, POST_COMMENTS, POST_SHARES, POST_VIEWS, POST_COUNTS };
enum care_spread { CARE_NO_SPREAD = -1, SPREAD_FIRST, SPREAD_BUSY, SPREAD_SOLVED, CARE_SPREADS, CARE_PEOPLE = CARE_SPREADS };

const char *care_what_name(enum care_what w);
const char *post_what_name(enum post_what w);

struct care_name {
    char kind;                   /* q, g, p, f */
    struct slice brand, platform;
    struct slice who, purpose;   /* of g: the agent, and empty */
    enum care_spread spread;     /* not CARE_NO_SPREAD: what is a bucket of it, of CARE_PEOPLE a cell */
    int what;                    /* enum care_what, enum post_what, the bucket or the cell; 0 of f */
};
bool care_name_parse(struct slice name, struct care_name *out);   /* false: another kind of name. Borrows. */

/* Writes one: kind, brand, platform, the rest of it ("<account>|<purpose>" or "<agent>"), what. */
#define CARE_NAME 512
struct slice care_name_put(char out[CARE_NAME], char kind, struct slice brand, struct slice platform, struct slice who, const char *what);
struct slice care_name_bucket(char out[CARE_NAME], char kind, struct slice brand, struct slice platform, struct slice who, enum care_spread s, int bucket);

int care_person(struct slice platform, uint64_t author);         /* the cell of somebody: on another platform it is somebody else */

/* A report of followers as one number, so that the larger of two of one local day is the later, and of two at the same second the one of more
 * followers. day: local days since 1970; ms: when it was so. 50 bits, which Lua's numbers hold. */
#define CARE_FOLLOWERS "latest"
int64_t care_followers_put(int32_t day, int64_t ms, int64_t followers);
int64_t care_followers(int64_t report);                          /* how many */
int64_t care_followers_ms(int64_t report, int32_t day);          /* when, in whole seconds */

#endif

/* watch_self: what a watch is made of, for the files watch*.c alone. */
#ifndef PULSO_ROUTE_WATCH_SELF_H
#define PULSO_ROUTE_WATCH_SELF_H

#include "app/stats.h"
#include "base/arena.h"
#include "base/buf.h"
#include "io/store.h"
#include "route/crisis/series.h"
#include "io/follow.h"
#include "route/evidence.h"
#include "route/incident.h"
#include "route/silence.h"
#include "route/watch.h"

/* What was read back of a brand in trouble. */
struct known {
    struct voices *voices;           /* of the pool; NULL: nothing was read, or others needed the room */
    int64_t read_us, life_us;        /* when; how long it is good for */
    int64_t at_ms;                   /* the event time that it is of */
};

/* An incident that people were called for; right: a person says that it was one. */
struct page { char id[17], brand[65]; int64_t at_ms; bool right; };

struct watch {
    struct watch_conf conf;
    struct bus_in *in;
    struct store *store;
    struct alerts *alerts;
    struct hooks *hooks;
    struct series *series;
    struct json *json;
    struct arena arena;              /* one transaction's keys and records */
    struct buf text;
    struct evidence *evidence;
    struct voices *pool[EVIDENCE_BRANDS];
    struct known *known;             /* by brand */
    struct incident *incidents;      /* open, or closed and not told yet */
    struct page *pages;              /* of the last months, in no order */
    size_t page_count, page_cap;
    int partitions;
    struct news_input *inputs;
    int64_t *evaluated;              /* offsets of the last evaluation that counted */
    int64_t now_ms;                  /* event time of it; never goes back */
    int64_t due_us;
    bool held, failing;              /* said once, not every second */
    bool looked;                     /* since it was opened */
    struct err bad;                  /* from a callback */
    /* what people decide: watch_people.c */
    struct follow *decisions;        /* NULL: not reading yet */
    struct follow_from read_to;      /* the next decision of each partition */
    struct silence *silences;
    struct arena people_arena;       /* one decision */
    int64_t decisions_due_us, read_since;   /* since: decisions read since a record said how far */
    bool decisions_failing;
};

struct watch_stats {
    struct metric *actions, *refused, *alerts[LEVEL_COUNT], *closed, *evaluations, *held, *seconds, *lag, *behind, *open;
};
extern struct watch_stats watch_stat;

void watch_put_in(struct watch *w, struct incident *i);

/* watch_time.c: looks at what came since. Redis or Kafka away is no failure: what is known stays, and the next time tries again. */
bool watch_judge(struct watch *w, struct err *e);
void watch_judge_all(struct watch *w, int64_t clock_ms);          /* watch_judge.c: at all brands, as of w->now_ms */

/* watch_evidence.c: reads back what is said of the brands that need it, many at once; then what it is worth and what it says. */
void watch_evidence_open(struct watch *w);
void watch_evidence_close(struct watch *w);
void watch_evidence_read(struct watch *w, const uint32_t *brands, size_t n);
bool watch_evidence_due(struct watch *w, uint32_t brand, bool wanted, bool paged);   /* wanted: it matters just now; paged: people know of it, so there is time */
void watch_evidence_apply(const struct watch *w, uint32_t brand, const char *topic, struct sight *s);
bool watch_evidence_print(struct watch *w, struct incident *i, uint32_t brand);      /* said, samples, why it was raised; false: nothing is known, they stay */

/* watch_budget.c */
void watch_budget_note(struct watch *w, const struct incident *i);      /* as it was read back, or is written */
double watch_budget_scale(const struct watch *w, uint32_t brand);

/* watch_people.c: what people decided is folded in (watch_decide; Kafka away is no failure), what follows from it and from the
 * clock is set down (watch_follow); both only mark incidents as changed. */
bool watch_people_record(struct watch *w, struct slice record);   /* taking over: true, the record is of no incident */
bool watch_decide(struct watch *w, struct err *e);
void watch_follow(struct watch *w);
void watch_print(struct watch *w, const struct incident *i);      /* the incident's whole record into w->text */
void watch_print_read(struct watch *w);                           /* the rest of any record: how far decisions were read */
bool watch_write_people(struct watch *w, struct err *e);          /* into the transaction: silences, how far */
void watch_people_written(struct watch *w);
enum whom { WHOM_STEP, WHOM_ALL_SO_FAR };                          /* those of the step, or of all up to it */
/* all: every hook that wants the brand; else these, which may be nobody. */
size_t watch_whom(const struct watch *w, const struct incident *i, enum whom which, int64_t step, struct hook_to out[COMMITTEE_TOLD], bool *all);

/* watch_tell.c: what changed goes to pulso.alerts, then what was written goes to the hooks, then that they know is written. */
bool watch_write(struct watch *w, struct err *e);
void watch_tell(struct watch *w);
void watch_told(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error);   /* hooks_done */

#endif

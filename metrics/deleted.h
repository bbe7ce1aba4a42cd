/*
 * deleted: who takes back what: of the negative mentions of an incident, how many their authors deleted before and after the moment that
 * a statement was approved, and whether that is more than chance. From classify's counters (model/deleted.h) alone, so it is as exact as
 * they are, and known for as long as minutes are kept (72 h), by the hour for 400 days.
 *
 * A part's rate is deletions per mention and hour that it stood where it could be deleted, since after the statement there are more
 * mentions, and usually more time. People delete early or never, so an equal rate later on is more rather than less than one expects.
 */
#ifndef PULSO_METRICS_DELETED_H
#define PULSO_METRICS_DELETED_H

#include "metrics/dictionary.h"
#include "metrics/interval.h"
#include "metrics/plan.h"
#include "model/deleted.h"

#define DELETED_SEEN_MS (72 * 3600 * INT64_C(1000))   /* deletions are looked at for so long after the incident began */
#define DELETED_LEAD_MS (15 * 60 * INT64_C(1000))      /* an incident's mentions begin with the window that opened it */
#define DELETED_FEW 5                                 /* with fewer nothing is said of recovery */

struct deleted_part {
    int64_t n;                   /* deletions in it */
    int64_t of;                  /* mentions that stood in it, at whatever moment */
    double stood_h;              /* mention-hours */
};

struct deleted {
    /* asked for */
    struct slice brand;
    int64_t from_ms, to_ms;      /* the mentions of this time ... */
    int64_t statement_ms;        /* ... cut at this moment; 0: none was approved, all is before */
    int64_t now_ms;
    struct dictionary *names;    /* of classify's counters, kept between questions; NULL: read anew */
    struct arena *a;
    /* found */
    bool known;                  /* false: no longer kept */
    struct deleted_part before, after;
    struct interval ratio;       /* of the rates, after / before; where both parts have stood */
    struct plan plan;            /* inside */
    int64_t *counts;             /* bins by DELETED_COLUMNS: negative mentions that stand, and deleted ones by how long after */
};
#define DELETED_COLUMNS (1 + SPREAD_BUCKETS)

/* The question about an incident: its mentions begin with the window that opened it; closed_ms 0: it is open. */
struct deleted deleted_of(struct slice brand, int64_t opened_ms, int64_t closed_ms, int64_t statement_ms, int64_t now_ms, struct arena *a);
bool deleted_read(struct deleted *d, struct ledger *l, const struct states *states, const struct zone *home, int64_t clock_ms, struct err *e);
/* Its halves, for tests: which minutes or hours, with room for their counts (false: no longer kept, or no time at all); and what the counts say. */
bool deleted_plan(struct deleted *d, const struct zone *home, int64_t clock_ms);
void deleted_settle(struct deleted *d);
/* More were taken back after the statement than chance explains: a sign of recovery. */
bool deleted_recovers(const struct deleted *d);
bool deleted_few(const struct deleted *d);

struct buf;
/* In a sentence, in English; nothing where it is not known. */
void deleted_say(const struct deleted *d, struct buf *out);
/* {"before":{"n":..,"of":..,"per_1000_hours":..},"after":{..} or null,"ratio":{..} or null,"sign":"recovery","none" or "few"}; null: not known. */
void deleted_print(const struct deleted *d, struct buf *out);

#endif

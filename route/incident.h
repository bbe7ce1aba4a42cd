/*
 * incident: one alarm of one brand from opening to closing, and its record in
 * pulso.alerts (key: its id). Every change is a new record; the last one says
 * all that an evaluator needs to go on, so a take-over neither loses nor repeats
 * an alert. The id is a hash of brand, type and opening minute.
 */
#ifndef PULSO_ROUTE_INCIDENT_H
#define PULSO_ROUTE_INCIDENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/json.h"
#include "route/crisis/alarm.h"
#include "route/crisis/types.h"
#include "route/handling.h"

/* What people are told of an incident, in this order; each once. Of one that was a watch and no more they are told nothing. */
enum stage { STAGE_NONE, STAGE_ALERT, STAGE_CRISIS, STAGE_CLOSED };

struct incident {
    struct incident *next;
    char id[17];
    char brand[65];
    char topic[65];              /* of which it is too much; "": of all that is said of the brand */
    enum crisis_type type;
    enum alarm_level level;      /* the highest it reached */
    bool open;
    struct alarm alarm;          /* while open */
    struct {
        int64_t x;               /* negatives in the window */
        double mu, z;            /* usual in it; the excess in standard deviations */
        double hours, page_hours;   /* T, and T* */
        double share, share_usual;  /* of negatives; usual: negative where it is not known */
        int64_t authors;         /* at least so many; -1: not known */
        double unheard;          /* the part of x that does not count: few authors, one text */
    } score;                     /* when it was updated */
    int64_t opened_ms, updated_ms, closed_ms;   /* event time; closed 0: open */
    enum stage notified;         /* the last stage that all hooks have, or gave up on */
    int64_t window_minutes;
    struct buf platforms;        /* JSON: negatives by platform; {} where not known */
    struct buf causes;           /* JSON: what makes the excess (crisis/causes.h); [] where not known */
    struct buf samples;          /* JSON: five of its mentions, masked (crisis/voices.h); [] where not known */
    struct buf said;             /* of causes, what was read back: terms, authors, links; in memory only */
    struct buf raised;           /* JSON: why fewer were enough, as ["own_post"] */
    struct handling handling;    /* what people did about it */
    /* in memory only */
    bool dirty;                  /* changed, and not written yet */
    enum alarm_change news;      /* what is to be logged and counted once it is written */
    enum stage fired;            /* the last stage that was handed to the hooks */
    int64_t written_us;
};

int incident_level(const struct incident *i);          /* as committee_level: 0 watch, 1 alert, 2 crisis */
struct slice incident_level_name(const struct incident *i);
struct slice incident_type(const struct incident *i);
struct incident *incident_new(const char *brand, enum crisis_type type, const char *topic, const struct alarm *a);   /* opens it */
void incident_free(struct incident *i);

enum stage incident_stage(const struct incident *i);   /* what people should have been told */
const char *stage_name(enum stage s);                  /* "", alert, crisis, closed */
enum stage incident_level_stage(int level);            /* of 0 watch, 1 alert, 2 crisis */
/* <id>-<stage>: the idempotency key of what the hooks are told, and .<n> behind it where it ends again after it was taken up
 * again; and back. */
#define INCIDENT_KEY 64
struct slice incident_key(const struct incident *i, char out[INCIDENT_KEY]);
bool incident_key_parse(struct slice key, struct slice *id, enum stage *s);

/* offsets: where the partitions of pulso.mentions stood when it was evaluated. */
void incident_print(const struct incident *i, const int64_t *offsets, size_t n, struct buf *out);
/* Reads a record back; raises offsets[n] to those in it. NULL: not one that this version writes. */
struct incident *incident_parse(struct json *j, struct arena *a, struct slice record, int64_t *offsets, size_t n, struct err *e);

#endif

/*
 * engines: with what each record is judged: the classifier of the version that is
 * in force for its partition at its offset. The version is partition state: it
 * moves with the control record, in the same commit as the counters, so a replay
 * judges every record by the one that was in force there. Version 0 is what the
 * installation's own file says, until something is applied.
 * One thread, but for making versions ready (io/versions.h).
 */
#ifndef PULSO_CLASSIFY_ENGINES_H
#define PULSO_CLASSIFY_ENGINES_H

#include "app/app.h"
#include "classify/classifier.h"
#include "classify/learned.h"
#include "classify/part.h"
#include "io/versions.h"

struct engine {
    struct classifier *classifier;
    struct classifier_worker *worker;
    bool learned;                    /* its queries' keys were chosen by what was learned from the stream */
};

struct engines {
    struct engine own;               /* version 0 */
    const char *frequencies;         /* the installation's file, for every version; NULL: what was learned */
    struct learned *learned;
    struct store *kept;              /* where that outlives a restart */
    struct slice kept_key;
    struct arena arena;
    bool own_has_any;                /* the file names brands, queries, topics or sets */
    bool told;                       /* that they are not used any more */
    struct versions *versions;
    struct metric *waits, *forged;
};

bool engines_open(struct engines *n, const struct app *app, struct err *e);
void engines_close(struct engines *n);                           /* every part must have let go; accepts {0} */

/* The partition was claimed: takes hold of its version. ERR_RETRY: it cannot be loaded, so the partition has to stand still. */
bool engines_claimed(struct engines *n, struct part *p, int32_t partition, struct err *e);
void engines_let_go(struct engines *n, struct part *p);
/* What records of this partition are judged with. Waits while it is made ready; NULL with ERR_RETRY: not yet, NULL with ERR_CONFIG: it cannot be. */
const struct engine *engines_of(struct engines *n, struct part *p, struct app *app, struct err *e);
/* A mention that counts: its words are learned, so that the next version is compiled for what is said here. */
void engines_learn(struct engines *n, const struct mention *m);
/* What it takes, for /metrics. */
void engines_show(const struct engine *n, struct part *p, int32_t partition);
/* A control record: true when the version in force changes with it; *out: to what. Foreign and older ones change nothing. */
bool engines_switches(const struct part *p, const rd_kafka_message_t *record, struct config_switch *out, struct err *why);
/* Whether that version was ever applied. Not THERE: why says so; UNKNOWN: nothing may be judged before it is known. */
enum version_word engines_believe(struct engines *n, const struct config_switch *to, struct err *why);
void engines_switch(struct engines *n, struct part *p, int32_t partition, const struct config_switch *to);

#endif

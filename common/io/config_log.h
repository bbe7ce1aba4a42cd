/*
 * config_log: the topic pulso.config as its readers see it: the versions in it,
 * whether each was put in force everywhere, and the bytes of their files. One
 * partition, compacted; keys: a file's hash -> its bytes, manifest:<hash> -> the
 * manifest, done:<hash> -> where its control records stand, skip:<number> -> the
 * version by which route decides instead of one that it cannot load. Only what finds the
 * records is kept in memory; files are read when they are asked for. Never in a
 * group. One thread.
 */
#ifndef PULSO_IO_CONFIG_LOG_H
#define PULSO_IO_CONFIG_LOG_H

#include "app/manifest.h"
#include "io/bus.h"

struct config_version {
    int64_t number;                  /* the manifest's offset */
    char hash[BUNDLE_HASH];          /* of the manifest's bytes */
    bool sound;
    struct manifest manifest;        /* {0} unless sound */
    char why[200];                   /* not sound: what is wrong with it */
    int64_t with;                    /* it is skipped by route: the later version that takes its place; 0: it is not */
    bool done;                       /* its control records are in every partition of pulso.mentions */
    int64_t *switches;               /* done: their offsets, by partition */
    size_t partitions;
};

struct config_log;
struct config_log *config_log_open(const struct app_common *c, const char *client_id, struct err *e);
void config_log_close(struct config_log *l);                       /* accepts NULL */
/* Takes in what there is, waiting at most wait_ms for the first. ERR_RETRY: Kafka is away. No topic at all is no error. */
bool config_log_poll(struct config_log *l, int wait_ms, struct err *e);
bool config_log_at_end(const struct config_log *l);                /* all that there was has been taken in; false before the first poll */
bool config_log_exists(const struct config_log *l);                /* the topic does */
int64_t config_log_next(const struct config_log *l);               /* offsets below have been taken in */
/* Takes in all that Kafka holds now; for tools. What Kafka cannot do right now is tried again for 8 s. ERR_CONFIG: there is no such topic. */
bool config_log_catch_up(struct config_log *l, struct err *e);
size_t config_log_count(const struct config_log *l);
const struct config_version *config_log_at(const struct config_log *l, size_t i);               /* oldest first */
const struct config_version *config_log_find(const struct config_log *l, int64_t number);      /* NULL: none */
const struct config_version *config_log_latest(const struct config_log *l);                     /* the last one, done or not; NULL: none */
const struct config_version *config_log_in_force(const struct config_log *l);                   /* the last one that is done; NULL: none */
/* The one in force for the record at `offset` of that partition, as the notes of complete switches say; NULL: none of them is. */
const struct config_version *config_log_in_force_at(const struct config_log *l, int partition, int64_t offset);
bool config_log_holds(const struct config_log *l, const char *hash);                            /* a file with this hash */
/* All files of a version, in the order of their names, each with the hash that the manifest says. */
bool config_log_files(struct config_log *l, const struct config_version *v, struct bundle *out, struct err *e);

#endif

/*
 * versions: the versions of the configuration that a daemon has open: each made
 * ready once, by a thread of its own beside the running daemon, as soon as its
 * manifest is seen in pulso.config, so that a switch takes no time. Several are
 * open at once while partitions stand at different offsets: whoever needs one
 * holds it. What cannot be loaded says why, and is tried again every few seconds
 * while somebody holds it.
 *
 * All calls come from the daemon's one thread; only ops are called from the other.
 */
#ifndef PULSO_IO_VERSIONS_H
#define PULSO_IO_VERSIONS_H

#include "app/manifest.h"

struct app_common;
struct versions;

enum version_state { VERSION_LOADING, VERSION_READY, VERSION_FAILED };
enum version_word { VERSION_UNKNOWN, VERSION_THERE, VERSION_FORGED };

struct version {
    int64_t number;              /* the manifest's offset, from 1 on */
    char manifest[BUNDLE_HASH];  /* READY: its hash */
    void *own;                   /* READY: what open made */
};

struct versions_ops {
    /* Makes a version ready. NULL: e says why not. */
    void *(*open)(void *self, const struct bundle *files, const char *manifest, struct err *e);
    void (*close)(void *self, void *own);
    bool skips;                  /* one that a person has skipped (skip:<number>) is made of the files of the one that takes its place */
};

/* daemon: for the metrics' names. No server is asked here. */
struct versions *versions_open(const struct app_common *c, const char *daemon, const char *client_id, const struct versions_ops *ops, void *self, struct err *e);
void versions_stop(struct versions *vs);     /* begins the end, without waiting; accepts NULL */
void versions_close(struct versions *vs);    /* nothing may be held any more; accepts NULL */

/* mark: of the manifest (manifest_mark), as it was remembered; a version of that number with another one is refused. 0: whichever. */
struct version *versions_hold(struct versions *vs, int64_t number, int64_t mark);
void versions_release(struct versions *vs, struct version *v);   /* accepts NULL */
/* Whether pulso.config holds that manifest at that offset. A manifest is acknowledged before any control record names it, so one that is not
 * there, once the log was read to its end, was never applied: FORGED. UNKNOWN: not read so far within wait_ms, or there is no log to ask. */
enum version_word versions_there(struct versions *vs, int64_t number, const char *manifest, int wait_ms);
/* The last version that is in every partition of pulso.mentions, as far as is known; 0: none. */
int64_t versions_in_force(struct versions *vs);
/* Waits at most wait_ms for it to be ready or to fail; why[512]: unless READY, in words. */
enum version_state versions_wait(struct versions *vs, struct version *v, int wait_ms, char why[512]);

#endif

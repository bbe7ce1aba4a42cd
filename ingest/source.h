/*
 * source: where mentions come from. Every instance is `size` zeroed bytes that
 * begin with a struct source, with the options from `keys` already stored in it.
 * All calls come from one thread. To add a kind, write source_<kind>.c and add
 * its line to sources.c.
 *
 *   check   what can be said about the options without touching the world
 *           (`pulso check` stops there)
 *   open    files, ports
 *   poll    adds what is there, and may add nothing; stops where batch_full says so
 *   ack     all that poll added to the last batch is safe in Kafka
 *   stalled called instead, again and again, while Kafka or Redis keep it waiting
 *   done    nothing will ever come any more (NULL: never)
 *   reload  the file was read again (SIGHUP) and this is the instance's part of it: takes
 *           over what may change while running
 *   close   exactly once, also after a failed check or open: accepts a half-open self
 */
#ifndef PULSO_INGEST_SOURCE_H
#define PULSO_INGEST_SOURCE_H

#include "app/conf.h"
#include "base/arena.h"
#include "model/mention.h"

struct record;
struct source;
struct source_ops;

#define BATCH_ITEMS 500u
#define BATCH_BYTES (1024u * 1024)

/* One thing that a source read. */
struct item {
    struct slice original;      /* as it came: what pulso.dlq gets if it cannot be read */
    struct slice json;          /* in normal form, or nearly: what goes on */
    const char *reason;         /* not NULL: the source knows already why it cannot be read */
    uint64_t length;            /* of the original, when that was cut; else 0 */
    const char *sha256;         /* of the whole original in hex, when it was cut; else NULL */
    bool left;                  /* not for now: neither sent nor refused */
    const struct source *from;
    struct slice source;        /* the member "source" where the record has none */
    /* filled by ingest */
    struct mention m;
    struct slice conversation;
};

struct batch {
    struct arena arena;         /* everything that items point at */
    struct item *v;             /* BATCH_ITEMS of them */
    size_t n;
    size_t bytes;               /* of the originals */
};

struct ingest_stats { struct metric *mentions, *dlq, *bytes, *unfinished; };

struct source {                 /* the first member of every instance */
    const struct source_ops *ops;
    const char *name;
    struct slice label;         /* "<type>:<name>" */
    char label_text[96];
    struct ingest_stats stats;
    const struct conf_node *node;
    struct conf *conf;
    const char *state;          /* the folder of cursors */
    int wake_fd;                /* eventfd: a write ends ingest's idle wait */
    bool failed;                /* it ended with an error that a person has to look at */
};

struct source_ops {
    const char *name;           /* the word after type: */
    const char *help;
    size_t size;
    const struct conf_key *keys;
    bool (*check)(void *self, struct err *e);
    bool (*open)(void *self, struct err *e);
    bool (*poll)(void *self, struct batch *b, struct err *e);
    bool (*ack)(void *self, struct err *e);
    void (*stalled)(void *self, int64_t ms);
    bool (*done)(const void *self);
    void (*reload)(void *self, const struct conf_node *node);
    void (*close)(void *self);
};

const struct source_ops *source_kind(size_t i);         /* NULL behind the last */
const struct source_ops *source_find(const char *name); /* NULL: none of that name */

/* Makes an instance of one member of ingest.sources, checked but not open. NULL: e says why. */
struct source *source_new(const struct conf_node *node, struct conf *c, struct err *e);
bool source_open(struct source *s, struct err *e);
void source_free(struct source *s);                     /* closes it; accepts NULL */

bool batch_full(const struct batch *b);
/* The item lies in the batch, zeroed but for original, json (both: the bytes) and from. */
struct item *batch_add(struct batch *b, const struct source *from, struct slice original);
/* Copies a record of a file; one that was too long gets its reason. */
struct item *batch_add_record(struct batch *b, const struct source *from, const struct record *r);
void batch_reset(struct batch *b);
void batch_fini(struct batch *b);

#endif

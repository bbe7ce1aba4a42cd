/*
 * ingest: sources -> Kafka topic pulso.mentions. A turn polls every source for
 * one batch, brings it into normal form, settles the conversations, produces,
 * waits until Kafka has acknowledged all of it, and only then acknowledges the
 * sources. While Kafka or Redis are away the same batch stays and no source is
 * polled: that is the backpressure. A crash before the sources' acknowledgement
 * repeats mentions, which classify knows by their id. One thread; a source may
 * have its own behind its queue.
 */
#ifndef PULSO_INGEST_INGEST_H
#define PULSO_INGEST_INGEST_H

#include "app/app.h"
#include "ingest/conversation.h"
#include "ingest/normal.h"
#include "ingest/source.h"
#include "io/bus.h"
#include "io/store.h"

#define INGEST_SOURCES_MAX 64

enum ingest_stage { INGEST_COLLECT, INGEST_SETTLE, INGEST_SEND, INGEST_DELIVER, INGEST_ACK };

struct ingest_options {
    const char *state;               /* folder of the cursors */
    const struct conf_node *sources;
    bool exit_when_done;
};
extern const struct conf_key ingest_keys[];

/* What `pulso backfill` makes of ingest: all that is read is history. */
struct ingest_history {
    bool on;
    int64_t before_ms;               /* what was said later is left */
    int64_t mentions, young, letters;   /* acknowledged by Kafka; left; refused, in pulso.dlq */
};

struct ingest {
    struct app *app;
    struct ingest_options options;
    struct ingest_history history;
    struct source *source[INGEST_SOURCES_MAX];
    size_t count, first;             /* first: which one is polled first; it moves on, so none starves */
    struct batch batch;
    enum ingest_stage stage;         /* of the batch at hand */
    size_t sent;                     /* items handed to Kafka */
    int64_t begun_ms, begun_us;      /* when the batch was collected */
    bool late;                       /* a source had trouble that passes by itself: not ready */
    struct err trouble;
    struct normal *normal;
    struct conversations *conversations;
    struct store *store;
    struct bus_out *out;
    const char *topic, *dlq;
    int wake_fd;
    struct metric *batches, *delivery;
};

bool ingest_read(struct conf *c, void *self, struct err *e);   /* app.read; self NULL: only checks */
void ingest_reload(struct conf *c, void *self);                 /* app.reload */
void ingest_print_config(bool markdown);                       /* app.print_config */
bool ingest_open(struct ingest *in, struct app *app, struct err *e);
/* One more source, for whoever has opened without any. It is ingest's from then on, also when this fails. */
bool ingest_add(struct ingest *in, struct source *s, struct err *e);
void ingest_remove(struct ingest *in);                         /* the last one */
bool ingest_turn(void *self, struct err *e);
bool ingest_sound(const struct ingest *in, struct err *e);     /* false: a source ended with an error */
bool ingest_advance(struct ingest *in, struct err *e);         /* as far as it goes: stages.c */
bool ingest_send(struct ingest *in, struct err *e);
bool ingest_acknowledge(struct ingest *in, struct err *e);
void ingest_count(struct ingest *in);
bool ingest_over(const struct source *s);                      /* nothing will come from it any more */
void ingest_close(struct ingest *in);                          /* waits a little for what is under way; accepts {0} */

#endif

/*
 * intake: the HTTP server behind the source of that name. Its own thread takes
 * whole requests in, checks who sends them, unfolds gzip and queues them; the
 * main thread takes them off, and each waits, suspended, for its answer. What is
 * held at any time is bounded: beyond it, 429. intake_open, _take, _answer,
 * _stall and _close are the main thread's.
 */
#ifndef PULSO_INGEST_INTAKE_H
#define PULSO_INGEST_INTAKE_H

#include "ingest/body.h"
#include "ingest/token.h"

#define INTAKE_QUEUE 64u         /* requests that wait for their answer */
#define INTAKE_CONNECTIONS 256u
#define INTAKE_IDLE_S 30u        /* a connection without a body under way ends after this long without a byte */

struct MHD_Connection;
struct intake;

struct intake_options {
    const char *name, *listen;
    int64_t body_max, unfolded_max;
    int64_t held_max;        /* bytes of all requests together, being received ones as well */
    int64_t body_ms;         /* for a whole body, from its head on */
    int64_t connections_per_address;
    int wake_fd;
};

struct fault { size_t item, line; char *reason; bool forbidden; };

struct request {
    /* the server's */
    struct request *next;
    struct MHD_Connection *connection;
    struct buf bytes;                /* the body */
    size_t held;
    size_t passed;                   /* of a refused body */
    int64_t due_ms;                  /* monotonic: the body has to be in */
    bool signed_body, gzip, answered;
    unsigned status;
    struct buf answer;
    /* what the head said */
    const struct token *token;
    bool lines, partial;
    /* the main thread's, from intake_take to intake_answer */
    struct body body;
    size_t accepted;
    struct fault *faults;
    size_t fault_count, fault_cap, fault_at;
};

struct intake *intake_open(const struct intake_options *o, const struct tokens *t, struct err *e);   /* both must stay */
void intake_tokens(struct intake *in, const struct tokens *t);  /* from the next request on; the ones of before must stay */
struct request *intake_take(struct intake *in);                /* the one that waits longest, or NULL */
/* Sends status and r->answer (JSON). The request belongs to the server again. */
void intake_answer(struct intake *in, struct request *r, unsigned status);
void intake_stall(struct intake *in, bool stalled);            /* true: new requests get 503 at once */
/* All requests that were taken must have been answered; the queued ones get 503. Accepts NULL. */
void intake_close(struct intake *in);

#endif

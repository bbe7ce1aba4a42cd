/*
 * request: one request from its head to its answer. The server's thread makes it
 * and reads the head; an endpoint fills the answer in, there or in a worker's
 * thread, which has the request for itself meanwhile.
 */
#ifndef PULSO_DASHBOARD_REQUEST_H
#define PULSO_DASHBOARD_REQUEST_H

#include "dashboard/params.h"
#include "dashboard/session.h"

#define REQUEST_BODY_MAX (64u * 1024)
#define REQUEST_ID 17

struct MHD_Connection;
struct MHD_Response;
struct endpoint;
struct desk;

struct request {
    struct request *next;            /* in a queue */
    struct MHD_Connection *connection;
    const struct endpoint *endpoint;
    char *uri;
    char id[REQUEST_ID];
    int64_t began_us;
    bool head, post, dispatched, answered;
    /* who */
    const struct person *person;     /* NULL: nobody knows */
    struct session session;          /* person NULL: a bearer token, or a signature */
    bool claimed;                    /* person is who the signature claims to be of: proven by server_proven, once the body is there */
    uint64_t address;                /* hash of the client's */
    /* what */
    struct arena a;
    struct params params;
    struct slice below;              /* what stands in the place of {id} */
    struct buf body;
    struct buf key;                  /* what its answer is kept under */
    /* the answer */
    unsigned status;
    const char *type;                /* NULL: application/json */
    struct buf answer;
    const char *location, *disposition;
    struct buf cookie;
    char etag[40];                   /* "": none */
    size_t age_at;                   /* where the ten columns of age_ms stand in the answer; 0: nowhere */
    int64_t made_ms;                 /* when the figures were read */
    int64_t age_ms;
    int retry_s;
    bool keep;                       /* the answer may be kept and given out again */
    struct MHD_Response *stream;     /* instead of an answer: events without end */
    const unsigned char *asset; size_t asset_bytes; bool asset_immutable;   /* instead: gzip, from the program */
};

enum refusal {
    REFUSE_BAD, REFUSE_UNAUTHORIZED, REFUSE_FORBIDDEN, REFUSE_NOT_FOUND, REFUSE_METHOD, REFUSE_CONFLICT, REFUSE_TOO_LARGE, REFUSE_TOO_MANY,
    REFUSE_UNAVAILABLE, REFUSE_INTERNAL
};

/* All return false, so a refusal is one line. The answer so far is thrown away. */
bool request_refuse(struct request *r, enum refusal why, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool request_refuse_param(struct request *r, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* ERR_CONFIG and ERR_DROP are the asker's mistake (about `param`, if not NULL), ERR_RETRY a server that is away. */
bool request_refuse_err(struct request *r, const char *param, const struct err *e);
/* Parameters that the endpoint does not know; names[] ends in NULL. */
bool request_knows(struct request *r, const char *const *names);
bool request_int(struct request *r, const char *name, int64_t least, int64_t most, int64_t fallback, int64_t *out);
/* One of words[] (ends in NULL), whose number; absent: the first. */
bool request_choice(struct request *r, const char *name, const char *const *words, int *out);
static inline const char *request_param(struct request *r, const char *name) { return params_getz(&r->params, &r->a, name); }

#endif

/*
 * original: what was said in a message whose copy in the queues and on screens is
 * masked, sealed (io/keyring.h), as a record of pulso.originals:
 *
 *   key    x:1135, the mention; a record without a value: it is forgotten
 *   {"v":1,"mention":"x:1135","conversation":"x:1120","brand":"telenorte","at":"…","key":"5d0c11ab","sealed":"<base64>"}
 *
 * sealed is {"text":…,"title":…}, bound to mention, conversation and brand. Written
 * by route for what it gives to a team, and forgotten by it when the mention is
 * deleted or edited to hold nothing personal. Read by `pulso case reveal` and the
 * dashboard, for people who say why, after that was written down. One thread.
 */
#ifndef PULSO_IO_ORIGINAL_H
#define PULSO_IO_ORIGINAL_H

#include "base/arena.h"
#include "io/keyring.h"
#include "model/json.h"

struct original {
    struct slice mention, conversation, brand;   /* platform:id, platform:conversation; brand empty: of none */
    int64_t at_ms;                               /* when it was said */
    struct slice text, title;                    /* closed: empty */
    struct slice key, sealed;                    /* the key's id; the sealed bytes */
};

/* Appends the record of an open one. ERR_BUG as keyring_seal. */
bool original_print(const struct keyring *k, const struct original *o, struct buf *out, struct err *e);
/* A closed one; everything lies in the arena. ERR_DROP: it cannot be read. */
bool original_parse(struct json *j, struct arena *a, struct slice record, struct original *out, struct err *e);
/* Fills in text and title. Errors as keyring_unseal. */
bool original_open(const struct keyring *k, struct json *j, struct arena *a, struct original *o, struct err *e);

struct app_common;
/* Those of a conversation that are kept, by time, closed, from the topic whole. ERR_RETRY: Kafka is away, or has more than was read within wait_ms. */
struct original_set { struct original *v; size_t n, cap; };
bool original_set_read(const struct app_common *c, const char *client_id, struct slice conversation, int wait_ms, struct json *j, struct arena *a,
                    struct original_set *out, struct err *e);
void original_set_fini(struct original_set *o);
/* Opens them, and leaves out those that do not open; *closed: why the first of them does not, where there is one. */
void original_set_open(const struct keyring *k, struct json *j, struct arena *a, struct original_set *o, struct err *closed);
#define ORIGINALS_LOOK 20        /* of longer conversations a look is at the latest so many, and names each */
#define ORIGINALS_REASON 500     /* bytes of why */
/* The data of the action that says who looks at these and why: {"reason":…,"mentions":[…]} */
void original_set_print_look(const struct original_set *o, struct slice reason, struct buf *out);
/* [{"mention":…,"at":…,"text":…,"title":…}, …] */
void original_set_print(const struct original_set *o, struct buf *out);

#endif

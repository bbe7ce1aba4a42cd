/*
 * letter: a dead letter: what could not be read goes to pulso.dlq as it came,
 * with the reason. Headers: reason, stage (ingest, classify, ...), time (ms),
 * origin (where it came from: a source, or <partition>:<offset>), length and
 * sha256 (hex) of the whole original; of longer ones than LETTER_MAX the value
 * holds the beginning. `pulso dlq` lists, shows and replays them.
 */
#ifndef PULSO_IO_LETTER_H
#define PULSO_IO_LETTER_H

#include "io/bus.h"

#define LETTER_MAX (768u * 1024)
#define LETTER_KEY_MAX (64u * 1024)   /* of a longer key the beginning, so that a letter always fits into one message */

struct letter {
    struct slice key, value;      /* must stay until bus_out_delivered, as with bus_out_send */
    uint64_t true_length;         /* 0: value is whole */
    const char *sha256;           /* hex, when the caller knows it (value is cut); NULL: made here */
    const char *stage, *reason;
    struct slice origin;
    int64_t time_ms;
};

bool letter_send(struct bus_out *o, const char *topic, struct arena *a, const struct letter *l, struct err *e);

#endif

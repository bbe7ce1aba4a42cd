/*
 * origin: where a record of pulso.classified comes from, and the marks by which a
 * reader knows one that it has had. classify may produce a record again after a
 * crash, later in the same partition; records of one origin partition come in the
 * order of their origin offsets, so what is not beyond the last one was here before.
 */
#ifndef PULSO_IO_ORIGIN_H
#define PULSO_IO_ORIGIN_H

#include <librdkafka/rdkafka.h>

#include "base/slice.h"

#define ORIGINS_MAX 4096   /* partitions of pulso.mentions */

struct origin { int32_t partition; int64_t offset; };
struct origin_mark { int64_t next; bool moved; };   /* next: 0, nothing of that origin partition yet; moved: since its reader last stored it */
struct origin_marks {       /* of one partition of pulso.classified; {0} is that of one never read */
    struct origin_mark v[ORIGINS_MAX];
    int32_t n;              /* marks in use are below this */
};

bool origin_parse(struct slice text, struct origin *o);                    /* "3:1200" */
bool origin_of(const rd_kafka_message_t *m, struct origin *o);             /* false: it is not from classify */
bool origin_set(struct origin_marks *marks, int64_t partition, int64_t next);   /* as it was stored; false: it cannot be */
/* False: it was here before. True: it is new, and the mark has moved beyond it. */
bool origin_pass(struct origin_marks *marks, const struct origin *o);

#endif

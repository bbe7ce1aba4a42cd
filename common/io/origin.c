#include "io/origin.h"

#include "io/bus.h"
#include "model/topics.h"

bool origin_parse(struct slice text, struct origin *o)
{
    struct slice part;
    int64_t p;
    if (!slice_next(&text, ':', &part) || !slice_int(part, &p) || p < 0 || p >= ORIGINS_MAX)
        return false;
    o->partition = (int32_t)p;
    return slice_int(text, &o->offset) && o->offset >= 0;
}

bool origin_of(const rd_kafka_message_t *m, struct origin *o)
{
    return origin_parse(bus_header_of(m, HEADER_ORIGIN), o);
}

bool origin_set(struct origin_marks *marks, int64_t partition, int64_t next)
{
    if (partition < 0 || partition >= ORIGINS_MAX || next < 0)
        return false;
    marks->v[partition].next = next;
    if (partition >= marks->n)
        marks->n = (int32_t)partition + 1;
    return true;
}

bool origin_pass(struct origin_marks *marks, const struct origin *o)
{
    struct origin_mark *m = &marks->v[o->partition];
    if (o->offset < m->next)
        return false;
    m->next = o->offset + 1;
    m->moved = true;
    if (o->partition >= marks->n)
        marks->n = o->partition + 1;
    return true;
}

/* The mentions of a diff from what Kafka still holds. */
#include "cli/diff.h"
#include "cli/retained.h"
#include "model/topics.h"

static bool take(void *self, const rd_kafka_message_t *m)
{
    struct diff *d = self;
    struct err why = { 0 };
    if (bus_header_of(m, HEADER_CONTROL).p || !m->payload)
        d->passed_over++;
    else if (!diff_take(d, (struct slice){ m->payload, m->len }, &why))
        d->bad++;
    return !diff_full(d);
}

bool diff_read_topic(struct diff *d, struct err *e)
{
    struct retained r = { .period = d->o->period, .limit = d->limit, .each = take, .self = d, .mentions = &d->seen };
    if (!cli_conf(d->cli, e))
        return false;
    r.topic = bus_topic(&d->cli->common, d->o->classified ? TOPIC_CLASSIFIED : TOPIC_MENTIONS);
    return retained_read(d->cli, &r, &d->cut, e);
}

/* null: nothing, ever; for measuring what the rest costs. */
#include "ingest/source.h"

static const struct conf_key keys[] = { { 0 } };

static bool null_poll(void *self, struct batch *b, struct err *e)
{
    (void)self, (void)b, (void)e;
    return true;
}

static bool null_done(const void *self)
{
    (void)self;
    return true;
}

const struct source_ops source_null = {
    .name = "null", .help = "nothing, ever", .size = sizeof(struct source), .keys = keys, .poll = null_poll, .done = null_done,
};

/* memory: mentions written into the configuration itself, for tests and first steps. */
#include "ingest/source.h"

struct memory {
    struct source base;
    struct conf_strs mentions;
    size_t next;
};

static const struct conf_key keys[] = {
    { "mentions", CONF_STRS, offsetof(struct memory, mentions), NULL, "JSON objects in normal form, given once" },
    { 0 }
};

static bool memory_poll(void *self, struct batch *b, struct err *e)
{
    struct memory *m = self;
    (void)e;
    for (; m->next < m->mentions.n && !batch_full(b); m->next++)
        batch_add(b, &m->base, arena_dup(&b->arena, slice_of(m->mentions.v[m->next])));
    return true;
}

static bool memory_done(const void *self)
{
    const struct memory *m = self;
    return m->next == m->mentions.n;
}

const struct source_ops source_memory = {
    .name = "memory", .help = "mentions written into the configuration", .size = sizeof(struct memory), .keys = keys,
    .poll = memory_poll, .done = memory_done,
};

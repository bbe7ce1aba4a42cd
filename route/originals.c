/* What the queues show masked is kept sealed for who has to read it (io/original.h), and forgotten with the mention. */
#include "app/stats.h"
#include "io/original.h"
#include "pii/pii.h"
#include "route/route.h"

static struct slice brand_of(const struct found *f)
{
    for (size_t i = 0; i < f->brand_count; i++)
        if (!f->brands[i].own)
            return f->brands[i].id;
    return (struct slice){ 0 };
}

/* Of the same mention by the same key the same bytes: a replay changes nothing. */
static bool seal(struct route *r, const struct route_item *it, struct slice key, struct slice *out, struct err *e)
{
    const struct mention *m = &it->mention;
    struct original o = { .mention = key, .conversation = { it->record->key, it->record->key_len }, .brand = brand_of(&it->found), .at_ms = m->created_ms,
                          .text = m->text, .title = m->title };
    buf_reset(&r->scratch);
    if (!original_print(r->keys, &o, &r->scratch, e))
        return false;
    *out = arena_dup(&r->turn.arena, buf_slice(&r->scratch));
    stat_add(r->stats.sealed, 1);
    return true;
}

bool route_originals(struct route *r, const struct route_item *it, bool given, struct err *e)
{
    const struct mention *m = &it->mention;
    if (!r->keys || m->refresh || (m->backfill && !m->deleted))
        return true;
    bool edited = m->updated_ms != MENTION_NONE && m->updated_ms > m->created_ms;
    bool keep = given && !m->deleted && pii_kinds(m->text) | pii_kinds(m->title);
    if (!keep && !m->deleted && !edited)
        return true;                 /* nothing of it was ever kept */
    struct bus_send s = { .topic = r->topic_originals, .partition = RD_KAFKA_PARTITION_UA, .key = mention_key(&r->turn.arena, m) };
    return (!keep || seal(r, it, s.key, &s.value, e)) && bus_out_send(r->turn.out, &s, e);
}

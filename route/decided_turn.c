/* What people decided about conversations: the records of pulso.actions beside those of the turn. */
#include <inttypes.h>

#include "app/stats.h"
#include "base/log.h"
#include "base/when.h"
#include "model/topics.h"
#include "route/cases/decided.h"
#include "route/lane.h"
#include "route/route.h"

static struct slice key_of(const rd_kafka_message_t *m)
{
    return (struct slice){ m->key, m->key_len };
}

/* Decisions about incidents are the watch's, marks of the classifier training's. */
static bool is_ours(const struct route_action *a)
{
    return a->readable && a->action.conversation.n && a->action.kind != ACTION_WRONG;
}

void route_read_action(struct route *r, struct care_batch *care, const rd_kafka_message_t *m, struct route_action *out)
{
    *out = (struct route_action){ .record = m };
    out->readable = m->payload && action_parse(r->json, &r->turn.arena, (struct slice){ m->payload, m->len }, &out->action, &out->why);
    if (is_ours(out))
        care_want_case(care, out->action.conversation);
}

/* For whoever publishes: the answer of a person, to be sent as it is. */
static bool publish(struct route *r, const struct action *x, const struct decided_reply *reply, struct err *e)
{
    struct buf *b = &r->scratch;
    struct slice platform = { 0 }, rest = x->conversation;
    char at[WHEN_TEXT];
    slice_next(&rest, ':', &platform);
    buf_reset(b);
    buf_addz(b, "{\"v\":1,\"mode\":\"send\",\"platform\":");
    buf_json(b, platform);
    if (reply->in_reply_to.n) {
        buf_addz(b, ",\"in_reply_to\":");
        buf_json(b, reply->in_reply_to);
    }
    buf_addz(b, ",\"conversation\":");
    buf_json(b, rest);
    buf_addz(b, ",\"at\":");
    buf_json(b, (struct slice){ at, when_print(x->at_ms, at) });
    buf_addz(b, ",\"answer\":{\"text\":");
    buf_json(b, reply->text);
    buf_addz(b, ",\"by\":");
    buf_json(b, x->by);
    buf_addz(b, reply->automatic ? ",\"automatic\":true}}" : "}}");
    struct bus_header header = { "key", arena_printf(&r->turn.arena, "%sa:" SLICE_FMT, r->turn.app->common.prefix, SLICE_ARG(x->id)) };
    struct bus_send s = { .topic = r->topic_replies, .partition = RD_KAFKA_PARTITION_UA, .key = x->conversation,
                          .value = arena_dup(&r->turn.arena, buf_slice(b)), .headers = &header, .header_count = 1 };
    return bus_out_send(r->turn.out, &s, e);
}

/* What cannot be done is said and counted; it must not keep others from being done. */
bool route_action(struct route *r, struct care_batch *care, struct route_action *a, struct err *e)
{
    struct decided_reply reply = { .automatic = false };
    bool ok = a->readable || !a->record->payload;
    care->at_side = a->record->offset + 1;
    care->at_main = 0;
    if (is_ours(a))
        ok = slice_eq(a->action.conversation, key_of(a->record)) ? decided(care, &r->options.teams, r->json, &a->action, &reply, &a->why)
                                                                 : err_set(&a->why, ERR_DROP, "the record's key is not its conversation");
    stat_add(ok ? r->stats.actions : r->stats.actions_refused, 1);
    if (!ok)
        log_warn("event=action_refused partition=%d offset=%" PRId64 " cause=\"%s\"", (int)a->record->partition, a->record->offset, a->why.msg);
    return !reply.text.n || publish(r, &a->action, &reply, e);
}

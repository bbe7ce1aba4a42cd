#include "cli/originals.h"

#include "classify/seen.h"
#include "cli/kafka.h"
#include "io/generation.h"
#include "metrics/state.h"
#include "model/keys.h"
#include "model/mention.h"
#include "model/topics.h"
#include "pii/pii.h"

enum { FETCH_MS = 10000 };

const char *original_word(enum original_state s)
{
    static const char *const words[] = { "there", "gone from Kafka", "deleted", "edited since", "too old to know whether it still stands" };
    return words[s];
}

/* ---- the record ---- */

static void keep(struct arena *a, struct original *o, const struct mention *m)
{
    struct buf masked = { 0 };
    struct slice text = m->text.n ? m->text : m->title;
    buf_reserve(&masked, text.n);
    pii_mask(text, &masked);
    for (size_t i = 0; i < masked.n; i++)
        if (masked.p[i] == '\n' || masked.p[i] == '\r' || masked.p[i] == '\t')
            masked.p[i] = ' ';
    o->text = arena_dup(a, buf_slice(&masked));
    buf_fini(&masked);
    o->platform = arena_dup(a, m->platform);
    o->id = arena_dup(a, m->id);
    o->url = arena_dup(a, m->url);
    o->author = arena_dup(a, m->author_handle.n ? m->author_handle : m->author_id);
    o->created_ms = m->created_ms;
}

/* One record of one partition; NULL: Kafka does not hold it any more. */
static rd_kafka_message_t *fetch(rd_kafka_t *rk, const char *topic, const struct original *o, struct err *e)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, o->partition)->offset = o->offset;
    rd_kafka_resp_err_t r = rd_kafka_assign(rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_message_t *m = r ? NULL : rd_kafka_consumer_poll(rk, FETCH_MS);
    if (m && !m->err && m->offset == o->offset)
        return m;
    if (!m)
        err_set(e, ERR_RETRY, "Kafka: %s [%d]: %s", topic, (int)o->partition, r ? rd_kafka_err2str(r) : "no record came in time");
    else if (m->err && m->err != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET && m->err != RD_KAFKA_RESP_ERR__PARTITION_EOF)
        err_set(e, ERR_RETRY, "Kafka: %s", rd_kafka_message_errstr(m));
    if (m)
        rd_kafka_message_destroy(m);
    return NULL;
}

/* ---- what became of it ---- */

static bool read_generations(struct cli *cli, struct slice tag, struct arena *a, struct generation g[2], struct err *e)
{
    static const char *const fields[] = { STATE_NOW_NUMBER, STATE_NOW_IDS, STATE_NOW_BUCKETS, STATE_BEFORE_NUMBER, STATE_BEFORE_IDS, STATE_BEFORE_BUCKETS };
    redisReply *r = state_hmget(cli_store(cli), arena_printf(a, SLICE_FMT ":s", SLICE_ARG(tag)), fields, 6, e);
    for (size_t i = 0; r && i < 2; i++)
        g[i] = (struct generation){
            .number = r->element[3 * i]->type == REDIS_REPLY_STRING ? reply_int(r->element[3 * i]) : -1,
            .ids = reply_int(r->element[3 * i + 1]), .buckets = reply_int(r->element[3 * i + 2]),
        };
    freeReplyObject(r);
    return r != NULL;
}

static bool learn(struct original *o, struct arena *a, const redisReply *entry, const struct mention *m, struct err *e)
{
    struct seen s;
    if (entry->type != REDIS_REPLY_STRING)
        return true;
    if (!seen_decode(a, (struct slice){ entry->str, entry->len }, &s))
        return err_set(e, ERR_BUG, "what is remembered of an id cannot be read: restore Redis from a backup (docs/operations.md)");
    bool edited = (s.flags & SEEN_UPDATED) && (m->updated_ms == MENTION_NONE || s.updated_ms > m->updated_ms);
    o->state = s.flags & SEEN_DELETED ? ORIGINAL_DELETED : edited ? ORIGINAL_EDITED : ORIGINAL_THERE;
    return true;
}

static bool look_up(struct cli *cli, struct arena *a, struct original *o, const struct mention *m, struct err *e)
{
    struct generation g[2];
    char key[GENERATION_KEY];
    uint64_t id = mention_id_hash(m);
    struct slice tag = state_tag(a, cli_ledger(cli), STATE_MENTIONS, o->partition);
    o->state = ORIGINAL_OLD;
    if (!read_generations(cli, tag, a, g, e))
        return false;
    for (int i = 0; i < 2; i++)
        for (int seg = 0; g[i].number >= 0 && seg < generation_segments(&g[i]); seg++) {
            struct slice suffix = generation_key(key, SEEN_LETTER, &g[i], seg, id);
            store_command(cli_store(cli), "HGET");
            store_arg(cli_store(cli), arena_printf(a, SLICE_FMT SLICE_FMT, SLICE_ARG(tag), SLICE_ARG(suffix)));
            store_arg(cli_store(cli), (struct slice){ (const char *)&id, 8 });
            redisReply *r = store_ask(cli_store(cli), e);
            bool ok = r && learn(o, a, r, m, e);
            freeReplyObject(r);
            if (!ok)
                return false;
        }
    return true;
}

static bool read_one(struct cli *cli, rd_kafka_t *rk, const char *topic, struct mention_parser *parser, struct arena *a, struct original *o, struct err *e)
{
    struct mention m;
    struct err bad = { 0 };
    rd_kafka_message_t *record = fetch(rk, topic, o, e);
    o->state = ORIGINAL_GONE;
    if (!record)
        return e->kind == ERR_NONE;
    bool ok = true;
    if (mention_parse(parser, a, (struct slice){ record->payload, record->len }, &m, &bad))
        ok = look_up(cli, a, o, &m, e);
    if (ok && o->state == ORIGINAL_THERE)
        keep(a, o, &m);
    rd_kafka_message_destroy(record);
    return ok;
}

bool originals_read(struct cli *cli, struct arena *a, struct original *v, size_t n, struct err *e)
{
    rd_kafka_t *rk = n ? kafka_open(cli, RD_KAFKA_CONSUMER, e) : NULL;
    struct mention_parser *parser = mention_parser_new();
    const char *topic = bus_topic(&cli->common, TOPIC_MENTIONS);
    bool ok = rk || n == 0;
    for (size_t i = 0; ok && i < n; i++)
        ok = read_one(cli, rk, topic, parser, a, &v[i], e);
    mention_parser_free(parser);
    if (rk) {
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
    }
    return ok;
}

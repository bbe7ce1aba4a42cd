#include "route/bulletin.h"

#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/reader.h"
#include "route/incident.h"

enum { QUEUE_KBYTES = 1024, AT_ONCE = 200, AGAIN_US = 5 * 1000 * 1000 };

struct bulletin {
    const struct app_common *common;
    const char *client_id, *topic;
    enum alarm_level level;
    rd_kafka_t *rk;
    int64_t due_us;                  /* when to try again to read */
    struct json *json;
    struct arena arena;              /* one record */
    struct incident *stopped;        /* those that stop answers */
};

static bool start(struct bulletin *b, struct err *e)
{
    if (!b->rk && !(b->rk = reader_open(b->common, b->client_id, QUEUE_KBYTES, e)))
        return false;
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(l, b->topic, 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_resp_err_t r = rd_kafka_assign(b->rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot read %s: %s", b->topic, rd_kafka_err2str(r));
}

/* Up to what is there now; whoever answers before that would not know. */
static void catch_up(struct bulletin *b, int wait_ms)
{
    int64_t low, high, until_us = clock_mono_us() + (int64_t)wait_ms * 1000;
    if (rd_kafka_query_watermark_offsets(b->rk, b->topic, 0, &low, &high, wait_ms) || low >= high)
        return;
    for (bool there = false; !there && clock_mono_us() < until_us;) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(b->rk, 20);
        if (m && !m->err && m->payload)
            bulletin_take(b, (struct slice){ m->payload, m->len });
        if (m)
            rd_kafka_message_destroy(m);
        rd_kafka_topic_partition_list_t *at = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(at, b->topic, 0);
        there = !rd_kafka_position(b->rk, at) && at->elems[0].offset >= high - 1;   /* the last may be a transaction's mark */
        rd_kafka_topic_partition_list_destroy(at);
    }
}

struct bulletin *bulletin_open(const struct app_common *c, const char *client_id, const char *topic, enum alarm_level level, int wait_ms)
{
    struct err e = { 0 };
    struct bulletin *b = calloc(1, sizeof *b);
    if (!b)
        abort();
    *b = (struct bulletin){ .common = c, .client_id = client_id, .topic = topic, .level = level, .json = json_new(65536) };
    if (level == LEVEL_NONE || wait_ms == 0)
        return b;
    if (start(b, &e))
        catch_up(b, wait_ms);
    else
        log_warn("event=bulletin_waits cause=\"%s\"", e.msg);
    return b;
}

static void drop(struct bulletin *b, const char *id)
{
    for (struct incident **at = &b->stopped; *at;) {
        struct incident *i = *at;
        if (strcmp(i->id, id) != 0) {
            at = &i->next;
            continue;
        }
        *at = i->next;
        incident_free(i);
    }
}

void bulletin_close(struct bulletin *b)
{
    if (!b)
        return;
    if (b->rk)
        bus_destroy(b->rk);
    while (b->stopped)
        drop(b, b->stopped->id);
    json_free(b->json);
    arena_fini(&b->arena);
    free(b);
}

void bulletin_take(struct bulletin *b, struct slice record)
{
    struct err ignored = { 0 };
    arena_reset(&b->arena);
    struct incident *i = incident_parse(b->json, &b->arena, record, NULL, 0, &ignored);
    if (!i)
        return;
    drop(b, i->id);
    if (!i->open || i->handling.state == HANDLING_CLOSED || i->level < b->level) {
        incident_free(i);
        return;
    }
    i->next = b->stopped;
    b->stopped = i;
}

void bulletin_turn(struct bulletin *b)
{
    struct err e = { 0 };
    if (b->level == LEVEL_NONE)
        return;
    if (!b->rk) {
        if (clock_mono_us() >= b->due_us)
            start(b, &e);
        b->due_us = clock_mono_us() + AGAIN_US;
        return;
    }
    for (int i = 0; i < AT_ONCE; i++) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(b->rk, 0);
        if (!m)
            return;
        if (!m->err && m->payload)
            bulletin_take(b, (struct slice){ m->payload, m->len });
        rd_kafka_message_destroy(m);
    }
}

bool bulletin_of(const struct bulletin *b, struct slice brand, struct slice lang, struct bulletin_say *out)
{
    bool stopped = false;
    for (const struct incident *i = b->stopped; i; i = i->next) {
        const struct handling *h = &i->handling;
        const char *of = h->statement_lang ? h->statement_lang : "";
        bool fits = h->statement && (!*of || slice_is(lang, of));
        if (!slice_is(brand, i->brand) || (stopped && !fits))
            continue;
        *out = (struct bulletin_say){ i->id, fits ? h->statement : NULL, of };
        stopped = true;
        if (fits)
            break;
    }
    return stopped;
}

#include "route/bulletin.h"

#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/follow.h"
#include "route/incident.h"

enum { AT_ONCE = 200, TURN_MS = 500, AGAIN_US = 5 * 1000 * 1000 };

struct bulletin {
    const struct app_common *common;
    const char *client_id, *topic;
    enum alarm_level level;
    struct follow *in;               /* NULL: not yet */
    int64_t due_us;                  /* when to try again to read */
    struct json *json;
    struct arena arena;              /* one record */
    struct incident *stopped;        /* those that stop answers */
};

static bool take_next(struct bulletin *b, int wait_ms, struct err *e)
{
    rd_kafka_message_t *m = follow_next(b->in, wait_ms, e);
    if (!m)
        return false;
    if (m->payload)
        bulletin_take(b, (struct slice){ m->payload, m->len });
    rd_kafka_message_destroy(m);
    return true;
}

/* Up to what is there now; whoever answers before that would not know. */
static void catch_up(struct bulletin *b, int wait_ms, struct err *e)
{
    int64_t until_us = clock_mono_us() + (int64_t)wait_ms * 1000;
    while (e->kind == ERR_NONE && !follow_at_end(b->in) && clock_mono_us() < until_us)
        take_next(b, 20, e);
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
    b->in = follow_open(c, client_id, topic, NULL, wait_ms, &e);
    if (b->in)
        catch_up(b, wait_ms, &e);
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
    follow_close(b->in);
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
    struct err ignored = { 0 };          /* of Kafka; others say it */
    if (b->level == LEVEL_NONE)
        return;
    if (!b->in && clock_mono_us() >= b->due_us) {
        b->in = follow_open(b->common, b->client_id, b->topic, NULL, TURN_MS, &ignored);
        b->due_us = clock_mono_us() + AGAIN_US;
    }
    for (int left = AT_ONCE; b->in && left > 0 && take_next(b, 0, &ignored); left--)
        ;
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

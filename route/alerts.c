#include "route/alerts.h"

#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "io/follow.h"
#include "io/letter.h"

enum { READ_BACK_MS = 30000 };

struct alerts {
    struct alerts_conf conf;
    struct bus_out *out;
    struct arena arena;          /* one transaction */
    bool begun;
};

/* ---- reading back ---- */

static bool read_back(const struct alerts_conf *c, void (*each)(void *self, struct slice record), void *self, struct err *e)
{
    int64_t until = clock_mono_us() + READ_BACK_MS * 1000;
    struct follow *f = follow_open(c->common, c->client_id, c->topic, NULL, FOLLOW_WAIT_MS, e);
    while (f && e->kind == ERR_NONE && !follow_at_end(f)) {
        rd_kafka_message_t *m = follow_next(f, 100, e);
        if (m && m->payload)
            each(self, (struct slice){ m->payload, m->len });
        if (m)
            rd_kafka_message_destroy(m);
        if (clock_mono_us() >= until || app_stopping())
            err_set(e, ERR_RETRY, "Kafka: %s could not be read to its end within %d s", c->topic, READ_BACK_MS / 1000);
    }
    follow_close(f);
    return e->kind == ERR_NONE;
}

void alerts_close(struct alerts *a)
{
    if (!a)
        return;
    bus_out_close(a->out);
    arena_fini(&a->arena);
    free(a);
}

/* ---- writing ---- */

static bool begin(struct alerts *a, struct err *e)
{
    if (a->begun)
        return true;
    arena_reset(&a->arena);
    a->begun = bus_out_begin(a->out, e);
    return a->begun;
}

bool alerts_add(struct alerts *a, struct slice key, struct slice record, struct err *e)
{
    struct bus_send s = { .topic = a->conf.topic, .partition = RD_KAFKA_PARTITION_UA, .key = key, .value = record };
    return begin(a, e) && bus_out_send(a->out, &s, e);
}

bool alerts_give_up(struct alerts *a, struct slice key, struct slice record, const char *reason, struct err *e)
{
    struct letter l = { .key = key, .value = record, .stage = "hook", .reason = reason, .origin = key, .time_ms = clock_now_ms() };
    return begin(a, e) && letter_send(a->out, a->conf.dlq, &a->arena, &l, e);
}

bool alerts_commit(struct alerts *a, struct err *e)
{
    if (!a->begun)
        return true;
    a->begun = false;
    return bus_out_commit(a->out, e);
}

/* ---- taking over ---- */

/* A tombstone of a key that nobody has: shows that we may write before an alert depends on it, and has everything that the
 * first transaction needs looked up by then (half a second). */
static bool rehearse(struct alerts *a, struct err *e)
{
    return alerts_add(a, SLICE("taken-over"), (struct slice){ 0 }, e) && alerts_commit(a, e);
}

struct alerts *alerts_open(const struct alerts_conf *conf, void (*each)(void *self, struct slice record), void *self, struct err *e)
{
    struct alerts *a = calloc(1, sizeof *a);
    if (!a)
        abort();
    a->conf = *conf;
    a->out = bus_out_open(conf->common, conf->client_id, conf->transactional_id, e);   /* from here on the predecessor is fenced */
    if (a->out && read_back(conf, each, self, e) && rehearse(a, e))
        return a;
    alerts_close(a);
    return NULL;
}

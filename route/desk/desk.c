#include "route/desk/desk.h"

#include <inttypes.h>
#include <stdlib.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/follow.h"
#include "route/desk/decide.h"

enum { LOOK_US = 500 * 1000, AGAIN_US = 5 * 1000 * 1000, LONGEST_US = 3 * 1000 * 1000 /* half the group's session */, AT_ONCE = 2000, MOST = 500, DELIVERY_MS = 2000 };

struct desk {
    struct desk_conf conf;
    struct follow *in;               /* of pulso.cases; NULL: not yet */
    struct bus_out *out;
    struct board board;
    struct sent sent;
    struct arena memory;             /* of what is on its way to Kafka */
    int64_t due_us, began_us;
    int written;                     /* in this look */
    bool ready, failing;             /* the board was read whole; that it cannot be was said */
};

static struct { struct metric *given, *warned, *sent, *open, *nobody; } desk_stat;

void desk_stats(void)
{
    desk_stat.given = stat_counter("pulso_route_desk_given_total", NULL, "cases that the desk gave to somebody or to another team");
    desk_stat.warned = stat_counter("pulso_route_desk_warned_total", NULL, "deadlines that the desk saw come near or pass");
    desk_stat.sent = stat_counter("pulso_route_desk_sent_total", NULL, "answers of the knowledge base that the desk sent without a person");
    desk_stat.open = stat_gauge("pulso_route_cases_open", NULL, "cases that are open, as the desk sees them");
    desk_stat.nobody = stat_gauge("pulso_route_cases_nobody", NULL, "of them those that wait for us and that nobody has");
}

struct desk *desk_open(const struct desk_conf *conf)
{
    struct desk *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    d->conf = *conf;
    board_init(&d->board);
    sent_init(&d->sent);
    return d;
}

void desk_close(struct desk *d)
{
    if (!d)
        return;
    bus_out_close(d->out);           /* before the memory: what is in flight points into it */
    follow_close(d->in);
    board_fini(&d->board);
    sent_fini(&d->sent);
    arena_fini(&d->memory);
    free(d);
    stat_set(desk_stat.open, 0);
    stat_set(desk_stat.nobody, 0);
}

static int level(void *self, struct slice brand)
{
    const struct desk *d = self;
    return d->conf.level(d->conf.self, brand);
}

static bool emit(void *self, const struct action *x, struct err *e)
{
    struct desk *d = self;
    struct buf record = { 0 };
    if (d->written == MOST || clock_mono_us() - d->began_us > LONGEST_US)
        return false;                /* enough for now, or this process stood still and may own nothing any more; e is clear */
    bool ok = action_print(x, &record, e);
    if (ok) {
        struct bus_send s = { .topic = d->conf.topic_actions, .partition = RD_KAFKA_PARTITION_UA, .key = arena_dup(&d->memory, action_key(x)),
                              .value = arena_dup(&d->memory, buf_slice(&record)) };
        ok = bus_out_send(d->out, &s, e);
        d->written++;
        stat_add(x->kind == ACTION_WARN ? desk_stat.warned : x->kind == ACTION_ANSWER ? desk_stat.sent : desk_stat.given, ok);
    }
    buf_fini(&record);
    return ok;
}

static bool connect_to_kafka(struct desk *d, struct err *e)
{
    if (d->in && d->out)
        return true;
    if (!d->out)
        d->out = bus_out_open(d->conf.common, d->conf.client_id, NULL, e);
    if (d->out && !d->in)
        d->in = follow_open(d->conf.common, d->conf.client_id, d->conf.topic_cases, NULL, FOLLOW_WAIT_MS, e);
    if (d->in)
        return true;
    d->due_us = clock_mono_us() + AGAIN_US;
    if (!d->failing)
        log_warn("event=desk_waits cause=\"%s\"", e->msg);
    d->failing = true;
    err_clear(e);
    return false;
}

static bool read_cases(struct desk *d, struct err *e)
{
    for (int n = 0; n < AT_ONCE; n++) {
        rd_kafka_message_t *m = follow_next(d->in, 0, e);
        if (!m)
            break;
        const struct case_seen *c = m->payload ? board_record(&d->board, (struct slice){ m->payload, m->len }) : NULL;
        if (c)
            sent_note(&d->sent, c, clock_now_ms());
        rd_kafka_message_destroy(m);
    }
    if (!d->ready && e->kind == ERR_NONE && follow_at_end(d->in)) {
        d->ready = true;
        log_info("event=desk_ready cases=%zu agents=%zu", d->board.n, d->conf.rules->n);
    }
    return e->kind == ERR_NONE;
}

static void show(const struct desk *d)
{
    int64_t nobody = 0;
    for (size_t i = 0; i < d->board.n; i++)
        nobody += case_is_waiting(&d->board.v[i]->seen) && !d->board.v[i]->seen.agent.n;
    stat_set(desk_stat.open, (int64_t)d->board.n);
    stat_set(desk_stat.nobody, nobody);
}

bool desk_turn(struct desk *d, struct err *e)
{
    if (!d->in && clock_mono_us() < d->due_us)
        return true;
    if (!connect_to_kafka(d, e))
        return true;
    if (!read_cases(d, e))
        return false;
    if (bus_out_waiting(d->out) && !bus_out_delivered(d->out, DELIVERY_MS, e)) {
        bool later = e->kind == ERR_RETRY;
        if (later)
            err_clear(e);
        return later;
    }
    if (!d->ready || clock_mono_us() < d->due_us)
        return true;
    d->due_us = clock_mono_us() + LOOK_US;
    d->written = 0;
    d->began_us = clock_mono_us();
    arena_reset(&d->memory);
    if (!desk_decide(&d->board, &d->sent, d->conf.rules, clock_now_ms(), level, emit, d, e) && e->kind != ERR_NONE)
        return false;
    show(d);
    return true;
}

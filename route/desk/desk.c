#include "route/desk/desk.h"

#include <inttypes.h>
#include <stdlib.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/follow.h"
#include "route/desk/decide.h"

/* Incidents are looked after by the same thread: no step of the desk may take long. REST: a look takes at most so small a part of the time. */
enum { LOOK_US = 500 * 1000, AGAIN_US = 5 * 1000 * 1000, LONGEST_US = 3 * 1000 * 1000 /* half the group's session */, READ_US = 50 * 1000, READ_MS = 10,
       AT_ONCE = 2000, MOST = 500, DELIVERY_MS = 100, FIRST_WAIT_MS = 250, REST = 9 };

struct desk {
    struct desk_conf conf;
    struct follow *in;               /* of pulso.cases; NULL: not yet */
    struct bus_out *out;
    struct board board;
    struct sent sent;
    struct arena memory;             /* of what is on its way to Kafka */
    int64_t due_us, began_us, read_us;   /* read_us: when reading the board began */
    int wait_ms;                     /* for Kafka's first answer; longer each time that it does not come */
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
    d->wait_ms = FIRST_WAIT_MS;
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
        d->in = follow_open(d->conf.common, d->conf.client_id, d->conf.topic_cases, NULL, d->wait_ms, e);
    d->read_us = clock_mono_us();
    if (d->in)
        return true;
    d->wait_ms = 2 * d->wait_ms < FOLLOW_WAIT_MS ? 2 * d->wait_ms : FOLLOW_WAIT_MS;
    d->due_us = clock_mono_us() + AGAIN_US;
    if (!d->failing)
        log_warn("event=desk_waits cause=\"%s\"", e->msg);
    d->failing = true;
    err_clear(e);
    return false;
}

static void take(struct desk *d, const rd_kafka_message_t *m)
{
    const struct case_seen *c = m->payload ? board_record(&d->board, (struct slice){ m->payload, m->len }) : NULL;
    if (c)
        sent_note(&d->sent, c, clock_now_ms());
}

/* At first all of the board, a slice of time after the other; then what comes. */
static bool read_cases(struct desk *d, struct err *e)
{
    int64_t until = clock_mono_us() + READ_US;
    for (int n = 0; n < AT_ONCE || !d->ready; n++) {
        rd_kafka_message_t *m = follow_next(d->in, d->ready ? 0 : READ_MS, e);
        if (m) {
            take(d, m);
            rd_kafka_message_destroy(m);
        }
        if (e->kind || (!m && (d->ready || follow_at_end(d->in))) || (n % 16 == 0 && clock_mono_us() >= until))
            break;
    }
    if (!d->ready && e->kind == ERR_NONE && follow_at_end(d->in)) {
        d->ready = true;
        log_info("event=desk_ready cases=%zu agents=%zu ms=%" PRId64, d->board.n, d->conf.rules->n, (clock_mono_us() - d->read_us) / 1000);
    }
    return e->kind == ERR_NONE;
}

bool desk_reads(const struct desk *d)
{
    return d && d->in && !d->ready;
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
    d->written = 0;
    d->began_us = clock_mono_us();
    arena_reset(&d->memory);
    if (!desk_decide(&d->board, &d->sent, d->conf.rules, clock_now_ms(), level, emit, d, e) && e->kind != ERR_NONE)
        return false;
    show(d);
    int64_t took = clock_mono_us() - d->began_us;
    d->due_us = clock_mono_us() + (REST * took > LOOK_US ? REST * took : LOOK_US);
    return true;
}

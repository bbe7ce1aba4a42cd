#include "route/tell/teller.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/letter.h"
#include "io/place.h"
#include "route/tell/window.h"

enum { TURN_MS = 20, AGAIN_MS = 2000, READ_AT_ONCE = 64 };

struct teller {
    struct teller_conf conf;
    const struct brands *brands;
    pthread_t thread;
    atomic_bool stop;
    struct place *in;            /* NULL: not reading yet */
    struct bus_out *out;         /* for dead letters; opened with the first */
    struct window window;
    struct arena letters;        /* what is on its way there points into it, and into the slots */
    struct json *json;
    struct err bad;              /* from a callback */
    int64_t due_us;
    bool failing;
};

static struct { struct metric *told, *gave_up, *lost; } tell_stat;

void teller_stats(void)
{
    tell_stat.told = stat_counter("pulso_route_changes_told_total", NULL, "changes of cases that a hook has");
    tell_stat.gave_up = stat_counter("pulso_route_changes_given_up_total", NULL, "changes of cases that a hook could not be told of; they are in pulso.dlq");
    tell_stat.lost = stat_counter("pulso_route_changes_lost_total", NULL, "changes of cases that Kafka had forgotten before a hook was told");
}

/* ---- one change ---- */

static bool listed(const struct conf_strs *list, struct slice word)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_is(word, list->v[i]))
            return true;
    return list->n == 0;
}

/* Of a hand-over both teams hear. */
static bool is_wanted(const struct hook_cases *want, const struct change_seen *c, int64_t now_ms)
{
    bool team = listed(&want->teams, c->seen.team) || (c->was_team.n && listed(&want->teams, c->was_team));
    return want->changes & 1u << c->kind && team && listed(&want->brands, c->seen.brand) && (!want->within_ms || now_ms - c->at_ms <= want->within_ms);
}

static struct slice brand_name(const struct teller *t, struct slice brand)
{
    uint32_t index;
    return brands_find(t->brands, brand, &index) ? slice_of(t->brands->v[index].name) : brand;
}

static bool tell(struct teller *t, struct slot *s, struct err *e)
{
    const struct change_seen *c = &s->change;
    const struct hook_to to = { .hook = t->conf.hook };
    const struct hook_alert a = {
        .key = c->id, .brand = c->seen.brand, .body = s->record, .incident = c->seen.folio, .brand_name = brand_name(t, c->seen.brand),
        .stage = slice_of(change_name(c->kind)), .by = c->by, .state = c->seen.state, .about = SLICE("case"),
    };
    if (!hooks_fire(t->conf.hooks, &a, &to, 1, e))
        return false;
    s->state = SLOT_TOLD;
    return true;
}

static bool write_off(struct teller *t, struct slot *s, const char *reason, struct err *e)
{
    struct letter l = { .key = s->key, .value = s->record, .stage = "hook", .reason = reason, .origin = s->change.id, .time_ms = clock_now_ms() };
    if (!t->out && !(t->out = bus_out_open(t->conf.common, t->conf.client_id, NULL, e)))
        return false;
    s->state = SLOT_LETTER;
    stat_add(tell_stat.gave_up, 1);
    return letter_send(t->out, t->conf.topic_dlq, &t->letters, &l, e);
}

/* Told twice in a row, as after a crash of route, is one delivery: all that bear the key have ended. */
static void ended(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    struct teller *t = self;
    (void)delivered;
    for (size_t i = 0; i < WINDOW; i++) {
        struct slot *s = &t->window.v[i];
        if (s->state != SLOT_TOLD || !slice_eq(s->change.id, key))
            continue;
        if (failed && !t->bad.kind && write_off(t, s, last_error, &t->bad))
            continue;
        if (failed)
            return;              /* bad is set: all is taken up anew */
        window_ended(s);
        stat_add(tell_stat.told, 1);
    }
}

/* ---- reading ---- */

static void read_one(struct teller *t, const rd_kafka_message_t *m, struct slot *s)
{
    struct err e = { 0 };
    s->key = arena_dup(&s->a, (struct slice){ m->key, m->key_len });
    s->record = arena_dup(&s->a, (struct slice){ m->payload, m->len });
    bool readable = m->payload && change_seen_parse(t->json, &s->a, s->record, &s->change, &e);
    if (!readable)
        log_warn("event=change_unreadable hook=%s partition=%d offset=%" PRId64 " cause=\"%s\"", t->conf.hook, (int)m->partition, m->offset, e.msg);
    window_read(&t->window, m->partition, m->offset, s, readable && is_wanted(&t->conf.cases, &s->change, clock_now_ms()));
}

static bool read_some(struct teller *t, struct err *e)
{
    for (int n = 0; n < READ_AT_ONCE; n++) {
        struct slot *s = window_free(&t->window);
        rd_kafka_message_t *m = s ? place_next(t->in, 0, e) : NULL;
        if (!m)
            break;
        if (m->partition < t->window.partitions)
            read_one(t, m, s);
        rd_kafka_message_destroy(m);
    }
    return e->kind == ERR_NONE;
}

/* ---- the thread ---- */

static void let_go(struct teller *t)
{
    hooks_drop(t->conf.hooks);
    bus_out_close(t->out);       /* before the slots: what is in flight points into them */
    place_close(t->in);
    window_fini(&t->window);
    arena_reset(&t->letters);
    t->out = NULL;
    t->in = NULL;
    err_clear(&t->bad);
}

static bool take_up(struct teller *t, struct err *e)
{
    int64_t lost;
    t->in = place_open(t->conf.common, t->conf.client_id, t->conf.topic_changes, t->conf.group, 5000, &lost, e);
    if (!t->in)
        return false;
    window_init(&t->window, place_partitions(t->in));
    for (int p = 0; p < t->window.partitions; p++)
        t->window.next[p] = place_from(t->in, p);
    if (lost)
        log_error("event=changes_lost hook=%s records=%" PRId64 " cause=\"Kafka no longer holds them: the hook was away for too long\"", t->conf.hook, lost);
    stat_add(tell_stat.lost, lost);
    log_info("event=teller_ready hook=%s", t->conf.hook);
    t->failing = false;
    return true;
}

static bool letters_are_there(struct teller *t, struct err *e)
{
    if (!t->out || !bus_out_waiting(t->out))
        return true;
    if (!bus_out_delivered(t->out, TURN_MS, e)) {
        bool later = e->kind == ERR_RETRY;
        if (later)
            err_clear(e);
        return later;
    }
    for (size_t i = 0; i < WINDOW; i++)
        if (t->window.v[i].state == SLOT_LETTER)
            window_ended(&t->window.v[i]);
    arena_reset(&t->letters);
    return true;
}

static bool turn(struct teller *t, struct err *e)
{
    struct slot *s;
    if (!t->in && !take_up(t, e))
        return false;
    if (!read_some(t, e))
        return false;
    while ((s = window_due(&t->window)) != NULL)
        if (!tell(t, s, e))
            return false;
    hooks_turn(t->conf.hooks, TURN_MS);
    if (t->bad.kind) {
        *e = t->bad;
        return false;
    }
    if (!letters_are_there(t, e))
        return false;
    for (int p = 0; p < t->window.partitions; p++)
        place_done(t->in, p, window_done(&t->window, p));
    place_keep(t->in);
    return true;
}

static void *run(void *self)
{
    struct teller *t = self;
    while (!atomic_load(&t->stop)) {
        struct err e = { 0 };
        if (clock_mono_us() < t->due_us) {
            clock_sleep_ms(TURN_MS);
            continue;
        }
        if (turn(t, &e))
            continue;
        if (!t->failing)
            log_warn("event=teller_again hook=%s cause=\"%s\"", t->conf.hook, e.msg);
        t->failing = true;
        let_go(t);
        t->due_us = clock_mono_us() + AGAIN_MS * 1000;
    }
    let_go(t);
    return NULL;
}

struct teller *teller_start(const struct teller_conf *conf, const struct brands *brands, struct err *e)
{
    struct teller *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    t->conf = *conf;
    t->brands = brands;
    t->json = json_new(65536);
    hooks_listen(t->conf.hooks, ended, t);
    if (pthread_create(&t->thread, NULL, run, t) == 0)
        return t;
    json_free(t->json);
    free(t);
    err_set(e, ERR_RETRY, "no thread can be started");
    return NULL;
}

void teller_stop(struct teller *t)
{
    if (!t)
        return;
    atomic_store(&t->stop, true);
    pthread_join(t->thread, NULL);
    arena_fini(&t->letters);
    json_free(t->json);
    free(t);
}

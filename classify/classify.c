#include "classify/classify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "classify/contribution.h"
#include "io/letter.h"
#include "model/keys.h"
#include "model/topics.h"

enum { BATCH_MAX = 4000, POLL_MS = 100, DELIVERY_MS = 1000 };

/* One partition's share of a turn. */
struct work {
    struct claim_batch *b;
    struct judge judge;
    struct mention *mentions;    /* one a record; raw.p NULL: none */
    struct err *errors;          /* why there is none; kind ERR_NONE: a control record */
    bool alive;
};

static const char *const fate_names[FATE_COUNT] = { "new", "duplicate", "update", "deletion", "late", "refresh", "control", "dlq" };
static struct {
    struct stat *fates[FATE_COUNT], *batches, *turn, *redis, *kafka;
} st;

static void stats_open(void)
{
    char label[64];
    for (int f = 0; f < FATE_COUNT; f++) {
        snprintf(label, sizeof label, "fate=\"%s\"", fate_names[f]);
        st.fates[f] = stat_counter("pulso_classify_records_total", label, "committed records of pulso.mentions by what became of them");
    }
    st.batches = stat_counter("pulso_classify_batches_total", NULL, "committed batches");
    st.turn = stat_histogram("pulso_classify_turn_seconds", NULL, "one turn: from taking the records to their commit");
    st.redis = stat_histogram("pulso_classify_redis_seconds", NULL, "waiting for Redis in one turn");
    st.kafka = stat_histogram("pulso_classify_delivery_seconds", NULL, "waiting for Kafka's acknowledgements in one turn");
    claims_stats("classify");
}

bool classify_read(struct conf *c, void *self, struct err *e)
{
    (void)self;
    struct classifier *cl = classifier_open(c, e);   /* reads all that is ours, and checks it whole */
    classifier_close(cl);
    return cl != NULL;
}

void classify_print_config(bool markdown)
{
    brands_print_config(markdown);
    conf_print("classify", classify_keys, markdown);
}

/* ---- the partition's own state, see part.h ---- */

static bool opened(void *self, struct claim *cl, const redisReply *state, const redisReply *names, struct err *e)
{
    (void)self;
    cl->state = part_new(state, names, e);
    return cl->state != NULL;
}

static void closed(void *self, struct claim *cl)
{
    (void)self;
    part_free(cl->state);
}

bool classify_open(struct classify *c, struct app *app, struct err *e)
{
    static const struct claims_ops ops = { .opened = opened, .closed = closed };
    stats_open();
    c->app = app;
    c->topic_out = bus_topic(&app->common, TOPIC_CLASSIFIED);
    c->topic_dlq = bus_topic(&app->common, TOPIC_DLQ);
    if (!conf_section(app->conf, "classify", classify_keys, &c->options, e))
        return false;
    if (!(c->zone = zone_open(app->common.zone, e)) || !(c->classifier = classifier_open(app->conf, e)))
        return false;
    c->worker = classifier_worker_new(c->classifier);
    c->parser = mention_parser_new();
    c->store = store_open(&app->common, app->instance);
    c->out = bus_out_open(&app->common, app->instance, NULL, e);
    if (!c->out)
        return false;
    struct claims_conf conf = {
        .common = &app->common, .group = bus_topic(&app->common, "classify"), .topic = bus_topic(&app->common, TOPIC_MENTIONS),
        .meta_field = TOPIC_MENTIONS, .instance = app->instance, .static_member = app->static_member,
        .tag = keys_mentions_tag, .batch_max = BATCH_MAX, .ops = &ops, .self = c,
    };
    c->claims = claims_open(&conf, c->store, e);
    if (c->claims)
        log_info("event=open config=%s brands=%zu", classifier_config(c->classifier), classifier_brands(c->classifier)->n);
    return c->claims != NULL;
}

void classify_close(struct classify *c)
{
    claims_close(c->claims);
    bus_out_close(c->out);
    store_close(c->store);
    mention_parser_free(c->parser);
    classifier_worker_free(c->worker);
    classifier_close(c->classifier);
    zone_close(c->zone);
    arena_fini(&c->arena);
    buf_fini(&c->scratch);
}

/* ---- a turn ---- */

static int64_t append_ms(const rd_kafka_message_t *m)
{
    return rd_kafka_message_timestamp(m, NULL);
}

static bool is_control(const rd_kafka_message_t *m)
{
    rd_kafka_headers_t *h;
    const void *v;
    size_t n;
    return !m->key && rd_kafka_message_headers(m, &h) == RD_KAFKA_RESP_ERR_NO_ERROR
        && rd_kafka_header_get_last(h, "pulso-control", &v, &n) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

/* A batch ends where the dedup generation changes: what was asked for lies in other keys after it. */
static void cut_at_generation(struct classify *c, struct work *w)
{
    struct part *p = w->b->claim->state;
    part_clock(p, append_ms(w->b->records[0]), c->options.window_ms);
    for (size_t i = 1; i < w->b->n; i++)
        if (part_turns(p, append_ms(w->b->records[i]), c->options.window_ms)) {
            claims_cut(c->claims, w->b, i);
            return;
        }
}

static void parse(struct classify *c, struct work *w, size_t i)
{
    const rd_kafka_message_t *r = w->b->records[i];
    struct mention *m = &w->mentions[i];
    struct err *e = &w->errors[i];
    m->raw.p = NULL;
    e->kind = ERR_NONE;
    if (is_control(r))
        return;
    struct slice value = { r->payload, r->len };
    if (mention_parse(c->parser, &c->arena, value, m, e) && m->extra.n)
        err_set(e, ERR_DROP, "member pulso: reserved for what Pulso finds; leave it out");
    if (e->kind) {
        m->raw.p = NULL;
        return;
    }
    judge_want(&w->judge, mention_id_hash(m));
}

/* Parses the batch and sends the one question that it asks of Redis. */
static bool begin(struct classify *c, struct work *w, struct claim_batch *b, struct err *e)
{
    *w = (struct work){ .b = b, .alive = true };
    cut_at_generation(c, w);
    judge_init(&w->judge, &c->arena, b->claim->state, c->options.window_ms, b->n);
    w->mentions = arena_alloc(&c->arena, b->n * sizeof *w->mentions);
    w->errors = arena_alloc(&c->arena, b->n * sizeof *w->errors);
    for (size_t i = 0; i < b->n; i++)
        parse(c, w, i);
    return judge_ask(&w->judge, c->store, b->claim->tag, e);
}

static struct slice origin(struct classify *c, const rd_kafka_message_t *r)
{
    return arena_printf(&c->arena, "%d:%" PRId64, r->partition, r->offset);
}

static bool send_classified(struct classify *c, const rd_kafka_message_t *r, const struct mention *m, const struct verdict *v, struct err *e)
{
    struct bus_header h = { HEADER_ORIGIN, origin(c, r) };
    buf_reset(&c->scratch);
    verdict_print(c->classifier, m, v, &c->scratch);
    struct bus_send s = {
        .topic = c->topic_out, .partition = RD_KAFKA_PARTITION_UA,
        .key = contribution_conversation(&c->arena, m), .value = arena_dup(&c->arena, buf_slice(&c->scratch)),
        .headers = &h, .header_count = 1,
    };
    return bus_out_send(c->out, &s, e);
}

static bool send_dlq(struct classify *c, const rd_kafka_message_t *r, const char *reason, struct err *e)
{
    struct letter l = {
        .key = { r->key, r->key_len }, .value = { r->payload, r->len }, .stage = "classify", .reason = reason,
        .origin = origin(c, r), .time_ms = append_ms(r),
    };
    return letter_send(c->out, c->topic_dlq, &c->arena, &l, e);
}

static bool one_record(struct classify *c, struct work *w, size_t i, struct err *e)
{
    const rd_kafka_message_t *r = w->b->records[i];
    const struct mention *m = &w->mentions[i];
    struct verdict v;
    if (!m->raw.p) {
        bool bad = w->errors[i].kind != ERR_NONE;
        judge_other(&w->judge, bad ? FATE_DLQ : FATE_CONTROL, append_ms(r));
        return !bad || send_dlq(c, r, w->errors[i].msg, e);
    }
    enum fate f = judge_record(&w->judge, m, append_ms(r));
    if (f == FATE_DUP)
        return true;
    classifier_run(c->worker, &c->arena, m, &v);
    if (f == FATE_NEW || f == FATE_UPDATE)
        contribution_count(&w->judge, c->classifier, m, &v);
    return send_classified(c, r, m, &v, e);
}

/* Reads the answer, then judges, classifies and produces, in the order of the records. */
static bool carry_out(struct classify *c, struct work *w, struct err *e)
{
    struct slice packed;
    struct err local = { 0 };
    int64_t t = clock_mono_us();
    redisReply *r = store_reply(c->store, e);
    stat_observe_us(st.redis, clock_mono_us() - t);
    if (!r)
        return false;
    bool ok = true;
    w->alive = claims_check_read(c->claims, w->b->claim, r, &packed, &local);
    if (!w->alive && local.kind != ERR_RETRY) {
        *e = local;
        ok = false;
    } else if (w->alive) {
        ok = judge_learn(&w->judge, packed, e);
        for (size_t i = 0; ok && i < w->b->n; i++)
            ok = one_record(c, w, i, e);
    }
    freeReplyObject(r);
    return ok;
}

static bool commit(struct classify *c, struct work *w, struct err *e)
{
    struct commit k;
    commit_begin(&k, c->store, w->b);
    judge_commit(&w->judge, c->zone, &k);
    return commit_end(&k, e);
}

static void count_fates(const struct work *w)
{
    /* What /metrics shows is what was committed: the state's own figures, as they moved. */
    const struct part *p = w->b->claim->state;
    for (int f = 0; f < FATE_COUNT; f++)
        stat_add(st.fates[f], p->fates[f] - w->judge.fates_before[f]);
    stat_add(st.batches, 1);
}

/* Everything under way is unknown: each partition of this turn starts again from what Redis says. */
static void again_all(struct classify *c, struct work *w, size_t n, const char *why)
{
    for (size_t i = 0; i < n; i++)
        if (w[i].alive && !w[i].b->dead)
            claims_again(c->claims, w[i].b->claim, 500, why);
    store_drop(c->store);
}

static bool wait_delivered(struct classify *c, struct err *e)
{
    while (!bus_out_delivered(c->out, DELIVERY_MS, e)) {
        if (e->kind != ERR_RETRY || app_stopping())
            return false;
        app_alive();
        app_ready(c->app, false, e->msg);
        log_warn("event=waiting cause=\"%s\"", e->msg);
        err_clear(e);
    }
    return true;
}

static bool commit_all(struct classify *c, struct work *w, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (w[i].alive && !commit(c, &w[i], e)) {
            if (e->kind == ERR_RETRY)
                again_all(c, w, n, e->msg);
            return false;
        }
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        struct err local = { 0 };
        if (!w[i].alive)
            continue;
        if (claims_committed(c->claims, w[i].b, &local)) {
            count_fates(&w[i]);
        } else {
            *e = local;
            ok = false;
            if (local.kind != ERR_RETRY)
                return false;
        }
    }
    return ok;
}

static bool run(struct classify *c, struct work *w, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!carry_out(c, &w[i], e)) {
            if (e->kind == ERR_RETRY)
                again_all(c, w, n, e->msg);
            return false;
        }
    int64_t t = clock_mono_us();
    if (!wait_delivered(c, e))
        return false;                    /* asked to stop, or Kafka refused: nothing is committed */
    stat_observe_us(st.kafka, clock_mono_us() - t);
    return commit_all(c, w, n, e);
}

bool classify_turn(void *self, struct err *e)
{
    struct classify *c = self;
    struct claim_batch *batches;
    size_t n, live = 0;
    if (!wait_delivered(c, e))           /* what a turn sent that failed then still lies in the arena */
        return false;
    arena_reset(&c->arena);
    if (!claims_take(c->claims, POLL_MS, &batches, &n, e))
        return false;
    int64_t t = clock_mono_us();
    struct work *w = arena_alloc(&c->arena, (n + 1) * sizeof *w);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        if (!batches[i].dead && batches[i].n)
            ok = begin(c, &w[live++], &batches[i], e);
    if (!ok && e->kind == ERR_RETRY)
        again_all(c, w, live, e->msg);
    ok = ok && (live == 0 || run(c, w, live, e));
    claims_done(c->claims);
    if (live)
        stat_observe_us(st.turn, clock_mono_us() - t);
    const char *trouble = claims_trouble(c->claims);
    app_ready(c->app, ok && !trouble, ok ? trouble : e->msg);
    if (ok || e->kind != ERR_RETRY)
        return ok;
    log_warn("event=turn_failed cause=\"%s\"", e->msg);   /* the claims wait for themselves: no pause of the loop is needed */
    err_clear(e);
    return true;
}

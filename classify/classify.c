#include "classify/classify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/stats.h"
#include "base/log.h"
#include "classify/contribution.h"
#include "io/letter.h"
#include "model/keys.h"
#include "model/topics.h"

enum { BATCH_MAX = 4000, VERSION_AGAIN_MS = 500 };

/* One partition's batch. */
struct work {
    struct judge judge;
    struct mention *mentions;    /* one a record; raw.p NULL: none */
    struct err *errors;          /* why there is none; kind ERR_NONE: a control record */
    const struct engine *engine; /* of the version in force for all of them */
    struct slice version, counted;   /* its number, and the counter of what is counted under it */
    bool switches;               /* the last one puts another version in force: */
    struct config_switch to;
};

static const char *const fate_names[FATE_COUNT] = { "new", "duplicate", "update", "deletion", "late", "refresh", "control", "dlq" };
static struct {
    struct metric *fates[FATE_COUNT], *batches;
} st;

static void stats_open(void)
{
    char label[64];
    for (int f = 0; f < FATE_COUNT; f++) {
        snprintf(label, sizeof label, "fate=\"%s\"", fate_names[f]);
        st.fates[f] = stat_counter("pulso_classify_records_total", label, "committed records of pulso.mentions by what became of them");
    }
    st.batches = stat_counter("pulso_classify_batches_total", NULL, "committed batches");
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
    topics_print_config(markdown);
    conf_print("classify", classify_keys, markdown);
}

/* ---- the partition's own state, see part.h ---- */

static bool opened(void *self, struct claim *cl, const redisReply *state, const redisReply *names, struct err *e)
{
    struct classify *c = self;
    struct part *p = part_new(state, names, e);
    if (p && engines_claimed(&c->engines, p, cl->partition, e)) {
        cl->state = p;
        return true;
    }
    if (p)
        engines_let_go(&c->engines, p);
    part_free(p);
    return false;
}

static void closed(void *self, struct claim *cl)
{
    struct classify *c = self;
    engines_let_go(&c->engines, cl->state);
    part_free(cl->state);
}

/* ---- a turn, see io/turn.h ---- */

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
        && rd_kafka_header_get_last(h, HEADER_CONTROL, &v, &n) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

/* A batch ends where the dedup generation changes: what was asked for lies in other keys after it. */
static void cut_at_generation(struct classify *c, struct claim_batch *b)
{
    struct part *p = b->claim->state;
    part_clock(p, append_ms(b->records[0]), c->options.window_ms);
    for (size_t i = 1; i < b->n; i++)
        if (part_turns(p, append_ms(b->records[i]), c->options.window_ms)) {
            claims_cut(c->turn.claims, b, i);
            return;
        }
}

/* ... and where another version of the configuration comes into force: right behind its control record. */
static void cut_at_switch(struct classify *c, struct work *w, struct claim_batch *b)
{
    const struct part *p = b->claim->state;
    for (size_t i = 0; i < b->n; i++) {
        struct err why = { 0 };
        if (!is_control(b->records[i]))
            continue;
        if (engines_switches(p, b->records[i], &w->to, &why)) {
            enum version_word word = engines_believe(&c->engines, &w->to, &why);
            w->switches = word == VERSION_THERE;
            if (word == VERSION_UNKNOWN)
                claims_again(c->turn.claims, b->claim, VERSION_AGAIN_MS, why.msg);
            else if (w->switches && i + 1 < b->n)
                claims_cut(c->turn.claims, b, i + 1);
            if (word != VERSION_FORGED)
                return;
        }
        log_info("event=control_ignored partition=%d offset=%" PRId64 " cause=\"%s\"", (int)b->claim->partition, b->records[i]->offset, why.msg);
    }
}

/* False: its version is not there, so nothing of this partition is judged by a wrong one. It has been set aside. */
static bool find_engine(struct classify *c, struct work *w, struct claim *cl)
{
    struct err why = { 0 };
    struct part *p = cl->state;
    w->engine = engines_of(&c->engines, p, c->turn.app, &why);
    if (!w->engine && why.kind == ERR_RETRY)
        claims_again(c->turn.claims, cl, VERSION_AGAIN_MS, why.msg);
    else if (!w->engine)
        claims_refuse(c->turn.claims, cl, why.msg);
    if (!w->engine)
        return false;
    engines_show(w->engine, p, cl->partition);
    w->version = arena_printf(&c->turn.arena, "%" PRId64, p->version);
    w->counted = arena_printf(&c->turn.arena, "v|%" PRId64, p->version);
    return true;
}

static void parse(struct classify *c, struct work *w, const rd_kafka_message_t *r, size_t i)
{
    struct mention *m = &w->mentions[i];
    struct err *e = &w->errors[i];
    m->raw.p = NULL;
    e->kind = ERR_NONE;
    if (is_control(r))
        return;
    struct slice value = { r->payload, r->len };
    if (mention_parse(c->parser, &c->turn.arena, value, m, e) && m->extra.n)
        err_set(e, ERR_DROP, "member pulso: reserved for what Pulso finds; leave it out");
    if (e->kind) {
        m->raw.p = NULL;
        return;
    }
    judge_want(&w->judge, mention_id_hash(m));
}

/* Parses the batch and asks what is known of its ids. */
static bool ask(void *self, struct turn_work *t, struct err *e)
{
    struct classify *c = self;
    struct work *w = t->own = arena_zalloc(&c->turn.arena, sizeof *w);
    (void)e;
    if (!find_engine(c, w, t->b->claim))
        return true;             /* the batch is dead */
    cut_at_generation(c, t->b);
    if (!t->b->dead)
        cut_at_switch(c, w, t->b);
    if (t->b->dead)
        return true;
    judge_init(&w->judge, &c->turn.arena, t->b->claim->state, c->options.window_ms, t->b->n);
    w->mentions = arena_alloc(&c->turn.arena, t->b->n * sizeof *w->mentions);
    w->errors = arena_alloc(&c->turn.arena, t->b->n * sizeof *w->errors);
    for (size_t i = 0; i < t->b->n; i++)
        parse(c, w, t->b->records[i], i);
    judge_ask(&w->judge, c->turn.store, t->b->claim->tag);
    return true;
}

static struct slice origin(struct classify *c, const rd_kafka_message_t *r)
{
    char *p = arena_alloc(&c->turn.arena, 2 * INT_TEXT + 1);
    size_t n = int_text(r->partition, p);
    p[n++] = ':';
    return (struct slice){ p, n + int_text(r->offset, p + n) };
}

static bool send_classified(struct classify *c, const struct work *w, const rd_kafka_message_t *r, const struct mention *m, const struct verdict *v,
                            struct err *e)
{
    struct bus_header h[] = { { HEADER_ORIGIN, origin(c, r) }, { HEADER_VERSION, w->version } };
    buf_reset(&c->scratch);
    verdict_print(w->engine->classifier, m, v, &c->scratch);
    struct bus_send s = {
        .topic = c->topic_out, .partition = RD_KAFKA_PARTITION_UA,
        .key = contribution_conversation(&c->turn.arena, m), .value = arena_dup(&c->turn.arena, buf_slice(&c->scratch)),
        .headers = h, .header_count = 2,
    };
    return bus_out_send(c->turn.out, &s, e);
}

static bool send_dlq(struct classify *c, const rd_kafka_message_t *r, const char *reason, struct err *e)
{
    struct letter l = {
        .key = { r->key, r->key_len }, .value = { r->payload, r->len }, .stage = "classify", .reason = reason,
        .origin = origin(c, r), .time_ms = append_ms(r),
    };
    return letter_send(c->turn.out, c->topic_dlq, &c->turn.arena, &l, e);
}

/* Of what is new, and of an update, whose old contribution was taken out. */
static void note_contribution(struct classify *c, struct work *w, const rd_kafka_message_t *r, const struct mention *m, struct verdict *v, bool is_new)
{
    struct part *p = w->judge.part;
    struct estimates_copy copy = { .cluster = v->story };
    if (is_new)
        estimates_meet(p->estimates, &c->turn.arena, m, v, p->clock_ms, r->partition, r->offset, &copy);
    struct spam_seen seen = { .copy = copy.is, .fast = spam_fast(copy.pace, claims_partitions(c->turn.claims)) };
    if (copy.is != SPAM_NO_COPY || seen.fast)
        v->spam = spam_score(v->spam_rules = spam_rules(m, &v->said, seen));
    contribution_count(&w->judge, w->engine->classifier, m, v);
    estimates_note(p->estimates, &c->turn.arena, &p->names, w->engine->classifier, m, v, &copy, is_new, p->clock_ms);
}

static bool one_record(struct classify *c, struct work *w, const rd_kafka_message_t *r, size_t i, struct err *e)
{
    const struct mention *m = &w->mentions[i];
    struct verdict v;
    if (!m->raw.p) {
        bool bad = w->errors[i].kind != ERR_NONE;   /* else it is a control record */
        judge_other(&w->judge, bad ? FATE_DLQ : FATE_CONTROL, append_ms(r));
        return !bad || send_dlq(c, r, w->errors[i].msg, e);
    }
    enum fate f = judge_record(&w->judge, m, append_ms(r));
    if (f == FATE_DUP)
        return true;
    classifier_run(w->engine->worker, &c->turn.arena, m, &v);
    if (f == FATE_NEW || f == FATE_UPDATE)
        note_contribution(c, w, r, m, &v, f == FATE_NEW);
    if (f == FATE_NEW) {
        judge_note(&w->judge, w->counted);
        engines_learn(&c->engines, m);
    }
    if (send_classified(c, w, r, m, &v, e) || e->kind != ERR_DROP)
        return e->kind == ERR_NONE;
    char why[sizeof e->msg];             /* counted, but too large for Kafka with what was found: not lost in silence */
    memcpy(why, e->msg, sizeof why);
    err_clear(e);
    return send_dlq(c, r, why, e);
}

/* Judges, classifies and produces. */
static bool carry_out(void *self, struct turn_work *t, struct slice packed, struct err *e)
{
    struct work *w = t->own;
    struct classify *c = self;
    struct part *p = w->judge.part;
    bool ok = judge_learn(&w->judge, packed, e) && estimates_ready(p->estimates, c->side, t->b->claim->tag, e);
    for (size_t i = 0; ok && i < t->b->n; i++)
        ok = one_record(self, w, t->b->records[i], i, e);
    ok = ok && estimates_apply(p->estimates, c->side, t->b->claim->tag, c->zone, e);
    if (ok && w->switches)               /* in the same commit; the next batch begins with it */
        engines_switch(&c->engines, t->b->claim->state, t->b->claim->partition, &w->to);
    return ok;
}

static void commit(void *self, struct turn_work *t, struct commit *k)
{
    struct classify *c = self;
    struct work *w = t->own;
    judge_commit(&w->judge, c->zone, k);
}

/* What /metrics shows is what was committed: the state's own figures, as they moved. */
static void committed(void *self, struct turn_work *t)
{
    const struct part *p = t->b->claim->state;
    const struct work *w = t->own;
    (void)self;
    estimates_committed(p->estimates);
    for (int f = 0; f < FATE_COUNT; f++)
        stat_add(st.fates[f], p->fates[f] - w->judge.fates_before[f]);
    stat_add(st.batches, 1);
}

bool classify_turn(void *self, struct err *e)
{
    struct classify *c = self;
    return turn_run(&c->turn, e);
}

/* ---- opening and closing ---- */

static const struct turn_ops turn_ops = { .ask = ask, .carry_out = carry_out, .commit = commit, .committed = committed };

bool classify_open(struct classify *c, struct app *app, struct err *e)
{
    static const struct claims_ops ops = { .opened = opened, .closed = closed };
    stats_open();
    turn_stats(&c->turn, app->name);
    c->turn.app = app;
    c->turn.ops = &turn_ops;
    c->turn.self = c;
    c->topic_out = bus_topic(&app->common, TOPIC_CLASSIFIED);
    c->topic_dlq = bus_topic(&app->common, TOPIC_DLQ);
    if (!conf_section(app->conf, "classify", classify_keys, &c->options, e))
        return false;
    if (!(c->zone = zone_open(app->common.zone, e)) || !engines_open(&c->engines, app, e))
        return false;
    snprintf(c->window_text, sizeof c->window_text, "%" PRId64, c->options.window_ms);
    c->constants[0] = (struct claims_constant){ META_ZONE, app->common.zone, "a day would mean two things" };
    c->constants[1] = (struct claims_constant){ META_WINDOW, c->window_text, "which ids are remembered follows from it" };
    c->parser = mention_parser_new();
    c->turn.store = store_open(&app->common, app->instance);
    c->side = store_open(&app->common, app->instance);
    c->turn.out = bus_out_open(&app->common, app->instance, NULL, e);
    if (!c->turn.out)
        return false;
    struct claims_conf conf = {
        .common = &app->common, .group = bus_topic(&app->common, "classify"), .topic = bus_topic(&app->common, TOPIC_MENTIONS),
        .meta_field = TOPIC_MENTIONS, .constants = c->constants, .instance = app->instance, .static_member = app->static_member,
        .tag = keys_mentions_tag, .batch_max = BATCH_MAX, .ops = &ops, .self = c,
    };
    c->turn.claims = claims_open(&conf, c->turn.store, e);
    if (c->turn.claims)
        log_info("event=open config=%s brands=%zu", classifier_config(c->engines.own.classifier), classifier_brands(c->engines.own.classifier)->n);
    return c->turn.claims != NULL;
}

void classify_close(struct classify *c)
{
    versions_stop(c->engines.versions);
    turn_close(&c->turn);
    store_close(c->side);
    mention_parser_free(c->parser);
    engines_close(&c->engines);
    zone_close(c->zone);
    buf_fini(&c->scratch);
}

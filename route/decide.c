/* What becomes of one record of pulso.classified. */
#include <inttypes.h>
#include <stdlib.h>

#include "io/letter.h"
#include "model/topics.h"
#include "pii/pii.h"
#include "route/cases/cases.h"
#include "route/bulletin.h"
#include "route/lane.h"
#include "route/route.h"

static bool refuse(struct route *r, struct lane *l, const rd_kafka_message_t *m, const char *why, struct err *e)
{
    struct letter d = {
        .key = { m->key, m->key_len }, .value = { m->payload, m->len }, .stage = "route", .reason = why,
        .origin = arena_printf(&r->turn.arena, "%d:%" PRId64, (int)m->partition, m->offset), .time_ms = rd_kafka_message_timestamp(m, NULL),
    };
    l->refused++;
    return letter_send(r->turn.out, r->topic_dlq, &r->turn.arena, &d, e);
}

/* What was decided of one record. */
struct decision {
    const struct rule *rule;         /* NULL: a deletion, new numbers, history: nothing that anybody has to do something about */
    struct priority priority;
    struct kb_hit hit;               /* article NULL: none fits */
    bool send;                       /* it may go out without a person: the desk says whether it does */
    bool two_replies;                /* answers did not help: a person calls, whatever the rule says */
};

/* The classified record, its personal data masked, with one more member, `route`, before the last brace. */
static struct slice routed_value(struct route *r, struct slice json, const struct decision *d)
{
    const struct rule *rule = d->rule;
    struct buf *b = &r->scratch;
    buf_reset(b);
    pii_mask_json(json, b);
    while (b->n && b->p[b->n - 1] != '}')
        b->n--;
    b->n -= b->n > 0;
    buf_printf(b, ",\"route\":{\"outcome\":\"%s\",\"team\":", rule->then == THEN_CONTACT || d->two_replies ? "contact" : "queue");
    buf_json(b, slice_of(r->rules->teams.v[rule->team]));
    buf_addz(b, ",\"rule\":");
    buf_json(b, slice_of(rule->name));
    buf_char(b, ',');
    priority_print(&d->priority, b);
    buf_addz(b, ",\"labels\":[");
    for (size_t i = 0; i < rule->labels.n; i++) {
        buf_addz(b, i ? "," : "");
        buf_json(b, slice_of(rule->labels.v[i]));
    }
    buf_addz(b, d->two_replies ? "],\"two_replies\":true" : "]");
    if (d->hit.article) {
        buf_addz(b, ",\"suggest\":");
        kb_print_hit(&d->hit, b);
    }
    buf_addz(b, "}}");
    return arena_dup(&r->turn.arena, buf_slice(b));
}

/* One message with the origin and an idempotency key made of it. */
static bool produce(struct route *r, const rd_kafka_message_t *m, struct slice origin, const char *topic, const char *kind, struct slice value, struct err *e)
{
    struct bus_header headers[] = {
        { HEADER_ORIGIN, origin },
        { "key", arena_printf(&r->turn.arena, "%s%s:" SLICE_FMT, r->turn.app->common.prefix, kind, SLICE_ARG(origin)) },
    };
    struct bus_send s = { .topic = topic, .partition = RD_KAFKA_PARTITION_UA, .key = { m->key, m->key_len }, .value = value, .headers = headers, .header_count = 2 };
    return bus_out_send(r->turn.out, &s, e);
}

static bool send_to_team(struct route *r, const rd_kafka_message_t *m, struct slice origin, const struct decision *d, struct err *e)
{
    return produce(r, m, origin, r->topic_queue[d->rule->team], "q", routed_value(r, (struct slice){ m->payload, m->len }, d), e);
}

/* While one of its brands is in an incident that stops answers: the approved statement, or nothing at all. */
static bool stopped(const struct route *r, const struct found *f, struct bulletin_say *out)
{
    bool any = false;
    for (size_t i = 0; i < f->brand_count; i++) {
        struct bulletin_say say;
        if (!bulletin_of(r->bulletin, f->brands[i].id, f->lang, &say) || (any && say.statement))
            continue;
        *out = say;              /* of two brands: what is held by one is held */
        any = true;
    }
    return any;
}

static void print_statement(const struct bulletin_say *say, const struct found *f, struct buf *b)
{
    buf_addz(b, "{\"article\":null,\"incident\":");
    buf_json(b, slice_of(say->incident));
    buf_addz(b, ",\"lang\":");
    buf_json(b, *say->lang ? slice_of(say->lang) : f->lang);
    buf_addz(b, ",\"text\":");
    buf_json(b, slice_of(say->statement));
    buf_addz(b, ",\"confidence\":1,\"by\":\"statement\"}");
}

/* What is proposed, and how: null is held. */
static void print_answer(const struct decision *d, const struct bulletin_say *say, const struct found *f, struct buf *b)
{
    if (!say)
        kb_print_hit(&d->hit, b);
    else if (say->statement)
        print_statement(say, f, b);
    else
        buf_addz(b, "null");
}

/* A proposal: a person, or what publishes for one, decides whether it goes out. */
static bool send_reply(struct route *r, const rd_kafka_message_t *m, struct slice origin, const struct mention *mention, const struct found *f,
                       const struct decision *d, struct err *e)
{
    struct buf *b = &r->scratch;
    struct bulletin_say say = { 0 };
    bool stop = stopped(r, f, &say);
    buf_reset(b);
    buf_printf(b, "{\"v\":1,\"mode\":\"%s\",\"platform\":", stop && !say.statement ? "hold" : "suggest");
    buf_json(b, mention->platform);
    buf_addz(b, ",\"in_reply_to\":");
    buf_json(b, mention->id);
    buf_addz(b, ",\"conversation\":");
    buf_json(b, mention->conversation.n ? mention->conversation : mention->id);
    buf_addz(b, ",\"rule\":");
    buf_json(b, slice_of(d->rule->name));
    if (stop) {
        buf_addz(b, ",\"incident\":");
        buf_json(b, slice_of(say.incident));
    }
    buf_addz(b, ",\"answer\":");
    print_answer(d, stop ? &say : NULL, f, b);
    buf_char(b, '}');
    return produce(r, m, origin, r->topic_replies, "r", arena_dup(&r->turn.arena, buf_slice(b)), e);
}

void route_read_item(struct route *r, struct arena *a, struct route_item *it)
{
    struct slice json = { it->record->payload, it->record->len };
    err_clear(&it->why);
    it->readable = mention_parse(r->parser, a, json, &it->mention, &it->why)
                && found_read(r->json, a, it->mention.extra, &it->found, &it->why);
}

/* A search costs more than all the rules: it is made where an article can be the outcome, and as a suggestion to a team where
 * somebody wants to know or to have something. What is a complaint is a person's to answer. */
static bool wants_article(const struct rule *rule, const struct found *f)
{
    return rule->then == THEN_ANSWER
        || (rule->then != THEN_IGNORE && rule->team >= 0
            && (slice_is(f->intent, "question") || slice_is(f->intent, "request") || slice_is(f->intent, "purchase")));
}

/* It speaks to a brand: only then is an automatic answer one that somebody asked for. */
static bool asks(const struct care_batch *care, const struct mention *m)
{
    return m->kind == KIND_DM || (care->is_said && care->said.ask_count > 0);
}

/* An edit is decided anew: what it says now may need a person. History needs nobody. */
static void decide(struct route *r, const struct care_batch *care, const struct route_item *it, struct decision *d)
{
    struct arena *a = &r->turn.arena;
    *d = (struct decision){ 0 };
    if (it->mention.deleted || it->mention.refresh || it->mention.backfill)
        return;
    d->rule = rules_decide(it->use.worker, a, &it->mention, &it->found, &d->priority);
    d->two_replies = d->rule->team >= 0 && d->rule->then != THEN_CONTACT && cases_two_replies(care, it->use.terms);
    if (wants_article(d->rule, &it->found) && !kb_best(it->use.kb, a, &it->mention, &it->found, &d->hit))
        d->hit.article = NULL;
    if (d->rule->team >= 0 && it->use.kb)
        kb_hand_off(kb_of(it->use.kb), &it->mention, &it->found, &d->hit);
    d->send = d->rule->send && !d->two_replies && kb_may_send(kb_of(it->use.kb), &it->mention, &it->found, asks(care, &it->mention), &d->hit);
}

static bool carry_out(struct route *r, struct lane *l, const struct route_item *it, struct slice origin, const struct decision *d, struct err *e)
{
    size_t outcome = d->rule ? d->rule->outcome : r->rules->outcome_count - 1;
    bool ok = true;
    if (d->two_replies)
        outcome = OUTCOME_CONTACT;
    if (d->rule && d->rule->then == THEN_ANSWER && d->hit.article && !d->two_replies) {
        outcome = OUTCOME_ANSWER;
        ok = d->send || send_reply(r, it->record, origin, &it->mention, &it->found, d, e);
    } else if (d->rule && d->rule->team >= 0) {
        ok = send_to_team(r, it->record, origin, d, e);
    }
    if (!ok)
        return false;
    l->routed++;
    l->outcomes[outcome]++;
    return true;
}

static void note_case(struct route *r, struct care_batch *care, const struct route_item *it, const struct origin *o, const struct decision *d)
{
    const struct rule *rule = d->rule;
    if (it->mention.backfill && !it->mention.deleted)
        return;                      /* no case is opened, answered or solved by what was said long ago */
    struct cases_decision about = {
        .team = rule && rule->team >= 0 ? slice_of(r->rules->teams.v[rule->team]) : (struct slice){ 0 }, .priority = d->priority.value,
        .contact = rule && (rule->then == THEN_CONTACT || d->two_replies), .answered = rule && rule->then == THEN_ANSWER && d->hit.article,
        .labels = rule ? &rule->labels : NULL, .article = d->send ? slice_of(d->hit.article->id) : (struct slice){ 0 }, .answer = d->send ? slice_of(d->hit.answer->text) : (struct slice){ 0 },
    };
    cases_record(care, it->use.terms, (struct slice){ it->record->key, it->record->key_len }, o, &it->mention, &it->found, &about);
}

int64_t route_version(const rd_kafka_message_t *m)
{
    struct slice text = bus_header_of(m, HEADER_VERSION);
    int64_t version;
    if (!text.p)
        return 0;
    return slice_int(text, &version) && version >= 0 ? version : -1;
}

bool route_record(struct route *r, struct lane *l, struct care_batch *care, const struct route_item *it, struct err *e)
{
    const rd_kafka_message_t *m = it->record;
    struct slice origin = bus_header_of(m, HEADER_ORIGIN), key = { m->key, m->key_len };
    struct origin o;
    struct err why = { 0 };
    struct decision d;
    if (!origin_parse(origin, &o))
        return refuse(r, l, m, "no header o with the origin, <partition>:<offset>: it is not from classify", e);
    if (it->repeat) {
        l->repeats++;
        return true;
    }
    if (!it->use.worker)
        return refuse(r, l, m, "the header c is no version: it is not from classify", e);
    if (!it->readable)
        return refuse(r, l, m, it->why.msg, e);
    care_record(care, it->use.book, key, &it->mention, &it->found, rd_kafka_message_timestamp(m, NULL));
    decide(r, care, it, &d);
    care->at_main = m->offset + 1;
    care->at_side = 0;
    note_case(r, care, it, &o, &d);
    if (route_originals(r, it, d.rule && (d.rule->team >= 0 || d.rule->then == THEN_ANSWER), &why) && carry_out(r, l, it, origin, &d, &why))
        return true;
    if (why.kind == ERR_DROP)
        return refuse(r, l, m, why.msg, e);
    *e = why;
    return false;
}

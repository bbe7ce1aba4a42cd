#include "route/route.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/log.h"
#include "io/link.h"
#include "model/keys.h"
#include "model/topics.h"
#include "route/bulletin.h"
#include "route/committee.h"
#include "route/control.h"
#include "route/desk/agents.h"
#include "route/hook.h"
#include "route/lane.h"
#include "route/urgency.h"

enum { BATCH_MAX = 2000 };

#define AT(m) offsetof(struct route_options, m)
const struct conf_key route_keys[] = {
    { "teams", CONF_STRS, AT(teams), NULL, "teams that rules may name; each has a topic queue.TEAM" },
    { "rules", CONF_NODE, AT(rules), NULL, "ordered rules; the first that fits decides" },
    { "priority", CONF_NODE, AT(priority), NULL, "points that make a mention urgent" },
    { "hooks", CONF_NODE, AT(hooks), NULL, "who is told of alerts" },
    { "crisis", CONF_NODE, AT(crisis), NULL, "when what is said of a brand is worth a watch, an alert, a crisis" },
    { "people", CONF_NODE, AT(people), NULL, "who may be told of an incident, and where a hook reaches them" },
    { "committees", CONF_NODE, AT(committees), NULL, "who is told of an incident, in which order, and what they have to do" },
    { "care", CONF_NODE, AT(care), NULL, "how answers are counted (docs/care.md)" },
    { "desk", CONF_NODE, AT(desk), NULL, "who answers customers, and how cases are given to them (docs/cases.md)" },
    { "cases", CONF_NODE, AT(cases), NULL, "what customers are promised, by when (docs/cases.md)" },
    { 0 }
};
#undef AT

/* ---- configuration ---- */

/* Reads all that is ours; what is not kept is only checked. */
static bool read_conf(struct conf *c, const char *zone, struct route_options *o, struct brands *brands, struct rules **rules, struct kb **kb, struct err *e)
{
    struct crisis_options control;
    struct links links;
    return links_read(c, &links, e) && conf_section(c, "route", route_keys, o, e)
        && brands_read(c, brands, e)
        && (*rules = rules_open(conf_get(conf_root(c), "route"), &o->teams, brands, e)) != NULL
        && (*kb = kb_open(c, brands, zone, e)) != NULL
        && control_read(o->hooks, o->crisis, &o->teams, &control, e)
        && committees_check(conf_get(conf_root(c), "route"), brands, zone, e);
}

/* The book of the file. zone: the installation's. */
static struct book *read_care(const struct route_options *o, const struct brands *brands, const char *zone, int64_t *window_ms, struct err *e)
{
    return book_window(o->care, window_ms, e) ? book_open(brands, o->care, zone, e) : NULL;
}

bool route_read(struct conf *c, void *self, struct err *e)
{
    struct route_options o = { 0 };
    struct brands brands = { 0 };
    struct rules *rules = NULL;
    struct kb *kb = NULL;
    (void)self;
    if (!conf_get(conf_root(c), "route"))
        return true;             /* an installation that only counts; pulso-route itself refuses to start without */
    int64_t window_ms;
    struct book *book = NULL;
    const char *zone = conf_scalar(conf_get(conf_root(c), "zone"));
    zone = zone ? zone : "UTC";
    bool ok = read_conf(c, zone, &o, &brands, &rules, &kb, e) && (book = read_care(&o, &brands, zone, &window_ms, e)) != NULL;
    struct terms *terms = ok ? terms_open(o.cases, o.care, &o.teams, zone, e) : NULL;
    struct desk_rules desk = { 0 };
    ok = ok && terms && desk_rules_read(o.desk, &o.teams, &brands, zone, &desk, e);
    desk_rules_fini(&desk);
    struct keyring *keys = NULL;
    ok = ok && keyring_open(c, NULL, &keys, e);
    keyring_close(keys);
    terms_close(terms);
    book_close(book);
    kb_close(kb);
    rules_close(rules);
    brands_fini(&brands);
    return ok;
}

void route_print_config(bool markdown)
{
    conf_print("route", route_keys, markdown);
    rules_print_config(markdown);
    kb_print_config(markdown);
    crisis_options_print(markdown);
    hooks_print_config(markdown);
    book_print_config(markdown);
    terms_print_config(markdown);
    desk_rules_print_config(markdown);
    committees_print_config(markdown);
    keyring_print_config(markdown);
}

/* ---- opening ---- */

static void stats_open(struct route *r)
{
    char label[128];
    r->stats.records = stat_counter("pulso_route_records_total", NULL, "committed records of pulso.classified");
    r->stats.repeats = stat_counter("pulso_route_repeats_total", NULL, "records that were here before, by their origin");
    r->stats.refused = stat_counter("pulso_route_refused_total", NULL, "records that went to pulso.dlq");
    r->stats.first = stat_counter("pulso_route_first_total", NULL, "urgent records that were routed before others that had come before them");
    r->stats.actions = stat_counter("pulso_route_decisions_total", NULL, "records of pulso.actions that were read beside");
    r->stats.sealed = stat_counter("pulso_route_originals_sealed_total", NULL, "texts with personal data that were sealed for who may read them");
    r->stats.actions_refused = stat_counter("pulso_route_decisions_refused_total", NULL, "decisions about cases that could not be read or done");
    r->stats.changes = stat_counter("pulso_route_case_changes_total", NULL, "changes of cases that were written to pulso.changes; after a crash some of them again");
    r->outcomes = calloc(r->rules->outcome_count, sizeof(struct metric *));
    if (!r->outcomes)
        abort();
    for (size_t i = 0; i < r->rules->outcome_count; i++) {
        snprintf(label, sizeof label, "outcome=\"%s\"", r->rules->outcomes[i]);
        r->outcomes[i] = stat_counter("pulso_route_routed_total", label, "committed records by what the rules decided");
    }
}

static bool opened(void *self, struct claim *cl, const redisReply *state, const redisReply *names, struct err *e)
{
    struct route *r = self;
    struct lane *l = lane_new(state, r->rules, e);
    cl->state = l;
    if (l && !(l->care = care_part_new(state, names, e))) {
        lane_free(l);
        cl->state = NULL;
    }
    if (cl->state)
        l->read_clock_ms = l->care->clock_ms;
    return cl->state != NULL;
}

static void closed(void *self, struct claim *cl)
{
    (void)self;
    lane_free(cl->state);
}

static void note(void *self, struct claim *cl, const rd_kafka_message_t *m, struct record_note *out)
{
    const struct route *r = self;
    lane_note(cl->state, m, r->window_ms, out);
}

/* Only of what has to wait: it is read once more when its turn comes. */
static int rank(void *self, struct claim *cl, const rd_kafka_message_t *m, const struct record_note *n)
{
    struct route *r = self;
    struct route_item it = { .record = m };
    (void)cl;
    if (n->repeat)
        return URGENCY_REST;
    arena_reset(&r->rank_scratch);
    route_read_item(r, &r->rank_scratch, &it);
    return it.readable ? (int)urgency_of(&it.mention, &it.found) : URGENCY_REST;
}

static bool there(struct route *r, const char *topic, const char *what, struct err *e)
{
    int count;
    if (!bus_partitions(bus_in_handle(claims_bus(r->turn.claims)), topic, &count, e))
        return false;
    return count > 0 || err_set(e, ERR_CONFIG, "Kafka has no topic %s for %s; make it by: pulso topics create", topic, what);
}

/* What is missing is said before anything is produced: Kafka would keep it waiting for ever. */
static bool open_topics(struct route *r, struct err *e)
{
    char name[128], what[128];
    r->topic_queue = calloc(r->rules->teams.n + 1, sizeof *r->topic_queue);
    if (!r->topic_queue)
        abort();
    for (size_t i = 0; i < r->rules->teams.n; i++) {
        snprintf(name, sizeof name, TOPIC_QUEUE "%s", r->rules->teams.v[i]);
        snprintf(what, sizeof what, "team %s", r->rules->teams.v[i]);
        r->topic_queue[i] = bus_topic(&r->turn.app->common, name);
        if (!there(r, r->topic_queue[i], what, e))
            return false;
    }
    return there(r, r->topic_replies, "proposed answers", e) && there(r, r->topic_cases, "cases", e) && there(r, r->topic_changes, "changes of cases", e)
        && (!r->keys || there(r, r->topic_originals, "originals (originals.keys)", e));
}

static bool open_claims(struct route *r, struct err *e)
{
    static const struct claims_ops ops = { .opened = opened, .closed = closed, .note = note, .rank = rank };
    const struct app *app = r->turn.app;
    snprintf(r->window_text, sizeof r->window_text, "%" PRId64, r->window_ms);
    r->constants[0] = (struct claims_constant){ META_ZONE, app->common.zone, "a day would mean two things" };
    r->constants[1] = (struct claims_constant){ META_CARE_WINDOW, r->window_text, "which conversations are remembered follows from it" };
    struct claims_conf conf = {
        .common = &app->common, .group = bus_topic(&app->common, "route"), .topic = bus_topic(&app->common, TOPIC_CLASSIFIED),
        .side = bus_topic(&app->common, TOPIC_ACTIONS), .meta_field = TOPIC_CLASSIFIED, .constants = r->constants, .instance = app->instance, .static_member = app->static_member,
        .tag = keys_classified_tag, .batch_max = BATCH_MAX, .ops = &ops, .self = r,
    };
    r->turn.claims = claims_open(&conf, r->turn.store, e);
    return r->turn.claims != NULL;
}

enum { BULLETIN_MS = 3000 };

static bool open_bulletin(struct route *r, struct err *e)
{
    struct desk_rules desk = { 0 };
    const struct app *app = r->turn.app;
    bool ok = desk_rules_read(r->options.desk, &r->options.teams, &r->brands, app->common.zone, &desk, e);
    if (ok)
        r->bulletin = bulletin_open(&app->common, app->instance, bus_topic(&app->common, TOPIC_ALERTS), (enum alarm_level)(LEVEL_WATCH + desk.stop_level), BULLETIN_MS);
    desk_rules_fini(&desk);
    return ok;
}

bool route_open(struct route *r, struct app *app, struct err *e)
{
    turn_stats(&r->turn, app->name);
    r->turn.app = app;
    r->turn.ops = &route_turn_ops;
    r->turn.self = r;
    if (!read_conf(app->conf, app->common.zone, &r->options, &r->brands, &r->rules, &r->kb, e) || !(r->zone = zone_open(app->common.zone, e))
        || !(r->own.book = read_care(&r->options, &r->brands, app->common.zone, &r->window_ms, e))
        || !(r->own.terms = terms_open(r->options.cases, r->options.care, &r->options.teams, app->common.zone, e))
        || !keyring_open(app->conf, NULL, &r->keys, e))
        return false;
    stats_open(r);
    r->own.worker = rule_worker_new(r->rules);
    r->own.kb = kb_worker_new(r->kb);
    r->parser = mention_parser_new();
    r->json = json_new(MENTION_MAX_BYTES);
    r->topic_dlq = bus_topic(&app->common, TOPIC_DLQ);
    r->topic_replies = bus_topic(&app->common, TOPIC_REPLIES);
    r->topic_cases = bus_topic(&app->common, TOPIC_CASES);
    r->topic_actions = bus_topic(&app->common, TOPIC_ACTIONS);
    r->topic_changes = bus_topic(&app->common, TOPIC_CHANGES);
    r->topic_originals = bus_topic(&app->common, TOPIC_ORIGINALS);
    r->turn.store = store_open(&app->common, app->instance);
    r->turn.out = bus_out_open(&app->common, app->instance, NULL, e);
    if (!r->turn.out || !rulebooks_open(&r->books, app, &r->options.teams, &r->own, r->options.care, r->options.cases, e) || !open_claims(r, e) || !open_topics(r, e))
        return false;
    if (!open_bulletin(r, e))
        return false;
    r->control = control_start(app, &r->brands, r->options.hooks, r->options.crisis, &r->options.teams, e);
    if (r->control)
        log_info("event=open rules=%zu teams=%zu brands=%zu", r->rules->n, r->rules->teams.n, r->brands.n);
    return r->control != NULL;
}

/* It was read before, by route_read: what fails now fails for another reason, and the old goes on. */
void route_reload(struct conf *c, void *self)
{
    struct route *r = self;
    struct err e = { 0 };
    struct keyring *keys = NULL;
    if (r->control && !control_reload(r->control, c, &e))
        log_error("event=reload section=route cause=\"%s\"", e.msg);
    /* A new key seals from now on. Whether originals are kept at all is settled at the start, as their topic is. */
    if (r->keys && keyring_open(c, NULL, &keys, &e) && keys) {
        keyring_close(r->keys);
        r->keys = keys;
        log_info("event=keys seals=%s", keyring_first(keys));
    }
}

void route_close(struct route *r)
{
    versions_stop(r->books.versions);
    control_stop(r->control);
    bulletin_close(r->bulletin);
    turn_close(&r->turn);
    rulebooks_close(&r->books);
    json_free(r->json);
    mention_parser_free(r->parser);
    kb_worker_free(r->own.kb);
    kb_close(r->kb);
    rule_worker_free(r->own.worker);
    book_close((struct book *)(uintptr_t)r->own.book);
    terms_close((struct terms *)(uintptr_t)r->own.terms);
    rules_close(r->rules);
    brands_fini(&r->brands);
    free(r->topic_queue);
    free(r->outcomes);
    buf_fini(&r->scratch);
    zone_close(r->zone);
    keyring_close(r->keys);
    arena_fini(&r->care_scratch);
    arena_fini(&r->rank_scratch);
    sums_fini(&r->care_sums);
}

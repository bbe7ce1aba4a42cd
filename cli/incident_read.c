#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "cli/incident.h"
#include "cli/label.h"
#include "model/topics.h"
#include "route/causes_text.h"

enum { CAUSES = 5, SAMPLE = 280 };

static double number(const struct json_value *v) { return v->type == JSON_INT ? (double)v->whole : v->type == JSON_REAL ? v->real : 0; }

const struct incident_kind incident_kinds[INCIDENT_KINDS] = { { "term", "they say" }, { "topic", "about" }, { "platform", "on" }, { "author", "who" }, { "link", "links" } };

static struct slice kept(struct incidents *l)
{
    struct slice s = arena_dup(&l->a, buf_slice(&l->scratch));
    buf_reset(&l->scratch);
    return s;
}

static void read_causes(struct incidents *l, struct json_value list, struct incident_seen *i)
{
    buf_reset(&l->scratch);
    causes_text(l->json, list, "term topic platform", CAUSES, &l->scratch);
    i->causes = kept(l);
    for (int k = 0; k < INCIDENT_KINDS; k++) {
        causes_text(l->json, list, incident_kinds[k].kind, CAUSES, &l->scratch);
        i->parts[k] = kept(l);
    }
}

static bool read_member(struct incidents *l, struct incident_seen *i, struct slice name, struct json_value *v, struct err *e)
{
    if (slice_is(name, "handling") && v->type == JSON_OBJECT)
        return handling_parse(&i->handling, l->json, *v, e);
    if (slice_is(name, "causes") && v->type == JSON_ARRAY) {
        read_causes(l, *v, i);
    } else if (slice_is(name, "samples") && v->type == JSON_ARRAY) {
        buf_reset(&l->scratch);
        samples_text(l->json, *v, "  ", SAMPLE, &l->scratch);
        i->samples = kept(l);
    } else if (slice_is(name, "x"))
        i->x = (int64_t)number(v);
    else if (slice_is(name, "mu"))
        i->mu = number(v);
    if (v->type != JSON_STRING)
        return true;
    struct slice *text = slice_is(name, "id") ? &i->id : slice_is(name, "brand") ? &i->brand : slice_is(name, "level") ? &i->level
                       : slice_is(name, "type") ? &i->type : NULL;
    int64_t *ms = slice_is(name, "opened") ? &i->opened_ms : slice_is(name, "updated") ? &i->updated_ms : slice_is(name, "closed") ? &i->closed_ms : NULL;
    if (text)
        *text = arena_dup(&l->a, v->text);
    if (ms)
        when_parse(v->text, WHEN_RFC3339, NULL, ms);
    if (slice_is(name, "state"))
        i->open = slice_is(v->text, "open");
    return true;
}

static bool parse(struct incidents *l, struct slice record, struct incident_seen *i, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    char *padded = arena_zalloc(&l->a, record.n + JSON_PADDING);
    memcpy(padded, record.p, record.n);
    *i = (struct incident_seen){ .record = { padded, record.n } };
    handling_init(&i->handling);
    if (!json_parse(l->json, padded, record.n, &root, e) || root.type != JSON_OBJECT)
        return false;
    while (json_member(l->json, &root, &name, &v))
        if (!read_member(l, i, name, &v, e))
            return false;
    return true;
}

/* The last record of an id stands. */
static void keep(struct incidents *l, const struct incident_seen *i)
{
    for (size_t k = 0; k < l->n; k++)
        if (slice_eq(l->v[k].id, i->id)) {
            handling_fini(&l->v[k].handling);
            l->v[k] = *i;
            return;
        }
    if (l->n == l->cap) {
        l->cap = l->cap ? 2 * l->cap : 64;
        l->v = realloc(l->v, l->cap * sizeof *l->v);
        if (!l->v)
            abort();
    }
    l->v[l->n++] = *i;
}

static bool take(void *self, const rd_kafka_message_t *m)
{
    struct incidents *l = self;
    struct incident_seen i;
    struct err e = { 0 };
    if (!m->payload)
        return true;
    bool ok = parse(l, (struct slice){ m->payload, m->len }, &i, &e);
    if (ok && i.id.n && i.brand.n) {
        keep(l, &i);
        return true;
    }
    l->bad += !ok;
    handling_fini(&i.handling);
    return true;
}

static int latest_first(const void *x, const void *y)
{
    const struct incident_seen *a = x, *b = y;
    if (a->opened_ms != b->opened_ms)
        return a->opened_ms < b->opened_ms ? 1 : -1;
    return slice_cmp(a->id, b->id);
}

bool incidents_read(struct cli *cli, struct incidents *out, struct err *e)
{
    struct kafka_span *spans;
    int partitions = 0;
    *out = (struct incidents){ .json = json_new(65536) };
    const char *topic = bus_topic(&cli->common, TOPIC_ALERTS);
    bool ok = label_spans(cli, topic, &spans, &partitions, e);
    int64_t all = 0;
    for (int p = 0; ok && p < partitions; p++)
        all += spans[p].to - spans[p].from;
    ok = ok && (all == 0 || kafka_read(cli, topic, spans, partitions, take, out, e));
    free(spans);
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, latest_first);
    if (out->bad)
        fprintf(stderr, "pulso: %zu records of %s could not be read; is route newer than this program?\n", out->bad, topic);
    return ok;
}

void incidents_fini(struct incidents *l)
{
    for (size_t i = 0; i < l->n; i++)
        handling_fini(&l->v[i].handling);
    free(l->v);
    json_free(l->json);
    buf_fini(&l->scratch);
    arena_fini(&l->a);
}

struct incident_seen *incidents_find(struct incidents *l, const char *id, struct err *e)
{
    struct incident_seen *found = NULL;
    for (size_t i = 0; i < l->n; i++) {
        if (!slice_starts(l->v[i].id, slice_of(id)))
            continue;
        if (found) {
            err_set(e, ERR_CONFIG, "%s is the beginning of several incidents, such as " SLICE_FMT " and " SLICE_FMT, id, SLICE_ARG(found->id), SLICE_ARG(l->v[i].id));
            return NULL;
        }
        found = &l->v[i];
    }
    if (!found)
        err_set(e, ERR_CONFIG, "no incident %s; `pulso incident list --all` shows them", id);
    return found;
}

const char *incident_state(const struct incident_seen *i)
{
    return i->handling.state == HANDLING_CLOSED ? "closed" : !i->open ? "calm" : i->handling.state == HANDLING_ACKNOWLEDGED ? "acknowledged" : "new";
}

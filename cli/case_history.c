/* pulso case history: what people, and the desk, decided about a case, as pulso.actions holds it; who looked at what is masked as well. */
#include <stdlib.h>

#include "base/hash.h"
#include "cli/case.h"
#include "cli/label.h"
#include "cli/table.h"
#include "metrics/period.h"
#include "model/action.h"
#include "model/topics.h"
#include "pii/pii.h"

struct history {
    struct arena a;
    struct json *json;
    const struct case_seen *of;
    struct action *v;
    size_t n, cap, bad;
};

static bool is_its(const struct history *h, struct slice key)
{
    struct slice rest = { 0 }, one;
    while (case_next_conversation(h->of, &rest, &one))
        if (slice_eq(key, one))
            return true;
    return false;
}

static bool has(const struct history *h, struct slice id)
{
    for (size_t i = 0; i < h->n; i++)
        if (slice_eq(h->v[i].id, id))
            return true;
    return false;
}

/* The first record of an id counts. */
static bool take(void *self, const rd_kafka_message_t *m)
{
    struct history *h = self;
    struct action x;
    struct err why = { 0 };
    if (!m->payload || !is_its(h, (struct slice){ m->key, m->key_len }))
        return true;
    if (!action_parse(h->json, &h->a, (struct slice){ m->payload, m->len }, &x, &why)) {
        h->bad++;
        return true;
    }
    if (x.kind == ACTION_JOINED || !is_its(h, x.conversation) || has(h, x.id))
        return true;
    if (h->n == h->cap) {
        h->cap = h->cap ? 2 * h->cap : 64;
        h->v = realloc(h->v, h->cap * sizeof *h->v);
        if (!h->v)
            abort();
    }
    h->v[h->n++] = x;
    return true;
}

static int by_time(const void *x, const void *y)
{
    const struct action *a = x, *b = y;
    return a->at_ms != b->at_ms ? (a->at_ms < b->at_ms ? -1 : 1) : slice_cmp(a->id, b->id);
}

static bool read_all(struct cli *cli, struct history *h, struct err *e)
{
    struct kafka_span *spans = NULL;
    int partitions = 0;
    int64_t all = 0;
    const char *topic = bus_topic(&cli->common, TOPIC_ACTIONS);
    bool ok = label_spans(cli, topic, &spans, &partitions, e);
    for (int p = 0; ok && p < partitions; p++)
        all += spans[p].to - spans[p].from;
    ok = ok && (all == 0 || kafka_read(cli, topic, spans, partitions, take, h, e));
    free(spans);
    if (h->n)
        qsort(h->v, h->n, sizeof *h->v, by_time);
    if (h->bad)
        fprintf(stderr, "pulso: %zu decisions about it could not be read; is their writer newer than this program?\n", h->bad);
    return ok;
}

/* What of its data a person wants to read: a text, to whom, why. Masked, as every text is. */
static struct slice said(struct history *h, const struct action *x)
{
    static const char *const wanted[] = { "text", "to", "reason", "why", "of", "folio" };
    struct slice found[6] = { 0 }, name;
    struct json_value root, v;
    struct err ignored = { 0 };
    char *padded = arena_zalloc(&h->a, x->data.n + JSON_PADDING);
    if (x->data.n)
        memcpy(padded, x->data.p, x->data.n);
    if (!x->data.n || !json_parse(h->json, padded, x->data.n, &root, &ignored) || root.type != JSON_OBJECT)
        return (struct slice){ 0 };
    while (json_member(h->json, &root, &name, &v))
        for (size_t i = 0; v.type == JSON_STRING && i < 6; i++)
            if (slice_is(name, wanted[i]))
                found[i] = v.text;
    struct buf masked = { 0 };
    for (size_t i = 0; i < 6 && !masked.n; i++)
        pii_mask(found[i], &masked);
    struct slice out = arena_dup(&h->a, buf_slice(&masked));
    buf_fini(&masked);
    return out;
}

static void print_json(const struct history *h, struct buf *out)
{
    struct err ignored = { 0 };
    struct buf all = { 0 };
    buf_char(&all, '[');
    for (size_t i = 0; i < h->n; i++) {
        buf_addz(&all, i ? ",\n" : "");
        action_print(&h->v[i], &all, &ignored);
    }
    buf_char(&all, ']');
    pii_mask_json(buf_slice(&all), out);
    buf_fini(&all);
}

static void print_table(struct cli *cli, struct history *h, const struct zone *z)
{
    static const char *const names[] = { "when", "who", "what", "" };
    struct table t = { 0 };
    char when[PERIOD_TEXT];
    for (size_t c = 0; c < 4; c++)
        table_column(&t, names[c], c == 3 ? ALIGN_FLEX : ALIGN_LEFT);
    for (size_t i = 0; i < h->n; i++) {
        const struct action *x = &h->v[i];
        table_add(&t, STYLE_DIM, slice_of(period_time(z, x->at_ms, when)));
        table_add(&t, STYLE_PLAIN, x->by);
        table_add(&t, x->kind == ACTION_REVEAL ? STYLE_YELLOW : STYLE_PLAIN, slice_of(action_kind_name(x->kind)));
        table_add(&t, STYLE_PLAIN, said(h, x));
    }
    if (h->n)
        table_print(&t, stdout, cli->color, screen_columns());
    else
        puts("nothing was decided about it");
    table_fini(&t);
}

bool case_history(struct cli *cli, struct err *e)
{
    struct cases_seen cases = { 0 };
    struct history h = { .json = json_new(ACTION_MAX_BYTES) };
    struct buf out = { 0 };
    if (cli->arg_count != 2)
        err_set(e, ERR_CONFIG, "which case? as in: pulso case history 34T7-KQ; `pulso case list` shows them");
    struct zone *z = e->kind ? NULL : zone_open(cli->common.zone, e);
    const struct case_seen *c = z && cases_seen_read(cli, &cases, e) ? cases_seen_find(&cases, cli->args[1], e) : NULL;
    h.of = c;
    bool ok = c && read_all(cli, &h, e);
    if (ok && cli->json) {
        print_json(&h, &out);
        puts(buf_z(&out));
    } else if (ok) {
        print_table(cli, &h, z);
    }
    buf_fini(&out);
    free(h.v);
    json_free(h.json);
    arena_fini(&h.a);
    if (cases.json)
        cases_seen_fini(&cases);
    zone_close(z);
    return ok;
}

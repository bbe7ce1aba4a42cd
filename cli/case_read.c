#include <stdlib.h>

#include "base/hash.h"
#include "cli/case.h"
#include "cli/label.h"
#include "model/topics.h"
#include "route/cases/folio.h"

static void grow(struct cases_seen *l)
{
    uint32_t size = l->mask ? 2 * (l->mask + 1) : 1024;
    l->cap = size / 2;
    l->v = realloc(l->v, l->cap * sizeof *l->v);
    free(l->table);
    l->table = calloc(size, sizeof *l->table);
    if (!l->v || !l->table)
        abort();
    l->mask = size - 1;
    for (size_t i = 0; i < l->n; i++) {
        uint32_t at = (uint32_t)hash64(l->v[i].conversation) & l->mask;
        while (l->table[at])
            at = (at + 1) & l->mask;
        l->table[at] = (uint32_t)i + 1;
    }
}

/* case_seen_keep's memory begins with the record. */
static void let_go(struct case_seen *c)
{
    free((void *)(uintptr_t)c->record.p);
}

/* The last record of a conversation stands. */
static bool take(void *self, const rd_kafka_message_t *m)
{
    struct cases_seen *l = self;
    struct case_seen c;
    struct err e = { 0 };
    if (!m->payload)
        return true;
    arena_reset(&l->a);
    if (!case_seen_parse(l->json, &l->a, (struct slice){ m->payload, m->len }, &c, &e)) {
        l->bad++;
        return true;
    }
    if (l->n == l->cap)
        grow(l);
    uint32_t at = (uint32_t)hash64(c.conversation) & l->mask;
    while (l->table[at] && !slice_eq(l->v[l->table[at] - 1].conversation, c.conversation))
        at = (at + 1) & l->mask;
    case_seen_keep(&c);
    if (!l->table[at])
        l->table[at] = (uint32_t)++l->n;
    else
        let_go(&l->v[l->table[at] - 1]);
    l->v[l->table[at] - 1] = c;
    return true;
}

static int by_need(const void *x, const void *y) { return case_by_need(x, y); }

bool cases_seen_read(struct cli *cli, struct cases_seen *out, struct err *e)
{
    struct kafka_span *spans = NULL;
    int partitions = 0;
    int64_t all = 0;
    *out = (struct cases_seen){ .json = json_new(65536) };
    const char *topic = bus_topic(&cli->common, TOPIC_CASES);
    bool ok = label_spans(cli, topic, &spans, &partitions, e);
    for (int p = 0; ok && p < partitions; p++)
        all += spans[p].to - spans[p].from;
    ok = ok && (all == 0 || kafka_read(cli, topic, spans, partitions, take, out, e));
    free(spans);
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_need);
    if (out->bad)
        fprintf(stderr, "pulso: %zu records of %s could not be read; is route newer than this program?\n", out->bad, topic);
    return ok;
}

void cases_seen_fini(struct cases_seen *l)
{
    for (size_t i = 0; i < l->n; i++)
        let_go(&l->v[i]);
    free(l->v);
    free(l->table);
    json_free(l->json);
    arena_fini(&l->a);
}

static const struct case_seen *of_conversation(const struct cases_seen *l, struct slice conversation)
{
    for (size_t i = 0; i < l->n; i++)
        if (slice_eq(l->v[i].conversation, conversation))
            return &l->v[i];
    return NULL;
}

const struct case_seen *cases_seen_find_own(const struct cases_seen *l, const char *name, struct err *e)
{
    struct origin o;
    char folio[FOLIO_TEXT];
    bool is_folio = folio_parse(slice_of(name), &o);
    if (is_folio)
        folio_print(&o, folio);
    for (size_t i = 0; i < l->n; i++)
        if ((is_folio && slice_is(l->v[i].folio, folio)) || slice_is(l->v[i].conversation, name))
            return &l->v[i];
    for (size_t i = 0; is_folio && i < l->n; i++)     /* its own record is of a newer case by now */
        if (case_is_called(&l->v[i], slice_of(folio)))
            return &l->v[i];
    err_set(e, ERR_CONFIG, is_folio ? "no case %s is known any more; `pulso case list --all` shows those that are"
                                    : "%s: no folio (a letter is wrong, or two changed places) and no conversation; `pulso case list` shows them", name);
    return NULL;
}

const struct case_seen *cases_seen_find(const struct cases_seen *l, const char *name, struct err *e)
{
    const struct case_seen *c = cases_seen_find_own(l, name, e), *into = c;
    for (int steps = 0; into && into->into_conversation.n && steps < 8; steps++) {
        into = of_conversation(l, c->into_conversation);
        c = into ? into : c;
    }
    return c;
}

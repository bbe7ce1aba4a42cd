#include "model/case_seen.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"

/* Every text: what a record calls it, and where it goes. */
#define AT(m) offsetof(struct case_seen, m)
static const struct { const char *name; size_t at; } texts[] = {
    { "folio", AT(folio) }, { "conversation", AT(conversation) }, { "state", AT(state) }, { "brand", AT(brand) }, { "customer", AT(customer) },
    { "mention", AT(mention) }, { "team", AT(team) }, { "agent", AT(agent) }, { "closed_by", AT(closed_by) }, { "external", AT(external) }, { "article", AT(article) },
    { "may_send", AT(may_send) }, { "sent", AT(sent) }, { "looked_by", AT(looked_by) }, { "helped_by", AT(helped_by) }, { "help", AT(help) },
    { "lang", AT(lang) }, { "labels", AT(labels) }, { "customer_id", AT(customer_id) }, { "into", AT(into) }, { "into_conversation", AT(into_conversation) },
    { "mention_in", AT(mention_in) }, { "merged", AT(merged) },
};
#undef AT
enum { TEXTS = sizeof texts / sizeof texts[0] };

static struct slice *text_of(struct case_seen *c, size_t i)
{
    return (struct slice *)(void *)((char *)c + texts[i].at);
}

static bool member(struct case_seen *c, struct arena *a, struct slice name, const struct json_value *v)
{
    const struct { const char *name; int64_t *out; } times[] = {
        { "opened", &c->opened_ms }, { "last", &c->last_ms }, { "said", &c->said_ms }, { "first_due", &c->first_due_ms }, { "first", &c->first_ms },
        { "solve_due", &c->solve_due_ms }, { "closed", &c->closed_ms }, { "automatic_at", &c->automatic_ms }, { "back", &c->back_ms },
        { "answered_at", &c->answered_ms }, { "looked", &c->looked_ms }, { "since", &c->since_ms },
    };
    const struct { const char *name; int64_t *out; } numbers[] = {
        { "priority", &c->priority }, { "messages", &c->messages }, { "answers", &c->answers }, { "notes", &c->notes }, { "reopened", &c->reopened },
        { "people", &c->people }, { "looks", &c->looks },
    };
    for (size_t i = 0; v->type == JSON_STRING && i < TEXTS; i++)
        if (slice_is(name, texts[i].name))
            *text_of(c, i) = arena_dup(a, v->text);
    for (size_t i = 0; v->type == JSON_STRING && i < sizeof times / sizeof times[0]; i++)
        if (slice_is(name, times[i].name) && !when_parse(v->text, WHEN_RFC3339, NULL, times[i].out))
            return false;
    for (size_t i = 0; v->type == JSON_INT && i < sizeof numbers / sizeof numbers[0]; i++)
        if (slice_is(name, numbers[i].name))
            *numbers[i].out = v->whole;
    if (slice_is(name, "crowded") && v->type == JSON_BOOL)
        c->crowded = v->yes;
    if (slice_is(name, "parted") && v->type == JSON_BOOL)
        c->parted = v->yes;
    return true;
}

static void read_labels(const struct json *j, struct arena *a, struct json_value list, struct case_seen *c)
{
    struct json_value v;
    while (json_item(j, &list, &v))
        if (v.type == JSON_STRING)
            c->labels = arena_printf(a, SLICE_FMT "%s" SLICE_FMT, SLICE_ARG(c->labels), c->labels.n ? "," : "", SLICE_ARG(v.text));
}

static void read_merged(struct json *j, struct arena *a, struct json_value list, struct case_seen *c)
{
    struct json_value one, v;
    struct slice name;
    while (json_item(j, &list, &one)) {
        struct slice folio = { 0 }, conversation = { 0 };
        while (one.type == JSON_OBJECT && json_member(j, &one, &name, &v))
            if (v.type == JSON_STRING && (slice_is(name, "folio") || slice_is(name, "conversation")))
                *(slice_is(name, "folio") ? &folio : &conversation) = v.text;
        if (folio.n && conversation.n)
            c->merged = arena_printf(a, SLICE_FMT SLICE_FMT " " SLICE_FMT "\n", SLICE_ARG(c->merged), SLICE_ARG(folio), SLICE_ARG(conversation));
    }
}

static void read_warned(const struct json *j, struct json_value list, struct case_seen *c)
{
    static const char *const names[] = { "first", "first_late", "solve", "solve_late" };
    struct json_value v;
    while (json_item(j, &list, &v))
        for (unsigned i = 0; v.type == JSON_STRING && i < 4; i++)
            if (slice_is(v.text, names[i]))
                c->warned |= 1u << i;
}

bool case_seen_parse(struct json *j, struct arena *a, struct slice record, struct case_seen *c, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    *c = (struct case_seen){ 0 };
    char *padded = arena_alloc(a, record.n + JSON_PADDING);
    if (record.n)
        memcpy(padded, record.p, record.n);
    memset(padded + record.n, 0, JSON_PADDING);
    c->record = (struct slice){ padded, record.n };
    if (!json_parse(j, padded, record.n, &root, e))
        return err_at(e, "case");
    if (root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "case: %s where an object belongs", json_type_name(root.type));
    while (json_member(j, &root, &name, &v)) {
        if (!member(c, a, name, &v))
            return err_set(e, ERR_DROP, "case: " SLICE_FMT " is no time", SLICE_ARG(name));
        if (slice_is(name, "labels") && v.type == JSON_ARRAY)
            read_labels(j, a, v, c);
        if (slice_is(name, "merged") && v.type == JSON_ARRAY)
            read_merged(j, a, v, c);
        if (slice_is(name, "warned") && v.type == JSON_ARRAY)
            read_warned(j, v, c);
    }
    return (c->folio.n && c->conversation.n && c->state.n) || err_set(e, ERR_DROP, "case: without folio, conversation or state");
}

static char *keep(struct slice *s, char *at)
{
    if (s->n)
        memcpy(at, s->p, s->n);
    s->p = at;
    return at + s->n;
}

void *case_seen_keep(struct case_seen *c)
{
    size_t bytes = c->record.n;
    for (size_t i = 0; i < TEXTS; i++)
        bytes += text_of(c, i)->n;
    char *memory = malloc(bytes + 1);
    if (!memory)
        abort();
    char *at = keep(&c->record, memory);
    for (size_t i = 0; i < TEXTS; i++)
        at = keep(text_of(c, i), at);
    return memory;
}

bool case_is_open(const struct case_seen *c)
{
    return !slice_is(c->state, "closed") && !slice_is(c->state, "withdrawn") && !slice_is(c->state, "merged");
}

bool case_next_merged(struct slice *rest, struct slice *folio, struct slice *conversation)
{
    return slice_next(rest, '\n', conversation) && slice_next(conversation, ' ', folio);
}

struct slice case_own_conversation(const struct case_seen *c, struct slice folio)
{
    struct slice rest = c->merged, name, conversation;
    if (slice_eq(c->folio, folio))
        return c->conversation;
    while (case_next_merged(&rest, &name, &conversation))
        if (slice_eq(name, folio))
            return conversation;
    return (struct slice){ 0 };
}

bool case_is_called(const struct case_seen *c, struct slice folio)
{
    return case_own_conversation(c, folio).n > 0;
}

bool case_next_conversation(const struct case_seen *c, struct slice *rest, struct slice *conversation)
{
    struct slice folio;
    if (rest->p)
        return case_next_merged(rest, &folio, conversation);
    *rest = c->merged.n ? c->merged : SLICE("");
    *conversation = c->conversation;
    return true;
}

size_t case_conversations(const struct case_seen *c)
{
    struct slice rest = { 0 }, one;
    size_t n = 0;
    while (case_next_conversation(c, &rest, &one))
        n++;
    return n;
}

enum case_bar case_merge_bar(const struct case_seen *a, const struct case_seen *b)
{
    if (slice_eq(a->conversation, b->conversation))
        return CASE_SAME;
    if (!case_is_open(a) || !case_is_open(b))
        return CASE_SHUT;
    if (!slice_eq(a->brand, b->brand))
        return CASE_OF_TWO_BRANDS;
    if (case_conversations(a) + case_conversations(b) > CASE_MEMBERS_MAX + 1)
        return CASE_TOO_MANY;
    return a->since_ms > 0 && b->since_ms > 0 ? CASE_MAY_MERGE : CASE_TOO_OLD;
}

bool case_is_older(const struct case_seen *a, const struct case_seen *b)
{
    return a->since_ms != b->since_ms ? a->since_ms < b->since_ms : slice_cmp(a->folio, b->folio) < 0;
}

bool case_is_waiting(const struct case_seen *c)
{
    return case_is_open(c) && !slice_is(c->state, "waiting_for_customer");
}

bool case_is_to_validate(const struct case_seen *c)
{
    return slice_is(c->state, "to_validate");
}

int64_t case_next_due(const struct case_seen *c, const char **what)
{
    bool first = !c->first_ms && c->first_due_ms && (!c->solve_due_ms || c->first_due_ms <= c->solve_due_ms);
    *what = first ? "answer" : "solve";
    return !case_is_open(c) ? 0 : first ? c->first_due_ms : c->solve_due_ms;
}

bool case_is_late(const struct case_seen *c, int64_t now_ms)
{
    const char *what;
    int64_t due = case_next_due(c, &what);
    return due && due < now_ms;
}

int case_by_need(const struct case_seen *a, const struct case_seen *b)
{
    const char *what;
    int64_t da = case_next_due(a, &what), db = case_next_due(b, &what);
    if (da != db)
        return !da ? 1 : !db ? -1 : da < db ? -1 : 1;
    if (a->priority != b->priority)
        return a->priority > b->priority ? -1 : 1;
    return slice_cmp(a->folio, b->folio);
}

void case_load_add(struct case_load *l, const struct case_seen *c, int64_t now_ms)
{
    if (!case_is_open(c))
        return;
    l->open++;
    l->late += case_is_late(c, now_ms);
    if (!case_is_waiting(c))
        return;
    l->waiting++;
    l->nobody += c->agent.n == 0;
    l->oldest_ms = l->oldest_ms && l->oldest_ms < c->said_ms ? l->oldest_ms : c->said_ms;
}

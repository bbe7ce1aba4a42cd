/* Whatever bytes a source gives: as a mention, what ingest writes is what classify accepts, with the members that
 * ingest promises, live and as history; as CSV and as a body, the pieces lie within the whole. */
#include <assert.h>

#include "ingest/body.h"
#include "ingest/csv.h"
#include "ingest/normal.h"

#define NOW_MS 1795322532120

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct normal *normal, *history;
static struct mention_parser *parser;

static void check_mention(struct normal *by, struct arena *a, struct slice s)
{
    struct mention m, again;
    struct slice out;
    struct err e = { 0 };
    if (!normal_read(by, a, s, NOW_MS, &m, &e) || !normal_write(by, a, &m, SLICE("c"), SLICE("file:f"), NOW_MS, &out, &e)) {
        assert(e.kind == ERR_DROP && e.msg[0]);
        return;
    }
    bool accepted = mention_parse(parser, a, out, &again, &e);
    assert(accepted && slice_eq(m.platform, again.platform) && slice_eq(m.id, again.id) && slice_eq(m.text, again.text));
    assert(slice_eq(again.conversation, m.conversation.n ? m.conversation : SLICE("c")));
    assert(slice_eq(again.source, m.source.n ? m.source : SLICE("file:f")));
    assert(again.created_ms == m.created_ms && again.deleted == m.deleted && !again.extra.p && again.backfill == (by == history || m.backfill));
}

static void check_csv(struct arena *a, struct slice s)
{
    struct slice fields[8];
    size_t bytes = 0, count = csv_split(a, s, ',', fields, 8);
    assert(count >= 1 && count <= s.n + 1);
    for (size_t i = 0; i < count && i < 8; i++)
        bytes += fields[i].n;
    assert(bytes <= s.n);
}

static void check_body(struct slice s, bool lines)
{
    struct body b;
    struct slice item;
    struct err e = { 0 };
    const char *behind = s.p;
    body_open(&b, s, lines);
    while (body_next(&b, &item, &e)) {
        assert(item.n && item.p >= behind && item.p + item.n <= s.p + s.n);
        assert(b.line >= 1 && b.line <= s.n + 1);
        behind = item.p + item.n;
    }
    assert(b.over);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct arena a;
    struct slice s = { n ? (const char *)data : "", n };
    if (!normal) {
        normal = normal_new();
        history = normal_new();
        normal_history(history);
        parser = mention_parser_new();
    }
    arena_reset(&a);
    check_mention(normal, &a, s);
    check_mention(history, &a, s);
    check_csv(&a, s);
    check_body(s, false);
    check_body(s, true);
    return 0;
}

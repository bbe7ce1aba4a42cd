/* A case as JSON: the record of pulso.cases. */
#include <inttypes.h>

#include "base/when.h"
#include "route/cases/case.h"
#include "route/cases/folio.h"
#include "route/cases/merge.h"

static void text(struct buf *out, const char *name, struct slice value)
{
    if (!value.n)
        return;
    buf_printf(out, ",\"%s\":", name);
    buf_json(out, value);
}

static void when(struct buf *out, const char *name, int64_t ms)
{
    char at[WHEN_TEXT];
    if (ms)
        text(out, name, (struct slice){ at, when_print(ms, at) });
}

static void labels(struct buf *out, struct slice all)
{
    struct slice one;
    if (!all.n)
        return;
    buf_addz(out, ",\"labels\":[");
    for (bool first = true; slice_next(&all, ',', &one); first = false) {
        buf_addz(out, first ? "" : ",");
        buf_json(out, one);
    }
    buf_char(out, ']');
}

static void warned(struct buf *out, int64_t bits)
{
    static const char *const names[] = { "first", "first_late", "solve", "solve_late" };
    const char *comma = "";
    buf_addz(out, ",\"warned\":[");
    for (int i = 0; i < 4; i++)
        if (bits & 1 << i) {
            buf_printf(out, "%s\"%s\"", comma, names[i]);
            comma = ",";
        }
    buf_char(out, ']');
}

/* Where it went, or what was merged into it. */
static void merges(struct buf *out, const struct casefile *c, const struct case_now *n)
{
    char folio[FOLIO_TEXT];
    const char *comma = "";
    text(out, "into", n->into_folio);
    text(out, "into_conversation", n->into);
    when(out, "merged_at", n->merged_ms);
    text(out, "merged_by", n->merged_by);
    if (n->parted)
        buf_addz(out, ",\"parted\":true");
    for (size_t i = 0; i < c->member_count; i++) {
        if (!merge_counts(c, i))
            continue;
        buf_printf(out, "%s{\"folio\":", *comma ? comma : ",\"merged\":[");
        buf_json(out, (struct slice){ folio, folio_print(&c->members[i].file->folio, folio) });
        text(out, "conversation", c->members[i].key);
        text(out, "customer", c->members[i].file->customer);
        buf_char(out, '}');
        comma = ",";
    }
    buf_addz(out, *comma ? "]" : "");
}

void case_print(const struct casefile *c, const struct case_now *n, struct slice key, struct buf *out)
{
    char folio[FOLIO_TEXT];
    struct slice channel;
    const struct casefile *newest = merge_newest(c, &channel);
    buf_addz(out, "{\"v\":1");
    text(out, "folio", (struct slice){ folio, folio_print(&c->folio, folio) });
    text(out, "conversation", key);
    text(out, "state", slice_of(n->into.n ? "merged" : n->state == CASE_NONE ? "withdrawn" : case_state_name(n->state)));
    text(out, "brand", c->brand.n ? c->brand : newest->brand);
    text(out, "customer", n->customer.n ? n->customer : c->customer.n ? c->customer : newest->customer);
    text(out, "customer_id", c->customer_id);
    text(out, "mention", newest->mention);
    text(out, "mention_in", channel);
    text(out, "lang", newest->lang);
    labels(out, newest->labels);
    text(out, "team", n->team);
    text(out, "agent", n->agent);
    text(out, "external", n->external);
    buf_printf(out, ",\"priority\":%" PRId64, n->priority);
    when(out, "since", c->since_ms);
    when(out, "opened", n->opened_ms);
    when(out, "last", n->last_ms);
    when(out, "said", n->said_ms);
    when(out, "first_due", n->first_due_ms);
    when(out, "first", n->first_ms);
    when(out, "solve_due", n->solve_due_ms);
    when(out, "closed", n->closed_ms);
    text(out, "closed_by", n->closed_by);
    buf_printf(out, ",\"messages\":%" PRId64 ",\"answers\":%" PRId64 ",\"automatic\":%" PRId64 ",\"notes\":%" PRId64 ",\"reopened\":%" PRId64, n->messages,
               n->answers, n->robots, n->notes, n->times_reopened);
    buf_printf(out, ",\"people\":%" PRId64 ",\"crowded\":%s", n->people, n->people > CASE_PEOPLE_MAX ? "true" : "false");
    when(out, "automatic_at", n->auto_ms);
    when(out, "back", n->back_ms);
    when(out, "answered_at", n->human_ms);
    if (n->looks)
        buf_printf(out, ",\"looks\":%" PRId64, n->looks);
    when(out, "looked", n->looked_ms);
    text(out, "looked_by", n->looked_by);
    text(out, "helped_by", n->helper);
    text(out, "help", n->help);
    if (n->community)
        buf_addz(out, ",\"community\":true");
    text(out, "sent", n->sent);
    if (!merge_any(c)) {                         /* to a customer who writes in several networks a person answers */
        text(out, "article", c->article);
        text(out, "may_send", c->answer);
    }
    merges(out, c, n);
    warned(out, n->warned);
    buf_char(out, '}');
}

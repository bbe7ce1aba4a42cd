/* pulso kb sent: what went out without a person, and whether it helped. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cli/case.h"
#include "cli/kb_tools.h"
#include "cli/table.h"

enum { DAY_MS = 24 * 3600 * 1000 };

struct article_sum { struct slice article; int64_t sent, back, open; };   /* open: the day is not over yet */

static int by_article(const void *x, const void *y)
{
    return slice_cmp(((const struct case_seen *)x)->sent, ((const struct case_seen *)y)->sent);
}

static void add(struct article_sum *s, const struct case_seen *c, int64_t now)
{
    bool back = c->back_ms && c->back_ms - c->automatic_ms <= DAY_MS;
    s->sent++;
    s->back += back;
    s->open += !back && now - c->automatic_ms <= DAY_MS;
}

static void print(const struct article_sum *s, struct table *t, struct buf *json)
{
    int64_t over = s->sent - s->open;
    if (!s->sent)
        return;
    table_add(t, STYLE_PLAIN, s->article);
    table_printf(t, STYLE_PLAIN, "%" PRId64, s->sent);
    table_printf(t, s->back ? STYLE_YELLOW : STYLE_PLAIN, "%" PRId64, s->back);
    if (over)
        table_printf(t, STYLE_PLAIN, "%.0f %%", 100.0 * (double)s->back / (double)over);
    else
        table_add(t, STYLE_DIM, SLICE("-"));
    table_printf(t, STYLE_DIM, "%" PRId64, s->open);
    buf_addz(json, json->n ? ",\n{\"article\":" : "{\"article\":");
    buf_json(json, s->article);
    buf_printf(json, ",\"sent\":%" PRId64 ",\"back\":%" PRId64 ",\"not_over\":%" PRId64 "}", s->sent, s->back, s->open);
}

bool kb_sent(struct cli *cli, struct err *e)
{
    static const char *const names[] = { "article", "sent", "came back", "of those a day ago", "day not over" };
    struct cases_seen l = { 0 };
    struct table t = { 0 };
    struct buf json = { 0 };
    struct article_sum s = { 0 };
    int64_t now = clock_now_ms();
    bool ok = cases_seen_read(cli, &l, e);
    for (size_t c = 0; c < sizeof names / sizeof names[0]; c++)
        table_column(&t, names[c], c ? ALIGN_RIGHT : ALIGN_FLEX);
    if (l.n)
        qsort(l.v, l.n, sizeof *l.v, by_article);
    for (size_t i = 0; ok && i < l.n; i++) {
        if (!l.v[i].sent.n || !l.v[i].automatic_ms)
            continue;
        if (!slice_eq(l.v[i].sent, s.article)) {
            print(&s, &t, &json);
            s = (struct article_sum){ .article = l.v[i].sent };
        }
        add(&s, &l.v[i], now);
    }
    print(&s, &t, &json);
    if (ok)
        table_or_json(&t, &json, cli->json, cli->color, "nothing was sent without a person");
    table_fini(&t);
    buf_fini(&json);
    cases_seen_fini(&l);
    return ok;
}

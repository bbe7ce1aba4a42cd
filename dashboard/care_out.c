#include "dashboard/care_out.h"

#include <inttypes.h>

#include "base/clock.h"
#include "dashboard/different.h"
#include "dashboard/json_out.h"

bool care_read(struct question *q, const struct reading *when, bool own_posts, bool places, struct answers *out)
{
    struct err e = { 0 };
    struct states states;
    struct ledger *l = &q->hand->ledger;
    *out = (struct answers){ .brands = &q->setup->brands, .set = q->columns.v, .width = q->columns.n, .platforms = q->platforms, .own_posts = own_posts,
                             .by = places ? ANSWERS_PLACE : ANSWERS_BRAND, .plan = &when->plan, .counters = q->hand->route_names, .a = &q->r->a };
    bool ok = q->columns.n == 0 || (states_read(l, &q->r->a, STATE_CLASSIFIED, &states, &e) && (states.n == 0 || answers_read(out, l, &states, &e)));
    return ok || e.kind == ERR_CONFIG || request_refuse_err(q->r, NULL, &e);
}

bool audience_ask(struct question *q, struct audience *out)
{
    struct err e = { 0 };
    struct states states;
    struct ledger *l = &q->hand->ledger;
    *out = (struct audience){ .brands = &q->setup->brands, .set = q->columns.v, .width = q->columns.n, .platforms = q->platforms, .period = &q->now.period,
                              .home = q->setup->home, .clock_ms = q->limits.clock_ms, .counters = q->hand->route_names, .a = &q->r->a };
    bool ok = q->columns.n == 0 || (states_read(l, &q->r->a, STATE_CLASSIFIED, &states, &e) && (states.n == 0 || audience_read(out, l, &states, &e)));
    return ok || e.kind == ERR_CONFIG || request_refuse_err(q->r, NULL, &e);
}

const struct answers_row *care_row(const struct answers *a, size_t column)
{
    for (size_t i = 0; i < a->row_count; i++)
        if (a->rows[i]->column == column)
            return a->rows[i];
    return NULL;
}

void care_print(const struct answers_row *r, struct buf *out)
{
    if (!r) {
        buf_addz(out, "null");
        return;
    }
    buf_printf(out, "{\"mentions\":%" PRId64 ",\"answered\":%" PRId64 ",\"rate\":", r->n[CARE_ASKS], r->n[CARE_ANSWERED]);
    json_share(out, (double)r->n[CARE_ANSWERED], (double)r->n[CARE_ASKS]);
    buf_addz(out, ",\"people\":");
    double people = answers_people(r);
    different_print(&people, 0, out);
    buf_addz(out, ",\"first_s\":");
    int64_t n = answers_count(r, SPREAD_FIRST);
    if (n == 0) {
        buf_addz(out, "null}");
        return;
    }
    buf_printf(out, "{\"n\":%" PRId64 ",\"median\":", n);
    json_number(out, answers_quantile(r, SPREAD_FIRST, 0.5));
    buf_addz(out, ",\"mean\":");
    json_number(out, answers_mean(r, SPREAD_FIRST));
    buf_addz(out, ",\"p90\":");
    json_number(out, answers_quantile(r, SPREAD_FIRST, 0.9));
    buf_addz(out, "}}");
}

static void per_post(struct buf *out, const char *name, const struct answers_row *r, enum post_what what)
{
    buf_printf(out, ",\"%s\":", name);
    if (r->posts[POST_POSTS])
        json_number(out, answers_per_post(r, what));
    else
        buf_addz(out, "null");
}

void posts_print(const struct period *p, const struct answers_row *r, struct buf *out)
{
    int64_t now = clock_now_ms(), to = p->to_ms < now ? p->to_ms : now;
    if (!r) {
        buf_addz(out, "null");
        return;
    }
    buf_printf(out, "{\"n\":%" PRId64 ",\"a_day\":", r->posts[POST_POSTS]);
    if (to > p->from_ms)
        json_number(out, (double)r->posts[POST_POSTS] * 86400000 / (double)(to - p->from_ms));
    else
        buf_addz(out, "null");
    per_post(out, "likes", r, POST_LIKES);
    per_post(out, "comments", r, POST_COMMENTS);
    per_post(out, "shares", r, POST_SHARES);
    buf_char(out, '}');
}

void care_print_all(const struct answers *a, struct buf *out)
{
    const struct answers_row *all = answers_sum(a, ANSWERS_ALL);
    if (!all || all->n[CARE_ASKS] == 0) {
        buf_addz(out, "null");
        return;
    }
    bool timed = answers_count(all, SPREAD_FIRST) > 0;
    buf_printf(out, "{\"n\":%" PRId64 ",\"of\":%" PRId64 ",\"median_s\":", all->n[CARE_ANSWERED], all->n[CARE_ASKS]);
    if (timed)
        json_number(out, answers_quantile(all, SPREAD_FIRST, 0.5));
    else
        buf_addz(out, "null");
    buf_addz(out, ",\"mean_s\":");
    if (timed)
        json_number(out, answers_mean(all, SPREAD_FIRST));
    else
        buf_addz(out, "null");
    buf_char(out, '}');
}

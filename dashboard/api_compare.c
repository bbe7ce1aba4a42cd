/* /v1/compare and /v1/compare.csv: how do the brands of a set stand against each other, and is the difference real? */
#include <math.h>
#include <stdlib.h>

#include "dashboard/care_out.h"
#include "dashboard/columns_out.h"
#include "dashboard/csv_out.h"
#include "dashboard/different.h"
#include "dashboard/json_out.h"

struct compare {
    struct question q;
    uint32_t *order;                 /* columns, most first */
    double total, before_total;
    struct different different;
    struct answers care, posts;
    struct audience audience;
};

static const char *const forms[] = { "whole", "half", NULL };
static const char *const estimates[] = { "yes", "no", NULL };
static const char *const counted[] = { "mentions", "originals", NULL };

static _Thread_local const struct question *sorting;   /* qsort passes nothing along */

static int by_measure(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    double na = question_measure(sorting, &sorting->now.counts.by_brand[a]), nb = question_measure(sorting, &sorting->now.counts.by_brand[b]);
    if (na != nb)
        return na < nb ? 1 : -1;
    return strcmp(question_column(sorting, a)->id, question_column(sorting, b)->id);
}

static bool ask(struct compare *c, struct api *api, struct hand *h, struct request *r, const char *const *params)
{
    int half, count, without;
    struct question *q = &c->q;
    if (!request_knows(r, params) || !request_choice(r, "co", forms, &half) || !request_choice(r, "count", counted, &count) || !request_choice(r, "estimates", estimates, &without))
        return false;
    if (half && count)
        return request_refuse_param(r, "co", "originals are counted whole: leave out co=half or count=originals");
    if (!question_open(q, api, h, r))
        return false;
    if (!without && h->kind == DESK_FIGURES)
        return question_hand_on(q, DESK_WIDE);       /* sketches are large: a hundred times the counters */
    q->form = half ? FORM_HALF : count ? FORM_ORIGINALS : FORM_MENTIONS;
    if (!question_set(q) || !question_when(q, false, true) || !question_read(q, 0) || (!without && (!different_read(q, &c->different) || !care_read(q, &q->now, false, false, &c->care) || !care_read(q, &q->now, true, false, &c->posts) || !audience_ask(q, &c->audience))))
        return false;
    c->order = arena_alloc(&r->a, (q->columns.n + 1) * sizeof *c->order);
    for (size_t i = 0; i < q->columns.n; i++)
        c->order[i] = (uint32_t)i;
    sorting = q;
    qsort(c->order, q->columns.n, sizeof *c->order, by_measure);
    c->total = question_total(q, q->now.counts.by_brand);
    c->before_total = q->compared ? question_total(q, q->before.counts.by_brand) : 0;
    return true;
}

/* What was nothing before has no change, only a beginning. */
static bool changed(const struct compare *c)
{
    return c->q.compared && c->before_total > 0 && c->total > 0;
}

static double customers(const struct compare *c, size_t i)
{
    const struct question *q = &c->q;
    return customers_of(&q->setup->customers, slice_of(question_column(q, i)->id), q->zone, &q->now.period);
}

static struct audience_figure followers(const struct compare *c, size_t i)
{
    return audience_figure(&c->audience, ANSWERS_BRAND, (uint32_t)i, (struct slice){ 0 }, c->audience.last_day);
}

static void print_brand(const struct compare *c, size_t i, struct buf *out)
{
    const struct question *q = &c->q;
    const struct sov_count *now = &q->now.counts.by_brand[i], *before = q->compared ? &q->before.counts.by_brand[i] : NULL;
    int64_t originals = 0;
    for (size_t k = 0; k < q->columns.n; k++)
        originals += q->now.counts.by_brand[k].slot[SOV_ORIGINALS];
    buf_char(out, '{');
    column_brand(q, i, out);
    buf_addz(out, ",\"n\":");
    json_number(out, question_measure(q, now));
    buf_addz(out, ",\"mentions\":");
    buf_int(out, sov_mentions(now));
    buf_addz(out, ",\"originals\":");
    buf_int(out, now->slot[SOV_ORIGINALS]);
    buf_addz(out, ",\"half\":");
    json_number(out, q->form == FORM_HALF ? (double)sov_fractional(now) / SOV_UNIT : NAN);
    buf_addz(out, ",\"share\":");
    json_share(out, question_measure(q, now), c->total);
    buf_addz(out, ",\"share_originals\":");
    json_share(out, (double)now->slot[SOV_ORIGINALS], (double)originals);
    buf_addz(out, ",\"share_change\":");
    if (changed(c))
        json_change(out, interval_share(question_measure(q, now), c->total), interval_share(question_measure(q, before), c->before_total));
    else
        buf_addz(out, "null");
    buf_addz(out, ",\"sent\":");
    json_sent(out, now);
    buf_addz(out, ",\"net\":");
    json_net(out, now);
    buf_addz(out, ",\"net_change\":");
    if (changed(c) && sov_mentions(now) && sov_mentions(before))
        json_change(out, interval_net(now), interval_net(before));
    else
        buf_addz(out, "null");
    buf_addz(out, ",\"stories\":");
    different_print(c->different.stories, i, out);
    buf_addz(out, ",\"authors\":");
    different_print(c->different.authors, i, out);
    buf_addz(out, ",\"posts\":");
    posts_print(&q->now.period, care_row(&c->posts, i), out);
    buf_addz(out, ",\"care\":");
    care_print(care_row(&c->care, i), out);
    buf_addz(out, ",\"followers\":");
    audience_print(followers(c, i), out);
    double of = customers(c, i);
    buf_addz(out, ",\"customers\":");
    json_number(out, of > 0 ? round(of) : NAN);
    buf_addz(out, ",\"per_thousand\":");
    json_number(out, of > 0 ? customers_per_thousand((double)sov_mentions(now), of) : NAN);
    buf_addz(out, ",\"before\":");
    if (before)
        buf_int(out, sov_mentions(before));
    else
        buf_addz(out, "null");
    buf_char(out, '}');
}

bool api_compare(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PARAMS, "vs", "co", "count", "estimates", NULL };
    struct compare c = { 0 };
    struct buf *out = &r->answer;
    bool ok = ask(&c, api, h, r, params);
    if (ok) {
        buf_char(out, '{');
        question_stamp(&c.q, out);
        buf_addz(out, ",\"vs\":");
        if (c.q.compared)
            json_period(out, &c.q.before.period);
        else
            buf_addz(out, "null");
        buf_addz(out, ",\"total\":");
        json_number(out, c.total);
        buf_addz(out, ",\"brands\":[");
        for (size_t i = 0; i < c.q.columns.n; i++) {
            if (i)
                buf_char(out, ',');
            print_brand(&c, c.order[i], out);
        }
        buf_addz(out, "]}\n");
    }
    question_close(&c.q);
    return ok;
}

static void csv_different(struct csv_out *csv, const double *v, size_t i)
{
    struct interval x = { .value = v ? round(v[i]) : 0 };
    if (v)
        estimates_interval(v[i], &x.low, &x.high);
    csv_interval(csv, x, v != NULL);
}

static void csv_care(struct csv_out *csv, const struct answers_row *care, const struct answers_row *posts)
{
    bool timed = care && answers_count(care, SPREAD_FIRST) > 0, wrote = posts && posts->posts[POST_POSTS];
    csv_number(csv, care ? (double)care->n[CARE_ASKS] : NAN);
    csv_number(csv, care ? (double)care->n[CARE_ANSWERED] : NAN);
    csv_number(csv, care ? round(answers_people(care)) : NAN);
    csv_number(csv, timed ? answers_quantile(care, SPREAD_FIRST, 0.5) : NAN);
    csv_number(csv, timed ? answers_mean(care, SPREAD_FIRST) : NAN);
    csv_number(csv, posts ? (double)posts->posts[POST_POSTS] : NAN);
    csv_number(csv, wrote ? answers_per_post(posts, POST_LIKES) : NAN);
    csv_number(csv, wrote ? answers_per_post(posts, POST_COMMENTS) : NAN);
    csv_number(csv, wrote ? answers_per_post(posts, POST_SHARES) : NAN);
}

static void csv_row(const struct compare *c, size_t i, struct csv_out *csv)
{
    const struct question *q = &c->q;
    const struct brand *b = question_column(q, i);
    const struct sov_count *now = &q->now.counts.by_brand[i], *before = q->compared ? &q->before.counts.by_brand[i] : NULL;
    struct interval share = interval_share(question_measure(q, now), c->total), net = interval_net(now), d;
    csv_text(csv, slice_of(b->id));
    csv_text(csv, slice_of(b->name ? b->name : b->id));
    csv_number(csv, (double)sov_mentions(now));
    csv_number(csv, (double)now->slot[SOV_ORIGINALS]);
    csv_number(csv, q->form == FORM_HALF ? (double)sov_fractional(now) / SOV_UNIT : NAN);
    csv_interval(csv, share, c->total > 0);
    csv_number(csv, (double)now->slot[SOV_NEGATIVE]);
    csv_number(csv, (double)now->slot[SOV_NEUTRAL]);
    csv_number(csv, (double)now->slot[SOV_POSITIVE]);
    csv_interval(csv, net, sov_mentions(now) > 0);
    if (before)
        csv_number(csv, (double)sov_mentions(before));
    else
        csv_none(csv);
    d = changed(c) ? interval_difference(share, interval_share(question_measure(q, before), c->before_total)) : (struct interval){ 0 };
    csv_interval(csv, d, changed(c));
    csv_different(csv, c->different.stories, i);
    csv_different(csv, c->different.authors, i);
    csv_care(csv, care_row(&c->care, i), care_row(&c->posts, i));
    struct audience_figure f = followers(c, i);
    double of = customers(c, i);
    csv_number(csv, f.accounts ? (double)f.followers : NAN);
    csv_number(csv, f.changed ? (double)f.change : NAN);
    csv_number(csv, of > 0 ? round(of) : NAN);
    csv_number(csv, of > 0 ? customers_per_thousand((double)sov_mentions(now), of) : NAN);
    csv_end(csv);
}

bool api_compare_csv(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PARAMS, "vs", "co", "count", "estimates", "for", NULL };
    static const char *const flavours[] = { "plain", "comma", NULL };
    static const char *const heads[] = { "brand", "name", "mentions", "originals", "fractional", "share", "share_low", "share_high", "negative", "neutral", "positive",
                                         "net", "net_low", "net_high", "mentions_before", "share_change", "share_change_low", "share_change_high", "stories", "stories_low", "stories_high",
                                         "authors", "authors_low", "authors_high", "asked", "answered", "people_attended", "first_answer_median_s", "first_answer_mean_s",
                                         "own_posts", "likes_a_post", "comments_a_post", "shares_a_post",
                                         "followers", "followers_change", "customers", "mentions_per_thousand_customers", NULL };
    struct compare c = { 0 };
    int flavour;
    bool ok = request_choice(r, "for", flavours, &flavour) && ask(&c, api, h, r, params);
    if (ok) {
        struct csv_out csv = csv_begin(&r->answer, flavour);
        csv_stamp(&csv, &c.q);
        csv_heads(&csv, heads);
        for (size_t i = 0; i < c.q.columns.n; i++)
            csv_row(&c, c.order[i], &csv);
        r->type = "text/csv; charset=utf-8";
        r->disposition = "attachment; filename=\"pulso-compare.csv\"";
    }
    question_close(&c.q);
    return ok;
}

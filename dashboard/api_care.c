/* /v1/brands/{id}/care and /posts: how a brand answers, and what its own posts bring about, each beside the period before. null: nothing was counted. */
#include "dashboard/care_out.h"
#include "dashboard/json_out.h"

/* What the two ask alike: the brand, the period, the one before. */
struct asked {
    struct question q;
    struct answers now, before;      /* before: where q.compared */
};

static bool ask(struct asked *x, struct api *api, struct hand *h, struct request *r, bool posts)
{
    static const char *const params[] = { QUESTION_PERIOD, "platform", "vs", NULL };
    struct question *q = &x->q;
    return request_knows(r, params) && question_open(q, api, h, r) && question_brand(q, r->below) && question_when(q, false, true) && care_read(q, &q->now, posts, posts, &x->now)
        && (!q->compared || care_read(q, &q->before, posts, false, &x->before));
}

static void begin(struct asked *x, struct buf *out)
{
    buf_char(out, '{');
    question_stamp(&x->q, out);
    buf_addz(out, ",\"vs\":");
    if (x->q.compared)
        json_period(out, &x->q.before.period);
    else
        buf_addz(out, "null");
    buf_addz(out, ",\"brand\":");
    buf_json(out, x->q.r->below);
}

bool api_brand_care(struct api *api, struct hand *h, struct request *r)
{
    struct asked x = { 0 };
    struct buf *out = &r->answer;
    bool ok = ask(&x, api, h, r, false);
    if (ok) {
        begin(&x, out);
        buf_addz(out, ",\"care\":");
        care_print(care_row(&x.now, 0), out);
        buf_addz(out, ",\"before\":");
        care_print(care_row(&x.before, 0), out);
        buf_addz(out, "}\n");
    }
    question_close(&x.q);
    return ok;
}

/* ---- own posts, and the accounts that wrote them ---- */

static void print_account(const struct asked *x, const struct answers_row *row, struct audience_figure f, struct buf *out)
{
    struct slice purpose = row->name, platform, account;
    slice_next(&purpose, '|', &platform);
    slice_next(&purpose, '|', &account);
    buf_addz(out, "{\"platform\":");
    buf_json(out, platform);
    buf_addz(out, ",\"account\":");
    buf_json(out, account);
    buf_addz(out, ",\"purpose\":");
    if (slice_is(purpose, "-"))
        buf_addz(out, "null");
    else
        buf_json(out, purpose);
    buf_addz(out, ",\"posts\":");
    posts_print(&x->q.now.period, row, out);
    buf_addz(out, ",\"followers\":");
    audience_print(f, out);
    buf_char(out, '}');
}

static void print_accounts(struct asked *x, const struct audience *u, struct buf *out)
{
    audience_rows(u, &x->now);
    buf_addz(out, ",\"accounts\":[");
    for (size_t i = 0; i < x->now.row_count; i++) {
        const struct answers_row *row = x->now.rows[i];
        if (i)
            buf_char(out, ',');
        print_account(x, row, audience_figure(u, ANSWERS_PLACE, 0, row->name, u->last_day), out);
    }
    buf_char(out, ']');
}

bool api_brand_posts(struct api *api, struct hand *h, struct request *r)
{
    struct asked x = { 0 };
    struct audience u = { 0 };
    struct buf *out = &r->answer;
    bool ok = ask(&x, api, h, r, true) && audience_ask(&x.q, &u);
    if (ok) {
        begin(&x, out);
        buf_addz(out, ",\"posts\":");
        posts_print(&x.q.now.period, answers_sum(&x.now, 0), out);
        buf_addz(out, ",\"before\":");
        posts_print(&x.q.before.period, care_row(&x.before, 0), out);
        buf_addz(out, ",\"followers\":");
        audience_print(audience_figure(&u, ANSWERS_BRAND, 0, (struct slice){ 0 }, u.last_day), out);
        print_accounts(&x, &u, out);
        buf_addz(out, "}\n");
    }
    question_close(&x.q);
    return ok;
}

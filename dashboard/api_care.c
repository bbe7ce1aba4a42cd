/* /v1/brands/{id}/care and /posts: how a brand answers, and what its own posts bring about. null: nothing was counted. */
#include "dashboard/care_out.h"
#include "dashboard/json_out.h"

static void print_accounts(const struct audience *u, struct buf *out)
{
    size_t n = 0;
    buf_addz(out, ",\"followers\":");
    audience_print(audience_figure(u, ANSWERS_BRAND, 0, (struct slice){ 0 }, u->last_day), out);
    buf_addz(out, ",\"accounts\":[");
    for (size_t i = 0; i < u->n; i++) {
        const struct audience_account *a = &u->accounts[i];
        struct audience_figure f = audience_of(u, a, u->last_day);
        if (!f.accounts)
            continue;
        buf_addz(out, n++ ? ",{\"platform\":" : "{\"platform\":");
        buf_json(out, a->platform);
        buf_addz(out, ",\"account\":");
        buf_json(out, a->account);
        buf_addz(out, ",\"purpose\":");
        if (slice_is(a->purpose, "-"))
            buf_addz(out, "null");
        else
            buf_json(out, a->purpose);
        buf_addz(out, ",\"followers\":");
        audience_print(f, out);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static bool answer(struct api *api, struct hand *h, struct request *r, bool posts)
{
    static const char *const params[] = { QUESTION_PERIOD, NULL };
    struct question q = { 0 };
    struct answers a;
    struct audience u = { 0 };
    struct buf *out = &r->answer;
    bool ok = request_knows(r, params) && question_open(&q, api, h, r) && question_brand(&q, r->below) && question_when(&q, false, false) && care_read(&q, posts, &a)
           && (!posts || audience_ask(&q, &u));
    if (ok) {
        buf_char(out, '{');
        question_stamp(&q, out);
        buf_addz(out, ",\"brand\":");
        buf_json(out, r->below);
        buf_addz(out, posts ? ",\"posts\":" : ",\"care\":");
        if (posts)
            posts_print(&q, care_row(&a, 0), out);
        else
            care_print(care_row(&a, 0), out);
        if (posts)
            print_accounts(&u, out);
        buf_addz(out, "}\n");
    }
    question_close(&q);
    return ok;
}

bool api_brand_care(struct api *api, struct hand *h, struct request *r)
{
    return answer(api, h, r, false);
}

bool api_brand_posts(struct api *api, struct hand *h, struct request *r)
{
    return answer(api, h, r, true);
}

/* /v1/brands/{id}/care and /posts: how a brand answers, and what its own posts bring about. null: nothing was counted. */
#include "dashboard/care_out.h"
#include "dashboard/json_out.h"

static bool answer(struct api *api, struct hand *h, struct request *r, bool posts)
{
    static const char *const params[] = { QUESTION_PERIOD, NULL };
    struct question q = { 0 };
    struct answers a;
    struct buf *out = &r->answer;
    bool ok = request_knows(r, params) && question_open(&q, api, h, r) && question_brand(&q, r->below) && question_when(&q, false, false) && care_read(&q, posts, &a);
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

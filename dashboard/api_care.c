/* /v1/brands/{id}/care and /posts: how a brand answers, and what its own posts bring about. null: not measured. */
#include "dashboard/json_out.h"
#include "dashboard/question.h"

static bool answer(struct api *api, struct hand *h, struct request *r, const char *what)
{
    static const char *const params[] = { QUESTION_PERIOD, NULL };
    struct question q = { 0 };
    bool ok = request_knows(r, params) && question_open(&q, api, h, r) && question_brand(&q, r->below) && question_when(&q, false, false);
    if (ok) {
        buf_char(&r->answer, '{');
        question_stamp(&q, &r->answer);
        buf_addz(&r->answer, ",\"brand\":");
        buf_json(&r->answer, r->below);
        buf_printf(&r->answer, ",\"%s\":null}\n", what);
    }
    question_close(&q);
    return ok;
}

bool api_brand_care(struct api *api, struct hand *h, struct request *r)
{
    return answer(api, h, r, "care");
}

bool api_brand_posts(struct api *api, struct hand *h, struct request *r)
{
    return answer(api, h, r, "posts");
}

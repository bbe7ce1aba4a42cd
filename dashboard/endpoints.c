/* To add one, write its function and add its line here and in openapi.yaml. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/hash.h"
#include "dashboard/api.h"
#include "dashboard/book.h"
#include "dashboard/ring.h"

#define FIGURES (MARK_COUNTS | MARK_MINUTE)

const struct endpoint endpoints[] = {
    { "/v1/me", false, ROLE_VIEWER, false, DESK_HERE, MARK_NONE, api_me },
    { "/v1/sets", false, ROLE_VIEWER, false, DESK_FIGURES, MARK_COUNTS, api_sets },
    { "/v1/now", false, ROLE_VIEWER, false, DESK_WIDE, FIGURES | MARK_INCIDENTS, api_now },
    { "/v1/compare", false, ROLE_VIEWER, false, DESK_FIGURES, FIGURES, api_compare },
    { "/v1/compare.csv", false, ROLE_VIEWER, false, DESK_FIGURES, FIGURES, api_compare_csv },
    { "/v1/share/series", false, ROLE_VIEWER, false, DESK_FIGURES, FIGURES, api_share_series },
    { "/v1/brands/{id}/series", false, ROLE_VIEWER, false, DESK_FIGURES, FIGURES, api_brand_series },
    { "/v1/brands/{id}/top", false, ROLE_VIEWER, false, DESK_FIGURES, FIGURES, api_brand_top },
    { "/v1/brands/{id}/care", false, ROLE_VIEWER, false, DESK_WIDE, FIGURES, api_brand_care },
    { "/v1/brands/{id}/posts", false, ROLE_VIEWER, false, DESK_WIDE, FIGURES, api_brand_posts },
    { "/v1/mentions", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_MENTIONS | MARK_MINUTE, api_mentions },
    { "/v1/mentions/histogram", false, ROLE_VIEWER, false, DESK_SEARCH, FIGURES | MARK_MENTIONS, api_histogram },
    { "/v1/mentions/{id}/why", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_COUNTS, api_why },
    { "/v1/incidents", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_INCIDENTS, api_incidents },
    { "/v1/incidents/{id}", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_INCIDENTS | MARK_COUNTS, api_incident },
    { "/v1/cases", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_NONE, api_cases },
    { "/v1/cases/{id}", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_NONE, api_case },
    { "/v1/queues", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_NONE, api_queues },
    { "/v1/kb/suggest", false, ROLE_VIEWER, false, DESK_SEARCH, MARK_NONE, api_suggest },
    { "/v1/cases/{id}/reveal", true, ROLE_ANALYST, false, DESK_SEARCH, MARK_NONE, api_reveal },
    { "/v1/stream", false, ROLE_VIEWER, false, DESK_HERE, MARK_NONE, api_stream },
    { "/v1/actions", true, ROLE_ANALYST, false, DESK_ACT, MARK_NONE, api_act, true },
    { "/v1/openapi.yaml", false, ROLE_VIEWER, true, DESK_HERE, MARK_NONE, api_openapi },
    { "/i/{id}", false, ROLE_VIEWER, true, DESK_HERE, MARK_NONE, api_link_page },
    { "/i/{id}", true, ROLE_VIEWER, true, DESK_ACT, MARK_NONE, api_link_act },
    { "/login", false, ROLE_VIEWER, true, DESK_HERE, MARK_NONE, api_login_page },
    { "/login", true, ROLE_VIEWER, true, DESK_HERE, MARK_NONE, api_login },
    { "/logout", true, ROLE_VIEWER, true, DESK_HERE, MARK_NONE, api_logout },
    { 0 }
};

/* {id} stands for one part of the path that is not empty. */
static bool fits(const char *pattern, struct slice path, struct slice *below)
{
    struct slice p = slice_of(pattern);
    *below = (struct slice){ 0 };
    while (p.n && path.n) {
        if (slice_starts(p, SLICE("{id}"))) {
            size_t n = 0;
            while (n < path.n && path.p[n] != '/')
                n++;
            *below = (struct slice){ path.p, n };
            p = (struct slice){ p.p + 4, p.n - 4 };
            path = (struct slice){ path.p + n, path.n - n };
            if (n == 0)
                return false;
        } else if (*p.p == *path.p) {
            p = (struct slice){ p.p + 1, p.n - 1 };
            path = (struct slice){ path.p + 1, path.n - 1 };
        } else {
            return false;
        }
    }
    return p.n == 0 && path.n == 0;
}

const struct endpoint *endpoint_find(struct slice path, bool post, struct slice *below, bool *other)
{
    struct slice at;
    *other = false;
    for (const struct endpoint *e = endpoints; e->path; e++)
        if (fits(e->path, path, &at)) {
            if (e->post == post) {
                *below = at;
                return e;
            }
            *other = true;
        }
    return NULL;
}

/* A period that ends now moves on with every minute, whatever is counted. */
static bool stands_still(const struct request *r)
{
    struct slice period = params_get(&r->params, "period");
    bool range = false;
    for (size_t i = 0; i + 1 < period.n; i++)
        range = range || (period.p[i] == '.' && period.p[i + 1] == '.');
    return range || params_get(&r->params, "to").n;
}

int64_t api_stale_ms(struct api *api, const struct request *r)
{
    if (!r->endpoint || !(r->endpoint->marks & MARK_COUNTS))
        return 0;
    struct snapshot *sn = (struct snapshot *)shared_take(&api->snapshot);
    int64_t read_ms = sn ? sn->read_ms : 0;
    if (sn)
        shared_drop(&sn->shared);
    return read_ms && clock_now_ms() - read_ms > STALE_AFTER_MS ? read_ms : 0;
}

void api_etag(struct api *api, struct request *r, char out[40])
{
    unsigned m = r->endpoint->marks;
    struct snapshot *sn = (struct snapshot *)shared_take(&api->snapshot);
    struct setup *se = (struct setup *)shared_take(&api->setup);
    uint64_t h = hash64(buf_slice(&r->key));
    uint64_t marks[5] = { m & MARK_COUNTS && sn ? sn->mark : 0, m & MARK_MENTIONS ? ring_mark(api->ring) : 0, m & MARK_INCIDENTS ? book_mark(api->book) : 0,
                          m & MARK_MINUTE && !stands_still(r) ? (uint64_t)clock_now_ms() / 60000 : 0, se ? (uint64_t)se->in_force.version : 0 };
    h = hash64_seed((struct slice){ (const char *)marks, sizeof marks }, h);
    snprintf(out, 40, "\"%016" PRIx64 "\"", h);
    shared_drop(&se->shared);
    shared_drop(&sn->shared);
}

/* /v1/cases, /v1/cases/{folio} and /v1/queues: what is to be done, by when, who has it, and what was said. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dashboard/api.h"
#include "dashboard/inbox.h"
#include "dashboard/json_out.h"
#include "dashboard/ring.h"
#include "dashboard/search.h"

enum { THREAD_SHOWN = 100 };

bool api_cases(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { "team", "agent", "state", "brand", "late", "limit", NULL };
    static const char *const words[] = { "false", "true", NULL };
    static const char *const states[] = { "", "new", "waiting_for_us", "waiting_for_customer", "contact", "reopened", "to_validate", NULL };
    struct buf list = { 0 }, *out = &r->answer;
    int late, state;
    int64_t limit;
    (void)h;
    if (!request_knows(r, params) || !request_choice(r, "late", words, &late) || !request_choice(r, "state", states, &state)
        || !request_int(r, "limit", 1, 1000, 200, &limit))
        return false;
    struct inbox_filter f = { .team = params_get(&r->params, "team"), .agent = params_get(&r->params, "agent"), .state = slice_of(states[state]),
                              .brand = params_get(&r->params, "brand"), .late = late == 1, .now_ms = clock_now_ms() };
    size_t n = inbox_print(api->inbox, r->person, &f, (size_t)limit, &list);
    buf_addz(out, "{\"now\":");
    json_time(out, f.now_ms);
    buf_printf(out, ",\"count\":%zu,\"cases\":", n);
    buf_add(out, buf_slice(&list));
    buf_addz(out, ",\"teams\":");
    inbox_print_teams(api->inbox, r->person, &f, out);
    buf_addz(out, "}\n");
    buf_fini(&list);
    return true;
}

/* Who sees some brands alone sees the teams that have cases of these. */
bool api_queues(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { "brand", NULL };
    struct buf list = { 0 }, *out = &r->answer;
    (void)h;
    if (!request_knows(r, params))
        return false;
    struct setup *s = (struct setup *)shared_take(&api->setup);
    if (!s)
        return request_refuse(r, REFUSE_UNAVAILABLE, "the configuration is being read");
    struct inbox_filter f = { .brand = params_get(&r->params, "brand"), .now_ms = clock_now_ms() };
    bool all = person_sees_all(r->person);
    inbox_print_queues(api->inbox, r->person, &f, (struct inbox_teams){ s->teams, all ? s->team_count : 0 }, &list);
    shared_drop(&s->shared);
    buf_addz(out, "{\"now\":");
    json_time(out, f.now_ms);
    buf_addz(out, ",\"queues\":");
    buf_add(out, buf_slice(&list));
    buf_addz(out, "}\n");
    buf_fini(&list);
    return true;
}

/* Of one of them, in a case of several networks. Only a record that holds the thread's name is read. */
static bool of_case(struct render *rd, const struct post *post, struct setup *s, const struct case_seen *c)
{
    struct slice rest = { 0 }, id, platform;
    while (case_next_conversation(c, &rest, &id)) {
        slice_next(&id, ':', &platform);
        if (!memmem(post->bytes, post->n, id.p, id.n) || !render_read(rd, post, s))
            continue;
        if (slice_eq(rd->view.m.platform, platform) && slice_eq(rd->view.m.conversation.n ? rd->view.m.conversation : rd->view.m.id, id))
            return true;
    }
    return false;
}

static int by_time(const void *x, const void *y)
{
    const struct post *a = *(const struct post *const *)x, *b = *(const struct post *const *)y;
    return (a->created_ms > b->created_ms) - (a->created_ms < b->created_ms);
}

/* What is held of its conversations, the earliest first; the newest of a long one. */
static void print_thread(struct api *api, struct render *rd, const struct person *p, struct setup *s, const struct case_seen *c, struct buf *out)
{
    struct ring_look all = ring_look(api->ring);
    struct post *of[THREAD_SHOWN];
    size_t n = 0, printed = 0;
    for (size_t i = 0; i < all.n && n < THREAD_SHOWN; i++)
        if (of_case(rd, all.v[i], s, c))
            of[n++] = all.v[i];
    if (n)
        qsort(of, n, sizeof of[0], by_time);
    for (size_t i = 0; i < n; i++)
        if (render_read(rd, of[i], s) && render_visible(&rd->view, p)) {
            if (printed++)
                buf_char(out, ',');
            render_mention(rd, p, out);
        }
    ring_done(&all);
}

bool api_case(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    struct inbox_case found;
    struct case_seen seen;
    struct err e = { 0 };
    struct buf *out = &r->answer;
    if (!request_knows(r, params))
        return false;
    if (!inbox_one(api->inbox, r->person, r->below, &r->a, &found))
        return request_refuse(r, REFUSE_NOT_FOUND, "no such open case of your brands");
    struct json *j = json_new(REQUEST_BODY_MAX);
    bool ok = case_seen_parse(j, &r->a, found.record, &seen, &e) || request_refuse(r, REFUSE_INTERNAL, "%s", e.msg);
    json_free(j);
    if (!ok)
        return false;
    struct setup *s = (struct setup *)shared_take(&api->setup);
    if (!s)
        return request_refuse(r, REFUSE_UNAVAILABLE, "the configuration is being read");
    buf_addz(out, "{\"case\":");
    buf_add(out, found.record);
    buf_addz(out, ",\"thread\":[");
    print_thread(api, search_render(h->search), r->person, s, &seen, out);
    buf_addz(out, "]}\n");
    shared_drop(&s->shared);
    return true;
}

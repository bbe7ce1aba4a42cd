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

static bool of_conversation(const struct post_view *v, struct slice platform, struct slice id)
{
    return slice_eq(v->m.platform, platform) && slice_eq(v->m.conversation.n ? v->m.conversation : v->m.id, id);
}

static int by_time(const void *x, const void *y)
{
    const struct post *a = *(const struct post *const *)x, *b = *(const struct post *const *)y;
    return (a->created_ms > b->created_ms) - (a->created_ms < b->created_ms);
}

/* What is held of the conversation, the earliest first; the newest of a long one. Only a record that holds the thread's name is read. */
static void print_thread(struct api *api, struct render *rd, const struct person *p, struct setup *s, struct slice conversation, struct buf *out)
{
    struct slice id = conversation, platform = { 0 };
    struct ring_look all = ring_look(api->ring);
    struct post *of[THREAD_SHOWN];
    size_t n = 0, printed = 0;
    slice_next(&id, ':', &platform);
    for (size_t i = 0; i < all.n && n < THREAD_SHOWN; i++)
        if (memmem(all.v[i]->bytes, all.v[i]->n, id.p, id.n) && render_read(rd, all.v[i], s) && of_conversation(&rd->view, platform, id))
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
    struct slice record, conversation;
    struct buf *out = &r->answer;
    if (!request_knows(r, params))
        return false;
    if (!inbox_one(api->inbox, r->person, r->below, &r->a, &record, &conversation))
        return request_refuse(r, REFUSE_NOT_FOUND, "no such open case of your brands");
    struct setup *s = (struct setup *)shared_take(&api->setup);
    if (!s)
        return request_refuse(r, REFUSE_UNAVAILABLE, "the configuration is being read");
    buf_addz(out, "{\"case\":");
    buf_add(out, record);
    buf_addz(out, ",\"thread\":[");
    print_thread(api, search_render(h->search), r->person, s, conversation, out);
    buf_addz(out, "]}\n");
    shared_drop(&s->shared);
    return true;
}

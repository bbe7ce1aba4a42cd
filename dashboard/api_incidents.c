/* /v1/incidents and /v1/incidents/{id}: what is happening, who has it, what is the next step? */
#include "base/clock.h"
#include "dashboard/book.h"
#include "dashboard/columns_out.h"
#include "dashboard/json_out.h"
#include "dashboard/search.h"
#include "metrics/deleted.h"

#define BEFORE_MS (2 * 3600 * INT64_C(1000))
#define MINUTE_MS INT64_C(60000)
#define SHOWN_MS (24 * 3600 * INT64_C(1000))

bool api_incidents(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { "set", "open", "limit", NULL };
    static const char *const words[] = { "false", "true", NULL };
    struct question q = { 0 };
    struct buf *out = &r->answer;
    int open;
    int64_t limit;
    bool ok = request_knows(r, params) && request_choice(r, "open", words, &open) && request_int(r, "limit", 1, 200, 50, &limit) && question_open(&q, api, h, r)
           && (!params_get(&r->params, "set").n || question_set(&q));
    if (ok) {
        buf_char(out, '{');
        question_stamp(&q, out);
        buf_addz(out, ",\"incidents\":");
        book_print(api->book, r->person, q.setup, q.set, open == 1, (size_t)limit, out);
        buf_addz(out, "}\n");
    }
    question_close(&q);
    return ok;
}

/* Negative mentions of the brand by minute, from two hours before it opened; null where minutes are no longer kept. */
static void print_series(struct question *q, int64_t opened_ms, int64_t closed_ms, struct buf *out)
{
    struct err e = { 0 };
    struct sov_count *v;
    int64_t *from_ms, *to_ms, now = clock_now_ms(), end = closed_ms && closed_ms + BEFORE_MS < now ? closed_ms + BEFORE_MS : now;
    struct reading *one = &q->now;
    q->limits.clock_ms = states_clock(&q->snapshot->states);
    one->period = (struct period){ .from_ms = (opened_ms - BEFORE_MS) / MINUTE_MS * MINUTE_MS, .to_ms = end / MINUTE_MS * MINUTE_MS + MINUTE_MS };
    if (one->period.to_ms - one->period.from_ms > SHOWN_MS)
        one->period.to_ms = one->period.from_ms + SHOWN_MS;
    q->step = STEP_MINUTE;
    one->counts = (struct counts){ .brands = &q->setup->brands, .set = q->columns.v, .width = q->columns.n, .kinds = "b", .plan = &one->plan, .names = q->hand->names, .a = &q->r->a };
    if (q->columns.n == 0 || !plan_make(&one->plan, &one->period, UNIT_MINUTE, q->setup->home, &q->limits, &e) || !counts_read(&one->counts, &q->hand->ledger, &q->snapshot->states, &e)) {
        buf_addz(out, "null");
        return;
    }
    struct normals none = { 0 };
    size_t rows = question_rows(q, &v, &from_ms, &to_ms);
    buf_char(out, '{');
    column_frame(q, from_ms, to_ms, rows, out);
    buf_addz(out, ",\"y\":");
    column_counts(out, v, rows, 1, 0, SOV_NEGATIVE);
    buf_char(out, ',');
    column_band(out, &none, NULL, rows, 1);
    buf_char(out, '}');
}

/* The newest negative ones of the brand, from shortly before it opened on. */
static void print_mentions(struct question *q, int64_t opened_ms, struct buf *out)
{
    struct sought x = { .label = 1 };
    struct page p = { .limit = 5 };
    struct buf items = { 0 };
    struct buf kept = q->r->answer;      /* a refusal would throw away what is there */
    q->r->answer = (struct buf){ 0 };
    q->now.period = (struct period){ .from_ms = opened_ms - BEFORE_MS, .to_ms = clock_now_ms() + MINUTE_MS };
    bool ok = search_page(q->hand->search, q, &x, (struct slice){ 0 }, &p, &items);
    buf_fini(&q->r->answer);
    q->r->answer = kept;
    q->r->answered = false;
    q->r->retry_s = 0;
    q->r->status = 200;
    buf_char(out, '[');
    if (ok)
        buf_add(out, buf_slice(&items));
    buf_char(out, ']');
    buf_fini(&items);
    buf_fini(&p.next);
}

/* Which of its mentions their authors took back, before its statement and after it; null where that is no longer kept. */
static void print_deleted(struct question *q, const char *brand, int64_t opened_ms, int64_t closed_ms, int64_t statement_ms, struct buf *out)
{
    struct err e = { 0 };
    struct deleted d = deleted_of(slice_of(brand), opened_ms, closed_ms, statement_ms, clock_now_ms(), &q->r->a);
    d.names = q->hand->names;
    if (!deleted_read(&d, &q->hand->ledger, &q->snapshot->states, q->setup->home, q->limits.clock_ms, &e))
        d.known = false;
    deleted_print(&d, out);
}

bool api_incident(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    struct question q = { 0 };
    struct buf incident = { 0 }, series = { 0 }, mentions = { 0 }, *out = &r->answer;
    char brand[65];
    int64_t opened_ms, closed_ms;
    uint32_t index;
    bool ok = request_knows(r, params) && question_open(&q, api, h, r);
    ok = ok && (book_one(api->book, r->person, q.setup, r->below, &incident, brand, &opened_ms, &closed_ms)
                || request_refuse(r, REFUSE_NOT_FOUND, "no such incident of your brands"));
    if (ok) {
        q.columns = (struct columns){ .v = arena_alloc(&r->a, sizeof *q.columns.v) };
        if (brands_find(&q.setup->brands, slice_of(brand), &index))
            q.columns.v[q.columns.n++] = index;
        print_series(&q, opened_ms, closed_ms, &series);
        struct period shown = q.now.period;
        print_mentions(&q, opened_ms, &mentions);
        q.now.period = shown;
        char etag[40];
        api_etag(api, r, etag);
        memcpy(r->etag, etag, sizeof etag);
        buf_char(out, '{');
        question_stamp(&q, out);
        buf_addz(out, ",\"incident\":");
        buf_add(out, buf_slice(&incident));
        buf_addz(out, ",\"handling\":");
        book_handling(api->book, r->below, out);
        buf_addz(out, ",\"series\":");
        buf_add(out, buf_slice(&series));
        buf_addz(out, ",\"deleted\":");
        print_deleted(&q, brand, opened_ms, closed_ms, book_statement_ms(api->book, r->below), out);
        buf_addz(out, ",\"causes\":");
        book_causes(api->book, r->below, out);
        buf_addz(out, ",\"samples\":");
        book_samples(api->book, r->below, out);
        buf_addz(out, ",\"timeline\":");
        book_timeline(api->book, r->below, out);
        buf_addz(out, ",\"checklist\":");
        book_checklist(api->book, r->below, out);
        buf_addz(out, ",\"mentions\":");
        buf_add(out, buf_slice(&mentions));
        buf_addz(out, "}\n");
    }
    buf_fini(&incident);
    buf_fini(&series);
    buf_fini(&mentions);
    question_close(&q);
    return ok;
}

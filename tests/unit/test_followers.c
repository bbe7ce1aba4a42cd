/* followers: the latest report of each account and day stays, whatever the order, the batches and the partitions of the records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/buf.h"
#include "model/care_names.h"
#include "model/keys.h"
#include "route/care/followers.h"
#include "kept_store.h"

#define DAY_S INT64_C(86400)
#define START_S INT64_C(1792360800)      /* 2026-10-19 00:00 in Madrid; its clocks go back on the 25th */

enum { ACCOUNTS = 3, DAYS = 10, REPORTS = 4000 };

static const struct book_account account[ACCOUNTS] = {
    { .entity = { "e|tele|teleayuda|care", 21 } }, { .entity = { "e|tele|teleprensa|-", 19 } }, { .entity = { "e|banco|bancosur|main", 21 } } };
static struct slice name_of[ACCOUNTS];

struct report { size_t by; struct mention m; };

/* What stands for Redis: the counters of days, by their number. */
struct redis { int64_t day[ACCOUNTS][DAYS + 2]; };
static int32_t day0;

static struct mention mention_of(int64_t s, int64_t followers)
{
    return (struct mention){ .platform = SLICE("x"), .id = SLICE("1"), .created_ms = s * 1000, .updated_ms = MENTION_NONE, .followers = followers };
}

static struct report report_of(unsigned k)
{
    uint64_t dice = (k + 1) * UINT64_C(0x9e3779b97f4a7c15);
    dice ^= dice >> 31;
    struct report r = { .by = dice % ACCOUNTS, .m = mention_of(START_S + (int64_t)(dice >> 8) % (DAYS * DAY_S), (int64_t)(dice >> 40 & 0xffff)) };
    if ((dice >> 4 & 15) == 0)
        r.m.followers = MENTION_NONE;
    if ((dice >> 60) == 0)
        r.m.deleted = true;
    if ((dice >> 60) == 1)
        r.m.refresh = true;                                       /* of when is not said */
    if ((dice >> 60) == 2)
        r.m.updated_ms = r.m.created_ms + (int64_t)(dice >> 20 & 0xffff) * 1000;
    return r;
}

/* Written from the header's words alone. */
static void expect_by_hand(const struct zone *z, struct redis *out)
{
    for (unsigned k = 0; k < REPORTS; k++) {
        struct report r = report_of(k);
        int64_t ms = r.m.updated_ms == MENTION_NONE ? r.m.created_ms : r.m.updated_ms;
        if (r.m.followers == MENTION_NONE || r.m.deleted || (r.m.refresh && r.m.updated_ms == MENTION_NONE))
            continue;
        int32_t day = zone_day(z, ms / 1000);
        int64_t *have = &out->day[r.by][day - day0];
        if (!*have || ms / 1000 > care_followers_ms(*have, day) / 1000 || (ms / 1000 == care_followers_ms(*have, day) / 1000 && r.m.followers > care_followers(*have)))
            *have = care_followers_put(day, ms, r.m.followers);
    }
}

static size_t account_of(const struct names *names, uint32_t number)
{
    for (size_t i = 0; i < ACCOUNTS; i++)
        if (slice_eq(names->by_number[number], name_of[i]))
            return i;
    fail_msg("no counter " SLICE_FMT, SLICE_ARG(names->by_number[number]));
    return 0;
}

/* What read.lua answers to the arguments kept. */
static struct slice answer(const struct redis *r, const struct names *names, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i + 2 < kept.n; i += 3) {
        int64_t day, number;
        char text[INT_TEXT];
        struct slice key = kept.arg[i];
        assert_true(slice_take(&key, ':') && slice_take(&key, 'd') && slice_take(&key, ':') && slice_int(key, &day) && slice_int(kept.arg[i + 2], &number));
        int64_t v = r->day[account_of(names, (uint32_t)number)][day - day0];
        size_t n = int_text(v, text);
        buf_char(out, v ? (char)n : '\xff');
        buf_char(out, v ? 0 : '\xff');
        if (v)
            buf_add(out, (struct slice){ text, n });
    }
    return buf_slice(out);
}

static void put_batch(struct redis *r, struct names *names, const struct zone *z, const unsigned *order, size_t n)
{
    struct arena a = { 0 };
    struct buf bytes = { 0 };
    struct followers f;
    struct tally t;
    struct err e = { 0 };
    followers_begin(&f, &a, names, z, n);
    for (size_t i = 0; i < n; i++) {
        struct report one = report_of(order[i]);
        followers_want(&f, &one.m, &account[one.by]);
    }
    kept.n = 0;
    arena_reset(&kept.a);
    followers_ask(&f, &kept);
    struct slice packed = answer(r, names, &bytes);
    assert_true(followers_learn(&f, &packed, &e) && packed.n == 0);
    for (size_t i = 0; i < n; i++) {
        struct report one = report_of(order[i]);
        followers_record(&f, &one.m, &account[one.by]);
    }
    tally_init(&t, &a);
    buf_fini(&bytes);
    followers_pour(&f, &t);
    for (uint32_t i = 0; i <= t.mask; i++) {
        if (!t.cells[i].key)
            continue;
        assert_int_equal(t.cells[i].key >> 30 & 3, TALLY_DAY);
        r->day[account_of(names, (uint32_t)t.cells[i].key & 0x3fffffff)][zone_day(z, (int64_t)(t.cells[i].key >> 32) * 60) - day0] += t.cells[i].delta;
    }
    arena_fini(&a);
}

static void shuffle(unsigned *order, unsigned seed)
{
    srand(seed);
    for (unsigned k = 0; k < REPORTS; k++)
        order[k] = k;
    for (unsigned k = REPORTS; seed && k-- > 1;) {
        unsigned other = (unsigned)rand() % (k + 1), was = order[k];
        order[k] = order[other];
        order[other] = was;
    }
}

static void the_latest_report_of_a_day_stays_in_any_order_and_batches(void **state)
{
    struct err e = { 0 };
    struct zone *z = zone_open("Europe/Madrid", &e);
    static struct redis want;
    static unsigned order[REPORTS];
    (void)state;
    day0 = zone_day(z, START_S);
    expect_by_hand(z, &want);
    for (unsigned seed = 0; seed < 6; seed++) {
        struct redis part[2] = { 0 }, have = { 0 };
        struct names names[2] = { 0 };
        shuffle(order, seed);
        for (size_t at = 0, n; at < REPORTS; at += n) {
            n = seed == 1 ? 1 : 1 + (size_t)rand() % 300;
            n = n < REPORTS - at ? n : REPORTS - at;
            size_t p = (size_t)rand() % 2;                         /* as they would come through two partitions */
            put_batch(&part[p], &names[p], z, order + at, n);
        }
        for (size_t a = 0; a < ACCOUNTS; a++)
            for (size_t d = 0; d < DAYS + 2; d++)
                have.day[a][d] = part[0].day[a][d] > part[1].day[a][d] ? part[0].day[a][d] : part[1].day[a][d];
        assert_memory_equal(&have, &want, sizeof want);
        names_fini(&names[0]);
        names_fini(&names[1]);
    }
    zone_close(z);
}

static void a_report_is_one_number_that_grows_with_time(void **state)
{
    struct err e = { 0 };
    static const char *const zones[] = { "Pacific/Kiritimati", "Etc/GMT+12", "Europe/Madrid", "Asia/Kathmandu" };
    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        struct zone *z = zone_open(zones[i], &e);
        int64_t last = 0;
        int32_t of = zone_day(z, START_S);
        for (int64_t s = START_S; zone_day(z, s) == of; s += 977) {
            int64_t report = care_followers_put(of, s * 1000 + 999, 1000000 - (s - START_S));
            assert_true(report > last && report < INT64_C(1) << 50);   /* later counts, although fewer */
            assert_int_equal(care_followers(report), 1000000 - (s - START_S));
            assert_int_equal(care_followers_ms(report, of), s * 1000);
            last = report;
        }
        assert_true(care_followers_put(of, START_S * 1000, 5) < care_followers_put(of, START_S * 1000, 6));
        assert_int_equal(care_followers(care_followers_put(of, START_S * 1000, INT64_MAX)), FOLLOWERS_MOST);
        zone_close(z);
    }
}

int main(void)
{
    char text[CARE_NAME];
    struct arena a = { 0 };
    static const char *const who[] = { "teleayuda|care", "teleprensa|-", "bancosur|main" };
    for (size_t i = 0; i < ACCOUNTS; i++)
        name_of[i] = arena_dup(&a, care_name_put(text, 'f', i < 2 ? SLICE("tele") : SLICE("banco"), SLICE("x"), slice_of(who[i]), CARE_FOLLOWERS));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_report_of_a_day_stays_in_any_order_and_batches),
        cmocka_unit_test(a_report_is_one_number_that_grows_with_time),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_fini(&a);
    return failed;
}

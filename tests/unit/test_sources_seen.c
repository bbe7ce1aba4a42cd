/* sources as the dashboard sees them: quiet or broken, behind or blind, told from what came and from nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "dashboard/sources.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define BEGAN (20000 * 24 * HOUR)

/* A mention every so many minutes, for ten hours; then silence. Its lag is known as of `now`. */
static struct sources *seen(int64_t every, size_t n)
{
    struct sources *s = sources_new();
    for (size_t i = 0; i < n; i++)
        sources_saw(s, SLICE("mastodon:public"), SLICE("mastodon"), BEGAN + (int64_t)i * every, BEGAN + (int64_t)i * every);
    return s;
}

static void is(struct sources *s, int64_t now, const char *state, const char *reason)
{
    struct buf out = { 0 };
    char worst[256];
    sources_print(s, now, &out, worst);
    if (!strstr(buf_z(&out), state) || !strstr(buf_z(&out), reason))
        fail_msg("%s and '%s' were to be in %s", state, reason, buf_z(&out));
    assert_string_equal(worst, strstr(state, "live") || strstr(state, "unknown") ? "" : "mastodon:public");
    buf_fini(&out);
}

static void silence_is_judged_by_the_longest_before(void **state)
{
    int64_t last = BEGAN + 59 * 10 * MINUTE;
    (void)state;
    struct sources *s = seen(10 * MINUTE, 60);
    is(s, last + 9 * MINUTE, "\"state\":\"live\"", "9 min of silence is normal here (up to 10 min)");
    is(s, last + 11 * MINUTE, "\"state\":\"quiet\"", "longer than ever before (10 min); whether it is broken cannot be told yet");
    is(s, last + 45 * MINUTE, "\"state\":\"quiet\"", "cannot be told");           /* four times as long, but no hour */
    is(s, last + 61 * MINUTE, "\"state\":\"broken\"", "look at the log of pulso-ingest");
    sources_free(s);
    s = seen(HOUR, 12);
    is(s, BEGAN + 11 * HOUR + 3 * HOUR, "\"state\":\"quiet\"", "3 h");
    is(s, BEGAN + 11 * HOUR + 5 * HOUR, "\"state\":\"broken\"", "5 h");
    sources_free(s);
    s = seen(MINUTE, 9);
    is(s, BEGAN + 5 * HOUR, "\"state\":\"unknown\"", "only 9 mentions");
    sources_free(s);
}

static void what_is_not_classified_yet_is_no_silence(void **state)
{
    int64_t last = BEGAN + 59 * 10 * MINUTE;
    (void)state;
    struct sources *s = seen(10 * MINUTE, 60);
    sources_lag(s, 1001, last + 61 * MINUTE);
    assert_true(sources_behind(s));
    is(s, last + 61 * MINUTE, "\"state\":\"behind\"", "1001 records wait to be classified");
    sources_lag(s, 1000, last + 61 * MINUTE);
    assert_false(sources_behind(s));
    is(s, last + 61 * MINUTE, "\"state\":\"broken\"", "silent");
    sources_free(s);
}

static void while_kafka_is_away_nobody_is_called_broken(void **state)
{
    int64_t last = BEGAN + 59 * 10 * MINUTE, now = last + 2 * MINUTE;
    (void)state;
    struct sources *s = seen(10 * MINUTE, 60);
    assert_false(sources_blind(s, now));                 /* it was never asked: the feed begins */
    sources_lag(s, 0, now);
    sources_lag(s, -1, now + 5000);
    assert_false(sources_blind(s, now + 12000));
    assert_true(sources_blind(s, now + 12001));
    is(s, now + 2 * HOUR, "\"state\":\"behind\"", "Kafka has not answered for 2 h");
    sources_lag(s, 0, now + 2 * HOUR);
    assert_false(sources_blind(s, now + 2 * HOUR));
    is(s, now + 2 * HOUR, "\"state\":\"broken\"", "silent for 2 h");
    sources_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_judged_by_the_longest_before),
        cmocka_unit_test(what_is_not_classified_yet_is_no_silence),
        cmocka_unit_test(while_kafka_is_away_nobody_is_called_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* news, track, alarm, causes: what makes a page, row by row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "route/crisis/alarm.h"
#include "route/crisis/budget.h"
#include "route/crisis/causes.h"
#include "route/crisis/news.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define T0 1795322520000LL   /* some minute */

/* Of a brand known for long: T* is 225 hours. */
static struct sight sight(double x, double usual, double all, double share, double hours, double history)
{
    struct sight s = { .x = x, .usual = usual, .share = share, .history = history, .authors = { 12, 12 }, .all = { all, 12 * all } };
    s.score.x[0] = x;
    s.score.x[1] = x;
    s.score.expected[0] = usual;
    s.score.expected[1] = 12 * usual;
    s.score.hours[DETECTOR_SHORT] = s.score.hours[DETECTOR_LONG] = s.score.hours[DETECTOR_BOTH] = hours;
    return s;
}

static void each_level_asks_for_all_of_its_conditions(void **state)
{
    (void)state;
    static const struct { double x, usual, all, share, hours, history; int authors; enum alarm_level want; } row[] = {
        { 47, 4, 60, 0.3, 230, 600, 12, LEVEL_ALERT },
        { 47, 10, 60, 0.3, 224, 600, 12, LEVEL_WATCH },    /* T < T* */
        { 47, 10, 60, 0.3, 71, 600, 12, LEVEL_NONE },
        { 47, 4, 60, 0.3, 900, 600, 12, LEVEL_CRISIS },    /* four times as rare */
        { 48, 4, 60, 0.3, 230, 600, 12, LEVEL_CRISIS },    /* four times what is enough, which is three times the usual */
        { 9, 1, 12, 0.3, 900, 600, 12, LEVEL_WATCH },      /* the floor */
        { 11, 4, 12, 0.3, 900, 600, 12, LEVEL_WATCH },     /* three times the usual */
        { 47, 4, 60, 0.3, 230, 600, 4, LEVEL_WATCH },      /* few authors */
        { 47, 4, 60, 0.3, 230, 600, -1, LEVEL_ALERT },     /* nobody knows how many */
        { 47, 4, 170, 0.3, 900, 600, 12, LEVEL_WATCH },    /* much is said, and no more of it is negative than ever */
        { 47, 4, 2000, 0.3, 900, 600, 12, LEVEL_WATCH },   /* good news */
        { 47, 4, 52, 0.95, 230, 600, 12, LEVEL_ALERT },    /* of whom nothing good is ever said */
        { 47, 4, 60, -1, 230, 600, 12, LEVEL_ALERT },      /* no share is known */
        { 10, 0, 12, -1, 5, 0, 12, LEVEL_ALERT },          /* a cold start: gross, and the floor */
        { 9, 0, 12, -1, 5, 0, 9, LEVEL_NONE },
        { 19, 4, 30, -1, 500, 100, 12, LEVEL_WATCH },      /* young, and not five times the usual */
        { 20, 4, 30, -1, 5, 100, 12, LEVEL_ALERT },
        { 39, 0, 42, -1, 5, 0, 12, LEVEL_ALERT },
        { 40, 0, 43, -1, 5, 0, 12, LEVEL_CRISIS },         /* four times the floor */
        { 79, 4, 90, -1, 5, 100, 12, LEVEL_ALERT },
        { 80, 4, 90, -1, 5, 100, 12, LEVEL_CRISIS },       /* four times five times the usual */
        { 4, 0, 4, -1, 100, 600, 4, LEVEL_NONE },          /* four of a tiny brand are nothing to look at */
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct sight s = sight(row[i].x, row[i].usual, row[i].all, row[i].share, row[i].hours, row[i].history);
        s.authors[DETECTOR_SHORT] = row[i].authors;
        enum alarm_level got = alarm_level(&alarm_usual, &s);
        if (got != row[i].want)
            fail_msg("row %zu: %s, expected %s", i, alarm_level_names[got], alarm_level_names[row[i].want]);
    }
}

static void a_swell_pages_by_the_share_of_negatives(void **state)
{
    (void)state;
    struct sight s = sight(20, 10, 40, 0.25, 10, 600);
    s.score.x[DETECTOR_LONG] = 240;      /* where 120 are usual: twice, for hours */
    s.all[DETECTOR_LONG] = 600;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_ALERT);
    s.authors[DETECTOR_SHORT] = 2;       /* of a small brand hardly anybody speaks in a quarter of an hour */
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_ALERT);
    s.authors[DETECTOR_LONG] = 4;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_NONE);
    s.authors[DETECTOR_LONG] = 12;
    s.all[DETECTOR_LONG] = 960;          /* and the others doubled, too */
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_NONE);
    s.all[DETECTOR_LONG] = 600;
    s.deaf = 61;                         /* a flood that is over: 179 where 120 are usual */
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_NONE);
    s.deaf = 0;
    s.unheard = 1;                       /* and all of this quarter of an hour is one */
    s.score.x[DETECTOR_LONG] = 199;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_NONE);
}

/* How loud it is and how much of it is negative: each makes up for what the other lacks. */
static void a_swell_is_as_rare_as_both_of_its_witnesses_say(void **state)
{
    static const struct { double hours, all, share; enum alarm_level want; } row[] = {
        { 4.5, 675, 0.25, LEVEL_ALERT },     /* 6.3 standard deviations */
        { 85, 850, 0.25, LEVEL_WATCH },      /* 2.2: 2.5 times as rare as 85 hours, and T* is 225 */
        { 92, 850, 0.25, LEVEL_ALERT },
        { 220, 910, 0.25, LEVEL_WATCH },     /* 0.96: no more of it is negative than might be */
        { 230, 900, 0.25, LEVEL_ALERT },
        { 220, 600, -1, LEVEL_WATCH },       /* the share is not known, and says nothing */
        { 230, 600, -1, LEVEL_ALERT },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct sight s = sight(20, 10, 40, row[i].share, row[i].hours, 600);
        s.score.x[DETECTOR_LONG] = 240;
        s.all[DETECTOR_LONG] = row[i].all;
        enum alarm_level got = alarm_level(&alarm_usual, &s);
        if (got != row[i].want)
            fail_msg("row %zu: %s, expected %s", i, alarm_level_names[got], alarm_level_names[row[i].want]);
    }
}

/* At night three times the day's usual is a crowd that nobody needs to wait for. */
static void a_burst_is_measured_by_its_hour_where_that_is_quiet(void **state)
{
    struct sight s = sight(40, 30, 50, 0.3, 230, 600);
    (void)state;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_WATCH);
    s.score.expected[DETECTOR_SHORT] = 8;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_ALERT);
    s.score.expected[DETECTOR_SHORT] = 14;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_WATCH);
    s.score.expected[DETECTOR_SHORT] = 8;                      /* 5 times the hour's usual and 30, and 7.6 standard deviations of share */
    s.score.hours[DETECTOR_SHORT] = s.score.hours[DETECTOR_BOTH] = 20;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_ALERT);
    s.score.expected[DETECTOR_SHORT] = 8.1;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_NONE);
}

/* A swell's page is written at an ordinary quarter of an hour: half of that goes on for ever. */
static void a_swell_closes_once_the_usual_is_back(void **state)
{
    struct sight s = sight(20, 10, 40, 0.25, 10, 600);
    struct alarm a = { 0 };
    (void)state;
    s.score.x[DETECTOR_LONG] = 240;
    s.all[DETECTOR_LONG] = 600;
    assert_int_equal(alarm_step(&alarm_usual, &a, &s, T0, true, false), ALARM_OPENED);
    s.x = s.score.x[DETECTOR_SHORT] = 12;
    s.score.x[DETECTOR_LONG] = 151;      /* more than half of what opened it */
    for (int h = 1; h <= 12; h++)
        assert_int_equal(alarm_step(&alarm_usual, &a, &s, T0 + h * HOUR, true, false), ALARM_SAME);
    s.score.x[DETECTOR_LONG] = 130;
    assert_int_equal(alarm_step(&alarm_usual, &a, &s, T0 + 13 * HOUR, true, false), ALARM_SAME);
    assert_int_equal(alarm_step(&alarm_usual, &a, &s, T0 + 19 * HOUR, true, false), ALARM_CLOSED);
}

static enum alarm_change step(struct alarm *a, double x, double hours, int64_t minute, bool fresh, bool mute)
{
    struct sight s = sight(x, 2, x + 3, 0.3, hours, 600);
    return alarm_step(&alarm_usual, a, &s, T0 + minute * MINUTE, fresh, mute);
}

static void an_incident_rises_once_and_closes_after_six_hours_of_calm(void **state)
{
    (void)state;
    static const struct { int64_t minute; double x, hours; enum alarm_change want; enum alarm_level level; } row[] = {
        { 0, 12, 80, ALARM_OPENED, LEVEL_WATCH },  { 1, 14, 80, ALARM_SAME, LEVEL_WATCH },      { 2, 20, 230, ALARM_RAISED, LEVEL_ALERT },
        { 3, 39, 400, ALARM_SAME, LEVEL_ALERT },   { 4, 40, 400, ALARM_RAISED, LEVEL_CRISIS },  { 5, 200, 2000, ALARM_SAME, LEVEL_CRISIS },
        { 6, 3, 20, ALARM_SAME, LEVEL_CRISIS },    { 300, 3, 20, ALARM_SAME, LEVEL_CRISIS },    { 301, 3, 113, ALARM_SAME, LEVEL_CRISIS },
        { 302, 3, 9, ALARM_SAME, LEVEL_CRISIS },   { 661, 3, 9, ALARM_SAME, LEVEL_CRISIS },     { 662, 3, 9, ALARM_CLOSED, LEVEL_NONE },
        { 663, 35, 300, ALARM_OPENED, LEVEL_ALERT },
    };
    struct alarm a = { 0 };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        enum alarm_change got = step(&a, row[i].x, row[i].hours, row[i].minute, true, false);
        if (got != row[i].want || a.level != row[i].level)
            fail_msg("row %zu: change %d at %s", i, (int)got, alarm_level_names[a.level]);
    }
    assert_int_equal(a.opened_ms, T0 + 663 * MINUTE);
}

/* A long queue may bring all of a crisis at once: it is none the smaller for that, and ends as it would have ended. */
static void after_a_lag_each_fresh_minute_is_looked_at(void **state)
{
    static const struct { int64_t seen, now, clock, fresh, want; } row[] = {
        { 0, 90, 90, 30, 90 },        { 90, 90, 90, 30, 90 },   { 89, 90, 90, 30, 90 },      /* minutes; live, and a take-over */
        { 70, 90, 90, 30, 71 },       { 71, 90, 90, 30, 72 },   { 70, 90, 95, 30, 71 },
        { 50, 90, 90, 30, 61 },       { 50, 90, 95, 30, 66 },   { 50, 90, 130, 30, 90 },     /* what is older than half an hour opens nothing */
        { 20, 90, 90, 0, 31 },        { 40, 90, 990, 0, 41 },                               /* whatever its age, of an hour at most */
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        int64_t got = news_next(row[i].seen * MINUTE, row[i].now * MINUTE, row[i].clock * MINUTE, row[i].fresh * MINUTE);
        if (got != row[i].want * MINUTE)
            fail_msg("row %zu: minute %lld", i, (long long)(got / MINUTE));
    }
}

static void what_comes_in_one_batch_is_worth_what_it_is_worth_one_by_one(void **state)
{
    struct alarm by_one = { 0 }, at_once = { 0 };
    (void)state;
    for (int x = 0; x <= 120; x++)
        step(&by_one, x, x >= 12 ? 230 : 20, 0, true, false);
    assert_int_equal(step(&at_once, 120, 230, 0, true, false), ALARM_OPENED);
    assert_int_equal(by_one.level, LEVEL_CRISIS);
    assert_int_equal(at_once.level, LEVEL_CRISIS);
    assert_true(at_once.x_page == by_one.x_page);
    for (int64_t minute = 1; minute < 400; minute++) {
        double x = minute < 30 ? 120 - 4 * (double)minute : 4;
        assert_int_equal(step(&at_once, x, 20, minute, true, false), step(&by_one, x, 20, minute, true, false));
    }
    assert_int_equal(at_once.level, LEVEL_NONE);
}

static void stale_news_opens_nothing_and_planned_works_page_nobody(void **state)
{
    (void)state;
    struct alarm a = { 0 };
    assert_int_equal(step(&a, 500, 5000, 0, false, false), ALARM_SAME);
    assert_int_equal(step(&a, 500, 5000, 1, true, true), ALARM_OPENED);
    assert_int_equal(a.level, LEVEL_WATCH);
    assert_int_equal(step(&a, 500, 5000, 2, true, true), ALARM_SAME);
    assert_int_equal(step(&a, 500, 5000, 3, true, false), ALARM_RAISED);   /* the works are over, and it goes on */
    assert_int_equal(a.level, LEVEL_CRISIS);
    assert_int_equal(step(&a, 0, 1, 4, false, false), ALARM_SAME);
    assert_int_equal(step(&a, 0, 1, 364, false, false), ALARM_CLOSED);
}

static void the_budget_sets_how_rare_a_page_is(void **state)
{
    (void)state;
    static const struct { double budget, hours; } row[] = { { 1, 450 }, { 2, 225 }, { 6, 75 } };
    for (size_t i = 0; i < 3; i++) {
        struct alarm_conf c = alarm_usual;
        c.budget = row[i].budget;
        assert_true(fabs(alarm_page_hours(&c) - row[i].hours) < 1e-9);
    }
}

static void a_month_of_too_many_pages_raises_the_threshold_and_one_of_none_lowers_it(void **state)
{
    (void)state;
    static const struct { int pages; double want; } row[] = { { 0, 0.593 }, { 4, 1.027 }, { 8, 1.326 }, { 40, 2 } };   /* 3.68 are allowed in 8 weeks */
    int64_t now = 700 * BUDGET_MONTH_MS + HOUR, paged[64];
    for (size_t i = 0; i < 4; i++) {
        for (int k = 0; k < 64; k++)
            paged[k] = k < row[i].pages ? 699 * BUDGET_MONTH_MS - k : 700 * BUDGET_MONTH_MS + k;   /* those of this month wait for the next */
        double got = budget_scale(paged, 64, 0, now, 2);
        if (fabs(got - row[i].want) > 0.001)
            fail_msg("%d pages: %f", row[i].pages, got);
        assert_true(budget_scale(paged, 64, 0, now + 20 * 24 * HOUR, 2) == got);
        assert_true(budget_scale(paged, 64, now - 55 * 24 * HOUR, now, 2) == 1);                   /* known for too short */
    }
}

static void the_scale_moves_pages_and_swells(void **state)
{
    (void)state;
    struct sight s = sight(47, 10, 60, 0.3, 230, 600);
    s.scale = 1.5;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_WATCH);
    s.score.hours[DETECTOR_BOTH] = 338;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_ALERT);
    s = sight(20, 10, 40, 0.25, 30, 600);
    s.score.x[DETECTOR_LONG] = 220;
    s.all[DETECTOR_LONG] = 740;          /* 3 standard deviations: 7.4 times as rare as 30 hours */
    s.scale = 0.9;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_ALERT);
    s.scale = 1.1;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_NONE);
}

/* ---- shares ---- */

/* n hours of 3 mentions in 10, then so many of another share; what is usual after them. */
static double share_after(double all, int hours, double bad)
{
    struct share s;
    share_init(&s);
    for (int h = 0; h < 20 * 24; h++)
        share_learn(&s, h, 30, 100);
    for (int h = 20 * 24; h < 20 * 24 + hours; h++)
        share_learn(&s, h, bad, all);
    return share_usual(&s);
}

static void a_share_is_what_most_days_have(void **state)
{
    struct share s;
    (void)state;
    share_init(&s);
    assert_true(share_usual(&s) < 0);
    for (int h = 0; h < 4; h++)
        share_learn(&s, h, 30, 100);
    assert_true(share_usual(&s) < 0);                            /* 400 mentions */
    share_learn(&s, 4, 30, 100);
    assert_true(fabs(share_usual(&s) - 0.3) < 1e-6);
    assert_true(fabs(share_after(100, 5 * 24, 90) - 0.3) < 0.01); /* a crisis of five days teaches nothing */
    assert_true(fabs(share_after(400, 3, 35) - 0.3) < 0.01);      /* an evening of football */
    assert_true(share_after(400, 24, 35) < 0.11);                 /* in the midst of a campaign anger is measured by it */
    struct share after;
    share_init(&after);
    for (int h = 0; h < 20 * 24; h++)
        share_learn(&after, h, h / 24 > 12 && h / 24 < 18 ? 35 : 30, h / 24 > 12 && h / 24 < 18 ? 400 : 100);
    assert_true(fabs(share_usual(&after) - 0.3) < 0.01);          /* and once it is over it has taught nothing */
    share_learn(&after, 2000 * 24, 10, 20);                       /* nor is a share of years ago the usual one */
    assert_true(share_usual(&after) < 0);
}

/* ---- tracks ---- */

static struct track *month(void)
{
    struct sight s;
    struct track *t = malloc(sizeof *t);
    assert_non_null(t);
    track_init(t);
    srand(3);
    for (int64_t m = T0 / MINUTE - 14 * 1440; m < T0 / MINUTE; m++)
        track_close(t, m, (struct minute){ rand() % 3 == 0, 2 }, true, &s);
    return t;
}

static void a_track_goes_on_from_its_bytes_to_the_same_score(void **state)
{
    (void)state;
    struct track *a = month(), *b = malloc(sizeof *b);
    struct buf packed = { 0 };
    struct sight sa, sb;
    assert_non_null(b);
    track_pack(a, &packed);
    assert_true(track_unpack(b, buf_slice(&packed)));
    for (int64_t m = T0 / MINUTE; m < T0 / MINUTE + 200; m++) {
        track_close(a, m, (struct minute){ (double)(m % 5), 6 }, true, &sa);
        track_close(b, m, (struct minute){ (double)(m % 5), 6 }, true, &sb);
    }
    assert_memory_equal(&sa, &sb, sizeof sa);
    assert_true(sa.score.hours[2] > 5);
    assert_false(track_unpack(b, SLICE("something else")));
    assert_false(track_unpack(b, (struct slice){ packed.p, packed.n - 1 }));
    packed.p[0] ^= 64;                           /* another version's */
    assert_false(track_unpack(b, buf_slice(&packed)));
    buf_fini(&packed);
    free(a);
    free(b);
}

static void a_sight_has_the_mentions_of_both_windows(void **state)
{
    (void)state;
    struct track *t = month();
    struct sight s;
    track_peek(t, NULL, 0, &s);
    assert_true(s.all[0] == 30 && s.all[1] == 360);
    assert_true(fabs(s.share - 1 / 6.0) < 0.01);
    const struct minute more[] = { { 5, 50 }, { 7, 70 }, { 0, 0 } };
    track_peek(t, more, 3, &s);
    assert_true(s.all[0] == 24 + 120 && s.all[1] == 360 - 6 + 120);
    track_amend(t, T0 / MINUTE - 2, (struct minute){ 1, 102 });
    track_amend(t, T0 / MINUTE - 20, (struct minute){ 1, 12 });
    track_peek(t, NULL, 0, &s);
    assert_true(s.all[0] == 130 && s.all[1] == 470);
    free(t);
}

/* Sixty of three accounts within ten minutes; forty minutes later they are still among those of three hours. */
static enum alarm_level after_a_flood(bool noted)
{
    struct track *t = month();
    struct sight s;
    int64_t m = T0 / MINUTE;
    for (int i = 0; i < 50; i++, m++) {
        int flood = i < 10 ? 6 : 0, of_window = i < 10 ? 6 * (i + 1) : i < 15 ? 60 : i < 24 ? 60 - 6 * (i - 14) : 0;
        track_close(t, m, (struct minute){ flood + (m % 3 == 0), flood + 2 }, true, &s);
        if (noted)
            track_note(t, m, of_window);
    }
    track_peek(t, NULL, 0, &s);
    assert_true(s.x == 5);
    enum alarm_level level = alarm_level(&alarm_usual, &s);
    free(t);
    return level;
}

static void a_flood_that_is_over_is_no_swell(void **state)
{
    (void)state;
    assert_int_equal(after_a_flood(false), LEVEL_ALERT);
    assert_true(after_a_flood(true) < LEVEL_ALERT);
}

static void a_topic_that_comes_up_was_silent_before(void **state)
{
    (void)state;
    struct track *brand = month(), *topic = malloc(sizeof *topic);
    struct sight s;
    assert_non_null(topic);
    track_quiet(topic, brand);
    track_peek(topic, NULL, 0, &s);
    assert_true(s.history > 250 && s.x == 0 && s.usual == 0 && s.all[1] == 0);
    for (int64_t m = T0 / MINUTE; m < T0 / MINUTE + 15; m++)
        track_close(topic, m, (struct minute){ 3, 3 }, true, &s);
    assert_true(s.score.hours[DETECTOR_BOTH] > 225);
    free(brand);
    free(topic);
}

static void a_brand_just_begun_is_measured_by_the_minutes_before(void **state)
{
    (void)state;
    struct track t;
    struct sight s;
    track_init(&t);
    for (int64_t m = T0 / MINUTE; m < T0 / MINUTE + 60; m++)
        track_close(&t, m, (struct minute){ 4, 8 }, true, &s);
    assert_true(s.x == 60 && fabs(s.usual - 60) < 1e-6);
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_NONE);
}

/* ---- causes ---- */

static void causes_add_up_to_the_excess(void **state)
{
    (void)state;
    static const struct { double x, expected, day; struct cause v[3]; size_t n; } row[] = {
        { 50, 10, 960, { { "x", 40, 480 }, { "mastodon", 10, 480 } }, 2 },              /* platforms: all of it */
        { 50, 10, 960, { { "outage", 45, 96 }, { "billing", 20, 192 } }, 2 },           /* topics: some have both */
        { 50, 10, 960, { { "outage", 5, 96 } }, 1 },                                    /* and most have none */
        { 20, 0, 0, { { "x", 20, 0 } }, 1 },                                            /* never heard of before */
        { 7, 9, 100, { { "" } }, 0 },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct cause v[4];
        double sum = 0;
        memcpy(v, row[i].v, sizeof row[i].v);
        size_t n = causes_share(v, row[i].n, row[i].x, row[i].expected, row[i].day);
        for (size_t k = 0; k < n; k++)
            sum += v[k].excess;
        if (fabs(sum - (row[i].x - row[i].expected)) > 1e-9)
            fail_msg("row %zu: %g", i, sum);
    }
    struct cause v[3] = { { "x", 40, 480 }, { "mastodon", 10, 480 } };
    struct buf out = { 0 };
    size_t n = causes_share(v, 2, 50, 10, 960);
    assert_int_equal(n, 2);
    causes_print("platform", v, n, &out);
    assert_string_equal(buf_z(&out), "{\"kind\":\"platform\",\"name\":\"x\",\"count\":40,\"excess\":35.00},"
                                     "{\"kind\":\"platform\",\"name\":\"mastodon\",\"count\":10,\"excess\":5.00}");
    buf_fini(&out);
}

static void event_time_waits_for_the_slowest_partition_that_is_behind(void **state)
{
    (void)state;
    static const struct { struct news_input v[3]; int64_t clock, want; } row[] = {
        { { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } }, T0, 0 },                              /* nothing was ever said */
        { { { 5, 9, T0 - 50 }, { 7, 7, T0 }, { 3, 3, T0 - HOUR } }, T0 + 99, T0 - 50 },    /* one behind */
        { { { 5, 9, T0 - 50 }, { 7, 8, T0 - 90 }, { 3, 3, T0 } }, T0, T0 - 90 },           /* two behind */
        { { { 9, 9, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0 + 10000, T0 + 8000 },       /* all at the end: the clock */
        { { { 9, 9, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0 + 500, T0 },                /* never before the last event */
        { { { 9, 9, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0 + HOUR, T0 + MINUTE },      /* nor far beyond it */
        { { { 0, 4, 0 }, { 8, 8, T0 }, { 3, 3, T0 } }, T0, 0 },                            /* one has not begun: unknown */
        { { { 9, 7, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0, T0 },                      /* an end that was asked for a moment ago */
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        int64_t got = news_now(row[i].v, 3, row[i].clock);
        if (got != row[i].want)
            fail_msg("row %zu: %lld, expected %lld", i, (long long)got, (long long)row[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_level_asks_for_all_of_its_conditions),
        cmocka_unit_test(a_swell_pages_by_the_share_of_negatives),
        cmocka_unit_test(an_incident_rises_once_and_closes_after_six_hours_of_calm),
        cmocka_unit_test(after_a_lag_each_fresh_minute_is_looked_at),
        cmocka_unit_test(what_comes_in_one_batch_is_worth_what_it_is_worth_one_by_one),
        cmocka_unit_test(stale_news_opens_nothing_and_planned_works_page_nobody),
        cmocka_unit_test(the_budget_sets_how_rare_a_page_is),
        cmocka_unit_test(a_month_of_too_many_pages_raises_the_threshold_and_one_of_none_lowers_it),
        cmocka_unit_test(the_scale_moves_pages_and_swells),
        cmocka_unit_test(a_swell_is_as_rare_as_both_of_its_witnesses_say),
        cmocka_unit_test(a_burst_is_measured_by_its_hour_where_that_is_quiet),
        cmocka_unit_test(a_swell_closes_once_the_usual_is_back),
        cmocka_unit_test(a_share_is_what_most_days_have),
        cmocka_unit_test(a_track_goes_on_from_its_bytes_to_the_same_score),
        cmocka_unit_test(a_sight_has_the_mentions_of_both_windows),
        cmocka_unit_test(a_flood_that_is_over_is_no_swell),
        cmocka_unit_test(a_topic_that_comes_up_was_silent_before),
        cmocka_unit_test(a_brand_just_begun_is_measured_by_the_minutes_before),
        cmocka_unit_test(causes_add_up_to_the_excess),
        cmocka_unit_test(event_time_waits_for_the_slowest_partition_that_is_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* lead: one incident of each type; what goes with another pages nobody. A brand as a whole, an outage and prices, minute by minute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "route/crisis/lead.h"

#define T0 1795322520000LL
enum { VIEWS = 4 };

struct brand { struct alarm alarm[CRISIS_TYPES]; size_t own[CRISIS_TYPES]; };

/* So many more negatives than usual; what is loud is once in 1000 hours. */
static struct lead_view view(double excess, enum crisis_type type)
{
    struct lead_view v = { .type = type };
    double hours = excess >= 20 ? 1000 : excess >= 12 ? 100 : 1;
    v.sight = (struct sight){ .x = excess + 2, .usual = 2, .share = 0.3, .history = 600, .authors = { -1, -1 }, .all = { excess + 4, 1000 } };
    v.sight.score.x[0] = v.sight.x;
    v.sight.score.x[1] = v.sight.x;
    v.sight.score.expected[0] = 2;
    v.sight.score.expected[1] = 24;
    for (int i = 0; i < 3; i++)
        v.sight.score.hours[i] = hours;
    return v;
}

/* Says what paged: "t": technical, "c", "i", a capital letter where it is a crisis; a watch is a dot. */
static const char *minute(struct brand *b, int64_t at, double whole, double outage, double price)
{
    static char said[16];
    struct lead_view v[VIEWS] = { view(whole, CRISIS_INSTITUTIONAL), view(outage, CRISIS_TECHNICAL), view(price / 4, CRISIS_COMMERCIAL), view(price, CRISIS_COMMERCIAL) };   /* cards, price */
    struct lead_open open[CRISIS_TYPES];
    struct lead lead[CRISIS_TYPES];
    size_t n = 0;
    for (int t = 0; t < CRISIS_TYPES; t++)
        open[t] = (struct lead_open){ b->alarm[t].level ? &b->alarm[t] : NULL, b->alarm[t].level ? b->own[t] : LEAD_NONE };
    lead_pick(&alarm_usual, v, VIEWS, open, lead);
    for (int t = 0; t < CRISIS_TYPES; t++) {
        if (lead[t].at == LEAD_NONE)
            continue;
        enum alarm_change c = alarm_step(&alarm_usual, &b->alarm[t], &v[lead[t].at].sight, T0 + at * 60000, true, lead[t].hushed);
        if (c != ALARM_OPENED && c != ALARM_RAISED)
            continue;
        b->own[t] = lead[t].at;
        said[n++] = "itc"[t];
        if (b->alarm[t].level == LEVEL_WATCH)
            said[n++] = '.';
        else if (b->alarm[t].level == LEVEL_CRISIS)
            said[n - 1] = (char)(said[n - 1] - 'a' + 'A');
    }
    said[n] = 0;
    return said;
}

struct row { int64_t at; double whole, outage, price; const char *want; };

static void story(const struct row *row, size_t n)
{
    struct brand b = { 0 };
    for (size_t i = 0; i < n; i++) {
        const char *got = minute(&b, row[i].at, row[i].whole, row[i].outage, row[i].price);
        if (strcmp(got, row[i].want) != 0)
            fail_msg("row %zu: %s, expected %s", i, got, row[i].want);
    }
}
#define STORY(...) do { static const struct row rows[] = { __VA_ARGS__ }; story(rows, sizeof rows / sizeof rows[0]); } while (0)

static void the_whole_is_of_the_type_that_makes_a_third_of_the_excess(void **state)
{
    (void)state;
    STORY({ 0, 30, 11, 0, "T" });
    STORY({ 0, 30, 9, 0, "I" });
    STORY({ 0, 30, 11, 11.5, "C" });             /* the larger of two */
}

static void what_goes_with_an_outage_pages_nobody(void **state)
{
    (void)state;
    STORY({ 0, 30, 10, 13, "C" }, { 1, 30, 14, 12, "" });           /* worth a watch alone */
    STORY({ 0, 40, 38, 0, "T" }, { 1, 100, 45, 48, "" },            /* fewer than half */
          { 2, 100, 95, 60, "" });                                  /* many, but nearly all complain of the outage */
}

static void two_crises_of_two_types_are_two_incidents(void **state)
{
    (void)state;
    STORY({ 0, 40, 38, 0, "T" }, { 30, 120, 50, 65, "C" }, { 31, 120, 50, 65, "" });
    STORY({ 0, 40, 0, 0, "I" }, { 200, 60, 55, 0, "T" }, { 201, 60, 55, 0, "" });   /* and the first of no topic, not raised again by the second */
    STORY({ 0, 75, 0, 0, "I" }, { 2, 200, 0, 110, "C" });           /* of whose topics the smaller one would page, too */
}

static void a_share_that_goes_to_and_fro_opens_nothing_more(void **state)
{
    (void)state;
    STORY({ 0, 40, 20, 0, "T" }, { 1, 40, 12, 0, "" }, { 2, 44, 8, 0, "" }, { 3, 40, 20, 0, "" }, { 4, 44, 8, 0, "" });
    STORY({ 0, 40, 20, 0, "T" }, { 1, 60, 5, 0, "I" });             /* by now it is something else */
}

static void a_quiet_incident_leaves_room_for_another_and_closes_by_itself(void **state)
{
    (void)state;
    STORY({ 0, 40, 38, 0, "T" }, { 60, 0, 0, 0, "" }, { 90, 50, 0, 0, "I" }, { 150, 0, 0, 0, "" }, { 480, 0, 0, 0, "" }, { 530, 0, 0, 0, "" },
          { 600, 40, 38, 0, "T" });
}

static void a_watch_of_one_type_does_not_hold_up_a_page_of_another(void **state)
{
    (void)state;
    STORY({ 0, 13, 12, 0, "t." }, { 1, 60, 12, 0, "I" });
    STORY({ 0, 13, 12, 0, "t." }, { 1, 60, 40, 0, "T" });           /* the same rises */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_is_of_the_type_that_makes_a_third_of_the_excess),
        cmocka_unit_test(what_goes_with_an_outage_pages_nobody),
        cmocka_unit_test(two_crises_of_two_types_are_two_incidents),
        cmocka_unit_test(a_share_that_goes_to_and_fro_opens_nothing_more),
        cmocka_unit_test(a_quiet_incident_leaves_room_for_another_and_closes_by_itself),
        cmocka_unit_test(a_watch_of_one_type_does_not_hold_up_a_page_of_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* committee: who is asked at which moment, and each mistake in the configuration at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "route/committee.h"

static const char yaml[] =
    "hooks: [ { name: room, type: none }, { name: mail, type: memory }, { name: push, type: memory } ]\n"
    "people:\n"
    "  - { id: ana, name: Ana Pérez, lang: pt, reach: { mail: ana@example.com, push: a1 } }\n"
    "  - { id: luis, reach: { mail: luis@example.com } }\n"
    "  - { id: eva }\n"
    "committees:\n"
    "  - name: telecoms\n"
    "    brands: [telenorte]\n"
    "    types: [technical]\n"
    "    zone: America/Mexico_City\n"      /* UTC-6 */
    "    roles: { care: [ana, luis], press: eva }\n"
    "    on_call:\n"
    "      - { role: care, person: luis, dates: 2026-12-24..2026-12-25 }\n"
    "      - { role: care, person: ana, days: mon-fri, from: \"08:00\", to: \"20:00\" }\n"
    "      - { role: care, person: luis, days: 'mon-thu, sun', from: \"20:00\", to: \"08:00\" }\n"
    "    levels:\n"
    "      alert: [ { tell: [room], wait: 15m }, { tell: [mail, push], roles: [care, press], wait: 10m } ]\n"
    "      crisis: { tell: [mail], roles: [press] }\n"
    "    repeat: 2\n"
    "    procedures:\n"
    "      - { types: [technical], levels: [crisis], link: 'https://example.com/p', steps: [Ask, Publish] }\n"
    "      - { steps: Look }\n"
    "  - { name: rest, levels: { alert: { tell: room } } }\n";

static struct conf *conf;
static struct hooks *hooks;

static void done(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    (void)self, (void)key, (void)delivered, (void)failed, (void)last_error;
}

static bool read_it(const char *text, struct committees *c, struct err *e)
{
    static struct brand brand = { .id = "telenorte" };
    static const struct brands brands = { .v = &brand, .n = 1 };
    conf = conf_parse("test.yaml", slice_of(text), e);
    hooks = conf ? hooks_open(conf_get(conf_root(conf), "hooks"), done, NULL, e) : NULL;
    return hooks && committees_read(conf_root(conf), &brands, hooks, "UTC", c, e);
}

static void put_away(struct committees *c)
{
    committees_fini(c);
    hooks_close(hooks);
    conf_free(conf);
}

static struct committees good(void)
{
    struct committees c = { 0 };
    struct err e = { 0 };
    if (!read_it(yaml, &c, &e))
        fail_msg("%s", e.msg);
    return c;
}

static int64_t at(const char *utc)
{
    int64_t ms = 0;
    assert_true(when_parse(slice_of(utc), WHEN_RFC3339, NULL, &ms));
    return ms;
}

static void the_calendar_says_who_is_asked(void **state)
{
    (void)state;
    static const struct { const char *utc, *want; } row[] = {
        { "2026-11-23T13:59:59Z", "luis" },      /* Monday 07:59 local: Sunday's night */
        { "2026-11-23T14:00:00Z", "ana" },       /* 08:00 */
        { "2026-11-24T01:59:59Z", "ana" },       /* 19:59 */
        { "2026-11-24T02:00:00Z", "luis" },      /* 20:00 */
        { "2026-11-27T13:00:00Z", "luis" },      /* Friday 07:00: Thursday's night */
        { "2026-11-28T03:00:00Z", "ana luis" },  /* Friday 21:00: a hole, so all of the role */
        { "2026-11-28T18:00:00Z", "ana luis" },  /* Saturday */
        { "2026-12-24T18:00:00Z", "luis" },      /* Thursday noon, but for the dates */
        { "2026-12-26T05:59:59Z", "luis" },      /* still the 25th there */
        { "2026-12-28T18:00:00Z", "ana" },
    };
    struct committees c = good();
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const struct person *p[4];
        char got[64] = "";
        size_t n = committee_on_call(&c.v[0], "care", at(row[i].utc), p, 4);
        for (size_t k = 0; k < n; k++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", k ? " " : "", p[k]->id);
        if (strcmp(got, row[i].want) != 0)
            fail_msg("%s: %s, not %s", row[i].utc, got, row[i].want);
    }
    put_away(&c);
}

static void a_step_reaches_people_where_it_can_and_rooms_else(void **state)
{
    (void)state;
    struct committees c = good();
    struct hook_to to[COMMITTEE_TOLD];
    int64_t noon = at("2026-11-23T18:00:00Z");
    assert_int_equal(committee_told(&c.v[0], committee_step(&c.v[0], 1, 0), noon, to), 1);
    assert_string_equal(to[0].hook, "room");
    assert_null(to[0].person);
    assert_int_equal(committee_told(&c.v[0], committee_step(&c.v[0], 1, 1), noon, to), 2);   /* eva has no address */
    assert_string_equal(to[0].hook, "mail");
    assert_string_equal(to[0].to, "ana@example.com");
    assert_string_equal(to[0].lang, "pt");
    assert_string_equal(to[1].to, "a1");
    assert_int_equal(committee_told(&c.v[0], committee_step(&c.v[0], 2, 0), noon, to), 1);
    assert_null(to[0].to);                                                                   /* nobody is reached: the mail's own address */
    assert_int_equal(committee_told(&c.v[0], committee_step(&c.v[0], 1, 1), at("2026-11-28T18:00:00Z"), to), 3);
    put_away(&c);
}

static void steps_end_after_the_last_was_repeated(void **state)
{
    (void)state;
    struct committees c = good();
    const struct step *last = committee_step(&c.v[0], 1, 1);
    assert_int_equal(last->wait_ms, 600000);
    assert_ptr_equal(committee_step(&c.v[0], 1, 2), last);
    assert_ptr_equal(committee_step(&c.v[0], 1, 3), last);
    assert_null(committee_step(&c.v[0], 1, 4));
    assert_null(committee_step(&c.v[0], 0, 0));      /* nobody is told at this level */
    put_away(&c);
}

static void the_first_that_fits_is_the_one(void **state)
{
    (void)state;
    struct committees c = good();
    assert_string_equal(committee_of(&c, SLICE("telenorte"), SLICE("technical"))->name, "telecoms");
    assert_string_equal(committee_of(&c, SLICE("telenorte"), SLICE("commercial"))->name, "rest");
    assert_string_equal(committee_of(&c, SLICE("zumovil"), SLICE("technical"))->name, "rest");
    assert_null(committee_of(&(struct committees){ 0 }, SLICE("x"), SLICE("y")));
    assert_int_equal(committee_procedure(&c.v[0], SLICE("technical"), SLICE("crisis"))->steps.n, 2);
    assert_int_equal(committee_procedure(&c.v[0], SLICE("technical"), SLICE("alert"))->steps.n, 1);
    assert_null(committee_procedure(&c.v[1], SLICE("technical"), SLICE("crisis")));
    put_away(&c);
}

static void a_mistake_is_said_with_its_place(void **state)
{
    (void)state;
#define HOOKS "hooks: [ { name: room, type: none }, { name: mail, type: memory } ]\n"
#define ANA "people: [ { id: ana, reach: { mail: a@b } } ]\n"
    static const struct { const char *text, *place, *what; } row[] = {
        { HOOKS "people: 7", "test.yaml:2:9", "list" },
        { HOOKS "people: [ { id: 'a b' } ]", "test.yaml:2:18", "id" },
        { HOOKS "people: [ { id: a }, { id: a } ]", "test.yaml:2:28", "already" },
        { HOOKS "people: [ { id: a, lang: fr } ]", "test.yaml:2:26", "es, en or pt" },
        { HOOKS "people: [ { id: a, reach: { mial: x } } ]", "test.yaml:2:29", "did you mean \"mail\"" },
        { HOOKS "people: [ { id: a, reach: { room: x } } ]", "test.yaml:2:29", "one address for all" },
        { HOOKS ANA "committees: [ { name: c } ]", "test.yaml:3:15", "levels" },
        { HOOKS ANA "committees: [ { name: c, levels: { red: { tell: room } } } ]", "test.yaml:3:36", "watch, alert or crisis" },
        { HOOKS ANA "committees: [ { name: c, levels: { alert: { tell: [room, rom] } } } ]", "test.yaml:3:58", "did you mean \"room\"" },
        { HOOKS ANA "committees: [ { name: c, levels: { alert: { tell: room, roles: care } } } ]", "test.yaml:3:64", "no role" },
        { HOOKS ANA "committees: [ { name: c, roles: { care: [ana, anna] }, levels: { alert: { tell: room } } } ]", "test.yaml:3:47", "did you mean \"ana\"" },
        { HOOKS ANA "committees: [ { name: c, brands: telenorth, levels: { alert: { tell: room } } } ]", "test.yaml:3:34", "did you mean \"telenorte\"" },
        { HOOKS ANA "committees: [ { name: c, types: [tecnical], levels: { alert: { tell: room } } } ]", "test.yaml:3:34", "technical" },
        { HOOKS ANA "committees: [ { name: c, zone: Mars, levels: { alert: { tell: room } } } ]", "test.yaml:3:32", "Mars" },
        { HOOKS ANA "committees: [ { name: c, roles: { x: ana }, on_call: [ { role: x, person: ana, days: mon-day } ], levels: {} } ]", "test.yaml:3:86", "mon-fri" },
        { HOOKS ANA "committees: [ { name: c, roles: { x: ana }, on_call: [ { role: x, person: ana, to: '24:01' } ], levels: {} } ]", "test.yaml:3:85", "time of day" },
        { HOOKS ANA "committees: [ { name: c, roles: { x: ana }, on_call: [ { role: x, person: ana, dates: 2026-02-30 } ], levels: {} } ]", "test.yaml:3:87", "dates are" },
        { HOOKS ANA "committees: [ { name: c, levels: { alert: { tell: room, wait: 10ms } } } ]", "test.yaml:3:63", "1s" },
        { HOOKS ANA "committees: [ { name: c, levels: { alert: { tell: room } }, procedures: [ { levels: alert } ] } ]", "test.yaml:3:75", "link" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct committees c = { 0 };
        struct err e = { 0 };
        if (read_it(row[i].text, &c, &e) || e.kind != ERR_CONFIG || !strstr(e.msg, row[i].place) || !strstr(e.msg, row[i].what))
            fail_msg("row %zu: %s", i, e.msg);
        put_away(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendar_says_who_is_asked),
        cmocka_unit_test(a_step_reaches_people_where_it_can_and_rooms_else),
        cmocka_unit_test(steps_end_after_the_last_was_repeated),
        cmocka_unit_test(the_first_that_fits_is_the_one),
        cmocka_unit_test(a_mistake_is_said_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

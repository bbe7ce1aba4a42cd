/* incident: the record in pulso.alerts says all that a successor needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "route/incident.h"

#define T0 1795322533120LL

static struct json *json;
static struct arena arena;

static struct incident *again(const struct incident *i, const int64_t *offsets, size_t n, int64_t *back)
{
    struct buf out = { 0 };
    struct err e = { 0 };
    incident_print(i, offsets, n, &out);
    struct incident *r = incident_parse(json, &arena, buf_slice(&out), back, n, &e);
    if (!r)
        fail_msg("%s: %s", buf_z(&out), e.msg);
    buf_fini(&out);
    return r;
}

static void every_state_of_an_incident_survives_its_record(void **state)
{
    (void)state;
    static const struct { enum alarm_level level; bool open; enum stage notified; int64_t calm_ms; } row[] = {
        { LEVEL_WATCH, true, STAGE_NONE, 0 },         { LEVEL_WATCH, false, STAGE_NONE, T0 },
        { LEVEL_ALERT, true, STAGE_NONE, 0 },         { LEVEL_ALERT, true, STAGE_ALERT, T0 + 60000 },
        { LEVEL_CRISIS, true, STAGE_ALERT, 0 },       { LEVEL_CRISIS, true, STAGE_CRISIS, T0 + 120000 },
        { LEVEL_ALERT, false, STAGE_ALERT, T0 },      { LEVEL_CRISIS, false, STAGE_CLOSED, T0 },
    };
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        struct alarm b = { row[k].level, T0, 17, row[k].calm_ms };
        struct incident *i = incident_new("marca-ñ\"x", (enum crisis_type)(k % 3), k % 2 ? "outage" : NULL, &b);
        i->open = row[k].open;
        i->notified = row[k].notified;
        i->updated_ms = T0 + 5000;
        i->closed_ms = i->open ? 0 : T0 + 6000;
        i->score.x = 80;
        i->score.mu = 1.25;
        i->score.z = 60.5;
        i->score.hours = 1234.5;
        i->score.page_hours = 225;
        i->score.share = 0.75;
        i->score.share_usual = k % 2 ? 0.25 : -1;
        i->score.authors = k % 2 ? 9 : -1;
        i->window_minutes = 15;
        buf_addz(&i->platforms, "{\"x\":12,\"mastodon\":3}");
        buf_addz(&i->causes, "[{\"kind\":\"topic\",\"name\":\"outage\",\"count\":12,\"excess\":10.50}]");
        const int64_t offsets[] = { 7, 0, 900 };
        int64_t back[] = { 9, 0, 0 };
        struct incident *r = again(i, offsets, 3, back);
        assert_string_equal(r->id, i->id);
        assert_string_equal(r->brand, i->brand);
        assert_int_equal(r->level, i->level);
        assert_int_equal(r->open, i->open);
        assert_int_equal(r->notified, i->notified);
        assert_int_equal(r->opened_ms, T0);
        assert_int_equal(r->updated_ms, T0 + 5000);
        assert_int_equal(r->closed_ms, i->closed_ms);
        assert_int_equal(r->type, i->type);
        assert_string_equal(r->topic, i->topic);
        assert_int_equal(r->alarm.level, i->open ? i->level : LEVEL_NONE);
        assert_int_equal(r->alarm.opened_ms, T0);
        assert_true(r->alarm.x_page == 17);
        assert_int_equal(r->alarm.calm_ms, row[k].calm_ms);
        assert_true(fabs(r->score.mu - 1.25) < 0.001 && fabs(r->score.z - 60.5) < 0.001 && fabs(r->score.hours - 1234.5) < 0.01);
        assert_true(fabs(r->score.page_hours - 225) < 0.01 && fabs(r->score.share - 0.75) < 1e-3 && fabs(r->score.share_usual - i->score.share_usual) < 1e-3);
        assert_int_equal(r->score.authors, i->score.authors);
        assert_true(slice_eq(buf_slice(&r->causes), buf_slice(&i->causes)));
        assert_int_equal(r->score.x, 80);
        assert_int_equal(r->window_minutes, 15);
        assert_true(slice_eq(buf_slice(&r->platforms), buf_slice(&i->platforms)));
        assert_int_equal(incident_stage(r), incident_stage(i));
        assert_int_equal(incident_stage(r) == STAGE_NONE, row[k].level == LEVEL_WATCH);   /* of a watch nobody is told, nor of its end */
        assert_int_equal(back[0], 9);    /* only ever raised */
        assert_int_equal(back[2], 900);
        incident_free(i);
        incident_free(r);
        arena_reset(&arena);
    }
}

static void the_id_is_of_brand_and_opening_minute(void **state)
{
    (void)state;
    static const struct { const char *brand; int64_t opened_ms; bool same; } row[] = {
        { "movistar", T0, true },           { "movistar", T0 / 60000 * 60000, true }, { "movistar", T0 / 60000 * 60000 + 59999, true },
        { "movistar", T0 + 60000, false },  { "claro", T0, false },
    };
    struct incident *first = incident_new("movistar", CRISIS_TECHNICAL, NULL, &(struct alarm){ .level = LEVEL_ALERT, .opened_ms = T0 });
    assert_int_equal(strlen(first->id), 16);
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        struct incident *i = incident_new(row[k].brand, CRISIS_TECHNICAL, NULL, &(struct alarm){ .level = LEVEL_ALERT, .opened_ms = row[k].opened_ms });
        assert_int_equal(strcmp(i->id, first->id) == 0, row[k].same);
        incident_free(i);
    }
    incident_free(first);
}

static void a_key_names_the_incident_and_what_is_told(void **state)
{
    (void)state;
    struct incident *i = incident_new("movistar", CRISIS_TECHNICAL, NULL, &(struct alarm){ .level = LEVEL_ALERT, .opened_ms = T0 });
    static const char *const want[] = { "-alert", "-crisis", "-closed" };
    for (int k = 0; k < 3; k++) {
        char text[INCIDENT_KEY];
        struct slice id;
        enum stage s;
        i->level = k == 0 ? LEVEL_ALERT : LEVEL_CRISIS;
        i->open = k < 2;
        struct slice key = incident_key(i, text);
        assert_true(slice_ends(key, slice_of(want[k])));
        assert_true(incident_key_parse(key, &id, &s));
        assert_true(slice_is(id, i->id));
        assert_int_equal(s, incident_stage(i));
    }
    struct slice id;
    enum stage s;
    assert_false(incident_key_parse(SLICE("abc-thing"), &id, &s));
    assert_false(incident_key_parse(SLICE(""), &id, &s));
    incident_free(i);
}

static void records_of_another_kind_are_left_alone(void **state)
{
    (void)state;
    static const char *const text[] = {
        "", "7", "[]", "{}", "{\"type\":\"burst\",\"id\":\"a\"}", "{\"type\":\"technical\",\"level\":\"worst\"}", "{\"level\":3}",
        "{\"id\":\"a-much-longer-id-than-ours\"}", "{\"opened\":\"yesterday\"}", "{\"x\":\"many\"}", "{\"notified\":\"maybe\"}",
    };
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        struct err e = { 0 };
        int64_t back[1] = { 0 };
        if (incident_parse(json, &arena, slice_of(text[i]), back, 1, &e))
            fail_msg("row %zu was read", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_of_an_incident_survives_its_record),
        cmocka_unit_test(the_id_is_of_brand_and_opening_minute),
        cmocka_unit_test(a_key_names_the_incident_and_what_is_told),
        cmocka_unit_test(records_of_another_kind_are_left_alone),
    };
    json = json_new(4096);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    json_free(json);
    arena_fini(&arena);
    return failed;
}

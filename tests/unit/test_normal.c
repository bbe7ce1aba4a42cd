/* The normal form: what ingest adds, what it leaves alone, what it refuses; and the mappings that lead to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/when.h"
#include "ingest/csv.h"
#include "ingest/foreign.h"
#include "ingest/normal.h"

#define N(t) (sizeof(t) / sizeof(t)[0])
#define NOW_MS 1795322532120   /* 2026-11-22T04:42:12.120Z */
#define NOW "2026-11-22T04:42:12.120Z"
#define BASE "\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-20T10:00:00Z\",\"author\":{\"handle\":\"ana\"},\"text\":\"hola\""

struct world {
    struct normal *n;
    struct arena a;
    struct mention m;
    struct err e;
};

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    w->n = normal_new();
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    normal_free(w->n);
    arena_fini(&w->a);
    free(w);
    return 0;
}

static bool make(struct world *w, struct slice json, struct slice *out)
{
    arena_reset(&w->a);
    err_clear(&w->e);
    return normal_read(w->n, &w->a, json, NOW_MS, &w->m, &w->e)
        && normal_write(w->n, &w->a, &w->m, SLICE("c"), SLICE("file:f"), NOW_MS, out, &w->e);
}

static void assert_text(struct slice got, const char *want)
{
    if (!slice_is(got, want))
        fail_msg("got  %.*s\nwant %s", (int)got.n, got.p, want);
}

static void what_is_there_stays_as_it_came_and_what_is_missing_is_added(void **state)
{
    static const struct { const char *in, *want; } row[] = {
        { "{" BASE "}", "{" BASE ",\"v\":1,\"conversation\":\"c\",\"source\":\"file:f\",\"ingested_at\":\"" NOW "\"}" },
        { " \t{" BASE "} \r\n", "{" BASE ",\"v\":1,\"conversation\":\"c\",\"source\":\"file:f\",\"ingested_at\":\"" NOW "\"}" },
        { "{\"v\":1," BASE ",\"conversation\":\"t\",\"source\":\"s\",\"ingested_at\":\"2026-01-01T00:00:00Z\"}",
          "{\"v\":1," BASE ",\"conversation\":\"t\",\"source\":\"s\",\"ingested_at\":\"2026-01-01T00:00:00Z\"}" },
        /* null and "" are as good as absent, and twice the same name would be refused */
        { "{\"conversation\":null," BASE ", \"source\" : \"\" , \"odd\" : { \"source\" : null } }",
          "{" BASE ",\"odd\":{ \"source\" : null },\"v\":1,\"conversation\":\"c\",\"source\":\"file:f\",\"ingested_at\":\"" NOW "\"}" },
        /* a member of another object is not ours, and an escaped name is */
        { "{" BASE ",\"x\":{\"v\":2,\"ingested_at\":1},\"\\u0076\":1}",
          "{" BASE ",\"x\":{\"v\":2,\"ingested_at\":1},\"\\u0076\":1,\"conversation\":\"c\",\"source\":\"file:f\",\"ingested_at\":\"" NOW "\"}" },
        { "{" BASE ",\"extra\":{\"big\":12345678901234567890123,\"exp\":1e400}}", NULL },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct slice out;
        if (!row[i].want) {
            assert_false(make(w, slice_of(row[i].in), &out));
            continue;
        }
        if (!make(w, slice_of(row[i].in), &out))
            fail_msg("%s: %s", row[i].in, w->e.msg);
        assert_text(out, row[i].want);
    }
}

static void history_says_so_and_an_archived_mention_is_one_again(void **state)
{
#define OWN ",\"v\":1,\"conversation\":\"c\",\"source\":\"file:f\",\"ingested_at\":\"" NOW "\""
    static const struct { const char *in, *want; } row[] = {
        { "{" BASE "}", "{" BASE OWN ",\"backfill\":true}" },
        { "{" BASE ",\"backfill\":true}", "{" BASE ",\"backfill\":true" OWN "}" },
        { "{" BASE ",\"backfill\":false}", "{" BASE OWN ",\"backfill\":true}" },
        /* what classify put last, as it writes it: reasons hold text, and text holds anything */
        { "{" BASE ",\"pulso\":{\"lang\":\"es\",\"sentiment\":{\"why\":[[\",\\\"pulso\\\":{\",1,0,3]]},\"config\":\"0\"}}", "{" BASE OWN ",\"backfill\":true}" },
        { "{" BASE ",\"x\":\",\\\"pulso\\\":{\",\"pulso\":{\"lang\":\"es\"}} ", "{" BASE ",\"x\":\",\\\"pulso\\\":{\"" OWN ",\"backfill\":true}" },
    };
    struct world *w = *state;
    struct normal *live = w->n;
    struct mention_parser *parser = mention_parser_new();
    struct slice out;
    assert_false(make(w, slice_of(row[3].in), &out));        /* what comes live may not speak for classify */
    assert_true(make(w, slice_of(row[2].in), &out));
    assert_false(w->m.backfill);
    w->n = normal_new();
    normal_history(w->n);
    for (size_t i = 0; i < N(row); i++) {
        if (!make(w, slice_of(row[i].in), &out))
            fail_msg("%s: %s", row[i].in, w->e.msg);
        assert_text(out, row[i].want);
        assert_true(mention_parse(parser, &w->a, out, &w->m, &w->e) && w->m.backfill);
    }
    assert_false(make(w, SLICE("{\"pulso\":{}," BASE "}"), &out));   /* not where classify puts it */
    normal_free(w->n);
    mention_parser_free(parser);
    w->n = live;
}

static void what_ingest_writes_is_what_classify_accepts(void **state)
{
    struct world *w = *state;
    struct slice out;
    struct mention again;
    struct mention_parser *mp = mention_parser_new();
    assert_true(make(w, SLICE("{\"source\":null," BASE "}"), &out));
    assert_true(mention_parse(mp, &w->a, out, &again, &w->e));
    assert_text(again.conversation, "c");
    assert_text(again.source, "file:f");
    mention_parser_free(mp);
}

static void what_cannot_be_a_mention_is_refused_with_its_member(void **state)
{
    static const struct { const char *in, *why; } row[] = {
        { "{" BASE ",\"pulso\":{}}", "pulso: " },
        { "{" BASE ",\"\\u0070ulso\":{\"label\":\"positive\"}}", "pulso: " },
        { "{\"platform\":\"x\",\"id\":\"1\",\"author\":{\"id\":\"2\"},\"text\":\"t\"}", "created_at: missing" },
        { "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-23T05:00:00Z\",\"author\":{\"id\":\"2\"},\"text\":\"t\"}", "created_at: absurd date" },
        { "{\"v\":2," BASE "}", "v: " },
        { "[" "]", "not a JSON object" },
        { "", "not valid JSON" },
        { "{" BASE, "not valid JSON" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct slice out;
        assert_false(make(w, slice_of(row[i].in), &out));
        assert_int_equal(w->e.kind, ERR_DROP);
        if (strncmp(w->e.msg, row[i].why, strlen(row[i].why)) != 0)
            fail_msg("%s: said \"%s\", should begin with \"%s\"", row[i].in, w->e.msg, row[i].why);
    }
}

static void a_date_up_to_a_day_ahead_is_a_clock_that_is_wrong(void **state)
{
    struct world *w = *state;
    struct slice out;
    assert_true(make(w, SLICE("{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-23T04:00:00Z\",\"author\":{\"id\":\"2\"},\"text\":\"t\"}"), &out));
}

static void what_is_too_large_only_with_our_members_is_refused_too(void **state)
{
    struct world *w = *state;
    struct slice out;
    struct buf b = { 0 };
    buf_addz(&b, "{" BASE ",\"title\":\"");
    while (b.n < MENTION_MAX_BYTES - 2)
        buf_char(&b, 'a');
    buf_addz(&b, "\"}");
    assert_int_equal(b.n, MENTION_MAX_BYTES);
    assert_false(make(w, buf_slice(&b), &out));
    assert_int_equal(w->e.kind, ERR_DROP);
    assert_non_null(strstr(w->e.msg, "with conversation"));
    buf_fini(&b);
}

static void csv_rows_fall_into_the_fields_that_python_finds(void **state)
{
    static const struct { const char *in; size_t n; const char *want[5]; } row[] = {
        { "a,b,c", 3, { "a", "b", "c" } },
        { "a,,", 3, { "a", "", "" } },
        { "", 1, { "" } },
        { "\"a,b\",c", 2, { "a,b", "c" } },
        { "\"say \"\"hi\"\"\",x", 2, { "say \"hi\"", "x" } },
        { "\"two\nlines\",x", 2, { "two\nlines", "x" } },
        { "5\" pipe,x", 2, { "5\" pipe", "x" } },       /* a quote inside a field is a character */
        { "\"a\"b\"c,d", 2, { "ab\"c", "d" } },         /* what follows the closing quote is taken as it is */
        { "\"open,x", 1, { "open,x" } },
        { "\"\",\"\"", 2, { "", "" } },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct slice f[5];
        assert_int_equal(csv_split(&w->a, slice_of(row[i].in), ',', f, 5), row[i].n);
        for (size_t k = 0; k < row[i].n; k++)
            assert_text(f[k], row[i].want[k]);
    }
    struct slice few[2];
    assert_int_equal(csv_split(&w->a, SLICE("1,2,3,4"), ',', few, 2), 4);
    assert_text(few[1], "2");
}

/* ---- mappings ---- */

static struct conf *conf_of(struct world *w, const char *yaml)
{
    struct conf *c = conf_parse("map.yaml", slice_of(yaml), &w->e);
    if (!c)
        fail_msg("%s", w->e.msg);
    return c;
}

static void foreign_json_becomes_the_normal_form(void **state)
{
    static const char yaml[] =
        "zone: America/Los_Angeles\n"
        "keep: true\n"
        "fields:\n"
        "  text: full_text\n"
        "  id: id\n"
        "  platform: { value: x }\n"
        "  created_at: at\n"
        "  author.handle: user.name\n"
        "  author.followers: user.followers\n"
        "  author.verified: user.ok\n"
        "  kind: { from: reply, values: { \"true\": reply, \"*\": post } }\n"
        "  url: { from: path, before: \"https://e.org/\\\"\" }\n"
        "  rating: stars\n"
        "  metrics.likes: n.likes\n";
    static const struct { const char *in, *want; } row[] = {
        { "{\"id\":7,\"at\":\"2/24/2015 11:35\",\"full_text\":\"a \\\"b\\\"\\n\",\"user\":{\"name\":\"ana\",\"followers\":12,\"ok\":false},\"reply\":true,\"path\":\"p\",\"n\":{\"likes\":3},\"other\":[1, {}],\"stars\":4.0}",
          "{\"v\":1,\"platform\":\"x\",\"id\":\"7\",\"kind\":\"reply\",\"created_at\":\"2015-02-24T19:35:00.000Z\",\"author\":{\"handle\":\"ana\",\"followers\":12,\"verified\":false},"
          "\"text\":\"a \\\"b\\\"\\n\",\"url\":\"https://e.org/\\\"p\",\"rating\":4,\"metrics\":{\"likes\":3},\"extra\":{\"other\":[1, {}]}}" },
        { "{\"id\":\"8\",\"at\":\"2018-07-01 00:00:00\",\"full_text\":\"\",\"user\":{\"name\":\"ana\",\"followers\":\"296.0\",\"ok\":null},\"reply\":false,\"path\":null}",
          "{\"v\":1,\"platform\":\"x\",\"id\":\"8\",\"kind\":\"post\",\"created_at\":\"2018-07-01T07:00:00.000Z\",\"author\":{\"handle\":\"ana\",\"followers\":296},\"text\":\"\"}" },
        { "{\"id\":9,\"at\":1500000000,\"user\":3}",
          "{\"v\":1,\"platform\":\"x\",\"id\":\"9\",\"created_at\":\"2017-07-14T02:40:00.000Z\"}" },
        { "{\"id\":9,\"at\":\"noon\"}", NULL },
        { "{\"id\":9,\"at\":1500000000,\"stars\":4.5}", NULL },
        { "[]", NULL },
        { "{", NULL },
    };
    struct world *w = *state;
    struct conf *c = conf_of(w, yaml);
    struct mapping *m = mapping_open(conf_root(c), c, &w->e);
    if (!m)
        fail_msg("%s", w->e.msg);
    struct foreign *f = foreign_new(m);
    for (size_t i = 0; i < N(row); i++) {
        struct slice out;
        err_clear(&w->e);
        bool ok = foreign_map(f, &w->a, slice_of(row[i].in), &out, &w->e);
        if (ok != (row[i].want != NULL))
            fail_msg("%s: %s", row[i].in, w->e.msg);
        if (ok)
            assert_text(out, row[i].want);
        else
            assert_int_equal(w->e.kind, ERR_DROP);
    }
    foreign_free(f);
    mapping_close(m);
    conf_free(c);
}

static void times_of_every_format_become_utc(void **state)
{
    static const struct { const char *format, *zone, *in, *want; } row[] = {
        { "twitter", "UTC", "Thu Oct 15 19:20:47 +0000 2020", "2020-10-15T19:20:47.000Z" },
        { "rfc3339", "UTC", "2021-12-30T23:41:04Z", "2021-12-30T23:41:04.000Z" },
        { "rfc3339", "America/Mexico_City", "2021-12-30T23:41:04+02:00", "2021-12-30T21:41:04.000Z" },
        { "us", "America/Los_Angeles", "2/24/2015 11:35", "2015-02-24T19:35:00.000Z" },
        { "sql", "America/Mexico_City", "2018-10-08 16:25:44", "2018-10-08T21:25:44.000Z" },
        { "sql", "America/Mexico_City", "2018-12-08 16:25:44", "2018-12-08T22:25:44.000Z" },
        { "epoch", "UTC", "1500000000", "2017-07-14T02:40:00.000Z" },
        { "epoch-ms", "UTC", "1500000000123", "2017-07-14T02:40:00.123Z" },
        { "sql", "UTC", "2/24/2015 11:35", NULL },
        { "epoch", "UTC", "12", NULL },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct buf yaml = { 0 }, out = { 0 };
        buf_printf(&yaml, "zone: %s\nfields: { platform: {value: x}, id: {value: \"1\"}, created_at: { from: t, format: %s } }\n", row[i].zone, row[i].format);
        struct conf *c = conf_of(w, buf_z(&yaml));
        struct mapping *m = mapping_open(conf_root(c), c, &w->e);
        assert_non_null(m);
        struct slice values[MAPPING_MAX] = { [2] = slice_of(row[i].in) };
        assert_string_equal(mapping_column(m, 2), "t");
        bool ok = mapping_write(m, values, (struct slice){ 0 }, &out, &w->e);
        assert_int_equal(ok, row[i].want != NULL);
        if (ok && !strstr(buf_z(&out), row[i].want))
            fail_msg("%s: %s, want %s", row[i].in, buf_z(&out), row[i].want);
        mapping_close(m);
        conf_free(c);
        buf_fini(&yaml);
        buf_fini(&out);
    }
}

static void a_mapping_that_has_no_sense_is_refused_with_its_place(void **state)
{
    static const struct { const char *yaml, *why; } row[] = {
        { "fields: { platform: {value: x}, id: a, txt: b }", "map.yaml:1:40: \"txt\" is no member" },
        { "fields: { platform: {value: x} }", "no id" },
        { "fields: { id: a }", "no platform" },
        { "fields: { platform: {value: x}, id: {from: a, value: b} }", "either from" },
        { "fields: { platform: {value: x}, id: {before: b} }", "either from" },
        { "fields: { platform: {value: x}, id: a, created_at: {from: b, format: iso} }", "unknown format" },
        { "zone: Mars/Base\nfields: { platform: {value: x}, id: a }", "Mars/Base" },
        { "feilds: { id: a }", "fields" },
        { "zone: UTC", "fields" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct conf *c = conf_of(w, row[i].yaml);
        err_clear(&w->e);
        assert_null(mapping_open(conf_root(c), c, &w->e));
        assert_int_equal(w->e.kind, ERR_CONFIG);
        if (!strstr(w->e.msg, row[i].why))
            fail_msg("%s: said \"%s\", should hold \"%s\"", row[i].yaml, w->e.msg, row[i].why);
        conf_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_stays_as_it_came_and_what_is_missing_is_added),
        cmocka_unit_test(history_says_so_and_an_archived_mention_is_one_again),
        cmocka_unit_test(what_ingest_writes_is_what_classify_accepts),
        cmocka_unit_test(what_cannot_be_a_mention_is_refused_with_its_member),
        cmocka_unit_test(a_date_up_to_a_day_ahead_is_a_clock_that_is_wrong),
        cmocka_unit_test(what_is_too_large_only_with_our_members_is_refused_too),
        cmocka_unit_test(csv_rows_fall_into_the_fields_that_python_finds),
        cmocka_unit_test(foreign_json_becomes_the_normal_form),
        cmocka_unit_test(times_of_every_format_become_utc),
        cmocka_unit_test(a_mapping_that_has_no_sense_is_refused_with_its_place),
    };
    return cmocka_run_group_tests_name("normal", tests, open_world, close_world);
}

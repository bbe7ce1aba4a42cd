#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cli/asked.h"
#include "cli/dead.h"
#include "cli/opts.h"
#include "cli/pretty.h"
#include "cli/verdict_read.h"
#include "metrics/counts.h"
#include "metrics/platforms.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))
#define WORDS_MAX 12

/* "sov --by day x" as argv; the memory is the caller's. */
static int words(char *line, char **argv)
{
    int n = 0;
    argv[n++] = (char *)(uintptr_t)"pulso";
    for (char *w = strtok(line, " "); w && n < WORDS_MAX; w = strtok(NULL, " "))
        argv[n++] = w;
    return n;
}

struct sov_like { const char *period, *campaign, *zone, *set, *platform, *by, *count; bool originals, csv; };

static void options_stand_before_and_after_the_command_in_either_form(void **state)
{
    static const struct { const char *line, *cmd, *period; bool json, help, csv; int args; } row[] = {
        { "sov", "sov", NULL, false, false, false, 0 },
        { "--json sov --period 7d", "sov", "7d", true, false, false, 0 },
        { "sov --period=7d --json --csv", "sov", "7d", true, false, true, 0 },
        { "sov --period= --csv", "sov", "", false, false, true, 0 },
        { "help sov", "sov", NULL, false, true, false, 0 },
        { "sov -h", "sov", NULL, false, true, false, 0 },
        { "gap accept 3", "gap", NULL, false, false, false, 2 },
        { "gap -- accept --yes", "gap", NULL, false, false, false, 2 },
        { "check -", "check", NULL, false, false, false, 1 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        char line[128], *argv[WORDS_MAX + 1] = { 0 };
        union { struct sov_like sov; char room[OPTS_MAX]; } own = { .room = { 0 } };
        struct cli cli = { 0 };
        struct err e = { 0 };
        snprintf(line, sizeof line, "%s", row[i].line);
        if (!opts_parse(&cli, &own, words(line, argv), argv, &e))
            fail_msg("%s: %s", row[i].line, e.msg);
        assert_string_equal(cli.cmd->name, row[i].cmd);
        assert_int_equal(cli.json, row[i].json);
        assert_int_equal(cli.help, row[i].help);
        assert_int_equal(cli.arg_count, row[i].args);
        if (strcmp(row[i].cmd, "sov") != 0)
            continue;
        assert_int_equal(own.sov.csv, row[i].csv);
        if (row[i].period)
            assert_string_equal(own.sov.period, row[i].period);
        else
            assert_null(own.sov.period);
    }
}

static void every_options_struct_fits_and_every_option_has_help(void **state)
{
    (void)state;
    for (const struct cmd *const *c = cli_commands; *c; c++) {
        assert_true((*c)->size <= OPTS_MAX);
        assert_non_null((*c)->about);
        assert_non_null((*c)->text);
        assert_non_null((*c)->run);
        for (const struct opt *o = (*c)->opts; o && o->name; o++) {
            size_t size = o->kind == OPT_FLAG ? sizeof(bool) : sizeof(const char *);
            assert_true(o->offset + size <= (*c)->size);
            assert_non_null(o->help);
            assert_true((o->kind == OPT_FLAG) == (o->value == NULL));
            for (const struct opt *g = cli_options; g->name; g++)
                assert_string_not_equal(o->name, g->name);
        }
    }
}

static void counters_of_brands_are_told_by_their_names(void **state)
{
    static const struct { const char *name; bool ok; const char *brand, *platform; enum sov_slot slot; } row[] = {
        { "b|movistar|x|negative", true, "movistar", "x", SOV_NEGATIVE },
        { "b|movistar|x|neutral", true, "movistar", "x", SOV_NEUTRAL },
        { "b|a.b_c-1|app-store|positive", true, "a.b_c-1", "app-store", SOV_POSITIVE },
        { "o|movistar|x", true, "movistar", "x", SOV_ORIGINALS },
        { "u|movistar|x", true, "movistar", "x", SOV_UNSURE }, { "u|movistar", false, NULL, NULL, SOV_SLOTS },
        { "a|x", false, NULL, NULL, SOV_SLOTS }, { "k|2", false, NULL, NULL, SOV_SLOTS }, { "l|movistar|es", false, NULL, NULL, SOV_SLOTS },
        { "t|movistar|billing", false, NULL, NULL, SOV_SLOTS },
        { "c|movistar|AR", false, NULL, NULL, SOV_SLOTS }, { "b|movistar|x", false, NULL, NULL, SOV_SLOTS },
        { "b|movistar|x|angry", false, NULL, NULL, SOV_SLOTS }, { "b|movistar|x|negative|more", false, NULL, NULL, SOV_SLOTS },
        { "o|movistar|x|negative", false, NULL, NULL, SOV_SLOTS }, { "", false, NULL, NULL, SOV_SLOTS },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct slice brand = { 0 }, platform = { 0 };
        enum sov_slot slot = SOV_SLOTS;
        assert_int_equal(counts_name(slice_of(row[i].name), &brand, &platform, &slot), row[i].ok);
        if (!row[i].ok)
            continue;
        assert_true(slice_is(brand, row[i].brand) && slice_is(platform, row[i].platform));
        assert_int_equal(slot, row[i].slot);
    }
}

static void counters_of_shared_mentions_are_told_by_their_names(void **state)
{
    static const struct { const char *name; int64_t brands; } row[] = {
        { "f|movistar|x|2", 2 }, { "f|movistar|x|64", 64 }, { "f|movistar|x|1", 0 }, { "f|movistar|x", 0 }, { "f|movistar|x|two", 0 }, { "b|movistar|x|2", 0 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct slice brand, platform;
        int64_t n = 0;
        assert_int_equal(counts_shared(slice_of(row[i].name), &brand, &platform, &n), row[i].brands > 0);
        assert_true(!row[i].brands || (n == row[i].brands && slice_is(brand, "movistar") && slice_is(platform, "x")));
    }
}

static void counters_of_topics_are_told_by_their_names(void **state)
{
    static const struct { const char *name; bool ok; } row[] = {
        { "t|movistar|billing", true }, { "t|movistar", false }, { "t|movistar|billing|x", false }, { "b|movistar|billing", false }, { "", false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct slice brand = { 0 }, topic = { 0 };
        assert_int_equal(counts_dim(slice_of(row[i].name), 't', &brand, &topic), row[i].ok);
        assert_true(!row[i].ok || (slice_is(brand, "movistar") && slice_is(topic, "billing")));
    }
}

static void places_of_dead_letters_are_partition_and_offset(void **state)
{
    static const struct { const char *text; bool ok; int partition; int64_t offset; } row[] = {
        { "0:12", true, 0, 12 }, { "31:9000000000", true, 31, 9000000000 }, { "12", false, 0, 0 }, { "a:1", false, 0, 0 },
        { "1:", false, 0, 0 }, { ":1", false, 0, 0 }, { "-1:1", false, 0, 0 }, { "1:-1", false, 0, 0 }, { "1:2:3", false, 0, 0 },
        { "99999999999:1", false, 0, 0 }, { "", false, 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        int partition;
        int64_t offset;
        struct err e = { 0 };
        assert_int_equal(dead_place(row[i].text, &partition, &offset, &e), row[i].ok);
        if (row[i].ok) {
            assert_int_equal(partition, row[i].partition);
            assert_int_equal(offset, row[i].offset);
        }
    }
}

static void dead_letters_are_chosen_by_part_of_the_reason_and_by_stage(void **state)
{
    static const struct { const char *reason, *stage; bool want; } row[] = {
        { NULL, NULL, true }, { "created", NULL, true }, { "CREATED_AT", NULL, true }, { "missing", "classify", true },
        { "missing", "ingest", false }, { "platform", NULL, false }, { "", NULL, true }, { "created_at: missing and more", NULL, false },
    };
    struct dead d = { .reason = SLICE("created_at: missing"), .stage = SLICE("classify") };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(dead_matches(&(struct dead_filter){ row[i].reason, row[i].stage }, &d), row[i].want);
}

static void pretty_json_changes_blanks_alone(void **state)
{
    static const struct { const char *json, *want; } row[] = {
        { "{}", "{\n  \n}" },
        { "{\"a\":1,\"b\":[1,2]}", "{\n  \"a\": 1,\n  \"b\": [1, 2]\n}" },
        { "{\"s\":\"a, {b}: [\\\"\\\\\",\"n\":-0.71e1}", "{\n  \"s\": \"a, {b}: [\\\"\\\\\",\n  \"n\": -0.71e1\n}" },
        { "{ \"a\" : { \"b\" : \"x  y\" } }", "{\n  \"a\": {\"b\": \"x  y\"}\n}" },
        { "{\"a\":[\"0123456789012345678901234567890123456789012345678901234567890123456789\",\"0123456789012345678901234567890\"]}",
          "{\n  \"a\": [\n    \"0123456789012345678901234567890123456789012345678901234567890123456789\",\n"
          "    \"0123456789012345678901234567890\"\n  ]\n}" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct buf b = { 0 };
        pretty_json(&b, slice_of(row[i].json));
        assert_string_equal(buf_z(&b), row[i].want);
        buf_fini(&b);
    }
}

static void pretty_json_survives_what_is_no_json(void **state)
{
    static const char *const row[] = { "", "{", "}", "]]]]", "\"", "\"\\", "[[[[[[", "{\"a\":\"", "[\"\\" };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct buf b = { 0 };
        pretty_json(&b, slice_of(row[i]));
        buf_fini(&b);
    }
}

static void a_classified_record_tells_brands_and_feelings(void **state)
{
    static const char json[] =
        "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T10:00:00Z\",\"author\":{\"handle\":\"ana\"},\"text\":\"hola\","
        "\"pulso\":{\"lang\":\"es\",\"sentiment\":{\"label\":\"neutral\",\"score\":0},\"brands\":["
        "{\"brand\":\"a\",\"sentiment\":{\"label\":\"negative\"}},{\"brand\":\"b\",\"sentiment\":{\"label\":\"positive\"}},{\"odd\":1}]}}";
    struct verdict_reader *r = verdict_reader_new();
    struct verdict_seen v;
    struct err e = { 0 };
    (void)state;
    assert_true(verdict_read(r, slice_of(json), &v, &e));
    assert_string_equal(v.lang, "es");
    assert_string_equal(v.label, "neutral");
    assert_int_equal(v.brand_count, 3);
    assert_string_equal(v.brands[0].label, "negative");
    assert_string_equal(v.brands[1].id, "b");
    assert_string_equal(v.brands[2].id, "");
    assert_true(slice_is(v.mention.author_handle, "ana"));
    assert_true(verdict_read(r, SLICE("{\"platform\":\"x\",\"id\":\"1\",\"deleted\":true}"), &v, &e));
    assert_int_equal(v.brand_count, 0);
    assert_string_equal(v.label, "");
    assert_false(verdict_read(r, SLICE("no"), &v, &e));
    verdict_reader_free(r);
}

static void only_names_that_a_platform_can_have_are_asked_for(void **state)
{
    static const struct { const char *names; bool ok; } row[] = {
        { NULL, true }, { "x", true }, { "x,mastodon", true }, { " x , news_es-2 ", true }, { "", false }, { ",", false }, { "x,,y", false },
        { "X", false }, { "\xc3\xa9", false }, { "x,\xc3\xa9", false }, { "a b", false }, { "x|y", false },
        { "a2345678901234567890123456789012", true }, { "a23456789012345678901234567890123", false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        if (asked_platforms(row[i].names, &e) != row[i].ok)
            fail_msg("%s", row[i].names);
        assert_int_equal(e.kind, row[i].ok ? ERR_NONE : ERR_CONFIG);
    }
    assert_true(platforms_have("news, x", SLICE("x")));
    assert_true(platforms_have(NULL, SLICE("x")));
    assert_false(platforms_have("news,xx", SLICE("x")));
}

static void a_brand_that_nobody_listens_for_is_answered_with_the_nearest(void **state)
{
    static const struct { const char *id, *want; } row[] = {
        { "movistar", NULL }, { "movistr", "did you mean movistar?" }, { "Movistar", "did you mean movistar?" }, { "nope", "nope: no brand has this id; " },
    };
    struct brand v[] = { { .id = "claro" }, { .id = "movistar" } };
    struct brands b = { .v = v, .n = 2 };
    struct cli cli = { .config = "p.yaml" };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        assert_int_equal(asked_brand(&cli, &b, row[i].id, &e), !row[i].want);
        if (row[i].want && !strstr(e.msg, row[i].want))
            fail_msg("%s", e.msg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_before_and_after_the_command_in_either_form),
        cmocka_unit_test(every_options_struct_fits_and_every_option_has_help),
        cmocka_unit_test(counters_of_brands_are_told_by_their_names),
        cmocka_unit_test(counters_of_shared_mentions_are_told_by_their_names),
        cmocka_unit_test(counters_of_topics_are_told_by_their_names),
        cmocka_unit_test(places_of_dead_letters_are_partition_and_offset),
        cmocka_unit_test(dead_letters_are_chosen_by_part_of_the_reason_and_by_stage),
        cmocka_unit_test(pretty_json_changes_blanks_alone),
        cmocka_unit_test(pretty_json_survives_what_is_no_json),
        cmocka_unit_test(only_names_that_a_platform_can_have_are_asked_for),
        cmocka_unit_test(a_brand_that_nobody_listens_for_is_answered_with_the_nearest),
        cmocka_unit_test(a_classified_record_tells_brands_and_feelings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

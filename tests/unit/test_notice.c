/* template and notice: what stands in a text can never become a mark of it, and people read what they need in their language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "model/json.h"
#include "route/notice.h"
#include "route/template.h"

#define NOW 1795322533120LL
#define BODY "{\"id\":\"5f0c\",\"brand\":\"telenorte\",\"type\":\"technical\",\"level\":\"crisis\",\"opened\":\"2026-11-22T04:40:00.000Z\"," \
             "\"x\":60,\"mu\":1.3,\"window_minutes\":15,\"causes\":[{\"text\":\"no funciona\",\"excess\":42.2},{\"name\":\"ana@example.com\",\"excess\":3}]}"

static struct buf out;

static const char *fill(const char *text, enum template_escape escape, const struct hook_alert *a)
{
    size_t at;
    struct err e = { 0 };
    struct template *t = template_new(slice_of(text), escape, &at, &e);
    if (!t)
        fail_msg("%s: %s", text, e.msg);
    buf_reset(&out);
    template_fill(t, a, &out);
    template_free(t);
    return buf_z(&out);
}

static void a_value_is_escaped_for_where_it_stands(void **state)
{
    (void)state;
    struct hook_alert a = { .title = SLICE("a\"b\\c\n<d>&'é\x01"), .body = SLICE("{\"x\":1}"), .level = SLICE("alert") };
    static const struct { const char *text; enum template_escape escape; const char *want; } row[] = {
        { "{\"t\":\"{{title}}\"}", ESCAPE_JSON, "{\"t\":\"a\\\"b\\\\c\\n<d>&'é\\u0001\"}" },
        { "t={{ title }}&z", ESCAPE_URL, "t=a%22b%5Cc%0A%3Cd%3E%26%27%C3%A9%01&z" },
        { "<t>{{title}}</t>", ESCAPE_XML, "<t>a&quot;b\\c\n&lt;d&gt;&amp;&#39;é\xEF\xBF\xBD</t>" },
        { "{{title}}", ESCAPE_NONE, "a\"b\\c\n<d>&'é\x01" },
        { "{\"i\":{{body}},\"n\":{{procedure}}}", ESCAPE_JSON, "{\"i\":{\"x\":1},\"n\":}" },
        { "{{level:crisis=P1,alert=P3,P5}} {{stage:crisis=P1,P5}} {{stage:crisis=P1}}", ESCAPE_NONE, "P3 P5 " },
        { "{{title:3}}|{{title:99}}", ESCAPE_JSON, "a\\\"b|a\\\"b\\\\c\\n<d>&'é\\u0001" },
        { "no places", ESCAPE_JSON, "no places" },
        { "", ESCAPE_JSON, "" },
        { "{ } {x} }}", ESCAPE_NONE, "{ } {x} }}" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_string_equal(fill(row[i].text, row[i].escape, &a), row[i].want);
}

/* What XML cannot say at all is not in it: control characters, of one byte and of two. */
static void no_control_character_comes_through_into_xml(void **state)
{
    (void)state;
    char text[3] = "";
    for (int c = 1; c < 256; c++) {
        text[0] = (char)(c < 128 ? c : 0xC0 | c >> 6);
        text[1] = (char)(c < 128 ? 0 : 0x80 | (c & 63));
        bool control = c != '\t' && c != '\n' && c != '\r' && (c < 0x20 || (c >= 0x7F && c < 0xA0));
        struct hook_alert a = { .title = slice_of(text) };
        const char *got = fill("{{title}}", ESCAPE_XML, &a);
        if (control ? strcmp(got, "\xEF\xBF\xBD") != 0 : !strchr("&<>\"'", c) && strcmp(got, text) != 0)
            fail_msg("U+%04X came out as %s", (unsigned)c, got);
    }
}

/* Whatever bytes a mention holds, the JSON stays the JSON that was written. */
static void no_value_breaks_out_of_a_json_template(void **state)
{
    (void)state;
    struct json *j = json_new(4096);
    char text[8], padded[512];
    for (int c = 1; c < 256; c++) {
        struct json_value root, v;
        struct slice name;
        struct err e = { 0 };
        int n = c < 128 ? 1 : 2;                 /* valid UTF-8, as every text in an alert is */
        text[0] = (char)(c < 128 ? c : 0xC0 | c >> 6);
        text[1] = (char)(0x80 | (c & 63));
        struct hook_alert a = { .title = { text, (size_t)n } };
        size_t len = strlen(fill("{\"a\":\"{{title}}\",\"b\":2}", ESCAPE_JSON, &a));
        memset(padded, 0, sizeof padded);
        memcpy(padded, out.p, len);
        if (!json_parse(j, padded, len, &root, &e))
            fail_msg("byte %d: %s", c, e.msg);
        assert_true(json_member(j, &root, &name, &v) && slice_eq(v.text, a.title));
        assert_true(json_member(j, &root, &name, &v) && slice_is(name, "b"));
    }
    json_free(j);
}

static void a_mistake_in_a_template_is_said_with_its_place(void **state)
{
    (void)state;
    static const struct { const char *text; size_t at; const char *what; } row[] = {
        { "a {{titel}}", 2, "{{title}}" }, { "{{}}", 0, "there are key brand" }, { "ab{{title", 2, "}}" }, { "{{title}} {{xyzzyxyz}}", 10, "no value" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        size_t at = 99;
        struct err e = { 0 };
        assert_null(template_new(slice_of(row[i].text), ESCAPE_NONE, &at, &e));
        assert_int_equal(at, row[i].at);
        if (!strstr(e.msg, row[i].what))
            fail_msg("%s", e.msg);
    }
}

static struct hook_alert notice(struct notices *n, const char *stage, const char *lang, const char *person, const struct links *links)
{
    static struct zone *zone;
    struct err e = { 0 };
    zone = zone ? zone : zone_open("America/Mexico_City", &e);
    struct hook_alert a = { .key = SLICE("5f0c-x"), .brand = SLICE("telenorte"), .brand_name = SLICE("Telenorte"), .body = SLICE(BODY), .incident = SLICE("5f0c"),
                            .stage = slice_of(stage), .procedure = SLICE("https://example.com/p"), .by = SLICE("Ana"), .person = slice_of(person) };
    notice_fill(n, &a, lang, zone, links, NOW);
    return a;
}

static void people_read_it_in_their_language(void **state)
{
    (void)state;
    struct notices *n = notices_new();
    static const struct { const char *stage, *lang, *title, *text; } row[] = {
        { "crisis", "es", "CRISIS · Telenorte: 60 menciones negativas en 15 min (lo normal son 1,3)",
          "Nivel: crisis (rojo)\nMarca: Telenorte\nQué pasa: 60 menciones negativas en 15 min (lo normal son 1,3)\nDesde: 21/11/2026 22:40 (America/Mexico_City)\n"
          "Causas: no funciona +42; a**@example.com +3\nProcedimiento: https://example.com/p\nConfirmar que lo atiendes: pulso incident ack 5f0c\nIncidente: 5f0c" },
        { "crisis", "en", "CRISIS · Telenorte: 60 negative mentions in 15 min (normal: 1.3)",
          "Level: crisis (red)\nBrand: Telenorte\nWhat: 60 negative mentions in 15 min (normal: 1.3)\nSince: 21 Nov 2026 22:40 (America/Mexico_City)\n"
          "Causes: no funciona +42; a**@example.com +3\nProcedure: https://example.com/p\nAcknowledge: pulso incident ack 5f0c\nIncident: 5f0c" },
        { "unanswered", "pt", "SEM RESPOSTA · CRISE · Telenorte: ninguém confirmou; 60 menções negativas em 15 min (o normal são 1,3)", NULL },
        { "acknowledged", "en", "ACKNOWLEDGED · CRISIS · Telenorte: Ana has it", NULL },
        { "closed", "es", "CERRADO · CRISIS · Telenorte: vuelve a lo normal",
          "Nivel: crisis (rojo)\nMarca: Telenorte\nQué pasa: vuelve a lo normal\nDesde: 21/11/2026 22:40 (America/Mexico_City)\n"
          "Causas: no funciona +42; a**@example.com +3\nProcedimiento: https://example.com/p\nIncidente: 5f0c" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct hook_alert a = notice(n, row[i].stage, row[i].lang, "", NULL);
        assert_string_equal(a.title.p, row[i].title);
        if (row[i].text)
            assert_string_equal(a.text.p, row[i].text);
        assert_true(slice_is(a.lang, row[i].lang) && slice_is(a.began, "2026-11-22T04:40:00.000Z"));
    }
    notices_free(n);
}

static void a_person_gets_her_own_link_and_a_room_the_page(void **state)
{
    (void)state;
    struct notices *n = notices_new();
    const struct links links = { "https://pulso.example.com", "0123456789abcdef", 3600000 };
    struct hook_alert a = notice(n, "alert", "es", "ana", &links);
    assert_true(slice_starts(a.link, SLICE("https://pulso.example.com/i/5f0c?p=ana&x=1795326133&s=")));
    assert_non_null(strstr(a.text.p, a.link.p));
    a = notice(n, "alert", "es", "", &links);
    assert_true(slice_is(a.link, "https://pulso.example.com/i/5f0c"));
    notices_free(n);
}

static void a_record_that_cannot_be_read_is_told_all_the_same(void **state)
{
    (void)state;
    struct notices *n = notices_new();
    struct hook_alert a = { .brand = SLICE("telenorte"), .body = SLICE("{broken"), .incident = SLICE("5f0c"), .stage = SLICE("alert"), .level = SLICE("alert") };
    notice_fill(n, &a, NULL, NULL, NULL, NOW);
    assert_true(slice_starts(a.title, SLICE("ALERTA · telenorte: ")));
    assert_non_null(strstr(a.text.p, "pulso incident ack 5f0c"));
    notices_free(n);
}

#define CASE(folio, team, agent) "\"case\":{\"v\":1,\"folio\":\"" folio "\",\"conversation\":\"x:t\",\"state\":\"new\",\"brand\":\"telenorte\"," team agent "\"priority\":70," \
    "\"opened\":\"2026-11-22T04:40:00.000Z\",\"first_due\":\"2026-11-22T05:10:00.000Z\",\"solve_due\":\"2026-11-22T15:00:00.000Z\"}}"

/* A team's channel hears which case, by when, and that nobody has it. */
static void a_case_is_told_in_the_words_of_its_change(void **state)
{
    (void)state;
    struct notices *n = notices_new();
    struct err e = { 0 };
    struct zone *zone = zone_open("America/Mexico_City", &e);
    static const struct { const char *body, *lang, *title, *text; } row[] = {
        { "{\"v\":1,\"id\":\"1\",\"change\":\"warned\",\"of\":\"first\",\"at\":\"2026-11-22T05:05:00Z\"," CASE("34T7-KQ", "\"team\":\"care\",", ""), "es",
          "VENCE PRONTO · Telenorte: caso 34T7-KQ: primera respuesta antes de 21/11/2026 23:10 (America/Mexico_City)",
          "Equipo: care\nLo tiene: nadie todavía\nPrioridad: 70\nVence: 21/11/2026 23:10 (America/Mexico_City)\nAbierto: 21/11/2026 22:40 (America/Mexico_City)\n"
          "Verlo: pulso case show 34T7-KQ" },
        { "{\"v\":1,\"id\":\"1\",\"change\":\"breached\",\"of\":\"solve\",\"at\":\"2026-11-22T15:05:00Z\"," CASE("34T7-KQ", "\"team\":\"care\",", "\"agent\":\"AR\","), "en",
          "OVERDUE · Telenorte: case 34T7-KQ: the solution was due by 22 Nov 2026 09:00 (America/Mexico_City)", NULL },
        { "{\"v\":1,\"id\":\"1\",\"change\":\"assigned\",\"at\":\"2026-11-22T05:05:00Z\"," CASE("34T7-KQ", "", "\"agent\":\"AR\","), "pt",
          "ATRIBUÍDO · Telenorte: AR está com o caso 34T7-KQ", NULL },
        { "{\"v\":1,\"id\":\"1\",\"change\":\"state\",\"at\":\"2026-11-22T05:05:00Z\"," CASE("34T7-KQ", "", ""), "en", "CASE · Telenorte: case 34T7-KQ: new", NULL },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct hook_alert a = { .key = SLICE("1"), .brand = SLICE("telenorte"), .brand_name = SLICE("Telenorte"), .body = slice_of(row[i].body), .incident = SLICE("34T7-KQ"),
                                .state = SLICE("new"), .about = SLICE("case") };
        const struct links links = { "https://pulso.example.com", "0123456789abcdef", 3600000 };
        notice_fill(n, &a, row[i].lang, zone, &links, NOW);
        assert_string_equal(a.title.p, row[i].title);
        if (row[i].text)
            assert_string_equal(a.text.p, row[i].text);
        assert_int_equal(a.link.n, 0);   /* a link acknowledges incidents */
    }
    zone_close(zone);
    notices_free(n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_escaped_for_where_it_stands),
        cmocka_unit_test(no_control_character_comes_through_into_xml),
        cmocka_unit_test(no_value_breaks_out_of_a_json_template),
        cmocka_unit_test(a_mistake_in_a_template_is_said_with_its_place),
        cmocka_unit_test(people_read_it_in_their_language),
        cmocka_unit_test(a_person_gets_her_own_link_and_a_room_the_page),
        cmocka_unit_test(a_case_is_told_in_the_words_of_its_change),
        cmocka_unit_test(a_record_that_cannot_be_read_is_told_all_the_same),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_fini(&out);
    return failed;
}

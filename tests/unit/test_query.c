#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "query/query.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static struct tokenizer *tok;
static struct arena arena;

static struct query_set *set_of(const char *const *queries, size_t n)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct err e;
    for (size_t i = 0; i < n; i++)
        if (!query_set_add(qs, (uint32_t)i, slice_of(queries[i]), &qe))
            fail_msg("%s: %s", queries[i], qe.what);
    assert_true(query_set_compile(qs, &e));
    return qs;
}

static size_t run(struct query_match *qm, const struct mention *m, const uint32_t **ids)
{
    struct tokens text, title;
    tokens_scan(tok, &arena, m->text, &text);
    tokens_scan(tok, &arena, m->title, &title);
    return query_match_run(qm, m, &text, &title, ids);
}

static bool matches(const char *query, const struct mention *m)
{
    const uint32_t *ids;
    struct query_set *qs = set_of(&query, 1);
    struct query_match *qm = query_match_new(qs);
    bool hit = run(qm, m, &ids) == 1;
    query_match_free(qm);
    query_set_free(qs);
    return hit;
}

struct row { const char *query, *text; bool want; };

static void expect(const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct mention m = { .text = slice_of(row[i].text) };
        if (matches(row[i].query, &m) != row[i].want)
            fail_msg("%s on \"%s\" should be %d", row[i].query, row[i].text, row[i].want);
    }
}

static void a_term_matches_its_word_whatever_its_case(void **state)
{
    static const struct row row[] = {
        { "cobertura", "Sin COBERTURA hoy", true }, { "Cobertura", "cobertura", true }, { "cobertura", "coberturas", false },
        { "cober", "cobertura", false }, { "4g", "el 4G va mal", true }, { "1000", "pagué 1000", true },
        { "1000", "pagué 1.000", false }, { "жалоба", "ЖАЛОБА!", true }, { "fin", "ﬁn", true }, { "STRASSE", "straße", true },
        { "claro", "", false }, { "claro", "bancomer.com/claro", true }, { "漢", "漢字", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void a_marked_letter_matches_only_itself_and_a_bare_one_any(void **state)
{
    static const struct row row[] = {
        { "Nino", "el niño", true }, { "nino", "nino", true }, { "niño", "niño", true }, { "niño", "el nino", false },
        { "Nino NOT niño", "el niño", false }, { "Nino NOT niño", "el Nino", true }, { "compañia", "la compañía", true },
        { "compañia", "compania", false }, { "compañía", "compañia", false }, { "compania", "COMPAÑÍA", true },
        { "señ*", "señales", true }, { "señ*", "senales", false }, { "sen*", "señal", true }, { "pingüino", "pinguino", false },
        { "se\xC3\xB1or", "sen\xCC\x83or", true }, { "lodz", "łódz", false }, { "łodz", "łódź", true },
        { "\"sin señal\"", "sin senal", false }, { "\"sin senal\"", "sin señal", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void a_phrase_needs_its_words_one_after_the_other(void **state)
{
    static const struct row row[] = {
        { "\"sin señal\"", "Estoy sin señal.", true }, { "\"sin señal\"", "sin buena señal", false },
        { "\"sin señal\"", "señal sin", false }, { "\"sin\"", "sin", true }, { "\"no no no\"", "no no", false },
        { "\"no no no\"", "sí no no no", true }, { "\"a b a c\"", "a b a b a c", true }, { "\"a b a c\"", "a b a b c", false },
        { "wendy's", "en Wendy’s hoy", true }, { "wendy's", "wendy", false }, { "e-mail", "mi e mail", true },
        { "bancomer.com", "ver bancomer.com ya", true }, { "bancomer.com", "bancomer punto com", false },
        { "\"no tengo se*\"", "no tengo señal", true }, { "\"no tengo se*\"", "no tengo la señal", false },
        { "\"se* mala\"", "señal mala", true }, { "\"no funciona @movistar\"", "no funciona @Movistar", true },
        { "\"no funciona movistar\"", "no funciona #movistar", true }, { "\"mal 😡\"", "mal😡", true },
        { "\"a b\"", "a, b", true }, { "\"nooo sirve\"", "nooo sirve", true }, { "\"no sirve\"", "nooo sirve", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void not_binds_over_and_over_or(void **state)
{
    static const struct row row[] = {
        { "a AND b", "b a", true }, { "a AND b", "a", false }, { "a OR b", "b", true }, { "a OR b", "c", false },
        { "a NOT b", "a c", true }, { "a NOT b", "a b", false }, { "a AND NOT b", "a b", false }, { "NOT b AND a", "a", true },
        { "a OR b AND c", "a", true }, { "a OR b AND c", "b", false }, { "(a OR b) AND c", "a", false },
        { "(a AND b) OR c NOT d", "a b d", true }, { "(a AND b) OR c NOT d", "c d", false }, { "(a AND b) OR c NOT d", "c", true },
        { "a NOT (b OR c)", "a c", false }, { "a NOT (b AND c)", "a c", true }, { "a NOT (b NOT c)", "a b c", true },
        { "NOT NOT a", "a", true }, { "NOT NOT a", "b", false }, { "a NOT b NOT c", "a c", false },
        { "((((a))))", "a", true }, { "a\nAND\tb", "a b", true }, { "a\xC2\xA0" "AND b", "a b", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void a_wildcard_stands_for_the_rest_of_a_word(void **state)
{
    static const struct row row[] = {
        { "complain*", "complaining", true }, { "complain*", "complain", true }, { "complain*", "complai", false },
        { "pesim*", "PÉSIMAS", true }, { "pésim*", "pesimo", false }, { "pésim*", "Pésimo", true }, { "movi*", "#MovistarAR", true },
        { "movi*", "@movistar", true }, { "#movi*", "movistar", false }, { "#movi*", "#movistar", true },
        { "#movi*", "@movistar", false }, { "ll*", "llamada", true }, { "ll*", "lamada", false }, { "e-ma*", "e-mails", true },
        { "ña*", "ÑANDÚ", true }, { "co* OR com*", "comida", true }, { "movi*", "https://movistar.com", false },
        { "claro* NOT claros*", "claros", false }, { "claro* NOT claros*", "clarobolsa", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void tags_handles_and_cash_keep_their_sign(void **state)
{
    static const struct row row[] = {
        { "movistar", "#Movistar", true }, { "movistar", "@movistar", true }, { "#movistar", "movistar", false },
        { "@movistar", "movistar", false }, { "#movistar", "@movistar", false }, { "#FelizNoche", "buenas #feliznoche", true },
        { "@bancomer", "hola @Bancomer!", true }, { "@ana", "@ana@mastodon.social", true }, { "ana", "@ana@mastodon.social", true },
        { "@ana@mastodon.social", "@Ana@Mastodon.social", true }, { "@ana@mastodon.social", "@ana", false },
        { "mastodon", "@ana@mastodon.social", false }, { "$TEF", "sube $tef", true }, { "tef", "sube $TEF", false },
        { "#señal", "#senal", false }, { "senal", "#Señal", true }, { "bancomer", "juan@bancomer.com", false },
        { "bancomer", "www.bancomer.com", false }, { "an*", "@ana@x.org", true }, { "#no_sirve", "#No_Sirve", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void emoji_are_terms(void **state)
{
    static const struct row row[] = {
        { "😡", "mal😡", true }, { "😡", "mal", false }, { "👍", "👍🏽", true }, { "👍🏽", "👍", false }, { "👍🏽", "👍🏽", true },
        { "👍🏽", "👍🏿", false }, { "❤", "❤️", true }, { "❤️", "❤", true }, { "👨‍👩‍👧", "👨‍👩‍👧", true }, { "👨", "👨‍👩‍👧", false },
        { "🇦🇷", "viva 🇦🇷", true }, { "🇦🇷", "🇺🇾", false }, { "😡😡", "😡 😡", true }, { "1️⃣", "1️⃣", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void stretched_words_match_with_one_letter_or_two(void **state)
{
    static const struct row row[] = {
        { "malísimo", "malísimoooo", true }, { "malísimo", "malisimoooo", false }, { "no", "NOOOO", true }, { "noo", "noooo", true },
        { "nooo", "noooo", false }, { "nooo", "nooo", true }, { "no", "noo", false }, { "perro", "perrrro", true },
        { "pero", "perrrro", true }, { "perro", "pero", false }, { "bueno", "buueenno", false }, { "bueno", "buuueeennnooo", true },
        { "bueenoo", "buuueeennnooo", true }, { "gol", "#Goool", true }, { "#gol", "#gooool", true }, { "1000", "10000", false },
        { "buen*", "bueeenísimo", true }, { "perr*", "perrrrito", true }, { "ll*", "lllllamada", true }, { "aa*", "aaaaa", true },
        { "sí", "síííí", true }, { "pésim*", "péééésimo", true }, { "@ana", "@anaaaa", true },
    };
    (void)state;
    expect(row, ROWS(row));
}

static void fields_look_at_the_mentions_members(void **state)
{
    static const struct mention ana = {
        .text = { "hola", 4 }, .platform = { "x", 1 }, .lang = { "es-AR", 5 }, .country = { "AR", 2 }, .kind = KIND_REPLY,
        .author_handle = { "GaliciaResponde", 15 }, .author_name = { "Señal Ñandú", 14 },
        .source = { "mastodon:public@example.social", 30 }, .url = { "https://www.mobile.Twitter.com:443/a", 36 },
    };
    static const struct { const char *query; bool want; } row[] = {
        { "author:galiciaresponde", true }, { "author:@GaliciaResponde", true }, { "author:galicia", false },
        { "author:\"señal ñandú\"", true }, { "author:\"senal nandu\"", false }, { "AUTHOR:GaliciaResponde", true },
        { "platform:x", true }, { "platform:X", true }, { "platform:mastodon", false },
        { "language:es", true }, { "lang:ES", true }, { "language:en", false }, { "language:(en OR es)", true },
        { "country:AR", true }, { "country:(AR OR UY)", true }, { "country:(UY OR CL)", false }, { "country:ar", true },
        { "kind:reply", true }, { "kind:(post OR repost)", false }, { "kind:REPLY", true },
        { "source:mastodon", true }, { "source:mastodon:public@example.social", true }, { "source:public", false },
        { "site:twitter.com", true }, { "site:mobile.twitter.com", true }, { "site:www.twitter.com", true },
        { "site:witter.com", false }, { "site:x.com", false }, { "hola AND author:galiciaresponde", true },
        { "hola NOT author:galiciaresponde", false }, { "hola NOT country:UY", true }, { "language:es NOT hola", false },
        { "x", false }, { "ar", false }, { "(hola OR chau) AND country:AR AND language:es NOT kind:repost", true },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        if (matches(row[i].query, &ana) != row[i].want)
            fail_msg("%s should be %d", row[i].query, row[i].want);
}

static void a_missing_field_makes_its_clause_false(void **state)
{
    struct mention m = { .text = SLICE("hola") };
    (void)state;
    assert_false(matches("hola AND country:AR", &m));
    assert_true(matches("hola NOT country:AR", &m));
    assert_false(matches("site:x.com OR author:ana OR language:es OR platform:x OR source:s", &m));
    assert_true(matches("kind:post", &m));
}

static void title_and_text_are_searched_apart(void **state)
{
    struct mention m = { .text = SLICE("Sin señal"), .title = SLICE("en Quito") };
    (void)state;
    assert_true(matches("señal AND quito", &m));
    assert_true(matches("\"en quito\"", &m));
    assert_false(matches("\"señal en\"", &m));
    assert_false(matches("\"quito sin\"", &m));
}

static void ids_come_ascending_and_once(void **state)
{
    static const uint32_t id[] = { 70, 5, 70, 9, 1 };
    static const char *const query[] = { "claro OR mal", "claro", "mal", "otra", "cla*" };
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct mention m = { .text = SLICE("claro mal claro") }, none = { .text = SLICE("nada") };
    const uint32_t *ids;
    struct err e;
    (void)state;
    for (size_t i = 0; i < ROWS(id); i++)
        assert_true(query_set_add(qs, id[i], slice_of(query[i]), &qe));
    assert_int_equal(query_set_count(qs), 5);
    assert_true(query_set_compile(qs, &e));
    struct query_match *qm = query_match_new(qs);
    for (int again = 0; again < 3; again++) {
        assert_int_equal(run(qm, &m, &ids), 3);
        assert_int_equal(ids[0], 1);
        assert_int_equal(ids[1], 5);
        assert_int_equal(ids[2], 70);
        assert_int_equal(run(qm, &none, &ids), 0);
    }
    query_match_free(qm);
    query_set_free(qs);
}

static void many_matches_are_sorted_too(void **state)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct mention m = { .text = SLICE("claro") };
    const uint32_t *ids;
    struct err e;
    (void)state;
    for (uint32_t i = 0; i < 500; i++)
        assert_true(query_set_add(qs, (i * 7919) % 500, SLICE("claro"), &qe));
    assert_true(query_set_compile(qs, &e));
    struct query_match *qm = query_match_new(qs);
    assert_int_equal(run(qm, &m, &ids), 500);
    for (uint32_t i = 0; i < 500; i++)
        assert_int_equal(ids[i], i);
    query_match_free(qm);
    query_set_free(qs);
}

static void an_empty_set_matches_nothing(void **state)
{
    struct mention m = { .text = SLICE("claro") };
    const uint32_t *ids;
    (void)state;
    struct query_set *qs = set_of(NULL, 0);
    struct query_match *qm = query_match_new(qs);
    assert_int_equal(run(qm, &m, &ids), 0);
    query_match_free(qm);
    query_set_free(qs);
}

static void ten_thousand_terms_and_a_hundred_brackets_are_no_limit(void **state)
{
    struct buf b = { 0 };
    struct mention m = { .text = SLICE("palabra9999"), .title = SLICE("otra") };
    (void)state;
    for (int i = 0; i < 100; i++)
        buf_char(&b, '(');
    for (int i = 0; i < 10000; i++)
        buf_printf(&b, "%spalabra%d", i ? " OR " : "", i);
    for (int i = 0; i < 100; i++)
        buf_char(&b, ')');
    assert_true(matches(buf_z(&b), &m));
    m.text = SLICE("palabra10000");
    assert_false(matches(buf_z(&b), &m));
    buf_fini(&b);
}

static int setup(void **state)
{
    (void)state;
    tok = tokenizer_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tokenizer_free(tok);
    arena_fini(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_matches_its_word_whatever_its_case),
        cmocka_unit_test(a_marked_letter_matches_only_itself_and_a_bare_one_any),
        cmocka_unit_test(a_phrase_needs_its_words_one_after_the_other),
        cmocka_unit_test(not_binds_over_and_over_or),
        cmocka_unit_test(a_wildcard_stands_for_the_rest_of_a_word),
        cmocka_unit_test(tags_handles_and_cash_keep_their_sign),
        cmocka_unit_test(emoji_are_terms),
        cmocka_unit_test(stretched_words_match_with_one_letter_or_two),
        cmocka_unit_test(fields_look_at_the_mentions_members),
        cmocka_unit_test(a_missing_field_makes_its_clause_false),
        cmocka_unit_test(title_and_text_are_searched_apart),
        cmocka_unit_test(ids_come_ascending_and_once),
        cmocka_unit_test(many_matches_are_sorted_too),
        cmocka_unit_test(an_empty_set_matches_nothing),
        cmocka_unit_test(ten_thousand_terms_and_a_hundred_brackets_are_no_limit),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* What a lexicon's file may say, what is refused and how, and how forms are found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "classify/sentiment/lexicon.h"

static struct arena a;
static struct tokenizer *tk;

static struct lexicon *build(const char *text, struct err *e)
{
    struct lexicon_reading r;
    lexicon_reading_init(&r);
    struct lexicon *lx = lexicon_parse(&r, "my.tsv", slice_of(text), e) ? lexicon_build(lexicon_reading_forms(&r), lexicon_reading_count(&r), e) : NULL;
    lexicon_reading_fini(&r);
    return lx;
}

static struct lexicon *must_build(const char *text)
{
    struct err e = { 0 };
    struct lexicon *lx = build(text, &e);
    if (!lx)
        fail_msg("%s", e.msg);
    return lx;
}

/* The entry that the first words of a text meet, and how many words it takes. */
static const struct entry *find(const struct lexicon *lx, const char *text, size_t *words)
{
    struct tokens t;
    tokens_scan(tk, &a, slice_of(text), &t);
    *words = 0;
    return t.n ? lexicon_find(lx, t.v, t.n, words) : NULL;
}

static float value_of(const struct lexicon *lx, const char *text)
{
    size_t words;
    const struct entry *en = find(lx, text, &words);
    return en ? en->value : 0;
}

static void a_bad_line_is_refused_with_its_place(void **state)
{
    static const struct { const char *text, *say; } row[] = {
        { "malo\t-2\n", "my.tsv:1:1: a form before the first [section]" },
        { "[feelings]\n\n# malo\nmalo -2\n", "my.tsv:4:1: want FORM <tab> NUMBER" },
        { "[feelings]\nmalo\tmucho\n", "my.tsv:2:6: \"mucho\" is not a number from -4 to 4" },
        { "[feelings]\nmalo\t-5\n", "my.tsv:2:6: \"-5\" is not a number from -4 to 4" },
        { "[feelings]\nmalo\tnan\n", "my.tsv:2:6: \"nan\" is not a number" },
        { "[feelings]\nmalo\t\t\n", "my.tsv:2:1: want FORM" },
        { "[feelings]\nmalo\t-2\tfijo\n", "my.tsv:2:9: unknown tag \"fijo\" in [feelings]" },
        { "[feelings]\nbien\t1\tscale=x\n", "my.tsv:2:8: \"scale=x\" needs a number" },
        { "[scales]\nmuy\t1.3\tscale=2\n", "my.tsv:2:9: unknown tag" },
        { "[negators]\nno\t0.7\n", "my.tsv:2:4: \"0.7\" is not a number from -1 to 0" },
        { "[sentimientos]\n", "my.tsv:1:1: no section [sentimientos]" },
        { "[feelings]\nmal{o,a\t-2\n", "my.tsv:2:1: { without }" },
        { "[feelings]\nmalo}\t-2\n", "my.tsv:2:1: } without {" },
        { "[feelings]\n...\t-2\n", "my.tsv:2:1: no word in \"...\"" },
        { "[feelings]\nmalooo\t-2\n", "my.tsv:2:1: \"malooo\" has a letter three times in a row" },
        { "[emoticons]\n:\t-2\n", "my.tsv:2:1: an emoticon has 2 to 8 bytes" },
        { "[feelings]\nmalo\t-2\n\nfeo\t-1\nMALO\t-1\n", "my.tsv:5:1: \"MALO\" is already given at my.tsv:2" },
        { "[feelings]\npésimo\t-3\npesim{a,o}\t-3\n", "my.tsv:3:1: \"pesimo\" is already given at my.tsv:2" },
        { "[feelings]\nno sirve\t-3\nno sirve\t-3\n", "my.tsv:3:1: \"no sirve\" is already given" },
        { "[feelings]\n  señal\t+x\n", "my.tsv:2:9: \"+x\" is not a number" },      /* characters, not bytes */
        { "[feelings]\n{a,b}e{a,b}e{a,b}e{a,b}e{a,b}e{a,b}e{a,b}e{a,b}e{a,b}e{a,b}\t1\n", "my.tsv:2:1: braces that stand for more than 1000 forms" },
        { "[emoticons]\n:)\t1\n:)\t1\n", "my.tsv:3:1: \":)\" is already given" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct err e = { 0 };
        assert_null(build(row[i].text, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        if (!slice_starts(slice_of(e.msg), slice_of(row[i].say)))
            fail_msg("said \"%s\", wanted \"%s\"", e.msg, row[i].say);
    }
}

static void braces_stand_for_several_forms(void **state)
{
    struct lexicon *lx = must_build("[feelings]\nlent{o,a,os,as}\t-2\nmal{,a}\t-3\ncobro{,s} indebido{,s}\t-1\n");
    size_t words;
    (void)state;
    assert_int_equal(lexicon_count(lx), 4 + 2 + 4);
    assert_true(value_of(lx, "lentas") == -2);
    assert_true(value_of(lx, "mal") == -3);
    assert_non_null(find(lx, "cobros indebido", &words));
    assert_int_equal(words, 2);
    assert_null(find(lx, "lent", &words));
    lexicon_free(lx);
}

static void the_longest_form_wins(void **state)
{
    static const struct { const char *text; float value; size_t words; } row[] = {
        { "no", -0.5f, 1 },
        { "no vino", -0.5f, 1 },
        { "no sirve", -2, 2 },
        { "no sirve para mucho", -2, 2 },
        { "no sirve para nada", -3, 4 },
        { "NO SIRVE PARA NADAAA", -3, 4 },
        { "no sirve para", -2, 2 },
    };
    struct lexicon *lx = must_build("[feelings]\nno sirve\t-2\nno sirve para nada\t-3\n[negators]\nno\t-0.5\n");
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        size_t words;
        const struct entry *en = find(lx, row[i].text, &words);
        assert_non_null(en);
        assert_true(en->value == row[i].value);
        assert_int_equal(words, row[i].words);
    }
    lexicon_free(lx);
}

static void forms_are_found_by_their_bare_letters(void **state)
{
    static const char *const same[] = { "pésimo", "pesimo", "PÉSIMO", "Pesimoooo", "#pésimo", "pesimo!" };
    struct lexicon *lx = must_build("[feelings]\npésimo\t-3\n");
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_true(value_of(lx, same[i]) == -3);
    assert_true(value_of(lx, "pesimos") == 0);
    assert_true(value_of(lx, "@pesimo") == 0);
    lexicon_free(lx);
}

static void exact_forms_want_their_accents(void **state)
{
    struct lexicon *lx = must_build("[feelings]\npena\t-1.5\texact\nsí\t1\texact\n");
    (void)state;
    assert_true(value_of(lx, "pena") == -1.5f);
    assert_true(value_of(lx, "Peña") == 0);
    assert_true(value_of(lx, "sí") == 1);
    assert_true(value_of(lx, "SÍ") == 1);
    assert_true(value_of(lx, "si") == 0);
    lexicon_free(lx);
}

static void laughter_and_skin_tones_are_variants(void **state)
{
    struct lexicon *lx = must_build("[feelings]\njaja\t1\nhaha\t2\n👍\t3\n");
    (void)state;
    assert_true(value_of(lx, "jajajajaja") == 1);
    assert_true(value_of(lx, "JAJAJA") == 1);
    assert_true(value_of(lx, "ajajaj") == 1);
    assert_true(value_of(lx, "hahahah") == 2);
    assert_true(value_of(lx, "jamas") == 0);
    assert_true(value_of(lx, "ja") == 0);
    assert_true(value_of(lx, "👍🏿") == 3);
    lexicon_free(lx);
}

static void emoticons_are_found_as_written(void **state)
{
    static const struct { const char *text; float value; } row[] = {
        { ":)", 2 }, { ":))", 1 }, { ":'(", -2 }, { ":D", 3 }, { ":D!", 3 }, { ":Dame", 0 }, { ":", 0 }, { "x", 0 },
    };
    struct lexicon *lx = must_build("[emoticons]\n:)\t2\n:))\t1\n:'(\t-2\n:D\t3\n");
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct face *f = lexicon_face(lx, row[i].text, row[i].text + strlen(row[i].text));
        assert_true((f ? f->value : 0) == row[i].value);
    }
    lexicon_free(lx);
}

static void the_built_in_spanish_is_rich_and_balanced(void **state)
{
    struct err e = { 0 };
    struct lexicon *lx = lexicon_load(NULL, "es", &e);
    size_t negative = 0, positive = 0;
    (void)state;
    if (!lx)
        fail_msg("%s", e.msg);
    for (size_t i = 0; i < lx->rows_n; i++)
        if (lx->rows[i].entry.kind == ENTRY_FEELING) {
            negative += lx->rows[i].entry.value < 0;
            positive += lx->rows[i].entry.value > 0;
        }
    assert_true(lexicon_count(lx) >= 1500);
    assert_true(negative >= 1000 && positive >= 500);
    lexicon_free(lx);
}

static void a_language_without_lexicon_says_what_to_do(void **state)
{
    struct err e = { 0 };
    (void)state;
    assert_null(lexicon_load(NULL, "tlh", &e));
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_non_null(strstr(e.msg, "\"tlh\""));
    assert_null(lexicon_load("/nonexistent", "es", &e));
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_non_null(strstr(e.msg, "/nonexistent/es/*.tsv"));
}

static void emoji_belong_to_every_language(void **state)
{
    struct err e = { 0 };
    struct lexicon *lx = lexicon_load(NULL, "es", &e);
    (void)state;
    assert_non_null(lx);
    assert_true(value_of(lx, "👍") > 0);
    assert_non_null(lexicon_face(lx, ":(", ":(" + 2));
    lexicon_free(lx);
    assert_null(lexicon_load(NULL, "any", &e));      /* no language of its own */
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void a_folder_of_the_operator_is_read(void **state)
{
    char root[] = "/tmp/pulso-lexicon-XXXXXX", dir[64], one[80], two[80];
    struct err e = { 0 };
    (void)state;
    assert_non_null(mkdtemp(root));
    snprintf(dir, sizeof dir, "%s/es", root);
    snprintf(one, sizeof one, "%s/a.tsv", dir);
    snprintf(two, sizeof two, "%s/b.tsv", dir);
    mkdir(dir, 0700);
    write_file(one, "[feelings]\nmalo\t-2\n");
    write_file(two, "[feelings]\nbueno\t2");
    struct lexicon *lx = lexicon_load(root, "es", &e);
    assert_non_null(lx);
    assert_int_equal(lexicon_count(lx), 2);
    lexicon_free(lx);
    write_file(two, "[feelings]\nMalo\t2\n");
    assert_null(lexicon_load(root, "es", &e));
    assert_non_null(strstr(e.msg, "/b.tsv:2:1: \"Malo\" is already given at "));
    unlink(one);
    unlink(two);
    rmdir(dir);
    rmdir(root);
}

static void a_folder_may_hold_what_all_languages_share(void **state)
{
    char root[] = "/tmp/pulso-lexicon-XXXXXX", own[64], any[64], one[80], two[80];
    struct err e = { 0 };
    (void)state;
    assert_non_null(mkdtemp(root));
    snprintf(own, sizeof own, "%s/es", root);
    snprintf(any, sizeof any, "%s/any", root);
    snprintf(one, sizeof one, "%s/a.tsv", own);
    snprintf(two, sizeof two, "%s/b.tsv", any);
    mkdir(own, 0700);
    mkdir(any, 0700);
    write_file(one, "[feelings]\nmalo\t-2\n");
    write_file(two, "[feelings]\n👍\t2\n");
    struct lexicon *lx = lexicon_load(root, "es", &e);
    assert_non_null(lx);
    assert_int_equal(lexicon_count(lx), 2);
    assert_true(value_of(lx, "👍") == 2);
    assert_true(lexicon_has(root, "es"));
    assert_false(lexicon_has(root, "en"));
    lexicon_free(lx);
    unlink(one);
    unlink(two);
    rmdir(own);
    rmdir(any);
    rmdir(root);
}

static struct lexicon *on_top(const char *text)
{
    struct err e = { 0 };
    struct lexicon_file f = { "own.tsv", slice_of(text) };
    struct lexicon *lx = lexicon_load_files(&f, 1, "es", &e);
    if (!lx)
        fail_msg("%s", e.msg);
    return lx;
}

static void forms_on_top_of_the_built_in_ones_win(void **state)
{
    static const struct { const char *text; float value; size_t words; } row[] = {
        { "pésimo", 1.5f, 1 },                   /* ours in the place of theirs */
        { "zurrido", -3, 1 },                    /* ours alone */
        { "no sirve para nada", -3, 4 },         /* theirs is longer than our "no sirve" */
        { "no sirve", 1, 2 },
    };
    struct lexicon *lx = on_top("[built-in]\n[feelings]\npésimo\t1.5\nzurrido\t-3\nno sirve\t1\n[emoticons]\n:)\t-1\n@_@\t-2\n");
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        size_t words;
        const struct entry *en = find(lx, row[i].text, &words);
        if (!en || en->value != row[i].value || words != row[i].words)
            fail_msg("\"%s\": %g of %zu words", row[i].text, en ? (double)en->value : 0, words);
    }
    assert_true(value_of(lx, "excelente") > 0);
    assert_true(lexicon_face(lx, ":)", ":)" + 2)->value == -1);
    assert_non_null(lexicon_face(lx, ":(", ":(" + 2));
    assert_true(lx->face_first[(unsigned char)'@'] && lx->face_first[(unsigned char)':']);
    lexicon_free(lx);
    lx = on_top("[feelings]\npésimo\t1.5\n");
    assert_true(value_of(lx, "excelente") == 0);       /* without [built-in] it takes their place */
    lexicon_free(lx);
}

static void what_differs_from_the_built_in_forms_is_marked(void **state)
{
    struct err e = { 0 };
    struct lexicon *built_in = lexicon_load(NULL, "es", &e), *lx = on_top("[built-in]\n[feelings]\npésimo\t0\nzurrido\t-3\nexcelente\t4\n[scales]\nmuy\t2\n");
    size_t words;
    (void)state;
    assert_non_null(built_in);
    assert_true(find(lx, "pésimo", &words)->own == -value_of(built_in, "pésimo"));
    assert_true(find(lx, "zurrido", &words)->own == -3);
    assert_true(find(lx, "excelente", &words)->own == 4 - value_of(built_in, "excelente"));
    assert_true(find(lx, "muy", &words)->own == 0);
    assert_true(find(lx, "lento", &words)->own == 0);
    assert_true(lexicon_sum(lx) != lexicon_sum(built_in));
    lexicon_free(lx);
    lexicon_free(built_in);
}

static void the_sum_changes_with_a_value(void **state)
{
    struct lexicon *x = must_build("[feelings]\nmalo\t-2\nbueno\t2\n"), *y = must_build("[feelings]\nbueno\t2\n# twice\nMalo\t-2\n"),
                   *z = must_build("[feelings]\nmalo\t-2.5\nbueno\t2\n");
    (void)state;
    assert_true(lexicon_sum(x) == lexicon_sum(y));
    assert_true(lexicon_sum(x) != lexicon_sum(z));
    lexicon_free(x);
    lexicon_free(y);
    lexicon_free(z);
}

static int setup(void **state)
{
    (void)state;
    tk = tokenizer_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tokenizer_free(tk);
    arena_fini(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_line_is_refused_with_its_place),
        cmocka_unit_test(braces_stand_for_several_forms),
        cmocka_unit_test(the_longest_form_wins),
        cmocka_unit_test(forms_are_found_by_their_bare_letters),
        cmocka_unit_test(exact_forms_want_their_accents),
        cmocka_unit_test(laughter_and_skin_tones_are_variants),
        cmocka_unit_test(emoticons_are_found_as_written),
        cmocka_unit_test(the_built_in_spanish_is_rich_and_balanced),
        cmocka_unit_test(a_language_without_lexicon_says_what_to_do),
        cmocka_unit_test(emoji_belong_to_every_language),
        cmocka_unit_test(a_folder_of_the_operator_is_read),
        cmocka_unit_test(a_folder_may_hold_what_all_languages_share),
        cmocka_unit_test(forms_on_top_of_the_built_in_ones_win),
        cmocka_unit_test(what_differs_from_the_built_in_forms_is_marked),
        cmocka_unit_test(the_sum_changes_with_a_value),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

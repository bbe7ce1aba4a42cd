/* What is said of each of two brands: tests/two-brands.tsv, of which only the even lines count, and texts written afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "classify/classifier.h"

static const char config[] =
    "brands:\n"
    "  - { id: telenorte, names: [telenorte], accounts: ['@telenorte'] }\n"
    "  - { id: zumovil, names: [zumovil], accounts: ['@zumovil'] }\n"
    "  - { id: fibranube, names: [fibranube], accounts: ['@fibranube'] }\n"
    "  - { id: lumen, name: Banco Lumen, names: [lumen, 'banco lumen'], accounts: ['@bancolumen'] }\n"
    "  - id: bancasur\n    accounts: ['@bancasur']\n"
    "    queries: [{ name: b, query: 'bancasur OR @bancasur' }, { name: b-app, query: '(app OR web) NEAR/6 bancasur' }]\n"
    "  - { id: cajaviva, names: [cajaviva], accounts: ['@cajaviva'] }\n";

static struct conf *conf;
static struct classifier *cl;
static struct classifier_worker *w;
static struct mention_parser *mp;
static struct arena a;
static struct buf out;

static int open_all(void **state)
{
    struct err e = { 0 };
    (void)state;
    conf = conf_parse("test.yaml", slice_of(config), &e);
    cl = conf ? classifier_open(conf, &e) : NULL;
    if (!cl) {
        fprintf(stderr, "%s\n", e.msg);
        return -1;
    }
    w = classifier_worker_new(cl);
    mp = mention_parser_new();
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    classifier_worker_free(w);
    classifier_close(cl);
    mention_parser_free(mp);
    conf_free(conf);
    arena_fini(&a);
    buf_fini(&out);
    return 0;
}

static struct mention m;
static struct verdict v;

static void classify(const char *lang, const char *text)
{
    struct err e = { 0 };
    struct buf json = { 0 };
    buf_printf(&json, "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T04:42:13Z\",\"author\":{\"handle\":\"ana\"},\"lang\":\"%s\",\"text\":", lang);
    buf_json(&json, slice_of(text));
    buf_addz(&json, "}");
    if (!mention_parse(mp, &a, buf_slice(&json), &m, &e))
        fail_msg("%s", e.msg);
    buf_fini(&json);
    classifier_run(w, &a, &m, &v);
}

static const struct verdict_brand *of_brand(const char *id)
{
    for (size_t i = 0; i < v.brand_count; i++)
        if (strcmp(classifier_brands(cl)->v[v.brands[i].brand].id, id) == 0)
            return &v.brands[i];
    return NULL;
}

static const char *label_of(const char *id)
{
    const struct verdict_brand *b = of_brand(id);
    return b ? label_name(b->label) : "no mention of it";
}

/* ---- the file */

enum { FRESH_LEAST = 78, LATER_LEAST = 65 };   /* % of the labels */

struct figures { unsigned texts, both, labels, right, whole, unsure, unsure_right; };

static void put_figures(const char *what, const struct figures *f)
{
    printf("%-6s %3u texts: %5.1f %% of the labels, both of %5.1f %%; the label of the whole text: %5.1f %%; %u labels unsure, %u of them right\n", what,
           f->texts, 100.0 * f->right / f->labels, 100.0 * f->both / f->texts, 100.0 * f->whole / f->labels, f->unsure, f->unsure_right);
}

static void judge(char *const column[6], struct figures *f)
{
    unsigned right = 0;
    classify(column[0], column[1]);
    for (int k = 2; k < 6; k += 2) {
        bool is_right = strcmp(label_of(column[k]), column[k + 1]) == 0;
        right += is_right;
        const struct verdict_brand *b = of_brand(column[k]);
        f->unsure += b && b->unsure;
        f->unsure_right += b && b->unsure && is_right;
        f->whole += strcmp(label_name(v.sentiment.label), column[k + 1]) == 0;
    }
    f->texts++;
    f->labels += 2;
    f->right += right;
    f->both += right == 2;
    if (right < 2 && getenv("WRONG"))
        printf("%s\n    %s: %s, wanted %s; %s: %s, wanted %s\n", column[1], column[2], label_of(column[2]), column[3], column[4],
               label_of(column[4]), column[5]);
}

/* Lines whose number leaves `rest` when divided by two, 2: all; lang NULL: of all. With WRONG in the environment what was wrong is listed. */
static void read_file(struct figures *f, const char *path, unsigned rest, const char *lang)
{
    FILE *in = fopen(path, "re");
    char line[1024], *column[6];
    if (!in)
        fail_msg("%s: %s", path, strerror(errno));
    for (unsigned n = 1; fgets(line, sizeof line, in); n++) {
        if (line[0] == '#' || (rest < 2 && n % 2 != rest))
            continue;
        line[strcspn(line, "\n")] = '\0';
        char *p = line;
        for (int k = 0; k < 6; k++)
            if (!(column[k] = strsep(&p, "\t")))
                fail_msg("%s:%u: six columns, by tabs", path, n);
        if (!lang || strcmp(column[0], lang) == 0)
            judge(column, f);
    }
    fclose(in);
}

static void each_brand_gets_what_is_said_of_it(void **state)
{
    /* In %, of the labels and of the texts with both right. ODD in the environment: of the lines that rules may be changed by. */
    static const struct { const char *lang; unsigned labels, both; } least[] = { { "es", 80, 73 }, { "en", 80, 68 }, { "pt", 84, 77 } };
    struct figures all = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof least / sizeof *least; i++) {
        struct figures f = { 0 };
        read_file(&f, "tests/two-brands.tsv", getenv("ODD") != NULL, least[i].lang);
        put_figures(least[i].lang, &f);
        all.texts += f.texts, all.both += f.both, all.labels += f.labels, all.right += f.right, all.whole += f.whole;
        all.unsure += f.unsure, all.unsure_right += f.unsure_right;
        if (f.right * 100 < least[i].labels * f.labels || f.both * 100 < least[i].both * f.texts)
            fail_msg("%s: at least %u %% of the labels and both of %u %%", least[i].lang, least[i].labels, least[i].both);
    }
    put_figures("all", &all);
    /* What it would rather not say is wrong more often than right, and little; of lines that rules were changed by, most is right. */
    assert_in_range(all.unsure, all.labels / 20, all.labels / 5);
    assert_true(getenv("ODD") || all.unsure_right * 2 < all.unsure);
}

static void a_brand_is_unsure_by_what_is_said_of_it(void **state)
{
    static const struct { const char *text; bool unsure, of[2]; } row[] = {   /* the text's; telenorte's, zumovil's */
        { "Telenorte es un desastre, pésimo, y yo pagando. Ahora a ver qué tal Zumovil, bien?", false, { false, true } },
        { "Telenorte es la mejor, gracias por todo. Zumovil es lo peor, estafadores", true, { false, false } },
        { "Telenorte anda perfecto en mi barrio, Zumovil es un desastre", true, { false, false } },
        { "Telenorte y Zumovil son un desastre", false, { false, false } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        classify("es", row[i].text);
        const struct verdict_brand *t = of_brand("telenorte"), *z = of_brand("zumovil");
        if (v.unsure != row[i].unsure || t->unsure != row[i].of[0] || z->unsure != row[i].of[1])
            fail_msg("%s: all %.2f, telenorte %s %.2f, zumovil %s %.2f", row[i].text, (double)v.sentiment.confidence, label_name(t->label),
                     (double)t->confidence, label_name(z->label), (double)z->confidence);
    }
}

static void texts_written_after_the_rules_are_nearly_as_good(void **state)
{
    struct figures fresh = { 0 }, later = { 0 };
    (void)state;
    read_file(&fresh, "tests/two-brands-fresh.tsv", 2, NULL);      /* looked at since */
    put_figures("fresh", &fresh);
    unsetenv("WRONG");      /* these stay unread */
    read_file(&later, "tests/two-brands-later.tsv", 2, NULL);
    put_figures("later", &later);
    assert_true(fresh.right * 100 >= FRESH_LEAST * fresh.labels);
    assert_true(later.right * 100 >= LATER_LEAST * later.labels);
}

static void of_one_brand_is_said_what_the_text_says(void **state)
{
    static const char *const text[] = { "telenorte funciona, pero es carísima", "me paso a zumovil", "@telenorte un desastre" };
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        classify("es", text[i]);
        assert_int_equal(v.brand_count, 1);
        assert_int_equal(v.brands[0].label, v.sentiment.label);
        assert_true(v.brands[0].score == v.sentiment.score);
        assert_null(v.brands[0].why);
    }
}

static bool prints(const char *piece)
{
    buf_reset(&out);
    verdict_print(cl, &m, &v, &out);
    return memmem(out.p, out.n, piece, strlen(piece)) != NULL;
}

static void reasons_are_given_by_brand_only_where_they_differ(void **state)
{
    (void)state;
    classify("es", "Telenorte y Zumovil son un desastre");
    assert_null(of_brand("telenorte")->why);
    classify("es", "Dejé Telenorte por Zumovil");
    assert_non_null(of_brand("telenorte")->why);
    assert_true(prints("\"why\":[[\"Dejé Telenorte por Zumovil\",-1,0,27]]"));
    assert_true(prints("\"why\":[[\"Dejé Telenorte por Zumovil\",1,0,27]]"));
}

/* Of a query with more in it than the name, the rest is no name. */
static void only_the_words_that_name_a_brand_place_it(void **state)
{
    (void)state;
    classify("es", "la app de Lumen es pésima, Bancasur un lujo");
    assert_string_equal(label_of("lumen"), "negative");
    assert_string_equal(label_of("bancasur"), "positive");
}

/* A handle at the beginning says whom it is said to, unless it is one of two that something is said of. */
static void a_leading_handle_with_an_and_behind_it_is_spoken_of(void **state)
{
    static const char *const text[] = {
        "@telenorte y Zumovil son pésimos los dos, horrible servicio", "@telenorte e zumovil son un desastre", "@telenorte y @zumovil: horrible, lo peor",
    };
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        classify("es", text[i]);
        assert_string_equal(label_of("telenorte"), "negative");
        assert_string_equal(label_of("zumovil"), "negative");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_brand_gets_what_is_said_of_it),
        cmocka_unit_test(texts_written_after_the_rules_are_nearly_as_good),
        cmocka_unit_test(a_brand_is_unsure_by_what_is_said_of_it),
        cmocka_unit_test(of_one_brand_is_said_what_the_text_says),
        cmocka_unit_test(a_leading_handle_with_an_and_behind_it_is_spoken_of),
        cmocka_unit_test(reasons_are_given_by_brand_only_where_they_differ),
        cmocka_unit_test(only_the_words_that_name_a_brand_place_it),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/bundle.h"
#include "app/manifest.h"
#include "classify/classifier.h"
#include "cli/items.h"
#include "io/config_log_own.h"
#include "route/rulebooks.h"

/* name, text, name, text, ..., NULL */
static struct bundle bundle_of(const char *const *files)
{
    struct err e = { 0 };
    struct bundle b;
    bundle_init(&b, "here");
    for (size_t i = 0; files[i]; i += 2)
        if (!bundle_add(&b, files[i], files[i], slice_of(files[i + 1]), &e))
            fail_msg("%s", e.msg);
    bundle_sort(&b);
    return b;
}

static void a_file_is_of_a_kind_by_its_name(void **state)
{
    static const struct { const char *name; enum bundle_kind kind; } row[] = {
        { "a.yaml", BUNDLE_SECTIONS }, { "brands/ar/a.yaml", BUNDLE_SECTIONS }, { "lexicon/es/a.tsv", BUNDLE_LEXICON },
        { "lexicon/a.tsv", BUNDLE_NONE }, { "lexicon/es/x/a.tsv", BUNDLE_NONE }, { "a.yml", BUNDLE_NONE }, { "README.md", BUNDLE_NONE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_int_equal(bundle_kind_of(row[i].name), row[i].kind);
}

static void a_name_stays_within_the_directory(void **state)
{
    static const struct { const char *name; bool ok; } row[] = {
        { "a.yaml", true }, { "a/b/c.yaml", true }, { "", false }, { "/a", false }, { "../a", false }, { "a/../b", false }, { "a/./b", false },
        { "a//b", false }, { ".git/x", false }, { "a/", false }, { "a\nb", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (bundle_name_ok(row[i].name) != row[i].ok)
            fail_msg("%s", row[i].name);
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void a_directory_is_read_whole_in_the_order_of_names(void **state)
{
    static const char *const want[] = { "a.yaml", "b/c.yaml", "lexicon/es/x.tsv" };
    char folder[] = "/tmp/pulso-bundle.XXXXXX", path[300], command[400];
    struct bundle b = { 0 };
    struct err e = { 0 };
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_false(bundle_read_dir(&b, folder, &e));
    assert_non_null(strstr(e.msg, "holds no configuration"));
    bundle_fini(&b);
    snprintf(command, sizeof command, "mkdir -p %s/b %s/lexicon/es %s/.git", folder, folder, folder);
    assert_int_equal(system(command), 0);
    put(folder, "lexicon/es/x.tsv", "");
    put(folder, "b/c.yaml", "sets: {}\n");
    put(folder, "a.yaml", "brands: []\n");
    put(folder, "notes.txt", "");
    put(folder, ".git/x.yaml", "not: read\n");
    snprintf(path, sizeof path, "%s/", folder);
    if (!bundle_read_dir(&b, path, &e))
        fail_msg("%s", e.msg);
    assert_int_equal(b.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(b.v[i].name, want[i]);
    assert_string_equal(buf_z(&b.unused), "notes.txt\n");
    snprintf(path, sizeof path, "%s/a.yaml", folder);
    assert_string_equal(b.v[0].place, path);
    bundle_fini(&b);
    assert_false(bundle_read_dir(&b, "/nonexistent", &e));
    assert_string_equal(e.msg, "/nonexistent: No such file or directory");
    bundle_fini(&b);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void the_sum_follows_from_names_and_bytes_alone(void **state)
{
    static const char *const one[] = { "a.yaml", "x", "b.yaml", "y", NULL }, *const turned[] = { "b.yaml", "y", "a.yaml", "x", NULL },
                            *const other_bytes[] = { "a.yaml", "x", "b.yaml", "z", NULL }, *const other_name[] = { "a.yaml", "x", "c.yaml", "y", NULL };
    const char *const *all[] = { one, turned, other_bytes, other_name };
    char sums[4][BUNDLE_HASH];
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct bundle b = bundle_of(all[i]);
        bundle_sum(&b, sums[i]);
        bundle_fini(&b);
    }
    assert_string_equal(sums[0], sums[1]);
    assert_string_not_equal(sums[0], sums[2]);
    assert_string_not_equal(sums[0], sums[3]);
}

#define BRAND(id) "brands: [{ id: " id ", queries: [{ name: " id "-q, query: '" id "' }] }]\n"

/* What classify and what route say of a version. */
static void every_mistake_in_a_version_is_said_with_its_file(void **state)
{
    static const struct { const char *files[5], *classify, *route; } row[] = {
        { { "a.yaml", BRAND("a"), "b.yaml", BRAND("b") }, "", "" },
        { { "a.yaml", BRAND("a"), "b.yaml", BRAND("a") }, "b.yaml:1:16: brand 'a' stands here a second time, first in a.yaml:1:16", "=" },
        { { "a.yaml", "brands: [{ id: a, queries: [{ name: q, query: 'x AND' }] }]\n" }, "a.yaml:1:5", "" },
        { { "a.yaml", "kafka: { brokers: x }\n" }, "a.yaml:1:1: 'kafka' cannot be applied", "=" },
        { { "a.yaml", "brnds: []\n" }, "a.yaml:1:1: 'brnds' is not known here; did you mean 'brands'?", "=" },
        { { "a.yaml", "classify: { window: 3d }\n" }, "a.yaml:1:21: the window cannot change", "" },
        { { "a.yaml", "classify: { lexicon: x }\n" }, "a.yaml:1:22: put the lexicon itself into the directory", "" },
        { { "a.yaml", "classify: { lexicon: off }\n" }, "a.yaml:1:22: put the lexicon itself into the directory", "" },
        { { "a.yaml", "classify: { window: off }\n" }, "a.yaml:1:21: the window cannot change", "" },
        { { "a.yaml", "classify: { models: x }\n" }, "a.yaml:1:21: put the model itself into the directory", "" },
        { { "a.yaml", "include: b.yaml\n" }, "a.yaml:1:10: only the installation's own file may include", "=" },
        { { "lexicon/es/a.tsv", "[feelings]\nbueno\t9\n" }, "lexicon/es/a.tsv:2", "" },
        { { "lexicon/tlh/a.tsv", "[feelings]\nqapla\t1\n" }, "lexicon/tlh/a.tsv: this program has no use", "" },
        { { "a.yaml", "route: { teams: [x] }\n" }, "", "a.yaml:1:10: route.teams belongs into the installation's own file" },
        { { "a.yaml", "route: { rules: [{ name: r, then: { queue: nobody } }] }\n" }, "", "a.yaml:1:44: no team \"nobody\"" },
        { { "a.yaml", "route: { rules: [{ name: r, when: { brand: zz }, then: ignore }, { name: s, then: ignore }] }\n", "b.yaml", BRAND("a") }, "",
          "a.yaml:1:44: no brand \"zz\"" },
        { { "a.yaml", "route: { rules: [{ name: r, when: { own: true }, then: ignore }] }\n", "b.yaml",
            "route: { rules: [{ name: r, then: ignore }] }\n" }, "", "b.yaml:1:26: a rule named 'r' stands further up, in a.yaml:1:18" },
    };
    static const char *team = "care";
    const struct conf_strs teams = { &team, 1 };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct err e = { 0 };
        struct bundle b = bundle_of(row[i].files);
        struct classifier *cl = classifier_open_bundle(&b, "0123456789abcdef0123", NULL, &e);
        if (!*row[i].classify != !!cl || strncmp(e.msg, row[i].classify, strlen(row[i].classify)) != 0)
            fail_msg("row %zu: %s", i, e.msg);
        if (cl)
            assert_string_equal(classifier_config(cl), "0123456789abcdef");
        classifier_close(cl);
        const char *want = strcmp(row[i].route, "=") == 0 ? row[i].classify : row[i].route;
        err_clear(&e);
        if (rulebooks_check(&b, &teams, &e) != !*want || strncmp(e.msg, want, strlen(want)) != 0)
            fail_msg("row %zu, route: %s", i, e.msg);
        bundle_fini(&b);
    }
}

static void the_environment_says_nothing_in_a_version(void **state)
{
    static const char *const files[] = { "a.yaml", BRAND("a"), NULL };
    struct err e = { 0 };
    struct bundle b = bundle_of(files);
    (void)state;
    setenv("PULSO_CLASSIFY_WINDOW", "nonsense", 1);
    struct classifier *cl = classifier_open_bundle(&b, "x", NULL, &e);
    unsetenv("PULSO_CLASSIFY_WINDOW");
    if (!cl)
        fail_msg("%s", e.msg);
    classifier_close(cl);
    bundle_fini(&b);
}

static void a_manifest_says_what_it_was_made_of(void **state)
{
    static const char *const files[] = { "b.yaml", "two", "a.yaml", "one", NULL };
    struct bundle b = bundle_of(files);
    struct buf json = { 0 }, other = { 0 };
    struct manifest m;
    struct err e = { 0 };
    char sum[BUNDLE_HASH];
    (void)state;
    manifest_print(&b, 7, 1767323045000, "why \"so\"\n", 99, &json);
    manifest_print(&b, 7, 1767323045000, "why \"so\"\n", 98, &other);
    assert_false(slice_eq(buf_slice(&json), buf_slice(&other)));   /* keys of two manifests are never the same */
    if (!manifest_parse(buf_slice(&json), &m, &e))
        fail_msg("%s", e.msg);
    bundle_sum(&b, sum);
    assert_string_equal(m.sum, sum);
    assert_string_equal(m.message, "why \"so\"\n");
    assert_int_equal(m.parent, 7);
    assert_int_equal(m.time_ms, 1767323045000);
    assert_int_equal(m.n, 2);
    assert_string_equal(m.files[0].name, "a.yaml");
    assert_string_equal(m.files[1].hash, b.v[1].hash);
    assert_int_equal(m.files[1].size, 3);
    manifest_fini(&m);
    buf_fini(&json);
    buf_fini(&other);
    bundle_fini(&b);
}

static void a_manifest_that_could_not_be_read_back_is_refused_before(void **state)
{
    static const char *const files[] = { "a.yaml", "one", NULL };
    struct bundle b = bundle_of(files);
    struct err e = { 0 };
    (void)state;
    assert_true(manifest_check(&b, NULL, &e));
    assert_true(manifest_check(&b, "se\xc3\xb1" "al", &e));
    assert_false(manifest_check(&b, "se\xf1" "al", &e));
    assert_string_equal(e.msg, "the message is no UTF-8 text");
    for (int bad = 0; bad < 2; bad++) {
        const char *const named[] = { bad ? "espa\xf1" "a.yaml" : "espa\xc3\xb1" "a.yaml", "one", NULL };
        struct bundle n = bundle_of(named);
        assert_int_equal(manifest_check(&n, "", &e), !bad);
        bundle_fini(&n);
    }
    for (int i = 0; i < 8000; i++) {
        char name[64];
        snprintf(name, sizeof name, "brands/of-a-name-that-is-somewhat-long-%05d.yaml", i);
        err_clear(&e);
        if (!bundle_add(&b, name, name, SLICE("x"), &e))
            fail_msg("%s", e.msg);
    }
    bundle_sort(&b);
    assert_false(manifest_check(&b, "", &e));
    assert_non_null(strstr(e.msg, "8001 files do not fit into the 1000000 bytes"));
    bundle_fini(&b);
}

#define H64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void a_control_record_of_another_shape_is_refused(void **state)
{
    static const struct { const char *json; bool ok; } row[] = {
        { "{\"version\":3,\"manifest\":\"" H64 "\"}", true }, { "{\"version\":3,\"manifest\":\"" H64 "\",\"more\":1}", true },
        { "", false }, { "3", false }, { "{}", false }, { "{\"version\":3}", false }, { "{\"version\":0,\"manifest\":\"" H64 "\"}", false },
        { "{\"version\":-1,\"manifest\":\"" H64 "\"}", false }, { "{\"version\":\"3\",\"manifest\":\"" H64 "\"}", false },
        { "{\"version\":3,\"manifest\":\"short\"}", false }, { "{\"version\":3.5,\"manifest\":\"" H64 "\"}", false },
        { "{\"version\":99999999999999999999,\"manifest\":\"" H64 "\"}", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct config_switch s;
        struct err e = { 0 };
        if (config_switch_parse(slice_of(row[i].json), &s, &e) != row[i].ok)
            fail_msg("%s", row[i].json);
        assert_int_equal(e.kind, row[i].ok ? ERR_NONE : ERR_CONFIG);
    }
    assert_int_equal(manifest_mark(H64), 0x0123456789abcde);
}

static void the_topic_is_taken_in_record_by_record(void **state)
{
    static const char *const files[] = { "a.yaml", "one", NULL };
    struct bundle b = bundle_of(files);
    struct buf json = { 0 }, done = { 0 };
    struct config_index x = { 0 };
    char hash[BUNDLE_HASH], key[BUNDLE_HASH + 16];
    (void)state;
    manifest_print(&b, 0, 1767323045000, "", 1, &json);
    bundle_hash(buf_slice(&json), hash);
    config_index_take(&x, 4, slice_of(b.v[0].hash), b.v[0].bytes);
    assert_int_equal(config_index_file(&x, b.v[0].hash), 4);
    assert_int_equal(config_index_file(&x, hash), -1);
    snprintf(key, sizeof key, "manifest:%s", hash);
    config_index_take(&x, 5, slice_of(key), buf_slice(&json));
    assert_int_equal(x.n, 1);
    assert_true(x.v[0]->sound && !x.v[0]->done);
    assert_int_equal(x.v[0]->number, 5);
    config_done_print((int64_t[]){ 10, 20 }, 2, &done);
    snprintf(key, sizeof key, "done:%s", hash);
    config_index_take(&x, 9, slice_of(key), buf_slice(&done));
    assert_true(x.v[0]->done);
    assert_int_equal(x.v[0]->switches[1], 20);
    assert_null(config_index_in_force_at(&x, 1, 20));        /* the control record itself is judged by what was before */
    assert_ptr_equal(config_index_in_force_at(&x, 1, 21), x.v[0]);
    assert_ptr_equal(config_index_in_force_at(&x, 0, 11), x.v[0]);
    assert_null(config_index_in_force_at(&x, 2, 99));        /* no partition of then */
    config_index_take(&x, 11, SLICE("a key of later days"), SLICE("{}"));
    snprintf(key, sizeof key, "manifest:%s", b.v[0].hash);            /* not the hash of these bytes */
    config_index_take(&x, 12, slice_of(key), buf_slice(&json));
    assert_int_equal(x.n, 2);
    assert_false(x.v[1]->sound);
    assert_non_null(strstr(x.v[1]->why, "not those that its key names"));
    assert_int_equal(x.next, 13);
    for (int i = 0; i < 500; i++) {                                   /* the table of files grows */
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        bundle_hash(slice_of(text), hash);
        config_index_take(&x, 100 + i, slice_of(hash), slice_of(text));
    }
    bundle_hash(SLICE("123"), hash);
    assert_int_equal(config_index_file(&x, hash), 223);
    config_index_fini(&x);
    buf_fini(&json);
    buf_fini(&done);
    bundle_fini(&b);
}

static void note_change(void *self, const struct change *c)
{
    buf_printf(self, "%s%s " SLICE_FMT, c->old ? c->new ? "~" : "-" : "+", item_kind_names[(c->new ? c->new : c->old)->kind],
               SLICE_ARG((c->new ? c->new : c->old)->name));
    if (c->old && c->new)
        buf_printf(self, " (" SLICE_FMT " > " SLICE_FMT ")", SLICE_ARG(c->old->text), SLICE_ARG(c->new->text));
    buf_char(self, '\n');
}

static struct items items_of(const char *const *files)
{
    struct err e = { 0 };
    struct bundle b = bundle_of(files);
    struct items out;
    struct conf *c = bundle_conf(&b, &e);
    if (!c)
        fail_msg("%s", e.msg);
    items_read(&out, c, &b, NULL);
    conf_free(c);
    bundle_fini(&b);
    return out;
}

static void what_differs_is_found_by_kind_and_name(void **state)
{
    static const char *const old[] = {
        "a.yaml", "brands:\n  - { id: a, name: A, queries: [{ name: qa, query: x }, { name: gone, query: y }] }\n  - { id: b }\nsets: { s: [a, b] }\n"
                  "route: { rules: [{ name: r1, then: ignore }, { name: r2, then: answer }] }\n",
        "lexicon/es/l.tsv", "[feelings]\nbueno\t2\nmalo\t-2\n", NULL
    }, *const new[] = {
        "z.yaml", "brands:\n  - { id: c, queries: [{ name: qc, query: z }] }\n  - { id: a, name: A, queries: [{ name: qa, query: x OR w }] }\nsets: { s: [a, c] }\n"
                  "route: { rules: [{ name: r2, then: answer }, { name: r1, then: ignore }] }\n",
        "lexicon/es/m.tsv", "# moved to another file\n[feelings]\nmalo\t-3\nbueno\t2\n", NULL
    };
    struct buf said = { 0 };
    struct items a = items_of(old), b = items_of(new);
    (void)state;
    assert_int_equal(items_compare(&a, &b, note_change, &said), 8);
    assert_string_equal(buf_z(&said), "-brand b\n+brand c\n-query gone\n~query qa (x > x OR w)\n+query qc\n~set s ([ a, b ] > [ a, c ])\n"
                                      "~order rules (r1, r2 > r2, r1)\n~lexicon [feelings] malo (-2 > -3)\n");
    buf_reset(&said);
    assert_int_equal(items_compare(&b, &b, note_change, &said), 0);
    items_fini(&a);
    items_fini(&b);
    buf_fini(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_of_a_kind_by_its_name),
        cmocka_unit_test(a_name_stays_within_the_directory),
        cmocka_unit_test(a_directory_is_read_whole_in_the_order_of_names),
        cmocka_unit_test(the_sum_follows_from_names_and_bytes_alone),
        cmocka_unit_test(every_mistake_in_a_version_is_said_with_its_file),
        cmocka_unit_test(the_environment_says_nothing_in_a_version),
        cmocka_unit_test(a_manifest_says_what_it_was_made_of),
        cmocka_unit_test(a_manifest_that_could_not_be_read_back_is_refused_before),
        cmocka_unit_test(a_control_record_of_another_shape_is_refused),
        cmocka_unit_test(the_topic_is_taken_in_record_by_record),
        cmocka_unit_test(what_differs_is_found_by_kind_and_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

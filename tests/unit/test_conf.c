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

#include "app/brands.h"
#include "app/conf.h"
#include "base/buf.h"

struct options {
    const char *brokers, *title;
    int64_t partitions, wait_ms, size_bytes;
    double share;
    bool on;
    const char *password;
    struct conf_strs words;
    const struct conf_node *more;
};

static const struct conf_key keys[] = {
    { "brokers", CONF_STR, offsetof(struct options, brokers), "127.0.0.1:9092", "where Kafka is" },
    { "title", CONF_STR, offsetof(struct options, title), "", "any text" },
    { "partitions", CONF_INT, offsetof(struct options, partitions), "8", "how many" },
    { "wait", CONF_MS, offsetof(struct options, wait_ms), "3s", "how long" },
    { "size", CONF_BYTES, offsetof(struct options, size_bytes), "2M", "how large" },
    { "share", CONF_DOUBLE, offsetof(struct options, share), "0.5", "0 to 1" },
    { "on", CONF_BOOL, offsetof(struct options, on), "true", "whether | not" },
    { "password", CONF_SECRET, offsetof(struct options, password), "", "who we are" },
    { "words", CONF_STRS, offsetof(struct options, words), NULL, "some" },
    { "more", CONF_NODE, offsetof(struct options, more), NULL, "a subtree" },
    { 0 }
};

static struct conf *parse_ok(const char *yaml)
{
    struct err e = { 0 };
    struct conf *c = conf_parse("x.yaml", slice_of(yaml), &e);
    if (!c)
        fail_msg("%s", e.msg);
    return c;
}

/* The error of parsing and then reading section s; "" when there is none. */
static const char *error_of(const char *yaml, size_t n)
{
    static struct err e;
    struct options o;
    e = (struct err){ 0 };
    struct conf *c = conf_parse("x.yaml", (struct slice){ yaml, n }, &e);
    if (c && conf_section(c, "s", keys, &o, &e))
        e.msg[0] = 0;
    else
        assert_int_equal(e.kind, ERR_CONFIG);
    conf_free(c);
    return e.msg;
}

static void assert_starts(const char *text, const char *start)
{
    if (strncmp(text, start, strlen(start)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", text, start);
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" does not hold \"%s\"", text, part);
}

static void every_mistake_is_said_with_its_place_and_a_fix(void **state)
{
    static const struct { const char *yaml, *place, *part; } row[] = {
        { "s: { brokrs: a }", "x.yaml:1:6: ", "did you mean 'brokers'?" },
        { "s: { prttons: 3 }", "x.yaml:1:6: ", "did you mean 'partitions'?" },
        { "s:\n  zzzzzz: a\n", "x.yaml:2:3: ", "known are: brokers, title, partitions" },
        { "s:\n  partitions: eight\n", "x.yaml:2:15: ", "'eight' is not a whole number" },
        { "s: { partitions: 99999999999999999999 }", "x.yaml:1:18: ", "not a whole number" },
        { "s: { partitions: [1] }", "x.yaml:1:18: ", "one value is expected, not a list" },
        { "s: { partitions: '' }", "x.yaml:1:19: ", "must not be empty" },
        { "s: { wait: 3 }", "x.yaml:1:12: ", "write 250ms, 3s" },
        { "s: { wait: 3 s }", "x.yaml:1:12: ", "no known unit" },
        { "s: { wait: -3s }", "x.yaml:1:12: ", "not a whole number with a unit" },
        { "s: { wait: 9223372036854775807d }", "x.yaml:1:12: ", "too large" },
        { "s: { size: 2Q }", "x.yaml:1:12: ", "write 300, 64K" },
        { "s: { size: 9999999999T }", "x.yaml:1:12: ", "too large" },
        { "s: { share: nan }", "x.yaml:1:13: ", "not a number" },
        { "s: { share: 0x10 }", "x.yaml:1:13: ", "not a number" },
        { "s: { share: 1e999 }", "x.yaml:1:13: ", "not a number" },
        { "s: { share: 1.5.2 }", "x.yaml:1:13: ", "not a number" },
        { "s: { on: maybe }", "x.yaml:1:10: ", "neither true nor false" },
        { "s: { words: [a, [b]] }", "x.yaml:1:17: ", "every item must be a text" },
        { "s: { words: {a: b} }", "x.yaml:1:13: ", "a list is expected" },
        { "s: 5", "x.yaml:1:4: ", "options are expected" },
        { "s: [a]", "x.yaml:1:4: ", "options are expected" },
        { "- a", "x.yaml:1:1: ", "named sections" },
        { "just text", "x.yaml:1:1: ", "named sections" },
        { "s: {}\nt: {}\ns: {}\n", "x.yaml:3:1: ", "twice, first in line 1" },
        { "s: { title: a, 'title': b }", "x.yaml:1:17: ", "twice" },
        { "s:\n\ttitle: a\n", "x.yaml:2:1: ", "blanks, not tabs" },
        { "s:\n  title: @telenorte\n", "x.yaml:2:10: ", "quote a text" },
        { "s:\n  title: a: b\n", "x.yaml:2:11: ", "quote a text that holds" },
        { "s: { title: 'a\n", "x.yaml:2:1: ", "not closed" },
        { "s: !!str a", "x.yaml:1:4: ", "tags are not used" },
        { "? [a]\n: b", "x.yaml:1:3: ", "plain text" },
        { "s: *nobody", "x.yaml:1:4: ", "nothing above is marked &nobody" },
        { "s: &a [*a]", "x.yaml:1:8: ", "nothing above is marked &a" },
        { "a: &a {title: x}\ns:\n  <<: *a\n", "x.yaml:3:3: ", "write the members out" },
        { "s: {}\n---\nt: {}\n", "x.yaml:2:1: ", "second document" },
        { "s: \"a\\0b\"", "x.yaml:1:4: ", "NUL" },
        { "s: {}\nt: \xff\xfe\n", "x.yaml:2:4: ", "save the file as UTF-8" },
        { "s: { password: hunter2 }", "x.yaml:1:16: ", "file:/path/of/it or env:NAME" },
        { "s: { password: 'file:/nonexistent/secret' }", "x.yaml:1:17: ", "No such file" },
        { "s: { password: 'env:PULSO_TEST_UNSET' }", "x.yaml:1:17: ", "PULSO_TEST_UNSET is not set" },
        { "s: { password: 'file:/dev/null' }", "x.yaml:1:17: ", "not a plain file" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *got = error_of(row[i].yaml, strlen(row[i].yaml));
        assert_starts(got, row[i].place);
        assert_holds(got, row[i].part);
    }
}

static void a_byte_order_mark_is_skipped_or_named(void **state)
{
    static const struct { const char *yaml; size_t n; const char *want; } row[] = {
        { "\xef\xbb\xbfs: { on: maybe }", 19, "x.yaml:1:10: on: 'maybe'" },
        { "\xef\xbb\xbf# Zona\r\ns: { on: no }\r\n", 25, "" },
        { "\xef\xbb\xbf", 3, "" },
        { "\xff\xfes\0:\0", 6, "x.yaml:1:1: this is UTF-16 text; save the file as UTF-8" },
        { "\xfe\xff\0s\0:", 6, "x.yaml:1:1: this is UTF-16 text; save the file as UTF-8" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *got = error_of(row[i].yaml, row[i].n);
        assert_starts(got, row[i].want);
        assert_int_equal(!*got, !*row[i].want);
    }
}

static void a_misplaced_secret_is_never_repeated_in_the_error(void **state)
{
    const char *yaml = "s: { password: hunter2 }";
    (void)state;
    assert_null(strstr(error_of(yaml, strlen(yaml)), "hunter2"));
}

static void options_are_read_with_their_units(void **state)
{
    struct conf *c = parse_ok("s: { brokers: 'a:1,b:2', partitions: -3, wait: 15m, size: 64K, share: 1e-2, on: no, words: [x, y], more: {k: v} }");
    struct options o;
    struct err e = { 0 };
    (void)state;
    assert_true(conf_section(c, "s", keys, &o, &e));
    assert_string_equal(o.brokers, "a:1,b:2");
    assert_int_equal(o.partitions, -3);
    assert_int_equal(o.wait_ms, 15 * 60 * 1000);
    assert_int_equal(o.size_bytes, 64 * 1024);
    assert_true(o.share == 0.01);
    assert_false(o.on);
    assert_int_equal(o.words.n, 2);
    assert_string_equal(o.words.v[1], "y");
    assert_string_equal(conf_scalar(conf_get(o.more, "k")), "v");
    assert_null(o.title);
    conf_free(c);
}

static void times_and_sizes_take_every_unit(void **state)
{
    static const struct { const char *wait, *size; int64_t ms, bytes; } row[] = {
        { "250ms", "300", 250, 300 }, { "3s", "64K", 3000, 65536 }, { "15m", "2M", 900000, 2 << 20 },
        { "72h", "1G", 259200000, 1 << 30 }, { "7d", "1T", 604800000, (int64_t)1 << 40 }, { "0", "0", 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char yaml[64];
        struct options o;
        struct err e = { 0 };
        snprintf(yaml, sizeof yaml, "s: { wait: %s, size: %s }", row[i].wait, row[i].size);
        struct conf *c = parse_ok(yaml);
        assert_true(conf_section(c, "s", keys, &o, &e));
        assert_int_equal(o.wait_ms, row[i].ms);
        assert_int_equal(o.size_bytes, row[i].bytes);
        conf_free(c);
    }
}

static void absent_sections_and_empty_values_give_the_defaults(void **state)
{
    static const char *const yaml[] = { "", "# nothing\n", "s:\n", "s: {}", "s: ~", "other: 1", "s: { brokers: , wait: null, password: '' , words: }" };
    (void)state;
    for (size_t i = 0; i < sizeof yaml / sizeof yaml[0]; i++) {
        struct conf *c = parse_ok(yaml[i]);
        struct options o;
        struct err e = { 0 };
        memset(&o, 0x5a, sizeof o);
        if (!conf_section(c, "s", keys, &o, &e))
            fail_msg("%s: %s", yaml[i], e.msg);
        assert_string_equal(o.brokers, "127.0.0.1:9092");
        assert_null(o.title);
        assert_int_equal(o.wait_ms, 3000);
        assert_int_equal(o.size_bytes, 2 << 20);
        assert_true(o.on);
        assert_null(o.password);
        assert_int_equal(o.words.n, 0);
        assert_null(o.more);
        conf_free(c);
    }
}

static void a_text_with_a_default_can_be_emptied(void **state)
{
    struct conf *c = parse_ok("s: { brokers: '' }");
    struct options o;
    struct err e = { 0 };
    (void)state;
    assert_true(conf_section(c, "s", keys, &o, &e));
    assert_string_equal(o.brokers, "");
    conf_free(c);
}

static void no_mapping_at_all_gives_the_defaults_and_no_place(void **state)
{
    static const struct conf_key need[] = { { "path", CONF_STR, 0, NULL, "one mention per line" }, { 0 } };
    struct options o;
    struct err e = { 0 };
    const char *path;
    (void)state;
    assert_true(conf_read(NULL, keys, &o, &e));
    assert_string_equal(o.brokers, "127.0.0.1:9092");
    assert_false(conf_read(NULL, need, &path, &e));
    assert_string_equal(e.msg, "path is missing (one mention per line)");
}

static void a_required_option_is_asked_for_where_it_belongs(void **state)
{
    static const struct conf_key need[] = { { "path", CONF_STR, 0, NULL, "one mention per line" }, { 0 } };
    struct conf *c = parse_ok("a:\n  b: {}\n");
    struct err e = { 0 };
    const char *path;
    (void)state;
    assert_false(conf_section(c, "a.b", need, &path, &e));
    assert_string_equal(e.msg, "x.yaml:2:6: path is missing; add `path: ...` (one mention per line)");
    assert_false(conf_section(c, "a.c", need, &path, &e));
    assert_string_equal(e.msg, "x.yaml: a.c.path is missing (one mention per line)");
    conf_free(c);
}

static void the_environment_wins_over_the_file_but_not_inside_lists(void **state)
{
    struct conf *c = parse_ok("s: { brokers: file, more: [ { brokers: item } ] }\nt: { u: { wait: 1s } }");
    struct options o;
    struct err e = { 0 };
    (void)state;
    setenv("PULSO_S_BROKERS", "env", 1);
    setenv("PULSO_T_U_WAIT", "9s", 1);
    setenv("PULSO_GONE_PARTITIONS", "77", 1);
    assert_true(conf_section(c, "s", keys, &o, &e));
    assert_string_equal(o.brokers, "env");
    assert_true(conf_read(conf_at(o.more, 0), keys, &o, &e));
    assert_string_equal(o.brokers, "item");
    assert_true(conf_section(c, "t.u", keys, &o, &e));
    assert_int_equal(o.wait_ms, 9000);
    assert_true(conf_section(c, "gone", keys, &o, &e));
    assert_int_equal(o.partitions, 77);
    setenv("PULSO_T_U_WAIT", "soon", 1);
    assert_false(conf_section(c, "t.u", keys, &o, &e));
    assert_starts(e.msg, "environment PULSO_T_U_WAIT: 'soon' is not");
    unsetenv("PULSO_S_BROKERS");
    unsetenv("PULSO_T_U_WAIT");
    unsetenv("PULSO_GONE_PARTITIONS");
    conf_free(c);
}

static void secrets_come_from_files_and_the_environment(void **state)
{
    char dir[] = "/tmp/test_conf.XXXXXX", path[64], yaml_path[64];
    static const struct { const char *content, *want; } row[] = {
        { "s3cret\n", "s3cret" }, { "s3cret", "s3cret" }, { "s3cret\r\n", "s3cret" }, { "two\n\n", "two\n" }, { " s ", " s " }, { "", NULL }, { "\n", NULL },
    };
    struct err e = { 0 };
    struct options o;
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/secret", dir);
    snprintf(yaml_path, sizeof yaml_path, "%s/pulso.yaml", dir);
    FILE *f = fopen(yaml_path, "w");
    fputs("s: { password: 'file:secret' }\n", f);   /* relative to the file's folder */
    fclose(f);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        f = fopen(path, "w");
        fputs(row[i].content, f);
        fclose(f);
        assert_int_equal(chmod(path, 0600), 0);
        struct conf *c = conf_load(yaml_path, &e);
        assert_non_null(c);
        assert_int_equal(conf_section(c, "s", keys, &o, &e), row[i].want != NULL);
        if (row[i].want)
            assert_string_equal(o.password, row[i].want);
        else
            assert_holds(e.msg, "is empty");
        conf_free(c);
    }
    unlink(path);
    unlink(yaml_path);
    rmdir(dir);
    struct conf *c = parse_ok("s: { password: 'env:PULSO_TEST_SECRET' }\nt: {}");
    setenv("PULSO_TEST_SECRET", "from-env", 1);
    assert_true(conf_section(c, "s", keys, &o, &e));
    assert_string_equal(o.password, "from-env");
    setenv("PULSO_T_PASSWORD", "straight", 1);
    assert_true(conf_section(c, "t", keys, &o, &e));
    assert_string_equal(o.password, "straight");
    unsetenv("PULSO_T_PASSWORD");
    unsetenv("PULSO_TEST_SECRET");
    conf_free(c);
}

/* What the log says while a secret is read. */
static void read_with_log(const char *yaml, char *log, size_t size)
{
    int keep = dup(STDERR_FILENO), fd[2];
    struct options o;
    struct err e = { 0 };
    assert_int_equal(pipe(fd), 0);
    dup2(fd[1], STDERR_FILENO);
    close(fd[1]);
    struct conf *c = conf_parse("x.yaml", slice_of(yaml), &e);
    bool ok = c && conf_section(c, "s", keys, &o, &e);
    conf_free(c);
    dup2(keep, STDERR_FILENO);
    close(keep);
    ssize_t n = read(fd[0], log, size - 1);
    close(fd[0]);
    log[n > 0 ? n : 0] = 0;
    assert_true(ok);
}

static void a_secret_that_everybody_can_read_is_warned_about_without_its_content(void **state)
{
    char path[] = "/tmp/test_conf.XXXXXX", yaml[128], log[1024];
    int fd = mkstemp(path);
    (void)state;
    assert_int_equal(write(fd, "hunter2\n", 8), 8);
    snprintf(yaml, sizeof yaml, "s: { password: 'file:%s' }", path);
    fchmod(fd, 0640);
    read_with_log(yaml, log, sizeof log);
    assert_string_equal(log, "");
    fchmod(fd, 0644);
    read_with_log(yaml, log, sizeof log);
    assert_holds(log, "event=secret");
    assert_holds(log, path);
    assert_null(strstr(log, "hunter2"));
    close(fd);
    unlink(path);
}

static void a_brand_without_a_query_is_said_with_its_place(void **state)
{
    static const struct { const char *yaml, *want; } row[] = {
        { "brands: [{ id: a }]", "x.yaml:1:16: brand 'a' has no query" },
        { "brands:\n  - id: a\n    name: A\n    queries: []\n", "x.yaml:2:9: brand 'a' has no query" },
        { "brands: [{ id: a, names: [a] }]", NULL },
        { "brands: [{ id: a, accounts: ['@a'] }]", NULL },
        { "brands: [{ id: a, queries: [{ name: q, query: a }] }]", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct err e = { 0 };
        struct brands b;
        struct conf *c = parse_ok(row[i].yaml);
        assert_true(brands_read(c, &b, &e));
        assert_int_equal(brand_is_mute(&b.v[0], &e), row[i].want != NULL);
        assert_starts(e.msg, row[i].want ? row[i].want : "");
        brands_fini(&b);
        conf_free(c);
    }
}

static void places_point_at_the_first_character(void **state)
{
    struct conf *c = parse_ok("a: plain\nb: 'quoted'\nc: \"double\"\nd: |\n    block\n    more\ne: >-\n  folded\nf:\n  - g: [x,  \"y\"]\nñ: ñandú\nh: { ñ: z }\n");
    const struct conf_node *r = conf_root(c);
    static const struct { size_t i; int line, col; } row[] = { { 0, 1, 4 }, { 1, 2, 5 }, { 2, 3, 5 }, { 3, 5, 5 }, { 4, 8, 3 }, { 5, 10, 3 }, { 6, 11, 4 } };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        assert_int_equal(conf_line(conf_at(r, row[i].i)), row[i].line);
        assert_int_equal(conf_col(conf_at(r, row[i].i)), row[i].col);
    }
    const struct conf_node *g = conf_get(conf_at(conf_get(r, "f"), 0), "g");
    assert_int_equal(conf_col(conf_at(g, 1)), 14);
    assert_int_equal(conf_col(conf_get(conf_get(r, "h"), "ñ")), 9);
    assert_int_equal(conf_line(conf_member_node(r, 7)), 12);
    assert_string_equal(conf_scalar(conf_at(r, 3)), "block\nmore\n");
    conf_free(c);
}

static void the_tree_can_be_walked_and_asked_for_what_is_not_there(void **state)
{
    struct conf *c = parse_ok("m: { a: 1, b: [x, y] }\nempty:\n");
    const struct conf_node *m = conf_get(conf_root(c), "m");
    (void)state;
    assert_int_equal(conf_kind(m), CONF_KIND_MAP);
    assert_int_equal(conf_len(m), 2);
    assert_string_equal(conf_member(m, 1), "b");
    assert_null(conf_member(m, 2));
    assert_null(conf_at(m, 2));
    assert_int_equal(conf_kind(conf_get(m, "b")), CONF_KIND_LIST);
    assert_int_equal(conf_len(conf_get(m, "b")), 2);
    assert_null(conf_member(conf_get(m, "b"), 0));
    assert_null(conf_scalar(m));
    assert_null(conf_get(m, "c"));
    assert_null(conf_get(conf_get(m, "a"), "c"));
    assert_null(conf_get(NULL, "c"));
    assert_null(conf_get(conf_root(c), "empty"));
    assert_int_equal(conf_len(NULL), 0);
    assert_string_equal(conf_path(c), "x.yaml");
    assert_string_equal(conf_resolve(c, "lists/a.txt"), "./lists/a.txt");
    assert_string_equal(conf_resolve(c, "/abs"), "/abs");
    conf_free(c);
}

static void one_mapping_can_feed_two_tables(void **state)
{
    struct own { const char *name, *type; } own;
    static const struct conf_key own_keys[] = {
        { "name", CONF_STR, offsetof(struct own, name), NULL, "its name" },
        { "type", CONF_STR, offsetof(struct own, type), NULL, "its kind" },
        { 0 }
    };
    struct conf *c = parse_ok("l:\n  - { name: feed, type: file, partitions: 3 }\n  - { name: feed, type: file, nme: 3 }\n");
    const struct conf_node *l = conf_get(conf_root(c), "l");
    struct options o;
    struct err e = { 0 };
    (void)state;
    assert_true(conf_read2(conf_at(l, 0), own_keys, &own, keys, &o, &e));
    assert_string_equal(own.type, "file");
    assert_int_equal(o.partitions, 3);
    assert_false(conf_read2(conf_at(l, 1), own_keys, &own, keys, &o, &e));
    assert_string_equal(e.msg, "x.yaml:3:31: 'nme' is not known here; did you mean 'name'?");
    conf_free(c);
}

static void a_reader_can_fail_at_a_dotted_path(void **state)
{
    static const char *const words[] = { "plaintext", "ssl", "sasl_ssl", NULL };
    struct conf *c = parse_ok("kafka:\n  security: sasl_sll\n");
    struct err e = { 0 };
    (void)state;
    assert_true(conf_choice(c, "kafka.security", "ssl", words, &e));
    assert_false(conf_choice(c, "kafka.security", "sasl_sll", words, &e));
    assert_string_equal(e.msg, "x.yaml:2:13: kafka.security: 'sasl_sll' is not known; did you mean sasl_ssl?");
    assert_false(conf_choice(c, "kafka.other", "something", words, &e));
    assert_string_equal(e.msg, "x.yaml: kafka.other: 'something' is not known; write one of plaintext, ssl, sasl_ssl");
    setenv("PULSO_KAFKA_SECURITY", "x", 1);
    assert_false(conf_fail_at(c, "kafka.security", &e, "no"));
    assert_string_equal(e.msg, "environment PULSO_KAFKA_SECURITY: no");
    unsetenv("PULSO_KAFKA_SECURITY");
    conf_free(c);
}

static void an_alias_is_a_copy_that_belongs_to_its_own_place(void **state)
{
    struct conf *c = parse_ok("a: &x { wait: 5s, words: [p, q], more: { wait: 6s } }\nb: *x\n");
    struct options o;
    struct err e = { 0 };
    (void)state;
    setenv("PULSO_A_WAIT", "7s", 1);
    assert_true(conf_section(c, "b", keys, &o, &e));
    assert_int_equal(o.wait_ms, 5000);
    assert_string_equal(o.words.v[1], "q");
    assert_true(conf_section(c, "a", keys, &o, &e));
    assert_int_equal(o.wait_ms, 7000);
    unsetenv("PULSO_A_WAIT");
    setenv("PULSO_A_MORE_WAIT", "8s", 1);
    assert_true(conf_section(c, "b.more", keys, &o, &e));
    assert_int_equal(o.wait_ms, 6000);
    unsetenv("PULSO_A_MORE_WAIT");
    conf_free(c);
}

static void nest(struct buf *b, int depth)
{
    for (int i = 0; i < depth; i++)
        buf_char(b, '[');
    for (int i = 0; i < depth; i++)
        buf_char(b, ']');
}

static void nesting_ends_at_64_levels(void **state)
{
    static const struct { int lists; const char *want; } row[] = { { 63, "" }, { 64, "x.yaml:1:67: nested deeper than 64 levels" } };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct buf b = { 0 };
        buf_addz(&b, "a: ");   /* the mapping around it is the first level */
        nest(&b, row[i].lists);
        assert_string_equal(error_of(b.p, b.n), row[i].want);
        buf_fini(&b);
    }
}

static void a_few_lines_cannot_grow_without_end(void **state)
{
    struct buf laughs = { 0 }, wide = { 0 }, deep = { 0 }, alias_deep = { 0 }, anchors = { 0 }, large = { 0 };
    (void)state;
    buf_addz(&laughs, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
        buf_printf(&laughs, "a%d: &a%d [", i, i);
        for (int j = 0; j < 9; j++)
            buf_printf(&laughs, "%s*a%d", j ? ", " : "", i - 1);
        buf_addz(&laughs, "]\n");
    }
    buf_addz(&wide, "a: &a [");   /* 200 times 1000 copies */
    for (int i = 0; i < 1000; i++)
        buf_addz(&wide, "x, ");
    buf_addz(&wide, "]\nb: [");
    for (int i = 0; i < 200; i++)
        buf_addz(&wide, "*a, ");
    buf_addz(&wide, "]\n");
    buf_addz(&alias_deep, "a: &a ");
    nest(&alias_deep, 40);
    buf_addz(&alias_deep, "\nb: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n");
    buf_addz(&deep, "a: ");
    for (int i = 0; i < 100000; i++)
        buf_char(&deep, '[');
    for (int i = 0; i < 300; i++)
        buf_printf(&anchors, "a%d: &a%d x\n", i, i);
    buf_addz(&large, "a: '");
    for (int i = 0; i < 1 << 20; i++)
        buf_addz(&large, "xxxxxxxx");
    buf_addz(&large, "'");
    struct { struct buf *b; const char *part; } row[] = {
        { &laughs, "repeats too much" }, { &wide, "repeats too much" }, { &alias_deep, "repeats too much or too deep" }, { &deep, "nested deeper than 64" }, { &anchors, "anchors" }, { &large, "larger than 8 MiB" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        assert_holds(error_of(row[i].b->p, row[i].b->n), row[i].part);
        buf_fini(row[i].b);
    }
}

static void thousands_of_members_load_at_once(void **state)
{
    struct buf b = { 0 };
    (void)state;
    buf_addz(&b, "s: { words: [\n");
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "  'movistar OR \"telefonica %d\"',\n", i);
    buf_addz(&b, "] }\nmany:\n");
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "  k%d: %d\n", i, i);
    assert_string_equal(error_of(b.p, b.n), "");
    buf_addz(&b, "  k7: again\n");
    assert_holds(error_of(b.p, b.n), "'k7' stands here twice, first in line 20011");
    buf_fini(&b);
}

static void a_missing_file_is_named(void **state)
{
    struct err e = { 0 };
    (void)state;
    assert_null(conf_load("/nonexistent/pulso.yaml", &e));
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_string_equal(e.msg, "/nonexistent/pulso.yaml: No such file or directory");
    assert_null(conf_load("/tmp", &e));
    assert_string_equal(e.msg, "/tmp: Is a directory");
}

static char *printed(bool markdown)
{
    FILE *keep = stdout;
    char *text = NULL;
    size_t n = 0;
    stdout = open_memstream(&text, &n);
    conf_print("s", keys, markdown);
    fclose(stdout);
    stdout = keep;
    return text;
}

static void the_table_prints_itself_as_help_and_as_markdown(void **state)
{
    char *help = printed(false), *markdown = printed(true);
    (void)state;
    assert_holds(help, "\ns:\n  brokers     text        where Kafka is [127.0.0.1:9092]\n");
    assert_holds(help, "  title       text        any text\n");
    assert_holds(markdown, "\n## s\n\n| option | type | default | meaning |\n|---|---|---|---|\n| `brokers` | text | `127.0.0.1:9092` | where Kafka is |\n");
    assert_holds(markdown, "| `on` | true/false | `true` | whether \\| not |\n");
    free(help);
    free(markdown);
}

/* A folder of files, as name, text, name, text, ..., NULL. The first is the one that is loaded. */
static struct conf *load_files(const char *const *files, char folder[64], struct err *e)
{
    char path[320];
    snprintf(folder, 64, "/tmp/pulso-conf.XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/brands", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; files[i]; i += 2) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs(files[i + 1], f);
        fclose(f);
    }
    snprintf(path, sizeof path, "%s/%s", folder, files[0]);
    return conf_load(path, e);
}

static void remove_files(const char *const *files, const char *folder)
{
    char path[320];
    for (size_t i = 0; files[i]; i += 2) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        assert_int_equal(unlink(path), 0);
    }
    snprintf(path, sizeof path, "%s/brands", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void included_files_are_joined_in_the_order_of_their_names(void **state)
{
    static const char *const files[] = {
        "pulso.yaml", "include: [brands/*.yaml, more.yaml]\nbrands: [{ id: a }]\nsets: { all: [a, b, c] }\nroute: { teams: [care] }\n",
        "brands/2.yaml", "brands: [{ id: c }]\nsets: { pair: [a, c] }\n", "brands/1.yaml", "brands: [{ id: b }]\nsets:\n",
        "more.yaml", "route: { rules: [{ name: rest, then: ignore }] }\n", NULL
    };
    static const char *const ids[] = { "a", "b", "c" };
    char folder[64];
    struct err e = { 0 };
    struct brands b;
    (void)state;
    struct conf *c = load_files(files, folder, &e);
    if (!c || !brands_read(c, &b, &e))
        fail_msg("%s", e.msg);
    assert_int_equal(b.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(b.v[i].id, ids[i]);
    assert_int_equal(b.set_count, 2);
    const struct conf_node *route = conf_get(conf_root(c), "route");
    assert_non_null(conf_get(route, "teams"));
    assert_non_null(conf_get(route, "rules"));
    setenv("PULSO_ROUTE_RULES", "x", 1);   /* the joined node has its place in the one tree */
    assert_false(conf_fail_at(c, "route.rules", &e, "no"));
    assert_string_equal(e.msg, "environment PULSO_ROUTE_RULES: no");
    unsetenv("PULSO_ROUTE_RULES");
    brands_fini(&b);
    conf_free(c);
    remove_files(files, folder);
}

static void a_mistake_in_an_included_file_is_said_with_that_file(void **state)
{
    static const struct { const char *main, *one, *two, *want; } row[] = {
        { "include: brands/*.yaml\n", "brands: [{ id: a }]\n", "brands:\n  - { id: a }\n", "%s/brands/2.yaml:2:11: brand 'a' stands here a second time, first in %s/brands/1.yaml:1:16" },
        { "include: brands/*.yaml\n", "sets:\n  s: [a]\n", "sets: { s: [a] }\n", "%s/brands/2.yaml:1:9: 's' stands in two files, first in %s/brands/1.yaml:2:3; keep one of them" },
        { "zone: UTC\ninclude: brands/*.yaml\n", "brands: []\n", "zone: UTC\n", "%s/brands/2.yaml:1:1: 'zone' stands in two files, first in %s/pulso.yaml:1:1; keep one of them" },
        { "include: brands/*.yaml\n", "a: {}\n", "b: [\n", "%s/brands/2.yaml:2:1: " },
        { "include: brands/*.yaml\n", "include: x\n", "b: 1\n", "%s/brands/1.yaml:1:10: an included file cannot include others; name them in %s/pulso.yaml" },
        { "include:\n  - brands/*.yaml\n  - brands/3.yaml\n", "a: 1\n", "b: 1\n", "%s/pulso.yaml:3:5: %s/brands/3.yaml: no such file" },
        { "include: [[x]]\n", "a: 1\n", "b: 1\n", "%s/pulso.yaml:1:11: a file is expected here" },
        { "include: { a: b }\n", "a: 1\n", "b: 1\n", "%s/pulso.yaml:1:10: include must be a list" },
        { "include: brands\n", "a: 1\n", "b: 1\n", "%s/pulso.yaml:1:10: %s/brands: Is a directory" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *const files[] = { "pulso.yaml", row[i].main, "brands/1.yaml", row[i].one, "brands/2.yaml", row[i].two, NULL };
        char folder[64];
        struct err e = { 0 };
        struct brands b;
        struct buf want = { 0 };
        struct conf *c = load_files(files, folder, &e);
        assert_false(c && brands_read(c, &b, &e));
        for (const char *p = row[i].want; *p; p++)
            if (p[0] == '%')
                buf_addz(&want, folder), p++;
            else
                buf_char(&want, *p);
        assert_starts(e.msg, buf_z(&want));
        assert_int_equal(e.kind, ERR_CONFIG);
        buf_fini(&want);
        conf_free(c);
        remove_files(files, folder);
    }
}

static void several_texts_are_one_configuration(void **state)
{
    static const struct conf_source files[] = { { "b/1.yaml", { "brands: [{ id: a }]\n", 20 } }, { "b/2.yaml", { "brands: [{ id: b }]\n", 20 } },
                                                { "b/3.yaml", { "include: x\n", 11 } } };
    struct err e = { 0 };
    (void)state;
    struct conf *c = conf_parse_all("b", files, 2, &e);
    assert_non_null(c);
    assert_int_equal(conf_len(conf_get(conf_root(c), "brands")), 2);
    assert_string_equal(conf_node_file(conf_at(conf_get(conf_root(c), "brands"), 1)), "b/2.yaml");
    conf_free(c);
    assert_null(conf_parse_all("b", files, 3, &e));
    assert_string_equal(e.msg, "b/3.yaml:1:10: only the installation's own file may include others");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_said_with_its_place_and_a_fix),
        cmocka_unit_test(a_byte_order_mark_is_skipped_or_named),
        cmocka_unit_test(a_misplaced_secret_is_never_repeated_in_the_error),
        cmocka_unit_test(options_are_read_with_their_units),
        cmocka_unit_test(times_and_sizes_take_every_unit),
        cmocka_unit_test(absent_sections_and_empty_values_give_the_defaults),
        cmocka_unit_test(a_text_with_a_default_can_be_emptied),
        cmocka_unit_test(no_mapping_at_all_gives_the_defaults_and_no_place),
        cmocka_unit_test(a_required_option_is_asked_for_where_it_belongs),
        cmocka_unit_test(the_environment_wins_over_the_file_but_not_inside_lists),
        cmocka_unit_test(secrets_come_from_files_and_the_environment),
        cmocka_unit_test(a_secret_that_everybody_can_read_is_warned_about_without_its_content),
        cmocka_unit_test(a_brand_without_a_query_is_said_with_its_place),
        cmocka_unit_test(places_point_at_the_first_character),
        cmocka_unit_test(the_tree_can_be_walked_and_asked_for_what_is_not_there),
        cmocka_unit_test(one_mapping_can_feed_two_tables),
        cmocka_unit_test(a_reader_can_fail_at_a_dotted_path),
        cmocka_unit_test(an_alias_is_a_copy_that_belongs_to_its_own_place),
        cmocka_unit_test(nesting_ends_at_64_levels),
        cmocka_unit_test(a_few_lines_cannot_grow_without_end),
        cmocka_unit_test(thousands_of_members_load_at_once),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(included_files_are_joined_in_the_order_of_their_names),
        cmocka_unit_test(a_mistake_in_an_included_file_is_said_with_that_file),
        cmocka_unit_test(several_texts_are_one_configuration),
        cmocka_unit_test(the_table_prints_itself_as_help_and_as_markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Every byte of a text in YAML must be found where it stands: the letters and
 * digits of the texts below are told apart by their neighbours, so it is enough
 * that each is found on itself, in order, and the end behind the last of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>

#include "app/conf.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static struct conf *parse_ok(const char *yaml)
{
    struct err e = { 0 };
    struct conf *c = conf_parse("x.yaml", slice_of(yaml), &e);
    if (!c)
        fail_msg("%s\n%s", e.msg, yaml);
    return c;
}

static void every_letter_is_found_on_itself(void **state)
{
    static const char *const yaml[] = {
        "q: abc def\n", "q: abc\n  def ghi\n", "q: abc\n\n\n   def\n  ghi\nz: 1\n", "q:\n  abc\n", "q: ñandú 😡x\n", "q: abc  \t def   \n  ghi\n",
        "q: 'abc'\n", "q: 'it''s ''a'' b'\n", "q: 'abc\n  def\n\n  ghi'\n", "q: '  abc  def  '\n", "q: [x, 'abc, d', e]\n", "q: 'a\n\n\n\n  b'\n",
        "q: \"abc\"\n", "q: \"a\\tb\\\\c\\\"d\\x41e\\u00e1f\\U0001F600g\\_h\\Li\\Nj\\/k\"\n", "q: \"abc\n  def\n\n  ghi\"\n", "q: \"ab\\\n    cd  \\\n  \\  ef\"\n",
        "q: \"ab\\\n\n\n  cd\"\n", "q: \"ab\\n\n  cd\"\n",
        "q: |\n  abc\n  def\n", "q: |\n  abc\n    def\n\n\n  ghi\n", "q: |-\n    abc\n    def", "q: |+\n  abc\n\n\nz: 1\n", "q: |2\n    abc\n  def\n",
        "q: |\n\n\n  abc\n", "q: | # why\n  a\tb\n", "q: |\r\n  abc\r\n  def\r\n",
        "q: >\n  abc\n  def\n", "q: >-\n  abc\n\n  def\n\n\n  ghi\n    jkl\n  mno\n", "q: >\n    abc\n\n     def\n\n    ghi\n", "q: >\n\n  abc\n  def\n",
        "q: &x 'abc'\nz: *x\n", "q: &x |\n  abc\nz: *x\n", "q: &x:abc d\n", "q: &x # why\n  # more\n  'abc'\n", "q: [ { a: b, c: \"d\" }, [ e, 'f' ] ]\n", "ñ: 'é'\nq: { ñ: 'a b', z: é }\n",
        "q: 'a\xe2\x80\xa8  b c'\nz: d\n", "q: abc # def\n", "q: '#a'\n", "q: \"a\\\r\n  b\r\n  c\"\r\nz: 1\r\n",
    };
    (void)state;
    for (size_t i = 0; i < ROWS(yaml); i++) {
        struct conf *c = parse_ok(yaml[i]);
        const struct conf_node *todo[16] = { conf_root(c) };
        for (size_t n = 1; n; ) {
            const struct conf_node *node = todo[--n];
            for (size_t k = 0; k < conf_len(node); k++)
                todo[n++] = conf_at(node, k);
            const char *text = conf_scalar(node);
            size_t last = 0;
            for (size_t at = 0; text && *text && at <= strlen(text); at++) {
                struct conf_place p;
                assert_true(conf_place(node, at, &p));
                if (p.at < last || p.at > p.source.n)
                    fail_msg("%s\nbyte %zu of \"%s\" is found at %zu, and the one before it at %zu", yaml[i], at, text, p.at, last);
                bool is = at == strlen(text) || !isalnum((unsigned char)text[at]) || p.source.p[p.at] == text[at] || p.source.p[p.at] == '\\';
                if (!is)
                    fail_msg("%s\nbyte %zu of \"%s\" is found at %zu", yaml[i], at, text, p.at);
                last = p.at;
            }
        }
        conf_free(c);
    }
}

static void a_place_has_its_line_and_column(void **state)
{
    static const struct { const char *yaml; size_t at; int line, col; } row[] = {
        { "q: abc\n", 0, 1, 4 }, { "q: abc\n", 3, 1, 7 }, { "q: 'ab''c'\n", 4, 1, 10 }, { "q: 'ab''c'\n", 3, 1, 9 }, { "q: \"\\u00f1b\"\n", 2, 1, 11 },
        { "q: 'ñandú AND'\n", 11, 1, 14 }, { "q: 'ñandú AND'\n", 99, 1, 14 }, { "q: |\n  abc\n  def\n", 5, 3, 4 }, { "q: |\n  abc\n  def\n", 7, 3, 6 }, { "q: |\n  abc\n  def\n", 8, 3, 6 },
        { "q: >\n  abc\n  def\n", 4, 3, 3 }, { "q: >\n  abc\n  def\n", 3, 2, 6 }, { "q: abc\n\n  def\n", 4, 3, 3 }, { "q: \"ab\n   cd\"\n", 3, 2, 4 },
        { "q: \"ab\\\n   cd\"\n", 2, 2, 4 }, { "z: 1\nq: &x\n  'abc'\n", 1, 3, 5 }, { "q: |\r\n  abc\r\n  def\r\n", 4, 3, 3 },
        { "q: >-\n    abc\n      def\n    ghi\n", 5, 3, 6 }, { "q: >-\n    abc\n      def\n    ghi\n", 10, 4, 5 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct conf *c = parse_ok(row[i].yaml);
        struct conf_place p;
        assert_true(conf_place(conf_get(conf_root(c), "q"), row[i].at, &p));
        if (p.line != row[i].line || p.col != row[i].col)
            fail_msg("%s\nbyte %zu is said to be in %d:%d", row[i].yaml, row[i].at, p.line, p.col);
        assert_string_equal(p.file, "x.yaml");
        conf_free(c);
    }
}

static void what_is_no_text_has_no_place(void **state)
{
    struct conf *c = parse_ok("q: [a]\nz: ~\n");
    struct conf_place p;
    (void)state;
    assert_false(conf_place(conf_root(c), 0, &p));
    assert_false(conf_place(conf_at(conf_root(c), 1), 0, &p));
    assert_false(conf_place(NULL, 0, &p));
    conf_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_letter_is_found_on_itself),
        cmocka_unit_test(a_place_has_its_line_and_column),
        cmocka_unit_test(what_is_no_text_has_no_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "query/query.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

struct row { const char *query, *bad, *what; };   /* bad: the bytes that are pointed at; what: said in the message */

static struct query_set *set;

static void expect_errors(const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct query_error qe = { 0 };
        struct slice q = slice_of(row[i].query);
        if (query_set_add(set, 1, q, &qe))
            fail_msg("%s was accepted", row[i].query);
        struct slice bad = { q.p + qe.at, qe.len };
        if (qe.at + qe.len > q.n || !slice_is(bad, row[i].bad))
            fail_msg("%s: points at %zu+%zu (%s)", row[i].query, qe.at, qe.len, qe.what);
        if (!strstr(qe.what, row[i].what))
            fail_msg("%s: says \"%s\"", row[i].query, qe.what);
    }
    assert_int_equal(query_set_count(set), 0);
}

static void what_is_missing_is_named_where_it_is_missing(void **state)
{
    static const struct row row[] = {
        { "", "", "empty" }, { "  \t ", "  \t ", "empty" }, { "a AND", "", "ends where a term" }, { "a OR", "", "ends where a term" },
        { "NOT", "", "ends where a term" }, { "AND a", "AND", "before this operator" }, { "a AND OR b", "OR", "before this operator" },
        { "a OR OR b", "OR", "before this operator" }, { "(a AND )", ")", "before this bracket" }, { "(a", "(", "never closed" },
        { "x OR (a OR (b)", "(", "never closed" }, { "a)", ")", "no bracket is open" }, { "()", "()", "nothing between" },
        { "a AND ( )", "( )", "nothing between" }, { "\"sin señal", "\"", "never closed" }, { "a AND \"", "\"", "never closed" },
        { "\"\"", "\"\"", "no word" }, { "...", "...", "no word" }, { "a AND \"¿¡\"", "\"¿¡\"", "no word" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void terms_side_by_side_suggest_the_fix(void **state)
{
    static const struct row row[] = {
        { "movistar claro", "claro", "movistar AND claro, movistar OR claro, or the phrase \"movistar claro\"" },
        { "a \"b c\"", "\"b c\"", "AND, OR or NOT" }, { "(a) b", "b", "AND, OR or NOT" }, { "a (b OR c)", "(", "AND, OR or NOT" },
        { "country:AR a", "a", "AND, OR or NOT" }, { "a country:AR", "country:", "AND, OR or NOT" },
        { "a AND b c", "c", "b AND c" }, { "\"a\"\"b\"", "\"b\"", "AND, OR or NOT" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void operators_in_lower_case_suggest_capitals(void **state)
{
    static const struct row row[] = {
        { "a and b", "and", ": AND" }, { "a or b", "or", ": OR" }, { "a Not b", "Not", ": NOT" }, { "not a", "not", ": NOT" },
        { "(a) or (b)", "or", ": OR" }, { "\"a b\" and c", "and", ": AND" }, { "country:AR and x", "and", ": AND" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void what_could_match_everything_is_refused(void **state)
{
    static const struct row row[] = {
        { "NOT a", "NOT a", "could match everything" }, { "NOT a AND NOT b", "NOT a AND NOT b", "could match everything" },
        { "a OR NOT b", "NOT b", "this branch" }, { "(a OR (NOT b)) AND c", "(NOT b)", "this branch" },
        { "a AND (b OR NOT c NOT d)", "NOT c NOT d", "this branch" }, { "NOT (a OR b)", "NOT (a OR b)", "could match everything" },
        { "NOT country:AR", "NOT country:AR", "could match everything" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void wildcards_need_their_letters(void **state)
{
    static const struct row row[] = {
        { "*", "*", "cannot come first" }, { "*able", "*", "cannot come first" }, { "a*", "*", "two letters" },
        { "#a*", "*", "two letters" }, { "t*fonica", "*", "two letters" }, { "a?*", "*", "two letters" }, { "\"no *\"", "*", "cannot come first" },
        { "😡*", "*", "emoji" }, { "com**", "*", "one * is enough" }, { "co**m", "*", "one * is enough" }, { "??", "??", "some letter" },
        { "????a", "????", "QUERY_MAX_LEADING" }, { "a AND \"no t*a\"", "*", "two letters" }, { "#*", "*", "two letters" },
        { "{*BT}", "*", "cannot come first" },
        { "ab?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "ab?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "QUERY_MAX_PATTERN" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void distances_and_counts_say_how_they_are_written(void **state)
{
    static const struct row row[] = {
        { "a NEAR b", "NEAR", "NEAR/5" }, { "a NEAR/ b", "NEAR/", "distance is missing" }, { "a NEAR/x b", "NEAR/x", "distance is missing" },
        { "a NEAR/3g b", "NEAR/3g", "distance is missing" }, { "a NEAR/-1 b", "NEAR/-1", "distance is missing" },
        { "a NEAR/1001 b", "NEAR/1001", "QUERY_MAX_DISTANCE" }, { "a near/3 b", "near/3", "capitals: NEAR" }, { "NEAR/3 b", "NEAR/3", "before this operator" },
        { "a NEAR/3", "", "ends where a term" }, { "a NEAR/3 NOT b", "NOT", "outside" }, { "(a AND b) NEAR/3 c", "(a AND b)", "AND cannot stand" },
        { "a NEAR/3 country:AR", "country:AR", "a field cannot stand" }, { "a NEAR/3 (b OR (c NOT d))", "(c NOT d)", "AND cannot stand" },
        { "a NEAR/3 \"b c\"~2", "\"b c\"~2", "~n cannot stand" }, { "[a]{2} NEAR/3 b", "[a]{2}", "a count cannot stand" },
        { "a NEAR/3 @@b", "@@b", "another query" }, { "title:a NEAR/3 b", "title:a", "title: cannot stand" },
        { "\"a b\"~", "~", "distance is missing" }, { "\"a b\"~x", "~x", "distance is missing" }, { "\"a b\"~5000", "~5000", "QUERY_MAX_DISTANCE" },
        { "\"a\"~5", "~5", "two words" }, { "(a)~5", "~5", "joined by AND" }, { "(a OR b)~5", "~5", "joined by AND" },
        { "(a NEAR/2 b)~5", "~5", "joined by AND" }, { "(a AND (b AND c))~5", "(b AND c)", "AND cannot stand" },
        { "(a NOT b)~5", "NOT b", "NOT cannot stand" }, { "(a AND country:AR)~5", "country:AR", "a field cannot stand" }, { "a~", "~", "goes right behind" },
        { "a~5", "~", "goes right behind" }, { "\"a b\" ~5", "~", "goes right behind" },
        { "\"a b c d e f g h i j k\"~5", "\"a b c d e f g h i j k\"", "QUERY_MAX_WITHIN" },
        { "[a]", "]", "how often" }, { "[a", "[", "how often" }, { "[a]{}", "]{}", "a number from 1" }, { "[a]{0}", "]{0}", "a number from 1" },
        { "[a]{x}", "]{x}", "a number from 1" }, { "[a AND b]{2}", "[", "one term" }, { "[(a AND b)]{2}", "(a AND b)", "AND cannot be counted" },
        { "a]{2}", "]{2}", "nothing is open" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void braces_comments_titles_and_names_are_checked(void **state)
{
    static const struct row row[] = {
        { "{BT", "{", "never closed" }, { "BT}", "}", "no brace is open" }, { "{}", "{}", "no word" }, { "\"{BT móvil\"", "{", "in pairs" },
        { "\"BT} móvil\"", "}", "in pairs" }, { "\"{B}T\"", "}", "in pairs" }, { "\"{a {b}}\"", "{", "in pairs" },
        { "a <<<nota", "<<<", "never closed" }, { "a >>> b", ">>>", "no comment is open" }, { "<<<nada>>>", "<<<nada>>>", "empty" },
        { "title:", "title:", "without a space" }, { "title: a", "title:", "without a space" }, { "title:country:AR", "country:", "only words" },
        { "title:(a AND author:b)", "author:b", "only words" }, { "title:@@x", "@@x", "only words" }, { "title:(a OR title:b)", "title:b", "only words" },
        { "title:(NOT a)", "title:(NOT a)", "could match everything" }, { "@@", "@@", "name is missing" }, { "@@nada", "@@nada", "no query named nada" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void habits_from_elsewhere_are_named_with_their_fix(void **state)
{
    static const struct row row[] = {
        { "sentiment:negative", "sentiment:", "rules, dashboards and searches" }, { "topic:x", "topic:", "classifier" },
        { "a AND brand:x", "brand:", "classifier" }, { "intent:x", "intent:", "classifier" },
        { "https://x.com/a", "https:", "links:" }, { "www.x.com", "www.x.com", "links:" },
        { "juan@x.com", "juan@x.com", "addresses" }, { "a || b", "|", "OR" }, { "a && b", "&&", "AND" }, { "a & b", "&", "AND" }, { "!!", "!", "NOT" }, { "a AND -b", "-", "NOT" },
        { "+a", "+", "AND" }, { "!a", "!", "NOT" }, { "a^2", "^", "not an operator" }, { "“a b”", "“", "straight" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void fields_and_their_values_are_checked(void **state)
{
    static const struct row row[] = {
        { "autor:ana", "autor:", "did you mean author:" }, { "langage:es", "langage:", "did you mean language:" },
        { "foobar:x", "foobar:", "the fields are title:" }, { "author: ana", "author:", "without a space" },
        { "author:", "author:", "no value" }, { "author:\"\"", "\"\"", "no value" }, { "author:@", "@", "no value" },
        { "country:ARG", "ARG", "two letters" }, { "country:(AR UY)", "UY", "joined by OR" }, { "country:(AR AND UY)", "AND", "joined by OR" },
        { "country:(AR", "(", "never closed" }, { "country:()", ")", "value is missing" }, { "country:(AR OR )", ")", "value is missing" },
        { "language:spanish", "spanish", "ISO 639" }, { "kind:tweet", "tweet", "post, reply" }, { "platform:X/Twitter", "X/Twitter", "slug" },
        { "site:https://x.com", "https://x.com", "host" }, { "site:twitter", "twitter", "host" }, { "author:gali*", "gali*", "wildcards" },
        { "url:x.com/a*", "x.com/a*", "by its beginning" }, { "links:\"\"", "\"\"", "no value" }, { "authorVerified:yes", "yes", "true or false" },
        { "engagementType:like", "like", "REPLY, REPOST" }, { "engagingWith:@", "@", "no value" }, { "likes:100", "100", "takes a range" },
        { "likes:[100]", "[100]", "takes a range" }, { "likes:[a TO b]", "[a TO b]", "takes a range" }, { "likes:[5 TO 1]", "[5 TO 1]", "holds nothing" },
        { "likes:[1 TO 5", "[", "never closed" }, { "likes:[1 to 5]", "[1 to 5]", "takes a range" }, { "likes:", "likes:", "without a space" },
        { "like:[1 TO 5]", "like:", "did you mean likes:" }, { "authorfolowers:[1 TO 5]", "authorfolowers:", "did you mean authorFollowers:" },
        { "country:(AR OR (UY))", "(", "value is missing" }, { "language:OR", "language:", "no value" },
    };
    (void)state;
    expect_errors(row, ROWS(row));
}

static void depth_and_bytes_are_bounded_by_name(void **state)
{
    static char deep[2000];
    struct query_error qe;
    (void)state;
    memset(deep, '(', 1000);
    assert_false(query_set_add(set, 1, slice_of(deep), &qe));
    assert_non_null(strstr(qe.what, "QUERY_MAX_DEPTH"));
    deep[0] = 0;
    for (int i = 0; i < 400; i++)
        strcat(deep, "NOT ");
    assert_false(query_set_add(set, 1, slice_of(deep), &qe));
    assert_non_null(strstr(qe.what, "QUERY_MAX_DEPTH"));
    assert_false(query_set_add(set, 1, SLICE("claro AND \xFFx"), &qe));
    assert_int_equal(qe.at, 10);
    assert_non_null(strstr(qe.what, "UTF-8"));
}

static void a_compiled_set_takes_no_more(void **state)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct err e;
    (void)state;
    assert_true(query_set_add(qs, 1, SLICE("a"), &qe));
    assert_true(query_set_compile(qs, &e));
    assert_false(query_set_add(qs, 2, SLICE("b"), &qe));
    assert_false(query_set_compile(qs, &e));
    assert_int_equal(query_set_count(qs), 1);
    query_set_free(qs);
}

static void a_printed_error_has_a_caret_under_the_mistake(void **state)
{
    static const struct { const char *query; size_t line; const char *want; } row[] = {
        { "señal AND", 1, "q:1:10: the query ends where a term was expected\n  señal AND\n           ^\n" },
        { "a AND\n  ñú or b", 7, "q:8:6: operators are written in capitals: OR\n    ñú or b\n       ^~\n" },
        { "\tclaro OR *x", 1, "q:1:11: * cannot come first: it stands for the rest of a word, after at least two letters\n"
                              "  \tclaro OR *x\n  \t         ^\n" },
        { "漢 OR !x", 1, "q:1:6: ! is not an operator: write NOT in front of the term\n  漢 OR !x\n        ^\n" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct query_error qe;
        struct buf b = { 0 };
        assert_false(query_set_add(set, 1, slice_of(row[i].query), &qe));
        query_print_error(&b, "q", row[i].line, slice_of(row[i].query), &qe);
        assert_string_equal(buf_z(&b), row[i].want);
        buf_fini(&b);
    }
}

static int setup(void **state)
{
    (void)state;
    set = query_set_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    query_set_free(set);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_is_named_where_it_is_missing),
        cmocka_unit_test(terms_side_by_side_suggest_the_fix),
        cmocka_unit_test(operators_in_lower_case_suggest_capitals),
        cmocka_unit_test(what_could_match_everything_is_refused),
        cmocka_unit_test(wildcards_need_their_letters),
        cmocka_unit_test(distances_and_counts_say_how_they_are_written),
        cmocka_unit_test(braces_comments_titles_and_names_are_checked),
        cmocka_unit_test(habits_from_elsewhere_are_named_with_their_fix),
        cmocka_unit_test(fields_and_their_values_are_checked),
        cmocka_unit_test(depth_and_bytes_are_bounded_by_name),
        cmocka_unit_test(a_compiled_set_takes_no_more),
        cmocka_unit_test(a_printed_error_has_a_caret_under_the_mistake),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

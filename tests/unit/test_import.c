/* The importers by tests/query/import.tsv, whose head says what its columns are, and what holds for whatever they emit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "cli/import_file.h"
#include "query/import.h"
#include "query/parse.h"
#include "query/print.h"

#define PATH "tests/query/import.tsv"
#define LEAST_ROWS 250
#define ROWS(a) (sizeof (a) / sizeof (a)[0])

struct heard { struct slice text; struct buf said; size_t remarks; };

static void hear(void *self, enum import_effect effect, const struct query_error *what)
{
    struct heard *h = self;
    (void)effect;
    assert_true(what->at <= h->text.n && what->len <= h->text.n - what->at && what->what[0]);
    buf_addz(&h->said, h->remarks++ ? "|" : "");
    struct slice was = { h->text.p + what->at, what->len < 60 ? what->len : 57 };
    while (was.n < what->len && was.n < 60 && ((unsigned char)was.p[was.n] & 0xC0) == 0x80)
        was.n--;
    for (size_t i = 0; i < was.n; i++)
        buf_char(&h->said, was.p[i] == '\n' || was.p[i] == '\r' ? ' ' : was.p[i]);
    buf_printf(&h->said, "%s => %s", what->len < 60 ? "" : "...", what->what);
}

static enum import_outcome import(const char *dialect, struct slice text, bool partial, struct heard *h, struct buf *out)
{
    const struct import_dialect *d = import_dialect_find(slice_of(dialect));
    struct import_options o = { .partial = partial, .width = PRINT_FLAT };
    if (!d)
        fail_msg("no dialect %s", dialect);
    h->text = text;
    return import_query(d, text, &o, hear, h, out);
}

/* What is emitted is a query of ours, and stays as it is. */
static void assert_stable(const struct buf *native)
{
    struct buf again = { 0 };
    struct query_error qe;
    if (!query_format(buf_slice(native), PRINT_FLAT, &again, &qe))
        fail_msg(SLICE_FMT ": %s", SLICE_ARG(buf_slice(native)), qe.what);
    if (!slice_eq(buf_slice(native), buf_slice(&again)))
        fail_msg(SLICE_FMT " becomes " SLICE_FMT, SLICE_ARG(buf_slice(native)), SLICE_ARG(buf_slice(&again)));
    buf_fini(&again);
}

/* \n, \r, \u00a0, \ufeff and {300×(} */
static void expand(struct slice s, struct buf *out)
{
    static const struct { const char *as, *is; } escapes[] = { { "\\n", "\n" }, { "\\r", "\r" }, { "\\u00a0", "\xC2\xA0" }, { "\\ufeff", "\xEF\xBB\xBF" } };
    while (s.n) {
        size_t used = 0;
        unsigned times = 0;
        char what = 0;
        if (sscanf(s.p, "{%u×%c}", &times, &what) == 2 && times) {
            for (unsigned i = 0; i < times; i++)
                buf_char(out, what);
            used = (size_t)(strchr(s.p, '}') + 1 - s.p);
        }
        for (size_t i = 0; !used && i < ROWS(escapes); i++)
            if (slice_starts(s, slice_of(escapes[i].as))) {
                buf_addz(out, escapes[i].is);
                used = strlen(escapes[i].as);
            }
        if (!used)
            buf_char(out, *s.p);
        used = used ? used : 1;
        s.p += used;
        s.n -= used;
    }
}

static size_t check_row(char *line, size_t number)
{
    char *cell[6], *dialect = line, *rest = line;
    for (size_t i = 0; i < ROWS(cell); i++)
        cell[i] = strsep(&rest, "\t");
    if (!cell[5])
        fail_msg(PATH ":%zu: six columns are wanted", number);
    size_t last = strlen(dialect) - 1;
    bool partial = dialect[last] == '+', wrong;
    dialect[last + !partial] = 0;
    struct buf query = { 0 }, native = { 0 };
    struct heard h = { 0 };
    expand(slice_of(cell[1]), &query);
    enum import_outcome outcome = import(dialect, buf_slice(&query), partial, &h, &native);
    wrong = strcmp(import_outcome_name(outcome), cell[2]) != 0 || strcmp(native.n ? buf_z(&native) : "-", cell[3]) != 0
         || strcmp(h.remarks ? buf_z(&h.said) : "-", cell[4]) != 0;
    if (wrong)
        print_message(PATH ":%zu: %s (%s) is %s\n  %s\n  %s\n", number, cell[1], cell[5], import_outcome_name(outcome), buf_z(&native), buf_z(&h.said));
    assert_true((outcome == IMPORT_REFUSED) == (native.n == 0));
    assert_true((outcome == IMPORT_EXACT) == (h.remarks == 0));
    if (native.n)
        assert_stable(&native);
    buf_fini(&query);
    buf_fini(&native);
    buf_fini(&h.said);
    return wrong;
}

static void each_row_of_the_table_comes_out_as_it_says(void **state)
{
    FILE *f = fopen(PATH, "r");
    char *line = NULL;
    size_t cap = 0, number = 0, rows = 0, bad = 0;
    (void)state;
    if (!f)
        fail_msg(PATH " cannot be read");
    for (ssize_t n; (n = getline(&line, &cap, f)) != -1; ) {
        line[n - (n && line[n - 1] == '\n')] = 0;
        number++;
        if (line[0] == 0 || strncmp(line, "//", 2) == 0)
            continue;
        rows++;
        bad += check_row(line, number);
    }
    free(line);
    fclose(f);
    assert_int_equal(bad, 0);
    assert_true(rows >= LEAST_ROWS);
}

static void ten_thousand_terms_are_imported_in_a_moment(void **state)
{
    (void)state;
    for (const struct import_dialect *const *d = import_dialects(); *d; d++) {
        struct buf query = { 0 }, native = { 0 };
        struct heard h = { 0 };
        for (int i = 0; i < 10000; i++)
            buf_printf(&query, "%spalabra%d", i ? " OR " : "", i);
        assert_int_equal(import(import_dialect_name(*d), buf_slice(&query), false, &h, &native), IMPORT_EXACT);
        assert_true(slice_eq(buf_slice(&query), buf_slice(&native)));
        buf_fini(&query);
        buf_fini(&native);
        buf_fini(&h.said);
    }
}

/* Brackets that matter: a1 AND (a2 OR (a3 AND ... */
static enum import_outcome nested(int depth)
{
    struct buf query = { 0 }, native = { 0 };
    struct heard h = { 0 };
    for (int i = 0; i < depth; i++)
        buf_printf(&query, "a%d %s (", i, i % 2 ? "OR" : "AND");
    buf_addz(&query, "z");
    for (int i = 0; i < depth; i++)
        buf_char(&query, ')');
    enum import_outcome outcome = import("meltwater", buf_slice(&query), false, &h, &native);
    if (outcome == IMPORT_EXACT)
        assert_stable(&native);
    else
        assert_non_null(strstr(buf_z(&h.said), "QUERY_MAX_DEPTH"));
    buf_fini(&query);
    buf_fini(&native);
    buf_fini(&h.said);
    return outcome;
}

static void deep_nesting_is_imported_up_to_the_limit_of_ours_and_refused_by_its_name_beyond(void **state)
{
    (void)state;
    assert_int_equal(nested(100), IMPORT_EXACT);
    assert_int_equal(nested(QUERY_MAX_DEPTH), IMPORT_EXACT);
    assert_int_equal(nested(QUERY_MAX_DEPTH + 2), IMPORT_REFUSED);
}

/* Pieces of the dialects in any order: whatever is taken comes out as a query of ours. */
static void whatever_is_emitted_is_a_query_of_ours_that_stays_as_it_is(void **state)
{
    static const char *const pieces[] = {
        "casa", "Ñandú", "te*", "c?sa", "#tag", "@ana", "$BBVA", "😡", "\"a b\"", "“c d”", "(", ")", "(", ")", "AND", "OR", "NOT", "and", "or", "NEAR/3", "ONEAR/2",
        "NEAR", "near/1f", "~4", "-", "+", "++", "^9", "{BT}", "<<<c>>>", "title:", "title:(", "from:ana", "to:bob", "lang:es", "country:arg", "is:reply", "rating:3",
        "followers_count:5", "region:x", "has:links", "site:(", "author:", "\n", "e-mail", "10:30", "https://example.com/a", "[1 TO 2]", "ingress:", "x",
    };
    uint64_t seed = 20261122;
    size_t taken = 0;
    (void)state;
    for (int i = 0; i < 8000; i++) {
        struct buf query = { 0 }, native = { 0 };
        struct heard h = { 0 };
        for (size_t n = 1 + (seed >> 40) % 9; n--; ) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_printf(&query, "%s%s", pieces[(seed >> 33) % ROWS(pieces)], seed >> 62 ? " " : "");
        }
        const char *dialect = import_dialect_name(import_dialects()[i % 4]);
        enum import_outcome outcome = import(dialect, buf_slice(&query), i & 4, &h, &native);
        assert_true((outcome == IMPORT_REFUSED) == (native.n == 0) && (outcome == IMPORT_EXACT) == (h.remarks == 0));
        taken += native.n > 0;
        if (native.n)
            assert_stable(&native);
        buf_fini(&query);
        buf_fini(&native);
        buf_fini(&h.said);
    }
    assert_true(taken > 1600);
}

static struct import_file split(const char *text, enum import_format format)
{
    struct import_file f = { .path = "test", .all = slice_of(text) };
    struct err e = { 0 };
    if (!import_file_split(&f, format, &e))
        fail_msg("%s", e.msg);
    return f;
}

static void files_hold_one_query_or_named_ones(void **state)
{
    static const struct { enum import_format format; const char *file; size_t n; struct { const char *name, *text; size_t at; } want[2]; } row[] = {
        { IMPORT_ONE, " a OR\n b\n", 1, { { "", "a OR\n b", 1 } } },
        { IMPORT_TSV, "uno\ta OR b\r\n\ndos\t c\td\n", 2, { { "uno", "a OR b", 4 }, { "dos", "c\td", 18 } } },
        { IMPORT_CSV, "id,Name,Query\n1,uno,\"a, \"\"b\"\"\"\n2,dos,c\n", 2, { { "uno", "a, \"b\"", 21 }, { "dos", "c", 37 } } },
        { IMPORT_CSV, "\xEF\xBB\xBFquery;name\r\n\"a\nb\";\"u;no\"\r\n;nada\r\n", 1, { { "u;no", "a\nb", 16 } } },
        { IMPORT_CSV, "name,keywords\n,x", 1, { { "", "x", 15 } } },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct import_file f = split(row[i].file, row[i].format);
        assert_int_equal(import_file_count(&f), row[i].n);
        for (size_t k = 0; k < row[i].n; k++) {
            const struct import_entry *q = import_file_entry(&f, k);
            assert_true(slice_is(q->name, row[i].want[k].name));
            assert_true(slice_is(q->text, row[i].want[k].text));
            assert_int_equal(import_entry_place(q, 0), row[i].want[k].at);
        }
        import_file_fini(&f);
    }
}

static void a_place_in_a_quoted_cell_is_that_of_the_file(void **state)
{
    struct import_file f = split("query\n\"x \"\"y\"\" z\"\n", IMPORT_CSV);
    const struct import_entry *q = import_file_entry(&f, 0);
    (void)state;
    assert_true(slice_is(q->text, "x \"y\" z"));
    assert_int_equal(import_entry_place(q, 2), 9);
    assert_int_equal(import_entry_place(q, 6), 15);
    assert_int_equal(import_entry_place(q, 7), 16);
    import_file_fini(&f);
}

static void files_that_are_no_tables_are_refused_with_what_is_missing(void **state)
{
    static const struct { enum import_format format; const char *file, *what; } row[] = {
        { IMPORT_CSV, "name,text\na,b\n", "no column" }, { IMPORT_CSV, "", "no column" }, { IMPORT_CSV, "query\n\"a\n", "never closed" },
        { IMPORT_TSV, "a\tb\nc\n", ":2: NAME<TAB>QUERY" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct import_file f = { .path = "test", .all = slice_of(row[i].file) };
        struct err e = { 0 };
        assert_false(import_file_split(&f, row[i].format, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        if (!strstr(e.msg, row[i].what))
            fail_msg("%s", e.msg);
        import_file_fini(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_table_comes_out_as_it_says),
        cmocka_unit_test(ten_thousand_terms_are_imported_in_a_moment),
        cmocka_unit_test(deep_nesting_is_imported_up_to_the_limit_of_ours_and_refused_by_its_name_beyond),
        cmocka_unit_test(whatever_is_emitted_is_a_query_of_ours_that_stays_as_it_is),
        cmocka_unit_test(files_hold_one_query_or_named_ones),
        cmocka_unit_test(a_place_in_a_quoted_cell_is_that_of_the_file),
        cmocka_unit_test(files_that_are_no_tables_are_refused_with_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

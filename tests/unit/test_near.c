/* Near-copies: how many of real texts with known edits are found, and how many are wrong; that what is stored is what was in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/hash.h"
#include "classify/estimates/near.h"
#include "classify/story.h"
#include "tests/unit/kept_store.h"

static struct arena a;
static struct tokenizer *tk;

static struct near_original original(const char *text, int64_t offset)
{
    struct mention m = { .platform = SLICE("x"), .id = arena_printf(&a, "%d", (int)offset), .kind = KIND_POST };
    struct near_original o = { .offset = offset };
    struct tokens said;
    tokens_scan(tk, &a, slice_of(text), &said);
    o.story = story_of(&m, &said);
    shingles_of(&said, story_begins(&said), &o.is);
    return o;
}

/* ---- the set ---- */

enum { TEXTS = 4000 };
static struct { char group[40], text[1200]; } row[TEXTS];

static int read_set(void)
{
    const char *data = getenv("PULSO_DATA");
    char command[1024], line[2000];
    int n = 0;
    snprintf(command, sizeof command, "test -d '%s/mentions' && python3 tests/kit/near.py texts '%s' tests/near-duplicates.tsv", data ? data : "../shared/data",
             data ? data : "../shared/data");
    FILE *f = popen(command, "re");
    while (f && n < TEXTS && fgets(line, sizeof line, f)) {
        struct slice text = slice_trim(slice_of(line)), group;
        if (slice_next(&text, '\t', &group) && group.n < sizeof row->group && text.n < sizeof row->text) {
            memcpy(row[n].group, group.p, group.n);
            memcpy(row[n++].text, text.p, text.n);
        }
    }
    return f && pclose(f) == 0 ? n : 0;
}

static bool begins_a_group(int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(row[i].group, row[n].group) == 0)
            return false;
    return true;
}

static void copies_of_real_texts_are_found_and_others_are_not(void **state)
{
    struct near *near = near_new();
    int n = read_set(), copies = 0, found = 0, wrong = 0;
    (void)state;
    if (n == 0) {
        near_free(near);
        print_message("the texts beside the repository are missing: nothing to find copies of\n");
        skip();
    }
    assert_true(n > 1900);
    for (int i = 0; i < n; i++) {
        struct near_original o = original(row[i].text, i);
        const struct near_original *of = near_meet(near, &o);
        bool right = of && strcmp(row[of->offset].group, row[i].group) == 0;
        copies += !begins_a_group(i);
        found += right;
        wrong += of && !right;
        if (getenv("SHOW") && ((of && !right) || (!of && !begins_a_group(i))))
            printf("%s: %.2f %s\n", of ? "WRONG" : "MISSED", of ? shingles_alike(&of->is, &o.is) : 0, row[i].text);
    }
    print_message("%d texts, %d copies: recall %.4f, precision %.4f\n", n, copies, (double)found / copies, (double)found / (found + wrong));
    assert_true(found >= copies * 0.95);
    assert_true(found >= (found + wrong) * 0.99);
    near_free(near);
    arena_reset(&a);
}

/* ---- what is stored ---- */

static struct buf disk;

/* As the commit's script does it. */
static void commit(struct near *near)
{
    struct commit k = { .s = &kept, .section = COMMIT_PIECES };
    kept.n = 0;
    near_commit(near, &k);
    near_committed(near);
    for (size_t i = 0; i + 2 < kept.n; i += 3) {
        int64_t at;
        assert_true(slice_is(kept.arg[i], ":near") && slice_int(kept.arg[i + 1], &at));
        struct slice piece = kept.arg[i + 2];
        while (disk.n < (size_t)at + piece.n)
            buf_char(&disk, '\0');
        memcpy(disk.p + at, piece.p, piece.n);
    }
    arena_reset(&kept.a);
}

static unsigned word(int n) { return (unsigned)(hash64((struct slice){ (const char *)&n, sizeof n }) % 5000); }

/* Of 12 words: in one text of four an earlier one with a word or two changed, now and then a long way back. */
static struct near_original made(int i)
{
    char text[400];
    size_t n = 0;
    int of = i % 4 == 3 ? i - 1 - rand() % (i % 40 == 39 ? i : 30) : i;
    for (int w = 0; w < 12; w++)
        n += (size_t)snprintf(text + n, sizeof text - n, "w%u ", of != i && w == i % 12 ? 7u : word(of * 12 + w));
    return original(text, i);
}

static void a_restart_at_any_commit_changes_no_answer(void **state)
{
    enum { RECORDS = 3 * NEAR_KEPT };
    struct near *near = near_new(), *back = near_new();
    int copies = 0;
    (void)state;
    srand(5);
    for (int i = 0; i < RECORDS; i++) {
        struct near_original o = made(i);
        const struct near_original *want = near_meet(near, &o), *got = near_meet(back, &o);
        assert_int_equal(want ? want->offset : -1, got ? got->offset : -1);
        copies += want != NULL;
        if (i % 977 == 0) {
            commit(near);
            near_free(back);
            back = near_new();
            assert_true(near_load(back, buf_slice(&disk)));
            arena_reset(&a);
        }
    }
    assert_true(copies > RECORDS / 8);
    assert_true(disk.n == 16 + (size_t)NEAR_KEPT * NEAR_RECORD);
    near_free(near);
    near_free(back);
}

static void what_is_none_of_ours_is_refused(void **state)
{
    struct near *near = near_new();
    struct near_original o = made(1);
    (void)state;
    buf_reset(&disk);
    near_meet(near, &o);
    commit(near);
    near_free(near);
    static const struct { size_t at; char c; } bad[] = { { 0, 'x' }, { 8, 2 }, { 16 + 7, (char)0x80 }, { 16 + 20, 99 }, { 16 + 24 + 3, (char)0xff } };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char was = disk.p[bad[i].at];
        disk.p[bad[i].at] = bad[i].c;
        near = near_new();
        assert_false(near_load(near, buf_slice(&disk)));
        near_free(near);
        disk.p[bad[i].at] = was;
    }
    near = near_new();
    assert_false(near_load(near, (struct slice){ disk.p, 9 }));
    assert_false(near_load(near, (struct slice){ disk.p, disk.n - 1 }));
    assert_true(near_load(near, buf_slice(&disk)) && near_load(near, SLICE("")));
    near_free(near);
}

/* What copies are found of goes on to be known, however many other texts come between; what nobody copies is forgotten. */
static void a_text_that_is_copied_stays(void **state)
{
    struct near *near = near_new();
    struct near_original first = original("Señores del banco devuelvan ya el dinero de nuestras cuentas", 1), quiet = original("Una frase cualquiera que nadie repite en todo el día", 2);
    (void)state;
    near_meet(near, &first);
    near_meet(near, &quiet);
    for (int i = 0; i < 3 * NEAR_KEPT; i++) {
        struct near_original o = { .offset = 10 + i, .story = hash64((struct slice){ (const char *)&i, sizeof i }) };
        near_meet(near, &o);
        if (i % 3000 == 0) {
            struct near_original copy = original("@otro Señores del banco: devuelvan YA el dinero de mis cuentas", 1000000 + i);
            const struct near_original *of = near_meet(near, &copy);
            assert_non_null(of);
            assert_int_equal(of->offset, 1);
        }
    }
    assert_null(near_meet(near, &quiet));
    near_free(near);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restart_at_any_commit_changes_no_answer),
        cmocka_unit_test(what_is_none_of_ours_is_refused),
        cmocka_unit_test(a_text_that_is_copied_stays),
        cmocka_unit_test(copies_of_real_texts_are_found_and_others_are_not),
    };
    tk = tokenizer_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tokenizer_free(tk);
    arena_fini(&a);
    arena_fini(&kept.a);
    buf_fini(&disk);
    return failed;
}

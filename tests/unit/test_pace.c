/* pace: who wrote how often in the last hour, as counted by hand; and a restart at any commit changes no answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/buf.h"
#include "classify/estimates/pace.h"
#include "kept_store.h"

enum { RECORDS = 3 * PACE_KEPT, AUTHORS = 4000 };

struct one { uint32_t author, minute; };
static struct one all[RECORDS];

/* Many who write now and then, some often; a quarter of all come late, out of their order. */
static void make_all(void)
{
    srand(7);
    for (int i = 0; i < RECORDS; i++) {
        uint32_t who = rand() % 8 ? (uint32_t)rand() % AUTHORS : (uint32_t)rand() % 20;
        all[i] = (struct one){ who * 0x9e3779b1u, 30000000u + (uint32_t)i / 40 - (rand() % 4 ? 0 : (uint32_t)rand() % 90) };
    }
    for (int i = RECORDS / 2; i < RECORDS; i += 3)
        all[i].author ^= 0x12341234u;                        /* another author in the same slot */
}

static int by_hand(int at)
{
    int n = 0;
    for (int i = at; i >= 0 && i > at - PACE_KEPT && n < PACE_MOST; i--)
        n += all[i].author == all[at].author && all[i].minute <= all[at].minute && all[at].minute - all[i].minute < 60;
    return n;
}

static struct buf disk;

/* As the commit's script does it. */
static void commit(struct pace *p)
{
    struct commit k = { .s = &kept, .section = COMMIT_PIECES };
    kept.n = 0;
    pace_commit(p, &k);
    pace_committed(p);
    for (size_t i = 0; i + 2 < kept.n; i += 3) {
        int64_t at;
        assert_true(slice_is(kept.arg[i], ":pace") && slice_int(kept.arg[i + 1], &at));
        struct slice piece = kept.arg[i + 2];
        while (disk.n < (size_t)at + piece.n)
            buf_char(&disk, '\0');
        memcpy(disk.p + at, piece.p, piece.n);
    }
    arena_reset(&kept.a);
}

static void who_writes_often_is_counted_and_a_restart_changes_nothing(void **state)
{
    struct pace *p = pace_new(), *back = pace_new();
    int most = 0, missed = 0, asked = 0;
    (void)state;
    make_all();
    for (int i = 0; i < RECORDS; i++) {
        int n = pace_meet(p, all[i].author, all[i].minute);
        assert_int_equal(pace_meet(back, all[i].author, all[i].minute), n);
        most = n > most ? n : most;
        if (i % 13 == 0) {
            int want = by_hand(i);
            assert_true(n >= 1 && n <= want);                /* a long way back is not looked at: never too many */
            missed += n < want;
            asked++;
        }
        if (i % 997 == 0) {
            commit(p);
            pace_free(back);
            back = pace_new();
            assert_true(pace_load(back, buf_slice(&disk)));
        }
    }
    assert_true(most > 12 && missed * 100 < asked);
    assert_int_equal(disk.n, 16 + PACE_KEPT * PACE_RECORD);
    pace_free(p);
    pace_free(back);
}

static void what_is_no_pace_is_refused(void **state)
{
    struct pace *p = pace_new();
    struct slice s = buf_slice(&disk);
    (void)state;
    assert_true(pace_load(p, (struct slice){ NULL, 0 }));
    assert_false(pace_load(p, (struct slice){ s.p, 15 }));
    assert_false(pace_load(p, (struct slice){ s.p, s.n - 1 }));
    assert_false(pace_load(p, SLICE("near1\0\0\0\0\0\0\0\0\0\0")));
    pace_free(p);
    buf_fini(&disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_writes_often_is_counted_and_a_restart_changes_nothing),
        cmocka_unit_test(what_is_no_pace_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

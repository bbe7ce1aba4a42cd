/* Reading files: records, cursors over restarts, rotation, truncation, gzip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "ingest/input.h"

#define N(t) (sizeof(t) / sizeof(t)[0])

struct world {
    char dir[64], path[128], other[128], cursor[128];
    struct err e;
    struct buf got;          /* records, each followed by | */
};

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    snprintf(w->dir, sizeof w->dir, "/tmp/pulso-cursor.XXXXXX");
    if (!mkdtemp(w->dir))
        return -1;
    snprintf(w->path, sizeof w->path, "%s/feed", w->dir);
    snprintf(w->other, sizeof w->other, "%s/feed.1", w->dir);
    snprintf(w->cursor, sizeof w->cursor, "%s/s.cursor", w->dir);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", w->dir);
    buf_fini(&w->got);
    int r = system(command);
    free(w);
    return r;
}

static void write_file(const char *path, const char *mode, const char *text)
{
    FILE *f = fopen(path, mode);
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void write_gzip(const char *path, const char *mode, const char *text)
{
    gzFile g = gzopen(path, mode);
    assert_non_null(g);
    assert_int_equal(gzputs(g, text), (int)strlen(text));
    assert_int_equal(gzclose(g), Z_OK);
}

static struct input input_of(const struct world *w, bool follow)
{
    return (struct input){ .name = "s", .path = w->path, .state = w->dir, .follow = follow };
}

static bool start(struct world *w, struct input *in)
{
    return input_open(in, &w->e) && input_resume(in, &w->e);
}

/* At most n records, those that are there now. */
static const char *read_some(struct world *w, struct input *in, size_t n)
{
    struct record r;
    bool found = true;
    buf_reset(&w->got);
    for (; n && found; n--) {
        if (!input_next(in, &r, &found, &w->e))
            fail_msg("%s", w->e.msg);
        if (found) {
            buf_add(&w->got, r.bytes);
            buf_char(&w->got, '|');
        }
    }
    return buf_z(&w->got);
}

/* One life of a reader: reads n records, acknowledges them unless killed before, and ends. */
static void assert_life(struct world *w, bool follow, size_t n, bool acked, const char *want)
{
    struct input in = input_of(w, follow);
    if (!start(w, &in))
        fail_msg("%s", w->e.msg);
    assert_string_equal(read_some(w, &in, n), want);
    if (acked)
        assert_true(input_ack(&in, &w->e));
    input_close(&in);
}

static void lines_end_at_newlines_and_rows_of_csv_outside_of_quotes(void **state)
{
    static const struct { bool csv; const char *in, *want; } row[] = {
        { false, "a\nb\r\n\nc", "a|b||c|" },
        { false, "\"a\nb\"\n", "\"a|b\"|" },
        { true, "\"a\nb\",c\r\nd\n", "\"a\nb\",c|d|" },
        { true, "5\" x,\"y\n\"\nz", "5\" x,\"y\n\"|z|" },
        { true, "\"a\"\"\nb\"\nc\n", "\"a\"\"\nb\"|c|" },
        { true, "\"open\nto the end", "\"open\nto the end|" },
        { false, "", "" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct input in = input_of(w, false);
        in.records.csv = row[i].csv;
        in.records.delimiter = ',';
        write_file(w->path, "w", row[i].in);
        assert_true(start(w, &in));
        assert_string_equal(read_some(w, &in, 99), row[i].want);
        assert_true(in.done);
        input_close(&in);
    }
}

static void reading_goes_on_behind_what_was_acknowledged(void **state)
{
    struct world *w = *state;
    write_file(w->path, "w", "a\nb\nc\nd\ne\n");
    assert_life(w, false, 2, true, "a|b|");
    assert_life(w, false, 2, false, "c|d|");      /* killed before the acknowledgement */
    assert_life(w, false, 2, true, "c|d|");
    assert_life(w, false, 99, true, "e|");
    assert_life(w, false, 99, true, "");
    write_file(w->path, "a", "f\n");
    assert_life(w, false, 99, true, "f|");
}

static void a_crash_between_two_acknowledgements_loses_nothing(void **state)
{
    struct world *w = *state;
    write_file(w->path, "w", "a\nb\nc\nd\n");
    struct input in = input_of(w, false);
    assert_true(start(w, &in));
    read_some(w, &in, 1);
    assert_true(input_ack(&in, &w->e));           /* written: the first one always is */
    read_some(w, &in, 1);
    assert_true(input_ack(&in, &w->e));           /* too early to be written again */
    in.unsaved = false;                           /* kill -9: the end writes nothing */
    input_close(&in);
    assert_life(w, false, 99, false, "b|c|d|");
}

static void the_end_writes_what_was_acknowledged_and_no_more(void **state)
{
    struct world *w = *state;
    write_file(w->path, "w", "a\nb\nc\nd\n");
    struct input in = input_of(w, false);
    assert_true(start(w, &in));
    read_some(w, &in, 1);
    assert_true(input_ack(&in, &w->e));
    read_some(w, &in, 1);
    assert_true(input_ack(&in, &w->e));           /* not written: too early */
    read_some(w, &in, 1);                         /* on its way to Kafka when the end comes */
    input_close(&in);
    assert_life(w, false, 99, false, "c|d|");
}

static void gzip_is_unfolded_and_its_cursor_counts_unfolded_bytes(void **state)
{
    struct world *w = *state;
    write_gzip(w->path, "wb", "a\nb\nc\n");
    write_gzip(w->path, "ab", "d\ne\n");          /* a second member behind the first */
    assert_life(w, false, 2, true, "a|b|");
    assert_life(w, false, 2, true, "c|d|");
    assert_life(w, false, 9, true, "e|");
}

static void gzip_that_ends_early_is_an_error_after_what_could_be_read(void **state)
{
    struct world *w = *state;
    struct buf text = { 0 };
    struct record r;
    struct stat st;
    bool found = true, ok = true;
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "%d\n", i * 7919);
    write_gzip(w->path, "wb", buf_z(&text));
    assert_int_equal(stat(w->path, &st), 0);
    assert_int_equal(truncate(w->path, st.st_size / 2), 0);
    struct input in = input_of(w, false);
    assert_true(start(w, &in));
    size_t n = 0;
    while ((ok = input_next(&in, &r, &found, &w->e)) && found)
        n++;
    assert_false(ok);
    assert_int_equal(w->e.kind, ERR_CONFIG);
    assert_non_null(strstr(w->e.msg, "ends early"));
    assert_true(n > 1000 && n < 20000);
    input_close(&in);
    buf_fini(&text);
}

static void another_file_of_the_same_name_is_read_from_its_start_and_a_copy_is_not(void **state)
{
    struct world *w = *state;
    char command[800];
    write_file(w->path, "w", "a\nb\n");
    assert_life(w, false, 1, true, "a|");
    snprintf(command, sizeof command, "cp %s %s && rm %s && mv %s %s", w->path, w->other, w->path, w->other, w->path);
    assert_int_equal(system(command), 0);
    assert_life(w, false, 1, true, "b|");
    unlink(w->path);
    write_file(w->path, "w", "x\ny\nz\n");
    assert_life(w, false, 9, true, "x|y|z|");
}

static void a_followed_file_gives_whole_lines_as_they_grow(void **state)
{
    struct world *w = *state;
    struct input in = input_of(w, true);
    assert_true(start(w, &in));                   /* not there yet */
    assert_string_equal(read_some(w, &in, 9), "");
    write_file(w->path, "w", "a\nb");
    assert_string_equal(read_some(w, &in, 9), "a|");
    write_file(w->path, "a", "b\n");
    assert_string_equal(read_some(w, &in, 9), "bb|");
    assert_false(in.done);
    input_close(&in);
}

static void a_renamed_file_is_finished_before_the_new_one_begins(void **state)
{
    struct world *w = *state;
    struct input in = input_of(w, true);
    write_file(w->path, "w", "a\n");
    assert_true(start(w, &in));
    assert_string_equal(read_some(w, &in, 9), "a|");
    assert_int_equal(rename(w->path, w->other), 0);
    write_file(w->path, "w", "c\n");
    assert_string_equal(read_some(w, &in, 9), "");
    write_file(w->other, "a", "b\ntail");         /* the writer had it open still */
    assert_string_equal(read_some(w, &in, 9), "b|");
    clock_sleep_ms(ROTATION_GRACE_MS + 100);
    assert_string_equal(read_some(w, &in, 9), "tail|");
    assert_string_equal(read_some(w, &in, 9), "c|");
    assert_true(input_ack(&in, &w->e));
    input_close(&in);
    write_file(w->path, "a", "d\n");
    assert_life(w, true, 9, true, "d|");
}

static void a_file_renamed_while_nobody_read_is_finished_first(void **state)
{
    struct world *w = *state;
    write_file(w->path, "w", "a\nb\nc\n");
    assert_life(w, true, 1, true, "a|");
    assert_int_equal(rename(w->path, w->other), 0);
    write_file(w->path, "w", "x\ny\n");
    struct input in = input_of(w, true);
    assert_true(start(w, &in));
    assert_string_equal(read_some(w, &in, 9), "b|c|");
    assert_string_equal(read_some(w, &in, 9), "x|y|");
    assert_true(input_ack(&in, &w->e));
    input_close(&in);
    assert_life(w, true, 9, true, "");
}

static void a_file_that_was_cut_off_is_read_from_its_start(void **state)
{
    struct world *w = *state;
    struct input in = input_of(w, true);
    write_file(w->path, "w", "a\nb\nc\n");
    assert_true(start(w, &in));
    assert_string_equal(read_some(w, &in, 9), "a|b|c|");
    assert_true(input_ack(&in, &w->e));
    write_file(w->path, "w", "x\n");
    assert_string_equal(read_some(w, &in, 9), "x|");
    assert_true(input_ack(&in, &w->e));
    input_close(&in);
    write_file(w->path, "w", "");                 /* again, while nobody reads */
    assert_life(w, true, 9, true, "");
    write_file(w->path, "w", "y\n");
    assert_life(w, true, 9, true, "y|");
}

/* logrotate's copytruncate: the inode stays, and nobody looked while the file was short. */
static void a_file_that_was_cut_off_and_outgrew_the_old_one_is_read_from_its_start(void **state)
{
    static const struct { const char *old, *fresh, *want; } row[] = {
        { "a\nb\n", "x\ny\nz\n", "x|y|z|" },
        { "a\nb\nhalf", "x\ny\nzzzzzzz\nw\n", "x|y|zzzzzzz|w|" },
        { "a\nb\n", "a\nb\nc\n", "c|" },           /* it grew, that is all */
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct input in = input_of(w, true);
        unlink(w->cursor);
        write_file(w->path, "w", row[i].old);
        assert_true(start(w, &in));
        assert_string_equal(read_some(w, &in, 9), "a|b|");
        assert_true(input_ack(&in, &w->e));
        write_file(w->path, "w", row[i].fresh);
        assert_string_equal(read_some(w, &in, 9), row[i].want);
        assert_true(input_ack(&in, &w->e));
        input_close(&in);
        write_file(w->path, "a", "later\n");
        assert_life(w, true, 9, true, "later|");
    }
}

static void a_file_that_is_replaced_before_the_acknowledgement_is_read_from_its_start_after_a_crash(void **state)
{
    struct world *w = *state;
    struct input in = input_of(w, true);
    write_file(w->path, "w", "a\nb\n");
    assert_true(start(w, &in));
    assert_string_equal(read_some(w, &in, 9), "a|b|");
    write_file(w->path, "w", "x\ny\nz\n");
    assert_true(input_ack(&in, &w->e));           /* of what the file held before */
    input_close(&in);
    assert_life(w, true, 9, true, "x|y|z|");
}

static void a_record_beyond_the_limit_passes_by_with_its_length_and_hash(void **state)
{
    struct world *w = *state;
    struct record r;
    bool found;
    size_t n = 3u * 1024 * 1024 + 5;
    FILE *f = fopen(w->path, "w");
    assert_non_null(f);
    fputs("before\n", f);
    for (size_t i = 0; i < n; i++)
        fputc('a' + (int)(i % 26), f);
    fputs("\nafter\n", f);
    fclose(f);
    struct input in = input_of(w, false);
    assert_true(start(w, &in));
    assert_string_equal(read_some(w, &in, 1), "before|");
    assert_true(input_next(&in, &r, &found, &w->e) && found);
    assert_int_equal(r.length, n);
    assert_int_equal(r.bytes.n, RECORD_HEAD);
    assert_memory_equal(r.bytes.p, "abcdefghijklmnopqrstuvwxyzabc", 29);
    unsigned char sum[SHA256_BYTES];
    char *whole = malloc(n);
    for (size_t i = 0; i < n; i++)
        whole[i] = (char)('a' + (int)(i % 26));
    assert_int_equal(EVP_Digest(whole, n, sum, NULL, EVP_sha256(), NULL), 1);
    assert_memory_equal(r.sha256, sum, sizeof sum);
    free(whole);
    assert_true(in.records.buf.cap <= 4 * RECORD_MAX);   /* it was never held whole */
    assert_string_equal(read_some(w, &in, 9), "after|");
    assert_true(input_ack(&in, &w->e));
    input_close(&in);
    assert_life(w, false, 9, true, "");
}

static void a_cursor_that_is_damaged_is_not_guessed_at(void **state)
{
    static const char *const text[] = { "", "nonsense\n", "pulso-cursor 1 offset=3", "pulso-cursor 2 offset=3 inode=1 head=2 hash=3\n",
                                        "pulso-cursor 1 offset=3 inode=1 head=5000 hash=3\n" };
    struct world *w = *state;
    write_file(w->path, "w", "a\nb\n");
    for (size_t i = 0; i < N(text); i++) {
        struct input in = input_of(w, false);
        write_file(w->cursor, "w", text[i]);
        assert_false(start(w, &in));
        assert_int_equal(w->e.kind, ERR_CONFIG);
        input_close(&in);
    }
}

static void a_cursor_comes_back_as_it_was_saved(void **state)
{
    struct world *w = *state;
    const struct cursor c = { .offset = UINT64_MAX, .inode = 12, .head_bytes = 1024, .head_hash = 0xfedcba9876543210 };
    struct cursor again;
    bool found;
    assert_true(cursor_load(w->cursor, &again, &found, &w->e) && !found);
    assert_true(cursor_save(w->cursor, &c, &w->e));
    assert_true(cursor_load(w->cursor, &again, &found, &w->e) && found);
    assert_memory_equal(&c, &again, sizeof c);
}

static void a_folder_that_cannot_be_written_is_tried_again(void **state)
{
    struct world *w = *state;
    const struct cursor c = { .offset = 1 };
    assert_false(cursor_save("/nowhere/at/all.cursor", &c, &w->e));
    assert_int_equal(w->e.kind, ERR_RETRY);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)
    const struct CMUnitTest tests[] = {
        TEST(lines_end_at_newlines_and_rows_of_csv_outside_of_quotes),
        TEST(reading_goes_on_behind_what_was_acknowledged),
        TEST(a_crash_between_two_acknowledgements_loses_nothing),
        TEST(the_end_writes_what_was_acknowledged_and_no_more),
        TEST(gzip_is_unfolded_and_its_cursor_counts_unfolded_bytes),
        TEST(gzip_that_ends_early_is_an_error_after_what_could_be_read),
        TEST(another_file_of_the_same_name_is_read_from_its_start_and_a_copy_is_not),
        TEST(a_followed_file_gives_whole_lines_as_they_grow),
        TEST(a_renamed_file_is_finished_before_the_new_one_begins),
        TEST(a_file_renamed_while_nobody_read_is_finished_first),
        TEST(a_file_that_was_cut_off_is_read_from_its_start),
        TEST(a_file_that_was_cut_off_and_outgrew_the_old_one_is_read_from_its_start),
        TEST(a_file_that_is_replaced_before_the_acknowledgement_is_read_from_its_start_after_a_crash),
        TEST(a_record_beyond_the_limit_passes_by_with_its_length_and_hash),
        TEST(a_cursor_that_is_damaged_is_not_guessed_at),
        TEST(a_cursor_comes_back_as_it_was_saved),
        TEST(a_folder_that_cannot_be_written_is_tried_again),
    };
    log_init("test", LOG_LEVEL_ERROR);
    return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}

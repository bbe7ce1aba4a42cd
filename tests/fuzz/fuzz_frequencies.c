/* Whatever bytes come as a table of frequencies: refused with the line, or a
 * table that knows each of its words, counts them among those that begin so,
 * and is the same when it is written out and read again. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "query/frequencies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define WORDS 200    /* of each table: more make long ones slow */

static void check_word(const struct frequencies *f, struct slice word)
{
    double count = frequencies_of(f, word), all = 0;
    assert(isfinite(count) && count >= 0);
    for (size_t n = word.n; n > 0; n--) {
        double begin = frequencies_beginning(f, (struct slice){ word.p, n });
        assert(isfinite(begin) && begin >= count && begin >= all);
        all = begin;
    }
    assert(frequencies_beginning(f, SLICE("")) >= all);
}

/* The largest number that is read is rounded up, so that as it is it would be too large. */
static void print_count(struct buf *out, double count)
{
    if (count >= 0x1p63)
        buf_printf(out, "\t%" PRId64 "\n", INT64_MAX);
    else
        buf_printf(out, "\t%.0f\n", count);
}

static void check_again(const struct frequencies *f, struct slice table)
{
    struct frequencies again = { 0 };
    struct buf out = { 0 };
    struct slice line, word;
    struct err e;
    for (int k = 0; k < WORDS && slice_next(&table, '\n', &line);)
        if (line.n && slice_next(&line, '\t', &word)) {
            check_word(f, word);
            buf_add(&out, word);
            print_count(&out, frequencies_of(f, word));
            k++;
        }
    bool read = frequencies_read(&again, buf_slice(&out), &e);
    assert(read);
    for (struct slice rest = buf_slice(&out); slice_next(&rest, '\n', &line) && slice_next(&line, '\t', &word);)
        assert(frequencies_of(&again, word) == frequencies_of(f, word));
    frequencies_fini(&again);
    buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice table = { (const char *)data, n };
    struct frequencies f = { 0 };
    struct err e = { 0 };
    if (frequencies_read(&f, table, &e))
        check_again(&f, table);
    else
        assert(e.kind == ERR_CONFIG && strncmp(e.msg, "line ", 5) == 0);
    frequencies_fini(&f);
    return 0;
}

/*
 * fuzz_import: any bytes may be a query of another tool, or a file of them. The
 * first byte chooses the dialect, whether in part, and the kind of file. What is
 * said points into the text; what is emitted is a query of ours that stays as it
 * is; exact is what nothing was said of, and what is refused emits nothing.
 */
#include <stdlib.h>

#include "cli/import_file.h"
#include "query/import.h"
#include "query/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct heard { struct slice text; size_t remarks, lost; };

static void must(int holds)
{
    if (!holds)
        abort();
}

static void hear(void *self, enum import_effect effect, const struct query_error *what)
{
    struct heard *h = self;
    must(what->at <= h->text.n && what->len <= h->text.n - what->at && what->what[0]);
    h->remarks++;
    h->lost += effect == IMPORT_LEFT_OUT;
}

static void stable(struct slice native)
{
    struct buf again = { 0 };
    struct query_error qe;
    must(query_format(native, PRINT_FLAT, &again, &qe) && slice_eq(native, buf_slice(&again)));
    buf_fini(&again);
}

static void one(const struct import_dialect *d, bool partial, struct slice text)
{
    struct import_options o = { .partial = partial, .width = PRINT_FLAT };
    struct heard h = { .text = text };
    struct buf native = { 0 };
    enum import_outcome outcome = import_query(d, text, &o, hear, &h, &native);
    must((outcome == IMPORT_REFUSED) == (native.n == 0));
    must((outcome == IMPORT_EXACT) == (h.remarks == 0));
    must(partial || outcome == IMPORT_REFUSED || h.lost == 0);
    if (native.n)
        stable(buf_slice(&native));
    buf_fini(&native);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct import_dialect *d = import_dialects()[data[0] & 3];
    char *copy = malloc(size);   /* its own block: a byte beyond its end is seen */
    must(copy != NULL);
    memcpy(copy, data + 1, size - 1);
    struct import_file f = { .path = "fuzz", .all = { copy, size - 1 } };
    struct err e = { 0 };
    if (import_file_split(&f, (data[0] >> 3 & 3) % 3, &e))
        for (size_t i = 0; i < import_file_count(&f); i++) {
            const struct import_entry *q = import_file_entry(&f, i);
            must(import_entry_place(q, q->text.n) <= f.all.n);
            one(d, data[0] & 4, q->text);
        }
    import_file_fini(&f);
    free(copy);
    return 0;
}

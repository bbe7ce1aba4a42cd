#include "ingest/source.h"

#include <stdlib.h>

#include "ingest/record.h"

bool batch_full(const struct batch *b)
{
    return b->n == BATCH_ITEMS || b->bytes >= BATCH_BYTES;
}

struct item *batch_add(struct batch *b, const struct source *from, struct slice original)
{
    if (!b->v && !(b->v = calloc(BATCH_ITEMS, sizeof *b->v)))
        abort();
    struct item *i = &b->v[b->n++];
    *i = (struct item){ .original = original, .json = original, .from = from, .source = from->label };
    b->bytes += original.n;
    return i;
}

static const char *hex_of(struct arena *a, const unsigned char *p, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = arena_zalloc(a, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = digits[p[i] >> 4];
        hex[2 * i + 1] = digits[p[i] & 15];
    }
    return hex;
}

struct item *batch_add_record(struct batch *b, const struct source *from, const struct record *r)
{
    struct item *i = batch_add(b, from, arena_dup(&b->arena, r->bytes));
    if (r->length == r->bytes.n)
        return i;
    i->length = r->length;
    i->sha256 = hex_of(&b->arena, r->sha256, SHA256_BYTES);
    i->reason = arena_printf(&b->arena, "%llu bytes, more than %u", (unsigned long long)r->length, RECORD_MAX).p;
    return i;
}

void batch_reset(struct batch *b)
{
    arena_reset(&b->arena);
    b->n = b->bytes = 0;
}

void batch_fini(struct batch *b)
{
    arena_fini(&b->arena);
    free(b->v);
    *b = (struct batch){ 0 };
}

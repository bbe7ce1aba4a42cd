#include "io/ahead.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum { FIRST_ROOM = 256, FRONT_SHARE = 8, OVERHEAD = 256 /* bytes of a message beside what it holds, about */ };

void messages_add(struct messages *s, rd_kafka_message_t *m)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 1024;
        s->v = realloc(s->v, s->cap * sizeof(rd_kafka_message_t *));
        if (!s->v)
            abort();
    }
    s->v[s->n++] = m;
}

struct waiting *ahead_at(const struct ahead *a, int64_t offset)
{
    return &a->v[(uint32_t)offset & a->mask];
}

static size_t bytes_of(const rd_kafka_message_t *m)
{
    return m->len + m->key_len + OVERHEAD;
}

/* ---- STATE_AHEAD: "1200:4b01", the offset of the first bit, then bytes of bits in hexadecimal, of each byte the lowest bit first ---- */

static bool stored_bit(const struct ahead *a, int64_t offset)
{
    int64_t bit = offset - a->stored_from;
    return bit >= 0 && offset < a->stored_to && (a->stored[bit / 8] >> bit % 8 & 1);
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_bits(struct ahead *a, struct slice text)
{
    struct slice from;
    if (!slice_next(&text, ':', &from) || !slice_int(from, &a->stored_from) || a->stored_from < 0 || text.n == 0 || text.n % 2)
        return false;
    a->stored = malloc(text.n / 2 + 1);
    if (!a->stored)
        abort();
    for (size_t i = 0; i < text.n / 2; i++) {
        int high = digit_of(text.p[2 * i]), low = digit_of(text.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        a->stored[i] = (unsigned char)(high << 4 | low);
    }
    a->stored_to = a->stored_from + 4 * (int64_t)text.n;
    return true;
}

bool ahead_begin(struct ahead *a, int64_t offset, struct slice ahead, uint64_t order)
{
    *a = (struct ahead){ .offset = offset, .read = offset, .ranked = offset, .order = order, .mask = FIRST_ROOM - 1 };
    a->v = calloc(FIRST_ROOM, sizeof *a->v);
    if (!a->v)
        abort();
    if (ahead.n && !read_bits(a, ahead))
        return false;
    for (int64_t o = offset; o < a->stored_to; o++)
        a->done += stored_bit(a, o);
    return true;
}

void ahead_end(struct ahead *a, struct messages *spent)
{
    for (int64_t o = a->offset; o < a->read; o++)
        messages_add(spent, ahead_at(a, o)->m);
    free(a->v);
    free(a->stored);
    *a = (struct ahead){ 0 };
}

static void grow(struct ahead *a)
{
    uint32_t mask = 2 * a->mask + 1;
    struct waiting *v = calloc((size_t)mask + 1, sizeof *v);
    if (!v)
        abort();
    for (int64_t o = a->offset; o < a->read; o++)
        v[(uint32_t)o & mask] = *ahead_at(a, o);
    free(a->v);
    a->v = v;
    a->mask = mask;
}

void ahead_add(struct ahead *a, rd_kafka_message_t *m, const struct record_note *note)
{
    if (a->read - a->offset > (int64_t)a->mask)
        grow(a);
    struct waiting *w = ahead_at(a, a->read);
    *w = (struct waiting){ .m = m, .key = hash64((struct slice){ m->key, m->key_len }), .note = *note, .done = stored_bit(a, a->read) };
    a->open += !w->done;
    a->bytes += bytes_of(m);
    a->read++;
}

/* ---- which are next ---- */

/* From the newest to the oldest: what a record's key needs behind it, it needs itself. */
static void find_needs(struct ahead *a)
{
    uint32_t size = FIRST_ROOM;
    while (size < 2 * a->open)
        size *= 2;
    struct need { uint64_t key; bool used; uint8_t rank; } *table = calloc(size, sizeof *table);
    if (!table)
        abort();
    for (int64_t o = a->read; o-- > a->offset;) {
        struct waiting *w = ahead_at(a, o);
        if (w->done)
            continue;
        uint32_t at = (uint32_t)(w->key >> 20) & (size - 1);
        while (table[at].used && table[at].key != w->key)
            at = (at + 1) & (size - 1);
        uint8_t need = table[at].used && table[at].rank > w->rank ? table[at].rank : w->rank;
        table[at] = (struct need){ .key = w->key, .used = true, .rank = need };
        w->need = need;
    }
    free(table);
}

/* Where the era of the log's next record ends. */
static int64_t era_end(const struct ahead *a)
{
    int64_t o = a->offset, era = ahead_at(a, o)->note.era;
    while (o < a->read && ahead_at(a, o)->note.era == era)
        o++;
    return o;
}

static size_t take_front(const struct ahead *a, int64_t end, size_t most)
{
    size_t n = 0;
    for (int64_t o = a->offset; o < end && n < most; o++) {
        struct waiting *w = ahead_at(a, o);
        n += !w->done && !w->taken;
        w->taken = !w->done;
    }
    return n;
}

static size_t take_rank(const struct ahead *a, int64_t end, uint8_t rank, size_t most)
{
    size_t n = 0;
    for (int64_t o = a->offset; o < end && n < most; o++) {
        struct waiting *w = ahead_at(a, o);
        if (w->done || w->taken || w->need != rank)
            continue;
        w->taken = true;
        n++;
    }
    return n;
}

static size_t put_out(const struct ahead *a, int rank, struct waiting **out)
{
    size_t n = 0;
    for (int64_t o = a->offset; o < a->read; o++) {
        struct waiting *w = ahead_at(a, o);
        if (w->taken && (rank < 0 || w->need == rank))
            out[n++] = w;
    }
    return n;
}

size_t ahead_take(struct ahead *a, size_t portion, size_t most, bool ranks, struct waiting **out)
{
    int64_t end = era_end(a);
    if (!ranks || a->open <= portion) {
        take_front(a, end, portion);
        return put_out(a, -1, out);
    }
    find_needs(a);
    size_t n = take_front(a, end, portion / FRONT_SHARE + 1), put = 0;
    for (uint8_t rank = RANKS; rank-- > 1;)
        n += take_rank(a, end, rank, most - n);
    if (n < portion)
        take_front(a, end, portion - n);
    for (int rank = RANKS; rank-- > 0;)
        put += put_out(a, rank, out + put);
    return put;
}

void ahead_untake(struct waiting *const *batch, size_t n)
{
    for (size_t i = 0; i < n; i++)
        batch[i]->taken = false;
}

/* ---- what comes of it ---- */

static bool is_applied(const struct ahead *a, int64_t offset)
{
    if (offset >= a->read)
        return stored_bit(a, offset);
    const struct waiting *w = ahead_at(a, offset);
    return w->done || w->taken;
}

static bool is_log_order(const struct ahead *a, struct waiting *const *batch, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (batch[i] != ahead_at(a, a->offset + (int64_t)i))
            return false;
    return true;
}

static struct slice print_bits(struct arena *arena, int64_t from, const unsigned char *bits, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    struct slice head = arena_printf(arena, "%" PRId64 ":", from);
    char *text = arena_alloc(arena, head.n + 2 * n);
    memcpy(text, head.p, head.n);
    for (size_t i = 0; i < n; i++) {
        text[head.n + 2 * i] = digits[bits[i] >> 4];
        text[head.n + 2 * i + 1] = digits[bits[i] & 15];
    }
    return (struct slice){ text, head.n + 2 * n };
}

void ahead_next(const struct ahead *a, struct arena *arena, struct waiting *const *batch, size_t n, struct ahead_next *out)
{
    int64_t last = 0, to = a->read > a->stored_to ? a->read : a->stored_to;
    *out = (struct ahead_next){ .offset = a->offset, .order = a->order, .done = a->done + n };
    while (out->offset < a->read && is_applied(a, out->offset))
        out->offset++;
    out->done -= (size_t)(out->offset - a->offset);
    if (a->done || !is_log_order(a, batch, n))
        for (size_t i = 0; i < n; i++)
            out->order = hash64_seed((struct slice){ (const char *)&batch[i]->m->offset, sizeof batch[i]->m->offset }, out->order) >> 1 | 1;
    if (!out->done)
        return;
    unsigned char *bits = arena_zalloc(arena, (size_t)(to - out->offset) / 8 + 1);
    for (int64_t o = out->offset; o < to; o++)
        if (is_applied(a, o)) {
            last = o - out->offset;
            bits[last / 8] |= (unsigned char)(1u << last % 8);
        }
    out->ahead = print_bits(arena, out->offset, bits, (size_t)last / 8 + 1);
}

void ahead_applied(struct ahead *a, const struct ahead_next *next, struct messages *spent)
{
    for (int64_t o = a->offset; o < a->read; o++) {
        struct waiting *w = ahead_at(a, o);
        a->open -= w->taken;
        w->done |= w->taken;
        w->taken = false;
        if (o >= next->offset)
            continue;
        a->bytes -= bytes_of(w->m);
        messages_add(spent, w->m);
    }
    a->offset = next->offset;
    a->ranked = a->ranked < a->offset ? a->offset : a->ranked;
    a->order = next->order;
    a->done = next->done;
}

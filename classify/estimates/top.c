#include "classify/estimates/top.h"

#include <stdlib.h>

#include "base/hash.h"
#include "model/estimate.h"

struct top *top_new(int slots, size_t room)
{
    size_t n = (size_t)slots;
    struct top *t = calloc(1, sizeof *t + n * (8 + 4 + 4 + 1 + room));
    if (!t)
        abort();
    t->slots = slots;
    t->room = room;
    t->hash = (uint64_t *)(t + 1);
    t->count = (uint32_t *)(t->hash + n);
    t->error = t->count + n;
    t->length = (uint8_t *)(t->error + n);
    t->text = (char *)(t->length + n);
    return t;
}

/* Texts are cut between characters. */
static struct slice cut(const struct top *t, struct slice text)
{
    if (text.n > t->room)
        for (text.n = t->room; text.n > 0 && ((unsigned char)text.p[text.n] & 0xc0) == 0x80; text.n--)
            ;
    return text;
}

static int rarest(const struct top *t)
{
    uint32_t least = UINT32_MAX;
    for (int i = 0; i < t->n; i++)       /* two plain loops: the compiler makes wide ones of them */
        least = t->count[i] < least ? t->count[i] : least;
    int at = 0;
    while (t->count[at] != least)
        at++;
    return at;
}

static int find(const struct top *t, uint64_t hash)
{
    for (int i = 0; i < t->n; i++)
        if (t->hash[i] == hash)
            return i;
    return -1;
}

static void put(struct top *t, int at, uint64_t hash, struct slice text)
{
    t->hash[at] = hash;
    t->length[at] = (uint8_t)text.n;
    if (text.n)
        memcpy(t->text + (size_t)at * t->room, text.p, text.n);
}

void top_add(struct top *t, struct slice text)
{
    text = cut(t, text);
    uint64_t hash = hash64(text);
    int at = find(t, hash);
    if (at < 0) {
        bool full = t->n == t->slots;
        at = full ? rarest(t) : t->n++;
        t->error[at] = full ? t->count[at] : 0;
        put(t, at, hash, text);
    }
    t->count[at]++;
    t->dirty[at / 64] |= UINT64_C(1) << at % 64;
}

bool top_load(struct top *t, struct slice field, struct slice value)
{
    int64_t at, count, error;
    struct slice text;
    if (!slice_int(field, &at) || at < 0 || at >= t->slots || !estimate_slot(value, &count, &error, &text) || text.n > t->room)
        return false;
    put(t, (int)at, hash64(text), text);
    t->count[at] = (uint32_t)count;
    t->error[at] = (uint32_t)error;
    if (at >= t->n)
        t->n = (int)at + 1;
    return true;
}

struct slice top_value(const struct top *t, int slot, char out[TOP_VALUE])
{
    size_t n = int_text(t->count[slot], out);
    out[n++] = ' ';
    n += int_text(t->error[slot], out + n);
    out[n++] = ' ';
    memcpy(out + n, t->text + (size_t)slot * t->room, t->length[slot]);
    return (struct slice){ out, n + t->length[slot] };
}

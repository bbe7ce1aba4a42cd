#include "classify/estimates/recent.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER = 16, MARK = 8, COUNT = 8 };

void recent_put(char *to, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(v >> 8 * i & 255);
}

uint64_t recent_number(const char *from, int bytes)
{
    uint64_t v = 0;
    for (int i = bytes; i-- > 0;)
        v = v << 8 | (unsigned char)from[i];
    return v;
}

static void print_header(const struct recent *r, uint64_t count, char to[HEADER])
{
    memset(to, 0, HEADER);
    memcpy(to, r->mark, strlen(r->mark));
    recent_put(to + MARK, count, COUNT);
}

bool recent_read(const struct recent *r, struct slice stored, uint64_t *from, uint64_t *count)
{
    char header[HEADER];
    print_header(r, 0, header);
    if (stored.n < HEADER || memcmp(stored.p, header, MARK) != 0 || stored.n > HEADER + r->kept * r->bytes)
        return false;
    *count = recent_number(stored.p + MARK, COUNT);
    *from = *count > r->kept ? *count - r->kept : 0;
    return stored.n >= HEADER + (*count - *from) * r->bytes;
}

const char *recent_at(const struct recent *r, struct slice stored, uint64_t at)
{
    return stored.p + HEADER + at % r->kept * r->bytes;
}

static void piece(const struct recent *r, size_t at, struct slice bytes, struct commit *k)
{
    commit_item(k);
    store_arg(k->s, slice_of(r->suffix));
    store_arg_int(k->s, (int64_t)at);
    store_arg(k->s, bytes);
}

void recent_commit(const struct recent *r, uint64_t stored, uint64_t count, void (*print)(const void *of, uint64_t at, char *to), const void *of, struct commit *k)
{
    char header[HEADER];
    uint64_t from = stored;
    if (count == from)
        return;
    if (count - from > r->kept)
        from = count - r->kept;
    while (from < count) {               /* twice at most where the places begin anew */
        uint64_t end = from - from % r->kept + r->kept;
        end = end < count ? end : count;
        char *run = calloc(end - from, r->bytes);
        if (!run)
            abort();
        for (uint64_t at = from; at < end; at++)
            print(of, at, run + (at - from) * r->bytes);
        piece(r, HEADER + from % r->kept * r->bytes, (struct slice){ run, (end - from) * r->bytes }, k);
        free(run);
        from = end;
    }
    print_header(r, count, header);
    piece(r, 0, (struct slice){ header, HEADER }, k);
}

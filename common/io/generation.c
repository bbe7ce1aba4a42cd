#include "io/generation.h"

#include <assert.h>
#include <string.h>

#define DROPS_A_COMMIT 2048

int64_t generation_buckets_after(int64_t ids_before)
{
    /* A quarter more than last time, in powers of two so that the figure is stable. */
    int64_t want = (ids_before + ids_before / 4) / GENERATION_FILL, b = GENERATION_SEGMENT_MIN;
    while (b < want && b < (1 << 22))
        b *= 2;
    return b;
}

static int64_t segment_buckets(const struct generation *g, int segment)
{
    return g->buckets << (3 * segment);
}

int generation_segment_of(const struct generation *g, int64_t position)
{
    int s = 0;
    while (s < 6 && position >= segment_buckets(g, s) * GENERATION_FILL) {
        position -= segment_buckets(g, s) * GENERATION_FILL;
        s++;
    }
    return s;
}

int generation_segments(const struct generation *g)
{
    return g->ids ? generation_segment_of(g, g->ids - 1) + 1 : 0;
}

struct slice generation_key(char out[GENERATION_KEY], char letter, const struct generation *g, int segment, uint64_t id)
{
    const int64_t part[] = { g->number, segment, (int64_t)(id % (uint64_t)segment_buckets(g, segment)) };
    size_t n = 2;
    out[0] = ':';
    out[1] = letter;
    for (size_t i = 0; i < 3; i++) {
        out[n++] = ':';
        n += int_text(part[i], out + n);
    }
    return (struct slice){ out, n };
}

bool generations_turn_at(const struct generations *g, int64_t append_ms, int64_t window_ms)
{
    return append_ms / window_ms > g->now.number;
}

/* A generation that falls out is forgotten bit by bit, over the next commits. Should another still be at it (a partition with
 * hardly a commit in a whole window, or two that fall out at once), the rest of that one goes with the next commit. */
static void forget(struct generations *g, struct generation old)
{
    if (old.number < 0 || !old.ids)
        return;
    if (g->drop.number >= 0) {
        assert(g->rushes < 2);           /* a batch ends where a generation does, so there is a commit for every turn */
        g->rush[g->rushes].g = g->drop;
        g->rush[g->rushes++].dropped = g->dropped;
    }
    g->drop = old;
    g->dropped = 0;
}

static void turn(struct generations *g, int64_t number)
{
    bool next = g->now.number == number - 1;
    int64_t had = next ? g->now.ids : 0;
    forget(g, g->before);
    if (!next)                           /* a pause longer than a window: both are over */
        forget(g, g->now);
    g->before = next ? g->now : (struct generation){ .number = -1 };
    g->now = (struct generation){ .number = number, .buckets = generation_buckets_after(had) };
}

void generations_clock(struct generations *g, int64_t clock_ms, int64_t window_ms)
{
    int64_t number = clock_ms / window_ms;
    if (number > g->now.number)
        turn(g, number);
}

/* The dropped-th key of a generation, counted over its segments. Any id of a bucket names it. */
static bool drop_key(const struct generation *g, char letter, int64_t index, char out[GENERATION_KEY], struct slice *key)
{
    for (int s = 0; s < generation_segments(g); s++) {
        int64_t n = segment_buckets(g, s);
        if (index < n) {
            *key = generation_key(out, letter, g, s, (uint64_t)index);
            return true;
        }
        index -= n;
    }
    return false;
}

static int64_t put_drops(const struct generation *g, char letter, int64_t from, int64_t most, struct commit *k)
{
    char text[GENERATION_KEY];
    struct slice key;
    for (int64_t to = from + most; from < to && drop_key(g, letter, from, text, &key); from++) {
        commit_item(k);
        store_arg(k->s, key);
    }
    return from;
}

void generations_commit_drops(struct generations *g, char letter, struct commit *k)
{
    char text[GENERATION_KEY];
    struct slice key;
    for (int i = 0; i < g->rushes; i++)
        put_drops(&g->rush[i].g, letter, g->rush[i].dropped, INT64_MAX / 2, k);
    g->rushes = 0;
    if (g->drop.number < 0)
        return;
    g->dropped = put_drops(&g->drop, letter, g->dropped, DROPS_A_COMMIT, k);
    if (!drop_key(&g->drop, letter, g->dropped, text, &key))
        g->drop.number = -1;
}

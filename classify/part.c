#include "classify/part.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/keys.h"

#define DROPS_A_COMMIT 2048

/* To add one, add its line: the stored field and where it lies. */
static const struct { const char *name; size_t offset; } fields[] = {
    { STATE_NEW, offsetof(struct part, fates[FATE_NEW]) },
    { STATE_DUP, offsetof(struct part, fates[FATE_DUP]) },
    { STATE_UPDATE, offsetof(struct part, fates[FATE_UPDATE]) },
    { STATE_DELETE, offsetof(struct part, fates[FATE_DELETE]) },
    { STATE_LATE, offsetof(struct part, fates[FATE_LATE]) },
    { STATE_REFRESH, offsetof(struct part, fates[FATE_REFRESH]) },
    { STATE_CONTROL, offsetof(struct part, fates[FATE_CONTROL]) },
    { STATE_DLQ, offsetof(struct part, fates[FATE_DLQ]) },
    { STATE_REMOVED, offsetof(struct part, removed) },
    { STATE_CLOCK, offsetof(struct part, clock_ms) },
    { STATE_WATERMARK, offsetof(struct part, watermark_ms) },
    { STATE_NOW_NUMBER, offsetof(struct part, now.number) },
    { STATE_NOW_IDS, offsetof(struct part, now.ids) },
    { STATE_NOW_BUCKETS, offsetof(struct part, now.buckets) },
    { STATE_BEFORE_NUMBER, offsetof(struct part, before.number) },
    { STATE_BEFORE_IDS, offsetof(struct part, before.ids) },
    { STATE_BEFORE_BUCKETS, offsetof(struct part, before.buckets) },
    { STATE_DROP_NUMBER, offsetof(struct part, drop.number) },
    { STATE_DROP_IDS, offsetof(struct part, drop.ids) },
    { STATE_DROP_BUCKETS, offsetof(struct part, drop.buckets) },
    { STATE_DROPPED, offsetof(struct part, dropped) },
    { STATE_VERSION, offsetof(struct part, version) },
    { STATE_VERSION_MARK, offsetof(struct part, version_mark) },
};
#define FIELDS (sizeof fields / sizeof fields[0])

static int64_t *field_at(const struct part *p, size_t i)
{
    return (int64_t *)(uintptr_t)((const char *)p + fields[i].offset);
}

struct part *part_new(const redisReply *state, const redisReply *names, struct err *e)
{
    struct part *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->now.number = p->before.number = p->drop.number = -1;
    for (size_t i = 0; i + 1 < state->elements; i += 2)
        for (size_t f = 0; f < FIELDS; f++)
            if (strcmp(state->element[i]->str, fields[f].name) == 0)
                *field_at(p, f) = strtoll(state->element[i + 1]->str, NULL, 10);
    for (size_t i = 0; i + 1 < names->elements; i += 2) {
        int64_t number;
        struct slice text = { names->element[i + 1]->str, names->element[i + 1]->len };
        if (!slice_int(text, &number) || number < 0 || number >= 1 << 29) {
            part_free(p);
            err_set(e, ERR_BUG, "counter %s has the number '%s'", names->element[i]->str, names->element[i + 1]->str);
            return NULL;
        }
        names_load(&p->names, (struct slice){ names->element[i]->str, names->element[i]->len }, (uint32_t)number);
    }
    if (names_whole(&p->names))
        return p;
    part_free(p);
    err_set(e, ERR_BUG, "the dictionary of counters has holes: restore Redis from a backup (docs/operations.md)");
    return NULL;
}

void part_free(struct part *p)
{
    if (!p)
        return;
    names_fini(&p->names);
    free(p);
}

bool part_turns(const struct part *p, int64_t append_ms, int64_t window_ms)
{
    return append_ms / window_ms > p->now.number;
}

/* A generation that falls out is forgotten bit by bit, over the next commits. Should another still be at it (a partition with
 * hardly a commit in a whole window, or two that fall out at once), the rest of that one goes with the next commit. */
static void forget(struct part *p, struct generation g)
{
    if (g.number < 0 || !g.ids)
        return;
    if (p->drop.number >= 0) {
        assert(p->rushes < 2);           /* a batch ends where a generation does, so there is a commit for every turn */
        p->rush[p->rushes].g = p->drop;
        p->rush[p->rushes++].dropped = p->dropped;
    }
    p->drop = g;
    p->dropped = 0;
}

static void turn(struct part *p, int64_t number)
{
    bool next = p->now.number == number - 1;
    int64_t had = next ? p->now.ids : 0;
    forget(p, p->before);
    if (!next)                           /* a pause longer than a window: both are over */
        forget(p, p->now);
    p->before = next ? p->now : (struct generation){ .number = -1 };
    p->now = (struct generation){ .number = number, .buckets = seen_buckets_after(had) };
}

void part_clock(struct part *p, int64_t append_ms, int64_t window_ms)
{
    if (append_ms > p->clock_ms)
        p->clock_ms = append_ms;
    int64_t number = p->clock_ms / window_ms;
    if (number > p->now.number)
        turn(p, number);
}

void part_commit_fields(const struct part *p, struct commit *k)
{
    for (size_t i = 0; i < FIELDS; i++)
        commit_field(k, fields[i].name, *field_at(p, i));
    commit_field(k, STATE_NAMES, p->names.count);
}

void part_commit_names(struct part *p, struct commit *k)
{
    while (p->names.committed < p->names.count) {
        uint32_t n = p->names.count - p->names.committed;
        n = n > 1000 ? 1000 : n;
        commit_item(k);
        store_arg(k->s, SLICE(":n"));
        store_arg_int(k->s, n);
        for (uint32_t end = p->names.committed + n; p->names.committed < end; p->names.committed++) {
            store_arg(k->s, p->names.by_number[p->names.committed]);
            store_arg_int(k->s, p->names.committed);
        }
    }
}

/* The dropped-th key of a generation, counted over its segments. */
static bool drop_key(const struct generation *g, int64_t index, char out[SEEN_KEY], struct slice *key)
{
    for (int s = 0; s < seen_segments(g); s++) {
        int64_t n = g->buckets << (3 * s);
        if (index < n) {
            *key = seen_key(out, g, s, (uint64_t)index);
            return true;
        }
        index -= n;
    }
    return false;
}

static int64_t put_drops(const struct generation *g, int64_t from, int64_t most, struct commit *k)
{
    char text[SEEN_KEY];
    struct slice key;
    for (int64_t to = from + most; from < to && drop_key(g, from, text, &key); from++) {
        commit_item(k);
        store_arg(k->s, key);
    }
    return from;
}

void part_commit_drops(struct part *p, struct commit *k)
{
    char text[SEEN_KEY];
    struct slice key;
    for (int i = 0; i < p->rushes; i++)
        put_drops(&p->rush[i].g, p->rush[i].dropped, INT64_MAX / 2, k);
    p->rushes = 0;
    if (p->drop.number < 0)
        return;
    p->dropped = put_drops(&p->drop, p->dropped, DROPS_A_COMMIT, k);
    if (!drop_key(&p->drop, p->dropped, text, &key))
        p->drop.number = -1;
}

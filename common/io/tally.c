#include "io/tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The script passes one bucket's counters through Lua's stack, which ends at about 8,000 values. */
#define GROUP_MAX 2000

static uint64_t key_of(uint32_t unit, unsigned kind, uint32_t number)
{
    /* 32 bits of time unit (never 0), 2 of kind, 30 of counter number */
    return (uint64_t)unit << 32 | (uint64_t)kind << 30 | (number & 0x3fffffff);
}

static uint32_t unit_of(uint64_t key) { return (uint32_t)(key >> 32); }
static unsigned kind_of(uint64_t key) { return (unsigned)(key >> 30 & 3); }
static uint32_t number_of(uint64_t key) { return (uint32_t)key & 0x3fffffff; }

static void table_make(struct tally *t, uint32_t size)
{
    t->cells = arena_zalloc(t->a, size * sizeof *t->cells);
    t->mask = size - 1;
    t->used = 0;
}

void tally_init(struct tally *t, struct arena *a)
{
    t->a = a;
    table_make(t, 512);
}

static void cell_add(struct tally *t, uint64_t key, int64_t delta)
{
    uint64_t h = key * 0x9e3779b97f4a7c15u;
    uint32_t at = (uint32_t)(h >> 32) & t->mask;
    while (t->cells[at].key && t->cells[at].key != key)
        at = (at + 1) & t->mask;
    if (t->cells[at].key) {
        t->cells[at].delta += delta;
        return;
    }
    t->cells[at] = (struct tally_cell){ key, delta };
    if (++t->used <= t->mask / 2)
        return;
    struct tally_cell *old = t->cells;
    uint32_t n = t->mask + 1;
    table_make(t, n * 2);
    for (uint32_t i = 0; i < n; i++)
        if (old[i].key)
            cell_add(t, old[i].key, old[i].delta);
}

enum tally_level tally_level(uint32_t minute, int64_t clock_ms)
{
    int64_t now = clock_ms / 60000;
    if (minute >= now - TALLY_MINUTES_KEPT)
        return TALLY_MINUTE;
    return minute / 60 >= now / 60 - TALLY_HOURS_KEPT ? TALLY_HOUR : TALLY_DAY;
}

void tally_add(struct tally *t, uint32_t minute, enum tally_level level, uint32_t number, int64_t delta)
{
    cell_add(t, key_of(minute, level, number), delta);
}

/* Minutes, hours and days of every cell, in a table of their own. */
static struct tally roll_up(const struct tally *t, const struct zone *z)
{
    struct tally all;
    tally_init(&all, t->a);
    uint32_t hour = UINT32_MAX, day = 0;
    for (uint32_t i = 0; i <= t->mask; i++) {
        const struct tally_cell *c = &t->cells[i];
        if (!c->key)
            continue;
        uint32_t minute = unit_of(c->key), number = number_of(c->key);
        unsigned level = kind_of(c->key);
        if (minute / 15 != hour) {       /* no zone changes its day within a quarter of an hour */
            hour = minute / 15;
            day = (uint32_t)zone_day(z, (int64_t)minute * 60);
        }
        if (level == TALLY_MINUTE || level == TALLY_MINUTE_ALONE)
            cell_add(&all, key_of(minute, TALLY_MINUTE, number), c->delta);
        if (level == TALLY_MINUTE_ALONE)
            continue;
        if (level <= TALLY_HOUR)
            cell_add(&all, key_of(minute / 60, TALLY_HOUR, number), c->delta);
        cell_add(&all, key_of(day, TALLY_DAY, number), c->delta);
    }
    return all;
}

static int by_bucket(const void *x, const void *y)
{
    uint64_t a = ((const struct tally_cell *)x)->key, b = ((const struct tally_cell *)y)->key;
    unsigned ka = kind_of(a), kb = kind_of(b);
    return ka != kb ? (ka > kb) - (ka < kb) : (a > b) - (a < b);
}

static const char letters[] = "mhd";

static size_t bucket_end(const struct tally_cell *c, size_t from, size_t n)
{
    size_t to = from + 1;
    while (to < n && to - from < GROUP_MAX && c[to].key >> 30 == c[from].key >> 30)
        to++;
    return to;
}

static void put_group(const struct tally_cell *c, size_t n, struct commit *k)
{
    char suffix[32];
    int len = snprintf(suffix, sizeof suffix, ":%c:%" PRIu32, letters[kind_of(c->key)], unit_of(c->key));
    commit_item(k);
    store_arg(k->s, (struct slice){ suffix, (size_t)len });
    store_arg_int(k->s, (int64_t)n);
    for (size_t i = 0; i < n; i++)
        store_arg_int(k->s, number_of(c[i].key));
    for (size_t i = 0; i < n; i++)
        store_arg_int(k->s, c[i].delta);
}

static void put_expiry(struct commit *k, const char *index, const char *bucket, int64_t floor)
{
    commit_item(k);
    store_arg(k->s, slice_of(index));
    store_arg(k->s, slice_of(bucket));
    store_arg_int(k->s, floor);
}

struct tally_cells tally_commit_counters(const struct tally *t, const struct zone *z, struct commit *k)
{
    struct tally all = roll_up(t, z);
    size_t n = 0;
    for (uint32_t i = 0; i <= all.mask; i++)
        if (all.cells[i].key)            /* a sum of 0 as well: a torn transaction may have left the first half of it */
            all.cells[n++] = all.cells[i];
    qsort(all.cells, n, sizeof *all.cells, by_bucket);
    commit_section(k, COMMIT_COUNTERS);
    for (size_t i = 0, to; i < n; i = to) {
        to = bucket_end(all.cells, i, n);
        put_group(all.cells + i, to - i, k);
    }
    return (struct tally_cells){ all.cells, n };
}

void tally_commit_expiries(int64_t clock_ms, struct commit *k)
{
    commit_section(k, COMMIT_EXPIRIES);
    put_expiry(k, ":mi", ":m:", clock_ms / 60000 - TALLY_MINUTES_KEPT);
    put_expiry(k, ":hi", ":h:", clock_ms / 3600000 - TALLY_HOURS_KEPT);
}

void tally_commit_index(struct tally_cells cells, struct commit *k)
{
    commit_section(k, COMMIT_INDEX);
    for (size_t i = 0; i < cells.n; i = bucket_end(cells.v, i, cells.n)) {
        char suffix[4] = { ':', letters[kind_of(cells.v[i].key)], 'i' };
        commit_item(k);
        store_arg(k->s, (struct slice){ suffix, 3 });
        store_arg_int(k->s, unit_of(cells.v[i].key));
        store_arg_int(k->s, unit_of(cells.v[i].key));
    }
}

void tally_commit(struct tally *t, const struct zone *z, int64_t clock_ms, struct commit *k)
{
    struct tally_cells cells = tally_commit_counters(t, z, k);
    tally_commit_expiries(clock_ms, k);
    tally_commit_index(cells, k);
}

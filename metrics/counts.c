#include "metrics/counts.h"

#include <stdlib.h>

#include "metrics/platforms.h"
#include "metrics/round.h"

#define ROUND_VALUES 6000   /* keys times fields in one EXEC: Redis serves nobody else meanwhile (docs/dashboard.md: under 5 ms) */
#define TRIES 4

/* A counter that is wanted: its number in this partition, and where its values go. */
/* version: column is its place in versions. row: a value of dim for SOV_OF_DIM, else a platform. brands: of SOV_SHARED. */
struct wanted { int64_t number; uint32_t column, row; enum sov_slot slot; bool version; int64_t brands; };

struct reader {
    struct counts *c;
    struct ledger *l;
    struct slice tag;
    struct wanted *v;
    size_t n, cap;
    int64_t *by_version;
    size_t version_cap;
    int64_t start, name_count;   /* of the partition, as the last round saw it */
    struct sov_count *by_bin, *by_platform, *by_row;   /* of this partition alone, so that a new try begins from nothing */
};

bool counts_name(struct slice name, struct slice *brand, struct slice *platform, enum sov_slot *slot)
{
    static const char *const labels[] = { "negative", "neutral", "positive" };
    struct slice kind, label = { 0 };
    if (!slice_next(&name, '|', &kind) || !slice_next(&name, '|', brand) || !slice_next(&name, '|', platform))
        return false;
    static const struct { const char *kind; enum sov_slot slot; } plain[] = { { "o", SOV_ORIGINALS }, { "u", SOV_UNSURE }, { "r", SOV_REACH }, { "s", SOV_SUSPICIOUS } };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (slice_is(kind, plain[i].kind)) {
            *slot = plain[i].slot;
            return name.n == 0;
        }
    if (!slice_is(kind, "b") || !slice_next(&name, '|', &label) || name.n > 0)
        return false;
    for (int i = 0; i < 3; i++)
        if (slice_is(label, labels[i])) {
            *slot = (enum sov_slot)i;
            return true;
        }
    return false;
}

bool counts_dim(struct slice name, char dim, struct slice *brand, struct slice *value)
{
    struct slice kind;
    return slice_next(&name, '|', &kind) && slice_eq(kind, (struct slice){ &dim, 1 }) && slice_next(&name, '|', brand)
        && slice_next(&name, '|', value) && name.n == 0;
}

bool counts_shared(struct slice name, struct slice *brand, struct slice *platform, int64_t *brands)
{
    struct slice kind;
    return slice_next(&name, '|', &kind) && slice_is(kind, "f") && slice_next(&name, '|', brand) && slice_next(&name, '|', platform)
        && slice_int(name, brands) && *brands > 1;
}

static bool column_of(const struct counts *c, struct slice brand, uint32_t *column)
{
    for (uint32_t i = 0; i < c->width; i++)
        if (slice_is(brand, c->brands->v[c->set[i]].id)) {
            *column = i;
            return true;
        }
    return false;
}

/* Where a name stands in a list, of which there is room for `most`; one that is new goes to its end. */
static bool place_of(struct arena *a, struct slice *list, size_t *n, size_t most, struct slice name, uint32_t *at)
{
    for (*at = 0; *at < *n; ++*at)
        if (slice_eq(list[*at], name))
            return true;
    if (*n == most)
        return false;
    list[(*n)++] = arena_dup(a, name);
    return true;
}

/* HSCAN may name a counter twice while others are added. */
static bool known(const struct reader *r, int64_t number)
{
    if (r->c->names)
        return false;            /* there each stands once */
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].number == number)
            return true;
    return false;
}

static bool version_of(struct slice name, int64_t *version)
{
    return slice_starts(name, SLICE("v|")) && slice_int((struct slice){ name.p + 2, name.n - 2 }, version);
}

static uint32_t version_place(struct reader *r, int64_t version)
{
    struct counts *c = r->c;
    for (size_t i = 0; i < c->version_count; i++)
        if (c->versions[i].version == version)
            return (uint32_t)i;
    if (c->version_count == r->version_cap) {
        size_t cap = r->version_cap ? 2 * r->version_cap : 16;
        struct counts_version *v = arena_zalloc(c->a, cap * sizeof *v);
        if (c->version_count)
            memcpy(v, c->versions, c->version_count * sizeof *v);
        c->versions = v;
        r->by_version = arena_zalloc(c->a, cap * sizeof *r->by_version);   /* names are all taken before values are */
        r->version_cap = cap;
    }
    c->versions[c->version_count] = (struct counts_version){ .version = version };
    return (uint32_t)c->version_count++;
}

static void want(struct reader *r, const struct wanted *w)
{
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 64;
        r->v = realloc(r->v, r->cap * sizeof *r->v);
        if (!r->v)
            abort();
    }
    r->v[r->n++] = *w;
}

static bool take_dim(struct reader *r, struct slice name, int64_t number, struct err *e)
{
    struct counts *c = r->c;
    struct slice brand, value;
    struct wanted w = { .number = number, .slot = SOV_OF_DIM };
    if (!counts_dim(name, c->dim, &brand, &value) || !column_of(c, brand, &w.column) || known(r, number))
        return true;
    if (!place_of(c->a, c->row, &c->row_count, COUNTS_ROWS, value, &w.row))
        return err_set(e, ERR_CONFIG, "more than %d rows: topics, countries or the like were counted of these brands", COUNTS_ROWS);
    want(r, &w);
    return true;
}

static bool take_name(void *self, struct slice name, int64_t number, struct err *e)
{
    struct reader *r = self;
    struct slice brand, platform;
    struct wanted w = { .number = number };
    int64_t version;
    if (version_of(name, &version)) {
        w.version = true;
        w.column = version_place(r, version);
        if (!known(r, number))
            want(r, &w);
        return true;
    }
    if (r->c->dim && name.n && name.p[0] == r->c->dim)
        return take_dim(r, name, number, e);
    if (r->c->kinds && (name.n == 0 || !strchr(r->c->kinds, name.p[0])))
        return true;
    if (counts_shared(name, &brand, &platform, &w.brands))
        w.slot = SOV_SHARED;
    else if (!counts_name(name, &brand, &platform, &w.slot))
        return true;
    if (!platforms_have(r->c->platforms, platform) || !column_of(r->c, brand, &w.column))
        return true;
    if (known(r, number))
        return true;
    if (!place_of(r->c->a, r->c->platform, &r->c->platform_count, COUNTS_PLATFORMS, platform, &w.row))
        return err_set(e, ERR_CONFIG, "more than %d platforms: name those that you want with --platform", COUNTS_PLATFORMS);
    want(r, &w);
    return true;
}

static void ask_bucket(void *self, struct store *s, struct slice key)
{
    const struct reader *r = self;
    store_command(s, "HMGET");
    store_arg(s, key);
    for (size_t f = 0; f < r->n; f++)
        store_arg_int(s, r->v[f].number);
}

static void add_values(struct reader *r, const struct plan_key *k, const redisReply *values)
{
    for (size_t f = 0; f < r->n && f < values->elements; f++) {
        const struct wanted *w = &r->v[f];
        int64_t v = k->sign * reply_int(values->element[f]);
        if (w->version) {
            r->by_version[w->column] += v;
            continue;
        }
        if (w->slot == SOV_SHARED)
            v = sov_shared(v, w->brands);
        if (w->slot == SOV_OF_DIM) {
            r->by_row[w->row * r->c->width + w->column].slot[w->slot] += v;
            continue;
        }
        r->by_bin[k->bin * r->c->width + w->column].slot[w->slot] += v;
        r->by_platform[w->row * r->c->width + w->column].slot[w->slot] += v;
    }
}

static bool take_round(struct reader *r, const struct plan_key *k, size_t n, int64_t *offset, struct err *e)
{
    struct round round = { .s = r->l->store, .a = r->c->a, .tag = r->tag, .ask = ask_bucket, .self = r };
    redisReply *all = round_read(&round, k, n, e);
    for (size_t i = 0; all && i < n; i++)
        add_values(r, &k[i], all->element[i + 1]);
    *offset = round.offset;
    r->start = round.start;
    r->name_count = round.names;
    freeReplyObject(all);
    return all != NULL;
}

/* One pass over the plan; *moved: the partition's offset was not the same in all rounds. */
static bool read_pass(struct reader *r, int64_t *offset, bool *moved, struct err *e)
{
    const struct plan *plan = r->c->plan;
    size_t round = COUNTS_ROUND;
    if (r->n * round > ROUND_VALUES)
        round = ROUND_VALUES / r->n + 1;
    memset(r->by_bin, 0, plan->bin_count * r->c->width * sizeof *r->by_bin);
    memset(r->by_platform, 0, r->c->platform_count * r->c->width * sizeof *r->by_platform);
    memset(r->by_row, 0, r->c->row_count * r->c->width * sizeof *r->by_row);
    if (r->c->version_count)
        memset(r->by_version, 0, r->c->version_count * sizeof *r->by_version);
    *moved = false;
    for (size_t at = 0; at < plan->key_count; at += round) {
        size_t n = plan->key_count - at < round ? plan->key_count - at : round;
        int64_t seen;
        if (!take_round(r, plan->keys + at, n, &seen, e))
            return false;
        *moved = *moved || (at > 0 && seen != *offset);
        *offset = at > 0 ? *offset : seen;
    }
    return true;
}

static void sum_up(struct reader *r)
{
    struct counts *c = r->c;
    for (size_t i = 0; i < c->plan->bin_count * c->width; i++) {
        sov_add(&c->by_bin[i], &r->by_bin[i]);
        sov_add(&c->by_brand[i % c->width], &r->by_bin[i]);
    }
    for (size_t i = 0; i < c->platform_count * c->width; i++)
        sov_add(&c->by_platform[i], &r->by_platform[i]);
    for (size_t i = 0; i < c->row_count * c->width; i++)
        sov_add(&c->by_row[i], &r->by_row[i]);
    for (size_t i = 0; i < c->version_count; i++)
        c->versions[i].mentions += r->by_version[i];
}

/* Which counters are wanted of this partition. */
static bool read_names(struct reader *r, int partition, struct err *e)
{
    struct counts *c = r->c;
    r->n = 0;
    r->tag = state_tag(c->a, r->l, STATE_MENTIONS, partition);
    if (!c->names)
        return state_counters(r->l, c->a, r->tag, take_name, r, e);
    for (size_t i = 0; i <= c->width; i++) {
        size_t n;
        const struct dictionary_name *v = dictionary_of(c->names, partition, i < c->width ? slice_of(c->brands->v[c->set[i]].id) : SLICE(""), &n);
        for (size_t k = 0; k < n; k++)
            if (!take_name(r, v[k].name, v[k].number, e))
                return false;
    }
    return true;
}

/* How many values it would take, once the names of all partitions are known. */
static bool weigh(struct reader *r, const struct states *states, struct err *e)
{
    struct counts *c = r->c;
    for (size_t p = 0; p < states->n; p++) {
        const struct part_state *s = &states->v[p];
        if (!s->exists)
            continue;
        if (!dictionary_refresh(c->names, r->l, STATE_MENTIONS, (int)p, s->v[S_OFF], s->v[S_START], s->v[S_NAMES], e) || !read_names(r, (int)p, e))
            return false;
        c->values += r->n * c->plan->key_count;
    }
    c->wide = c->most_values && c->values > c->most_values;
    return !c->wide || err_set(e, ERR_CONFIG, "it would take %zu values of the counters, and %zu are the most: ask for fewer brands, a shorter period or coarser steps",
                               c->values, c->most_values);
}

static bool read_partition(struct reader *r, int partition, struct err *e)
{
    struct counts *c = r->c;
    bool moved = true;
    if (!read_names(r, partition, e))
        return false;
    if (r->n == 0)
        return true;
    for (int i = 0; moved && i < TRIES; i++) {
        if (!read_pass(r, &c->offsets[partition], &moved, e))
            return false;
        /* A counter that the names do not tell of yet would be missing without a trace. */
        if (c->names && r->name_count != dictionary_count(c->names, partition)) {
            moved = true;
            if (!dictionary_refresh(c->names, r->l, STATE_MENTIONS, partition, c->offsets[partition], r->start, r->name_count, e) || !read_names(r, partition, e))
                return false;
        }
    }
    c->steady = c->steady && !moved;
    sum_up(r);
    return true;
}

static int by_version(const void *a, const void *b)
{
    int64_t x = ((const struct counts_version *)a)->version, y = ((const struct counts_version *)b)->version;
    return (x > y) - (x < y);
}

bool counts_read(struct counts *c, struct ledger *l, const struct states *states, struct err *e)
{
    size_t cells = c->plan->bin_count * c->width, platforms = COUNTS_PLATFORMS * c->width;
    struct reader r = { .c = c, .l = l };
    bool ok = true;
    c->by_bin = arena_zalloc(c->a, cells * sizeof *c->by_bin);
    c->by_platform = arena_zalloc(c->a, platforms * sizeof *c->by_platform);
    c->by_row = arena_zalloc(c->a, COUNTS_ROWS * c->width * sizeof *c->by_row);
    c->by_brand = arena_zalloc(c->a, c->width * sizeof *c->by_brand);
    c->offsets = arena_zalloc(c->a, (states->n + 1) * sizeof *c->offsets);
    r.by_bin = arena_zalloc(c->a, cells * sizeof *r.by_bin);
    r.by_platform = arena_zalloc(c->a, platforms * sizeof *r.by_platform);
    r.by_row = arena_zalloc(c->a, COUNTS_ROWS * c->width * sizeof *r.by_row);
    c->steady = true;
    ok = !c->names || weigh(&r, states, e);
    for (size_t p = 0; ok && p < states->n; p++) {
        c->offsets[p] = states->v[p].exists ? states->v[p].v[S_OFF] : -1;
        if (states->v[p].exists)
            ok = read_partition(&r, (int)p, e);
    }
    free(r.v);
    if (c->version_count)
        qsort(c->versions, c->version_count, sizeof *c->versions, by_version);
    return ok;
}

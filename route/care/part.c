/* What care keeps of a partition between batches: see care.h. */
#include <stdlib.h>

#include "model/keys.h"
#include "route/care/care.h"
#include "route/care/inside.h"

/* To add one, add its line: the stored field and where it lies. */
static const struct { const char *name; size_t offset; } fields[] = {
    { STATE_CLOCK, offsetof(struct care_part, clock_ms) },
    { STATE_WATERMARK, offsetof(struct care_part, watermark_ms) },
    { STATE_NOW_NUMBER, offsetof(struct care_part, kept.now.number) },
    { STATE_NOW_IDS, offsetof(struct care_part, kept.now.ids) },
    { STATE_NOW_BUCKETS, offsetof(struct care_part, kept.now.buckets) },
    { STATE_BEFORE_NUMBER, offsetof(struct care_part, kept.before.number) },
    { STATE_BEFORE_IDS, offsetof(struct care_part, kept.before.ids) },
    { STATE_BEFORE_BUCKETS, offsetof(struct care_part, kept.before.buckets) },
    { STATE_DROP_NUMBER, offsetof(struct care_part, kept.drop.number) },
    { STATE_DROP_IDS, offsetof(struct care_part, kept.drop.ids) },
    { STATE_DROP_BUCKETS, offsetof(struct care_part, kept.drop.buckets) },
    { STATE_DROPPED, offsetof(struct care_part, kept.dropped) },
};
#define FIELDS (sizeof fields / sizeof fields[0])

static int64_t *field_at(const struct care_part *p, size_t i)
{
    return (int64_t *)(uintptr_t)((const char *)p + fields[i].offset);
}

static bool load_names(struct names *n, const redisReply *list, struct err *e)
{
    for (size_t i = 0; i + 1 < list->elements; i += 2) {
        int64_t number;
        struct slice text = { list->element[i + 1]->str, list->element[i + 1]->len };
        if (!slice_int(text, &number) || number < 0 || number >= 1 << 29)
            return err_set(e, ERR_BUG, "counter %s has the number '%s'", list->element[i]->str, list->element[i + 1]->str);
        names_load(n, (struct slice){ list->element[i]->str, list->element[i]->len }, (uint32_t)number);
    }
    return names_whole(n) || err_set(e, ERR_BUG, "the dictionary of counters has holes: restore Redis from a backup (docs/operations.md)");
}

struct care_part *care_part_new(const redisReply *state, const redisReply *names, struct err *e)
{
    struct care_part *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->kept = (struct generations)GENERATIONS_NONE;
    for (size_t i = 0; i + 1 < state->elements; i += 2)
        for (size_t f = 0; f < FIELDS; f++)
            if (strcmp(state->element[i]->str, fields[f].name) == 0)
                *field_at(p, f) = strtoll(state->element[i + 1]->str, NULL, 10);
    if (load_names(&p->names, names, e))
        return p;
    care_part_free(p);
    return NULL;
}

void care_part_free(struct care_part *p)
{
    if (!p)
        return;
    names_fini(&p->names);
    free(p);
}

void care_clock(struct care_part *p, int64_t append_ms, int64_t window_ms)
{
    if (append_ms > p->clock_ms)
        p->clock_ms = append_ms;
    generations_clock(&p->kept, p->clock_ms, window_ms);
}

void care_at(struct care_part *p, int64_t clock_ms)
{
    p->clock_ms = clock_ms;
}

void care_fields(const struct care_batch *c, struct commit *k)
{
    for (size_t i = 0; i < FIELDS; i++)
        commit_field(k, fields[i].name, *field_at(c->part, i));
    commit_field(k, STATE_NAMES, c->part->names.count);
}

/* COMMIT_HASHES: the dictionary's new names. */
void care_commit_names(struct names *names, struct commit *k)
{
    while (names->committed < names->count) {
        uint32_t n = names->count - names->committed;
        n = n > 1000 ? 1000 : n;
        commit_item(k);
        store_arg(k->s, SLICE(":n"));
        store_arg_int(k->s, n);
        for (uint32_t end = names->committed + n; names->committed < end; names->committed++) {
            store_arg(k->s, names->by_number[names->committed]);
            store_arg_int(k->s, names->committed);
        }
    }
}

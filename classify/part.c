#include "classify/part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/keys.h"

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
    { STATE_NOW_NUMBER, offsetof(struct part, ids.now.number) },
    { STATE_NOW_IDS, offsetof(struct part, ids.now.ids) },
    { STATE_NOW_BUCKETS, offsetof(struct part, ids.now.buckets) },
    { STATE_BEFORE_NUMBER, offsetof(struct part, ids.before.number) },
    { STATE_BEFORE_IDS, offsetof(struct part, ids.before.ids) },
    { STATE_BEFORE_BUCKETS, offsetof(struct part, ids.before.buckets) },
    { STATE_DROP_NUMBER, offsetof(struct part, ids.drop.number) },
    { STATE_DROP_IDS, offsetof(struct part, ids.drop.ids) },
    { STATE_DROP_BUCKETS, offsetof(struct part, ids.drop.buckets) },
    { STATE_DROPPED, offsetof(struct part, ids.dropped) },
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
    p->ids = (struct generations)GENERATIONS_NONE;
    p->estimates = estimates_new();
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
    estimates_free(p->estimates);
    free(p);
}

bool part_turns(const struct part *p, int64_t append_ms, int64_t window_ms)
{
    return generations_turn_at(&p->ids, append_ms, window_ms);
}

void part_clock(struct part *p, int64_t append_ms, int64_t window_ms)
{
    if (append_ms > p->clock_ms)
        p->clock_ms = append_ms;
    generations_clock(&p->ids, p->clock_ms, window_ms);
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

void part_commit_drops(struct part *p, struct commit *k)
{
    generations_commit_drops(&p->ids, SEEN_LETTER, k);
}

#include "query/match.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "query/huge.h"

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    huge(p, n * size);
    return p;
}

struct query_match *query_match_new(const struct query_set *qs)
{
    assert(qs->compiled);
    struct query_match *qm = zeroed(1, sizeof *qm);
    qm->qs = qs;
    qm->marks = zeroed(VEC_COUNT(qs->atoms.v, struct atom), sizeof *qm->marks);
    qm->looked_at = zeroed(query_set_count(qs), sizeof *qm->looked_at);
    qm->key_seen = zeroed(VEC_COUNT(qs->atoms.v, struct atom), sizeof *qm->key_seen);
    qm->cursors = zeroed(qs->longest_phrase, sizeof *qm->cursors);
    qm->named = zeroed(VEC_COUNT(qs->named, struct named), sizeof *qm->named);
    qm->atom_scratch.fold = qm->tag_scratch.fold = &qm->fold;
    buf_reserve(&qm->spans, sizeof(struct span));   /* so that even none have an address */
    buf_reserve(&qm->ids, sizeof(uint32_t));   /* so that even no ids have an address */
    return qm;
}

void query_match_free(struct query_match *qm)
{
    if (!qm)
        return;
    free(qm->marks);
    free(qm->looked_at);
    free(qm->key_seen);
    free(qm->cursors);
    free(qm->named);
    buf_fini(&qm->lookups);
    buf_fini(&qm->extras);
    arena_fini(&qm->part_text);
    buf_fini(&qm->said.v);
    buf_fini(&qm->said.heads);
    buf_fini(&qm->keys_seen);
    buf_fini(&qm->hits);
    buf_fini(&qm->candidates);
    buf_fini(&qm->ids);
    buf_fini(&qm->scratch);
    buf_fini(&qm->spans);
    buf_fini(&qm->leaves);
    buf_fini(&qm->ends);
    buf_fini(&qm->zones);
    buf_fini(&qm->placed);
    buf_fini(&qm->waiting);
    buf_fini(&qm->rows);
    buf_fini(&qm->atom_scratch.collapsed);
    buf_fini(&qm->atom_scratch.cased);
    buf_fini(&qm->tag_scratch.folded);
    buf_fini(&qm->tag_scratch.bare);
    fold_fini(&qm->fold);
    free(qm);
}

/* Shell's sort: in place, short for the usual handful, and no worse than n^1.3 for thousands; qsort may allocate. */
static void sort(uint32_t *v, size_t n)
{
    static const size_t gaps[] = { 145864, 46389, 13776, 4193, 1219, 363, 109, 34, 10, 3, 1 };
    for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            uint32_t id = v[i];
            size_t j = i;
            for (; j >= gaps[g] && v[j - gaps[g]] > id; j -= gaps[g])
                v[j] = v[j - gaps[g]];
            v[j] = id;
        }
}

/* Ascending, each once. */
static size_t sort_ids(uint32_t *v, size_t n)
{
    sort(v, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || v[i] != v[kept - 1])
            v[kept++] = v[i];
    return kept;
}

#define PRESENT_LEAST 16384
#define PRESENT_EACH  256     /* bits a token: of its four numbers few meet another's */

/* As many bits as the mention needs, so that clearing them costs a short one little; more where more postings are to be turned away. */
static void open_present(struct query_match *qm, size_t tokens)
{
    uint32_t bits = PRESENT_LEAST;
    while (bits < PRESENT_BITS && (bits < tokens * PRESENT_EACH || bits < query_set_count(qm->qs)))
        bits *= 2;
    qm->present_mask = bits - 1;
    memset(qm->present, 0, bits / 8);
}

static void next_epoch(struct query_match *qm)
{
    if (++qm->epoch == 0) {   /* after four billion mentions: old marks must not look new */
        memset(qm->marks, 0, VEC_COUNT(qm->qs->atoms.v, struct atom) * sizeof *qm->marks);
        memset(qm->looked_at, 0, query_set_count(qm->qs) * sizeof *qm->looked_at);
        memset(qm->key_seen, 0, VEC_COUNT(qm->qs->atoms.v, struct atom) * sizeof *qm->key_seen);
        memset(qm->named, 0, VEC_COUNT(qm->qs->named, struct named) * sizeof *qm->named);
        qm->epoch = 1;
    }
    qm->at = 0;
    qm->title_from = 0;
    qm->said.built = false;
    if (qm->part_text.used_bytes)
        arena_reset(&qm->part_text);
    buf_reset(&qm->extras);
    buf_reset(&qm->spans);
    buf_reset(&qm->zones);
    buf_reset(&qm->keys_seen);
    buf_reset(&qm->hits);
    buf_reset(&qm->candidates);
    buf_reset(&qm->ids);
}

void match_mark(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title)
{
    next_epoch(qm);
    qm->m = m;
    qm->text = text;
    qm->title = title;
    open_present(qm, (text ? text->n : 0) + (title ? title->n : 0));
    mark_fields(qm, m);
    scan_tokens(qm, text);
    qm->title_from = qm->at;
    scan_tokens(qm, title);
    mark_candidates(qm);
}

static const struct program *candidate(const struct query_match *qm, size_t i)
{
    return VEC_AT(qm->qs->programs, const struct program, *VEC_AT(qm->candidates, uint32_t, i));
}

size_t query_match_run(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title,
                       const uint32_t **ids)
{
    match_mark(qm, m, text, title);
    size_t n = VEC_COUNT(qm->candidates, uint32_t);
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(op_at(qm, candidate(qm, i)->first));
    for (size_t i = 0; i < n; i++)
        if (match_holds(qm, candidate(qm, i)->first))
            *(uint32_t *)vec_add(&qm->ids, sizeof(uint32_t)) = candidate(qm, i)->id;
    *ids = VEC_AT(qm->ids, const uint32_t, 0);
    qm->work.candidates += n;
    n = sort_ids(VEC_AT(qm->ids, uint32_t, 0), VEC_COUNT(qm->ids, uint32_t));
    qm->work.matches += n;
    return n;
}

struct query_work query_match_work(const struct query_match *qm)
{
    return qm->work;
}

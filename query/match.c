#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "query/index.h"
#include "query/vec.h"

/*
 * One pass over a mention's tokens and fields marks the atoms that it holds;
 * the queries that lie under a marked atom are candidates; then only these are
 * evaluated, each atom a look at its mark. Marks are epochs: nothing is cleared
 * between mentions.
 */
#define NO_HIT UINT32_MAX

struct mark { uint32_t epoch, first, last; };    /* hits, in order of position, of atoms that stand in phrases */
struct hit { uint32_t at, next; };

struct query_match {
    const struct query_set *qs;
    struct mark *marks;              /* by atom */
    uint32_t *looked_at;             /* by program: the epoch in which it became a candidate */
    uint32_t *cursors;               /* one for each word of the longest phrase */
    uint32_t epoch, at;              /* at: the position being looked at; title and text apart by a gap */
    struct buf hits, candidates, ids, scratch;
    struct fold fold;
};

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    return p;
}

struct query_match *query_match_new(const struct query_set *qs)
{
    assert(qs->compiled);
    struct query_match *qm = zeroed(1, sizeof *qm);
    qm->qs = qs;
    qm->marks = zeroed(VEC_COUNT(qs->atoms.v, struct atom), sizeof *qm->marks);
    qm->looked_at = zeroed(query_set_count(qs), sizeof *qm->looked_at);
    qm->cursors = zeroed(qs->longest_phrase, sizeof *qm->cursors);
    buf_reserve(&qm->ids, sizeof(uint32_t));   /* so that even no ids have an address */
    return qm;
}

void query_match_free(struct query_match *qm)
{
    if (!qm)
        return;
    free(qm->marks);
    free(qm->looked_at);
    free(qm->cursors);
    buf_fini(&qm->hits);
    buf_fini(&qm->candidates);
    buf_fini(&qm->ids);
    buf_fini(&qm->scratch);
    fold_fini(&qm->fold);
    free(qm);
}

static void add_number(struct buf *v, uint32_t n)
{
    *(uint32_t *)vec_add(v, sizeof n) = n;
}

static void add_candidates(struct query_match *qm, uint32_t atom)
{
    const struct query_set *qs = qm->qs;
    for (uint32_t i = qs->posting_at[atom]; i < qs->posting_at[atom + 1]; i++) {
        uint32_t p = qs->postings[i];
        if (qm->looked_at[p] != qm->epoch)
            add_number(&qm->candidates, p);
        qm->looked_at[p] = qm->epoch;
    }
}

static struct hit *hit_at(const struct query_match *qm, uint32_t i)
{
    return VEC_AT(qm->hits, struct hit, i);
}

/* A stretched word or a tag may bring the same atom twice to one position. */
static void add_hit(struct query_match *qm, struct mark *m)
{
    if (m->last != NO_HIT && hit_at(qm, m->last)->at == qm->at)
        return;
    uint32_t n = (uint32_t)VEC_COUNT(qm->hits, struct hit);
    *(struct hit *)vec_add(&qm->hits, sizeof(struct hit)) = (struct hit){ qm->at, NO_HIT };
    if (m->last == NO_HIT)
        m->first = n;
    else
        hit_at(qm, m->last)->next = n;
    m->last = n;
}

static void mark_atom(void *self, uint32_t atom)
{
    struct query_match *qm = self;
    struct mark *m = &qm->marks[atom];
    if (m->epoch != qm->epoch) {
        *m = (struct mark){ qm->epoch, NO_HIT, NO_HIT };
        add_candidates(qm, atom);
    }
    if (atom_at(&qm->qs->atoms, atom)->ordered)
        add_hit(qm, m);
}

static void mark_field(void *self, enum field f, struct slice value)
{
    struct query_match *qm = self;
    uint32_t atom = atoms_find_field(&qm->qs->atoms, f, value);
    if (atom != ATOM_NONE)
        mark_atom(qm, atom);
}

static struct reading reading_of(const struct token *t)
{
    return (struct reading){ .folded = t->folded, .bare = t->bare, .hash = t->hash, .emoji = t->kind == TOKEN_EMOJI,
                             .marked = t->flags & TOKEN_MARKED, .stretched = t->flags & TOKEN_LONG };
}

static void look_up(struct query_match *qm, const struct reading *r)
{
    atoms_find(&qm->qs->atoms, r, &qm->scratch, mark_atom, qm);
}

/* Without the sign: a bare term sees tags and handles too. */
static void look_up_name(struct query_match *qm, struct reading r)
{
    r.folded.p++, r.folded.n--;
    r.bare.p++, r.bare.n--;
    r.hash = hash64(r.bare);
    look_up(qm, &r);
}

static struct slice before_host(struct slice handle)
{
    const char *host = memchr(handle.p + 1, '@', handle.n - 1);
    return host ? (struct slice){ handle.p, (size_t)(host - handle.p) } : handle;
}

/* @ana@host is also @ana, and ana. */
static void look_up_local(struct query_match *qm, struct reading r)
{
    struct slice bare = before_host(r.bare);
    if (bare.n == r.bare.n)
        return;
    r.bare = bare;
    r.folded = before_host(r.folded);
    r.hash = hash64(bare);
    look_up(qm, &r);
    look_up_name(qm, r);
}

static void mark_token(struct query_match *qm, const struct token *t)
{
    struct reading r = reading_of(t);
    switch (t->kind) {
    case TOKEN_URL: case TOKEN_EMAIL:
        return;   /* they match no plain term */
    case TOKEN_TAG: case TOKEN_HANDLE:
        look_up(qm, &r);
        look_up_name(qm, r);
        if (t->kind == TOKEN_HANDLE)
            look_up_local(qm, r);
        return;
    default:
        look_up(qm, &r);
    }
}

static void mark_tokens(struct query_match *qm, const struct tokens *k)
{
    for (size_t i = 0; k && i < k->n; i++, qm->at++)
        mark_token(qm, &k->v[i]);
    qm->at++;   /* the gap that no phrase spans */
}

static bool seen(const struct query_match *qm, uint32_t atom)
{
    return qm->marks[atom].epoch == qm->epoch;
}

static bool open_cursors(struct query_match *qm, const uint32_t *atoms, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!seen(qm, atoms[i]))
            return false;
        qm->cursors[i] = qm->marks[atoms[i]].first;
    }
    return true;
}

/* The cursor moves to position `at` or the first beyond it; NO_HIT at the end. */
static uint32_t seek(struct query_match *qm, uint32_t *cursor, uint32_t at)
{
    while (*cursor != NO_HIT && hit_at(qm, *cursor)->at < at)
        *cursor = hit_at(qm, *cursor)->next;
    return *cursor == NO_HIT ? NO_HIT : hit_at(qm, *cursor)->at;
}

/* All cursors only move forward, so a text full of one word costs no more than its length. */
static bool phrase_holds(struct query_match *qm, const struct phrase *ph)
{
    const uint32_t *atoms = VEC_AT(qm->qs->phrase_atoms, const uint32_t, ph->first);
    if (!open_cursors(qm, atoms, ph->n))
        return false;
    for (; qm->cursors[0] != NO_HIT; qm->cursors[0] = hit_at(qm, qm->cursors[0])->next) {
        uint32_t start = hit_at(qm, qm->cursors[0])->at, i = 1;
        for (; i < ph->n; i++) {
            uint32_t at = seek(qm, &qm->cursors[i], start + i);
            if (at == NO_HIT)
                return false;
            if (at != start + i)
                break;
        }
        if (i == ph->n)
            return true;
    }
    return false;
}

static bool holds(struct query_match *qm, uint32_t i)
{
    const struct op *op = VEC_AT(qm->qs->ops, const struct op, i);
    switch (op->code) {
    case AST_PHRASE:
        return phrase_holds(qm, VEC_AT(qm->qs->phrases, const struct phrase, op->arg));
    case AST_NOT:
        return !holds(qm, i + 1);
    case AST_AND: case AST_OR: {
        bool until = op->code == AST_OR;
        for (uint32_t c = i + 1; c < op->end; c = VEC_AT(qm->qs->ops, const struct op, c)->end)
            if (holds(qm, c) == until)
                return until;
        return !until;
    }
    default:
        return seen(qm, op->arg);
    }
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

static void next_epoch(struct query_match *qm)
{
    if (++qm->epoch == 0) {   /* after four billion mentions: old marks must not look new */
        memset(qm->marks, 0, VEC_COUNT(qm->qs->atoms.v, struct atom) * sizeof *qm->marks);
        memset(qm->looked_at, 0, query_set_count(qm->qs) * sizeof *qm->looked_at);
        qm->epoch = 1;
    }
    qm->at = 0;
    buf_reset(&qm->hits);
    buf_reset(&qm->candidates);
    buf_reset(&qm->ids);
}

size_t query_match_run(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title,
                       const uint32_t **ids)
{
    const struct query_set *qs = qm->qs;
    next_epoch(qm);
    if (qs->atoms.fields)
        field_each(m, qs->atoms.fields, &qm->fold, &qm->scratch, mark_field, qm);
    mark_tokens(qm, text);
    mark_tokens(qm, title);
    for (size_t i = 0; i < VEC_COUNT(qm->candidates, uint32_t); i++) {
        const struct program *p = VEC_AT(qs->programs, const struct program, *VEC_AT(qm->candidates, uint32_t, i));
        if (holds(qm, p->first))
            add_number(&qm->ids, p->id);
    }
    *ids = VEC_AT(qm->ids, const uint32_t, 0);
    return sort_ids(VEC_AT(qm->ids, uint32_t, 0), VEC_COUNT(qm->ids, uint32_t));
}

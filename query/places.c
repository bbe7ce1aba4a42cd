/* Where the words that name a brand stand in a text. */
#include "query/match.h"

#include "base/hash.h"

void query_match_places_begin(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title)
{
    match_mark(qm, m, text, title);
}

static bool atom_named(const struct query_match *qm, uint32_t atom, const struct query_names *names)
{
    struct slice bare = atom_bare(atom_at(&qm->qs->atoms, atom));
    if (bare.n && (bare.p[0] == '@' || bare.p[0] == '#'))
        bare.p++, bare.n--;
    uint64_t h = hash64(bare);
    for (size_t i = 0; i < names->n; i++)
        if (names->v[i] == h)
            return true;
    return false;
}

/* Whether a word or phrase at or below op `i` is one of the names. */
static bool op_named(const struct query_match *qm, uint32_t i, const struct query_names *names)
{
    const struct op *op = op_at(qm, i);
    if (op->code == AST_WORD)
        return atom_named(qm, op->arg, names);
    if (op->code == AST_PHRASE) {
        const struct phrase *ph = VEC_AT(qm->qs->phrases, const struct phrase, op->arg);
        for (uint32_t k = 0; k < ph->n; k++)
            if (atom_named(qm, VEC_AT(qm->qs->phrase_atoms, const struct asked, ph->first + k)->atom, names))
                return true;
        return false;
    }
    if (op->code == AST_NOT || op->code == AST_RANGE || op->code == AST_REF)
        return false;
    for (uint32_t c = i + 1; c < op->end; c = op_at(qm, c)->end)
        if (op_named(qm, c, names))
            return true;
    return false;
}

struct taker {
    struct query_match *qm;
    const struct query_names *names;
    query_place_fn *found;
    void *self;
    uint32_t from, end;    /* positions that are asked for: the text's, or the title's */
};

static void take_spans(const struct taker *t, uint32_t i)
{
    struct query_match *qm = t->qm;
    size_t mark = qm->spans.n;
    struct spans s = spans_of(qm, i);
    for (size_t k = 0; k < s.n; k++) {
        struct span at = *span_at(qm, s.from + k);
        uint32_t first = spans_outside(qm, at.first), last = spans_outside(qm, at.last);
        if (first >= t->from && last < t->end)
            t->found(t->self, first - t->from, last - t->from);
    }
    qm->spans.n = mark;
}

enum { REFS_DEEP = 8 };

/* Of clauses that must all hold: those that name the brand, else the first one, which analysts write first. */
static void take(const struct taker *t, uint32_t i, int deep)
{
    const struct op *op = op_at(t->qm, i);
    bool any = false;
    switch (op->code) {
    case AST_WORD: case AST_PHRASE:
        take_spans(t, i);
        return;
    case AST_REF:
        if (deep < REFS_DEEP)
            take(t, named_at(t->qm->qs, op->arg)->first, deep + 1);
        return;
    case AST_NOT: case AST_RANGE:
        return;
    case AST_AND: case AST_NEAR: case AST_WITHIN:
        for (uint32_t c = i + 1; c < op->end; c = op_at(t->qm, c)->end)
            any |= op_named(t->qm, c, t->names);
        for (uint32_t c = i + 1; c < op->end; c = op_at(t->qm, c)->end) {
            if (any ? !op_named(t->qm, c, t->names) : op_at(t->qm, c)->code == AST_NOT)
                continue;
            take(t, c, deep);
            if (!any)
                return;
        }
        return;
    default:
        for (uint32_t c = i + 1; c < op->end; c = op_at(t->qm, c)->end)
            if (match_holds(t->qm, c))
                take(t, c, deep);
    }
}

void query_match_places(struct query_match *qm, uint32_t number, const struct query_names *names, bool in_title,
                        query_place_fn *found, void *self)
{
    struct taker t = { .qm = qm, .names = names, .found = found, .self = self };
    t.from = in_title ? qm->title_from : 0;
    t.end = in_title ? UINT32_MAX : qm->title_from;
    take(&t, VEC_AT(qm->qs->programs, const struct program, number)->first, 0);
}

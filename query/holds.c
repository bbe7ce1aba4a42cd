#include "query/match.h"

static bool open_cursors(struct query_match *qm, const struct phrase *ph)
{
    if (!match_all_seen(qm, ph))
        return false;
    for (uint32_t i = 0; i < ph->n; i++)
        qm->cursors[i] = qm->marks[VEC_AT(qm->qs->phrase_atoms, const struct asked, ph->first + i)->atom].first;
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
static bool phrase_holds(struct query_match *qm, const struct phrase *ph, uint32_t from)
{
    if (!open_cursors(qm, ph))
        return false;
    seek(qm, &qm->cursors[0], from);
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

static bool range_holds(const struct query_match *qm, uint32_t atom)
{
    const struct atom *a = atom_at(&qm->qs->atoms, atom);
    int64_t n = field_number(qm->m, (enum field)a->field);
    return a->more.range[0] <= n && n <= a->more.range[1];
}

static bool named_holds(struct query_match *qm, uint32_t i)
{
    if (qm->named[i].epoch != qm->epoch) {
        qm->named[i].is = match_holds(qm, named_at(qm->qs, i)->first);
        qm->named[i].epoch = qm->epoch;
    }
    return qm->named[i].is;
}

static bool word_holds(struct query_match *qm, const struct op *op)
{
    return match_word_seen(qm, op) && (!op->title || qm->marks[op->arg].at >= qm->title_from);
}

bool match_holds(struct query_match *qm, uint32_t i)
{
    const struct op *op = op_at(qm, i);
    switch (op->code) {
    case AST_PHRASE:
        return phrase_holds(qm, VEC_AT(qm->qs->phrases, const struct phrase, op->arg), op->title ? qm->title_from : 0);
    case AST_NOT:
        return !match_holds(qm, i + 1);
    case AST_RANGE:
        return range_holds(qm, op->arg);
    case AST_REF:
        return named_holds(qm, op->arg);
    case AST_NEAR:
        return spans_possible(qm, i) && spans_near(qm, i);
    case AST_WITHIN:
        return spans_possible(qm, i) && spans_within(qm, i);
    case AST_TIMES:
        return spans_possible(qm, i + 1) && spans_times(qm, i);
    case AST_AND: case AST_OR: {
        bool until = op->code == AST_OR;
        for (uint32_t c = i + 1; c < op->end; c = VEC_AT(qm->qs->ops, const struct op, c)->end)
            if (match_holds(qm, c) == until)
                return until;
        return !until;
    }
    default:
        return word_holds(qm, op);
    }
}

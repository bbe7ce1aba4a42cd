/* What of the mention's fields queries know, and which queries are to be looked at. */
#include "query/match.h"

static bool passes(const struct query_match *qm, const struct guard *g)
{
    for (unsigned i = 0; i < g->n; i++)
        if (is_present(qm, g->any[i]))
            return true;
    return g->n == 0;
}

static void add_candidates(struct query_match *qm, const struct posting *p)
{
    for (bool last = false; !last; p++) {
        last = p->guard.last;
        qm->work.postings++;
        if (!passes(qm, &p->guard) || qm->looked_at[p->program] == qm->epoch)
            continue;
        *(uint32_t *)vec_add(&qm->candidates, sizeof p->program) = p->program;
        qm->looked_at[p->program] = qm->epoch;
        __builtin_prefetch(VEC_AT(qm->qs->programs, const struct program, p->program));
    }
}

/* The postings are asked for as each key is marked: by now they are here. */
void mark_candidates(struct query_match *qm)
{
    for (size_t i = 0; i < VEC_COUNT(qm->keys_seen, uint32_t); i++)
        add_candidates(qm, &qm->qs->postings[*VEC_AT(qm->keys_seen, uint32_t, i)]);
}

void mark_key(struct query_match *qm, uint32_t atom)
{
    const struct atom *a = atom_at(&qm->qs->atoms, atom);
    if (a->postings == ATOM_NONE || qm->key_seen[atom] == qm->epoch)
        return;
    qm->key_seen[atom] = qm->epoch;
    __builtin_prefetch(&qm->qs->postings[a->postings]);
    *(uint32_t *)vec_add(&qm->keys_seen, sizeof atom) = a->postings;
}

/* A field's value or a range: whether it is there is all there is to know. */
static void mark_atom(void *self, uint32_t atom)
{
    struct query_match *qm = self;
    const struct atom *a = atom_at(&qm->qs->atoms, atom);
    qm->marks[atom] = (struct mark){ qm->epoch, NO_HIT, NO_HIT, qm->at };
    if (a->guards)
        present_add(qm, a->guard);
    mark_key(qm, atom);
}

static void mark_field(void *self, enum field f, struct slice value)
{
    struct query_match *qm = self;
    if (field_kind(f) == FIELD_IS_ADDRESS) {
        atoms_find_address(&qm->qs->atoms, f, value, mark_atom, qm);
        return;
    }
    uint32_t atom = atoms_find_field(&qm->qs->atoms, f, value);
    if (atom != ATOM_NONE)
        mark_atom(qm, atom);
}

/* Ranges are compared when a query is evaluated; only those that are keys have to be seen. */
static void mark_ranges(struct query_match *qm, const struct mention *m)
{
    const struct query_set *qs = qm->qs;
    for (size_t i = 0; i < VEC_COUNT(qs->atoms.ranges, uint32_t); i++) {
        uint32_t id = *VEC_AT(qs->atoms.ranges, uint32_t, i);
        const struct atom *a = atom_at(&qs->atoms, id);
        int64_t n = field_number(m, (enum field)a->field);
        if (a->postings != ATOM_NONE && a->more.range[0] <= n && n <= a->more.range[1])
            mark_atom(qm, id);
    }
}

void mark_fields(struct query_match *qm, const struct mention *m)
{
    if (qm->qs->atoms.fields)
        field_each(m, qm->qs->atoms.fields, &qm->fold, &qm->scratch, mark_field, qm);
    mark_ranges(qm, m);
}

void mark_link(struct query_match *qm, struct slice url)
{
    if (!(qm->qs->atoms.fields >> FIELD_LINKS & 1))
        return;
    buf_reset(&qm->scratch);
    mark_field(qm, FIELD_LINKS, field_address(field_fold(&qm->fold, url, &qm->scratch)));
}

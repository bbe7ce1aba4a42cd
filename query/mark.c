#include "query/match.h"

#include "base/hash.h"

static void add_candidates(struct query_match *qm, uint32_t atom)
{
    const struct query_set *qs = qm->qs;
    for (uint32_t i = qs->posting_at[atom]; i < qs->posting_at[atom + 1]; i++) {
        uint32_t p = qs->postings[i];
        if (qm->looked_at[p] != qm->epoch)
            *(uint32_t *)vec_add(&qm->candidates, sizeof p) = p;
        qm->looked_at[p] = qm->epoch;
    }
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

void mark_fields(struct query_match *qm, const struct mention *m)
{
    if (qm->qs->atoms.fields)
        field_each(m, qm->qs->atoms.fields, &qm->fold, &qm->scratch, mark_field, qm);
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

void mark_tokens(struct query_match *qm, const struct tokens *k)
{
    for (size_t i = 0; k && i < k->n; i++, qm->at++)
        mark_token(qm, &k->v[i]);
    qm->at++;   /* the gap that no phrase spans */
}

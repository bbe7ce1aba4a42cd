#include "query/match.h"

#include "base/hash.h"

static bool is_present(const struct query_match *qm, uint16_t bits)
{
    return qm->present[bits / 64] >> bits % 64 & 1;
}

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
    }
}

/* The postings are asked for as each atom is marked: by now they are here. */
void mark_candidates(struct query_match *qm)
{
    for (size_t i = 0; i < VEC_COUNT(qm->keys_seen, uint32_t); i++)
        add_candidates(qm, &qm->qs->postings[*VEC_AT(qm->keys_seen, uint32_t, i)]);
}

/* A stretched word or a tag may bring the same atom twice to one position. */
static void add_hit(struct query_match *qm, struct mark *m, uint32_t at)
{
    if (m->last != NO_HIT && hit_at(qm, m->last)->at == at)
        return;
    uint32_t n = (uint32_t)VEC_COUNT(qm->hits, struct hit);
    *(struct hit *)vec_add(&qm->hits, sizeof(struct hit)) = (struct hit){ at, NO_HIT };
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
    const struct atom *a = atom_at(&qm->qs->atoms, atom);
    if (m->epoch != qm->epoch) {
        *m = (struct mark){ qm->epoch, NO_HIT, NO_HIT, 0 };
        *(uint32_t *)vec_add(&qm->marked, sizeof atom) = atom;
        qm->present[(atom & PRESENT_MASK) / 64] |= (uint64_t)1 << atom % 64;
        if (a->postings != ATOM_NONE) {
            __builtin_prefetch(&qm->qs->postings[a->postings]);
            *(uint32_t *)vec_add(&qm->keys_seen, sizeof atom) = a->postings;
        }
    }
    m->at = qm->at;
    if (!a->ordered && !(qm->everywhere && a->op == AST_WORD))
        return;
    add_hit(qm, m, qm->at);
    if (qm->part_at)
        *(struct part_hit *)vec_add(&qm->part_hits, sizeof(struct part_hit)) = (struct part_hit){ atom, qm->part_at };
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

static struct reading reading_of(const struct tokens *k, const struct token *t)
{
    return (struct reading){ .folded = t->folded, .bare = t->bare, .as = token_written(k, t), .hash = t->hash,
                             .emoji = t->kind == TOKEN_EMOJI, .marked = t->flags & TOKEN_MARKED, .stretched = t->flags & TOKEN_LONG };
}

static void look_up(struct query_match *qm, const struct reading *r)
{
    atoms_find(&qm->qs->atoms, r, &qm->atom_scratch, mark_atom, qm);
}

/* Without the sign: a bare term sees tags and handles too. */
static void look_up_name(struct query_match *qm, struct reading r)
{
    r.folded.p++, r.folded.n--;
    r.bare.p++, r.bare.n--;
    r.as.p++, r.as.n--;
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
    r.as = before_host(r.as);
    r.hash = hash64(bare);
    look_up(qm, &r);
    look_up_name(qm, r);
}

static void mark_part(struct query_match *qm, const struct tag_part *p)
{
    struct reading r = { .folded = p->folded, .bare = p->bare, .as = p->as, .hash = hash64(p->bare), .part = true,
                         .marked = p->flags & TOKEN_MARKED, .stretched = p->flags & TOKEN_LONG };
    look_up(qm, &r);
}

/* Each part stands at the tag's own position, and for phrases inside the tag in a zone of its own. */
static void mark_parts(struct query_match *qm, struct slice tag)
{
    struct tag_part part[TAG_PARTS_MAX];
    size_t n = tag_parts(&qm->qs->atoms, (struct slice){ tag.p + 1, tag.n - 1 }, &qm->tag_scratch, part);
    if (n == 0)
        return;
    size_t zones = VEC_COUNT(qm->zones, struct zone);
    struct zone z = { .from = 1, .n = (uint32_t)n, .at = qm->at };   /* from where the zones begin, which is known at the end */
    if (zones && VEC_AT(qm->zones, struct zone, zones - 1)->at >= qm->title_from)
        z.from = VEC_AT(qm->zones, struct zone, zones - 1)->from + VEC_AT(qm->zones, struct zone, zones - 1)->n + ZONE_GAP;
    *(struct zone *)vec_add(&qm->zones, sizeof z) = z;
    for (size_t i = 0; i < n; i++) {
        qm->part_at = z.from + (uint32_t)i;
        mark_part(qm, &part[i]);
    }
    qm->part_at = 0;
}

static void mark_links(struct query_match *qm, struct slice url)
{
    if (!(qm->qs->atoms.fields >> FIELD_LINKS & 1))
        return;
    buf_reset(&qm->scratch);
    mark_field(qm, FIELD_LINKS, field_address(field_fold(&qm->fold, url, &qm->scratch)));
}

/* The token as it is: what was asked for it ahead lies at *next. */
static void take_token(struct query_match *qm, const struct reading *r, uint32_t token, size_t *next)
{
    const struct atoms *s = &qm->qs->atoms;
    for (; *next < VEC_COUNT(qm->lookups, struct lookup); ++*next) {
        const struct lookup *l = VEC_AT(qm->lookups, const struct lookup, *next);
        if (l->token != token)
            break;
        atoms_take(s, l, r, &qm->atom_scratch, mark_atom, qm);
    }
    if (r->stretched && !r->emoji)
        atoms_find_stretched(s, r, &qm->atom_scratch, mark_atom, qm);
}

static void mark_token(struct query_match *qm, const struct tokens *k, uint32_t i, size_t *next)
{
    const struct token *t = &k->v[i];
    struct reading r = reading_of(k, t);
    switch (t->kind) {
    case TOKEN_EMAIL:
        return;
    case TOKEN_URL:   /* no plain term matches it */
        mark_links(qm, r.as);
        return;
    case TOKEN_TAG: case TOKEN_HANDLE:
        take_token(qm, &r, i, next);
        look_up_name(qm, r);
        if (t->kind == TOKEN_HANDLE)
            look_up_local(qm, r);
        else if (qm->qs->atoms.parts)
            mark_parts(qm, r.as);
        return;
    default:
        take_token(qm, &r, i, next);
    }
}

/* Nearly every token: a plain word that no query knows. */
static bool is_nothing(const struct query_match *qm, const struct token *t, uint32_t i, size_t next)
{
    bool asked = next < VEC_COUNT(qm->lookups, struct lookup) && VEC_AT(qm->lookups, const struct lookup, next)->token == i;
    return !asked && (t->kind == TOKEN_WORD || t->kind == TOKEN_EMOJI) && !(t->flags & TOKEN_LONG);
}

static void look_ahead(struct query_match *qm, const struct tokens *k)
{
    const struct atoms *s = &qm->qs->atoms;
    buf_reset(&qm->lookups);
    for (size_t i = 0; i < k->n; i++)
        if (k->v[i].kind != TOKEN_EMAIL && k->v[i].kind != TOKEN_URL)
            atoms_ask(s, k->v[i].bare, k->v[i].hash, k->v[i].kind == TOKEN_EMOJI, (uint32_t)i, &qm->lookups);
    if (qm->lookups.n == 0)
        return;
    atoms_fetch(s, &qm->lookups, 0);
    for (size_t i = 0; i < VEC_COUNT(qm->lookups, struct lookup); i++)
        __builtin_prefetch(&qm->marks[VEC_AT(qm->lookups, const struct lookup, i)->head], 1);
}

/* What was found inside hashtags comes behind the text's own tokens, so that every atom's hits ascend. */
static void settle_zones(struct query_match *qm, size_t first_zone)
{
    uint32_t base = qm->at + ZONE_GAP, end = qm->at;
    for (size_t i = first_zone; i < VEC_COUNT(qm->zones, struct zone); i++) {
        struct zone *z = VEC_AT(qm->zones, struct zone, i);
        z->from += base;
        end = z->from + z->n;
    }
    for (size_t i = 0; i < VEC_COUNT(qm->part_hits, struct part_hit); i++) {
        const struct part_hit *h = VEC_AT(qm->part_hits, struct part_hit, i);
        add_hit(qm, &qm->marks[h->atom], base + h->at);
    }
    buf_reset(&qm->part_hits);
    qm->at = end + ZONE_GAP;
}

void mark_tokens(struct query_match *qm, const struct tokens *k)
{
    size_t first_zone = VEC_COUNT(qm->zones, struct zone);
    size_t next = 0;
    if (k)
        look_ahead(qm, k);
    for (size_t i = 0; k && i < k->n; i++, qm->at++)
        if (!is_nothing(qm, &k->v[i], (uint32_t)i, next))
            mark_token(qm, k, (uint32_t)i, &next);
    settle_zones(qm, first_zone);
}

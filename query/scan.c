/* One pass over the tokens: which queries' keys are there, and what guards may ask for. */
#include "query/match.h"

#include "base/hash.h"
#include "text/utf8.h"

static void ask(struct query_match *qm, uint64_t key, uint32_t of)
{
    if (!atoms_may_be_key(&qm->qs->atoms, key))
        return;
    map_prefetch(&qm->qs->atoms.keys, key);
    if (qm->lookups.cap - qm->lookups.n < sizeof(struct lookup))
        buf_reserve(&qm->lookups, sizeof(struct lookup));
    *(struct lookup *)(void *)(qm->lookups.p + qm->lookups.n) = (struct lookup){ key, of, ATOM_NONE };
    qm->lookups.n += sizeof(struct lookup);
}

/* Those that begin and may end as the word does. */
static void ask_globs(struct query_match *qm, struct slice rest, int skip, uint32_t of)
{
    const struct atoms *s = &qm->qs->atoms;
    struct prefix_walk w = prefixes_walk(&s->key_globs[skip], rest);
    uint64_t last = w.passed ? atoms_last_bytes(rest) : 0;
    for (uint32_t i; prefixes_next(&s->key_globs[skip], &w, &i); ) {
        const struct atom_lead *l = VEC_AT(s->leads, const struct atom_lead, i);
        for (unsigned tails = l->tails; tails; tails &= tails - 1) {
            size_t n = (size_t)__builtin_ctz(tails);
            if (n <= rest.n)
                ask(qm, atoms_glob_key(l->seed, last, n), of);
        }
    }
}

static void ask_leading(struct query_match *qm, struct slice rest, uint32_t of)
{
    for (int skip = 1; qm->qs->atoms.key_skips >> skip; skip++) {
        if (rest.n)
            utf8_next(&rest);
        if (rest.n && qm->qs->atoms.key_skips >> skip & 1)
            ask_globs(qm, rest, skip, of);
    }
}

/* Run for every token: what it can be a key as, and its guards' numbers. Emoji are words alone. */
static void ask_all(struct query_match *qm, struct slice bare, uint64_t hash, bool emoji, uint32_t of)
{
    unsigned skips = qm->qs->atoms.key_skips;
    present_add(qm, atoms_guard(hash));
    ask(qm, hash, of);
    if (emoji)
        return;
    if (bare.n >= GUARD_SHORT) {
        uint64_t first = prefixes_first_bytes(bare);
        present_add(qm, atoms_guard_of_beginning(first, GUARD_SHORT));
        present_add(qm, atoms_guard_of_both(first, bare));
        if (bare.n >= GUARD_LONG)
            present_add(qm, atoms_guard_of_beginning(first, GUARD_LONG));
    }
    if (skips & 1)
        ask_globs(qm, bare, 0, of);
    if (skips > 1)
        ask_leading(qm, bare, of);
}

static void found_stretched(void *self, uint32_t atom)
{
    struct query_match *qm = self;
    const struct atom *a = atom_at(&qm->qs->atoms, atom);
    if (a->guards)
        present_add(qm, a->guard);
    mark_key(qm, atom);
}

static void ask_reading(struct query_match *qm, const struct reading *r, uint32_t of)
{
    ask_all(qm, r->bare, r->hash, r->emoji, of);
    if (r->stretched && !r->emoji)
        atoms_find_stretched(&qm->qs->atoms, r, &qm->atom_scratch, found_stretched, qm);
}

/* ---- tokens that can be read in several ways */

static void add_extra(struct query_match *qm, const struct reading *r, uint32_t in_zone, size_t tokens)
{
    uint32_t of = (uint32_t)(tokens + VEC_COUNT(qm->extras, struct extra));
    *(struct extra *)vec_add(&qm->extras, sizeof(struct extra)) = (struct extra){ *r, qm->at, in_zone };
    ask_reading(qm, r, of);
}

/* Without the sign: a bare term sees tags and handles too. */
static void add_name(struct query_match *qm, struct reading r, size_t tokens)
{
    r.folded.p++, r.folded.n--;
    r.bare.p++, r.bare.n--;
    r.as.p++, r.as.n--;
    r.hash = hash64(r.bare);
    add_extra(qm, &r, 0, tokens);
}

static struct slice before_host(struct slice handle)
{
    const char *host = memchr(handle.p + 1, '@', handle.n - 1);
    return host ? (struct slice){ handle.p, (size_t)(host - handle.p) } : handle;
}

/* @ana@host is also @ana, and ana. */
static void add_local(struct query_match *qm, struct reading r, size_t tokens)
{
    struct slice bare = before_host(r.bare);
    if (bare.n == r.bare.n)
        return;
    r.bare = bare;
    r.folded = before_host(r.folded);
    r.as = before_host(r.as);
    r.hash = hash64(bare);
    add_extra(qm, &r, 0, tokens);
    add_name(qm, r, tokens);
}

static void add_part(struct query_match *qm, const struct tag_part *p, uint32_t in_zone, size_t tokens)
{
    struct reading r = { .bare = arena_dup(&qm->part_text, p->bare), .as = p->as, .hash = hash64(p->bare), .part = true,
                         .marked = p->flags & TOKEN_MARKED, .stretched = p->flags & TOKEN_LONG };
    r.folded = r.marked ? arena_dup(&qm->part_text, p->folded) : r.bare;
    add_extra(qm, &r, in_zone, tokens);
}

/* Each part stands at the tag's own position, and for phrases inside the tag in a zone of its own. */
static void add_parts(struct query_match *qm, struct slice tag, size_t tokens)
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
    for (size_t i = 0; i < n; i++)
        add_part(qm, &part[i], z.from + (uint32_t)i, tokens);
}

struct reading scan_reading(const struct tokens *k, const struct token *t)
{
    return (struct reading){ .folded = t->folded, .bare = t->bare, .as = token_written(k, t), .hash = t->hash,
                             .emoji = t->kind == TOKEN_EMOJI, .marked = t->flags & TOKEN_MARKED, .stretched = t->flags & TOKEN_LONG };
}

static void scan_token(struct query_match *qm, const struct tokens *k, uint32_t i)
{
    const struct token *t = &k->v[i];
    struct reading r = scan_reading(k, t);
    if (t->kind == TOKEN_URL)       /* no plain term matches it */
        mark_link(qm, r.as);
    if (t->kind == TOKEN_URL || t->kind == TOKEN_EMAIL)
        return;
    ask_reading(qm, &r, i);
    if (t->kind == TOKEN_TAG || t->kind == TOKEN_HANDLE)
        add_name(qm, r, k->n);
    if (t->kind == TOKEN_HANDLE)
        add_local(qm, r, k->n);
    else if (t->kind == TOKEN_TAG && qm->qs->atoms.parts)
        add_parts(qm, r.as, k->n);
}

/* ---- what was asked for, all together: so that the waits for memory overlap */

static void fetch(struct query_match *qm)
{
    const struct atoms *s = &qm->qs->atoms;
    struct lookup *v = VEC_AT(qm->lookups, struct lookup, 0);
    size_t n = VEC_COUNT(qm->lookups, struct lookup), kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t head = map_get(&s->keys, v[i].key);
        if (head == MAP_NONE)
            continue;
        v[kept] = v[i];
        v[kept++].head = head;
        __builtin_prefetch(atom_at(s, head));
        __builtin_prefetch(&qm->key_seen[head], 1);
    }
    qm->lookups.n = kept * sizeof *v;
}

static void take(struct query_match *qm, const struct tokens *k)
{
    const struct atoms *s = &qm->qs->atoms;
    for (size_t i = 0; i < VEC_COUNT(qm->lookups, struct lookup); i++) {
        const struct lookup *l = VEC_AT(qm->lookups, const struct lookup, i);
        struct reading r = l->of < k->n ? scan_reading(k, &k->v[l->of]) : VEC_AT(qm->extras, const struct extra, l->of - k->n)->r;
        for (uint32_t a = l->head; a != ATOM_NONE; a = atom_at(s, a)->next)
            if (atom_at(s, a)->postings != ATOM_NONE && atoms_match(atom_at(s, a), &r, &qm->atom_scratch))
                mark_key(qm, a);
    }
}

/* The zones lie behind the text's own tokens, so that every atom's hits ascend. */
static void settle_zones(struct query_match *qm, size_t first_zone, size_t first_extra)
{
    uint32_t base = qm->at + ZONE_GAP, end = qm->at;
    for (size_t i = first_zone; i < VEC_COUNT(qm->zones, struct zone); i++) {
        struct zone *z = VEC_AT(qm->zones, struct zone, i);
        z->from += base;
        end = z->from + z->n;
    }
    for (size_t i = first_extra; i < VEC_COUNT(qm->extras, struct extra); i++) {
        struct extra *x = VEC_AT(qm->extras, struct extra, i);
        x->in_zone += x->in_zone ? base : 0;
    }
    qm->at = end + ZONE_GAP;
}

void scan_tokens(struct query_match *qm, const struct tokens *k)
{
    size_t first_zone = VEC_COUNT(qm->zones, struct zone), first_extra = VEC_COUNT(qm->extras, struct extra);
    buf_reset(&qm->lookups);
    for (size_t i = 0; k && i < k->n; i++, qm->at++) {
        const struct token *t = &k->v[i];
        if ((t->kind == TOKEN_WORD || t->kind == TOKEN_EMOJI) && !(t->flags & TOKEN_LONG))
            ask_all(qm, t->bare, t->hash, t->kind == TOKEN_EMOJI, (uint32_t)i);
        else
            scan_token(qm, k, (uint32_t)i);
    }
    if (qm->lookups.n) {
        fetch(qm);
        take(qm, k);
    }
    settle_zones(qm, first_zone, first_extra);
}

/*
 * What the mention says, for the words that candidates ask for. Readings that
 * a word can be equal to lie in a chain by hash, those that a wildcard can begin
 * like in one by their first two bytes; stretched readings a second time, by
 * what is left of them. So an atom costs the readings that are like it, once.
 */
#include "query/match.h"

#include "base/hash.h"

#define BEGIN_BYTES 2

/* `of`: a token of the text, behind these one of the title, behind these an extra. */
struct said_word { uint64_t key; uint32_t of, at, next, next_begin; };

#define STRETCHED 0x80000000u    /* in `of`: found by what is left of it; the key is of that */

static struct said_word *word_at(const struct query_match *qm, uint32_t i)
{
    return VEC_AT(qm->said.v, struct said_word, i);
}

static uint32_t count(const struct query_match *qm)
{
    return qm->said.n;
}

static uint32_t tokens_in(const struct tokens *k)
{
    return k ? (uint32_t)k->n : 0;
}

static struct reading reading_at(const struct query_match *qm, uint32_t i)
{
    uint32_t of = word_at(qm, i)->of & ~STRETCHED, text = tokens_in(qm->text), title = tokens_in(qm->title);
    if (of < text)
        return scan_reading(qm->text, &qm->text->v[of]);
    if (of - text < title)
        return scan_reading(qm->title, &qm->title->v[of - text]);
    return VEC_AT(qm->extras, const struct extra, of - text - title)->r;
}

/* ---- building */

static void add(struct query_match *qm, uint64_t key, uint32_t of, uint32_t at, bool stretched)
{
    *(struct said_word *)(void *)(qm->said.v.p + qm->said.v.n) = (struct said_word){ key, of, at, NO_HIT, NO_HIT };
    qm->said.v.n += sizeof(struct said_word);
    if (stretched) {
        *(struct said_word *)(void *)(qm->said.v.p + qm->said.v.n) = (struct said_word){ 0, of | STRETCHED, at, NO_HIT, NO_HIT };
        qm->said.v.n += sizeof(struct said_word);
        qm->said.stretched = true;
    }
}

/* first: of the numbers of its tokens. */
static void add_tokens(struct query_match *qm, const struct tokens *k, uint32_t first, uint32_t base, size_t *extra)
{
    size_t n = VEC_COUNT(qm->extras, struct extra), e = *extra;
    uint32_t extras = tokens_in(qm->text) + tokens_in(qm->title);
    const struct extra *x = n > 0 ? VEC_AT(qm->extras, const struct extra, 0) : NULL;
    for (uint32_t i = 0; k && i < k->n; i++) {
        const struct token *t = &k->v[i];
        if (t->kind == TOKEN_URL || t->kind == TOKEN_EMAIL)
            continue;
        add(qm, t->hash, first + i, base + i, t->flags & TOKEN_LONG && t->kind != TOKEN_EMOJI);
        for (; *extra < n && x[*extra].at == base + i; ++*extra)
            add(qm, x[*extra].r.hash, extras + (uint32_t)*extra, base + i, x[*extra].r.stretched);
    }
    for (; e < *extra; e++)
        if (x[e].in_zone)
            add(qm, x[e].r.hash, extras + (uint32_t)e, x[e].in_zone, x[e].r.stretched);
}

static uint32_t *heads(const struct query_match *qm, bool by_begin)
{
    return VEC_AT(qm->said.heads, uint32_t, by_begin ? qm->said.mask + 1 : 0);
}

static uint32_t *begin_head(const struct query_match *qm, struct slice s)
{
    uint32_t two = (unsigned char)s.p[0] | (uint32_t)(unsigned char)s.p[1] << 8;
    return &heads(qm, true)[(two * 0x9E3779B1u >> 16) & qm->said.mask];
}

static struct slice left_of(struct query_match *qm, struct slice s)
{
    buf_reset(&qm->atom_scratch.collapsed);
    fold_collapse(s, &qm->atom_scratch.collapsed);
    return buf_slice(&qm->atom_scratch.collapsed);
}

static void link(struct query_match *qm, uint32_t i)
{
    struct said_word *w = word_at(qm, i);
    struct reading r = reading_at(qm, i);
    struct slice form = r.bare;
    if (w->of & STRETCHED) {
        form = left_of(qm, form);
        w->key = hash64(form);
    }
    uint32_t *head = &heads(qm, false)[w->key & qm->said.mask];
    w->next = *head;
    *head = i;
    if (form.n < BEGIN_BYTES || r.emoji)
        return;
    head = begin_head(qm, form);
    w->next_begin = *head;
    *head = i;
}

/* From the back, so that chains ascend. */
static void build(struct query_match *qm)
{
    size_t extra = 0, most = tokens_in(qm->text) + tokens_in(qm->title) + 2 * VEC_COUNT(qm->extras, struct extra);
    uint32_t chains = 16;
    buf_reset(&qm->said.v);
    buf_reserve(&qm->said.v, 2 * most * sizeof(struct said_word));
    qm->said.stretched = false;
    add_tokens(qm, qm->text, 0, 0, &extra);
    add_tokens(qm, qm->title, tokens_in(qm->text), qm->title_from, &extra);
    qm->said.n = (uint32_t)VEC_COUNT(qm->said.v, struct said_word);
    while (chains < count(qm))
        chains *= 2;
    qm->said.mask = chains - 1;
    buf_reset(&qm->said.heads);
    buf_reserve(&qm->said.heads, 2 * chains * sizeof(uint32_t));
    memset(qm->said.heads.p, 0xFF, 2 * chains * sizeof(uint32_t));
    for (uint32_t i = count(qm); i-- > 0; )
        link(qm, i);
    qm->said.built = true;
}

/* ---- looking */

/* A way through the readings that may hold an atom: a chain, or all of them. */
struct way { uint32_t at; bool by_hash, by_begin, stretched; uint64_t key; };

static uint32_t next_on(const struct query_match *qm, const struct way *w)
{
    return w->by_hash ? word_at(qm, w->at)->next : w->by_begin ? word_at(qm, w->at)->next_begin : w->at + 1;
}

static bool on_way(const struct query_match *qm, const struct way *w)
{
    const struct said_word *word = word_at(qm, w->at);
    return !(word->of & STRETCHED) == !w->stretched && !(w->by_hash && word->key != w->key);
}

static void settle(const struct query_match *qm, struct way *w)
{
    while (w->at < count(qm) && !on_way(qm, w))
        w->at = next_on(qm, w);
}

static struct way way_to(struct query_match *qm, const struct atom *a, bool stretched)
{
    struct way w = { .stretched = stretched };
    bool wild = a->glob || a->prefix;
    struct slice form = wild ? atom_beginning(a) : atom_bare(a);
    if (stretched)
        form = left_of(qm, form);
    w.by_hash = !wild;
    w.by_begin = wild && a->skip == 0 && form.n >= BEGIN_BYTES;
    if (w.by_hash) {
        w.key = hash64(form);
        w.at = heads(qm, false)[w.key & qm->said.mask];
    } else if (w.by_begin) {
        w.at = *begin_head(qm, form);
    }
    settle(qm, &w);
    return w;
}

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
    m->at = at;
}

/* Both ways side by side, since hits must ascend. */
static void look_for(struct query_match *qm, const struct atom *a, struct mark *m)
{
    struct way as_is = way_to(qm, a, false), left = { .at = NO_HIT };
    if (qm->said.stretched && !a->emoji)
        left = way_to(qm, a, true);
    while (as_is.at < count(qm) || left.at < count(qm)) {
        struct way *w = as_is.at <= left.at ? &as_is : &left;
        struct reading r = reading_at(qm, w->at);
        if (w->stretched ? atoms_match_stretched(a, &r, &qm->atom_scratch) : atoms_match(a, &r, &qm->atom_scratch))
            add_hit(qm, m, word_at(qm, w->at)->at);
        w->at = next_on(qm, w);
        settle(qm, w);
    }
}

bool match_seen(struct query_match *qm, uint32_t atom)
{
    struct mark *m = &qm->marks[atom];
    if (m->epoch != qm->epoch) {
        const struct atom *a = atom_at(&qm->qs->atoms, atom);
        *m = (struct mark){ qm->epoch, NO_HIT, NO_HIT, NO_HIT };
        if (a->op != AST_WORD)       /* fields were all looked at */
            return false;
        if (!qm->said.built)
            build(qm);
        look_for(qm, a, m);
    }
    return m->at != NO_HIT;
}

bool match_all_seen(struct query_match *qm, const struct phrase *ph)
{
    const struct asked *v = VEC_AT(qm->qs->phrase_atoms, const struct asked, ph->first);
    for (uint32_t i = 0; i < ph->n; i++)
        if (v[i].guards && !is_present(qm, v[i].guard))
            return false;
    for (uint32_t i = 0; i < ph->n; i++)
        if (!match_seen(qm, v[i].atom))
            return false;
    return true;
}

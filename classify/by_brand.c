#include "classify/by_brand.h"

#include <string.h>

#include "base/hash.h"
#include "classify/sentiment/parties.h"

/* ---- what brands are called */

struct called { struct tokenizer *tk; struct arena *a; uint64_t *v; size_t n, cap; };

static void add_called(struct called *c, const char *name)
{
    struct tokens t;
    tokens_scan(c->tk, c->a, slice_of(name), &t);
    for (size_t i = 0; i < t.n && c->n < c->cap; i++) {
        struct slice bare = t.v[i].bare;
        if (t.v[i].kind == TOKEN_HANDLE)
            bare.p++, bare.n--;
        if (bare.n > 2)                       /* not the "de" of a bank of somewhere */
            c->v[c->n++] = hash64(bare);
    }
}

enum { CALLED_MAX = 64 };

const struct query_names *by_brand_names(const struct brands *b, struct arena *a)
{
    struct tokenizer *tk = tokenizer_new();
    struct query_names *all = arena_alloc(a, (b->n + 1) * sizeof *all);
    for (size_t i = 0; i < b->n; i++) {
        struct called c = { .tk = tk, .a = a, .v = arena_alloc(a, CALLED_MAX * sizeof *c.v), .cap = CALLED_MAX };
        add_called(&c, b->v[i].id);
        add_called(&c, b->v[i].name ? b->v[i].name : "");
        for (size_t k = 0; k < b->v[i].accounts.n; k++)
            add_called(&c, b->v[i].accounts.v[k]);
        all[i] = (struct query_names){ c.v, c.n };
    }
    tokenizer_free(tk);
    return all;
}

/* ---- where they are named */

struct placing { uint16_t *who, bit; size_t n; bool found; };

static void place(void *self, uint32_t first, uint32_t last)
{
    struct placing *p = self;
    for (uint32_t i = first; i <= last && i < p->n; i++) {
        p->who[i] |= p->bit;
        p->found = true;
    }
}

/* Brands that matched without being named in the text (a reply to their account, a title) are spoken to. */
static uint16_t place_brands(const struct by_brand *by, const uint32_t *query, const struct verdict *v, bool in_title, uint16_t *who, size_t n)
{
    uint16_t unnamed = 0;
    for (size_t b = 0; b < v->brand_count; b++) {
        const struct verdict_brand *vb = &v->brands[b];
        struct placing p = { .who = who, .bit = (uint16_t)(1u << b), .n = n };
        for (uint32_t i = 0; i < vb->query_count; i++)
            query_match_places(by->match, query[vb->first_query + i], &by->names[vb->brand], in_title, place, &p);
        unnamed |= p.found ? 0 : p.bit;
    }
    return unnamed;
}

/* "@telenorte @zumovil hace una hora que ...": whom it is said to. Handles of people stand there, too. But "@telenorte y Zumovil son
 * malos" is said of both. */
static void leading_handles(struct named_text *x)
{
    const struct token *v = x->t->v;
    uint16_t addressed = x->addressed;
    size_t i = 0, n = x->t->n;
    for (; i < n && v[i].kind == TOKEN_HANDLE && (i == 0 || pause_before(x->t, i) != PAUSE_LONG); i++)
        addressed |= x->who[i];
    if (i && i + 1 < n && x->who[i + 1] && in_words(" y e ni o and or nor nem ou ", v[i].bare))
        return;
    x->addressed = addressed;
    x->begin = i;
}

/* ---- what is said of them */

void by_brand_keep(struct arena *a, const struct sentiment *s, bool unsure, struct verdict_brand *b)
{
    b->label = s->label;
    b->score = s->score;
    b->confidence = s->confidence;
    b->unsure = unsure;
    struct sentiment_why *why = arena_alloc(a, (s->whys + 1) * sizeof *why);
    memcpy(why, s->why, s->whys * sizeof *why);
    b->why = why;
    b->whys = s->whys;
}

void by_brand_score(const struct by_brand *by, struct arena *a, const struct mention *m, const struct tokens *text, const struct tokens *title,
                    const uint32_t *query, struct verdict *out)
{
    struct party party[PARTIES_MAX];
    bool in_title = text->n == 0;
    const struct tokens *t = in_title ? title : text;
    if (out->brand_count < 2 || out->brand_count > PARTIES_MAX || t->n == 0 || !by->scorer->lx)
        return;
    uint16_t *who = arena_zalloc(a, t->n * sizeof *who);
    query_match_places_begin(by->match, m, text, title);
    uint16_t unnamed = place_brands(by, query, out, in_title, who, t->n);
    struct named_text x = { .t = t, .who = who, .addressed = unnamed, .lang = by->scorer->lang };
    leading_handles(&x);
    if (x.begin == t->n)
        return;
    parties_score(by->scorer, by->scratch, &x, party, out->brand_count);
    for (size_t b = 0; b < out->brand_count; b++)
        if (!party[b].whole)
            by_brand_keep(a, &party[b].sentiment, party[b].sentiment.confidence < party[b].sure, &out->brands[b]);
}

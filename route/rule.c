#include "route/rule.h"

#include <stdlib.h>

struct rule_worker {
    const struct rules *rules;
    struct tokenizer *tokenizer;
    struct query_match *match;   /* NULL: no rule asks for text */
    /* the texts that match the mention at hand, looked up when the first rule asks */
    bool looked;
    const uint32_t *hit;
    size_t hits;
};

/* One mention on its way down the rules. */
struct deciding {
    struct rule_worker *w;
    struct arena *arena;
    const struct mention *m;
    const struct found *f;
};

struct rule_worker *rule_worker_new(const struct rules *r)
{
    struct rule_worker *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->rules = r;
    if (r->texts) {
        w->tokenizer = tokenizer_new();
        w->match = query_match_new(r->texts);
    }
    return w;
}

void rule_worker_free(struct rule_worker *w)
{
    if (!w)
        return;
    if (w->match) {
        query_match_free(w->match);
        tokenizer_free(w->tokenizer);
    }
    free(w);
}

static bool among(const struct conf_strs *list, struct slice s)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_is(s, list->v[i]))
            return true;
    return list->n == 0;
}

static bool among_nocase(const struct conf_strs *list, struct slice s)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_eq_nocase(s, slice_of(list->v[i])))
            return true;
    return list->n == 0;
}

static bool brand_fits(const struct rule_when *c, const struct found_brand *b)
{
    return among(&c->brand, b->id)
        && (!c->asks_own || c->own == b->own)
        && among(&c->label, b->label)
        && (!c->asks_score || b->score < c->score_below);
}

static bool some_brand_fits(const struct rule_when *c, const struct found *f)
{
    const struct found_brand whole = { .label = f->label, .score = f->score };
    if (f->brand_count == 0)
        return brand_fits(c, &whole);
    for (size_t i = 0; i < f->brand_count; i++)
        if (brand_fits(c, &f->brands[i]))
            return true;
    return false;
}

static void look_up(struct deciding *d)
{
    struct tokens text, title;
    tokens_scan(d->w->tokenizer, d->arena, d->m->text, &text);
    tokens_scan(d->w->tokenizer, d->arena, d->m->title, &title);
    d->w->hits = query_match_run(d->w->match, d->m, &text, &title, &d->w->hit);
    d->w->looked = true;
}

static bool text_fits(struct deciding *d, const struct rule *r)
{
    uint32_t id = (uint32_t)(r - d->w->rules->v);
    if (!d->w->looked)
        look_up(d);
    for (size_t i = 0; i < d->w->hits && d->w->hit[i] <= id; i++)
        if (d->w->hit[i] == id)
            return true;
    return false;
}

/* The text last: it is what costs. */
static bool fits(struct deciding *d, const struct rule *r)
{
    const struct rule_when *c = &r->when;
    return r->always
        || (among(&c->platform, d->m->platform)
            && among_nocase(&c->lang, d->f->lang)
            && among_nocase(&c->country, d->m->country)
            && (!c->kinds || (c->kinds >> d->m->kind & 1))
            && (!c->followers_from || d->m->followers >= c->followers_from)
            && some_brand_fits(c, d->f)
            && (!c->text || text_fits(d, r)));
}

const struct rule *rules_decide(struct rule_worker *w, struct arena *a, const struct mention *m, const struct found *f)
{
    struct deciding d = { w, a, m, f };
    const struct rule *r = w->rules->v, *last = r + w->rules->n - 1;
    w->looked = false;
    while (r < last && !fits(&d, r))
        r++;
    return r;
}

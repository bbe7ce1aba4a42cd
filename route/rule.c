#include "route/rule.h"

#include <stdlib.h>

#include "pii/pii.h"

struct rule_worker {
    const struct rules *rules;
    struct tokenizer *tokenizer;
    struct query_match *match;   /* NULL: no rule asks for text */
    /* the mention at hand */
    struct arena *arena;
    const struct mention *m;
    const struct found *f;
    int64_t priority;
    /* the texts that match it, looked up when the first rule asks */
    bool looked;
    const uint32_t *hit;
    size_t hits;
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

static void say(struct buf *out, struct slice s)
{
    if (s.n)
        buf_add(out, s);
    else
        buf_addz(out, "not said");
}

/* ---- the conditions: each holds where nothing is asked ---- */

static bool brand_fits(const struct rule_when *c, const struct found_brand *b)
{
    return among(&c->brand, b->id)
        && (!c->asks_own || c->own == b->own)
        && among(&c->label, b->label)
        && (!c->asks_score || b->score < c->score_below);
}

static bool some_brand_fits(struct rule_worker *w, const struct rule *r)
{
    const struct rule_when *c = &r->when;
    const struct found *f = w->f;
    const struct found_brand whole = { .label = f->label, .score = f->score };
    if (f->brand_count == 0)
        return brand_fits(c, &whole);
    for (size_t i = 0; i < f->brand_count; i++)
        if (brand_fits(c, &f->brands[i]))
            return true;
    return false;
}

static void say_brands(struct rule_worker *w, struct buf *out)
{
    const struct found *f = w->f;
    if (f->brand_count == 0)
        buf_printf(out, "no brand; as a whole " SLICE_FMT " (%.2f)", SLICE_ARG(f->label), f->score);
    for (size_t i = 0; i < f->brand_count; i++) {
        const struct found_brand *b = &f->brands[i];
        buf_printf(out, "%s" SLICE_FMT " is " SLICE_FMT " (%.2f)%s", i ? ", " : "", SLICE_ARG(b->id), SLICE_ARG(b->label), b->score, b->own ? ", its own post" : "");
    }
}

static bool platform_fits(struct rule_worker *w, const struct rule *r) { return among(&r->when.platform, w->m->platform); }
static void say_platform(struct rule_worker *w, struct buf *out) { say(out, w->m->platform); }
static bool lang_fits(struct rule_worker *w, const struct rule *r) { return among_nocase(&r->when.lang, w->f->lang); }
static void say_lang(struct rule_worker *w, struct buf *out) { say(out, w->f->lang); }
static bool country_fits(struct rule_worker *w, const struct rule *r) { return among_nocase(&r->when.country, w->m->country); }
static void say_country(struct rule_worker *w, struct buf *out) { say(out, w->m->country); }
static bool intent_fits(struct rule_worker *w, const struct rule *r) { return among(&r->when.intent, w->f->intent); }
static void say_intent(struct rule_worker *w, struct buf *out) { say(out, w->f->intent); }
static void say_kind(struct rule_worker *w, struct buf *out) { buf_addz(out, mention_kind_name(w->m->kind)); }
static void say_unsure(struct rule_worker *w, struct buf *out) { buf_addz(out, w->f->unsure ? "true" : "false"); }
static void say_priority(struct rule_worker *w, struct buf *out) { buf_int(out, w->priority); }
static void say_text(struct rule_worker *w, struct buf *out) { (void)w, buf_addz(out, "it does not match"); }

static bool kind_fits(struct rule_worker *w, const struct rule *r)
{
    return !r->when.kinds || (r->when.kinds >> w->m->kind & 1);
}

static bool unsure_fits(struct rule_worker *w, const struct rule *r)
{
    return !r->when.asks_unsure || r->when.unsure == w->f->unsure;
}

/* Where the network does not say, the author is not verified. */
static bool verified_fits(struct rule_worker *w, const struct rule *r)
{
    return !r->when.asks_verified || r->when.verified == (w->m->verified == 1);
}

static void say_verified(struct rule_worker *w, struct buf *out)
{
    buf_addz(out, w->m->verified == 1 ? "true" : w->m->verified == 0 ? "false" : "not said");
}

static bool followers_fit(struct rule_worker *w, const struct rule *r)
{
    return !r->when.followers_from || w->m->followers >= r->when.followers_from;
}

static void say_followers(struct rule_worker *w, struct buf *out)
{
    if (w->m->followers == MENTION_NONE)
        buf_addz(out, "not said");
    else
        buf_int(out, w->m->followers);
}

static bool priority_fits(struct rule_worker *w, const struct rule *r)
{
    return w->priority >= r->when.priority_from;
}

static bool topic_fits(struct rule_worker *w, const struct rule *r)
{
    for (size_t i = 0; i < w->f->topic_count; i++)
        if (among(&r->when.topic, w->f->topics[i]))
            return true;
    return r->when.topic.n == 0;
}

static void say_topics(struct rule_worker *w, struct buf *out)
{
    for (size_t i = 0; i < w->f->topic_count; i++) {
        buf_addz(out, i ? ", " : "");
        buf_add(out, w->f->topics[i]);
    }
    if (w->f->topic_count == 0)
        buf_addz(out, "none");
}

static bool pii_fits(struct rule_worker *w, const struct rule *r)
{
    return !r->when.pii_kinds || (r->when.pii_kinds & w->f->pii);
}

static void say_pii(struct rule_worker *w, struct buf *out)
{
    size_t began = out->n;
    for (int k = 0; k < PII_KINDS; k++)
        if (w->f->pii >> k & 1)
            buf_printf(out, "%s%s", out->n > began ? ", " : "", pii_name((enum pii_kind)k));
    if (out->n == began)
        buf_addz(out, "none");
}

static void look_up(struct rule_worker *w)
{
    struct tokens text, title;
    tokens_scan(w->tokenizer, w->arena, w->m->text, &text);
    tokens_scan(w->tokenizer, w->arena, w->m->title, &title);
    w->hits = query_match_run(w->match, w->m, &text, &title, &w->hit);
    w->looked = true;
}

static bool text_fits(struct rule_worker *w, const struct rule *r)
{
    uint32_t id = (uint32_t)(r - w->rules->v);
    if (!r->when.text)
        return true;
    if (!w->looked)
        look_up(w);
    for (size_t i = 0; i < w->hits && w->hit[i] <= id; i++)
        if (w->hit[i] == id)
            return true;
    return false;
}

/* In the order they are looked at: the text last, it is what costs. To add one, add its line here, its option in
 * rule_read.c and what it allows in rule_reach.c. */
static const struct {
    const char *name;
    bool (*fits)(struct rule_worker *w, const struct rule *r);
    void (*say)(struct rule_worker *w, struct buf *out);   /* what the mention has */
} conditions[] = {
    { "platform", platform_fits, say_platform },
    { "lang", lang_fits, say_lang },
    { "country", country_fits, say_country },
    { "kind", kind_fits, say_kind },
    { "followers_from", followers_fit, say_followers },
    { "verified", verified_fits, say_verified },
    { "intent", intent_fits, say_intent },
    { "topic", topic_fits, say_topics },
    { "pii", pii_fits, say_pii },
    { "unsure", unsure_fits, say_unsure },
    { "priority_from", priority_fits, say_priority },
    { "brand, own, label, score_below", some_brand_fits, say_brands },
    { "text", text_fits, say_text },
};
#define CONDITIONS (sizeof conditions / sizeof conditions[0])

/* The first that does not hold; CONDITIONS: all do. */
static size_t failing(struct rule_worker *w, const struct rule *r)
{
    size_t i = 0;
    while (!r->always && i < CONDITIONS && conditions[i].fits(w, r))
        i++;
    return r->always ? CONDITIONS : i;
}

const struct rule *rules_decide(struct rule_worker *w, struct arena *a, const struct mention *m, const struct found *f, struct priority *p)
{
    const struct rule *r = w->rules->v, *last = r + w->rules->n - 1;
    priority_of(&w->rules->points, m, f, p);
    w->arena = a;
    w->m = m;
    w->f = f;
    w->priority = p->value;
    w->looked = false;
    while (r < last && failing(w, r) < CONDITIONS)
        r++;
    if (r->sets_priority)
        priority_set(p, r->priority);
    priority_raise(p, r->raise);
    return r;
}

bool rules_explain(struct rule_worker *w, const struct rule *r, struct buf *out)
{
    size_t i = failing(w, r);
    if (i == CONDITIONS)
        return true;
    buf_printf(out, "%s: ", conditions[i].name);
    conditions[i].say(w, out);
    return false;
}

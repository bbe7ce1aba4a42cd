#include "classify/classifier.h"

#include <stdlib.h>
#include <string.h>

#include "classify/by_brand.h"
#include "classify/classifier_parts.h"
#include "classify/lang.h"
#include "classify/spam.h"
#include "classify/story.h"
#include "pii/pii.h"

struct classifier_worker {
    const struct classifier *cl;
    struct tokenizer *tokenizer;
    struct query_match *match;
    const char **names;              /* of the queries that matched, and their numbers */
    uint32_t *numbers;
    struct scorer_scratch *scratch;
};

const struct brands *classifier_brands(const struct classifier *cl)
{
    return &cl->brands;
}

const struct topics *classifier_topics(const struct classifier *cl)
{
    return &cl->topics;
}

const struct scorer *classifier_scorer(const struct classifier *cl, enum lang lang)
{
    return &cl->scorers[lang];
}

size_t classifier_queries(const struct classifier *cl, size_t *bytes)
{
    *bytes = query_set_bytes(cl->queries);
    return query_set_count(cl->queries);
}

const char *classifier_config(const struct classifier *cl)
{
    return cl->config;
}

struct classifier_worker *classifier_worker_new(const struct classifier *cl)
{
    struct classifier_worker *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->cl = cl;
    w->tokenizer = tokenizer_new();
    w->match = query_match_new(cl->queries);
    w->names = calloc(cl->owner_count ? cl->owner_count : 1, sizeof *w->names);
    w->numbers = calloc(cl->owner_count ? cl->owner_count : 1, sizeof *w->numbers);
    w->scratch = calloc(1, sizeof *w->scratch);
    if (!w->names || !w->numbers || !w->scratch)
        abort();
    return w;
}

void classifier_worker_free(struct classifier_worker *w)
{
    if (!w)
        return;
    tokenizer_free(w->tokenizer);
    query_match_free(w->match);
    free(w->names);
    free(w->numbers);
    free(w->scratch);
    free(w);
}

static enum lang language(const struct mention *m, const struct tokens *said)
{
    for (enum lang l = LANG_ES; l < LANG_OTHER; l++)
        if (m->lang.n >= 2 && strncasecmp(m->lang.p, classifier_languages[l], 2) == 0 && (m->lang.n == 2 || m->lang.p[2] == '-'))
            return l;
    return lang_find(said);
}

/* In which language the text is read. ids: the queries that matched, for the brands' markets. */
static enum lang read_in(const struct classifier *cl, enum lang l, const struct mention *m, const uint32_t *ids, size_t n)
{
    if (l != LANG_NONE)
        return l;
    l = tongue_of_country(&cl->tongues, m->country);
    for (size_t i = 0; i < n && l == LANG_OTHER; i++) {
        const char *market = cl->brands.v[cl->owners[ids[i]].brand].country;
        l = market ? tongue_of_country(&cl->tongues, slice_of(market)) : LANG_OTHER;
    }
    return l == LANG_OTHER ? cl->tongues.first : l;
}

static bool is_account(const struct brand *b, const struct mention *m)
{
    for (size_t i = 0; i < b->accounts.n; i++) {
        struct slice account = slice_of(b->accounts.v[i]), handle = m->author_handle;
        if (b->account[i].platform && !slice_eq_nocase(slice_of(b->account[i].platform), m->platform))
            continue;
        if (account.n && account.p[0] == '@')
            account.p++, account.n--;
        if (handle.n && handle.p[0] == '@')
            handle.p++, handle.n--;
        if (handle.n && slice_eq_nocase(account, handle))
            return true;
    }
    return false;
}

/* Queries are numbered brand by brand, so the ids, ascending, come in runs of one brand. */
static void group_by_brand(struct classifier_worker *w, const struct mention *m, const uint32_t *ids, size_t n, struct verdict *out)
{
    const struct classifier *cl = w->cl;
    for (size_t i = 0; i < n; i++) {
        const struct query_owner *o = &cl->owners[ids[i]];
        w->names[i] = o->name;
        w->numbers[i] = ids[i];
        struct verdict_brand *last = out->brand_count ? &out->brands[out->brand_count - 1] : NULL;
        if (last && last->brand == o->brand) {
            last->query_count++;
            continue;
        }
        if (out->brand_count == VERDICT_BRANDS_MAX)
            break;
        out->brands[out->brand_count++] = (struct verdict_brand){
            .brand = o->brand, .first_query = (uint32_t)i, .query_count = 1, .own = is_account(&cl->brands.v[o->brand], m),
            .label = out->sentiment.label, .score = out->sentiment.score, .confidence = out->sentiment.confidence,
            .unsure = out->unsure,
        };
    }
    out->queries = w->names;
}

/* Of the queries that matched, those behind the brands'. */
static uint32_t topics_of(const struct classifier *cl, struct slice lang, const uint32_t *ids, size_t n)
{
    uint32_t found = 0, langs = n ? topics_langs(&cl->topics, lang) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct topic_query *q = &cl->topics.queries[ids[i] - cl->owner_count];
        if (!q->langs || q->langs & langs)
            found |= 1u << q->topic;
    }
    return found;
}

static const struct scorer *scorer_in(const struct classifier *cl, enum lang lang)
{
    return lang == LANG_OTHER ? &cl->foreign : &cl->scorers[lang];
}

static void keep(const struct scorer *sc, const struct feeling *f, struct verdict *out)
{
    out->sentiment = f->sentiment;
    out->intent = f->intent;
    out->intent_confidence = f->intent_confidence;
    out->unsure = f->unsure;
    out->irony = f->irony;
    out->model = sc->model ? sc->model->version : "lexicon";
}

static void score(struct classifier_worker *w, enum lang lang, const struct tokens *what, struct verdict *out)
{
    struct feeling f;
    const struct scorer *sc = scorer_in(w->cl, lang);
    scorer_run(sc, w->scratch, what, 0, what->n, &f);
    keep(sc, &f, out);
}

/* Of a brand with words or a model of its own. Is the mention of no other brand, then its model judges all of it. */
static void score_own(struct classifier_worker *w, const struct scorer *sc, size_t i, enum lang lang, struct arena *a, const struct mention *m,
                      const struct tokens *text, const struct tokens *title, struct verdict *out)
{
    const struct tokens *what = text->n ? text : title;
    bool model = sc->model != w->cl->models[lang];
    struct feeling f;
    scorer_run(sc, w->scratch, what, 0, what->n, &f);
    struct verdict *own = arena_alloc(a, sizeof *own);
    *own = *out;
    by_brand_keep(a, &f.sentiment, f.unsure, &own->brands[i]);
    if (out->brand_count > 1)
        by_brand_score(&(struct by_brand){ w->match, w->cl->called, sc, w->scratch }, a, m, text, title, w->numbers, own);
    else if (model)
        keep(sc, &f, out);
    out->brands[i] = own->brands[i];
    out->brands[i].model = model ? sc->model->version : NULL;
}

/* Such brands are scored once more; the others as they are. */
static void score_owns(struct classifier_worker *w, enum lang lang, struct arena *a, const struct mention *m, const struct tokens *text,
                       const struct tokens *title, struct verdict *out)
{
    for (size_t i = 0; i < out->brand_count; i++) {
        const struct scorer *sc = brand_scorer(&w->cl->own, out->brands[i].brand, lang);
        if (sc)
            score_own(w, sc, i, lang, a, m, text, title, out);
    }
}

void classifier_run(struct classifier_worker *w, struct arena *a, const struct mention *m, struct verdict *out)
{
    struct tokens text, title;
    const uint32_t *ids;
    tokens_scan(w->tokenizer, a, m->text, &text);
    tokens_scan(w->tokenizer, a, m->title, &title);
    out->brand_count = 0;
    out->pii = pii_kinds(m->text) | pii_kinds(m->title);
    const struct tokens *what = text.n ? &text : &title;
    out->said = *what;
    out->story = story_of(m, what);
    out->cluster = (struct slice){ NULL, 0 };
    out->spam_rules = spam_rules(m, what, (struct spam_seen){ .copy = SPAM_NO_COPY });
    out->spam = spam_score(out->spam_rules);
    enum lang lang = language(m, what);
    out->lang = lang_name(lang);
    struct mention said = *m;            /* what a query's language: sees: the record's, else the detected one */
    if (!said.lang.n)
        said.lang = slice_of(out->lang);
    size_t n = query_match_run(w->match, &said, &text, &title, &ids), of_brands = 0;
    while (of_brands < n && ids[of_brands] < w->cl->owner_count)
        of_brands++;
    enum lang read = read_in(w->cl, lang, m, ids, of_brands);
    score(w, read, what, out);
    group_by_brand(w, m, ids, of_brands, out);
    out->topics = topics_of(w->cl, said.lang, ids + of_brands, n - of_brands);
    if (out->brand_count > 1)            /* the ids are void from here on */
        by_brand_score(&(struct by_brand){ w->match, w->cl->called, scorer_in(w->cl, read), w->scratch }, a, &said, &text, &title, w->numbers, out);
    score_owns(w, read, a, &said, &text, &title, out);
}

/* Which articles may answer a mention. */
#include <stdlib.h>

#include "kb/bm25.h"

struct kb_worker {
    const struct kb *kb;
    struct tokenizer *tokenizer;
    struct query_match *match;       /* NULL: no article has patterns */
    double *scores;
    bool *matched;
};

struct kb_worker *kb_worker_new(const struct kb *kb)
{
    struct kb_worker *w = calloc(1, sizeof *w);
    if (!w || !(w->scores = calloc(kb->n + 1, sizeof *w->scores)) || !(w->matched = calloc(kb->n + 1, sizeof *w->matched)))
        abort();
    w->kb = kb;
    w->tokenizer = tokenizer_new();
    if (kb->patterns)
        w->match = query_match_new(kb->patterns);
    return w;
}

void kb_worker_free(struct kb_worker *w)
{
    if (!w)
        return;
    if (w->match)
        query_match_free(w->match);
    tokenizer_free(w->tokenizer);
    free(w->scores);
    free(w->matched);
    free(w);
}

static bool among(const struct conf_strs *list, struct slice s)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_eq_nocase(s, slice_of(list->v[i])))
            return true;
    return false;
}

static bool of_brand(const struct conf_strs *brands, const struct found *f)
{
    for (size_t i = 0; i < f->brand_count; i++)
        if (among(brands, f->brands[i].id))
            return true;
    return brands->n == 0;
}

/* In the mention's language; where several fit, the one that names the country or the brand, the first of these. A customer
 * is never answered in another language. */
static const struct kb_answer *answer_for(const struct kb_article *x, const struct mention *m, const struct found *f)
{
    const struct kb_answer *best = NULL;
    int most = -1;
    for (size_t i = 0; i < x->answer_count; i++) {
        const struct kb_answer *y = &x->answers[i];
        bool here = y->regions.n == 0 || among(&y->regions, m->country);
        int fits = (y->regions.n > 0) + 2 * (y->brands.n > 0);
        if (slice_eq_nocase(f->lang, slice_of(y->lang)) && here && of_brand(&y->brands, f) && fits > most) {
            best = y;
            most = fits;
        }
    }
    return best;
}

static double overlap(const struct kb_article *x, const struct kb_words *said)
{
    double best = 0;
    for (size_t i = 0; i < x->asked_count; i++) {
        double o = kb_words_overlap(said, &x->asked[i]);
        best = o > best ? o : best;
    }
    return best;
}

static bool before(const struct kb_hit *a, const struct kb_hit *b)
{
    if (a->confidence != b->confidence)
        return a->confidence > b->confidence;
    return a->score != b->score ? a->score > b->score : a->article < b->article;
}

static size_t insert(struct kb_hit *out, size_t n, size_t most, struct kb_hit hit)
{
    size_t at = n;
    while (at > 0 && before(&hit, &out[at - 1]))
        at--;
    if (at == most)
        return n;
    n = n < most ? n + 1 : most;
    memmove(&out[at + 1], &out[at], (n - 1 - at) * sizeof *out);
    out[at] = hit;
    return n;
}

/* A pattern is an editor's word that the article fits: surer than any words, unless another one's patterns match as well. */
static double sure(bool by_pattern, size_t matched, double overlap)
{
    if (!by_pattern)
        return 0.9 * overlap;
    return matched == 1 ? 0.9 + 0.1 * overlap : 0.6 + 0.3 * overlap;
}

size_t kb_find(struct kb_worker *w, struct arena *a, const struct mention *m, const struct found *f, struct kb_hit *out, size_t most)
{
    const struct kb *kb = w->kb;
    struct tokens text, title;
    struct kb_words said;
    const uint32_t *ids;
    size_t n = 0, matched = 0, hits = 0;
    tokens_scan(w->tokenizer, a, m->text, &text);
    tokens_scan(w->tokenizer, a, m->title, &title);
    kb_words_of(a, &text, &said);
    bm25_score(kb, &said, w->scores);
    memset(w->matched, 0, kb->n * sizeof *w->matched);
    if (w->match)
        hits = query_match_run(w->match, m, &text, &title, &ids);
    for (size_t i = 0; i < hits; i++)
        w->matched[ids[i]] = true;
    for (int round = 0; round < 2; round++)     /* how many match must be known before the first is judged */
        for (size_t i = 0; i < kb->n; i++) {
            const struct kb_article *x = &kb->v[i];
            if ((!w->matched[i] && w->scores[i] <= 0) || m->created_ms < x->from_ms || m->created_ms >= x->to_ms || !of_brand(&x->brands, f))
                continue;
            const struct kb_answer *y = answer_for(x, m, f);
            if (!y)
                continue;
            if (round == 0)
                matched += w->matched[i];
            else
                n = insert(out, n, most, (struct kb_hit){ x, y, sure(w->matched[i], matched, overlap(x, &said)), w->matched[i], w->scores[i] });
        }
    return n;
}

bool kb_best(struct kb_worker *w, struct arena *a, const struct mention *m, const struct found *f, struct kb_hit *out)
{
    return w->kb->n && kb_find(w, a, m, f, out, 1) && out->confidence >= w->kb->confidence;
}

const struct kb *kb_of(const struct kb_worker *w)
{
    return w->kb;
}

bool kb_hand_off(const struct kb *kb, const struct mention *m, const struct found *f, struct kb_hit *hit)
{
    bool needed = f->pii || (hit->article && hit->article->private);
    const struct kb_answer *y = m->kind != KIND_DM && needed ? answer_for(&kb->hand_off, m, f) : NULL;
    if (y)
        *hit = (struct kb_hit){ &kb->hand_off, y, 1, true, 0 };
    return y != NULL;
}

static bool angry(const struct found *f)
{
    for (size_t i = 0; i < f->brand_count; i++)
        if (slice_is(f->brands[i].label, "negative"))
            return true;
    return slice_is(f->label, "negative") || slice_is(f->intent, "complaint") || slice_is(f->intent, "cancellation") || slice_is(f->intent, "emergency");
}

bool kb_may_send(const struct kb *kb, const struct mention *m, const struct found *f, bool asked, const struct kb_hit *hit)
{
    return hit->article && hit->article != &kb->hand_off && !hit->article->private && !f->pii && asked && !angry(f)
        && among(&kb->send.platforms, m->platform) && strlen(hit->answer->text) <= KB_SEND_BYTES;
}

void kb_print_hit(const struct kb_hit *h, struct buf *out)
{
    buf_addz(out, "{\"article\":");
    buf_json(out, slice_of(h->article->id));
    buf_addz(out, ",\"lang\":");
    buf_json(out, slice_of(h->answer->lang));
    buf_addz(out, ",\"text\":");
    buf_json(out, slice_of(h->answer->text));
    buf_printf(out, ",\"confidence\":%.2f,\"by\":\"%s\"}", h->confidence, h->by_pattern ? "pattern" : "words");
}

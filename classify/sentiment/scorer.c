#include "classify/sentiment/scorer.h"

#include <math.h>

#include "classify/sentiment/irony.h"

/* How much a word that is not the built-in lexicon's moves positive against negative, for each point of its value: a model has
 * never seen it with that value. A first choice: tried on few texts, not tuned. */
static const float own_weight = 1.0f;

/* A reason smaller than this is none: it moves a probability by less than 0.02. */
static const float reason_least = 0.08f;

/* From where on a word, or a negative label, is a complaint whatever else the text asks for. */
static const float grumble_most = -1.0f, grumble_sure = 0.8f;

/* A sign in the words says what is wanted, and not how surely. */
static const float intent_by_sign = -1;

struct reasons { struct sentiment_why v[HITS_MAX]; size_t n; };

static void reason_add(struct reasons *r, uint32_t start, uint32_t end, float value)
{
    size_t at = r->n;
    if (fabsf(value) < reason_least)
        return;
    if (at == HITS_MAX) {                /* the weakest goes */
        at = why_weakest(r->v, r->n);
        if (fabsf(r->v[at].value) >= fabsf(value))
            return;
        memmove(&r->v[at], &r->v[at + 1], (r->n - at - 1) * sizeof *r->v);
        at = --r->n;
    }
    r->v[at] = (struct sentiment_why){ start, end, value };
    r->n++;
}

/*
 * Each word's own part, and the lexicon's part shared out among its hits by their
 * strength; a hit takes in the words that it spans, so no byte is named twice.
 */
static void explain(const struct walk *w, const struct tokens *t, size_t first, size_t n, const struct model_scores *s, float lexicon,
                    struct sentiment *out)
{
    struct reasons r = { .n = 0 };
    float strength = 0;
    size_t i = 0, most = n < FEATURE_TOKENS_MAX ? n : FEATURE_TOKENS_MAX;
    for (size_t h = 0; h < w->hits; h++)
        strength += fabsf(w->hit[h].value);
    for (size_t h = 0; h <= w->hits; h++) {
        uint32_t start = h < w->hits ? w->hit[h].start : UINT32_MAX, end = h < w->hits ? w->hit[h].end : UINT32_MAX;
        for (; i < most && t->v[first + i].end <= start; i++)
            reason_add(&r, t->v[first + i].start, t->v[first + i].end, s->why[i]);
        if (h == w->hits)
            break;
        float value = (strength > 0 ? fabsf(lexicon) * w->hit[h].value / strength : 0) + own_weight * w->own[h];
        for (; i < most && t->v[first + i].start < end; i++)
            value += s->why[i];
        reason_add(&r, start, end, value);
    }
    why_keep(r.v, r.n, out);
}

static size_t likeliest(const float *p, size_t n)
{
    size_t at = 0;
    for (size_t k = 1; k < n; k++)
        at = p[k] > p[at] ? k : at;
    return at;
}

/* Half of it up, half of it down, in both heads, so that the gate's mix of them moves by all of it. */
static void add_own(struct model_scores *s, float own)
{
    static const enum head heads[] = { HEAD_GENERAL, HEAD_CARE };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        s->out[head_first[heads[i]] + LABEL_POSITIVE] += own_weight * own / 2;
        s->out[head_first[heads[i]] + LABEL_NEGATIVE] -= own_weight * own / 2;
    }
}

static void judge(const struct model_scores *s, struct sentiment *out)
{
    float general[LABEL_COUNT], care[LABEL_COUNT], p[LABEL_COUNT];
    softmax(s->out + head_first[HEAD_GENERAL], LABEL_COUNT, general);
    softmax(s->out + head_first[HEAD_CARE], LABEL_COUNT, care);
    for (int k = 0; k < LABEL_COUNT; k++)
        p[k] = (1 - s->gate) * general[k] + s->gate * care[k];
    out->label = (enum label)likeliest(p, LABEL_COUNT);
    out->score = p[LABEL_POSITIVE] - p[LABEL_NEGATIVE];
    out->confidence = p[out->label];
}

/* Something in it is clearly bad: a word, or all of it. */
static bool grumbles(const struct walk *w, const struct sentiment *s)
{
    for (size_t h = 0; h < w->hits; h++)
        if (w->hit[h].value <= grumble_most)
            return true;
    return s->label == LABEL_NEGATIVE && s->confidence >= grumble_sure;
}

static void judge_intent(const char *lang, const struct tokens *t, const struct model_scores *s, bool grumble, struct feeling *out)
{
    float p[INTENT_COUNT];
    softmax(s->out + head_first[HEAD_INTENT], INTENT_COUNT, p);
    out->intent = (enum intent)likeliest(p, INTENT_COUNT);
    out->intent_confidence = p[out->intent];
    enum intent above = intent_above(lang, t, out->intent, grumble);
    if (above != out->intent)
        out->intent_confidence = intent_by_sign;
    out->intent = above;
}

float scorer_sure(const struct scorer *sc)
{
    float gate = sc->model && !model_has(sc->model, HEAD_GENERAL);
    return sc->model ? model_sure(sc->model, gate, sc->coverage) : walk_sure(sc->coverage);
}

void scorer_run(const struct scorer *sc, struct scorer_scratch *scratch, const struct tokens *t, size_t first, size_t n, struct feeling *out)
{
    struct walk w;
    *out = (struct feeling){ .sentiment.label = LABEL_NEUTRAL, .intent = INTENT_NOISE, .intent_confidence = intent_by_sign,
                             .unsure = sc->coverage < 1, .sure = sc->coverage < 1 };
    if (!sc->lx)
        return;
    walk_begin(&w, sc->lx, t);
    walk_run(&w, first, first + n);
    out->irony = irony_sign(t, first, n, &w) != IRONY_NONE;
    if (!sc->model) {
        walk_verdict(&w, &out->sentiment);
        out->sure = walk_sure(sc->coverage);
        out->unsure = out->sentiment.confidence < out->sure;
        out->intent = intent_by_rule(sc->lang, t, out->sentiment.label, grumbles(&w, &out->sentiment));
        return;
    }
    struct model_scores *s = &scratch->scores;
    features_scan(&scratch->f, t, first, n, &w);
    model_score(sc->model, &scratch->f, n, s);
    add_own(s, walk_own(&w));
    judge(s, &out->sentiment);
    explain(&w, t, first, n, s, model_lexicon_part(sc->model, &scratch->f, s->gate), &out->sentiment);
    out->sure = model_sure(sc->model, s->gate, sc->coverage);
    out->unsure = out->sentiment.confidence < out->sure;
    bool grumble = grumbles(&w, &out->sentiment);
    if (model_has(sc->model, HEAD_INTENT))
        judge_intent(sc->lang, t, s, grumble, out);
    else
        out->intent = intent_by_rule(sc->lang, t, out->sentiment.label, grumble);
}

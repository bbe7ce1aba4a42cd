/* From hits to a verdict: the score, the label, how sure, and why. */
#include "classify/sentiment/sentiment.h"

#include <math.h>

#include "classify/sentiment/walk.h"

/* Tuned on training data only; docs/sentiment.md says how. */
static const float alpha = 12.0f;             /* how fast the sum saturates */
static const float negative_below = -0.22f, positive_above = 0.42f;

const char *label_name(enum label l)
{
    static const char *const names[LABEL_COUNT] = { "negative", "neutral", "positive" };
    return names[l];
}

size_t why_weakest(const struct sentiment_why *v, size_t n)
{
    size_t at = 0;
    for (size_t i = 1; i < n; i++)
        if (fabsf(v[i].value) < fabsf(v[at].value))
            at = i;
    return at;
}

void why_keep(struct sentiment_why *v, size_t n, struct sentiment *out)
{
    while (n > SENTIMENT_WHY_MAX) {
        size_t at = why_weakest(v, n);
        n--;
        memmove(&v[at], &v[at + 1], (n - at) * sizeof *v);
    }
    memcpy(out->why, v, n * sizeof *v);
    out->whys = n;
}

/* A form of value 0 is none of the lexicon's reasons. */
static void drop_zeros(struct walk *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->hits; i++)
        if (w->hit[i].value != 0)
            w->hit[n++] = w->hit[i];
    w->hits = n;
}

/* How often such a score was right on the training data: 45 % at a threshold, 95 % at the far end, 56 % in the
 * middle of neutral. */
static float confidence(float score, enum label l)
{
    float middle = (positive_above + negative_below) / 2, half = (positive_above - negative_below) / 2;
    switch (l) {
    case LABEL_POSITIVE: return 0.45f + 0.5f * (score - positive_above) / (1 - positive_above);
    case LABEL_NEGATIVE: return 0.45f + 0.5f * (negative_below - score) / (1 + negative_below);
    case LABEL_NEUTRAL:
    case LABEL_COUNT: break;
    }
    return 0.45f + 0.11f * (1 - fabsf(score - middle) / half);
}

/* Of UMSAB's training texts in Spanish, by twentieths; those in English and Portuguese differ by 0.02 at most below the middle. The long
 * step in the middle is the texts without any hit. */
float walk_sure(float coverage)
{
    static const float of[] = { 0.45f, 0.47f, 0.48f, 0.49f, 0.5f, 0.52f, 0.53f, 0.53f, 0.53f, 0.54f, 0.55f, 0.6f, 0.63f, 0.66f, 0.69f, 0.71f, 0.75f, 0.79f, 0.83f, 0.87f, 0.94f };
    enum { STEPS = sizeof of / sizeof of[0] - 1 };
    float at = (1 - coverage) * STEPS;
    size_t k = at >= STEPS ? STEPS - 1 : (size_t)at;
    return coverage >= 1 ? 0 : of[k] + (at - (float)k) * (of[k + 1] - of[k]);
}

void walk_verdict(struct walk *w, struct sentiment *out)
{
    float sum = w->spilled;
    for (size_t i = 0; i < w->hits; i++)
        sum += w->hit[i].value;
    out->score = sum / sqrtf(sum * sum + alpha);
    out->label = out->score < negative_below ? LABEL_NEGATIVE
               : out->score > positive_above ? LABEL_POSITIVE : LABEL_NEUTRAL;
    out->confidence = confidence(out->score, out->label);
    drop_zeros(w);
    why_keep(w->hit, w->hits, out);      /* the sum is taken already: what goes is only not named */
    w->hits = out->whys;
}

void sentiment_part(const struct lexicon *lx, const struct tokens *t, size_t first, size_t n, struct sentiment *out)
{
    struct walk w;
    if (!lx) {
        *out = (struct sentiment){ .label = LABEL_NEUTRAL };
        return;
    }
    walk_begin(&w, lx, t);
    walk_run(&w, first, first + n);
    walk_verdict(&w, out);
}

void sentiment_score(const struct lexicon *lx, const struct tokens *t, struct sentiment *out)
{
    sentiment_part(lx, t, 0, t->n, out);
}

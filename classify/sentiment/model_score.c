/* What a model makes of a text's features: the innermost loops of classify. */
#include <math.h>
#include <string.h>

#include "classify/sentiment/model.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LEXICON_DENSE = 8, KEYS_AHEAD = 24 };
_Static_assert((int)KEYS_AHEAD <= (int)FEATURES_TOKEN, "there is room behind the last feature");

void softmax(const float *logit, size_t n, float *p)
{
    float most = logit[0], sum = 0;
    for (size_t k = 1; k < n; k++)
        most = logit[k] > most ? logit[k] : most;
    for (size_t k = 0; k < n; k++)
        sum += p[k] = expf(logit[k] - most);
    for (size_t k = 0; k < n; k++)
        p[k] /= sum;
}

/* Those that have a row: one or none is kept each time, without a branch, and its weights are asked for. before[i]: how many of the
 * features before i. */
static void known_find(const struct model *m, const struct features *f, struct model_scores *s)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        uint32_t hash = f->hash[i], key = m->keys[feature_bucket(hash)];
        __builtin_prefetch(&m->keys[feature_bucket(f->hash[i + KEYS_AHEAD])]);
        s->known[n] = key;
        s->before[i] = (uint16_t)n;
        n += model_key_is(key, hash);
        __builtin_prefetch(m->weights[model_key_row(key)]);
    }
    s->before[f->n] = (uint16_t)n;
}

/* Registers of any processor hold 16 bytes: wider vectors would live in memory. */
typedef int8_t weights8 __attribute__((vector_size(16)));
typedef int16_t eight16 __attribute__((vector_size(16)));
typedef int32_t four32 __attribute__((vector_size(16)));
typedef float four_float __attribute__((vector_size(16), aligned(4)));
struct sums { four32 v[MODEL_OUTPUTS / 4], squares; };

/* Two products in each sum. */
static inline four32 multiply_add(eight16 x, eight16 y)
{
#ifdef __SSE2__
    return (four32)_mm_madd_epi16((__m128i)x, (__m128i)y);
#else
    four32 xx = (four32)x, yy = (four32)y;
    return (xx << 16 >> 16) * (yy << 16 >> 16) + (xx >> 16) * (yy >> 16);
#endif
}

/* Of two rows side by side, each byte twice: its sign comes down from the upper one. As the file, for processors that keep the low byte first. */
#define BESIDE_LOW(x, y)  __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define BESIDE_HIGH(x, y) __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define WIDER_LOW(x)      ((eight16)BESIDE_LOW(x, x) >> 8)
#define WIDER_HIGH(x)     ((eight16)BESIDE_HIGH(x, x) >> 8)

static inline void add_rows(const struct model *m, uint32_t k, uint32_t l, struct sums *s)
{
    weights8 x = *(const weights8 *)m->weights[model_key_row(k)], y = *(const weights8 *)m->weights[model_key_row(l)];
    int32_t both = (int32_t)(model_key_idf(k) | model_key_idf(l) << 16);
    eight16 idf = (eight16)(four32){ both, both, both, both };
    weights8 low = BESIDE_LOW(x, y), high = BESIDE_HIGH(x, y);
    s->v[0] += multiply_add(WIDER_LOW(low), idf);
    s->v[1] += multiply_add(WIDER_HIGH(low), idf);
    s->v[2] += multiply_add(WIDER_LOW(high), idf);
    s->v[3] += multiply_add(WIDER_HIGH(high), idf);
    s->squares += multiply_add(idf, idf);
}

/* Positive less negative, of general and care. */
static inline struct model_part part_of_sums(const struct sums *s)
{
    return (struct model_part){ { s->v[0][LABEL_POSITIVE] - s->v[0][LABEL_NEGATIVE], s->v[1][LABEL_POSITIVE - 1] - s->v[0][3 + LABEL_NEGATIVE] } };
}

static inline struct model_part part_of_row(const struct model *m, uint32_t key)
{
    const int8_t *w = m->weights[model_key_row(key)];
    const int32_t idf = (int32_t)model_key_idf(key);
    return (struct model_part){ { idf * (w[LABEL_POSITIVE] - w[LABEL_NEGATIVE]), idf * (w[3 + LABEL_POSITIVE] - w[3 + LABEL_NEGATIVE]) } };
}

/* Half of a pair belongs to the word before. */
static void share_pair(struct model_part *twice, struct model_part pair)
{
    for (int h = 0; h < 2; h++) {
        twice[0].of[h] -= pair.of[h];
        twice[-1].of[h] += pair.of[h];
    }
}

/* Sums in whole numbers: for each output over all rows, and twice what each token's own add to positive less negative. */
static void sum_rows(const struct model *m, const struct features *f, size_t n, struct model_scores *s, struct sums *out)
{
    struct sums sum = { 0 };
    struct model_part before = { { 0, 0 } };
    size_t i = 0;
    known_find(m, f, s);
    for (size_t t = 0; t < n; t++) {
        struct feature_token v = f->token[t];
        size_t end = s->before[v.end];
        for (; i < end; i += 2)
            add_rows(m, s->known[i], i + 1 < end ? s->known[i + 1] : MODEL_NOBODY, &sum);
        i = end;
        struct model_part all = part_of_sums(&sum);
        for (int h = 0; h < 2; h++)
            s->twice[t].of[h] = 2 * (all.of[h] - before.of[h]);
        before = all;
        if (v.pair != FEATURE_NONE && s->before[v.pair + 1] > s->before[v.pair])
            share_pair(&s->twice[t], part_of_row(m, s->known[s->before[v.pair]]));
    }
    *out = sum;
}

/* Toward positive: the mix of both heads, at the gate that came out. */
static float toward_positive(const float v[MODEL_OUTPUTS], float gate)
{
    return (1 - gate) * (v[LABEL_POSITIVE] - v[LABEL_NEGATIVE]) + gate * (v[3 + LABEL_POSITIVE] - v[3 + LABEL_NEGATIVE]);
}

/* Which words made it. */
static void explain(const struct model *m, size_t n, float norm, struct model_scores *s)
{
    const float scale[2] = { (1 - s->gate) * m->file.scale[HEAD_GENERAL] * norm, s->gate * m->file.scale[HEAD_CARE] * norm };
    for (size_t i = 0; i < n; i++) {
        float why = 0;
        for (int h = 0; h < 2; h++)
            why += scale[h] * (float)s->twice[i].of[h] / 2;
        s->why[i] = why;
    }
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

/* What the rows gave, scaled by head, and the dense numbers' part. */
static void outputs(const struct model *m, const struct features *f, const struct sums *sum, float norm, float out[MODEL_OUTPUTS])
{
    four_float o[MODEL_OUTPUTS / 4];
    for (int k = 0; k < MODEL_OUTPUTS / 4; k++) {
        four_float bias = *(const four_float *)&m->file.bias[4 * k], scale = *(const four_float *)&m->scale[4 * k];
        o[k] = bias + __builtin_convertvector(sum->v[k], four_float) * scale * norm;
    }
    for (int d = 0; d < DENSE; d++)
        for (int k = 0; k < MODEL_OUTPUTS / 4; k++)
            o[k] += f->dense[d] * *(const four_float *)&m->file.dense[d][4 * k];
    memcpy(out, o, sizeof o);
}

void model_score(const struct model *m, const struct features *f, size_t n, struct model_scores *s)
{
    struct sums sum;
    n = n < FEATURE_TOKENS_MAX ? n : FEATURE_TOKENS_MAX;
    sum_rows(m, f, n, s, &sum);
    uint32_t squares = (uint32_t)sum.squares[0];
    float norm = squares ? 1 / sqrtf((float)squares) : 0;
    outputs(m, f, &sum, norm, s->out);
    s->gate = !model_has(m, HEAD_CARE) ? 0 : !model_has(m, HEAD_GENERAL) ? 1 : sigmoid(s->out[head_first[HEAD_GATE]]);
    explain(m, n, norm, s);
}

float model_sure(const struct model *m, float gate, float coverage)
{
    float at = (1 - coverage) * (MODEL_SURE - 1), of[2];
    size_t k = at <= 0 ? 0 : at >= MODEL_SURE - 2 ? MODEL_SURE - 2 : (size_t)at;
    for (int h = 0; h < 2; h++)
        of[h] = m->file.sure[h][k] + (at - (float)k) * (m->file.sure[h][k + 1] - m->file.sure[h][k]);
    return coverage >= 1 ? 0 : (1 - gate) * of[0] + gate * of[1];
}

float model_lexicon_part(const struct model *m, const struct features *f, float gate)
{
    float part = 0;
    for (int d = 0; d < LEXICON_DENSE; d++)
        part += f->dense[d] * toward_positive(m->file.dense[d], gate);
    return part;
}

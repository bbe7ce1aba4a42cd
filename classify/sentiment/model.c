#include "classify/sentiment/model.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/hash.h"

const uint8_t head_first[HEAD_COUNT] = { 0, 3, 6, 7 }, head_outputs[HEAD_COUNT] = { 3, 3, 1, INTENT_COUNT };
const char *const head_names[HEAD_COUNT] = { "general", "care", "gate", "intent" };
static const char magic[8] = { 'P', 'U', 'L', 'S', 'O', 'M', 'D', '1' };
enum { ROW = 2 + MODEL_OUTPUTS, LEXICON_DENSE = 8 };
#define MODEL_BYTES (sizeof(struct model_file) + ((size_t)ROW << FEATURE_BITS))

const char *intent_name(enum intent i)
{
    static const char *const names[INTENT_COUNT] = {
        "complaint", "question", "request", "praise", "suggestion", "purchase", "cancellation", "emergency", "noise"
    };
    return names[i];
}

bool intent_find(struct slice name, enum intent *out)
{
    for (int i = 0; i < INTENT_COUNT; i++)
        if (slice_is(name, intent_name((enum intent)i))) {
            *out = (enum intent)i;
            return true;
        }
    return false;
}

static bool check(const struct model_file *f, struct slice bytes, const char *name, struct err *e)
{
    size_t from = offsetof(struct model_file, made_of);
    if (memcmp(f->magic, magic, sizeof magic) != 0)
        return err_set(e, ERR_CONFIG, "%s: no model: make one with `pulso train`", name);
    if (f->bits != FEATURE_BITS || f->row_bytes != ROW)
        return err_set(e, ERR_CONFIG, "%s: a model of another version of Pulso: train it again", name);
    if (f->sum != hash64((struct slice){ bytes.p + from, bytes.n - from }))
        return err_set(e, ERR_CONFIG, "%s: damaged: its checksum is not right", name);
    if (f->lang[2] != 0 || !(f->heads & (1u << HEAD_GENERAL | 1u << HEAD_CARE)) || f->heads >> HEAD_COUNT)
        return err_set(e, ERR_CONFIG, "%s: names no language, or has no head for sentiment: train it again", name);
    return true;
}

static bool finite_all(const struct model_file *f, const char *name, struct err *e)
{
    bool ok = true;
    for (int h = 0; h < HEAD_COUNT; h++)
        ok = ok && isfinite(f->scale[h]);
    for (int k = 0; k < MODEL_OUTPUTS; k++) {
        ok = ok && isfinite(f->bias[k]);
        for (int d = 0; d < DENSE; d++)
            ok = ok && isfinite(f->dense[d][k]);
    }
    return ok || err_set(e, ERR_CONFIG, "%s: holds numbers that are none: train it again", name);
}

/* The file as it was written, without its gzip; .p NULL: it is no gzip of that size. */
static char *unpack(struct slice packed, size_t size)
{
    char *out = malloc(size);
    z_stream z = { .next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n, .next_out = (Bytef *)out, .avail_out = (uInt)size };
    if (!out || inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
        abort();
    bool whole = inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == size;
    inflateEnd(&z);
    if (whole)
        return out;
    free(out);
    return NULL;
}

struct model *model_of(struct slice packed, const char *name, struct err *e)
{
    struct model *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->owned = unpack(packed, MODEL_BYTES);
    if (m->owned)
        memcpy(&m->file, m->owned, sizeof m->file);
    bool ok = m->owned ? check(&m->file, (struct slice){ m->owned, MODEL_BYTES }, name, e)
            : err_set(e, ERR_CONFIG, "%s: no model, one of another version of Pulso, or cut short: make one with `pulso train`", name);
    if (!ok || !finite_all(&m->file, name, e)) {
        model_free(m);
        return NULL;
    }
    m->rows = (const uint8_t *)m->owned + sizeof m->file;
    snprintf(m->version, sizeof m->version, "%.2s-%08x", m->file.lang, (unsigned)(m->file.sum >> 32));
    return m;
}

bool model_pack(struct slice bytes, struct buf *out)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes.p, .avail_in = (uInt)bytes.n };
    if (deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&z, bytes.n);
    buf_reset(out);
    buf_reserve(out, room);
    z.next_out = (Bytef *)out->p;
    z.avail_out = (uInt)room;
    bool ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
    out->n = z.total_out;
    deflateEnd(&z);
    return ok;
}

struct model *model_load(const char *path, struct err *e)
{
    struct buf bytes = { 0 };
    FILE *f = fopen(path, "re");
    if (!f) {
        err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
        return NULL;
    }
    buf_reserve(&bytes, MODEL_BYTES);
    bytes.n = fread(bytes.p, 1, MODEL_BYTES, f);
    fclose(f);
    struct model *m = model_of(buf_slice(&bytes), path, e);
    buf_fini(&bytes);
    return m;
}

/* Models that the linker put into the program. To add one, write classify/model/<lang>.recipe, run `make models`, and add
 * its line; the Makefile finds the file by itself. */
#define BUILT_IN(X) X(es) X(en) X(pt)
#define X(lang)                                                         \
    extern const char _binary_classify_model_##lang##_model_start[];    \
    extern const char _binary_classify_model_##lang##_model_end[];
BUILT_IN(X)
#undef X

struct model *model_built_in(const char *lang, struct err *e)
{
#define X(l)                                                                                                             \
    if (strcmp(lang, #l) == 0)                                                                                           \
        return model_of((struct slice){ _binary_classify_model_##l##_model_start,                                        \
                                        (size_t)(_binary_classify_model_##l##_model_end - _binary_classify_model_##l##_model_start) }, \
                        "the built-in model of " #l, e);
    BUILT_IN(X)
#undef X
    err_set(e, ERR_BUG, "no model for \"%s\" is built in", lang);
    return NULL;
}

void model_free(struct model *m)
{
    if (m)
        free(m->owned);
    free(m);
}

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

/* Sums in whole numbers: idf * weight for each output; all 16 of a row at once. */
static uint32_t sum_rows(const struct model *m, const struct features *f, int32_t sum[MODEL_OUTPUTS])
{
    uint32_t norm = 0;
    for (size_t i = 0; i < f->n; i++) {
        const uint8_t *row = m->rows + (size_t)feature_bucket(f->v[i].hash) * ROW;
        if (row[0] != feature_tag(f->v[i].hash))
            continue;
        const int8_t *w = (const int8_t *)row + 2;
        int32_t idf = row[1];
        norm += (uint32_t)(idf * idf);
        for (int k = 0; k < MODEL_OUTPUTS; k++)
            sum[k] += idf * w[k];
    }
    return norm;
}

/* Toward positive: the mix of both heads, at the gate that came out. */
static float toward_positive(const float v[MODEL_OUTPUTS], float gate)
{
    return (1 - gate) * (v[LABEL_POSITIVE] - v[LABEL_NEGATIVE]) + gate * (v[3 + LABEL_POSITIVE] - v[3 + LABEL_NEGATIVE]);
}

static void explain(const struct model *m, const struct features *f, size_t n, float norm, struct model_scores *s)
{
    float general = (1 - s->gate) * m->file.scale[HEAD_GENERAL] * norm, care = s->gate * m->file.scale[HEAD_CARE] * norm;
    memset(s->why, 0, n * sizeof *s->why);
    for (size_t i = 0; i < f->n; i++) {
        const struct feature *v = &f->v[i];
        const uint8_t *row = m->rows + (size_t)feature_bucket(v->hash) * ROW;
        if (row[0] != feature_tag(v->hash))
            continue;
        const int8_t *w = (const int8_t *)row + 2;
        float x = row[1] * (general * (float)(w[LABEL_POSITIVE] - w[LABEL_NEGATIVE]) + care * (float)(w[3 + LABEL_POSITIVE] - w[3 + LABEL_NEGATIVE]));
        s->why[v->token] += v->pair ? x / 2 : x;
        if (v->pair)
            s->why[v->token - 1] += x / 2;
    }
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

void model_score(const struct model *m, const struct features *f, size_t n, struct model_scores *s)
{
    int32_t sum[MODEL_OUTPUTS] = { 0 };
    uint32_t squares = sum_rows(m, f, sum);
    float norm = squares ? 1 / sqrtf((float)squares) : 0;
    for (int h = 0; h < HEAD_COUNT; h++)
        for (int k = head_first[h]; k < head_first[h] + head_outputs[h]; k++) {
            float v = m->file.bias[k] + (float)sum[k] * m->file.scale[h] * norm;
            for (int d = 0; d < DENSE; d++)
                v += f->dense[d] * m->file.dense[d][k];
            s->out[k] = v;
        }
    s->gate = !model_has(m, HEAD_CARE) ? 0 : !model_has(m, HEAD_GENERAL) ? 1 : sigmoid(s->out[head_first[HEAD_GATE]]);
    explain(m, f, n < FEATURE_TOKENS_MAX ? n : FEATURE_TOKENS_MAX, norm, s);
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

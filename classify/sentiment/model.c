#include "classify/sentiment/model.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/hash.h"

const uint8_t head_first[HEAD_COUNT] = { 0, 3, 6, 7 }, head_outputs[HEAD_COUNT] = { 3, 3, 1, INTENT_COUNT };
const char *const head_names[HEAD_COUNT] = { "general", "care", "gate", "intent" };
static const char magic[8] = { 'P', 'U', 'L', 'S', 'O', 'M', 'D', '2' };
enum { ROW = 2 + MODEL_OUTPUTS, LEXICON_DENSE = 8 };
enum { RUN_NONE = INT32_MIN, NO_PAIR = FEATURE_TOKENS_MAX + 1 };   /* no row ended there; where those that are no pair are written */
enum { KEYS_AHEAD = 24 };
_Static_assert((int)KEYS_AHEAD <= (int)FEATURES_TOKEN, "there is room behind the last feature");
#define BUCKETS ((size_t)1 << FEATURE_BITS)
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
    if (memcmp(f->magic, magic, sizeof magic - 1) != 0)
        return err_set(e, ERR_CONFIG, "%s: no model: make one with `pulso train`", name);
    if (memcmp(f->magic, magic, sizeof magic) != 0 || f->bits != FEATURE_BITS || f->row_bytes != ROW)
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

static void *room(size_t size, size_t n)
{
    void *p = aligned_alloc(64, (size * n + 63) & ~(size_t)63);
    if (!p)
        abort();
    return p;
}

/* A file's rows, as they are looked up: those that nobody owns are left out. */
static void spread(struct model *m, const uint8_t *file)
{
    m->rows = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        m->rows += file[i * ROW] != 0;
    m->keys = room(sizeof *m->keys, BUCKETS);
    m->block = room(sizeof *m->block, BUCKETS >> MODEL_BLOCK_LOG2);
    m->weights = room(sizeof *m->weights, m->rows + 1);   /* one more: there is always a first */
    size_t row = 0;
    for (size_t i = 0; i < BUCKETS; i++, file += ROW) {
        if (i % (1u << MODEL_BLOCK_LOG2) == 0)
            m->block[i >> MODEL_BLOCK_LOG2] = (uint32_t)row;
        m->keys[i] = (struct model_key){ file[0], file[1], (uint8_t)(row - m->block[i >> MODEL_BLOCK_LOG2]) };
        if (file[0])
            memcpy(m->weights[row++], file + 2, MODEL_OUTPUTS);
    }
    memset(m->weights[row], 0, sizeof *m->weights);
}

struct model *model_of(struct slice packed, const char *name, struct err *e)
{
    struct model *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    char *plain = unpack(packed, MODEL_BYTES);
    if (plain)
        memcpy(&m->file, plain, sizeof m->file);
    bool ok = plain ? check(&m->file, (struct slice){ plain, MODEL_BYTES }, name, e)
            : err_set(e, ERR_CONFIG, "%s: no model, one of another version of Pulso, or cut short: make one with `pulso train`", name);
    ok = ok && finite_all(&m->file, name, e);
    if (ok)
        spread(m, (const uint8_t *)plain + sizeof m->file);
    free(plain);
    if (!ok) {
        model_free(m);
        return NULL;
    }
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
    if (m) {
        free(m->keys);
        free(m->block);
        free(m->weights);
    }
    free(m);
}

size_t model_bytes(const struct model *m)
{
    return sizeof *m + BUCKETS * sizeof *m->keys + (BUCKETS >> MODEL_BLOCK_LOG2) * sizeof *m->block + (m->rows + 1) * sizeof *m->weights;
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

/* Those that have a row: one or none is kept each time, without a branch, and its row is asked for. The key of one that is to
 * come is asked for, too: the keys do not fit the first cache, and the second is shared with all that a daemon does between
 * two texts. (Behind the last feature stand older ones: any hash has a bucket.) */
static size_t known_find(const struct model *m, const struct features *f, struct model_known *known)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        uint32_t hash = f->v[i].hash, bucket = feature_bucket(hash);
        struct model_key key = m->keys[bucket];
        __builtin_prefetch(&m->keys[feature_bucket(f->v[i + KEYS_AHEAD].hash)]);
        uint32_t row = m->block[bucket >> MODEL_BLOCK_LOG2] + key.row;
        bool has = key.tag == feature_tag(hash);
        known[n] = (struct model_known){ row, key.idf, (uint16_t)i };
        n += has;
        __builtin_prefetch(m->weights[row & -(uint32_t)has]);
    }
    return n;
}

/* Registers of any processor hold 16 bytes: wider vectors would live in memory. */
typedef int8_t weights8 __attribute__((vector_size(16)));
typedef int16_t eight16 __attribute__((vector_size(16)));
typedef int32_t four32 __attribute__((vector_size(16)));
struct sums { four32 v[MODEL_OUTPUTS / 4]; };

/* A number's signs behind it: twice as wide. As the file, for processors that keep the low byte first. */
#define LOW_8(x)   (eight16)__builtin_shufflevector(x, (weights8)(x < 0), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH_8(x)  (eight16)__builtin_shufflevector(x, (weights8)(x < 0), 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define LOW_16(x)  (four32)__builtin_shufflevector(x, (eight16)(x < 0), 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH_16(x) (four32)__builtin_shufflevector(x, (eight16)(x < 0), 4, 12, 5, 13, 6, 14, 7, 15)

/* What a row adds to positive less negative. */
static inline struct model_part part_of(const int8_t *w, int32_t idf)
{
    return (struct model_part){ { idf * (w[LABEL_POSITIVE] - w[LABEL_NEGATIVE]), idf * (w[3 + LABEL_POSITIVE] - w[3 + LABEL_NEGATIVE]) } };
}

/*
 * Sums in whole numbers: for each output over all rows, and for each token what its
 * own rows add. The latter is kept as a running sum that is written at the token's
 * place each time (the last one stays): reading it back for each row would wait.
 */
static uint32_t sum_rows(const struct model *m, const struct features *f, struct model_scores *s, struct sums *out)
{
    uint32_t norm = 0;
    struct model_part run = { { 0, 0 } };
    four32 a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
    size_t n = known_find(m, f, s->known);
    for (size_t i = 0; i < n; i++) {
        const struct model_known *k = &s->known[i];
        const struct feature *v = &f->v[k->feature];
        const int8_t *w = m->weights[k->row];
        const weights8 row = *(const weights8 *)w;
        eight16 low = LOW_8(row) * (int16_t)k->idf, high = HIGH_8(row) * (int16_t)k->idf;   /* these fit 16 bits */
        a += LOW_16(low);
        b += HIGH_16(low);
        c += LOW_16(high);
        d += HIGH_16(high);
        norm += (uint32_t)k->idf * k->idf;
        struct model_part p = part_of(w, k->idf);
        for (int h = 0; h < 2; h++)
            run.of[h] += p.of[h];
        s->run[v->token] = run;
        s->pair[v->pair ? v->token : NO_PAIR] = p;
    }
    *out = (struct sums){ { a, b, c, d } };
    return norm;
}

/* Toward positive: the mix of both heads, at the gate that came out. */
static float toward_positive(const float v[MODEL_OUTPUTS], float gate)
{
    return (1 - gate) * (v[LABEL_POSITIVE] - v[LABEL_NEGATIVE]) + gate * (v[3 + LABEL_POSITIVE] - v[3 + LABEL_NEGATIVE]);
}

/* Which words made it. Half of a pair belongs to the word before. */
static void explain(const struct model *m, size_t n, float norm, struct model_scores *s)
{
    const float scale[2] = { (1 - s->gate) * m->file.scale[HEAD_GENERAL] * norm, s->gate * m->file.scale[HEAD_CARE] * norm };
    struct model_part before = { { 0, 0 } };
    for (size_t i = 0; i < n; i++) {
        struct model_part run = s->run[i].of[0] == RUN_NONE ? before : s->run[i];
        float why = 0;
        for (int h = 0; h < 2; h++)
            why += scale[h] * (float)(2 * (run.of[h] - before.of[h]) - s->pair[i].of[h] + s->pair[i + 1].of[h]) / 2;
        s->why[i] = why;
        before = run;
    }
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

/* What the rows gave, scaled by head, and the dense numbers' part. */
static void outputs(const struct model *m, const struct features *f, const struct sums *sum, float norm, float out[MODEL_OUTPUTS])
{
    for (int h = 0; h < HEAD_COUNT; h++)
        for (int k = head_first[h]; k < head_first[h] + head_outputs[h]; k++)
            out[k] = m->file.bias[k] + (float)sum->v[k / 4][k % 4] * m->file.scale[h] * norm;
    for (int d = 0; d < DENSE; d++)
        for (int k = 0; k < MODEL_OUTPUTS; k++)
            out[k] += f->dense[d] * m->file.dense[d][k];
}

void model_score(const struct model *m, const struct features *f, size_t n, struct model_scores *s)
{
    struct sums sum;
    n = n < FEATURE_TOKENS_MAX ? n : FEATURE_TOKENS_MAX;
    for (size_t i = 0; i < n; i++)
        s->run[i].of[0] = RUN_NONE;
    memset(s->pair, 0, (n + 1) * sizeof s->pair[0]);
    uint32_t squares = sum_rows(m, f, s, &sum);
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

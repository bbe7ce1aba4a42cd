#include "classify/sentiment/model.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <zlib.h>

#include "base/hash.h"

const uint8_t head_first[HEAD_COUNT] = { 0, 3, 6, 7 }, head_outputs[HEAD_COUNT] = { 3, 3, 1, INTENT_COUNT };
const char *const head_names[HEAD_COUNT] = { "general", "care", "gate", "intent" };
static const char magic[8] = { 'P', 'U', 'L', 'S', 'O', 'M', 'D', '2' };
enum { ROW = 2 + MODEL_OUTPUTS };
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

/* For keys and weights together, which are read all over: where the kernel gives a huge page for the asking they lie in one (5 % less
 * time a text). */
static void *room(size_t size)
{
    const size_t page = (size_t)1 << 21;
    void *p = aligned_alloc(page, (size + page - 1) / page * page);
    if (!p)
        abort();
    madvise(p, size, MADV_HUGEPAGE);
    return p;
}

/* next[idf]: the row of the first key of that idf. The number of rows. */
static size_t count_rows(const uint8_t *file, size_t next[256])
{
    size_t n = 0, of[256] = { 0 };
    for (size_t i = 0; i < BUCKETS; i++, file += ROW)
        of[file[1]] += file[0] != 0;
    for (size_t idf = 0; idf < 256; n += of[idf++])
        next[idf] = n;
    return n;
}

static size_t table_bytes(const struct model *m)
{
    return BUCKETS * sizeof *m->keys + (m->rows + 1) * sizeof *m->weights;   /* one more: there is always a first row */
}

/* A file's rows, as they are looked up: those that nobody owns are left out, the others lie by how common they are. */
static void spread(struct model *m, const uint8_t *file)
{
    size_t next[256];
    for (int h = 0; h < HEAD_COUNT; h++)
        for (int k = head_first[h]; k < head_first[h] + head_outputs[h]; k++)
            m->scale[k] = m->file.scale[h];
    m->rows = count_rows(file, next);
    m->keys = room(table_bytes(m));
    m->weights = (int8_t (*)[MODEL_OUTPUTS])(m->keys + BUCKETS);
    memset(m->weights[m->rows], 0, sizeof *m->weights);
    for (size_t i = 0; i < BUCKETS; i++, file += ROW) {
        size_t row = file[0] ? next[file[1]]++ : 0;
        m->keys[i] = file[0] ? model_key(file[0], file[1], (uint32_t)row) : MODEL_NOBODY;
        if (file[0])
            memcpy(m->weights[row], file + 2, MODEL_OUTPUTS);
    }
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
    if (m)
        free(m->keys);
    free(m);
}

size_t model_bytes(const struct model *m)
{
    return sizeof *m + table_bytes(m);
}

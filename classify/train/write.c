#include "classify/train/write.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"

/* One output's weight. That of the gate is how much more class 1 is than class 0. */
static double weight_of(const struct fit *f, enum head h, const double *w, size_t at, size_t c)
{
    const double *of = w + at * f->classes;
    return h == HEAD_GATE ? of[1] - of[0] : of[c];
}

void model_put_head(struct model_file *file, uint8_t *rows, enum head h, const struct fit *f, const double *w, double temperature)
{
    size_t columns = f->m->columns;
    double most = 0;
    for (size_t at = 0; at < columns; at++)
        for (size_t c = 0; c < head_outputs[h]; c++)
            most = fmax(most, fabs(weight_of(f, h, w, at, c)));
    double unit = most > 0 ? most / 127 : 1;
    file->scale[h] = (float)(unit / temperature);
    file->heads |= 1u << h;
    for (size_t c = 0; c < head_outputs[h]; c++) {
        size_t k = head_first[h] + c;
        for (size_t at = 0; at < columns; at++)
            ((int8_t *)rows)[f->m->bucket[at] * (size_t)MODEL_ROW + 2 + k] = (int8_t)lround(weight_of(f, h, w, at, c) / unit);
        for (size_t d = 0; d < DENSE; d++)
            file->dense[d][k] = (float)(weight_of(f, h, w, columns + d, c) / temperature);
        file->bias[k] = (float)(weight_of(f, h, w, columns + DENSE, c) / temperature);
    }
}

void model_rows(const struct model *m, uint8_t *rows)
{
    for (size_t at = 0; at < 1u << FEATURE_BITS; at++, rows += MODEL_ROW) {
        uint32_t key = m->keys[at];
        memset(rows, 0, MODEL_ROW);
        if (key == MODEL_NOBODY)
            continue;
        rows[0] = (uint8_t)(key << 1 | 1);
        rows[1] = (uint8_t)model_key_idf(key);
        memcpy(rows + 2, m->weights[model_key_row(key)], MODEL_OUTPUTS);
    }
}

void model_put_vocabulary(uint8_t *rows, const struct vocabulary *vo)
{
    for (size_t at = 0; at < 1u << FEATURE_BITS; at++)
        if (vo->owner[at]) {
            rows[at * MODEL_ROW] = feature_tag(vo->owner[at]);
            rows[at * MODEL_ROW + 1] = vo->idf[at];
        }
}

void model_write(struct model_file *file, const uint8_t *rows, struct buf *out)
{
    size_t n = (size_t)MODEL_ROW << FEATURE_BITS, after = offsetof(struct model_file, made_of);
    struct buf plain = { 0 };
    memcpy(file->magic, "PULSOMD2", sizeof file->magic);
    file->bits = FEATURE_BITS;
    file->row_bytes = MODEL_ROW;
    buf_reserve(&plain, sizeof *file + n);
    buf_add(&plain, (struct slice){ (const char *)file, sizeof *file });
    buf_add(&plain, (struct slice){ (const char *)rows, n });
    file->sum = hash64((struct slice){ plain.p + after, plain.n - after });
    memcpy(plain.p, file, sizeof *file);
    if (!model_pack(buf_slice(&plain), out))
        abort();
    buf_fini(&plain);
}

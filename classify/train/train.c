#include "classify/train/train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "classify/train/fit.h"

enum { FOLDS = 5, CLASSES = INTENT_COUNT };

struct job {
    const struct recipe *r;
    const struct texts *t;
    struct matrix m;
    int *class_of;
    float *weight, *in_fold;
    double *scores;                       /* of each row, from the fold that had not seen it */
    double *w;
    struct model_file *file;
    uint8_t *rows;
    void (*progress)(const char *what, double part);
    double done;
};

static size_t classes(enum head h)
{
    return h == HEAD_GATE ? 2 : head_outputs[h];
}

static int class_in(enum head h, const struct text *x)
{
    switch (h) {
    case HEAD_GENERAL: case HEAD_CARE: return x->head == h ? x->label : -1;
    case HEAD_GATE: return x->head == HEAD_CARE;
    case HEAD_INTENT: return x->intent;
    case HEAD_COUNT: break;
    }
    return -1;
}

/* Each text's weight, times a power of how rare its class is: 0 leaves classes as they come, 1 makes all weigh the same. */
static size_t weigh(struct job *j, enum head h)
{
    double of[CLASSES] = { 0 }, all = 0, present = 0;
    size_t n = 0;
    for (size_t i = 0; i < j->t->n; i++) {
        const struct text *x = &j->t->v[i];
        j->class_of[i] = x->flags & TEXT_HELD ? -1 : class_in(h, x);
        j->weight[i] = x->weight;
        if (j->class_of[i] >= 0) {
            of[j->class_of[i]] += (double)x->weight;
            all += (double)x->weight;
            n++;
        }
    }
    for (size_t k = 0; k < classes(h); k++)
        present += of[k] > 0;
    for (size_t i = 0; i < j->t->n; i++)
        if (j->class_of[i] >= 0)
            j->weight[i] *= (float)pow(all / (present * of[j->class_of[i]]), j->r->head[h].balance);
    return present < 2 ? 0 : n;
}

/* Folds follow from the text, so they do not change when a file is added. */
static unsigned fold_of(const struct text *x)
{
    return (unsigned)((x->same >> 20) % FOLDS);
}

static void cross_validate(struct job *j, struct fit *f)
{
    for (unsigned fold = 0; fold < FOLDS; fold++) {
        for (size_t i = 0; i < j->t->n; i++)
            j->in_fold[i] = fold_of(&j->t->v[i]) == fold ? 0 : j->weight[i];
        f->weight = j->in_fold;
        fit_run(f, j->w);
        for (size_t i = 0; i < j->t->n; i++)
            if (fold_of(&j->t->v[i]) == fold && j->class_of[i] >= 0)
                fit_scores(f, j->w, i, j->scores + i * CLASSES);
        if (j->progress)
            j->progress("training", j->done += 1.0 / (HEAD_COUNT * (FOLDS + 1)));
    }
}

/* Of texts of full weight: the others only help. */
static double macro_f1(const struct job *j, size_t k)
{
    size_t hit[CLASSES] = { 0 }, said[CLASSES] = { 0 }, is[CLASSES] = { 0 }, n = 0;
    double sum = 0;
    for (size_t i = 0; i < j->t->n; i++) {
        if (j->class_of[i] < 0 || j->t->v[i].weight < 1)
            continue;
        size_t best = 0;
        for (size_t c = 1; c < k; c++)
            best = j->scores[i * CLASSES + c] > j->scores[i * CLASSES + best] ? c : best;
        said[best]++;
        is[j->class_of[i]]++;
        hit[best] += best == (size_t)j->class_of[i];
    }
    for (size_t c = 0; c < k; c++)
        if (is[c]) {
            sum += said[c] + is[c] ? 2.0 * (double)hit[c] / (double)(said[c] + is[c]) : 0;
            n++;
        }
    return n ? sum / (double)n : 0;
}

static double surprise(const struct job *j, size_t k, double temperature)
{
    double sum = 0;
    for (size_t i = 0; i < j->t->n; i++) {
        const double *s = j->scores + i * CLASSES;
        double most = s[0], all = 0;
        if (j->class_of[i] < 0 || j->t->v[i].weight < 1)
            continue;
        for (size_t c = 1; c < k; c++)
            most = s[c] > most ? s[c] : most;
        for (size_t c = 0; c < k; c++)
            all += exp((s[c] - most) / temperature);
        sum += (double)j->t->v[i].weight * (log(all) - (s[j->class_of[i]] - most) / temperature);
    }
    return sum;
}

/* The temperature at which unseen texts surprise least (Guo et al. 2017, On Calibration of Modern Neural Networks). */
static double temperature_of(const struct job *j, size_t k)
{
    double best = 1, least = surprise(j, k, 1);
    for (double t = 0.3; t < 4; t *= 1.02) {
        double s = surprise(j, k, t);
        if (s < least) {
            least = s;
            best = t;
        }
    }
    return best;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* How sure it was of texts that it had not seen: MODEL_SURE quantiles. */
static void keep_sure(const struct job *j, enum head h, double temperature)
{
    float *sure = calloc(j->t->n + 1, sizeof *sure), logit[LABEL_COUNT], p[LABEL_COUNT];
    size_t n = 0;
    if (!sure)
        abort();
    for (size_t i = 0; i < j->t->n; i++) {
        if (j->class_of[i] < 0 || j->t->v[i].weight < 1)
            continue;
        for (size_t c = 0; c < LABEL_COUNT; c++)
            logit[c] = (float)(j->scores[i * CLASSES + c] / temperature);
        softmax(logit, LABEL_COUNT, p);
        sure[n++] = fmaxf(p[0], fmaxf(p[1], p[2]));
    }
    qsort(sure, n, sizeof *sure, by_value);
    for (size_t k = 0; n && k < MODEL_SURE; k++)
        j->file->sure[h][k] = sure[k * (n - 1) / (MODEL_SURE - 1)];
    free(sure);
}

/* One output's weights, as the file has them. out[c] of the gate is how much more class 1 is than class 0. */
static double weight_of(const struct job *j, enum head h, size_t at, size_t c)
{
    size_t k = classes(h);
    return h == HEAD_GATE ? j->w[at * k + 1] - j->w[at * k] : j->w[at * k + c];
}

static void store(struct job *j, enum head h, double temperature)
{
    size_t columns = j->m.columns;
    double most = 0;
    for (size_t at = 0; at < columns; at++)
        for (size_t c = 0; c < head_outputs[h]; c++)
            most = fmax(most, fabs(weight_of(j, h, at, c)));
    double unit = most > 0 ? most / 127 : 1;
    j->file->scale[h] = (float)(unit / temperature);
    j->file->heads |= 1u << h;
    for (size_t c = 0; c < head_outputs[h]; c++) {
        size_t k = head_first[h] + c;
        for (size_t at = 0; at < columns; at++)
            ((int8_t *)j->rows)[j->m.bucket[at] * (size_t)(2 + MODEL_OUTPUTS) + 2 + k] = (int8_t)lround(weight_of(j, h, at, c) / unit);
        for (size_t d = 0; d < DENSE; d++)
            j->file->dense[d][k] = (float)(weight_of(j, h, columns + d, c) / temperature);
        j->file->bias[k] = (float)(weight_of(j, h, columns + DENSE, c) / temperature);
    }
}

static void train_head(struct job *j, enum head h, struct train_head *report)
{
    report->texts = weigh(j, h);
    if (!report->texts)
        return;
    struct fit f = { .m = &j->m, .classes = classes(h), .class_of = j->class_of, .c = j->r->head[h].c };
    j->w = calloc(fit_size(&f), sizeof *j->w);
    if (!j->w)
        abort();
    cross_validate(j, &f);
    report->columns = j->m.columns;
    report->macro_f1 = macro_f1(j, f.classes);
    report->temperature = temperature_of(j, f.classes);
    if (h <= HEAD_CARE)
        keep_sure(j, h, report->temperature);
    f.weight = j->weight;
    fit_run(&f, j->w);
    store(j, h, report->temperature);
    free(j->w);
}

static void rows_begin(struct job *j, const struct vocabulary *vo)
{
    for (size_t at = 0; at < 1u << FEATURE_BITS; at++)
        if (vo->owner[at]) {
            uint8_t *row = j->rows + at * (2 + MODEL_OUTPUTS);
            row[0] = feature_tag(vo->owner[at]);
            row[1] = vo->idf[at];
        }
}

static void *room(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

void train_model(const struct recipe *r, const struct texts *t, struct buf *out, struct train_report *report,
                 void (*progress)(const char *what, double part))
{
    size_t size = sizeof(struct model_file) + ((size_t)(2 + MODEL_OUTPUTS) << FEATURE_BITS), after = offsetof(struct model_file, made_of);
    struct vocabulary *vo = room(1, sizeof *vo);
    struct model_file *file = room(1, sizeof *file);
    struct job j = { .r = r, .t = t, .file = file, .progress = progress };
    struct buf plain = { 0 };
    *report = (struct train_report){ .repeated = t->repeated };
    vocabulary_make(vo, t);
    matrix_make(&j.m, t, vo);
    j.class_of = room(t->n, sizeof *j.class_of);
    j.weight = room(t->n, sizeof *j.weight);
    j.in_fold = room(t->n, sizeof *j.in_fold);
    j.scores = room(t->n * CLASSES, sizeof *j.scores);
    j.rows = room((size_t)(2 + MODEL_OUTPUTS) << FEATURE_BITS, 1);
    rows_begin(&j, vo);
    for (int h = 0; h < HEAD_COUNT; h++) {
        train_head(&j, (enum head)h, &report->head[h]);
        j.done = (h + 1.0) / HEAD_COUNT;
    }
    memcpy(file->magic, "PULSOMD1", 8);
    memcpy(file->lang, r->lang, sizeof file->lang);
    file->bits = FEATURE_BITS;
    file->row_bytes = 2 + MODEL_OUTPUTS;
    snprintf(file->made_of, sizeof file->made_of, "%zu texts, recipe %016llx", t->n, (unsigned long long)r->sum);
    buf_reserve(&plain, size);
    buf_add(&plain, (struct slice){ (const char *)file, sizeof *file });
    buf_add(&plain, (struct slice){ (const char *)j.rows, (size_t)(2 + MODEL_OUTPUTS) << FEATURE_BITS });
    file->sum = hash64((struct slice){ plain.p + after, plain.n - after });
    memcpy(plain.p, file, sizeof *file);
    if (!model_pack(buf_slice(&plain), out))
        abort();
    buf_fini(&plain);
    matrix_fini(&j.m);
    free(j.class_of);
    free(j.weight);
    free(j.in_fold);
    free(j.scores);
    free(j.rows);
    free(file);
    free(vo);
}

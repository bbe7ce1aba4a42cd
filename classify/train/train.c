#include "classify/train/train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "classify/train/unseen.h"
#include "classify/train/write.h"

enum { CLASSES = INTENT_COUNT };

struct job {
    const struct recipe *r;
    const struct texts *t;
    struct matrix all, m;                 /* m: what the head in work learns from */
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
    case HEAD_GATE: return x->head == HEAD_INTENT ? -1 : x->head == HEAD_CARE;
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

static void cross_validate(struct job *j, struct fit *f)
{
    for (unsigned fold = 0; fold < FOLDS; fold++) {
        for (size_t i = 0; i < j->t->n; i++)
            j->in_fold[i] = text_fold(&j->t->v[i]) == fold ? 0 : j->weight[i];
        f->weight = j->in_fold;
        fit_run(f, j->w);
        for (size_t i = 0; i < j->t->n; i++)
            if (text_fold(&j->t->v[i]) == fold && j->class_of[i] >= 0)
                fit_scores(f, j->w, i, j->scores + i * CLASSES);
        if (j->progress)
            j->progress("training", j->done += 1.0 / (HEAD_COUNT * (FOLDS + 1)));
    }
}

static void train_head(struct job *j, enum head h, struct train_head *report)
{
    report->texts = weigh(j, h);
    if (!report->texts)
        return;
    matrix_narrow(&j->m, &j->all, j->class_of);
    struct fit f = { .m = &j->m, .classes = classes(h), .class_of = j->class_of, .c = j->r->head[h].c };
    j->w = calloc(fit_size(&f), sizeof *j->w);
    if (!j->w)
        abort();
    cross_validate(j, &f);
    struct unseen u = { j->t, j->class_of, f.classes, j->scores };
    report->columns = j->m.columns;
    report->macro_f1 = unseen_macro_f1(&u);
    report->temperature = j->r->head[h].temperature > 0 ? j->r->head[h].temperature : unseen_temperature(&u);
    if (h <= HEAD_CARE)
        unseen_sure(&u, report->temperature, j->file->sure[h]);
    f.weight = j->weight;
    fit_run(&f, j->w);
    model_put_head(j->file, j->rows, h, &f, j->w, report->temperature);
    matrix_fini(&j->m);
    free(j->w);
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
    struct vocabulary *vo = room(1, sizeof *vo);
    struct model_file *file = room(1, sizeof *file);
    struct job j = { .r = r, .t = t, .file = file, .progress = progress };
    *report = (struct train_report){ .repeated = t->repeated };
    vocabulary_make(vo, t);
    matrix_make(&j.all, t, vo);
    j.class_of = room(t->n, sizeof *j.class_of);
    j.weight = room(t->n, sizeof *j.weight);
    j.in_fold = room(t->n, sizeof *j.in_fold);
    j.scores = room(t->n * CLASSES, sizeof *j.scores);
    j.rows = room((size_t)MODEL_ROW << FEATURE_BITS, 1);
    model_put_vocabulary(j.rows, vo);
    for (int h = 0; h < HEAD_COUNT; h++) {
        train_head(&j, (enum head)h, &report->head[h]);
        j.done = (h + 1.0) / HEAD_COUNT;
    }
    memcpy(file->lang, r->lang, sizeof file->lang);
    snprintf(file->made_of, sizeof file->made_of, "%zu texts, recipe %016llx", t->n, (unsigned long long)r->sum);
    model_write(file, j.rows, out);
    matrix_fini(&j.all);
    free(j.class_of);
    free(j.weight);
    free(j.in_fold);
    free(j.scores);
    free(j.rows);
    free(file);
    free(vo);
}

#include "classify/train/adapt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "classify/train/unseen.h"
#include "classify/train/write.h"

static const double c_tried[] = { 0.25, 1, 4 }, balance_tried[] = { 0, 0.5, 1 };
enum { CS = sizeof c_tried / sizeof *c_tried, BALANCES = sizeof balance_tried / sizeof *balance_tried, TRIED = CS * BALANCES };

struct adapting {
    const struct model *base;
    uint8_t *rows;                   /* of the base, as its file has them */
    const struct texts *t;
    enum head from;                  /* the base's head that is moved */
    struct matrix all, m;            /* all the base's words and the new ones; those that the corrections use */
    int *class_of;
    float *weight;
    double *start, *w;               /* w0, and what was fitted */
    double *scores[TRIED];           /* of each text, from the fit that had not seen it */
    uint8_t *base_said, *said;       /* labels of each text, by the base and by the adapted one */
    void (*progress)(const char *what, double part);
    double done;
};

static void *room(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

/* The base's buckets stay the base's. Of their owners it keeps bucket and tag, which is all that matters here. */
static size_t vocabulary_on_top(struct vocabulary *vo, const struct adapting *a)
{
    size_t added = 0;
    vocabulary_make(vo, a->t);
    for (uint32_t at = 0; at < 1u << FEATURE_BITS; at++) {
        const uint8_t *row = a->rows + (size_t)at * MODEL_ROW;
        if (row[0]) {
            vo->owner[at] = at << (32 - FEATURE_BITS) | row[0];
            vo->idf[at] = row[1];
        } else {
            added += vo->owner[at] != 0;
        }
    }
    return added;
}

static double *start_from(const struct adapting *a, const struct matrix *m)
{
    const struct model_file *f = &a->base->file;
    const int8_t *rows = (const int8_t *)a->rows;
    size_t k0 = head_first[a->from], n = m->columns;
    double *w = room((n + DENSE + 1) * LABEL_COUNT, sizeof *w);
    for (size_t k = 0; k < LABEL_COUNT; k++) {
        for (size_t at = 0; at < n; at++)
            w[at * LABEL_COUNT + k] = (double)f->scale[a->from] * rows[m->bucket[at] * (size_t)MODEL_ROW + 2 + k0 + k];
        for (size_t d = 0; d < DENSE; d++)
            w[(n + d) * LABEL_COUNT + k] = (double)f->dense[d][k0 + k];
        w[(n + DENSE) * LABEL_COUNT + k] = (double)f->bias[k0 + k];
    }
    return w;
}

/* The base's weights with those in their places that were learned. Columns of both go up by bucket. */
static double *whole_weights(const struct adapting *a)
{
    double *w = start_from(a, &a->all);
    for (size_t at = 0, of = 0; of < a->m.columns; at++)
        if (a->all.bucket[at] == a->m.bucket[of])
            memcpy(w + at * LABEL_COUNT, a->w + of++ * LABEL_COUNT, LABEL_COUNT * sizeof *w);
    memcpy(w + a->all.columns * LABEL_COUNT, a->w + a->m.columns * LABEL_COUNT, (DENSE + 1) * LABEL_COUNT * sizeof *w);
    return w;
}

/* The balance of all texts but those of the fold; FOLDS: of all. */
static void weigh(struct adapting *a, unsigned fold, double balance)
{
    double of[LABEL_COUNT] = { 0 }, all = 0, present = 0;
    for (size_t i = 0; i < a->t->n; i++)
        of[a->class_of[i]] += text_fold(&a->t->v[i]) != fold;
    for (size_t k = 0; k < LABEL_COUNT; k++) {
        all += of[k];
        present += of[k] > 0;
    }
    for (size_t i = 0; i < a->t->n; i++)
        a->weight[i] = text_fold(&a->t->v[i]) == fold ? 0 : (float)pow(all / (present * of[a->class_of[i]]), balance);
}

static struct fit fit_of(const struct adapting *a, size_t tried)
{
    return (struct fit){ .m = &a->m, .classes = LABEL_COUNT, .class_of = a->class_of, .weight = a->weight, .c = c_tried[tried % CS], .start = a->start };
}

static void try_it(struct adapting *a, size_t tried)
{
    struct fit f = fit_of(a, tried);
    a->scores[tried] = room(a->t->n * SCORES, sizeof *a->scores[tried]);
    for (unsigned fold = 0; fold < FOLDS; fold++) {
        weigh(a, fold, balance_tried[tried / CS]);
        fit_run(&f, a->w);
        for (size_t i = 0; i < a->t->n; i++)
            if (text_fold(&a->t->v[i]) == fold)
                fit_scores(&f, a->w, i, a->scores[tried] + i * SCORES);
        if (a->progress)
            a->progress("adapting", a->done += 1.0 / (TRIED * FOLDS + 1));
    }
}

/* What is best on all texts but those of the fold; FOLDS: on all. */
static size_t best_without(const struct adapting *a, unsigned fold)
{
    int *class_of = room(a->t->n, sizeof *class_of);
    size_t best = 0;
    double most = -1;
    for (size_t i = 0; i < a->t->n; i++)
        class_of[i] = text_fold(&a->t->v[i]) == fold ? -1 : a->class_of[i];
    for (size_t k = 0; k < TRIED; k++) {
        double f1 = unseen_macro_f1(&(struct unseen){ a->t, class_of, LABEL_COUNT, a->scores[k] });
        if (f1 > most) {
            most = f1;
            best = k;
        }
    }
    free(class_of);
    return best;
}

static void say_adapted(struct adapting *a)
{
    size_t best[FOLDS];
    for (unsigned fold = 0; fold < FOLDS; fold++)
        best[fold] = best_without(a, fold);
    for (size_t i = 0; i < a->t->n; i++) {
        struct unseen u = { a->t, a->class_of, LABEL_COUNT, a->scores[best[text_fold(&a->t->v[i])]] };
        a->said[i] = (uint8_t)unseen_said(&u, i);
    }
}

/* The base as mentions meet it, both heads and its gate. */
static void say_base(struct adapting *a)
{
    struct scorer sc = { .lang = a->base->file.lang, .lx = a->t->lx, .model = a->base, .coverage = 1 };
    for (size_t i = 0; i < a->t->n; i++) {
        struct arena arena = { 0 };
        struct tokens k;
        struct feeling f;
        tokens_scan(a->t->tk, &arena, slice_of(a->t->v[i].said), &k);
        scorer_run(&sc, a->t->scratch, &k, 0, k.n, &f);
        a->base_said[i] = (uint8_t)f.sentiment.label;
        arena_fini(&arena);
    }
}

/* The base's rows, the new words' with them, and the moved weights as the head `care`; without `general` its gate is always open. */
static void write_model(struct adapting *a, const struct vocabulary *vo, const char *brand, struct adapt_report *r, struct buf *out)
{
    size_t chosen = best_without(a, FOLDS), bytes = (size_t)MODEL_ROW << FEATURE_BITS;
    struct fit f = fit_of(a, chosen);
    struct unseen u = { a->t, a->class_of, LABEL_COUNT, a->scores[chosen] };
    struct model_file file = a->base->file;
    uint8_t *rows = room(bytes, 1);
    r->c = c_tried[chosen % CS];
    r->balance = balance_tried[chosen / CS];
    r->temperature = unseen_temperature(&u);
    memcpy(rows, a->rows, bytes);
    for (size_t at = 0; at < 1u << FEATURE_BITS; at++)
        memset(rows + at * MODEL_ROW + 2, 0, head_first[HEAD_INTENT]);
    model_put_vocabulary(rows, vo);
    file.heads &= 1u << HEAD_INTENT;
    memset(file.sure, 0, sizeof file.sure);
    weigh(a, FOLDS, r->balance);
    fit_run(&f, a->w);
    double *w = whole_weights(a);
    f.m = &a->all;
    model_put_head(&file, rows, HEAD_CARE, &f, w, r->temperature);
    unseen_sure(&u, r->temperature, file.sure[HEAD_CARE]);
    free(w);
    memset(file.made_of, 0, sizeof file.made_of);
    snprintf(file.made_of, sizeof file.made_of, "%.24s on %.12s: %zu texts", brand, a->base->version, a->t->n);
    model_write(&file, rows, out);
    free(rows);
}

static bool enough(const struct adapting *a, struct err *e)
{
    size_t of[LABEL_COUNT] = { 0 };
    for (size_t i = 0; i < a->t->n; i++)
        of[a->class_of[i]]++;
    if (a->t->n < ADAPT_TEXTS_LEAST)
        return err_set(e, ERR_CONFIG, "%zu corrections, and %zu repeated ones: at least %d different ones are needed to tell whether a model is better",
                       a->t->n, a->t->repeated, ADAPT_TEXTS_LEAST);
    for (size_t k = 0; k < LABEL_COUNT; k++)
        if (of[k] == a->t->n)
            return err_set(e, ERR_CONFIG, "all %zu corrections are %s: what tells labels apart cannot be learned from one", a->t->n, label_name((enum label)k));
    return true;
}

static void fini(struct adapting *a)
{
    for (size_t k = 0; k < TRIED; k++)
        free(a->scores[k]);
    matrix_fini(&a->all);
    matrix_fini(&a->m);
    free(a->rows);
    free(a->class_of);
    free(a->weight);
    free(a->start);
    free(a->w);
    free(a->base_said);
    free(a->said);
}

static void choose(struct adapting *a, struct adapt_report *r)
{
    a->w = room((a->m.columns + DENSE + 1) * LABEL_COUNT, sizeof *a->w);
    a->start = start_from(a, &a->m);
    for (size_t k = 0; k < TRIED; k++)
        try_it(a, k);
    say_adapted(a);
    say_base(a);
    paired_figures(&(struct paired){ a->t->n, a->class_of, a->base_said, a->said }, &r->compared);
    r->better = r->compared.new_f1 > r->compared.old_f1 && r->compared.surer >= ADAPT_SURE && r->compared.known >= ADAPT_SURE;
}

bool adapt_model(const struct model *base, const struct texts *t, const char *brand, struct buf *out, struct adapt_report *r,
                 void (*progress)(const char *what, double part), struct err *e)
{
    struct adapting a = { .base = base, .t = t, .from = model_has(base, HEAD_CARE) ? HEAD_CARE : HEAD_GENERAL, .progress = progress };
    struct vocabulary *vo = room(1, sizeof *vo);
    *r = (struct adapt_report){ .texts = t->n, .repeated = t->repeated };
    a.rows = room((size_t)MODEL_ROW << FEATURE_BITS, 1);
    model_rows(base, a.rows);
    a.class_of = room(t->n, sizeof *a.class_of);
    a.weight = room(t->n, sizeof *a.weight);
    a.base_said = room(t->n, 1);
    a.said = room(t->n, 1);
    for (size_t i = 0; i < t->n; i++)
        a.class_of[i] = t->v[i].label;
    bool ok = enough(&a, e);
    if (ok) {
        r->added = vocabulary_on_top(vo, &a);
        matrix_make(&a.all, t, vo);
        matrix_narrow(&a.m, &a.all, a.class_of);
        choose(&a, r);
    }
    if (ok && r->better)
        write_model(&a, vo, brand, r, out);
    free(vo);
    fini(&a);
    return ok;
}

/*
 * fit: softmax regression with an L2 penalty, on the features of texts that own
 * a bucket of the vocabulary, each times its idf, the whole of length 1, and on
 * the dense numbers as they are. What is minimised:
 *
 *   sum over texts of weight * -log P(class)  +  |w - w0|^2 / (2 C)
 *
 * w0 is 0, or the weights of a model that is to be adapted. The bias is free.
 */
#ifndef PULSO_CLASSIFY_FIT_H
#define PULSO_CLASSIFY_FIT_H

#include "classify/train/texts.h"

/* Texts by rows; columns are the buckets in use, numbered. */
struct matrix {
    size_t rows, columns;
    size_t *start;               /* rows + 1 */
    uint32_t *column;
    float *value;
    const struct text **text;
    uint32_t *bucket;            /* of each column */
};
void matrix_make(struct matrix *m, const struct texts *t, const struct vocabulary *vo);   /* all texts, in their order */
/* The same rows and only the columns that rows with a class use: a weight that nothing is learned for stays what it was, so it
 * needs no time. Rows without a class are empty. */
void matrix_narrow(struct matrix *m, const struct matrix *all, const int *class_of);
void matrix_fini(struct matrix *m);

struct fit {
    const struct matrix *m;
    size_t classes;
    const int *class_of;         /* of each row; -1: has none */
    const float *weight;         /* of each row; 0: not learned from */
    double c;                    /* C */
    const double *start;         /* w0, laid out as w; NULL: 0 */
};
/* Weights: w[column * classes + class], then the dense ones w[(columns + d) * classes + class], then the biases. */
size_t fit_size(const struct fit *f);
void fit_run(const struct fit *f, double *w);
void fit_scores(const struct fit *f, const double *w, size_t row, double *out);

#endif

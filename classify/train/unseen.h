/*
 * unseen: how right fits are on the texts that they did not learn from: five
 * folds, each text scored by the fit that had not seen its fold. Gives what is
 * reported, and the temperature and quantiles that make confidence honest.
 */
#ifndef PULSO_CLASSIFY_UNSEEN_H
#define PULSO_CLASSIFY_UNSEEN_H

#include "classify/train/texts.h"

enum { FOLDS = 5, SCORES = INTENT_COUNT };

/* Borrows all of it. */
struct unseen {
    const struct texts *t;
    const int *class_of;         /* of each text; -1: has none */
    size_t classes;
    const double *scores;        /* SCORES of each text */
};

/* Folds follow from the text, so they do not change when a file is added. */
static inline unsigned text_fold(const struct text *x) { return (unsigned)((x->same >> 20) % FOLDS); }
size_t unseen_said(const struct unseen *u, size_t row);
double unseen_macro_f1(const struct unseen *u);          /* of texts of full weight: the others only help */
double unseen_temperature(const struct unseen *u);       /* at which texts of full weight surprise least */
/* How sure of texts of full weight: quantiles. Labels only. */
void unseen_sure(const struct unseen *u, double temperature, float sure[MODEL_SURE]);

#endif

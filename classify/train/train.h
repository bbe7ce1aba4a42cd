/*
 * train: makes a model file from labelled texts. The same texts and recipe give
 * the same bytes. Five-fold cross-validation gives each head's temperature (so
 * that confidence means what it says) and the figures that are reported.
 */
#ifndef PULSO_CLASSIFY_TRAIN_H
#define PULSO_CLASSIFY_TRAIN_H

#include "base/buf.h"
#include "classify/train/recipe.h"

struct train_head {
    size_t texts, columns;
    double macro_f1, temperature;         /* of the texts that each fold did not learn from */
};
struct train_report { struct train_head head[HEAD_COUNT]; size_t repeated; };

/* out: the model file's bytes. progress may be NULL: called as work goes on, with what is done. */
void train_model(const struct recipe *r, const struct texts *t, struct buf *out, struct train_report *report,
                 void (*progress)(const char *what, double part));

#endif

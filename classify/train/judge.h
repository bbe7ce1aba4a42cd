/*
 * judge: how right a model is on labelled texts: precision, recall and F1 by
 * label, macro-F1 with its 95 % interval (1,000 bootstrap samples, fixed seed),
 * the confusion matrix, and the expected calibration error (10 bins of equal
 * width of the confidence: mean of |how often right - confidence|, weighted by
 * bin). The same for intents, where the texts have them. What tells no confidence
 * (below 0: found by a sign, not learned) has no part in what is about confidence.
 */
#ifndef PULSO_CLASSIFY_JUDGE_MODEL_H
#define PULSO_CLASSIFY_JUDGE_MODEL_H

#include <stdio.h>

#include "base/buf.h"
#include "classify/sentiment/scorer.h"

enum { JUDGED_CLASSES = INTENT_COUNT, JUDGED_BINS = 10 };

struct judged_pair { uint8_t is, said; float confidence; };   /* confidence below 0: tells none */

struct judged {
    size_t classes;
    const char *(*name)(int c);
    struct judged_pair *v;
    size_t n, cap;
};

struct judged_figures {
    size_t matrix[JUDGED_CLASSES][JUDGED_CLASSES];   /* [is][said] */
    double precision[JUDGED_CLASSES], recall[JUDGED_CLASSES], f1[JUDGED_CLASSES];
    double macro_f1, macro_f1_low, macro_f1_high, macro_recall, accuracy;
    double calibration_error;     /* of those that are told */
    size_t told;                  /* pairs with a confidence; of them are: */
    struct { size_t n; double confidence, right; } bin[JUDGED_BINS];
    double unsure_tenth;          /* accuracy without the tenth of least confidence */
};

void judged_labels(struct judged *j);       /* begins one of labels */
void judged_intents(struct judged *j);
void judged_add(struct judged *j, int is, int said, float confidence);
void judged_fini(struct judged *j);
void judged_figures(const struct judged *j, struct judged_figures *out);
void judged_print(const struct judged *j, const char *title, FILE *f);
void judged_json(const struct judged *j, struct buf *out);
/* F1 of "is one of the classes in `set`" (bits) against the rest. */
double judged_f1_of(const struct judged *j, unsigned set);

#endif

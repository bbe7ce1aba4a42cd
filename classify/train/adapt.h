/*
 * adapt: a model for one brand, from a model that is there and from labelled
 * mentions of the brand: the base's sentiment weights move only as far as the
 * labels ask (fit.h: w0), and words that it does not know get the buckets that it
 * left free. How strongly it may move (C) and how far labels are evened out
 * (balance) are chosen by five-fold cross-validation; the figure of a fold comes
 * from what was best on the other four, so choosing does not flatter.
 *
 * A model is made only when it is better than the base on texts that it has not
 * learned from, in 95 of 100 samples with replacement of them,
 * and right more often than by chance in as many: a base that says the same of all texts is beaten by guessing.
 */
#ifndef PULSO_CLASSIFY_ADAPT_H
#define PULSO_CLASSIFY_ADAPT_H

#include "base/buf.h"
#include "classify/train/paired.h"
#include "classify/train/texts.h"

enum { ADAPT_TEXTS_LEAST = 50 };
#define ADAPT_SURE 0.95          /* share of samples in which it must be better */

struct adapt_report {
    size_t texts, repeated;
    size_t added;                    /* features that the base does not know */
    struct paired_figures compared;  /* base and adapted, on the same unseen texts */
    double c, balance, temperature;
    bool better;
};

/* t: read with TEXT_SAID. out: the model's bytes, empty where it is not better. ERR_CONFIG: too few texts, or of one label only. */
bool adapt_model(const struct model *base, const struct texts *t, const char *brand, struct buf *out, struct adapt_report *r,
                 void (*progress)(const char *what, double part), struct err *e);

#endif

/*
 * irony: texts that say of themselves, by what stands in them, that praise is not
 * meant. A few signs that are hardly ever wrong; most irony bears none and is not
 * found (docs/sentiment.md has both figures). It changes no label: people are
 * warned, the model has learned what it could. Read-only, any thread.
 */
#ifndef PULSO_CLASSIFY_IRONY_H
#define PULSO_CLASSIFY_IRONY_H

#include "classify/sentiment/walk.h"

enum irony {
    IRONY_NONE,
    IRONY_SAID,        /* #ironía, "nótese el sarcasmo" */
    IRONY_THANKS,      /* thanks or congratulations for something bad: "gracias por nada", "felicidades por ser un desastre" */
    IRONY_LOVES,       /* what is loved is something bad: "me encanta que me dejen en visto" */
    IRONY_QUOTES       /* praise in quotation marks beside a complaint: muy "amables" */
};

/* The tokens [first, first + n) of t, which the walk has gone over. */
enum irony irony_sign(const struct tokens *t, size_t first, size_t n, const struct walk *w);

#endif

/*
 * scorer: one language's lexicon and learned model together: from tokens to a
 * label, how sure, why, and the intent. With a model its probabilities decide:
 * label is the likeliest, score is P(positive) - P(negative), confidence is the
 * label's probability; the lexicon is among what it looks at. Without one the
 * lexicon decides alone. Read-only; the scratch is one thread's.
 */
#ifndef PULSO_CLASSIFY_SCORER_H
#define PULSO_CLASSIFY_SCORER_H

#include "classify/sentiment/model.h"

struct scorer {
    const char *lang;
    const struct lexicon *lx;    /* NULL: neutral with confidence 0, and unsure */
    const struct model *model;   /* NULL: the lexicon alone */
    float coverage;              /* 0 to 1: how much of such texts it must be sure enough of; 1: of all */
};

struct scorer_scratch {
    struct features f;
    struct model_scores scores;
};

struct feeling {
    struct sentiment sentiment;
    enum intent intent;
    float intent_confidence;     /* below 0: by rule, which tells none, see intent.c */
    bool unsure;                 /* among the least sure, at the scorer's coverage: a person had better look */
    float sure;                  /* the confidence below which such a text is */
    bool irony;                  /* a sign of it: see irony.h */
};

/* What a text wants, by its label and a few words; where no model says it. lang: "es", "en", "pt". grumbles: something in it
 * is clearly bad, so that a negative label is a complaint whatever else it says. */
enum intent intent_by_rule(const char *lang, const struct tokens *t, enum label label, bool grumbles);
/* Above what was learned: emergency, purchase and suggestion, of which it has seen too few. */
enum intent intent_above(const char *lang, const struct tokens *t, enum intent learned, bool grumbles);

/* The least confidence that is sure, of a text of which nothing else is known. */
float scorer_sure(const struct scorer *sc);

/* The tokens [first, first + n), with the punctuation up to the next. */
void scorer_run(const struct scorer *sc, struct scorer_scratch *scratch, const struct tokens *t, size_t first, size_t n, struct feeling *out);

#endif

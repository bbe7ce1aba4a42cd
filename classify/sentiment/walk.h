/*
 * walk: one pass over the tokens of a text that collects what each feeling adds
 * (hits). Inside of sentiment only. Lives on the stack of one call.
 */
#ifndef PULSO_CLASSIFY_WALK_H
#define PULSO_CLASSIFY_WALK_H

#include "classify/sentiment/lexicon.h"

enum { HITS_MAX = 64 };

/* How a hit came to its value, for people: the product of all the numbers. */
enum walk_factor { BY_VOICE, BY_SCALE, BY_NEGATION, BY_CONTRAST, BY_SIGNS, BY_COUNT };   /* voice: capitals and stretching; signs: ! and ? */
struct walk_step {
    const struct entry *entry;    /* NULL: an emoticon, or a negation alone */
    float plain;                  /* the lexicon's value */
    float by[BY_COUNT];
};
struct walk_trace { struct walk_step v[HITS_MAX]; };

struct walk {
    const struct lexicon *lx;
    const struct tokens *t;
    bool shouting;                            /* all in capitals: capitals say nothing */
    size_t hits, sentence, before;            /* first hit of this sentence and of the one before it */
    float spilled, spilled_own;               /* sums of what found no room in hit */
    struct walk_trace *trace;                 /* NULL: nobody wants to know */
    unsigned bangs, asks, faces_up, faces_down;   /* ! and ? and emoticons of either feeling */
    struct { float by, lone; size_t left; uint32_t start, end; } negation;
    struct { float by; size_t left; uint32_t start; } scale;
    size_t since_hit;                         /* words */
    float weight;                             /* after a contrast */
    struct sentiment_why hit[HITS_MAX];       /* not zeroed */
    float own[HITS_MAX];                      /* of each hit: what entry.own came to, by the same factors */
};

static inline void walk_begin(struct walk *w, const struct lexicon *lx, const struct tokens *t)
{
    memset(w, 0, offsetof(struct walk, hit));
    w->lx = lx;
    w->t = t;
}
/* The tokens [first, end) of w->t, with the punctuation up to the next token. */
void walk_run(struct walk *w, size_t first, size_t end);

/* What words that are not the built-in lexicon's add, or take away. */
float walk_own(const struct walk *w);

/* What the lexicon alone makes of it. Keeps the strongest hits only. */
void walk_verdict(struct walk *w, struct sentiment *out);
/* The confidence below which the least sure 1 - coverage of texts lie, by the lexicon alone. */
float walk_sure(float coverage);

size_t why_weakest(const struct sentiment_why *v, size_t n);                           /* n at least 1 */
/* The strongest, in the order of the text, which v is in; v is changed. */
void why_keep(struct sentiment_why *v, size_t n, struct sentiment *out);

#endif

/*
 * voices: who says what of one brand in the last quarter of an hour: its negatives as they were read back (route/evidence.h), and beside
 * them some of the time before, which say what is usual. What they are asked for:
 *
 *   voices_weigh    how many of them count. Of one author at most same_author count, of one text at most same_text (texts of five words and
 *                   more, numbers, links and handles aside; reposts are not asked), so a flood of few accounts or of one text
 *                   is no crowd. And what speaks for more than the numbers say: an influential author, authors who together reach many and three
 *                   times as many each as those before, words of harm to people from three authors, half of them answers to one post of the
 *                   brand's own, a term that is suddenly there
 *   voices_causes   which terms, authors and links make the excess. Each mention counts for one term alone: for that which explains
 *                   most, then of what is left for the next; so parts add up (causes.h)
 *   voices_samples  five mentions that say what most say, each of another author and in other words; personal data masked
 *
 * Bounded: VOICES_MAX mentions, VOICES_BEFORE of before, 600 bytes of each text. An edit takes the place of what it edits, a deletion takes it
 * out. No clock, no I/O. One thread.
 */
#ifndef PULSO_ROUTE_CRISIS_VOICES_H
#define PULSO_ROUTE_CRISIS_VOICES_H

#include "app/brands.h"
#include "base/buf.h"
#include "model/mention.h"
#include "route/crisis/track.h"

#define VOICES_MAX 2000
#define VOICES_BEFORE 1000
#define VOICES_SAMPLES 5
#define VOICES_TERMS 64             /* sensitive ones */

struct voices_conf {
    int64_t same_author, same_text;      /* 0: as many as there are */
    int64_t influential;                 /* followers; 0: never */
    int64_t reach;                       /* followers of all authors together; 0: never */
    struct conf_strs sensitive_terms;    /* bare words */
    bool own_post, sudden_term;
};
extern const struct voices_conf voices_usual;

enum { RAISED_INFLUENTIAL = 1, RAISED_SENSITIVE = 2, RAISED_OWN_POST = 4, RAISED_TERM = 8, RAISED_REACH = 16, RAISED_KINDS = 5 };
extern const char *const voices_raised[RAISED_KINDS];      /* influential_author, sensitive_terms, own_post, sudden_term, reach */

struct voices_weight {
    size_t n;                /* negatives that were read */
    double heard;            /* the part of them that counts, 0 to 1; 1 where fewer than 5 were read */
    unsigned raised;         /* RAISED_* */
};

struct voices;
struct voices *voices_new(const struct voices_conf *c);    /* c outlives it */
void voices_free(struct voices *v);                        /* accepts NULL */
/* Empties it. The brand's own names are no causes. */
void voices_begin(struct voices *v, const struct brand *b);
/* before: of the time before the window. m is copied. topics: what classify found it to be about. */
void voices_add(struct voices *v, const struct mention *m, const struct slice *topics, size_t topic_count, bool before);
/* It was deleted, or is no negative any more. */
void voices_drop(struct voices *v, const struct mention *m);

/* topic, here and below: of those alone; NULL or "": of all. */
void voices_weigh(struct voices *v, const char *topic, struct voices_weight *out);
void voices_hear(struct voices *v, const char *topic, struct sight *s);    /* the same, into what an alarm sees; of a sensitive topic every mention counts */
void voices_print_raised(unsigned raised, struct buf *out);                /* "own_post","reach" */
/* Appends to out as causes_print does: kinds term, author, link. x, expected: of the window. */
void voices_causes(struct voices *v, const char *topic, double x, double expected, struct buf *out);
/* Appends {"platform":…,"id":…,"at":…,"author":…,"text":…},... */
void voices_samples(struct voices *v, const char *topic, struct buf *out);

#endif

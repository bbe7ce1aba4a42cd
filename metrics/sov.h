/*
 * sov: the arithmetic of share of voice. Whole numbers only until the very end:
 * a brand's share is its mentions / mentions of all brands of the set, and the
 * shares that are printed add up to exactly 100.0 %.
 */
#ifndef PULSO_METRICS_SOV_H
#define PULSO_METRICS_SOV_H

#include <stddef.h>
#include <stdint.h>

/* Labels in the order of enum label (classify/sentiment/sentiment.h), then originals, unsure ones, their potential reach, suspicious ones, then by how many SOV_UNITs less mentions of
 * several brands count when they are divided among these, then mentions of one topic, country, language or intent. */
enum sov_slot { SOV_NEGATIVE, SOV_NEUTRAL, SOV_POSITIVE, SOV_ORIGINALS, SOV_UNSURE, SOV_REACH, SOV_SUSPICIOUS, SOV_SHARED, SOV_OF_DIM, SOV_SLOTS };

/* Fractional mentions are counted in parts of one: 720720 is divided by every number up to 16 without a rest; by larger ones, which
 * mentions of so many brands are rare enough for, it is rounded to a millionth of a mention. */
#define SOV_UNIT 720720

struct sov_count { int64_t slot[SOV_SLOTS]; };

int64_t sov_mentions(const struct sov_count *c);                 /* the labels' sum */
/* In SOV_UNITs: a mention of n brands is 1/n of one for each of them. */
int64_t sov_fractional(const struct sov_count *c);
/* What n mentions of so many brands count less, then. */
int64_t sov_shared(int64_t n, int64_t brands);
void sov_add(struct sov_count *to, const struct sov_count *c);

/* parts[i] of `whole` units for each n[i]: they add up to whole (0 where all are 0), each at most one away from the exact
 * value; what is left over goes to the largest remainders. */
void sov_parts(const int64_t *n, size_t count, int64_t whole, int64_t *parts);
/* 95 % Wilson interval of n out of all; of fractional mentions it says how sure as many whole ones would be. */
void sov_wilson(double n, double all, double *low, double *high);
double sov_net(const struct sov_count *c);                       /* (positive - negative) / all, -1 to 1; 0 of nothing */
/* Counts of bins of different lengths (ms) as rates, in at most `width` blocks. Returns how many. */
size_t sov_series(const int64_t *n, const int64_t *ms, size_t count, double *out, size_t width);

#endif

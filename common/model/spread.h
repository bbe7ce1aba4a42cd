/*
 * spread: durations counted in fine logarithmic buckets, so that a median is read
 * from counters that add up over partitions and periods. Seconds below 64 have a
 * bucket each; from there on every doubling has 32, so a bucket is at most 1/32
 * of its durations wide and its middle at most 1.6 % away from any of them.
 */
#ifndef PULSO_MODEL_SPREAD_H
#define PULSO_MODEL_SPREAD_H

#include <stddef.h>
#include <stdint.h>

#define SPREAD_BUCKETS 896   /* up to 2^32 s */

int spread_bucket(int64_t seconds);        /* below 0: 0; the last one is open */
int64_t spread_low(int bucket);            /* the least second in it; that of the next one is its end */
/* The q-th part (0 to 1) of n = the sum of counts, by nearest rank: the middle of the bucket that holds it. 0 where n is 0. */
double spread_quantile(const int64_t counts[SPREAD_BUCKETS], double q);

#endif

/*
 * hll: how many different things were seen, in 2 KiB (HyperLogLog, Flajolet et
 * al. 2007, with the estimator of Ertl, arXiv 1702.01284, which needs no tables).
 * Registers only grow, so adding twice changes nothing, order does not matter, and
 * two sets are joined by the larger of each register. The standard error is
 * 1.04 / sqrt(2048) = 2.3 %, and less for few things.
 *
 * Stored form: up to HLL_SPARSE entries of three bytes, register (low byte first)
 * and value, a later one of the same register standing for the earlier; or all of
 * the registers, HLL_REGISTERS bytes. The length tells which.
 */
#ifndef PULSO_BASE_HLL_H
#define PULSO_BASE_HLL_H

#include "base/slice.h"

#define HLL_REGISTERS 2048
#define HLL_ERROR 0.023          /* one standard deviation, relative */
#define HLL_ENTRY 3
#define HLL_SPARSE ((HLL_REGISTERS - 1) / HLL_ENTRY)

/* What a hash (64 good bits) is to a set: which register it raises, and to what. */
#define HLL_CELLS (HLL_REGISTERS * 64)
int hll_cell(uint64_t hash);
/* The register that this cell raises, or -1: it changes nothing. */
int hll_raise(uint8_t r[HLL_REGISTERS], int cell);
int hll_add(uint8_t r[HLL_REGISTERS], uint64_t hash);    /* the same of a hash */
/* Joins a stored form into r. false: it is none. */
bool hll_join(uint8_t r[HLL_REGISTERS], struct slice stored);
double hll_count(const uint8_t r[HLL_REGISTERS]);

#endif

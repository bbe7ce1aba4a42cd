/*
 * compare_starts: which patterns of compare_table may begin at a token, by the first two letters of its word, so that
 * of some ninety a language a word tries two or three. Made once, at the first question; any thread.
 */
#ifndef PULSO_CLASSIFY_COMPARE_STARTS_H
#define PULSO_CLASSIFY_COMPARE_STARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define PATTERN_SETS 5     /* of 64 patterns each */

struct pattern_set { uint64_t bits[PATTERN_SETS]; };   /* bit i % 64 of bits[i / 64]: compare_patterns[i] */

/* named: a name stands there, or behind small words. lang: es, en, pt; of any other, none begins. */
struct pattern_set compare_starts(const char *lang, struct slice word, bool named);

#endif

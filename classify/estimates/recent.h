/*
 * recent: how the last records of some kind are stored that a partition keeps: one
 * string of Redis, a header of 16 bytes (five letters that say what it is, and how
 * many records there have been, at byte 8) and `kept` records of `bytes` bytes each, of
 * which the n-th has place n modulo `kept`. Little endian. A commit writes what was
 * added since the last one, so it costs by what is new.
 */
#ifndef PULSO_CLASSIFY_RECENT_H
#define PULSO_CLASSIFY_RECENT_H

#include "io/claims.h"

struct recent {
    const char *suffix;          /* of the key: ":near" */
    const char *mark;            /* five letters: "near1" */
    uint64_t kept;
    size_t bytes;
};

/* Whole numbers in so many bytes. */
void recent_put(char *to, uint64_t v, int bytes);
uint64_t recent_number(const char *from, int bytes);

/* Which records are in what is stored: [*from, *count). false: it is none of this kind. */
bool recent_read(const struct recent *r, struct slice stored, uint64_t *from, uint64_t *count);
const char *recent_at(const struct recent *r, struct slice stored, uint64_t at);

/* Into COMMIT_PIECES: of [stored, count) what is kept, and the header; nothing where nothing was added. print: the record `at` into `bytes` zeros. */
void recent_commit(const struct recent *r, uint64_t stored, uint64_t count, void (*print)(const void *of, uint64_t at, char *to), const void *of, struct commit *k);

#endif

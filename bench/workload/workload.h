/*
 * workload: texts and queries for benchmarks, the same in every run. Texts are
 * made up (Spanish of 140 bytes, few words frequent and many rare, with tags,
 * accents, emoji and addresses) or read from a file, a text a line; queries
 * take their words from what the texts say.
 *
 * The first WORKLOAD_POPULAR queries are about brands that the texts speak of.
 * All others are about brands that hardly anyone names, in words that everybody
 * uses, so that a text matches as many of 100,000 queries as of 10 and still
 * looks like many of them.
 */
#ifndef PULSO_BENCH_WORKLOAD_H
#define PULSO_BENCH_WORKLOAD_H

#include "base/arena.h"
#include "base/buf.h"

#define WORKLOAD_POPULAR 10

struct workload {
    struct arena a;
    struct slice *text, *word;   /* words: by how often the texts hold them, the commonest first */
    uint32_t *count;             /* how often, of each */
    uint32_t *said;              /* word numbers as they come in the texts: drawing one draws by frequency */
    size_t texts, words, saids;
    uint64_t seed;
};

/* BRANDS: what brands have, of all operators a little; the others are of one kind each. */
enum workload_class { BRANDS, TERMS, PHRASES, PREFIXES, INSIDE, NEAR, NEAR_WILD, WITHIN, NESTED, DEEP, CLASSES };
extern const char *const workload_class_names[CLASSES];

/* `path`: NULL makes texts up. At most `texts` of them. false: the file cannot be read, as errno says. */
bool workload_open(struct workload *w, const char *path, size_t texts);
void workload_close(struct workload *w);
/* Query `i` takes the place of what is in `b`. Given in order, from 0. */
void workload_query(struct workload *w, enum workload_class c, uint32_t i, struct buf *b);

/* What `pulso query frequencies` would say of the texts, into `b`: learned from the stream, as an installation does. */
void workload_frequencies(const struct workload *w, struct buf *b);

uint32_t workload_rnd(struct workload *w, uint32_t n);
const char *workload_brand(uint32_t i);      /* of the popular ones */
int64_t workload_cpu_ns(void);               /* of this process: steadier than the clock where others work too */

#endif

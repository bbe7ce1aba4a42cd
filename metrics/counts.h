/*
 * counts: reads the counters that a plan names, for some brands and platforms,
 * and sums them over the partitions. Each round of up to COUNTS_ROUND keys is one
 * MULTI ... EXEC, so a partition that is read in one round is read at one offset;
 * where it takes several, they are read again while the offset moved between.
 */
#ifndef PULSO_METRICS_COUNTS_H
#define PULSO_METRICS_COUNTS_H

#include "app/brands.h"
#include "metrics/dictionary.h"
#include "metrics/plan.h"
#include "metrics/sov.h"
#include "metrics/state.h"

#define COUNTS_ROUND 500
#define COUNTS_PLATFORMS 256
#define COUNTS_ROWS 256     /* topics, countries, ...: more than one configuration has, since those of older ones are counted, too */

struct counts {
    /* asked for */
    const struct brands *brands;
    const uint32_t *set;           /* indexes into brands: the columns */
    size_t width;
    const char *platforms;         /* "x,mastodon"; NULL: all */
    char dim;                      /* t, c, l, i: by topic, country, language or intent as well, which are counted over all platforms; 0: none */
    const char *kinds;             /* "bo": only counters whose names begin so (and those of versions and of dim); NULL: all. Each takes its time */
    const struct plan *plan;
    struct dictionary *names;      /* kept between questions; NULL: names are read anew */
    size_t most_values;            /* with names: more than so many are not read, ERR_CONFIG and `wide`; 0: no limit */
    /* found, all in the arena */
    struct arena *a;
    struct slice platform[COUNTS_PLATFORMS];
    size_t platform_count;
    struct slice row[COUNTS_ROWS]; /* values of dim */
    size_t row_count;
    struct sov_count *by_row;      /* [row * width + column], slot SOV_OF_DIM alone */
    struct sov_count *by_bin;      /* [bin * width + column] */
    struct sov_count *by_platform; /* [platform * width + column] */
    struct sov_count *by_brand;    /* [column] */
    struct counts_version { int64_t version, mentions; } *versions;   /* under which version of the configuration mentions were first counted, of all brands */
    size_t version_count;          /* those that counted none in the plan included; by version once read */
    int64_t *offsets;              /* each partition's, when it was read; -1: never used */
    bool steady;                   /* every partition was read at one offset */
    size_t values;                 /* how many were read, or would have been */
    bool wide;                     /* there were too many, and nothing was read */
};

bool counts_read(struct counts *c, struct ledger *l, const struct states *states, struct err *e);
/* "t|movistar|billing" -> its parts; false: no counter of a brand by this dimension. */
bool counts_dim(struct slice name, char dim, struct slice *brand, struct slice *value);
/* "f|movistar|x|2" -> its parts; false: no counter of mentions by their number of brands. */
bool counts_shared(struct slice name, struct slice *brand, struct slice *platform, int64_t *brands);
/* "b|movistar|x|negative" -> its parts; false: no counter of a brand by platform. For tests and the reader. */
bool counts_name(struct slice name, struct slice *brand, struct slice *platform, enum sov_slot *slot);

#endif

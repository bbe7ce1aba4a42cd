/* estimate: the kinds of sketches that are kept of a brand, for who writes them and who reads them (model/keys.h has their keys). */
#ifndef PULSO_MODEL_ESTIMATE_H
#define PULSO_MODEL_ESTIMATE_H

#include "base/slice.h"

enum estimate_kind {
    ESTIMATE_AUTHORS, ESTIMATE_STORIES, ESTIMATE_CLUSTERS, ESTIMATE_TOP_AUTHORS, ESTIMATE_TOP_HASHTAGS, ESTIMATE_TOP_LINKS, ESTIMATE_TOP_TERMS, ESTIMATE_TOP_CLUSTERS,
    ESTIMATE_KINDS
};
enum estimate_level { ESTIMATE_HOUR, ESTIMATE_DAY };

#define ESTIMATE_IS_TOP(kind) ((kind) >= ESTIMATE_TOP_AUTHORS)
#define ESTIMATE_LETTERS "uyzagltc"          /* of the kinds, in the keys */
#define ESTIMATE_LEVEL_LETTERS "hd"

#define ESTIMATE_HOURS_KEPT 72
#define ESTIMATE_DAYS_KEPT 100

/* How many things of a kind one partition tells apart. */
static inline int estimate_slots(enum estimate_level level) { return level == ESTIMATE_HOUR ? 40 : 100; }

/* A slot of what is said most, as it is stored: "<count> <error> <text>". The count is too large by error at most, and never too small. */
#define ESTIMATE_TEXT_MAX 200
bool estimate_slot(struct slice value, int64_t *count, int64_t *error, struct slice *text);   /* false: it is none */

/* Of ESTIMATE_TOP_CLUSTERS the text is "<partition>:<offset> <shingles>": the original's record in pulso.mentions, and its shingles (text/shingles.h), four
 * bytes each, low byte first. */

#endif

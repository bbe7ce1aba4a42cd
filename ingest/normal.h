/*
 * normal: the one form in which mentions reach pulso.mentions. What classify
 * would refuse is refused here, by the same parser. The bytes stay as they came;
 * members that are missing are put before the closing brace. One thread.
 */
#ifndef PULSO_INGEST_NORMAL_H
#define PULSO_INGEST_NORMAL_H

#include "model/json.h"
#include "model/mention.h"

#define NORMAL_AHEAD_MS (24 * 3600 * 1000)   /* how far created_at may lie in the future */

struct normal;

struct normal *normal_new(void);
void normal_free(struct normal *n);          /* accepts NULL */

/* From now on what is read is history: the member "pulso" of an archived mention is cut off instead of refused, and what is written says "backfill":true. */
void normal_history(struct normal *n);

/* Validates; m points into a. ERR_DROP: "member: why". */
bool normal_read(struct normal *n, struct arena *a, struct slice json, int64_t now_ms, struct mention *m, struct err *e);

/*
 * The record for pulso.mentions, in a: m->raw with v, conversation, source and
 * ingested_at wherever they are absent, null or empty. ERR_DROP: too large with them.
 */
bool normal_write(struct normal *n, struct arena *a, const struct mention *m, struct slice conversation, struct slice source,
                  int64_t now_ms, struct slice *out, struct err *e);

#endif

/*
 * mapping: from foreign column or member names to the normal form, as the
 * configuration says. What it does not name is dropped, or with `keep: true`
 * travels on under "extra". Read-only after mapping_open.
 *
 *   mapping:                      # inline, or the path of a file that holds the same
 *     zone: America/Los_Angeles   # of times without one; UTC if absent
 *     keep: true
 *     fields:
 *       platform: { value: x }                           # a constant
 *       id: tweet_id                                     # a column; of JSON also user.id
 *       created_at: { from: date, format: us }           # formats: see base/when.h; default any
 *       url: { from: path, before: "https://x.com" }     # text put in front, where there is one
 *       kind: { from: is_reply, values: { "true": reply, "*": post } }
 */
#ifndef PULSO_INGEST_MAPPING_H
#define PULSO_INGEST_MAPPING_H

#include "app/conf.h"
#include "base/buf.h"

#define MAPPING_MAX 32               /* fields */

struct mapping;

/* NULL: e says why. A file that it reads lives as long as the mapping does. */
struct mapping *mapping_open(const struct conf_node *n, struct conf *c, struct err *e);
void mapping_close(struct mapping *m);                       /* accepts NULL */

/* The columns that it wants values of, in this order; a constant wants none (NULL). */
size_t mapping_count(const struct mapping *m);
const char *mapping_column(const struct mapping *m, size_t i);
const struct conf_node *mapping_node(const struct mapping *m, size_t i);  /* for errors */
bool mapping_keeps(const struct mapping *m);

/*
 * Appends the object in normal form. values: one for each of mapping_count, as
 * text; an empty one is left out, p NULL as well. extra: the members of "extra"
 * as JSON, or empty. ERR_DROP names the member whose value has no sense.
 */
bool mapping_write(const struct mapping *m, const struct slice *values, struct slice extra, struct buf *out, struct err *e);

#endif

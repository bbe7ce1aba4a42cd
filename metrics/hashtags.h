/*
 * hashtags: those that mean the same event, as the analyst says it, shown as one:
 *
 *   hashtag_groups:
 *     - { name: buen-fin, hashtags: ['#BuenFin', '#ElBuenFin2026'] }
 *
 * Compared without # and as texts are: case and accents do not count. Only readers
 * look at it. Lives as long as the conf.
 */
#ifndef PULSO_METRICS_HASHTAGS_H
#define PULSO_METRICS_HASHTAGS_H

#include "app/conf.h"
#include "metrics/estimates.h"

extern const struct conf_key hashtag_group_keys[];
bool hashtags_check(struct conf *c, void *self, struct err *e);      /* self is not looked at */

struct hashtag_groups { struct slice *tag, *group; size_t n; };      /* tag[i], folded and with #, belongs to group[i] */
bool hashtags_read(struct conf *c, struct arena *a, struct hashtag_groups *out, struct err *e);
/* Rows of one group become one, called by its name, with the sums of their bounds: sightings of any of them. By low, most first. */
void hashtags_join(const struct hashtag_groups *g, struct estimate_items *items);

#endif

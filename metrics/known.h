/*
 * known: what classify remembers of a mention (classify/seen.h): whether it was
 * deleted, and when its newest version was made. Whoever shows a text that was read
 * from Kafka asks here first: a topic forgets by retention, people want it at once.
 * Within the dedup window; what is older is not remembered.
 */
#ifndef PULSO_METRICS_KNOWN_H
#define PULSO_METRICS_KNOWN_H

#include "metrics/state.h"
#include "model/mention.h"

struct known { bool found, deleted; int64_t updated_ms; };   /* updated_ms MENTION_NONE: as it was first */

/* partition: of pulso.mentions, where the mention came from; id: mention_id_hash. */
bool known_read(struct ledger *l, struct arena *a, int partition, uint64_t id, struct known *out, struct err *e);

#endif

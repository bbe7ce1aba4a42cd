/*
 * mutes: planned works, campaigns and holidays during which a brand pages nobody. What happens then is shown as a watch, and
 * written down.
 *
 *   mute:
 *     - { brand: movistar, from: 2026-12-01T02:00:00Z, to: 2026-12-01T06:00:00Z, why: core network works }
 */
#ifndef PULSO_ROUTE_CRISIS_MUTES_H
#define PULSO_ROUTE_CRISIS_MUTES_H

#include "app/conf.h"

#define MUTES_MAX 256

struct mute { const char *brand, *why; int64_t from_ms, to_ms; };
struct mutes { struct mute v[MUTES_MAX]; size_t n; };     /* the texts are the conf's */
extern const struct conf_key mute_keys[];

bool mutes_read(const struct conf_node *list, struct mutes *out, struct err *e);   /* NULL: none */
const struct mute *mutes_find(const struct mutes *m, const char *brand, int64_t now_ms);   /* NULL: it may page */

#endif

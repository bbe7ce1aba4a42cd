/*
 * silence: planned works of a brand, told before any incident is. While one lasts,
 * incidents of the brand are opened, written and shown, and nobody is paged. Each
 * is a record in pulso.alerts with the key "silence-<brand>":
 *
 *   {"v":1,"silence":{"brand":"telenorte","from":"…","to":"…","by":"ana","why":"…","id":"…"}}
 *
 * "from" of a decision may lie ahead (else it lasts from then on). One for a brand; a later one takes its place. One thread.
 */
#ifndef PULSO_ROUTE_SILENCE_H
#define PULSO_ROUTE_SILENCE_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/action.h"
#include "model/json.h"

struct silence {
    struct silence *next;
    char brand[65], by[ACTION_MAX_ID + 1], id[ACTION_MAX_ID + 1];
    char *why;
    int64_t from_ms, to_ms;
    bool dirty;
};

void silences_free(struct silence **list);
/* The one of the brand that lasts at that moment; NULL: none. */
const struct silence *silence_of(const struct silence *list, struct slice brand, int64_t now_ms);
/* Takes the decision in. changed: NULL where the very same was here before. ERR_DROP: it says no time. */
bool silence_apply(struct silence **list, const struct action *a, struct json *j, struct arena *arena, struct silence **changed, struct err *e);
#define SILENCE_KEY 80
struct slice silence_key(const struct silence *s, char out[SILENCE_KEY]);
void silence_print(const struct silence *s, struct buf *out);
bool silence_parse(struct silence **list, const struct json *j, struct json_value object, struct err *e);

#endif

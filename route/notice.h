/*
 * notice: what people read of an incident, in Spanish, English or Portuguese. It
 * says the level, the brand, what happened, since when, why, where the written
 * procedure is and how to acknowledge. Made from the incident's record for each
 * attempt, so times and links are fresh. One thread.
 */
#ifndef PULSO_ROUTE_NOTICE_H
#define PULSO_ROUTE_NOTICE_H

#include "base/zone.h"
#include "route/hook.h"

struct notices;
struct notices *notices_new(void);
void notices_free(struct notices *n);                     /* accepts NULL */
bool notice_lang_ok(const char *lang);                    /* es, en, pt */
/* Fills everything from `lang` on; a->person and a->to are given, lang NULL: Spanish. What it fills in lives until the next call. */
void notice_fill(struct notices *n, struct hook_alert *a, const char *lang, const struct zone *zone, const struct links *links, int64_t now_ms);

#endif

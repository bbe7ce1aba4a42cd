/*
 * priority: how urgent a mention is, 0 to 100, with the reasons. A sum of points,
 * so that it can be read off: where it begins, what the author wants, how it
 * feels, how many people see it, whether it was said in private or holds personal
 * data. A function of the record and the configuration; no state, any thread.
 *
 *   priority = min(100, max(0, base + the points of all that is true))
 */
#ifndef PULSO_ROUTE_PRIORITY_H
#define PULSO_ROUTE_PRIORITY_H

#include "app/conf.h"
#include "base/buf.h"
#include "model/mention.h"
#include "model/found.h"

struct priority_points {
    int64_t base;
    int64_t emergency, cancellation, complaint, request, question, purchase;   /* intents; the others: nothing */
    int64_t negative, positive;
    int64_t reach_1k, reach_10k, reach_100k;   /* followers from 1,000, 10,000, 100,000: the highest that is true */
    int64_t verified, private_message, personal_data;
};
extern const struct conf_key priority_keys[];

#define PRIORITY_REASONS_MAX 10
struct priority_reason { const char *why; int64_t points; };
struct priority {
    int64_t value;
    struct priority_reason reasons[PRIORITY_REASONS_MAX];   /* in the order they are added up; base first */
    size_t reason_count;
};

bool priority_check(const struct conf_node *section, const struct priority_points *p, struct err *e);
void priority_of(const struct priority_points *p, const struct mention *m, const struct found *f, struct priority *out);
/* What a rule says on top: a value of its own, or points to add. */
void priority_set(struct priority *p, int64_t value);
void priority_raise(struct priority *p, int64_t points);
/* "priority":75,"reasons":[["base",30],…] */
void priority_print(const struct priority *p, struct buf *out);

#endif

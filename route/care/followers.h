/*
 * followers: how many an own account has, as the records of what it wrote say
 * (author.followers): of each account and local day the latest report by event
 * time, in the counters of that day. It is no sum: what is stored is asked for
 * with the batch, and the commit adds what is missing to the later one. So which
 * report stays follows from the set of records, in whatever order they come, and
 * nothing has to be remembered beside the counter itself.
 *
 * One a batch, in the batch's arena. A deleted post takes nothing along: the
 * account had its followers then.
 */
#ifndef PULSO_ROUTE_CARE_FOLLOWERS_H
#define PULSO_ROUTE_CARE_FOLLOWERS_H

#include "base/zone.h"
#include "io/names.h"
#include "io/store.h"
#include "io/tally.h"
#include "model/mention.h"
#include "route/care/book.h"

struct followers_day;
struct followers {
    struct arena *a;
    struct names *names;
    const struct zone *zone;
    struct followers_day *days;
    size_t n;
    uint32_t *table, mask;       /* by account and day: index + 1 */
};

void followers_begin(struct followers *f, struct arena *a, struct names *names, const struct zone *z, size_t records);
/* by: the account that wrote it. A record that reports nothing is passed by. */
void followers_want(struct followers *f, const struct mention *m, const struct book_account *by);
void followers_ask(const struct followers *f, struct store *s);                  /* arguments of STORE_READ */
bool followers_learn(struct followers *f, struct slice *packed, struct err *e);  /* false: the answer is cut short */
void followers_record(struct followers *f, const struct mention *m, const struct book_account *by);
void followers_pour(const struct followers *f, struct tally *t);

#endif

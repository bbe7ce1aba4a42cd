/*
 * teller: tells one hook what happens to cases, on a thread of its own, so that a hook that is dead or slow keeps nobody else waiting. Run for each hook
 * that has `cases` by the owner of pulso.control.
 *
 *   pulso.changes -> those that the hook wants -> the hook -> done: how far is noted in Kafka (io/place.h)
 *                                                    \ gave up: pulso.dlq, then done
 *
 * At least once, with the change's id as key; of one case in order, of different ones AT_ONCE at a time. What is behind a
 * change that is not done comes again after a restart, so at most LEAD of them are told before it. While a hook
 * is away its changes wait in Kafka.
 */
#ifndef PULSO_ROUTE_TELL_TELLER_H
#define PULSO_ROUTE_TELL_TELLER_H

#include "app/app.h"
#include "app/brands.h"
#include "route/hook.h"

struct teller_conf {
    const struct app_common *common;
    const char *client_id, *topic_changes, *topic_dlq, *group;   /* whole names; outlive the teller */
    const char *hook;
    struct hook_cases cases;
    struct hooks *hooks;         /* its own, that hold that hook and its fallback */
};

struct teller;
/* brands: whose names people read; outlives the teller. */
struct teller *teller_start(const struct teller_conf *conf, const struct brands *brands, struct err *e);
void teller_stop(struct teller *t);                  /* waits for the thread; accepts NULL */
void teller_stats(void);

#endif

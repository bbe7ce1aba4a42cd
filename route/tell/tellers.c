#include "route/tell/tellers.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/bus.h"
#include "model/topics.h"

enum { TELLERS_MAX = 16 };

struct tellers {
    struct { struct teller_conf conf; struct teller *teller; } v[TELLERS_MAX];
    size_t n;
};

static void nobody(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    (void)self, (void)key, (void)delivered, (void)failed, (void)last_error;
}

static bool add(struct tellers *t, const struct conf_node *list, const struct app_common *common, const char *client_id, const char *hook,
                const struct hook_cases *cases, struct err *e)
{
    char group[128];
    if (t->n == TELLERS_MAX)
        return conf_fail(list, e, "more than %d hooks have cases", TELLERS_MAX);
    snprintf(group, sizeof group, "tell.%s", hook);
    struct teller_conf *c = &t->v[t->n].conf;
    *c = (struct teller_conf){ .common = common, .client_id = client_id, .topic_changes = bus_topic(common, TOPIC_CHANGES), .topic_dlq = bus_topic(common, TOPIC_DLQ),
                               .group = bus_topic(common, group), .hook = hook, .cases = *cases, .hooks = hooks_open(list, nobody, NULL, e) };
    t->n += c->hooks != NULL;
    return c->hooks != NULL;
}

struct tellers *tellers_read(const struct conf_node *list, const struct app_common *common, const char *client_id, struct err *e)
{
    struct tellers *t = calloc(1, sizeof *t);
    struct hooks *all = hooks_open(list, nobody, NULL, e);
    if (!t)
        abort();
    bool ok = all != NULL;
    for (size_t i = 0; ok && i < hooks_count(all); i++) {
        const char *name;
        const struct hook_cases *cases = hooks_cases(all, i, &name);
        ok = !cases->changes || add(t, list, common, client_id, name, cases, e);
    }
    hooks_close(all);
    if (ok)
        return t;
    tellers_free(t);
    return NULL;
}

void tellers_free(struct tellers *t)
{
    if (!t)
        return;
    tellers_stop(t);
    for (size_t i = 0; i < t->n; i++)
        hooks_close(t->v[i].conf.hooks);
    free(t);
}

bool tellers_start(struct tellers *t, const struct brands *brands, const struct zone *zone, const struct links *links, struct err *e)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->v[i].teller)
            continue;
        hooks_tell(t->v[i].conf.hooks, zone, links);
        if (!(t->v[i].teller = teller_start(&t->v[i].conf, brands, e)))
            return false;
    }
    return true;
}

void tellers_stop(struct tellers *t)
{
    for (size_t i = 0; i < t->n; i++) {
        teller_stop(t->v[i].teller);
        t->v[i].teller = NULL;
    }
}

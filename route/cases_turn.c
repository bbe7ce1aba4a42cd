/* What a batch made of cases, for others to read: how each stands to pulso.cases, what happened to it to pulso.changes, both before the commit. */
#include "app/stats.h"
#include "route/cases/change.h"
#include "route/cases/merge.h"
#include "route/route.h"

/* id: of what is told at least once; p NULL: none. */
static bool publish(struct route *r, const char *topic, struct slice key, struct slice value, struct slice id, struct err *e)
{
    struct bus_header header = { "key", id };
    struct bus_send s = { .topic = topic, .partition = RD_KAFKA_PARTITION_UA, .key = key, .value = value, .headers = &header, .header_count = id.p != NULL };
    return bus_out_send(r->turn.out, &s, e);
}

static bool publish_changes(struct route *r, struct slice key, const struct change *ch, struct err *e)
{
    for (; ch; ch = ch->next) {
        if (!publish(r, r->topic_changes, key, ch->record, ch->id, e))
            return false;
        stat_add(r->stats.changes, 1);
    }
    return true;
}

/* To the case that it was merged into, or to what was merged into it. */
static bool tell(void *self, const struct action *x, struct err *e)
{
    struct route *r = self;
    buf_reset(&r->scratch);
    struct slice key = action_key(x);
    return action_print(x, &r->scratch, e) && publish(r, r->topic_actions, key, arena_dup(&r->turn.arena, buf_slice(&r->scratch)), (struct slice){ 0 }, e);
}

bool route_publish_cases(struct route *r, struct care_batch *care, struct err *e)
{
    const struct casefile *c;
    const struct changes *changes;
    struct slice key;
    for (size_t at = 0; (c = care_next_case(care, &at, &key, &changes));) {
        if (!c->opened)
            continue;
        if (!merge_tell(care->a, c, &changes->stood, key, tell, r, e))
            return false;
        buf_reset(&r->scratch);
        case_print(c, &changes->stood, key, &r->scratch);
        if (!publish(r, r->topic_cases, key, arena_dup(care->a, buf_slice(&r->scratch)), (struct slice){ 0 }, e) || !publish_changes(r, key, changes->first, e))
            return false;
    }
    return true;
}

#include <inttypes.h>
#include <stdlib.h>

#include "cli/doctor.h"
#include "cli/screen.h"
#include "model/topics.h"

/* One daemon and the topic whose partitions it keeps state of. */
struct side {
    enum state_side side;
    const char *topic, *daemon;
    struct states states;
    int64_t lag, lost, torn, accepted, beyond;
    int first_lost;
};

/* How many members the group has; -1: cannot be asked. */
static int members_of(struct doctor *d, const char *daemon)
{
    const struct rd_kafka_group_list *groups = NULL;
    char name[300];
    int n = -1;
    snprintf(name, sizeof name, "%s%s", d->cli->common.prefix, daemon);
    if (rd_kafka_list_groups(d->kafka, name, &groups, KAFKA_WAIT_MS))
        return -1;
    n = 0;
    for (int i = 0; i < groups->group_cnt; i++)
        if (!groups->groups[i].err)
            n += groups->groups[i].member_cnt;
    rd_kafka_group_list_destroy(groups);
    return n;
}

static bool add_partition(struct doctor *d, struct side *s, size_t p)
{
    const struct part_state *v = &s->states.v[p];
    struct err e = { 0 };
    int64_t low, high;
    if (!kafka_range(d->kafka, bus_topic(&d->cli->common, s->topic), (int)p, &low, &high, &e)) {
        doctor_say(d, HEALTH_UNKNOWN, s->daemon, "", "%s", e.msg);
        return false;
    }
    if (low > v->v[S_OFF] && s->lost == 0)
        s->first_lost = (int)p;
    s->lost += low > v->v[S_OFF] ? low - v->v[S_OFF] : 0;
    s->beyond += v->v[S_OFF] > high;
    s->lag += high > v->v[S_OFF] ? high - v->v[S_OFF] : 0;
    s->torn += v->torn;
    s->accepted += v->v[S_GAP];
    return true;
}

static void say_members(struct doctor *d, const struct side *s)
{
    int members = members_of(d, s->daemon);
    char mend[100], lag[SCREEN_NUMBER], owners[400] = "";
    size_t at = 0;
    snprintf(mend, sizeof mend, "start pulso-%s", s->daemon);
    screen_number(s->lag, lag);
    for (size_t p = 0; p < s->states.n && at < sizeof owners; p++)
        if (s->states.v[p].owner[0] && !strstr(owners, s->states.v[p].owner))
            at += (size_t)snprintf(owners + at, sizeof owners - at, "%s%s", at ? ", " : "", s->states.v[p].owner);
    if (members > 0)
        doctor_say(d, HEALTH_FINE, s->daemon, "", "%d running (%s), %s records behind", members, *owners ? owners : "no partition taken yet", lag);
    else if (members == 0)
        doctor_say(d, HEALTH_WRONG, s->daemon, mend, "none is running; %s records wait%s%s", lag, *owners ? "; last was " : "", owners);
    else
        doctor_say(d, HEALTH_UNKNOWN, s->daemon, "", "Kafka does not say who is in its group; %s records behind, last was %s", lag,
                   *owners ? owners : "nobody");
}

static void say_losses(struct doctor *d, const struct side *s)
{
    char mend[200];
    const char *which = s->side == STATE_CLASSIFIED ? " --topic classified" : "";
    if (s->lost > 0) {
        snprintf(mend, sizeof mend, "pulso gap list%s, then pulso gap accept %d%s", which, s->first_lost, which);
        doctor_say(d, HEALTH_WRONG, s->daemon, mend, "Kafka has forgotten %" PRId64 " records that were not read yet", s->lost);
    }
    if (s->beyond > 0)
        doctor_say(d, HEALTH_WRONG, s->daemon, "if the topic was made again on purpose, start with an empty Redis, or another prefix",
                   "the stored offset lies beyond Kafka's end in %" PRId64 " partition(s): the topic is another one", s->beyond);
    if (s->torn > 0)
        doctor_say(d, HEALTH_WRONG, s->daemon, "stop the daemons, restore Redis from the last backup, start them again (they replay the rest)",
                   "%" PRId64 " commit(s) were torn by a damaged append-only file", s->torn);
    if (s->accepted > 0)
        doctor_say(d, HEALTH_FINE, s->daemon, "", "%" PRId64 " records were accepted as lost", s->accepted);
}

static void look_at(struct doctor *d, struct side *s)
{
    struct err e = { 0 };
    int have = 0;
    if (!bus_partitions(d->kafka, bus_topic(&d->cli->common, s->topic), &have, &e) || have == 0)
        return;   /* said with the topics */
    if (!states_read(d->cli, &d->a, s->side, &s->states, &e)) {
        doctor_say(d, HEALTH_UNKNOWN, s->daemon, "", "%s", e.msg);
        return;
    }
    if (s->states.n == 0) {
        s->states.n = (size_t)have;
        s->states.v = arena_zalloc(&d->a, s->states.n * sizeof *s->states.v);
    } else if (s->states.n != (size_t)have) {
        char mend[200];
        snprintf(mend, sizeof mend, "bring %s%s back to %zu partitions, or begin anew with another prefix", d->cli->common.prefix, s->topic,
                 s->states.n);
        doctor_say(d, HEALTH_WRONG, s->daemon, mend, "%s%s had %zu partitions at the first start and has %d now", d->cli->common.prefix,
                   s->topic, s->states.n, have);
        return;
    }
    for (size_t p = 0; p < s->states.n; p++)
        if (!add_partition(d, s, p))
            return;
    say_members(d, s);
    say_losses(d, s);
}

void doctor_partitions(struct doctor *d)
{
    struct side classify = { .side = STATE_MENTIONS, .topic = TOPIC_MENTIONS, .daemon = "classify" };
    struct side route = { .side = STATE_CLASSIFIED, .topic = TOPIC_CLASSIFIED, .daemon = "route" };
    if (!d->kafka || !d->redis)
        return;
    look_at(d, &classify);
    look_at(d, &route);
}

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cli/doctor_side.h"
#include "cli/screen.h"
#include "model/topics.h"

/* The offset was read before: it cannot lie beyond an end that is read now, unless the topic is another one. */
static bool look_at_kafka(struct doctor *d, struct side *s, size_t p)
{
    struct err e = { 0 };
    struct place *at = &s->at[p];
    int64_t off = s->states.v[p].v[S_OFF];
    if (!kafka_range(d->kafka, bus_topic(&d->cli->common, s->topic), (int)p, &at->low, &at->high, &e)) {
        doctor_say(d, HEALTH_UNKNOWN, s->daemon, "", "%s", e.msg);
        return false;
    }
    at->still = off == at->began && off < at->high && off >= at->low;
    return true;
}

static void look_at_group(struct doctor *d, struct side *s)
{
    s->group = doctor_group(d, s->daemon, bus_topic(&d->cli->common, s->topic), (int)s->states.n);
}

static bool any_still(const struct side *s)
{
    for (size_t p = 0; s->seen && s->group.members != 0 && p < s->states.n; p++)
        if (s->at[p].still)
            return true;
    return false;
}

static void look_again(struct doctor *d, struct side *s)
{
    struct err e = { 0 };
    if (!any_still(s))
        return;
    for (size_t p = 0; s->seen && p < s->states.n; p++)
        if (s->at[p].still)
            s->seen = state_read(cli_ledger(d->cli), &d->a, s->side, (int)p, &s->states.v[p], &e) && look_at_kafka(d, s, p);
    if (e.kind)
        doctor_say(d, HEALTH_UNKNOWN, s->daemon, "", "%s", e.msg);
    look_at_group(d, s);
}

static void say_members(struct doctor *d, const struct side *s)
{
    int members = s->group.members;
    char mend[100], lag[SCREEN_NUMBER], owners[400] = "";
    size_t at = 0;
    snprintf(mend, sizeof mend, "start pulso-%s", s->daemon);
    screen_number(side_lag(s), lag);
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

struct losses { int64_t lost, torn, accepted, beyond; int first_lost; };

static struct losses losses(const struct side *s)
{
    struct losses l = { 0 };
    for (size_t p = 0; p < s->states.n; p++) {
        const struct part_state *v = &s->states.v[p];
        int64_t off = v->v[S_OFF];
        if (s->at[p].low > off && l.lost == 0)
            l.first_lost = (int)p;
        l.lost += s->at[p].low > off ? s->at[p].low - off : 0;
        l.beyond += off > s->at[p].high;
        l.torn += v->torn;
        l.accepted += v->v[S_GAP];
    }
    return l;
}

static void say_losses(struct doctor *d, const struct side *s)
{
    char mend[200];
    struct losses l = losses(s);
    const char *which = s->side == STATE_CLASSIFIED ? " --topic classified" : "";
    if (l.lost > 0) {
        snprintf(mend, sizeof mend, "pulso gap list%s, then pulso gap accept %d%s", which, l.first_lost, which);
        doctor_say(d, HEALTH_WRONG, s->daemon, mend, "Kafka has forgotten %" PRId64 " records that were not read yet", l.lost);
    }
    if (l.beyond > 0)
        doctor_say(d, HEALTH_WRONG, s->daemon, "if the topic was made again on purpose, start with an empty Redis, or another prefix",
                   "the stored offset lies beyond Kafka's end in %" PRId64 " partition(s): the topic is another one", l.beyond);
    if (l.torn > 0)
        doctor_say(d, HEALTH_WRONG, s->daemon, "stop the daemons, restore Redis from the last backup, start them again (they replay the rest)",
                   "%" PRId64 " commit(s) were torn by a damaged append-only file", l.torn);
    if (l.accepted > 0)
        doctor_say(d, HEALTH_FINE, s->daemon, "", "%" PRId64 " records were accepted as lost", l.accepted);
}

static void look_at(struct doctor *d, struct side *s)
{
    struct err e = { 0 };
    int have = 0;
    if (!bus_partitions(d->kafka, bus_topic(&d->cli->common, s->topic), &have, &e) || have == 0)
        return;   /* said with the topics */
    if (!states_read(cli_ledger(d->cli), &d->a, s->side, &s->states, &e)) {
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
    s->at = arena_zalloc(&d->a, s->states.n * sizeof *s->at);
    for (size_t p = 0; p < s->states.n; p++) {
        s->at[p].began = s->states.v[p].v[S_OFF];
        if (!look_at_kafka(d, s, p))
            return;
    }
    look_at_group(d, s);
    s->seen = true;
}

static void say(struct doctor *d, const struct side *s)
{
    if (!s->seen)
        return;
    if (s->group.members == 0 || !side_say_still(d, s))
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
    for (int i = 0; i < LOOKS && (any_still(&classify) || any_still(&route)); i++) {
        clock_sleep_ms(BETWEEN_MS);
        look_again(d, &classify);
        look_again(d, &route);
    }
    say(d, &classify);
    say(d, &route);
}

#include <inttypes.h>

#include "cli/doctor_side.h"

/* With a long backlog, a member goes through its partitions one by one (they are fetched so): the rest wait for their turn. */
static bool owner_moves(const struct side *s, const char *owner)
{
    for (size_t p = 0; p < s->states.n; p++)
        if (s->states.v[p].v[S_OFF] != s->at[p].began && strcmp(s->states.v[p].owner, owner) == 0)
            return true;
    return false;
}

enum why { ORPHANED, HANDED_OUT, IN_TURN, STUCK };

static enum why why(const struct side *s, size_t p)
{
    if (s->group.owned && !s->group.owned[p])
        return ORPHANED;
    if (!s->group.owned && s->group.members > 0)
        return HANDED_OUT;
    return owner_moves(s, s->states.v[p].owner) ? IN_TURN : STUCK;
}

/* "1, 4": the partitions that stand still for one reason. How many records wait in them, and who had the first. */
struct still { char which[120]; int64_t records; size_t n; const char *owner; };

static struct still still(const struct side *s, enum why reason)
{
    struct still out = { .which = "" };
    size_t at = 0;
    for (size_t p = 0; p < s->states.n; p++) {
        if (!s->at[p].still || why(s, p) != reason)
            continue;
        out.records += s->at[p].high - s->states.v[p].v[S_OFF];
        out.owner = out.n++ ? out.owner : s->states.v[p].owner;
        if (at < sizeof out.which - 20)
            at += (size_t)snprintf(out.which + at, sizeof out.which - at, "%s%zu", at ? ", " : "", p);
        else if (out.which[at - 1] != '.')
            at += (size_t)snprintf(out.which + at, sizeof out.which - at, " ...");
    }
    return out;
}

static bool say_orphans(struct doctor *d, const struct side *s)
{
    struct still o = still(s, ORPHANED);
    char mend[160];
    if (o.n == 0)
        return false;
    snprintf(mend, sizeof mend, "running members hand such partitions out anew within a minute; if it stays, restart pulso-%s", s->daemon);
    doctor_say(d, HEALTH_WRONG, s->daemon, mend, "partition%s %s belong%s to nobody, and %" PRId64 " record%s wait%s there", o.n == 1 ? "" : "s",
               o.which, o.n == 1 ? "s" : "", o.records, o.records == 1 ? "" : "s", o.records == 1 ? "s" : "");
    return true;
}

static bool say_stuck(struct doctor *d, const struct side *s)
{
    struct still o = still(s, STUCK);
    const char *who = o.n && *o.owner ? o.owner : s->daemon;
    char mend[300];
    if (o.n == 0)
        return false;
    snprintf(mend, sizeof mend, "read the log and /health/ready of %s; where they say nothing, restart it", who);
    doctor_say(d, HEALTH_WRONG, s->daemon, mend, "%" PRId64 " record%s wait%s in partition%s %s, and %s (%s) has not moved for %.1f s", o.records,
               o.records == 1 ? "" : "s", o.records == 1 ? "s" : "", o.n == 1 ? "" : "s", o.which, s->daemon, who, LOOKS * BETWEEN_MS / 1000.0);
    return true;
}

int64_t side_lag(const struct side *s)
{
    int64_t lag = 0;
    for (size_t p = 0; p < s->states.n; p++)
        lag += s->at[p].high > s->states.v[p].v[S_OFF] ? s->at[p].high - s->states.v[p].v[S_OFF] : 0;
    return lag;
}

/* It may be well, and it may not: time tells. */
static bool say_waiting(struct doctor *d, const struct side *s)
{
    struct still out = still(s, HANDED_OUT), turn = still(s, IN_TURN);
    if (out.n)
        doctor_say(d, HEALTH_UNKNOWN, s->daemon, "look again in a minute", "%" PRId64 " records wait while partitions are handed out", out.records);
    if (turn.n)
        doctor_say(d, HEALTH_UNKNOWN, s->daemon, "look again in a minute",
                   "%" PRId64 " records wait in %s %s while %s works on others; %" PRId64 " are behind in all", turn.records,
                   turn.n == 1 ? "partition" : "partitions", turn.which, turn.owner, side_lag(s));
    return out.n || turn.n;
}

bool side_say_still(struct doctor *d, const struct side *s)
{
    bool orphans = say_orphans(d, s), stuck = say_stuck(d, s), waiting = say_waiting(d, s);
    return orphans || stuck || waiting;
}

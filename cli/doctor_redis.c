#include <stdlib.h>

#include "cli/doctor.h"

static redisReply *ask(struct doctor *d, const char *const *words, struct err *e)
{
    struct store *s = cli_store(d->cli);
    store_command(s, words[0]);
    for (size_t i = 1; words[i]; i++)
        store_arg(s, slice_of(words[i]));
    return store_ask(s, e);
}

/* "redis_version:7.0.15" of INFO */
static struct slice info_line(struct slice info, struct slice name)
{
    struct slice line;
    while (slice_next(&info, '\n', &line))
        if (slice_starts(line, name))
            return slice_trim((struct slice){ line.p + name.n, line.n - name.n });
    return (struct slice){ 0 };
}

static void look_at_server(struct doctor *d)
{
    struct err e = { 0 };
    const char *const words[] = { "INFO", "server", NULL };
    redisReply *r = ask(d, words, &e);
    if (!r) {
        doctor_say(d, HEALTH_WRONG, "Redis", e.kind == ERR_CONFIG
                   ? "give redis.user and redis.password what the server's ACL knows, and the user the rights in deploy/redis.acl"
                   : "start Redis; see that redis.address names it", "%s", e.msg);
        return;
    }
    struct slice version = info_line(reply_slice(r), SLICE("redis_version:"));
    char text[40];
    snprintf(text, sizeof text, SLICE_FMT, SLICE_ARG(version));
    d->redis = true;
    if (atoi(text) >= 7)
        doctor_say(d, HEALTH_FINE, "Redis", "", "%s answers at %s", text, d->cli->common.redis.address);
    else
        doctor_say(d, HEALTH_WRONG, "Redis", "install Redis 7 or newer: the scripts check their permissions before they write",
                   "%s at %s is too old", text, d->cli->common.redis.address);
    freeReplyObject(r);
}

/* What a Redis must be set to, and why. */
static const struct { const char *name, *want, *mend; } settings[] = {
    { "appendonly", "yes", "set `appendonly yes`: without it a restart of Redis loses all counters until Kafka is replayed from the start" },
    { "aof-load-truncated", "no", "set `aof-load-truncated no`: a torn tail must be cut off by redis-check-aof, not dropped from memory alone" },
    { "maxmemory-policy", "noeviction", "set `maxmemory-policy noeviction`: any other throws counters away when memory is short" },
};

static void look_at_setting(struct doctor *d, size_t i, bool *asked)
{
    struct err e = { 0 };
    const char *const words[] = { "CONFIG", "GET", settings[i].name, NULL };
    redisReply *r = ask(d, words, &e);
    struct slice have = r && r->type == REDIS_REPLY_ARRAY && r->elements == 2 ? reply_slice(r->element[1]) : (struct slice){ 0 };
    if (!r && *asked)
        doctor_say(d, HEALTH_UNKNOWN, "Redis", "see by hand that redis.conf includes deploy/redis.conf",
                   "its settings cannot be asked for: this user may not run CONFIG GET");
    else if (r && !slice_is(have, settings[i].want))
        doctor_say(d, HEALTH_WRONG, "Redis", settings[i].mend, "%s is " SLICE_FMT ", and must be %s", settings[i].name, SLICE_ARG(have),
                   settings[i].want);
    *asked = r != NULL;
    freeReplyObject(r);
}

static void look_at_settings(struct doctor *d)
{
    size_t before = d->wrong;
    bool asked = true;
    for (size_t i = 0; asked && i < sizeof settings / sizeof settings[0]; i++)
        look_at_setting(d, i, &asked);
    if (asked && d->wrong == before)
        doctor_say(d, HEALTH_FINE, "Redis", "", "keeps what it was told: appendonly, no truncated loading, no eviction");
}

/* Commands of the daemons, on a key of theirs. */
static const char *const commands[][5] = {
    { "HSET", ":s", "f", "v" }, { "HMGET", ":s", "f" }, { "HGETALL", ":n" }, { "SADD", ":ends", "1" }, { "SREM", ":ends", "1" },
    { "ZADD", ":mi", "1", "1" }, { "ZREM", ":mi", "1" }, { "ZRANGEBYSCORE", ":mi", "0", "1" }, { "UNLINK", ":m:0" },
};

/* "": may; else what Redis says. NULL: cannot be asked. */
static const char *dry_run(struct doctor *d, struct slice user, size_t i)
{
    struct err e = { 0 };
    struct store *s = cli_store(d->cli);
    struct slice tag = state_tag(&d->a, cli_ledger(d->cli), STATE_MENTIONS, 0);
    store_command(s, "ACL");
    store_arg(s, SLICE("DRYRUN"));
    store_arg(s, user);
    store_arg(s, slice_of(commands[i][0]));
    store_arg(s, arena_printf(&d->a, SLICE_FMT "%s", SLICE_ARG(tag), commands[i][1]));
    for (size_t k = 2; k < 5 && commands[i][k]; k++)
        store_arg(s, slice_of(commands[i][k]));
    redisReply *r = store_ask(s, &e);
    const char *said = !r ? NULL : slice_is(reply_slice(r), "OK") ? "" : arena_strz(&d->a, reply_slice(r));
    freeReplyObject(r);
    return said;
}

/* The scripts were loaded when the connection was made; one that only reads is run. */
static bool script_runs(struct doctor *d, struct err *e)
{
    struct store *s = cli_store(d->cli);
    store_begin(s, STORE_READ, state_tag(&d->a, cli_ledger(d->cli), STATE_MENTIONS, 0));
    redisReply *r = store_ask(s, e);
    bool ok = r != NULL;
    freeReplyObject(r);
    return ok;
}

static void look_at_permissions(struct doctor *d)
{
    struct err e = { 0 };
    const char *const words[] = { "ACL", "WHOAMI", NULL };
    if (!script_runs(d, &e)) {
        doctor_say(d, HEALTH_WRONG, "permissions", "give the user +evalsha, +script|load and the keys under the prefix", "%s", e.msg);
        return;
    }
    redisReply *r = ask(d, words, &e);
    struct slice user = r ? arena_dup(&d->a, reply_slice(r)) : (struct slice){ 0 };
    freeReplyObject(r);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const char *said = user.n ? dry_run(d, user, i) : NULL;
        if (said && !*said)
            continue;
        if (!said)
            doctor_say(d, HEALTH_UNKNOWN, "permissions", "", "scripts run; the rest cannot be asked for without +acl|whoami and +acl|dryrun");
        else
            doctor_say(d, HEALTH_WRONG, "permissions", "change the user's ACL", "%s", said);
        return;
    }
    doctor_say(d, HEALTH_FINE, "permissions", "", "the user " SLICE_FMT " may do what the daemons do", SLICE_ARG(user));
}

void doctor_redis(struct doctor *d)
{
    look_at_server(d);
    if (!d->redis)
        return;
    look_at_settings(d);
    look_at_permissions(d);
}

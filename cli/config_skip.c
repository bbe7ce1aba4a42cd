/* A version that can never be loaded gives way to the one that is in force behind it, in the partitions that stand still at it. */
#include <inttypes.h>
#include <unistd.h>

#include "classify/classifier.h"
#include "cli/config_skip.h"
#include "cli/config_skip_route.h"
#include "metrics/state.h"
#include "model/keys.h"

struct skip {
    struct cli *cli;
    struct config_log *log;
    int64_t number;                      /* of the one to be skipped */
    const struct config_version *with;   /* what is in force instead */
    struct arena a;
    struct states states;
    char why[300];                       /* why it cannot be loaded */
    bool classify, route;                /* who cannot */
};

static bool opens(struct skip *x, const struct config_version *v, struct err *e)
{
    struct bundle files = { 0 };
    struct classifier *cl = config_log_files(x->log, v, &files, e) ? classifier_open_bundle(&files, v->hash, NULL, e) : NULL;
    classifier_close(cl);
    bundle_fini(&files);
    return cl != NULL;
}

/* What stands in pulso.config under that number may be another one than partitions mean: then the topic was made again. */
static bool is_meant(const struct skip *x, const struct config_version *v)
{
    for (size_t p = 0; v && p < x->states.n; p++)
        if (x->states.v[p].v[S_VERSION] == x->number && x->states.v[p].v[S_VERSION_MARK] != manifest_mark(v->hash))
            return false;
    return v != NULL;
}

static bool stands_at(const struct skip *x, size_t p)
{
    return x->states.v[p].exists && x->states.v[p].v[S_VERSION] == x->number;
}

static size_t standing(const struct skip *x)
{
    size_t n = 0;
    for (size_t p = 0; p < x->states.n; p++)
        n += stands_at(x, p);
    return n;
}

/* Route alone cannot: which records name it no state says, so nothing need stand at it. */
static bool is_broken_for_route(struct skip *x, const struct config_version *v, struct err *e)
{
    struct err why = { 0 };
    x->route = v && !skip_route_opens(x->cli, x->log, v, &why);
    if (x->route && why.kind == ERR_RETRY) {
        *e = why;
        return false;
    }
    if (x->route && !*x->why)
        snprintf(x->why, sizeof x->why, "%.290s", why.msg);
    return true;
}

/* Only what can never be loaded: to replace what works there is apply. */
static bool is_broken(struct skip *x, struct err *e)
{
    struct err why = { 0 };
    const struct config_version *v = config_log_find(x->log, x->number);
    bool meant = is_meant(x, v), loads = meant && opens(x, v, &why);
    if (meant && !loads && why.kind == ERR_RETRY) {
        *e = why;
        return false;
    }
    snprintf(x->why, sizeof x->why, "%.290s", loads ? "" : meant ? why.msg : "pulso.config does not hold it any more");
    x->classify = !loads;
    if (meant && !is_broken_for_route(x, v, e))
        return false;
    if (loads && x->route)
        return true;
    if (standing(x) == 0)
        return err_set(e, ERR_CONFIG, "no partition stands at version %" PRId64 ": nothing is to be skipped; `pulso doctor` shows where they stand", x->number);
    return !loads || err_set(e, ERR_CONFIG, "version %" PRId64 " can be loaded, so it is not skipped: `pulso apply` or `pulso config rollback` puts another in force behind it", x->number);
}

/* Versions only go up, so that control records that come again change nothing: what takes its place was applied after it. */
static bool find_other(struct skip *x, struct err *e)
{
    x->with = config_log_in_force(x->log);
    bool later = x->with && (x->with->number > x->number || !is_meant(x, config_log_find(x->log, x->number)));
    if (!later)
        return err_set(e, ERR_CONFIG, "nothing was put in force after version %" PRId64 " that could take its place: first `pulso apply DIR`, or `pulso config rollback VERSION` "
                       "to an older one; its control records wait behind this one", x->number);
    return (opens(x, x->with, e) && (!x->route || skip_route_opens(x->cli, x->log, x->with, e))) || err_at(e, "version %" PRId64 ", which is in force behind it, cannot be loaded either", x->with->number);
}

static bool asked(const struct skip *x, bool yes, bool *go, struct err *e)
{
    char question[240];
    fprintf(stderr, "version %" PRId64 " cannot be loaded%s: %s\n", x->number, x->classify ? "" : " by route", x->why);
    if (!x->classify)
        snprintf(question, sizeof question, "Decide what was judged by version %" PRId64 ", and waits for route, by version %" PRId64 " instead?", x->number, x->with->number);
    else
        snprintf(question, sizeof question, "Judge what waits in %zu %s by version %" PRId64 " instead?", standing(x), standing(x) == 1 ? "partition" : "partitions", x->with->number);
    *go = yes || cli_confirmed(question);
    return *go || isatty(STDIN_FILENO) || err_set(e, ERR_CONFIG, "nothing was changed: there is no terminal to ask on; say --yes");
}

static bool skip_one(struct skip *x, size_t p, struct err *e)
{
    struct store *st = cli_store(x->cli);
    store_begin(st, STORE_SKIP, state_tag(&x->a, cli_ledger(x->cli), STATE_MENTIONS, (int)p));
    store_arg_int(st, x->states.v[p].v[S_OFF]);
    store_arg_int(st, x->number);
    store_arg_int(st, x->with->number);
    store_arg_int(st, manifest_mark(x->with->hash));
    redisReply *r = store_ask(st, e);
    if (!r)
        return false;
    bool ok = r->type == REDIS_REPLY_ARRAY && r->elements > 0 && slice_is(reply_slice(r->element[0]), "ok");
    freeReplyObject(r);
    return ok || err_set(e, ERR_RETRY, "partition %zu has moved on meanwhile: run the same command again", p);
}

static bool skip_all(struct skip *x, struct err *e)
{
    bool ok = !x->route || skip_route_write(x->cli, x->number, x->with->number, e), first = true;
    int64_t with = x->with->number;
    if (ok && x->route && !x->cli->json)
        printf("route decides what was judged by version %" PRId64 " by version %" PRId64 "\n", x->number, with);
    if (!ok || !x->classify) {
        if (ok && x->cli->json)
            printf("[{\"route\":true,\"skipped\":%" PRId64 ",\"version\":%" PRId64 "}]\n", x->number, with);
        return ok;
    }
    for (size_t p = 0; ok && p < x->states.n; p++) {
        if (!stands_at(x, p))
            continue;
        ok = skip_one(x, p, e);
        int64_t at = x->states.v[p].v[S_OFF];
        if (ok && x->cli->json)
            printf("%s{\"partition\":%zu,\"offset\":%" PRId64 ",\"skipped\":%" PRId64 ",\"version\":%" PRId64 "}", first ? "[" : ",", p, at, x->number, with);
        else if (ok)
            printf("partition %zu goes on at offset %" PRId64 " with version %" PRId64 " in the place of %" PRId64 "\n", p, at, with, x->number);
        first = false;
    }
    if (x->cli->json)
        puts(first ? "[]" : "]");
    for (size_t p = 0; ok && p < x->states.n; p++)
        if (x->states.v[p].v[S_VERSION] < x->number) {
            fprintf(stderr, "some partitions have not come to version %" PRId64 " yet: where it stands before them, they will stop; then run this again\n", x->number);
            break;
        }
    return ok;
}

bool config_skip(struct cli *cli, struct config_log *log, bool yes, struct err *e)
{
    struct skip x = { .cli = cli, .log = log };
    bool go = false;
    if (cli->arg_count < 2 || !slice_int(slice_of(cli->args[1]), &x.number) || x.number <= 0)
        return err_set(e, ERR_CONFIG, "the version that cannot be loaded is wanted: pulso config skip VERSION; /health/ready names it");
    bool ok = states_read(cli_ledger(cli), &x.a, STATE_MENTIONS, &x.states, e) && is_broken(&x, e) && find_other(&x, e) && asked(&x, yes, &go, e) && (!go || skip_all(&x, e));
    arena_fini(&x.a);
    return ok;
}

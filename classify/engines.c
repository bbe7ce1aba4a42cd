#include "classify/engines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/keys.h"

enum { WAIT_MS = 100, LONGEST_WAIT_MS = 2000 };

/* ---- making versions ready, in their thread ---- */

static void *open_version(void *self, const struct bundle *files, const char *manifest, struct err *e)
{
    const struct engines *all = self;
    struct buf table = { 0 };
    if (!all->frequencies)
        learned_table(all->learned, &table);
    struct classifier *cl = classifier_open_bundle(files, manifest, &(struct classifier_words){ all->frequencies, buf_slice(&table) }, e);
    struct engine *n = cl ? calloc(1, sizeof *n) : NULL;
    if (cl && !n)
        abort();
    if (n)
        *n = (struct engine){ cl, classifier_worker_new(cl), table.n > 0 };
    buf_fini(&table);
    return n;
}

static void close_version(void *self, void *own)
{
    struct engine *n = own;
    (void)self;
    classifier_worker_free(n->worker);
    classifier_close(n->classifier);
    free(n);
}

/* ---- opening ---- */

/* Not in a daemon that has its frequencies from a file. */
static void learn_from_before(struct engines *n, const struct app *app)
{
    n->learned = learned_new();
    n->kept = store_open(&app->common, app->instance);
    n->kept_key = keys_words(&n->arena, slice_of(app->common.prefix));
    learned_load(n->learned, n->kept, n->kept_key);
}

bool engines_open(struct engines *n, const struct app *app, struct err *e)
{
    static const struct versions_ops ops = { .open = open_version, .close = close_version };
    const struct conf_node *root = conf_root(app->conf);
    struct classify_options o = { 0 };
    struct buf table = { 0 };
    if (!conf_section(app->conf, "classify", classify_keys, &o, e))
        return false;
    n->frequencies = o.frequencies && *o.frequencies ? conf_resolve(app->conf, o.frequencies) : NULL;
    if (!n->frequencies) {
        learn_from_before(n, app);
        learned_table(n->learned, &table);
    }
    n->own.classifier = classifier_open_for(app->conf, buf_slice(&table), e);
    n->own.learned = table.n > 0;
    buf_fini(&table);
    if (!n->own.classifier)
        return false;
    n->own.worker = classifier_worker_new(n->own.classifier);
    n->own_has_any = conf_get(root, "brands") || conf_get(root, "queries") || conf_get(root, "topics") || conf_get(root, "sets");
    n->waits = stat_counter("pulso_classify_config_waits_total", NULL, "times that a partition had to wait for its version to be made ready");
    n->forged = stat_counter("pulso_classify_control_forged_total", NULL, "control records that name a version which was never applied; they are passed over");
    n->versions = versions_open(&app->common, app->name, app->instance, &ops, n, e);
    return n->versions != NULL;
}

void engines_close(struct engines *n)
{
    versions_close(n->versions);
    classifier_worker_free(n->own.worker);
    classifier_close(n->own.classifier);
    if (n->learned)
        learned_keep(n->learned, n->kept, n->kept_key);
    learned_free(n->learned);
    store_close(n->kept);
    arena_fini(&n->arena);
}

void engines_learn(struct engines *n, const struct mention *m)
{
    if (!n->learned)
        return;
    learned_see(n->learned, m);
    if (learned_is_due(n->learned))
        learned_keep(n->learned, n->kept, n->kept_key);
}

/* ---- partitions ---- */

static void show(const struct part *p, int32_t partition)
{
    char label[40];
    snprintf(label, sizeof label, "partition=\"%d\"", (int)partition);
    stat_set(stat_gauge("pulso_classify_config_version", label, "version of the configuration in force, of partitions that are ours; 0: the file's"), p->version);
}

static void take_hold(struct engines *n, struct part *p, int32_t partition)
{
    engines_let_go(n, p);
    if (p->version > 0)
        p->held = versions_hold(n->versions, p->version, p->version_mark);
    show(p, partition);
    if (p->version > 0 && n->own_has_any && !n->told)
        log_warn("event=config_not_used version=%" PRId64 " cause=\"brands, sets and queries of the file are not used: what was applied is in force; "
                 "take them out of the file\"", p->version);
    n->told = n->told || p->version > 0;
}

bool engines_claimed(struct engines *n, struct part *p, int32_t partition, struct err *e)
{
    char why[512];
    take_hold(n, p, partition);
    if (!p->held || versions_wait(n->versions, p->held, 0, why) != VERSION_FAILED)
        return true;
    return err_set(e, ERR_RETRY, "partition %d: %.450s", (int)partition, why);
}

void engines_let_go(struct engines *n, struct part *p)
{
    versions_release(n->versions, p->held);
    p->held = NULL;
}

const struct engine *engines_of(struct engines *n, struct part *p, struct app *app, struct err *e)
{
    char why[512];
    if (!p->held)
        return &n->own;
    enum version_state s = versions_wait(n->versions, p->held, 0, why);
    if (s == VERSION_LOADING) {
        stat_add(n->waits, 1);
        log_warn("event=waiting cause=\"%s\"", why);
        app_ready(app, false, why);
    }
    for (int waited = 0; s == VERSION_LOADING && waited < LONGEST_WAIT_MS && !app_stopping(); waited += WAIT_MS) {
        app_alive();
        s = versions_wait(n->versions, p->held, WAIT_MS, why);
    }
    if (s == VERSION_READY)
        return p->held->own;
    err_set(e, s == VERSION_LOADING ? ERR_RETRY : ERR_CONFIG, "%s", why);
    return NULL;
}

void engines_show(const struct engine *n, struct part *p, int32_t partition)
{
    char label[40];
    size_t bytes, queries;
    if (p->shown == p->version + 1)
        return;
    queries = classifier_queries(n->classifier, &bytes);
    snprintf(label, sizeof label, "partition=\"%d\"", (int)partition);
    stat_set(stat_gauge("pulso_classify_queries", label, "queries of the version in force"), (int64_t)queries);
    stat_set(stat_gauge("pulso_classify_queries_bytes", label, "memory that the queries of the version in force take; partitions share it"), (int64_t)bytes);
    stat_set(stat_gauge("pulso_classify_queries_learned", label, "1: the keys of the queries in force were chosen by frequencies of words learned from the stream"), n->learned);
    p->shown = p->version + 1;
}

bool engines_switches(const struct part *p, const rd_kafka_message_t *record, struct config_switch *out, struct err *why)
{
    struct slice value = { record->payload, record->len };
    return config_switch_parse(value, out, why)
        && (out->version > p->version
            || err_set(why, ERR_CONFIG, "version %" PRId64 " is not above the one in force, %" PRId64, out->version, p->version));
}

enum version_word engines_believe(struct engines *n, const struct config_switch *to, struct err *why)
{
    enum version_word word = VERSION_UNKNOWN;
    for (int waited = 0; word == VERSION_UNKNOWN && waited < LONGEST_WAIT_MS && !app_stopping(); waited += WAIT_MS) {
        word = versions_there(n->versions, to->version, to->manifest, WAIT_MS);
        app_alive();
    }
    if (word == VERSION_FORGED) {
        stat_add(n->forged, 1);
        err_set(why, ERR_CONFIG, "the topic config holds no version %" PRId64 " with manifest %.16s: nobody applied it", to->version, to->manifest);
    } else if (word == VERSION_UNKNOWN) {
        err_set(why, ERR_RETRY, "a control record names version %" PRId64 ", and the topic config cannot be asked for it", to->version);
    }
    return word;
}

void engines_switch(struct engines *n, struct part *p, int32_t partition, const struct config_switch *to)
{
    p->version = to->version;
    p->version_mark = manifest_mark(to->manifest);
    take_hold(n, p, partition);
    log_info("event=config_switch partition=%d version=%" PRId64 " manifest=%.16s", (int)partition, to->version, to->manifest);
}

#include "route/rulebooks.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "route/control.h"

enum { WAIT_MS = 100, LONGEST_WAIT_MS = 2000, KEEP_TURNS = 256 };

/* ---- making versions ready, in their thread ---- */

static void close_version(void *self, void *own)
{
    struct rulebook *b = own;
    (void)self;
    kb_worker_free(b->finder);
    kb_close(b->kb);
    terms_close(b->terms);
    book_close(b->book);
    rule_worker_free(b->worker);
    rules_close(b->rules);
    brands_fini(&b->brands);
    conf_free(b->conf);
    free(b);
}

/* Teams are addresses: their topics must be there, whatever version is in force. */
static bool only_rules(const struct conf_node *route, struct err *e)
{
    for (size_t i = 0; i < conf_len(route); i++)
        if (strcmp(conf_member(route, i), "rules") != 0 && strcmp(conf_member(route, i), "priority") != 0 && strcmp(conf_member(route, i), "care") != 0
            && strcmp(conf_member(route, i), "cases") != 0)
            return conf_fail(conf_member_node(route, i), e,
                             "route.%.60s belongs into the installation's own file; only rules, priority, care and cases can be applied", conf_member(route, i));
    const struct conf_node *window = conf_get(conf_get(route, "care"), "window");
    return !window || conf_fail(window, e, "the window cannot change once there are counters; it belongs into the installation's own file");
}

static const char *zone_of(const struct rulebooks *rb)
{
    return rb->app ? rb->app->common.zone : "UTC";
}

static bool read_articles(const struct rulebooks *rb, struct rulebook *b, struct err *e)
{
    if (!conf_get(conf_root(b->conf), "kb"))
        return true;
    if (!(b->kb = kb_open(b->conf, &b->brands, zone_of(rb), e)))
        return false;
    b->finder = kb_worker_new(b->kb);
    return true;
}

static bool read_version(const struct rulebooks *rb, struct rulebook *b, const struct bundle *files, struct err *e)
{
    const struct conf_strs *teams = rb->teams;
    b->conf = bundle_conf(files, e);
    if (!b->conf || !brands_read(b->conf, &b->brands, e) || !read_articles(rb, b, e))
        return false;
    const struct conf_node *route = conf_get(conf_root(b->conf), "route");
    const struct conf_node *care = conf_get(route, "care");
    if (!(b->book = book_open(&b->brands, care ? care : rb->care, zone_of(rb), e)))
        return false;
    const struct conf_node *cases = conf_get(route, "cases");
    if (!(b->terms = terms_open(cases ? cases : rb->cases, care ? care : rb->care, teams, zone_of(rb), e)))
        return false;
    if (!route || !conf_get(route, "rules"))
        return !route || only_rules(route, e);
    if (!only_rules(route, e) || !(b->rules = rules_open(route, teams, &b->brands, e)))
        return false;
    b->worker = rule_worker_new(b->rules);
    return true;
}

static void *open_version(void *self, const struct bundle *files, const char *manifest, struct err *e)
{
    const struct rulebooks *rb = self;
    struct rulebook *b = calloc(1, sizeof *b);
    (void)manifest;
    if (!b)
        abort();
    if (read_version(rb, b, files, e))
        return b;
    close_version(NULL, b);
    return NULL;
}

bool rulebooks_check(const struct bundle *files, const struct conf_strs *teams, struct err *e)
{
    struct rulebooks rb = { .teams = teams };
    struct rulebook *b = open_version(&rb, files, "", e);
    if (b)
        close_version(NULL, b);
    return b != NULL;
}

/* ---- for route's thread ---- */

bool rulebooks_open(struct rulebooks *rb, struct app *app, const struct conf_strs *teams, const struct rulebook_use *own, const struct conf_node *care,
                    const struct conf_node *cases, struct err *e)
{
    static const struct versions_ops ops = { .open = open_version, .close = close_version, .skips = true };
    *rb = (struct rulebooks){ .app = app, .teams = teams, .own = *own, .care = care, .cases = cases };
    rb->versions = versions_open(&app->common, app->name, app->instance, &ops, rb, e);
    return rb->versions != NULL;
}

void rulebooks_close(struct rulebooks *rb)
{
    versions_close(rb->versions);
    free(rb->held);
}

static struct held *hold(struct rulebooks *rb, int64_t version)
{
    for (size_t i = 0; i < rb->n; i++)
        if (rb->held[i].v->number == version)
            return &rb->held[i];
    if (rb->n == rb->cap) {
        rb->cap = rb->cap ? 2 * rb->cap : 8;
        rb->held = realloc(rb->held, rb->cap * sizeof *rb->held);
        if (!rb->held)
            abort();
    }
    rb->held[rb->n] = (struct held){ versions_hold(rb->versions, version, 0), rb->turns };
    return &rb->held[rb->n++];
}

static enum version_state wait_for(struct rulebooks *rb, struct version *v, char why[512])
{
    enum version_state s = versions_wait(rb->versions, v, 0, why);
    if (s == VERSION_LOADING) {
        log_warn("event=waiting cause=\"%s\"", why);
        app_ready(rb->app, false, why);
    }
    for (int waited = 0; s == VERSION_LOADING && waited < LONGEST_WAIT_MS && !app_stopping(); waited += WAIT_MS) {
        app_alive();
        s = versions_wait(rb->versions, v, WAIT_MS, why);
    }
    return s;
}

bool rulebooks_find(struct rulebooks *rb, int64_t version, struct rulebook_use *out, struct err *e)
{
    char why[512];
    *out = rb->own;
    if (version == 0)
        return true;
    struct held *h = hold(rb, version);
    h->used = rb->turns;
    enum version_state s = wait_for(rb, h->v, why);
    if (s == VERSION_LOADING)
        return err_set(e, ERR_RETRY, "%s", why);
    if (s != VERSION_READY)
        return err_set(e, ERR_CONFIG, "%.380s; mend the installation's file and start route again, or put a version in force that fits (pulso apply) and go on with it: pulso config skip %" PRId64,
                       why, version);
    const struct rulebook *b = h->v->own;
    out->book = b->book;
    out->terms = b->terms;
    if (b->kb)
        out->kb = b->finder;
    if (b->worker)
        out->worker = b->worker;
    if (b->worker && !rb->told) {
        rb->told = true;
        log_warn("event=config_not_used version=%" PRId64 " cause=\"route.rules of the file are not used: what was applied is in force\"", version);
    }
    return true;
}

static const struct brands *brands_of(const struct version *v)
{
    return &((const struct rulebook *)v->own)->brands;
}

/* The watch reads the brands that it was given until it says that it has the next ones. */
static void watch_next(struct rulebooks *rb, struct control *control)
{
    char why[512];
    int64_t number = versions_in_force(rb->versions);
    if (rb->handed && control_has(control, brands_of(rb->next))) {
        versions_release(rb->versions, rb->watched);
        rb->watched = rb->next;
        rb->next = NULL;
        rb->handed = false;
    }
    if (rb->next && !rb->handed && rb->next->number != number) {
        versions_release(rb->versions, rb->next);
        rb->next = NULL;
    }
    if (!rb->next && number > 0 && !(rb->watched && rb->watched->number == number))
        rb->next = versions_hold(rb->versions, number, 0);
    if (rb->next && !rb->handed && versions_wait(rb->versions, rb->next, 0, why) == VERSION_READY) {
        rb->handed = true;
        control_watch(control, brands_of(rb->next));
    }
}

void rulebooks_turn(struct rulebooks *rb, struct control *control)
{
    rb->turns++;
    watch_next(rb, control);
    for (size_t i = rb->n; i-- > 0;)
        if (rb->held[i].used + KEEP_TURNS < rb->turns) {
            versions_release(rb->versions, rb->held[i].v);
            rb->held[i] = rb->held[--rb->n];
        }
}

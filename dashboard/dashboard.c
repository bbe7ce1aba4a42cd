#include "dashboard/dashboard.h"

#include <stdlib.h>

#include "app/listen.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "dashboard/book.h"
#include "dashboard/inbox.h"
#include "dashboard/feed.h"
#include "dashboard/ring.h"
#include "dashboard/server.h"
#include "dashboard/sources.h"
#include "dashboard/stream.h"
#include "dashboard/worker.h"
#include "io/keyring.h"

#define TURN_MS 200
#define TICK_MS 1000

#define AT(m) offsetof(struct dashboard_options, m)
const struct conf_key dashboard_keys[] = {
    { "listen", CONF_STR, AT(listen), "127.0.0.1:8490", "host:port of the pages and the API; port 0: any free one, which the log names. TLS is a proxy's work" },
    { "tokens", CONF_NODE, AT(token_list), NULL, "who may look at what: a list of { name, secret, role, brands }" },
    { "https", CONF_BOOL, AT(https), "false", "a proxy in front speaks TLS: cookies are sent over TLS only" },
    { "session", CONF_MS, AT(session_ms), "12h", "how long a browser stays signed in" },
    { "session_secret", CONF_SECRET, AT(session_secret), "", "signs the cookies, at least 16 bytes; the same for all dashboards behind one proxy. Without it, a restart signs everybody out" },
    { "viewers", CONF_INT, AT(viewers), "500", "streams of events at a time; more are answered with 503" },
    { "newest", CONF_INT, AT(newest), "20000", "mentions held in memory, for the live list and quick searches; older ones are read from Kafka" },
    { "requests", CONF_INT, AT(requests), "600", "a minute and person; more are answered with 429" },
    { 0 }
};
#undef AT

static bool check(struct conf *c, const struct dashboard_options *o, struct err *e)
{
    char host[256], port[8];
    if (!listen_shape(o->listen, host, port))
        return conf_fail_at(c, "dashboard.listen", e, "\"%.120s\" is not host:port", o->listen);
    if (o->session_secret && strlen(o->session_secret) < 16)
        return conf_fail_at(c, "dashboard.session_secret", e, "the secret has fewer than 16 bytes; `openssl rand -hex 32` makes one");
    if (o->session_ms < 60000)
        return conf_fail_at(c, "dashboard.session", e, "a session lasts at least 1m");
    if (o->viewers < 1 || o->viewers > 10000)
        return conf_fail_at(c, "dashboard.viewers", e, "viewers is 1 to 10000");
    if (o->newest < 1000 || o->newest > 1000000)
        return conf_fail_at(c, "dashboard.newest", e, "newest is 1000 to 1000000");
    if (o->requests < 1)
        return conf_fail_at(c, "dashboard.requests", e, "requests is at least 1");
    return true;
}

/* A request that has begun goes on with the links that it saw. */
struct kept_links { struct links links; struct kept_links *older; };

static void put_links(struct dashboard *d, const struct links *links)
{
    struct kept_links *k = malloc(sizeof *k);
    if (!k)
        abort();
    *k = (struct kept_links){ *links, d->links };
    d->links = k;
    atomic_store(&d->api->links, &k->links);
}

static bool read_conf(struct conf *c, struct dashboard_options *o, struct links *links, struct people **people, struct people *older, struct err *e)
{
    if (!conf_section(c, "dashboard", dashboard_keys, o, e) || !check(c, o, e) || !links_read(c, links, e))
        return false;
    if (!o->token_list)
        return conf_fail_at(c, "dashboard.tokens", e, "tokens is missing: nobody could look at anything");
    *people = people_read(o->token_list, older, e);
    return *people != NULL;
}

bool dashboard_read(struct conf *c, void *self, struct err *e)
{
    struct dashboard_options o = { 0 };
    struct links links;
    struct people *people = NULL;
    (void)self;
    if (!conf_get(conf_root(c), "dashboard"))
        return true;             /* an installation without one; pulso-dashboard itself refuses to start */
    struct keyring *keys = NULL;
    bool ok = read_conf(c, &o, &links, &people, NULL, e) && keyring_open(c, NULL, &keys, e);
    keyring_close(keys);
    people_free(people);
    return ok;
}

void dashboard_print_config(bool markdown)
{
    conf_print("dashboard", dashboard_keys, markdown);
    people_print_config(markdown);
}

/* Who was given a token, or lost it, how links are signed, and the limits. Sessions and streams of those who lost theirs end. */
void dashboard_reload(struct conf *c, void *self)
{
    struct dashboard *d = self;
    struct dashboard_options o = { 0 };
    struct people *fresh = NULL;
    struct links links;
    struct err ignored = { 0 };      /* the file was checked whole before */
    if (!read_conf(c, &o, &links, &fresh, d->people, &ignored))
        return;
    d->people = fresh;
    struct keyring *keys = NULL;
    if (keyring_open(c, d->keys, &keys, &ignored) && keys) {
        d->keys = keys;
        atomic_store(&d->api->keys, keys);
    }
    d->options.requests = o.requests;
    d->options.session_ms = o.session_ms;
    atomic_store(&d->api->people, fresh);
    put_links(d, &links);
    log_info("event=reload tokens=%zu", fresh->n);
}

/* ---- opening ---- */

static struct api *api_new(struct dashboard *d)
{
    struct api *api = calloc(1, sizeof *api);
    if (!api)
        abort();
    api->app = d->app;
    api->options = &d->options;
    atomic_init(&api->people, d->people);
    atomic_init(&api->keys, d->keys);
    shared_init(&api->setup);
    shared_init(&api->snapshot);
    api->cache = cache_new();
    api->ring = ring_new((size_t)d->options.newest);
    api->book = book_new();
    api->inbox = inbox_new();
    api->sources = sources_new();
    api->stream = stream_new(api);
    return api;
}

static bool open_desks(struct api *api, struct err *e)
{
    for (enum desk_kind k = DESK_FIGURES; k < DESKS; k++)
        if (!(api->desks[k] = worker_start(api, k, e)))
            return false;
    return true;
}

bool dashboard_open(struct dashboard *d, struct app *app, struct err *e)
{
    struct links links;
    d->app = app;
    if (!conf_get(conf_root(app->conf), "dashboard"))
        return err_set(e, ERR_CONFIG, "%s has no section `dashboard:`; docs/dashboard.md has one to begin with", conf_path(app->conf));
    if (!read_conf(app->conf, &d->options, &links, &d->people, NULL, e) || !keyring_open(app->conf, NULL, &d->keys, e))
        return false;
    d->api = api_new(d);
    put_links(d, &links);
    if (!session_key_make(&d->api->key, d->options.session_secret, e))
        return false;
    d->ledger = calloc(1, sizeof *d->ledger);
    if (!d->ledger)
        abort();
    *d->ledger = (struct ledger){ .common = &app->common, .store = store_open(&app->common, app->instance) };
    return open_desks(d->api, e) && (d->feed = feed_start(d->api, e)) && (d->server = server_open(d->api, e));
}

/* ---- a turn ---- */

/* Another version took effect: its brands and queries from now on. */
static bool follow_version(struct dashboard *d, const struct snapshot *s, struct err *e)
{
    int64_t version = states_version(&s->states);
    struct setup *now = (struct setup *)shared_take(&d->api->setup);
    bool same = now && now->in_force.version == version;
    if (now)
        shared_drop(&now->shared);
    if (same)
        return true;
    struct setup *fresh = setup_open(&d->app->common, d->app->conf, version, e);
    if (!fresh)
        return false;
    log_info("event=setup version=%lld brands=%zu", (long long)version, fresh->brands.n);
    shared_put(&d->api->setup, &fresh->shared);
    return true;
}

static bool refresh(struct dashboard *d, struct err *e)
{
    struct snapshot *s = snapshot_read(d->ledger, e);
    if (!s)
        return false;
    bool ok = follow_version(d, s, e);
    shared_put(&d->api->snapshot, &s->shared);
    return ok;
}

static void tick(struct dashboard *d)
{
    int64_t now = clock_now_ms();
    if (now - d->ticked_ms < TICK_MS)
        return;
    d->ticked_ms = now;
    stream_tick(d->api->stream);
}

bool dashboard_turn(void *self, struct err *e)
{
    struct dashboard *d = self;
    bool ok = refresh(d, e);
    tick(d);
    if (!ok)
        return false;
    app_ready(d->app, feed_caught_up(d->feed), "reading pulso.classified, alerts and actions to their ends");
    clock_sleep_ms(TURN_MS);
    return true;
}

/* First nobody new, then the streams, then what waits in the desks, then the server: each may need what is closed after it. */
static void api_free(struct api *api)
{
    if (!api)
        return;
    cache_free(api->cache);
    stream_free(api->stream);
    ring_free(api->ring);
    book_free(api->book);
    inbox_free(api->inbox);
    sources_free(api->sources);
    shared_fini(&api->setup);
    shared_fini(&api->snapshot);
    free(api);
}

void dashboard_close(struct dashboard *d)
{
    server_quiesce(d->server);
    if (d->api)
        stream_end(d->api->stream);
    feed_stop(d->feed);
    for (enum desk_kind k = DESK_FIGURES; d->api && k < DESKS; k++)
        worker_stop(d->api->desks[k]);
    server_close(d->server);
    api_free(d->api);
    if (d->ledger)
        store_close(d->ledger->store);
    free(d->ledger);
    people_free(d->people);
    for (struct kept_links *k = d->links, *older; k; k = older) {
        older = k->older;
        free(k);
    }
    keyring_close(d->keys);
}

#include "dashboard/dashboard.h"

#include "app/listen.h"
#include "base/clock.h"
#include "base/log.h"

#define TURN_MS 200

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

static bool read_conf(struct conf *c, struct dashboard_options *o, struct people **people, struct people *older, struct err *e)
{
    if (!conf_section(c, "dashboard", dashboard_keys, o, e) || !check(c, o, e))
        return false;
    if (!o->token_list)
        return conf_fail_at(c, "dashboard.tokens", e, "tokens is missing: nobody could look at anything");
    *people = people_read(o->token_list, older, e);
    return *people != NULL;
}

bool dashboard_read(struct conf *c, void *self, struct err *e)
{
    struct dashboard_options o = { 0 };
    struct people *people = NULL;
    (void)self;
    if (!conf_get(conf_root(c), "dashboard"))
        return true;             /* an installation without one; pulso-dashboard itself refuses to start */
    bool ok = read_conf(c, &o, &people, NULL, e);
    people_free(people);
    return ok;
}

void dashboard_reload(struct conf *c, void *self)
{
    (void)c;
    (void)self;
}

void dashboard_print_config(bool markdown)
{
    conf_print("dashboard", dashboard_keys, markdown);
    people_print_config(markdown);
}

bool dashboard_open(struct dashboard *d, struct app *app, struct err *e)
{
    d->app = app;
    return read_conf(app->conf, &d->options, &d->people, NULL, e);
}

bool dashboard_turn(void *self, struct err *e)
{
    (void)self;
    (void)e;
    clock_sleep_ms(TURN_MS);
    return true;
}

void dashboard_close(struct dashboard *d)
{
    people_free(d->people);
}

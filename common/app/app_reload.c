#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "app/admin.h"
#include "app/app.h"
#include "app/app_signals.h"
#include "app/conf_node.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"

static void count(const struct app *app, const char *result)
{
    char name[96], labels[32];
    snprintf(name, sizeof name, "pulso_%s_reloads_total", app->name);
    snprintf(labels, sizeof labels, "result=\"%s\"", result);
    stat_add(stat_counter(name, labels, "Times the configuration was read again."), 1);
}

static struct conf *load_and_check(struct app *app, struct app_common *common, struct err *e)
{
    struct conf *c = conf_load(conf_path(app->conf), e);
    if (c && app_common_read(c, common, e) && (!app->read || app->read(c, NULL, e)))
        return c;
    conf_free(c);
    return NULL;
}

static void warn_if_changed(const char *option, const char *old, const char *new)
{
    if (strcmp(old, new) != 0)
        log_warn("event=reload option=%s now=%s wanted=%s cause=\"takes effect at the next start only\"", option, old, new);
}

/* The old conf stays behind the new one until the end: the daemon may go on
 * using strings of either, and a person's SIGHUPs are few. */
static void take_over(struct app *app, struct conf *fresh, const struct app_common *common)
{
    struct buf out = { 0 };
    const char *later = app_later(app, fresh, &out);
    warn_if_changed("prefix", app->common.prefix, common->prefix);
    warn_if_changed("zone", app->common.zone, common->zone);
    warn_if_changed("admin.listen", app->common.admin.listen, common->admin.listen);
    app->common.log = common->log;
    app_log(&app->common);
    if (app->reload)
        app->reload(fresh, app->self);
    fresh->older = app->conf;
    app->conf = fresh;
    if (*later)   /* ok alone would sound as if the new queries were in force */
        log_warn("event=reload ok=1 file=\"%s\" later=\"%s: take effect at the next start\"", conf_path(fresh), later);
    else
        log_info("event=reload ok=1 file=\"%s\"", conf_path(fresh));
    buf_fini(&out);
}

void app_reload(struct app *app)
{
    struct err e = { 0 };
    struct app_common common;
    bool tell = admin_is_ready(app->admin);   /* READY=1 may not come earlier than it is true */
    if (tell)
        sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64, clock_mono_us());
    struct conf *fresh = load_and_check(app, &common, &e);
    if (fresh)
        take_over(app, fresh, &common);
    else
        log_error("event=reload ok=0 cause=\"%s\"", e.msg);
    count(app, fresh ? "ok" : "refused");
    if (tell)
        sd_notify(0, "READY=1");
}

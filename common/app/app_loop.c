#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "app/admin.h"
#include "app/app.h"
#include "app/app_signals.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"

#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS 5000
#define STEP_MS 100          /* how long a signal may go unseen that came just before a sleep */

struct loop {
    struct app *app;
    uint64_t watchdog_us;    /* systemd wants to hear of us so often; 0: it does not */
    int64_t told_us;
    int64_t failures;        /* in a row */
    int64_t pause_ms;
    int64_t failing_since_us;
    struct metric *turns, *retries, *seconds;
};

static void loop_init(struct loop *l, struct app *app)
{
    char name[96];
    *l = (struct loop){ .app = app, .pause_ms = FIRST_PAUSE_MS };
    if (sd_watchdog_enabled(0, &l->watchdog_us) <= 0)
        l->watchdog_us = 0;
    snprintf(name, sizeof name, "pulso_%s_turns_total", app->name);
    l->turns = stat_counter(name, NULL, "Turns of the loop that succeeded.");
    snprintf(name, sizeof name, "pulso_%s_turn_retries_total", app->name);
    l->retries = stat_counter(name, NULL, "Turns that failed and were tried again.");
    snprintf(name, sizeof name, "pulso_%s_turn_seconds", app->name);
    l->seconds = stat_histogram(name, NULL, "Time of one turn, waiting for input included.");
}

static void tell_watchdog(struct loop *l)
{
    int64_t now = clock_mono_us();
    if (!l->watchdog_us || now - l->told_us < (int64_t)(l->watchdog_us / 3))
        return;
    l->told_us = now;
    sd_notify(0, "WATCHDOG=1");
}

/* A reload ends the pause: it may bring the right address. */
static void pause_before_retry(struct loop *l)
{
    int64_t until = clock_mono_us() + l->pause_ms * 1000;
    for (int64_t left; !app_stopping() && !app_reload_asked() && (left = (until - clock_mono_us()) / 1000) > 0;) {
        clock_sleep_ms(left < STEP_MS ? left : STEP_MS);
        tell_watchdog(l);
    }
    l->pause_ms = l->pause_ms * 2 < LAST_PAUSE_MS ? l->pause_ms * 2 : LAST_PAUSE_MS;
}

static void on_success(struct loop *l)
{
    stat_add(l->turns, 1);
    if (l->failures)
        log_info("event=recovered failures=%lld ms=%lld", (long long)l->failures, (long long)(clock_mono_us() - l->failing_since_us) / 1000);
    l->failures = 0;
    l->pause_ms = FIRST_PAUSE_MS;
    if (!l->app->own_ready)
        app_ready(l->app, true, NULL);
}

/* Logged at the 1st, 2nd, 4th, 8th, ... time in a row. */
static void on_retry(struct loop *l, const struct err *e)
{
    stat_add(l->retries, 1);
    if (l->failures++ == 0)
        l->failing_since_us = clock_mono_us();
    if ((l->failures & (l->failures - 1)) == 0)
        log_warn("event=retry failures=%lld pause_ms=%lld cause=\"%s\"", (long long)l->failures, (long long)l->pause_ms, e->msg);
    app_ready(l->app, false, e->msg);
    pause_before_retry(l);
}

static bool one_turn(struct loop *l, bool (*turn)(void *self, struct err *e), void *self, struct err *e)
{
    int64_t begun = clock_mono_us();
    err_clear(e);
    bool ok = turn(self, e);
    stat_observe_us(l->seconds, clock_mono_us() - begun);
    if (!ok && e->kind == ERR_NONE)
        err_set(e, ERR_BUG, "a turn failed without saying why");
    return ok;
}

bool app_loop(struct app *app, bool (*turn)(void *self, struct err *e), void *self, struct err *e)
{
    struct loop l;
    bool ok = true;
    loop_init(&l, app);
    while (ok && !app_stopping()) {
        if (app_reload_take())
            app_reload(app);
        tell_watchdog(&l);
        if (one_turn(&l, turn, self, e))
            on_success(&l);
        else if (e->kind == ERR_RETRY)
            on_retry(&l, e);
        else
            ok = false;
    }
    if (ok)
        err_clear(e);   /* what failed last is for the next start to try */
    app_ready(app, false, ok ? "stopping" : e->msg);
    sd_notify(0, "STOPPING=1");
    log_info("event=stop ok=%d", ok);
    return ok;
}

void app_alive(void)
{
    sd_notify(0, "WATCHDOG=1");
}

void app_ready(struct app *app, bool ready, const char *why)
{
    if (!app->admin || !admin_ready(app->admin, ready, why))
        return;
    if (ready)
        sd_notify(0, "READY=1\nSTATUS=ready");
    else
        sd_notifyf(0, "STATUS=%.200s", why ? why : "not ready");
    log_info("event=ready ready=%d", ready);
}

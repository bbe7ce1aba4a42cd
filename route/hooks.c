/*
 * The hooks of the configuration, and how an alert reaches all of them: each
 * hook's attempts go on by themselves, a slow receiver holds nobody up.
 *
 *   delivery (one alert) -> hook_try (one for each hook that wants the brand)
 *
 * Memory is bounded: at most DELIVERIES alerts are under way. What is refused
 * stays unmarked in pulso.alerts, and its owner fires it again later.
 */
#include "route/hook.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "route/hooks_read.h"

#define DELIVERIES 256
#define HTTP_MAX 64
#define PAUSE_MS 250
#define PAUSE_MAX_MS 30000

struct hook_try {
    struct delivery *of;
    struct hook *hook;
    unsigned attempts;
    int64_t began_us, due_us, pause_ms;   /* due: when it is not running */
    bool running, ended;
};

struct delivery {
    struct delivery *next;
    struct hook_alert alert;
    struct buf text;             /* key, brand and body, each ended by NUL */
    size_t delivered, failed, n;
    char error[200];             /* of the last hook that gave up */
    struct hook_try tries[];
};

struct hooks {
    struct hook **v;
    size_t n;
    struct http *http;
    struct delivery *first;
    size_t waiting;
    hooks_done *done;
    void *self;
    unsigned short dice[3];
};

/* ---- opening ---- */

static bool add_hook(struct hooks *hs, const struct conf_node *node, struct err *e)
{
    struct hook *h = hook_new(node, hs->http, e);
    if (!h)
        return false;
    hs->v[hs->n++] = h;
    for (size_t i = 0; i + 1 < hs->n; i++)
        if (strcmp(hs->v[i]->name, h->name) == 0)
            return conf_fail(conf_get(node, "name"), e, "there is a hook \"%s\" already; give each its own name", h->name);
    return true;
}

struct hooks *hooks_open(const struct conf_node *list, hooks_done *done, void *self, struct err *e)
{
    struct hooks *hs = calloc(1, sizeof *hs);
    size_t n = list ? conf_len(list) : 0;
    if (!hs || !(hs->v = calloc(n + 1, sizeof *hs->v)))
        abort();
    hs->done = done;
    hs->self = self;
    hs->http = http_new("pulso-route", HTTP_MAX);
    int64_t seed = clock_mono_us();
    memcpy(hs->dice, &seed, sizeof hs->dice);
    if (list && conf_kind(list) != CONF_KIND_LIST) {
        conf_fail(list, e, "hooks is a list: - { name: ..., type: webhook, url: ..., secret: ... }");
        goto fail;
    }
    for (size_t i = 0; i < n; i++)
        if (!add_hook(hs, conf_at(list, i), e))
            goto fail;
    return hs;
fail:
    hooks_close(hs);
    return NULL;
}

static void delivery_free(struct delivery *d)
{
    buf_fini(&d->text);
    free(d);
}

void hooks_listen(struct hooks *h, hooks_done *done, void *self)
{
    h->done = done;
    h->self = self;
}

void hooks_drop(struct hooks *h)
{
    http_drop(h->http);   /* first: its transfers point at tries */
    for (struct delivery *d = h->first, *next; d; d = next) {
        next = d->next;
        delivery_free(d);
    }
    h->first = NULL;
    h->waiting = 0;
}

void hooks_close(struct hooks *h)
{
    if (!h)
        return;
    hooks_drop(h);
    http_free(h->http);
    for (size_t i = 0; i < h->n; i++)
        hook_free(h->v[i]);
    free(h->v);
    free(h);
}

/* ---- delivering ---- */

static bool wants(const struct hook *h, struct slice brand)
{
    for (size_t i = 0; i < h->brands.n; i++)
        if (slice_is(brand, h->brands.v[i]))
            return true;
    return h->brands.n == 0;
}

static struct slice keep(struct buf *text, struct slice s)
{
    struct slice kept = { text->p + text->n, s.n };
    buf_add(text, s);
    buf_char(text, 0);
    return kept;
}

static struct delivery *delivery_new(const struct hooks *h, const struct hook_alert *a)
{
    struct delivery *d = calloc(1, sizeof *d + h->n * sizeof d->tries[0]);
    if (!d)
        abort();
    buf_reserve(&d->text, a->key.n + a->brand.n + a->body.n + 3);   /* so that it never moves */
    d->alert = (struct hook_alert){ keep(&d->text, a->key), keep(&d->text, a->brand), keep(&d->text, a->body) };
    int64_t now = clock_mono_us();
    for (size_t i = 0; i < h->n; i++)
        if (wants(h->v[i], a->brand))
            d->tries[d->n++] = (struct hook_try){ .of = d, .hook = h->v[i], .began_us = now, .due_us = now };
    return d;
}

bool hooks_fire(struct hooks *h, const struct hook_alert *a, struct err *e)
{
    struct delivery **last = &h->first;
    for (; *last; last = &(*last)->next)
        if (slice_eq((*last)->alert.key, a->key))
            return true;
    if (h->waiting >= DELIVERIES)
        return err_set(e, ERR_RETRY, "%d alerts are on their way to the hooks already", DELIVERIES);
    *last = delivery_new(h, a);
    h->waiting++;
    return true;
}

int64_t hooks_pause_ms(unsigned attempt, double dice)
{
    int64_t pause = attempt > 7 ? PAUSE_MAX_MS : (int64_t)PAUSE_MS << (attempt ? attempt - 1 : 0);
    if (pause > PAUSE_MAX_MS)
        pause = PAUSE_MAX_MS;
    return pause - (int64_t)((double)pause * dice / 2);
}

void hook_tried(struct hook_try *t, const char *error)
{
    struct hook *h = t->hook;
    struct delivery *d = t->of;
    int64_t now = clock_mono_us();
    t->running = false;
    t->due_us = now + t->pause_ms * 1000;
    if (!error) {
        t->ended = true;
        d->delivered++;
        stat_add(h->ok, 1);
        stat_observe_us(h->took, now - t->began_us);
        log_info("event=hook hook=%s key=" SLICE_FMT " attempts=%u ms=%lld", h->name, SLICE_ARG(d->alert.key), t->attempts,
                 (long long)(now - t->began_us) / 1000);
        return;
    }
    if (now - t->began_us >= h->give_up_ms * 1000) {
        t->ended = true;
        d->failed++;
        snprintf(d->error, sizeof d->error, "hook %.64s: %.120s", h->name, error);
        stat_add(h->failed, 1);
        log_error("event=hook_gave_up hook=%s key=" SLICE_FMT " attempts=%u cause=\"%s\"", h->name, SLICE_ARG(d->alert.key), t->attempts, error);
        return;
    }
    stat_add(h->again, 1);
    if (t->attempts == 1)   /* the first is news, the rest is in the metrics */
        log_warn("event=hook_failed hook=%s key=" SLICE_FMT " cause=\"%s\"", h->name, SLICE_ARG(d->alert.key), error);
}

static void attempt(struct hooks *h, struct hook_try *t)
{
    t->attempts++;
    t->running = true;
    t->pause_ms = hooks_pause_ms(t->attempts, erand48(h->dice));
    t->hook->ops->fire(t->hook->self, &t->of->alert, t);
}

/* Starts what is due; the answer is when to look again, in ms, at most `wait`. */
static int start_due(struct hooks *h, int wait)
{
    int64_t now = clock_mono_us();
    for (struct delivery *d = h->first; d; d = d->next) {
        for (size_t i = 0; i < d->n; i++) {
            struct hook_try *t = &d->tries[i];
            if (t->ended || t->running)
                continue;
            if (t->due_us <= now)
                attempt(h, t);
            else if ((t->due_us - now) / 1000 < wait)
                wait = (int)((t->due_us - now) / 1000) + 1;
        }
        if (d->delivered + d->failed == d->n)
            wait = 0;   /* also when no hook wants it */
    }
    return wait;
}

static void reap(struct hooks *h)
{
    for (struct delivery **at = &h->first; *at;) {
        struct delivery *d = *at;
        if (d->delivered + d->failed < d->n) {
            at = &d->next;
            continue;
        }
        *at = d->next;
        h->waiting--;
        h->done(h->self, d->alert.key, d->delivered, d->failed, d->error);
        delivery_free(d);
    }
}

void hooks_turn(struct hooks *h, int wait_ms)
{
    http_turn(h->http, start_due(h, wait_ms));
    reap(h);
}

size_t hooks_waiting(const struct hooks *h) { return h->waiting; }

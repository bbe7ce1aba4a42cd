/*
 * The hooks of the configuration, and how an alert reaches all of them: each
 * hook's attempts go on by themselves, a slow receiver holds nobody up.
 *
 *   delivery (one alert) -> hook_try (one for each hook, or person at a hook)
 *
 * A try that gave up adds one for the hook's fallback, once in each delivery.
 * Memory is bounded: at most DELIVERIES alerts are under way. What is refused
 * stays unmarked in pulso.alerts, and its owner fires it again later.
 */
#include "route/hook.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/conf_node.h"   /* conf_near */
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "pii/pii.h"
#include "route/hooks_read.h"
#include "route/notice.h"

#define DELIVERIES 256
#define HTTP_MAX 64
#define PAUSE_MS 250
#define PAUSE_MAX_MS 30000
#define LATER_MAX_S 300

struct hook_try {
    struct delivery *of;
    struct hook *hook;
    struct hook_to to;
    unsigned attempts;
    int64_t began_us, due_us, pause_ms;   /* due: when it is not running */
    bool running, ended;
};

struct delivery {
    struct delivery *next;
    struct hook_alert alert;
    struct buf text;             /* what the alert's slices point at, each ended by NUL */
    size_t delivered, failed, n; /* n: tries; there is room for one fallback of each hook behind those that were asked for */
    char error[200];             /* of the last hook that gave up */
    struct hook_try tries[];
};

struct hooks {
    struct hook **v;
    size_t n;
    struct http *http;
    struct notices *notices;
    const struct zone *zone;
    const struct links *links;
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

static struct hook *find(const struct hooks *hs, const char *name)
{
    for (size_t i = 0; i < hs->n; i++)
        if (strcmp(hs->v[i]->name, name) == 0)
            return hs->v[i];
    return NULL;
}

const char *hooks_near(const struct hooks *hs, const char *name)
{
    struct conf_near near = { .typed = name };
    for (size_t i = 0; i < hs->n; i++)
        conf_near_try(&near, hs->v[i]->name);
    return conf_near_best(&near);
}

size_t hooks_count(const struct hooks *hs) { return hs->n; }

const struct hook_cases *hooks_cases(const struct hooks *hs, size_t i, const char **name)
{
    *name = hs->v[i]->name;
    return &hs->v[i]->cases;
}

bool hooks_check_teams(const struct hooks *hs, const struct conf_strs *teams, struct err *e)
{
    for (size_t i = 0; i < hs->n; i++)
        if (!conf_known(hs->v[i]->node, "teams", "team", &hs->v[i]->cases.teams, teams->v, teams->n, e))
            return false;
    return true;
}

bool hooks_has(const struct hooks *hs, const char *name) { return find(hs, name) != NULL; }

bool hooks_reaches(const struct hooks *hs, const char *name, const char *to)
{
    const struct hook *h = find(hs, name);
    return h && h->ops->to_ok && (!to || h->ops->to_ok(to));
}

static bool find_fallbacks(struct hooks *hs, struct err *e)
{
    for (size_t i = 0; i < hs->n; i++) {
        struct hook *h = hs->v[i];
        if (!h->fallback)
            continue;
        h->other = find(hs, h->fallback);
        if (h->other && h->other != h)
            continue;
        const char *near = hooks_near(hs, h->fallback);
        return conf_fail(conf_get(h->node, "fallback"), e, h->other ? "a hook is no fallback of its own" : near ? "no hook \"%.60s\"; did you mean \"%.60s\"?" : "no hook \"%.60s\"",
                         h->fallback, near);
    }
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
    hs->notices = notices_new();
    int64_t seed = clock_mono_us();
    memcpy(hs->dice, &seed, sizeof hs->dice);
    if (list && conf_kind(list) != CONF_KIND_LIST) {
        conf_fail(list, e, "hooks is a list: - { name: ..., type: webhook, url: ..., secret: ... }");
        goto fail;
    }
    for (size_t i = 0; i < n; i++)
        if (!add_hook(hs, conf_at(list, i), e))
            goto fail;
    if (!find_fallbacks(hs, e))
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

void hooks_tell(struct hooks *h, const struct zone *zone, const struct links *links)
{
    h->zone = zone;
    h->links = links;
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
    notices_free(h->notices);
    for (size_t i = 0; i < h->n; i++)
        hook_free(h->v[i]);
    free(h->v);
    free(h);
}

/* ---- delivering ---- */

static bool listed(const struct conf_strs *list, struct slice word)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_is(word, list->v[i]))
            return true;
    return list->n == 0;
}

static struct slice keep(struct buf *text, struct slice s)
{
    struct slice kept = { text->p + text->n, s.n };
    buf_add(text, s);
    buf_char(text, 0);
    return kept;
}

/* The slices of hook_alert that its owner gives: the first so many. */
#define GIVEN (offsetof(struct hook_alert, lang) / sizeof(struct slice))

static void keep_alert(struct delivery *d, const struct hook_alert *a)
{
    const struct slice *from = (const struct slice *)a;
    struct slice *to = (struct slice *)&d->alert;
    struct buf body = { 0 };
    size_t size = GIVEN;
    pii_mask_json(a->body, &body);
    for (size_t i = 0; i < GIVEN; i++)
        size += from[i].n;
    buf_reserve(&d->text, size + body.n);   /* so that it never moves */
    for (size_t i = 0; i < GIVEN; i++)
        to[i] = keep(&d->text, from[i]);
    d->alert.body = keep(&d->text, buf_slice(&body));
    buf_fini(&body);
}

static void add_try(struct delivery *d, struct hook *h, const struct hook_to *to)
{
    int64_t now = clock_mono_us();
    d->tries[d->n++] = (struct hook_try){ .of = d, .hook = h, .to = to ? *to : (struct hook_to){ 0 }, .began_us = now, .due_us = now };
}

static struct delivery *delivery_new(const struct hooks *h, const struct hook_alert *a, const struct hook_to *to, size_t n)
{
    struct delivery *d = calloc(1, sizeof *d + (2 * h->n + n) * sizeof d->tries[0]);
    if (!d)
        abort();
    keep_alert(d, a);
    for (size_t i = 0; to && i < n; i++) {
        struct hook *one = find(h, to[i].hook);
        if (one)
            add_try(d, one, &to[i]);
    }
    for (size_t i = 0; !to && i < h->n; i++)
        if (!h->v[i]->cases.changes && listed(&h->v[i]->brands, a->brand) && (a->level.n == 0 || listed(&h->v[i]->levels, a->level)))
            add_try(d, h->v[i], NULL);
    return d;
}

bool hooks_fire(struct hooks *h, const struct hook_alert *a, const struct hook_to *to, size_t n, struct err *e)
{
    struct delivery **last = &h->first;
    for (; *last; last = &(*last)->next)
        if (slice_eq((*last)->alert.key, a->key))
            return true;
    if (h->waiting >= DELIVERIES)
        return err_set(e, ERR_RETRY, "%d alerts are on their way to the hooks already", DELIVERIES);
    *last = delivery_new(h, a, to, n);
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

void hook_later(struct hook_try *t, int64_t seconds)
{
    int64_t ms = (seconds < LATER_MAX_S ? seconds : LATER_MAX_S) * 1000;
    t->pause_ms = ms > t->pause_ms ? ms : t->pause_ms;
}

/* Tells the hook that stands in, at its own address; one that is in this delivery already has it, or had its chance. */
static void fall_back(struct delivery *d, const struct hook *h)
{
    struct hook_to to = { 0 };
    for (size_t i = 0; i < d->n; i++)
        if (d->tries[i].hook == h->other)
            return;
    log_warn("event=hook_fallback hook=%s fallback=%s key=" SLICE_FMT, h->name, h->other->name, SLICE_ARG(d->alert.key));
    to.hook = h->other->name;
    add_try(d, h->other, &to);
}

/* Each notice of an incident is worth a line. Of cases there are as many as customers: that the hook is down is said, and that it is back; how often the metrics say. */
static void say_ok(struct hook_try *t, int64_t ms)
{
    struct hook *h = t->hook;
    if (!h->cases.changes)
        log_info("event=hook hook=%s key=" SLICE_FMT " attempts=%u ms=%lld", h->name, SLICE_ARG(t->of->alert.key), t->attempts, (long long)ms);
    else if (h->down)
        log_info("event=hook_back hook=%s key=" SLICE_FMT, h->name, SLICE_ARG(t->of->alert.key));
    h->down = false;
}

static void say_failed(struct hook_try *t, const char *error)
{
    struct hook *h = t->hook;
    if (h->cases.changes ? !h->down : t->attempts == 1)   /* the first is news, the rest is in the metrics */
        log_warn("event=hook_failed hook=%s key=" SLICE_FMT " cause=\"%s\"", h->name, SLICE_ARG(t->of->alert.key), error);
    h->down = true;
}

static void say_gave_up(struct hook_try *t, const char *error)
{
    if (!t->hook->cases.changes)
        log_error("event=hook_gave_up hook=%s key=" SLICE_FMT " attempts=%u cause=\"%s\"", t->hook->name, SLICE_ARG(t->of->alert.key), t->attempts, error);
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
        say_ok(t, (now - t->began_us) / 1000);
        return;
    }
    say_failed(t, error);
    if (now - t->began_us >= h->give_up_ms * 1000) {
        t->ended = true;
        d->failed++;
        snprintf(d->error, sizeof d->error, "hook %.64s: %.120s", h->name, error);
        stat_add(h->failed, 1);
        say_gave_up(t, error);
        if (h->other)
            fall_back(d, h);
        return;
    }
    stat_add(h->again, 1);
}

/* One receiver may be told for several people: to each her own key. */
static struct slice own_key(const struct hook_try *t, struct buf *out)
{
    if (!t->to.person)
        return t->of->alert.key;
    buf_printf(out, SLICE_FMT ".%s", SLICE_ARG(t->of->alert.key), t->to.person);
    return slice_of(buf_z(out));
}

static void attempt(struct hooks *h, struct hook_try *t)
{
    struct hook_alert a = t->of->alert;
    struct buf key = { 0 };
    t->attempts++;
    t->running = true;
    t->pause_ms = hooks_pause_ms(t->attempts, erand48(h->dice));
    a.key = own_key(t, &key);
    a.to = slice_of(t->to.to);
    a.person = slice_of(t->to.person);
    notice_fill(h->notices, &a, t->to.lang ? t->to.lang : t->hook->lang, h->zone, h->links, clock_now_ms());
    t->hook->ops->fire(t->hook->self, &a, t);
    buf_fini(&key);
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

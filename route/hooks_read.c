#include "route/hooks_read.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/conf_node.h"   /* conf_near */
#include "base/buf.h"
#include "route/cases/change.h"
#include "route/notice.h"

/* To add one, write hook_<kind>.c and add its line. The Makefile finds the file by itself. */
#define HOOKS(X)    \
    X(webhook)      \
    X(alertmanager) \
    X(pagerduty)    \
    X(slack)        \
    X(telegram)     \
    X(ntfy)         \
    X(matrix)       \
    X(smtp)         \
    X(memory)       \
    X(null)
#define X(n) extern const struct hook_ops hook_##n;
HOOKS(X)
#undef X
#define X(n) &hook_##n,
static const struct hook_ops *const kinds[] = { HOOKS(X) NULL };
#undef X

#define AT(m) offsetof(struct hook, m)
static const struct conf_key common_keys[] = {
    { "name", CONF_STR, AT(name), NULL, "what logs and metrics call it" },
    { "type", CONF_STR, AT(type), NULL, "webhook, alertmanager, pagerduty, slack, telegram, ntfy, matrix, smtp, none" },
    { "brands", CONF_STRS, AT(brands), "", "only alerts of these brands; none named: all" },
    { "levels", CONF_STRS, AT(levels), "", "only incidents of these levels: watch, alert, crisis; none named: all" },
    { "cases", CONF_STRS, AT(changes), "", "told of cases and not of incidents, unless a committee names it: all, or opened, reopened, state, handed_over, assigned, warned, breached, merged, unmerged, closed (docs/cases.md)" },
    { "teams", CONF_STRS, AT(cases.teams), "", "with cases: only of these teams; none named: all" },
    { "within", CONF_MS, AT(cases.within_ms), "0s", "with cases: not what happened longer ago, as after a standstill of the hook; 0s: everything" },
    { "lang", CONF_STR, AT(lang), "es", "of what people read: es, en or pt" },
    { "give_up", CONF_MS, AT(give_up_ms), "15m", "how long to try" },
    { "fallback", CONF_STR, AT(fallback), "", "name of the hook that is told when this one gave up" },
    { 0 }
};

static const struct hook_ops *find_kind(const char *type)
{
    for (size_t i = 0; kinds[i]; i++)
        if (strcmp(kinds[i]->name, type) == 0)
            return kinds[i];
    return NULL;
}

/* One table of the common rows and the kind's, since a mapping is read by one. */
static bool read_options(const struct conf_node *node, struct hook *h, struct err *e)
{
    struct conf_key rows[32] = { { 0 } };
    size_t n = 0;
    for (const struct conf_key *k = common_keys; k->name; k++)
        rows[n++] = *k;
    for (const struct conf_key *k = h->ops->keys; k->name && n + 1 < sizeof rows / sizeof rows[0]; k++, n++) {
        rows[n] = *k;
        rows[n].offset += offsetof(struct hook, self);
    }
    return conf_read(node, rows, h, e);
}

static struct metric *count(const char *hook, const char *result)
{
    struct buf labels = { 0 };
    buf_printf(&labels, "hook=\"%s\",result=\"%s\"", hook, result);
    struct metric *s = stat_counter("pulso_route_hook_attempts_total", buf_z(&labels), "attempts to tell a hook of an alert");
    buf_fini(&labels);
    return s;
}

static void make_stats(struct hook *h)
{
    char labels[160];
    h->ok = count(h->name, "ok");
    h->again = count(h->name, "again");
    h->failed = count(h->name, "gave_up");
    snprintf(labels, sizeof labels, "hook=\"%.100s\"", h->name);
    h->took = stat_histogram("pulso_route_hook_seconds", labels, "from the alert to the receiver's answer");
}

/* Names go into metrics' labels. */
static bool name_ok(const char *name)
{
    return *name && strlen(name) <= 64 && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(name);
}

static bool read_cases(struct hook *h, const struct conf_node *node, struct err *e)
{
    const char *words[CHANGE_KINDS + 1];
    for (int k = 0; k < CHANGE_KINDS; k++)
        words[k] = change_name((enum change_kind)k);
    words[CHANGE_KINDS] = "all";
    if (!conf_known(node, "cases", "change of a case", &h->changes, words, CHANGE_KINDS + 1, e))
        return false;
    for (size_t i = 0; i < h->changes.n; i++)
        for (int k = 0; k < CHANGE_KINDS; k++)
            if (strcmp(h->changes.v[i], words[k]) == 0 || strcmp(h->changes.v[i], "all") == 0)
                h->cases.changes |= 1u << k;
    h->cases.brands = h->brands;
    if (!h->changes.n && (h->cases.teams.n || h->cases.within_ms))
        return conf_fail(conf_get(node, h->cases.teams.n ? "teams" : "within"), e, "teams and within go with cases: of what is the hook told?");
    return !h->changes.n || !h->levels.n || conf_fail(conf_get(node, "levels"), e, "levels are of incidents, and a hook that has cases is told of cases; make two of it");
}

static bool check_common(const struct hook *h, const struct conf_node *node, struct err *e)
{
    const struct conf_node *levels = conf_get(node, "levels");
    if (!name_ok(h->name))
        return conf_fail(conf_get(node, "name"), e, "a hook's name is 1 to 64 of A-Z a-z 0-9 . _ -");
    if (!notice_lang_ok(h->lang))
        return conf_fail(conf_get(node, "lang"), e, "lang is es, en or pt");
    for (size_t i = 0; i < h->levels.n; i++)
        if (strcmp(h->levels.v[i], "watch") && strcmp(h->levels.v[i], "alert") && strcmp(h->levels.v[i], "crisis"))
            return conf_fail(conf_kind(levels) == CONF_KIND_LIST ? conf_at(levels, i) : levels, e, "a level is watch, alert or crisis");
    return true;
}

static bool open_hook(struct hook *h, const struct conf_node *node, struct http *http, struct err *e)
{
    struct err why = { 0 };
    if (!read_options(node, h, e))
        return false;
    if (!check_common(h, node, e) || !read_cases(h, node, e))
        return false;
    make_stats(h);
    return !h->ops->open || h->ops->open(h->self, http, &why) || conf_fail(node, e, "%s", why.msg);
}

static bool no_kind(const struct conf_node *node, const char *word, struct err *e)
{
    struct conf_near near = { .typed = word ? word : "" };
    struct buf all = { 0 };
    for (size_t i = 0; kinds[i]; i++) {
        buf_printf(&all, "%s%s", i ? ", " : "", kinds[i]->name);
        conf_near_try(&near, kinds[i]->name);
    }
    const char *best = word ? conf_near_best(&near) : NULL;
    if (!word)
        conf_fail(node, e, "a hook needs name, type and its options; type is one of %s", buf_z(&all));
    else if (best)
        conf_fail(node, e, "no hook of type \"%.60s\"; did you mean %s?", word, best);
    else
        conf_fail(node, e, "no hook of type \"%.60s\"; there are %s", word, buf_z(&all));
    buf_fini(&all);
    return false;
}

struct hook *hook_new(const struct conf_node *node, struct http *http, struct err *e)
{
    const struct conf_node *type = conf_get(node, "type");
    const char *word = type ? conf_scalar(type) : NULL;
    const struct hook_ops *ops = word ? find_kind(word) : NULL;
    if (!ops) {
        no_kind(word ? type : node, word, e);
        return NULL;
    }
    struct hook *h = calloc(1, sizeof *h + ops->size);
    if (!h)
        abort();
    h->ops = ops;
    h->node = node;
    if (open_hook(h, node, http, e))
        return h;
    hook_free(h);
    return NULL;
}

void hook_free(struct hook *h)
{
    if (h && h->ops->close)
        h->ops->close(h->self);
    free(h);
}

void hooks_print_config(bool markdown)
{
    char title[64];
    conf_print("route.hooks[]", common_keys, markdown);
    for (size_t i = 0; kinds[i]; i++) {
        snprintf(title, sizeof title, "route.hooks[] of type %s", kinds[i]->name);
        if (kinds[i]->keys->name)
            conf_print(title, kinds[i]->keys, markdown);
    }
}

/* pulso hook: are the people reached whom an incident must reach? Sends a trial notice through the very code that route uses. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/when.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "route/hook.h"

enum { WAIT_MS = 60000, TURN_MS = 100 };

struct hook_opts { const char *level, *stage, *incident, *to; };

static const struct opt opts[] = {
    { "level", OPT_CHOICE, offsetof(struct hook_opts, level), "watch|alert|crisis", "test: of the made-up incident (default: alert)" },
    { "stage", OPT_CHOICE, offsetof(struct hook_opts, stage), "opened|acknowledged|unanswered|closed", "test: what happened to it (default: opened)" },
    { "incident", OPT_TEXT, offsetof(struct hook_opts, incident), "ID", "test: its id, to say later that it is over (default: a new one)" },
    { "to", OPT_TEXT, offsetof(struct hook_opts, to), "ADDRESS", "test: a person's address at that hook instead of the hook's own" },
    { 0 }
};

struct trial {
    struct cli *cli;
    struct hooks *hooks;
    struct zone *zone;
    struct links links;
    size_t delivered;
    bool ended;
    char error[200];
};

static void ended(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    struct trial *t = self;
    (void)key;
    t->delivered = failed ? 0 : delivered;   /* what a fallback got does not make the hook itself sound */
    t->ended = true;
    snprintf(t->error, sizeof t->error, "%s", last_error);
}

static const struct conf_node *hooks_node(const struct cli *cli)
{
    return conf_get(conf_get(conf_root(cli->conf), "route"), "hooks");
}

static bool list(const struct cli *cli, const struct conf_node *hooks)
{
    struct table t = { 0 };
    struct buf json = { 0 };
    static const char *const columns[] = { "name", "type", "lang", "fallback", "of" };   /* of: what it is told of */
    for (size_t c = 0; c < 5; c++)
        table_column(&t, columns[c], ALIGN_LEFT);
    for (size_t i = 0; hooks && i < conf_len(hooks); i++) {
        buf_addz(&json, i ? "},{" : "{");
        for (size_t c = 0; c < 5; c++) {
            const struct conf_node *n = conf_get(conf_at(hooks, i), c == 4 ? "cases" : columns[c]);
            const char *v = c == 4 ? (n ? "cases" : "incidents") : n ? conf_scalar(n) : c == 2 ? "es" : "";
            table_add(&t, STYLE_PLAIN, slice_of(v));
            buf_printf(&json, "%s\"%s\":", c ? "," : "", columns[c]);
            buf_json(&json, slice_of(v));
        }
    }
    if (cli->json)
        printf("[%s%s]\n", buf_z(&json), json.n ? "}" : "");
    else if (table_rows(&t))
        table_print(&t, stdout, cli->color, screen_columns());
    else
        puts("no hooks: nobody is told of incidents or cases; docs/incidents.md shows how to add one");
    table_fini(&t);
    buf_fini(&json);
    return true;
}

static void body_of(const struct hook_opts *o, const char *level, bool closed, struct buf *out)
{
    char now[WHEN_TEXT];
    int64_t ms = clock_now_ms();
    when_print(ms - 5 * 60000, now);
    buf_printf(out, "{\"v\":1,\"id\":\"%s\",\"brand\":\"pulso-test\",\"type\":\"technical\",\"level\":\"%s\",\"state\":\"%s\",\"opened\":\"%s\"", o->incident, level,
               closed ? "closed" : "open", now);
    if (closed) {
        when_print(ms, now);
        buf_printf(out, ",\"closed\":\"%s\"", now);
    }
    buf_addz(out, ",\"x\":60,\"mu\":1.3,\"window_minutes\":15,\"causes\":[{\"text\":\"no funciona\",\"excess\":42}],\"test\":true}");
}

static bool is_of_cases(const struct hooks *h, const char *hook)
{
    const char *name;
    for (size_t i = 0; i < hooks_count(h); i++)
        if (hooks_cases(h, i, &name)->changes && strcmp(name, hook) == 0)
            return true;
    return false;
}

/* What such a hook is told: that a deadline of a made-up case comes near. */
static void case_of(const struct hook_opts *o, struct buf *out)
{
    char due[WHEN_TEXT], now[WHEN_TEXT];
    when_print(clock_now_ms(), now);
    when_print(clock_now_ms() + 15 * 60000, due);
    buf_printf(out, "{\"v\":1,\"id\":\"%s-warned\",\"change\":\"warned\",\"of\":\"first\",\"at\":\"%s\",\"case\":{\"v\":1,\"folio\":\"%s\",\"conversation\":\"test:1\",\"state\":\"new\","
                    "\"brand\":\"pulso-test\",\"team\":\"test\",\"priority\":50,\"opened\":\"%s\",\"first_due\":\"%s\",\"warned\":[\"first\"]},\"test\":true}",
               o->incident, now, o->incident, now, due);
}

/* One attempt after another until it went well or the minute is over. */
static bool send(struct trial *t, const char *hook, const struct hook_opts *o, struct err *e)
{
    bool of_case = is_of_cases(t->hooks, hook);
    const char *level = o->level ? o->level : "alert", *stage = !o->stage || strcmp(o->stage, "opened") == 0 ? level : o->stage;
    bool closed = strcmp(stage, "closed") == 0;
    struct buf body = { 0 }, key = { 0 };
    struct hook_to to = { .hook = hook, .to = o->to };
    if (of_case) {
        stage = "warned";
        case_of(o, &body);
    } else {
        body_of(o, level, closed, &body);
    }
    buf_printf(&key, "%s-%s", o->incident, stage);
    struct hook_alert a = {
        .key = slice_of(buf_z(&key)), .brand = SLICE("pulso-test"), .brand_name = SLICE("Pulso (test)"), .body = buf_slice(&body), .incident = slice_of(o->incident),
        .stage = slice_of(stage), .level = slice_of(level), .state = slice_of(closed ? "closed" : "open"), .by = SLICE("pulso"),
        .procedure = SLICE("https://example.com/procedure"),
    };
    if (of_case) {
        a.about = SLICE("case");
        a.state = SLICE("new");
        a.level = a.by = a.procedure = (struct slice){ 0 };
    }
    t->ended = false;
    bool ok = hooks_fire(t->hooks, &a, &to, 1, e);
    for (int64_t until = clock_mono_us() + WAIT_MS * 1000LL; ok && !t->ended && clock_mono_us() < until;)
        hooks_turn(t->hooks, TURN_MS);
    hooks_drop(t->hooks);
    buf_fini(&body);
    buf_fini(&key);
    return ok;
}

static void say(const struct trial *t, const char *hook, int64_t ms, bool last)
{
    bool ok = t->ended && t->delivered > 0;
    const char *why = ok ? "" : t->error[0] ? t->error : "no success within a minute: event=hook_failed above says why; without such a line the receiver has not answered yet";
    if (t->cli->json) {
        struct buf out = { 0 };
        buf_addz(&out, "{\"hook\":");
        buf_json(&out, slice_of(hook));
        buf_printf(&out, ",\"ok\":%s,\"ms\":%lld,\"error\":", ok ? "true" : "false", (long long)ms);
        buf_json(&out, slice_of(why));
        printf("%s}%s\n", buf_z(&out), last ? "]" : ",");
        buf_fini(&out);
        return;
    }
    printf("%s%s%s  %s  %lld ms%s%s\n", screen_style(t->cli->color, ok ? STYLE_GREEN : STYLE_RED), ok ? "told" : "FAILED", screen_plain(t->cli->color), hook,
           (long long)ms, *why ? "  " : "", why);
}

static bool try_one(struct trial *t, const char *hook, const struct hook_opts *o, bool last, struct err *e)
{
    int64_t from = clock_mono_us();
    if (o->to && !hooks_reaches(t->hooks, hook, o->to))
        return err_set(e, ERR_CONFIG, "hook %s cannot reach anybody at \"%.80s\"", hook, o->to);
    if (!send(t, hook, o, e))
        return false;
    t->cli->found = t->cli->found || t->delivered == 0;
    say(t, hook, (clock_mono_us() - from) / 1000, last);
    return true;
}

static bool test(struct trial *t, struct hook_opts o, const struct conf_node *hooks, struct err *e)
{
    char id[32];
    const char *only = t->cli->arg_count > 1 ? t->cli->args[1] : NULL;
    if (only && !hooks_has(t->hooks, only)) {
        const char *near = hooks_near(t->hooks, only);
        return err_set(e, ERR_CONFIG, near ? "no hook \"%.60s\"; did you mean \"%.60s\"?" : "no hook \"%.60s\"; pulso hook list shows them", only, near);
    }
    snprintf(id, sizeof id, "test-%llx", (unsigned long long)clock_now_ms());
    o.incident = o.incident ? o.incident : id;
    if (!link_name_ok(slice_of(o.incident)))
        return err_set(e, ERR_CONFIG, "--incident: 1 to 64 of A-Z a-z 0-9 . _ -");
    size_t n = hooks ? conf_len(hooks) : 0;
    if (t->cli->json)
        putchar('[');
    for (size_t i = 0; i < n; i++) {
        const char *name = conf_scalar(conf_get(conf_at(hooks, i), "name"));
        if ((!only || strcmp(only, name) == 0) && !try_one(t, name, &o, only || i + 1 == n, e))
            return false;
    }
    return true;
}

static bool hook_run(struct cli *cli, const void *own, struct err *e)
{
    struct trial t = { .cli = cli };
    const char *action = cli_action(cli, e);
    if (!action || !cli_conf(cli, e) || !links_read(cli->conf, &t.links, e))
        return false;
    const struct conf_node *hooks = hooks_node(cli);
    bool ok = (t.zone = zone_open(cli->common.zone, e)) != NULL && (t.hooks = hooks_open(hooks, ended, &t, e)) != NULL;
    if (ok) {
        hooks_tell(t.hooks, t.zone, &t.links);
        ok = strcmp(action, "list") == 0 ? list(cli, hooks) : test(&t, *(const struct hook_opts *)own, hooks, e);
    }
    hooks_close(t.hooks);
    zone_close(t.zone);
    return ok;
}

const struct cmd cmd_hook = {
    .name = "hook",
    .about = "who is told of incidents and cases: list the hooks, send a trial notice through them",
    .actions = "list|test",
    .args = "[NAME]",
    .text =
        "test sends a notice of a made-up incident of the brand \"Pulso (test)\" through the named hook, or all of them one after another, in the way that "
        "route sends a real one: same text, same signature, same retries, for at most a minute each. A hook that has `cases` is told that a deadline of a made-up "
        "case comes near. It ends with 1 when one of them could not be told.\n"
        "\n"
        "Do it after each change of route.hooks, and once a month: a hook that has quietly died is found by this or by a crisis.",
    .examples = "  pulso hook list\n  pulso hook test\n  pulso hook test mail --level crisis --to ana@example.com\n"
                "  pulso hook test pager --incident trial-1 && pulso hook test pager --incident trial-1 --stage closed\n",
    .opts = opts,
    .size = sizeof(struct hook_opts),
    .run = hook_run,
};

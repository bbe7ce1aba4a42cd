/* pulso incident ack, note, close, ...: what a person decides goes to pulso.actions; route acts upon it. */
#include <stdio.h>
#include <stdlib.h>

#include "app/brands.h"
#include "base/clock.h"
#include "base/when.h"
#include "cli/asked.h"
#include "cli/decide.h"
#include "cli/incident.h"

struct acting {
    struct cli *cli;
    const struct incident_opts *o;
    const struct incident_seen *i;       /* NULL: a brand's silence */
    struct buf data;
    bool first;
};

static void text(struct acting *a, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    buf_addz(&a->data, a->first ? "{" : ",");
    a->first = false;
    buf_printf(&a->data, "\"%s\":", name);
    buf_json(&a->data, slice_of(value));
}

static const char *argument(const struct acting *a, int n, const char *what, struct err *e)
{
    if (a->cli->arg_count == n + 1)
        return a->cli->args[n];
    err_set(e, ERR_CONFIG, "%s is wanted behind the incident%s", what, a->cli->arg_count > n + 1 ? ", in quotes where it has blanks" : "");
    return NULL;
}

static bool span(const char *s, int64_t *ms)
{
    char *end;
    long n = strtol(s, &end, 10);
    int64_t unit = *end == 'm' ? 60000 : *end == 'h' ? 3600000 : *end == 'd' ? 86400000 : 0;
    *ms = n * unit;
    return end != s && unit && !end[1] && n > 0 && n <= 10000;
}

/* Planned works may begin later; those of an incident have begun. */
static bool from(struct acting *a, int64_t *ms, struct err *e)
{
    char when[WHEN_TEXT];
    *ms = clock_now_ms();
    if (!a->o->from || a->o->undo)
        return true;
    if (a->i)
        return err_set(e, ERR_CONFIG, "--from is for the works of a brand: what an incident is silenced for has begun");
    if (!when_parse(slice_of(a->o->from), WHEN_RFC3339, NULL, ms))
        return err_set(e, ERR_CONFIG, "--from %s: no time that can be read; 2026-12-01T02:00:00-06:00 is one", a->o->from);
    when_print(*ms, when);
    text(a, "from", when);
    return true;
}

static bool until(struct acting *a, struct err *e)
{
    char when[WHEN_TEXT];
    int64_t ms = 0, now;
    if (!from(a, &now, e))
        return false;
    if (a->o->duration && span(a->o->duration, &ms))
        ms += now;
    else if (a->o->until)
        when_parse(slice_of(a->o->until), WHEN_RFC3339, NULL, &ms);
    if (a->o->undo)
        ms = now;
    if (ms == 0)
        return err_set(e, ERR_CONFIG, "until when? --for 2h (m, h, d), --until 2026-11-29T06:00:00Z, or --undo to end it now");
    if (ms < now || (ms == now && !a->o->undo))
        return err_set(e, ERR_CONFIG, "it would end before it begins");
    when_print(ms, when);
    text(a, "to", when);
    return true;
}

static bool step(struct acting *a, struct err *e)
{
    int64_t n = 0;
    const char *typed = argument(a, 2, "the number of the step", e);
    if (!typed)
        return false;
    if (!slice_int(slice_of(typed), &n) || n < 1 || (size_t)n > a->i->handling.tick_count)
        return err_set(e, ERR_CONFIG, "%s: the procedure has %zu steps; `pulso incident show` lists them", typed, a->i->handling.tick_count);
    buf_printf(&a->data, "{\"step\":%lld,\"done\":%s", (long long)n, a->o->undo ? "false" : "true");
    a->first = false;
    return true;
}

static bool said(struct acting *a, const char *name, const char *what, struct err *e)
{
    const char *value = a->o->undo ? "" : argument(a, 2, what, e);
    if (!value)
        return false;
    if (strlen(value) > HANDLING_TEXT)
        return err_set(e, ERR_CONFIG, "%zu bytes; at most %d are kept", strlen(value), HANDLING_TEXT);
    text(a, name, value);
    return true;
}

static bool data_of(struct acting *a, enum action_kind kind, struct err *e)
{
    switch (kind) {
    case ACTION_NOTE: return said(a, "text", "the note", e);
    case ACTION_HAND_OVER: return said(a, "to", "who takes it", e);
    case ACTION_APPROVE:
        if (!said(a, "text", "the statement", e))
            return false;
        text(a, "lang", a->o->lang);
        return true;
    case ACTION_TICK: return step(a, e);
    case ACTION_SILENCE:
        if (!until(a, e))
            return false;
        text(a, "why", a->o->why);
        return true;
    default:
        text(a, "why", a->o->why);
        if (kind == ACTION_CLOSE && a->o->no_crisis) {
            buf_addz(&a->data, a->first ? "{\"false\":true" : ",\"false\":true");
            a->first = false;
        }
        return true;
    }
}

static bool write_it(struct acting *a, enum action_kind kind, const char *brand, struct err *e)
{
    char id[ACTION_ID];
    struct action x = {
        .kind = kind, .role = SLICE("committee"), .data = buf_slice(&a->data),
        .incident = a->i ? a->i->id : (struct slice){ 0 }, .brand = a->i ? a->i->brand : slice_of(brand),
    };
    bool ok = cli_decide(a->cli, "pulso-incident", a->o->by, &x, id, e);
    if (ok && a->cli->json)
        cli_decided(id);
    else if (ok)
        printf(SLICE_FMT ": %s by " SLICE_FMT " is written down\n", SLICE_ARG(action_key(&x)), action_kind_name(kind), SLICE_ARG(x.by));
    return ok;
}

static bool kind_of(const char *verb, enum action_kind *kind)
{
    static const struct { const char *verb; enum action_kind kind; } row[] = {
        { "ack", ACTION_ACKNOWLEDGE }, { "handover", ACTION_HAND_OVER }, { "escalate", ACTION_ESCALATE }, { "note", ACTION_NOTE }, { "close", ACTION_CLOSE },
        { "reopen", ACTION_REOPEN }, { "tick", ACTION_TICK }, { "approve", ACTION_APPROVE }, { "silence", ACTION_SILENCE },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (strcmp(row[i].verb, verb) == 0) {
            *kind = row[i].kind;
            return true;
        }
    return false;
}

/* A silence may be of a brand: planned works, before anything has happened. */
static bool is_brand(struct cli *cli, const char *name)
{
    struct brands b = { 0 };
    struct err e = { 0 };
    uint32_t index;
    bool yes = brands_read(cli->conf, &b, &e) && brands_find(&b, slice_of(name), &index);
    brands_fini(&b);
    return yes;
}

bool incident_act(struct cli *cli, const char *verb, const struct incident_opts *o, struct err *e)
{
    struct incidents l = { 0 };
    struct acting a = { .cli = cli, .o = o, .first = true };
    enum action_kind kind;
    if (!kind_of(verb, &kind))
        return err_set(e, ERR_BUG, "%s: nothing is done for it", verb);
    if (cli->arg_count < 2)
        return err_set(e, ERR_CONFIG, "which incident? `pulso incident list` shows them");
    bool brand = kind == ACTION_SILENCE && is_brand(cli, cli->args[1]);
    bool ok = brand || (incidents_read(cli, &l, e) && (a.i = incidents_find(&l, cli->args[1], e)) != NULL);
    ok = ok && data_of(&a, kind, e);
    if (ok && !a.first)
        buf_char(&a.data, '}');
    ok = ok && write_it(&a, kind, cli->args[1], e);
    buf_fini(&a.data);
    if (!brand)
        incidents_fini(&l);
    return ok;
}

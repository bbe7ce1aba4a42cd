/* pulso incident report: what happened and who did what, for those who were not there. The texts of people are escaped for where they stand. */
#include <inttypes.h>

#include "base/clock.h"
#include "cli/incident.h"
#include "metrics/period.h"
#include "route/template.h"

struct report { struct buf out; bool html; const struct zone *z; };

/* Marks of Markdown that could begin something, and HTML, which Markdown lets through. */
static void put(struct report *r, struct slice s)
{
    if (r->html) {
        template_escape(s, ESCAPE_XML, &r->out);
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n' || s.p[i] == '\r') {
            buf_char(&r->out, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>|#&", s.p[i]) && s.p[i])
            buf_char(&r->out, '\\');
        buf_char(&r->out, s.p[i]);
    }
}

static void putz(struct report *r, const char *s) { put(r, slice_of(s ? s : "")); }

static void title(struct report *r, int level, const char *s)
{
    if (r->html)
        buf_printf(&r->out, "<h%d>%s</h%d>\n", level, s, level);
    else
        buf_printf(&r->out, "\n%.*s %s\n\n", level, "###", s);
}

static void fact(struct report *r, const char *name, struct slice value)
{
    if (value.n == 0)
        return;
    buf_printf(&r->out, r->html ? "<tr><th>%s</th><td>" : "| %s | ", name);
    put(r, value);
    buf_addz(&r->out, r->html ? "</td></tr>\n" : " |\n");
}

static void facts(struct report *r, const struct incident_seen *i, struct slice deleted)
{
    const struct handling *h = &i->handling;
    char when[PERIOD_TEXT], text[64];
    buf_addz(&r->out, r->html ? "<table>\n" : "| | |\n|---|---|\n");
    fact(r, "Brand", i->brand);
    fact(r, "Type", i->type);
    fact(r, "Highest level", i->level);
    fact(r, "State", slice_of(incident_state(i)));
    fact(r, "Began", slice_of(period_time(r->z, i->opened_ms, when)));
    if (i->closed_ms)
        fact(r, "Calm since", slice_of(period_time(r->z, i->closed_ms, when)));
    if (i->closed_ms > i->opened_ms) {
        snprintf(text, sizeof text, "%" PRId64 " min", (i->closed_ms - i->opened_ms) / 60000);
        fact(r, "Lasted", slice_of(text));
    }
    if (h->acknowledged_ms) {
        snprintf(text, sizeof text, "%.1f min", (double)(h->acknowledged_ms - i->opened_ms) / 60000);
        fact(r, "Acknowledged after", slice_of(text));
    }
    fact(r, "Owner", slice_of(h->owner));
    fact(r, "Committee", slice_of(h->committee));
    fact(r, "Causes", i->causes);
    fact(r, "Statement", slice_of(h->statement ? h->statement : ""));
    fact(r, "Deleted by their authors", deleted);
    buf_addz(&r->out, r->html ? "</table>\n" : "");
}

static void steps(struct report *r, const struct handling *h)
{
    char when[PERIOD_TEXT];
    if (!h->tick_count)
        return;
    title(r, 2, "Procedure");
    buf_addz(&r->out, r->html ? "<ol>\n" : "");
    for (size_t i = 0; i < h->tick_count; i++) {
        const struct tick *t = &h->ticks[i];
        buf_addz(&r->out, r->html ? "<li>" : t->done_ms ? "- [x] " : "- [ ] ");
        putz(r, t->text);
        buf_addz(&r->out, t->done_ms ? " (" : r->html ? " (not done)" : "");
        if (t->done_ms) {
            putz(r, t->by);
            buf_printf(&r->out, ", %s)", period_time(r->z, t->done_ms, when));
        }
        buf_addz(&r->out, r->html ? "</li>\n" : "\n");
    }
    buf_addz(&r->out, r->html ? "</ol>\n" : "");
}

static void timeline(struct report *r, const struct handling *h)
{
    char when[PERIOD_TEXT];
    title(r, 2, "Timeline");
    buf_addz(&r->out, r->html ? "<table>\n<tr><th>When</th><th>Who</th><th>What</th><th></th></tr>\n" : "| When | Who | What | |\n|---|---|---|---|\n");
    for (size_t i = 0; i < h->event_count; i++) {
        const struct happened *x = &h->events[i];
        const char *cell = r->html ? "</td><td>" : " | ";
        buf_printf(&r->out, "%s%s%s", r->html ? "<tr><td>" : "| ", period_time(r->z, x->at_ms, when), cell);
        putz(r, x->by);
        buf_addz(&r->out, cell);
        putz(r, x->kind);
        buf_addz(&r->out, cell);
        putz(r, x->text);
        buf_addz(&r->out, r->html ? "</td></tr>\n" : " |\n");
    }
    buf_addz(&r->out, r->html ? "</table>\n" : "");
}

static void whole(struct report *r, const struct incident_seen *i, struct slice deleted)
{
    char when[PERIOD_TEXT];
    if (r->html)
        buf_printf(&r->out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Incident " SLICE_FMT "</title>\n"
                   "<style>body{font:14px/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}"
                   "th,td{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid #ccc}</style></head><body>\n"
                   "<h1>Incident " SLICE_FMT "</h1>\n", SLICE_ARG(i->id), SLICE_ARG(i->id));
    else
        buf_printf(&r->out, "# Incident " SLICE_FMT "\n\n", SLICE_ARG(i->id));
    facts(r, i, deleted);
    steps(r, &i->handling);
    timeline(r, &i->handling);
    buf_printf(&r->out, r->html ? "<p>Times are of %s. Written %s.</p>\n</body></html>\n" : "\nTimes are of %s. Written %s.\n", zone_name(r->z),
               period_time(r->z, clock_now_ms(), when));
}

bool incident_report(struct cli *cli, const struct incident_opts *o, struct err *e)
{
    struct incidents l = { 0 };
    struct report r = { .html = o->format && o->format[0] == 'h' };
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "which incident? `pulso incident list --all` shows them");
    struct zone *z = zone_open(cli->common.zone, e);
    r.z = z;
    struct incident_seen *i = z && incidents_read(cli, &l, e) ? incidents_find(&l, cli->args[1], e) : NULL;
    if (i) {
        struct buf deleted = { 0 };
        incident_deleted(cli, i, false, &deleted);
        whole(&r, i, buf_slice(&deleted));
        buf_fini(&deleted);
        fwrite(r.out.p, 1, r.out.n, stdout);
    }
    buf_fini(&r.out);
    if (z)
        incidents_fini(&l);
    zone_close(z);
    return i != NULL;
}

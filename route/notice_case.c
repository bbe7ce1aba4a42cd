/* What people read of a case: which one, what happened, by when something is due, and whose it is. */
#include "route/notice_own.h"
#include "route/tell/change_seen.h"

static struct slice value_of(const struct hook_alert *a, const char *name)
{
    const struct { const char *name; struct slice v; } row[] = {
        { "what", a->what }, { "team", a->team }, { "agent", a->agent }, { "nobody", a->agent.n ? (struct slice){ 0 } : SLICE("-") }, { "due", a->due },
        { "state", a->state }, { "count", a->count }, { "since", a->since }, { "by", a->by }, { "incident", a->incident },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (strcmp(row[i].name, name) == 0)
            return row[i].v;
    return (struct slice){ 0 };
}

static void fill_facts(struct notices *n, const struct notice_lang *l, struct hook_alert *a, const struct change_seen *c, const struct zone *zone)
{
    const struct case_seen *s = &c->seen;
    const char *which;
    bool first = slice_is(c->of, "first");
    a->type = c->kind == CHANGE_MERGED ? s->into : c->of;      /* of a merge: where it went */
    a->team = notice_keep(n, s->team);
    a->agent = notice_keep(n, s->agent);
    a->due = notice_local(n, l, c->of.n ? (first ? s->first_due_ms : s->solve_due_ms) : case_next_due(s, &which), zone);
    a->count = notice_whole(n, s->priority);
    a->since = notice_local(n, l, s->opened_ms, zone);
}

static void fill_text(struct notices *n, const struct notice_lang *l, struct hook_alert *a)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < NOTICE_CASE_LINES; i++) {
        if (!value_of(a, l->t->case_lines[i][0]).n)
            continue;
        if (out.n)
            buf_char(&out, '\n');
        template_fill(l->case_lines[i], a, &out);
    }
    a->text = notice_keep(n, buf_slice(&out));
    buf_fini(&out);
}

void notice_case(struct notices *n, const struct notice_lang *l, struct hook_alert *a, const struct zone *zone)
{
    struct change_seen c = { 0 };
    struct err e = { 0 };
    struct buf title = { 0 };
    change_seen_parse(n->json, &n->arena, a->body, &c, &e);
    fill_facts(n, l, a, &c, zone);
    a->what = notice_filled(n, l->case_what[c.kind], a);
    buf_printf(&title, "%s · " SLICE_FMT ": " SLICE_FMT, l->t->changes[c.kind], SLICE_ARG(a->brand_name), SLICE_ARG(a->what));
    a->title = notice_keep(n, buf_slice(&title));
    buf_fini(&title);
    fill_text(n, l, a);
}

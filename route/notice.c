#include "route/notice_own.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/when.h"
#include "route/causes_text.h"

enum { LINES = NOTICE_LINES, CAUSES = 3, SAMPLE = 140 };

static struct template *compile(const char *text)
{
    size_t at;
    struct err e = { 0 };
    struct template *t = template_new(slice_of(text), ESCAPE_NONE, &at, &e);
    if (!t)
        abort();                 /* our own text: test_notice reads all of them */
    return t;
}

struct notices *notices_new(void)
{
    struct notices *n = calloc(1, sizeof *n);
    if (!n)
        abort();
    n->json = json_new(65536);
    for (size_t i = 0; i < NOTICE_LANGS; i++) {
        struct notice_lang *l = &n->lang[i];
        l->t = &notice_texts[i];
        const char *const whats[NOTICE_WHATS] = { l->t->what, l->t->what_closed, l->t->what_acknowledged, l->t->what_unanswered };
        for (size_t k = 0; k < NOTICE_WHATS; k++)
            l->what[k] = compile(whats[k]);
        for (size_t k = 0; k < LINES; k++)
            l->lines[k] = compile(l->t->lines[k][1]);
        l->how_link = compile(l->t->how_link);
        l->how_command = compile(l->t->how_command);
        for (size_t k = 0; k < CHANGE_KINDS; k++)
            l->case_what[k] = compile(l->t->case_what[k]);
        for (size_t k = 0; k < NOTICE_CASE_LINES; k++)
            l->case_lines[k] = compile(l->t->case_lines[k][1]);
    }
    return n;
}

void notices_free(struct notices *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < NOTICE_LANGS; i++) {
        for (size_t k = 0; k < NOTICE_WHATS; k++)
            template_free(n->lang[i].what[k]);
        for (size_t k = 0; k < LINES; k++)
            template_free(n->lang[i].lines[k]);
        template_free(n->lang[i].how_link);
        template_free(n->lang[i].how_command);
        for (size_t k = 0; k < CHANGE_KINDS; k++)
            template_free(n->lang[i].case_what[k]);
        for (size_t k = 0; k < NOTICE_CASE_LINES; k++)
            template_free(n->lang[i].case_lines[k]);
    }
    json_free(n->json);
    arena_fini(&n->arena);
    free(n);
}

static const struct notice_lang *lang_of(const struct notices *n, const char *name)
{
    for (size_t i = 0; name && i < NOTICE_LANGS; i++)
        if (strcmp(n->lang[i].t->lang, name) == 0)
            return &n->lang[i];
    return &n->lang[0];
}

bool notice_lang_ok(const char *lang)
{
    for (size_t i = 0; i < NOTICE_LANGS; i++)
        if (strcmp(notice_texts[i].lang, lang) == 0)
            return true;
    return false;
}

/* ---- what the incident's record says ---- */

struct facts { struct slice level, type; int64_t opened_ms, closed_ms, count, window; double normal; struct buf causes, samples; };

static double number(const struct json_value *v) { return v->type == JSON_INT ? (double)v->whole : v->type == JSON_REAL ? v->real : 0; }

/* Without causes: where it is said. */
static void add_platforms(const struct json *j, struct json_value map, struct buf *out)
{
    struct slice name;
    struct json_value v;
    while (out->n < 200 && json_member(j, &map, &name, &v))
        if (v.type == JSON_INT && v.whole > 0)
            buf_printf(out, "%s" SLICE_FMT " %lld", out->n ? "; " : "", SLICE_ARG(name), (long long)v.whole);
}

static void read_fact(const struct json *j, struct slice name, const struct json_value *v, struct facts *f)
{
    if (slice_is(name, "level") && v->type == JSON_STRING)
        f->level = v->text;
    else if (slice_is(name, "type") && v->type == JSON_STRING)
        f->type = v->text;
    else if (slice_is(name, "opened") && v->type == JSON_STRING)
        when_parse(v->text, WHEN_RFC3339, NULL, &f->opened_ms);
    else if (slice_is(name, "closed") && v->type == JSON_STRING)
        when_parse(v->text, WHEN_RFC3339, NULL, &f->closed_ms);
    else if (slice_is(name, "x"))
        f->count = (int64_t)number(v);
    else if (slice_is(name, "mu"))
        f->normal = number(v);
    else if (slice_is(name, "window_minutes"))
        f->window = (int64_t)number(v);
    else if (slice_is(name, "causes") && v->type == JSON_ARRAY)
        causes_text(j, *v, "term topic platform", CAUSES, &f->causes);
    else if (slice_is(name, "samples") && v->type == JSON_ARRAY)
        samples_text(j, *v, "- ", SAMPLE, &f->samples);
    else if (slice_is(name, "platforms") && v->type == JSON_OBJECT && f->causes.n == 0)
        add_platforms(j, *v, &f->causes);
}

/* A body that cannot be read leaves the facts empty: what is known besides is told all the same. */
static void read_facts(struct notices *n, struct slice body, struct facts *f)
{
    struct json_value root, v;
    struct slice name;
    struct err e = { 0 };
    char *padded = arena_zalloc(&n->arena, body.n + JSON_PADDING);
    if (body.n)
        memcpy(padded, body.p, body.n);
    if (!json_parse(n->json, padded, body.n, &root, &e) || root.type != JSON_OBJECT)
        return;
    while (json_member(n->json, &root, &name, &v))
        read_fact(n->json, name, &v, f);
}

/* ---- saying it ---- */

struct slice notice_keep(struct notices *n, struct slice s)
{
    return (struct slice){ arena_strz(&n->arena, s), s.n };
}

struct slice notice_filled(struct notices *n, const struct template *t, const struct hook_alert *a)
{
    struct buf out = { 0 };
    template_fill(t, a, &out);
    struct slice s = notice_keep(n, buf_slice(&out));
    buf_fini(&out);
    return s;
}

static struct slice utc(struct notices *n, int64_t ms)
{
    char text[WHEN_TEXT];
    return ms ? notice_keep(n, (struct slice){ text, when_print(ms, text) }) : (struct slice){ 0 };
}

struct slice notice_local(struct notices *n, const struct notice_lang *l, int64_t ms, const struct zone *zone)
{
    char text[64], all[160];
    struct tm tm;
    time_t s = (time_t)(ms / 1000 + (zone ? zone_offset(zone, ms / 1000) : 0));
    if (ms == 0 || !gmtime_r(&s, &tm) || !strftime(text, sizeof text, l->t->date, &tm))
        return (struct slice){ 0 };
    int k = snprintf(all, sizeof all, "%s (%s)", text, zone ? zone_name(zone) : "UTC");
    return notice_keep(n, (struct slice){ all, (size_t)k });
}

static struct slice decimal(struct notices *n, const struct notice_lang *l, double v)
{
    char text[64];
    int k = snprintf(text, sizeof text, v < 10 ? "%.1f" : "%.0f", v);
    for (char *p = strchr(text, '.'); p; p = NULL)
        *p = l->t->decimal[0];
    return notice_keep(n, (struct slice){ text, (size_t)k });
}

struct slice notice_whole(struct notices *n, int64_t v)
{
    char text[INT_TEXT];
    return notice_keep(n, (struct slice){ text, int_text(v, text) });
}

static bool over(const struct hook_alert *a) { return slice_is(a->stage, "closed") || slice_is(a->stage, "acknowledged"); }

static void fill_facts(struct notices *n, const struct notice_lang *l, struct hook_alert *a, const struct zone *zone)
{
    struct facts f = { 0 };
    read_facts(n, a->body, &f);
    if (a->level.n == 0)
        a->level = notice_keep(n, f.level);
    a->type = notice_keep(n, f.type);
    a->count = notice_whole(n, f.count);
    a->window = notice_whole(n, f.window);
    a->normal = decimal(n, l, f.normal);
    a->since = notice_local(n, l, f.opened_ms, zone);
    a->began = utc(n, f.opened_ms);
    a->ended = utc(n, f.closed_ms);
    a->causes = notice_keep(n, buf_slice(&f.causes));
    if (!over(a))
        a->samples = notice_keep(n, buf_slice(&f.samples));
    buf_fini(&f.causes);
    buf_fini(&f.samples);
}

static const char *word_of(const struct notice_texts *t, struct slice name)
{
    for (size_t i = 0; i < 3; i++)
        if (slice_is(name, t->levels[i].name))
            return t->levels[i].word;
    for (size_t i = 0; i < 3; i++)
        if (slice_is(name, t->stages[i].name))
            return t->stages[i].word;
    return NULL;
}

static void fill_title(struct notices *n, const struct notice_lang *l, struct hook_alert *a)
{
    struct buf out = { 0 };
    const char *stage = word_of(l->t, a->stage), *level = word_of(l->t, a->level);
    if (stage)
        buf_printf(&out, "%s · ", stage);
    if (level && level != stage)
        buf_printf(&out, "%s · ", level);
    buf_printf(&out, SLICE_FMT ": " SLICE_FMT, SLICE_ARG(a->brand_name), SLICE_ARG(a->what));
    a->title = notice_keep(n, buf_slice(&out));
    buf_fini(&out);
}

static struct slice value_of(const struct hook_alert *a, const char *name)
{
    const struct { const char *name; struct slice v; } row[] = {
        { "level", a->level }, { "brand_name", a->brand_name }, { "what", a->what }, { "since", a->since },
        { "causes", a->causes }, { "samples", a->samples }, { "procedure", a->procedure }, { "how", a->how }, { "incident", a->incident },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (strcmp(row[i].name, name) == 0)
            return row[i].v;
    return (struct slice){ 0 };
}

static void fill_text(struct notices *n, const struct notice_lang *l, struct hook_alert *a)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < LINES; i++) {
        if (value_of(a, l->t->lines[i][0]).n == 0)
            continue;
        if (out.n)
            buf_char(&out, '\n');
        template_fill(l->lines[i], a, &out);
    }
    a->text = notice_keep(n, buf_slice(&out));
    buf_fini(&out);
}

static void fill_link(struct notices *n, const struct notice_lang *l, struct hook_alert *a, const struct links *links, int64_t now_ms)
{
    struct buf out = { 0 };
    if (links && a->incident.n)
        link_make(links, a->incident, a->person, now_ms, &out);
    a->link = notice_keep(n, buf_slice(&out));
    buf_fini(&out);
    a->how = over(a) || a->incident.n == 0 ? (struct slice){ 0 } : notice_filled(n, a->link.n ? l->how_link : l->how_command, a);
}

void notice_fill(struct notices *n, struct hook_alert *a, const char *lang, const struct zone *zone, const struct links *links, int64_t now_ms)
{
    const struct notice_lang *l = lang_of(n, lang);
    arena_reset(&n->arena);
    a->lang = slice_of(l->t->lang);
    if (a->brand_name.n == 0)
        a->brand_name = a->brand;
    a->now = utc(n, now_ms);
    a->unix_s = notice_whole(n, now_ms / 1000);
    if (slice_is(a->about, "case")) {
        notice_case(n, l, a, zone);
        return;
    }
    fill_facts(n, l, a, zone);
    fill_link(n, l, a, links, now_ms);
    int what = slice_is(a->stage, "closed") ? NOTICE_CLOSED : slice_is(a->stage, "acknowledged") ? NOTICE_ACKNOWLEDGED
             : slice_is(a->stage, "unanswered") ? NOTICE_UNANSWERED : NOTICE_LEVEL;
    a->what = notice_filled(n, l->what[what], a);
    fill_title(n, l, a);
    fill_text(n, l, a);
}

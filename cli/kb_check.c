/* pulso kb check and test: which articles there are, and which of them answer a text. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/when.h"
#include "cli/kb_tools.h"
#include "cli/screen.h"
#include "cli/table.h"

#define HITS 5

bool kb_side_open(struct kb_side *s, struct cli *cli, const char *path, struct err *e)
{
    *s = (struct kb_side){ 0 };
    if (!route_side_open_plain(&s->side, cli, path, e))
        return false;
    struct conf *conf = route_side_conf(&s->side, cli);
    const char *zone = conf_scalar(conf_get(conf_root(conf), "zone"));
    s->kb = kb_open(conf, &s->side.brands, zone ? zone : cli->common.zone ? cli->common.zone : "UTC", e);
    if (s->kb && s->kb->n == 0)
        return err_set(e, ERR_CONFIG, "%s: has no articles; add kb.articles (docs/routing.md)", s->side.name);
    if (s->kb)
        s->worker = kb_worker_new(s->kb);
    return s->kb != NULL;
}

void kb_side_close(struct kb_side *s)
{
    kb_worker_free(s->worker);
    kb_close(s->kb);
    route_side_close(&s->side);
}

/* ---- check ---- */

static const char *valid(const struct kb_article *x, int64_t now_ms)
{
    return now_ms < x->from_ms ? "not yet" : now_ms >= x->to_ms ? "no more" : "now";
}

static void add_langs(const struct kb_article *x, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < x->answer_count; i++) {
        buf_printf(out, "%s%s", i ? " " : "", x->answers[i].lang);
        for (size_t k = 0; k < x->answers[i].regions.n; k++)
            buf_printf(out, "-%s", x->answers[i].regions.v[k]);
    }
}

bool kb_check(struct cli *cli, const struct kb_opts *o, struct err *e)
{
    struct kb_side s;
    struct table t = { 0 };
    struct buf langs = { 0 }, json = { 0 };
    int64_t now_ms = clock_now_ms();
    bool ok = kb_side_open(&s, cli, cli->arg_count > 1 ? cli->args[1] : o->articles, e);
    table_column(&t, "article", ALIGN_LEFT);
    table_column(&t, "patterns", ALIGN_RIGHT);
    table_column(&t, "questions", ALIGN_RIGHT);
    table_column(&t, "valid", ALIGN_LEFT);
    table_column(&t, "answers in", ALIGN_FLEX);
    for (size_t i = 0; ok && i < s.kb->n; i++) {
        const struct kb_article *x = &s.kb->v[i];
        add_langs(x, &langs);
        table_add(&t, STYLE_PLAIN, slice_of(x->id));
        table_number(&t, (int64_t)x->patterns.n);
        table_number(&t, (int64_t)x->questions.n);
        table_add(&t, strcmp(valid(x, now_ms), "now") ? STYLE_YELLOW : STYLE_PLAIN, slice_of(valid(x, now_ms)));
        table_add(&t, STYLE_PLAIN, buf_slice(&langs));
        buf_addz(&json, i ? ",{\"article\":" : "{\"articles\":[{\"article\":");
        buf_json(&json, slice_of(x->id));
        buf_printf(&json, ",\"patterns\":%zu,\"questions\":%zu,\"valid\":\"%s\",\"answers\":%zu}", x->patterns.n, x->questions.n, valid(x, now_ms), x->answer_count);
    }
    if (ok && cli->json)
        printf("%s]}\n", buf_z(&json));
    else if (ok)
        table_print(&t, stdout, cli->color, screen_columns());
    table_fini(&t);
    buf_fini(&langs);
    buf_fini(&json);
    kb_side_close(&s);
    return ok;
}

/* ---- test ---- */

/* The text as a mention of the brand and country that were named, said now. */
static void compose(const struct kb_opts *o, struct slice text, struct buf *json)
{
    char now[WHEN_TEXT];
    if (text.n && text.p[0] == '{') {
        buf_add(json, text);
        return;
    }
    buf_printf(json, "{\"created_at\":\"%.*s\",\"text\":", (int)when_print(clock_now_ms(), now), now);
    buf_json(json, text);
    if (o->lang) {
        buf_addz(json, ",\"lang\":");
        buf_json(json, slice_of(o->lang));
    }
    if (o->country) {
        buf_addz(json, ",\"country\":");
        buf_json(json, slice_of(o->country));
    }
    buf_char(json, '}');
}

static void print_hits(const struct cli *cli, const struct kb *kb, const struct kb_hit *hits, size_t n)
{
    struct buf out = { 0 };
    if (n == 0)
        printf("no article has anything of it\n");
    for (size_t i = 0; i < n; i++) {
        const struct kb_hit *h = &hits[i];
        bool sure = h->confidence >= kb->confidence;
        buf_reset(&out);
        screen_add(&out, slice_of(h->answer->text), SIZE_MAX);
        printf("%s%s %-20s%s %.2f  by %s\n    %s\n", screen_style(cli->color, sure ? STYLE_GREEN : STYLE_DIM), sure ? "✓" : "·", h->article->id, screen_plain(cli->color),
               h->confidence, h->by_pattern ? "pattern" : "words", buf_z(&out));
    }
    buf_fini(&out);
}

bool kb_test(struct cli *cli, const struct kb_opts *o, struct err *e)
{
    struct kb_side s = { 0 };
    struct arena a = { 0 };
    struct buf json = { 0 };
    struct mention m;
    struct found f;
    struct kb_hit hits[HITS];
    struct found_brand of = { .id = slice_of(o->brand) };
    size_t n = 0;
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "one text or mention is wanted: pulso kb test 'a que hora abren?'");
    compose(o, slice_trim(slice_of(cli->args[1])), &json);
    bool ok = kb_side_open(&s, cli, o->articles, e) && route_side_read(&s.side, cli, &a, buf_slice(&json), &m, &f, e)
           && (!(m.deleted || m.refresh) || err_set(e, ERR_CONFIG, "a deletion, and new numbers of a known post, ask nothing"));
    if (ok && o->brand) {
        f.brands = &of;
        f.brand_count = 1;
    }
    if (ok && m.created_ms == MENTION_NONE)
        m.created_ms = clock_now_ms();
    if (ok)
        n = kb_find(s.worker, &a, &m, &f, hits, HITS);
    if (ok && cli->json) {
        buf_reset(&json);
        for (size_t i = 0; i < n; i++) {
            buf_addz(&json, i ? "," : "");
            kb_print_hit(&hits[i], &json);
        }
        printf("{\"threshold\":%g,\"hits\":[%s]}\n", s.kb->confidence, buf_z(&json));
    } else if (ok) {
        print_hits(cli, s.kb, hits, n);
    }
    kb_side_close(&s);
    arena_fini(&a);
    buf_fini(&json);
    return ok;
}

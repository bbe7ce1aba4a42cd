/* `pulso top --clusters`: the texts that were copied most, with their originals. */
#include <inttypes.h>

#include "base/when.h"
#include "cli/originals.h"
#include "cli/table.h"
#include "cli/top_view.h"
#include "metrics/clusters.h"

struct view { const struct top_view *top; struct clusters found; struct original *originals; size_t n; };

static void print_json(const struct view *v)
{
    struct buf out = { 0 };
    char from[WHEN_TEXT], to[WHEN_TEXT];
    buf_printf(&out, "{\"stamp\":{\"period\":{\"from\":\"%.*s\",", (int)when_print(v->top->keys.covered.from_ms, from), from);
    buf_printf(&out, "\"to\":\"%.*s\"},\"brand\":", (int)when_print(v->top->keys.covered.to_ms, to), to);
    buf_json(&out, slice_of(v->top->brands.v[v->top->brand].id));
    buf_printf(&out, "},\"method\":{\"estimate\":\"shingles, space-saving\",\"bounds\":\"the true count of copies lies between low and high\"},\"missed\":%" PRId64 ",\"rows\":[", v->found.missed);
    for (size_t i = 0; i < v->n; i++) {
        const struct cluster *c = &v->found.v[i];
        const struct original *o = &v->originals[i];
        buf_printf(&out, "%s{\"cluster\":\"%" PRId32 ":%" PRId64 "\",\"low\":%" PRId64 ",\"high\":%" PRId64 ",\"originals\":%zu,\"original\":{\"state\":\"%s\"",
                   i ? "," : "", c->partition, c->offset, c->low, c->high, c->originals, original_word(o->state));
        if (o->state == ORIGINAL_THERE) {
            const struct { const char *name; struct slice v; } member[] = { { "platform", o->platform }, { "id", o->id }, { "author", o->author }, { "url", o->url }, { "text", o->text } };
            for (size_t k = 0; k < sizeof member / sizeof member[0]; k++) {
                buf_printf(&out, ",\"%s\":", member[k].name);
                buf_json(&out, member[k].v);
            }
            buf_printf(&out, ",\"created_at\":\"%.*s\"", (int)when_print(o->created_ms, from), from);
        }
        buf_addz(&out, "}}");
    }
    buf_addz(&out, "]}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

/* The text, or why it is not shown. */
static struct slice shown(const struct original *o)
{
    return o->state == ORIGINAL_THERE ? o->text : slice_of(original_word(o->state));
}

static void print_csv(const struct view *v)
{
    struct buf out = { 0 };
    buf_addz(&out, "cluster,low,high,platform,id,author,text\r\n");
    for (size_t i = 0; i < v->n; i++) {
        const struct cluster *c = &v->found.v[i];
        const struct original *o = &v->originals[i];
        buf_printf(&out, "%" PRId32 ":%" PRId64 ",%" PRId64 ",%" PRId64 ",", c->partition, c->offset, c->low, c->high);
        const struct slice field[] = { o->platform, o->id, o->author, shown(o) };
        for (size_t k = 0; k < 4; k++) {
            table_csv(&out, field[k]);
            buf_addz(&out, k < 3 ? "," : "\r\n");
        }
    }
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static void print_table(const struct view *v)
{
    struct table t = { 0 };
    char from[PERIOD_TEXT], to[PERIOD_TEXT], when[PERIOD_TEXT];
    const struct top_view *top = v->top;
    const struct brand *b = &top->brands.v[top->brand];
    printf("%s%s, %s to %s, %s\ncopies, without reposts and the original itself; the true counts lie between low and high%s\n\n", screen_style(top->cli->color, STYLE_DIM),
           b->name ? b->name : b->id, period_time(top->home, top->keys.covered.from_ms, from), period_time(top->home, top->keys.covered.to_ms, to), zone_name(top->home),
           screen_plain(top->cli->color));
    table_column(&t, "low", ALIGN_RIGHT);
    table_column(&t, "high", ALIGN_RIGHT);
    table_column(&t, "first said", ALIGN_LEFT);
    table_column(&t, "by", ALIGN_LEFT);
    table_column(&t, "original", ALIGN_FLEX);
    for (size_t i = 0; i < v->n; i++) {
        const struct original *o = &v->originals[i];
        bool there = o->state == ORIGINAL_THERE;
        table_number(&t, v->found.v[i].low);
        table_number(&t, v->found.v[i].high);
        table_add(&t, STYLE_PLAIN, there ? slice_of(period_time(top->home, o->created_ms, when)) : SLICE("-"));
        table_add(&t, STYLE_PLAIN, there ? o->author : SLICE("-"));
        table_add(&t, there ? STYLE_PLAIN : STYLE_DIM, shown(o));
    }
    table_print(&t, stdout, top->cli->color, screen_columns());
    if (v->n == 0)
        fprintf(stderr, "pulso top: no text of six words or more about %s was copied in this period\n", b->id);
    table_fini(&t);
}

bool top_clusters(struct top_view *top, const struct period *p, struct err *e)
{
    struct view v = { .top = top };
    if (!estimates_cover(&top->q, p, &top->a, &top->keys, e)
        || !clusters_top(&top->q, 0, &top->keys, cli_ledger(top->cli), &top->states, &top->a, &v.found, e))
        return false;
    v.n = v.found.n < top_limit(top) ? v.found.n : top_limit(top);
    v.originals = arena_zalloc(&top->a, (v.n + 1) * sizeof *v.originals);
    for (size_t i = 0; i < v.n; i++)
        v.originals[i] = (struct original){ .partition = v.found.v[i].partition, .offset = v.found.v[i].offset };
    if (!originals_read(top->cli, &top->a, v.originals, v.n, e))
        return false;
    if (top->cli->json)
        print_json(&v);
    else if (top->o->csv)
        print_csv(&v);
    else
        print_table(&v);
    return true;
}

/* pulso label list and export: what people said of mentions, for people and for training. */
#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "cli/label.h"
#include "cli/table.h"
#include "pii/pii.h"

static bool wanted(const struct label_opts *o, const struct labelled *x)
{
    return !x->wrong.withdrawn && (!o->brand || slice_is(labelled_brand(x), o->brand)) && (!o->lang || slice_is(x->lang, o->lang));
}

static void say_bad(const struct labels *l)
{
    if (l->bad)
        fprintf(stderr, "%zu actions could not be read and were passed over\n", l->bad);
}

static struct slice shown(const struct label_opts *o, struct slice text, struct buf *room)
{
    buf_reset(room);
    if (o->raw)
        return text;
    pii_mask(text, room);
    return buf_slice(room);
}

static void topics_text(const struct wrong *w, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < w->topics; i++) {
        buf_addz(out, i ? "," : "");
        buf_add(out, w->topic[i]);
    }
    buf_addz(out, w->topics_said && !w->topics ? "none" : "");
}

/* ---- list ---- */

static void print_table(struct labels *l, const struct label_opts *o)
{
    static const char *const columns[] = { "time", "by", "mention", "brand", "it said", "label", "intent", "topics", "text" };
    struct table t = { 0 };
    struct buf text = { 0 };
    char when[WHEN_TEXT];
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(&t, columns[i], i + 1 < sizeof columns / sizeof *columns ? ALIGN_LEFT : ALIGN_FLEX);
    for (size_t i = 0; i < l->n; i++) {
        const struct labelled *x = &l->v[i];
        if (!wanted(o, x))
            continue;
        table_printf(&t, STYLE_DIM, "%.16s", (when_print(x->at_ms, when), when));
        table_add(&t, STYLE_PLAIN, x->by);
        table_add(&t, STYLE_DIM, x->mention);
        table_add(&t, STYLE_PLAIN, labelled_brand(x));
        table_add(&t, STYLE_DIM, x->said);
        table_add(&t, STYLE_BOLD, x->wrong.brand_said && !x->wrong.of_brand ? SLICE("not of it") : x->wrong.label);
        table_add(&t, STYLE_PLAIN, x->wrong.intent);
        topics_text(&x->wrong, &text);
        table_add(&t, STYLE_PLAIN, buf_slice(&text));
        table_add(&t, STYLE_PLAIN, x->deleted ? SLICE("(deleted)") : !x->there ? SLICE("(no longer kept)") : shown(o, x->text, &text));
    }
    if (table_rows(&t))
        table_print(&t, stdout, l->cli->color, screen_columns());
    else
        printf("nothing is labelled; `pulso label mark PLATFORM:ID --label ...` does it\n");
    table_fini(&t);
    buf_fini(&text);
}

static void member(struct buf *out, const char *name, struct slice value)
{
    buf_printf(out, ",\"%s\":", name);
    if (value.p && value.n)
        buf_json(out, value);
    else
        buf_addz(out, "null");
}

static void print_json(struct labels *l, const struct label_opts *o)
{
    struct buf out = { 0 }, text = { 0 };
    char when[WHEN_TEXT];
    for (size_t i = 0; i < l->n; i++) {
        const struct labelled *x = &l->v[i];
        if (!wanted(o, x))
            continue;
        buf_reset(&out);
        buf_addz(&out, "{\"mention\":");
        buf_json(&out, x->mention);
        member(&out, "brand", labelled_brand(x));
        member(&out, "by", x->by);
        member(&out, "at", (struct slice){ when, when_print(x->at_ms, when) });
        member(&out, "said", x->said);
        member(&out, "lang", x->lang);
        member(&out, "text", shown(o, x->text, &text));
        buf_addz(&out, ",\"wrong\":");
        wrong_print(&x->wrong, &out);
        buf_char(&out, '}');
        printf(SLICE_FMT "\n", SLICE_ARG(buf_slice(&out)));
    }
    buf_fini(&out);
    buf_fini(&text);
}

bool label_list(struct cli *cli, const struct label_opts *o, struct err *e)
{
    struct labels l;
    bool ok = labels_read(&l, cli, e);
    if (ok && cli->json)
        print_json(&l, o);
    else if (ok)
        print_table(&l, o);
    if (ok)
        say_bad(&l);
    labels_fini(&l);
    return ok;
}

/* ---- export ---- */

struct left_out { size_t other_brand, several, no_label, no_text, langs; struct slice lang; };

/* A model is learned from whole texts, so of a mention of several brands nothing can be learned for one. */
static bool learnable(const struct labelled *x, struct left_out *n)
{
    size_t *why = x->wrong.brand_said && !x->wrong.of_brand ? &n->other_brand : !x->text.n ? &n->no_text : !x->wrong.label.n ? &n->no_label
                : x->brands > 1 ? &n->several : NULL;
    if (why)
        ++*why;
    return !why;
}

static void print_line(const struct labelled *x, const struct label_opts *o, struct buf *room)
{
    struct slice text = shown(o, x->text, room);
    printf(SLICE_FMT "\t", SLICE_ARG(x->wrong.label));
    for (size_t i = 0; i < text.n; i++)
        putchar((unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
    if (x->wrong.intent.n)
        printf("\t" SLICE_FMT, SLICE_ARG(x->wrong.intent));
    putchar('\n');
}

static void say_left_out(const struct left_out *n, const struct label_opts *o)
{
    const struct { size_t n; const char *why; } row[] = {
        { n->other_brand, "not of the brand" }, { n->no_label, "nothing is said of the label" },
        { n->several, "of several brands, so not all of the text is about one" }, { n->no_text, "deleted, or Kafka no longer holds the text" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (row[i].n)
            fprintf(stderr, "left out: %zu (%s)\n", row[i].n, row[i].why);
    if (n->langs > 1 && !o->lang)
        fprintf(stderr, "warning: the texts are in several languages, and a model is of one: say --lang es, en or pt\n");
}

bool label_export(struct cli *cli, const struct label_opts *o, struct err *e)
{
    struct labels l;
    struct left_out out = { 0 };
    struct buf room = { 0 };
    if (!o->brand)
        return err_set(e, ERR_CONFIG, "of which brand? as in: pulso label export --brand telenorte --lang es > corrections.tsv");
    bool ok = labels_read(&l, cli, e);
    for (size_t i = 0; ok && i < l.n; i++) {
        const struct labelled *x = &l.v[i];
        if (!wanted(o, x) || !learnable(x, &out))
            continue;
        out.langs += !out.langs || !slice_eq(out.lang, x->lang);
        out.lang = x->lang;
        print_line(x, o, &room);
    }
    if (ok) {
        say_bad(&l);
        say_left_out(&out, o);
    }
    buf_fini(&room);
    labels_fini(&l);
    return ok;
}

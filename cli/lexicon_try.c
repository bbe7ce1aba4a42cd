/* pulso lexicon try: one text, what each of its words says, and what stands around them makes of it. */
#include <stdlib.h>
#include <unistd.h>

#include "cli/lexicon_tools.h"
#include "cli/own_classifier.h"
#include "cli/table.h"

struct try {
    struct cli *cli;
    const struct lexicon_opts *o;
    struct classifier *cl;
    struct scorer_scratch *scratch;
    struct tokenizer *tk;
    struct arena a;
    struct tokens t;
    const struct scorer *sc;
    struct walk walk;
    struct walk_trace trace;
    struct sentiment alone;      /* by the lexicon */
    struct feeling f;            /* by both */
};

static enum lang lang_of(const struct try *x)
{
    for (int i = 0; x->o->lang && lexicon_langs[i]; i++)
        if (strcmp(x->o->lang, lexicon_langs[i]) == 0)
            return (enum lang)i;
    enum lang l = lang_find(&x->t);
    return l < LANG_OTHER ? l : LANG_ES;
}

static void score(struct try *x, struct slice text)
{
    arena_reset(&x->a);
    tokens_scan(x->tk, &x->a, text, &x->t);
    x->sc = classifier_scorer(x->cl, lang_of(x));
    struct scorer alone = *x->sc;
    alone.model = NULL;
    scorer_run(&alone, x->scratch, &x->t, 0, x->t.n, &x->f);
    x->alone = x->f.sentiment;
    scorer_run(x->sc, x->scratch, &x->t, 0, x->t.n, &x->f);
    walk_begin(&x->walk, x->sc->lx, &x->t);
    x->walk.trace = &x->trace;
    walk_run(&x->walk, 0, x->t.n);
}

/* What the whole verdict says of the words of a hit; false: nothing that would count. */
static bool why_of(const struct try *x, uint32_t start, float *value)
{
    const struct sentiment *s = &x->f.sentiment;
    for (size_t i = 0; i < s->whys; i++)
        if (s->why[i].start <= start && start < s->why[i].end) {
            *value = s->why[i].value;
            return true;
        }
    return false;
}

static bool is_hit(const struct try *x, const struct sentiment_why *w)
{
    for (size_t h = 0; h < x->walk.hits; h++)
        if (x->walk.hit[h].start < w->end && w->start < x->walk.hit[h].end)
            return true;
    return false;
}

static struct slice words(const struct try *x, const struct sentiment_why *w)
{
    return (struct slice){ x->t.text.p + w->start, w->end - w->start };
}

/* ---- for people ---- */

static enum style style_of(float value)
{
    return value < 0 ? STYLE_RED : value > 0 ? STYLE_GREEN : STYLE_DIM;
}

static void add_value(struct table *t, float value)
{
    table_printf(t, style_of(value), "%+.2f", (double)value);
}

static void add_factor(struct table *t, float by)
{
    if (by == 1)
        table_add(t, STYLE_PLAIN, SLICE(""));
    else
        table_printf(t, STYLE_PLAIN, "x %.2f", (double)by);
}

static void add_hit(const struct try *x, struct table *t, size_t h)
{
    const struct walk_step *s = &x->trace.v[h];
    float all;
    table_add(t, STYLE_PLAIN, words(x, &x->walk.hit[h]));
    add_value(t, s->plain);
    for (int k = 0; k < BY_COUNT; k++)
        add_factor(t, s->by[k]);
    add_value(t, x->walk.hit[h].value);
    if (x->walk.own[h] != 0)
        add_value(t, x->walk.own[h]);
    else
        table_add(t, STYLE_PLAIN, SLICE(""));
    if (x->sc->model && why_of(x, x->walk.hit[h].start, &all))
        add_value(t, all);
    else
        table_add(t, STYLE_PLAIN, SLICE(""));
}

/* Words that the model knows and the lexicon does not. */
static void add_learned(const struct try *x, struct table *t)
{
    for (size_t i = 0; x->sc->model && i < x->f.sentiment.whys; i++) {
        const struct sentiment_why *w = &x->f.sentiment.why[i];
        if (is_hit(x, w))
            continue;
        table_add(t, STYLE_DIM, words(x, w));
        for (int k = 0; k < BY_COUNT + 3; k++)
            table_add(t, STYLE_PLAIN, SLICE(""));
        add_value(t, w->value);
    }
}

static void print_line(const char *what, const struct sentiment *s, const char *by)
{
    printf("%-10s %s, score %+.2f, confidence %.2f%s%s\n", what, label_name(s->label), (double)s->score, (double)s->confidence, *by ? ", " : "", by);
}

static void print(const struct try *x)
{
    static const char *const columns[] = { "value", "voice", "scale", "negation", "contrast", "! ?", "lexicon", "own", "in all" };
    struct table t = { 0 };
    table_column(&t, "words", ALIGN_FLEX);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_column(&t, columns[i], ALIGN_RIGHT);
    print_line("lexicon", &x->alone, x->sc->lang);
    if (x->sc->model)
        print_line("in all", &x->f.sentiment, x->sc->model->version);
    for (size_t h = 0; h < x->walk.hits; h++)
        add_hit(x, &t, h);
    add_learned(x, &t);
    if (table_rows(&t))
        table_print(&t, stdout, x->cli->color, screen_columns());
    else
        puts("no word of it is in the lexicon");
    table_fini(&t);
}

/* ---- for programs ---- */

static void json_sentiment(struct buf *out, const char *name, const struct sentiment *s)
{
    buf_printf(out, ",\"%s\":{\"label\":\"%s\",\"score\":%.4f,\"confidence\":%.4f}", name, label_name(s->label), (double)s->score, (double)s->confidence);
}

static void print_json(const struct try *x)
{
    static const char *const names[BY_COUNT] = { "voice", "scale", "negation", "contrast", "signs" };
    struct buf out = { 0 };
    buf_printf(&out, "{\"lang\":\"%s\"", x->sc->lang);
    json_sentiment(&out, "lexicon", &x->alone);
    if (x->sc->model) {
        json_sentiment(&out, "in_all", &x->f.sentiment);
        buf_printf(&out, ",\"model\":\"%s\"", x->sc->model->version);
    }
    buf_addz(&out, ",\"hits\":[");
    for (size_t h = 0; h < x->walk.hits; h++) {
        const struct sentiment_why *w = &x->walk.hit[h];
        buf_addz(&out, h ? ",{\"words\":" : "{\"words\":");
        buf_json(&out, words(x, w));
        buf_printf(&out, ",\"start\":%u,\"end\":%u,\"value\":%.4f", w->start, w->end, (double)x->trace.v[h].plain);
        for (int k = 0; k < BY_COUNT; k++)
            buf_printf(&out, ",\"%s\":%.4f", names[k], (double)x->trace.v[h].by[k]);
        buf_printf(&out, ",\"lexicon\":%.4f,\"own\":%.4f}", (double)w->value, (double)x->walk.own[h]);
    }
    buf_addz(&out, "]}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

/* ---- the texts ---- */

static void try_text(struct try *x, struct slice text)
{
    score(x, text);
    if (x->cli->json)
        print_json(x);
    else
        print(x);
}

static void try_mention(void *self, const struct mention *m)
{
    struct try *x = self;
    struct slice text = m->text.n ? m->text : m->title;
    if (!x->cli->json) {
        struct buf shown = { 0 };
        screen_add(&shown, text, SIZE_MAX);
        printf("%s\n", buf_z(&shown));
        buf_fini(&shown);
    }
    try_text(x, text);
    if (!x->cli->json)
        puts("");
}

static bool open_classifier(struct try *x, struct err *e)
{
    struct lexicon_side s = { 0 };
    if (!x->o->lexicon)
        return (x->cl = own_classifier(x->cli, e)) != NULL;
    bool ok = lexicon_side_open(&s, x->o->lexicon, x->cli, x->o, e) && (x->cl = lexicon_side_classifier(&s, e)) != NULL;
    lexicon_side_close(&s);
    return ok;
}

bool lexicon_try(struct cli *cli, const struct lexicon_opts *o, struct err *e)
{
    struct try *x = calloc(1, sizeof *x);
    int64_t bad = 0;
    if (!x || !(x->scratch = calloc(1, sizeof *x->scratch)))
        abort();
    x->cli = cli;
    x->o = o;
    x->tk = tokenizer_new();
    bool ok = (cli->arg_count <= 2 || err_set(e, ERR_CONFIG, "one text at a time, in quotes: pulso lexicon try 'TEXT'")) && open_classifier(x, e);
    if (ok && cli->arg_count == 2)
        try_text(x, slice_of(cli->args[1]));
    else if (ok)
        ok = lexicon_texts(o->input, try_mention, x, &bad, e);
    cli->found = bad > 0;
    classifier_close(x->cl);
    tokenizer_free(x->tk);
    arena_fini(&x->a);
    free(x->scratch);
    free(x);
    return ok;
}

/* pulso lexicon diff: which forms differ between two lexicons, and which labels change by it. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "cli/lexicon_tools.h"
#include "cli/screen.h"
#include "pii/pii.h"
#include "query/map.h"

enum { OLD, NEW, SIDES, EXAMPLES = 5 };

/* All forms of one language on one side: its own, and the built-in ones where they count. */
struct forms { struct lexicon_reading own, built_in; struct form *v; size_t n; };

struct diff {
    struct cli *cli;
    const struct lexicon_opts *o;
    struct lexicon_side side[SIDES];
    struct classifier *cl[SIDES];
    struct classifier_worker *worker[SIDES];
    struct verdict verdict[SIDES];
    struct arena a;
    struct map told;
    struct buf json, examples, scratch;
    int64_t added, removed, changed, texts, labels, by[LABEL_COUNT][LABEL_COUNT], shown, limit;
};

/* ---- forms ---- */

static bool read_own(struct forms *f, const struct lexicon_side *s, const char *lang, struct err *e)
{
    for (size_t i = 0; lang && i < s->files.n; i++) {
        const char *group = s->files.v[i].name + strlen("lexicon/");
        size_t n = strlen(lang);
        bool of = (strncmp(group, lang, n) == 0 && group[n] == '/') || strncmp(group, "any/", 4) == 0;
        if (of && !lexicon_parse(&f->own, s->files.v[i].place, s->files.v[i].bytes, e))
            return false;
    }
    return true;
}

/* Sorted; of equal ones the own one. */
static void merge(struct forms *f)
{
    struct form *x = lexicon_reading_forms(&f->own), *y = lexicon_reading_forms(&f->built_in);
    size_t nx = lexicon_reading_count(&f->own), ny = lexicon_reading_count(&f->built_in), i = 0, k = 0;
    f->v = malloc((nx + ny + 1) * sizeof *f->v);
    if (!f->v)
        abort();
    lexicon_sort(x, nx);
    lexicon_sort(y, ny);
    while (i < nx || k < ny) {
        int c = i == nx ? 1 : k == ny ? -1 : lexicon_order(&x[i], &y[k]);
        f->v[f->n++] = c <= 0 ? x[i] : y[k];
        i += c <= 0;
        k += c >= 0;
    }
}

static bool forms_open(struct forms *f, const struct lexicon_side *s, const char *lang, struct err *e)
{
    lexicon_reading_init(&f->own);
    lexicon_reading_init(&f->built_in);
    f->v = NULL;
    f->n = 0;
    bool own = lexicon_side_has(s, lang);
    if (!read_own(f, s, own ? lang : NULL, e) || ((!own || f->own.on_top) && !lexicon_read_built_in(&f->built_in, lang, e)))
        return false;
    merge(f);
    return true;
}

static void forms_close(struct forms *f)
{
    lexicon_reading_fini(&f->own);
    lexicon_reading_fini(&f->built_in);
    free(f->v);
}

static struct slice entry_text(struct arena *a, const struct form *f)
{
    static const char *const extra[] = { [ENTRY_FEELING] = " scale=", [ENTRY_NEGATOR] = " lone=", [ENTRY_CONTRAST] = " after=" };
    const struct entry *en = &f->entry;
    const char *name = en->kind <= ENTRY_CONTRAST && en->extra != 0 ? extra[en->kind] : NULL;
    struct slice more = name ? arena_printf(a, "%s%g", name, (double)en->extra) : SLICE("");
    return arena_printf(a, "%g" SLICE_FMT "%s%s", (double)en->value, SLICE_ARG(more), en->flags & ENTRY_FIXED ? " fixed" : "", en->flags & ENTRY_EXACT ? " exact" : "");
}

static void json_form(struct diff *d, const char *lang, const struct form *f, struct slice old, struct slice new)
{
    buf_printf(&d->json, "%s{\"lang\":\"%s\",\"form\":", d->json.n ? "," : "", lang);
    buf_json(&d->json, f->text);
    buf_addz(&d->json, ",\"old\":");
    old.n ? buf_json(&d->json, old) : buf_addz(&d->json, "null");
    buf_addz(&d->json, ",\"new\":");
    new.n ? buf_json(&d->json, new) : buf_addz(&d->json, "null");
    buf_char(&d->json, '}');
}

/* A form for all languages is said once, in the first. */
static void say_form(struct diff *d, const char *lang, const struct form *x, const struct form *y)
{
    const struct form *f = x ? x : y;
    struct slice old = x ? entry_text(&d->a, x) : SLICE(""), new = y ? entry_text(&d->a, y) : SLICE("");
    if (x && y && x->entry.kind == y->entry.kind && slice_eq(old, new))
        return;
    uint64_t key = hash64_seed(new, hash64_seed(old, hash64_seed(f->text, f->words ? hash64_seed(slice_of(f->file), 1) : 0)));
    if (map_get(&d->told, key) != MAP_NONE)
        return;
    map_put(&d->told, key, 1);
    *(!x ? &d->added : !y ? &d->removed : &d->changed) += 1;
    if (d->cli->json)
        json_form(d, lang, f, old, new);
    else if (x && y)
        printf("~ %s  " SLICE_FMT "  " SLICE_FMT " -> " SLICE_FMT "\n", lang, SLICE_ARG(f->text), SLICE_ARG(old), SLICE_ARG(new));
    else
        printf("%c %s  " SLICE_FMT "  " SLICE_FMT "\n", x ? '-' : '+', lang, SLICE_ARG(f->text), SLICE_ARG(x ? old : new));
}

static bool diff_lang(struct diff *d, const char *lang, struct err *e)
{
    struct forms old, new;
    bool ok = forms_open(&old, &d->side[OLD], lang, e);
    ok = forms_open(&new, &d->side[NEW], lang, ok ? e : &(struct err){ 0 }) && ok;
    for (size_t i = 0, k = 0; ok && (i < old.n || k < new.n);) {
        const struct form *x = i < old.n ? &old.v[i] : NULL, *y = k < new.n ? &new.v[k] : NULL;
        int c = !x ? 1 : !y ? -1 : lexicon_order(x, y);
        i += c <= 0;
        k += c >= 0;
        say_form(d, lang, c <= 0 ? x : NULL, c >= 0 ? y : NULL);
    }
    forms_close(&old);
    forms_close(&new);
    return ok;
}

/* ---- labels ---- */

/* What a verdict says of the words at w; 0: nothing. */
static float value_at(const struct sentiment *s, const struct sentiment_why *w)
{
    for (size_t i = 0; i < s->whys; i++)
        if (s->why[i].start < w->end && w->start < s->why[i].end)
            return s->why[i].value;
    return 0;
}

/* The words whose part in it changed most, at most three; one that both sides name is said once. */
static void add_words(struct diff *d, struct slice text, bool json)
{
    const struct sentiment *s[SIDES] = { &d->verdict[OLD].sentiment, &d->verdict[NEW].sentiment };
    uint32_t said[3];
    for (int n = 0; n < 3; n++) {
        const struct sentiment_why *most = NULL;
        float by = 0.1f, old = 0, new = 0;
        for (int side = 0; side < SIDES; side++)
            for (size_t i = 0; i < s[side]->whys; i++) {
                const struct sentiment_why *w = &s[side]->why[i];
                float x = value_at(s[OLD], w), y = value_at(s[NEW], w);
                bool again = false;
                for (int k = 0; k < n; k++)
                    again = again || (w->start <= said[k] && said[k] < w->end);
                if (again || fabsf(x - y) <= by)
                    continue;
                most = w;
                by = fabsf(x - y);
                old = x;
                new = y;
            }
        if (!most)
            return;
        said[n] = most->start;
        struct slice words = { text.p + most->start, most->end - most->start };
        if (json) {
            buf_addz(&d->examples, n ? ",{\"words\":" : "{\"words\":");
            buf_json(&d->examples, words);
            buf_printf(&d->examples, ",\"old\":%.4f,\"new\":%.4f}", (double)old, (double)new);
        } else {
            buf_addz(&d->examples, "    ");
            screen_add(&d->examples, words, SIZE_MAX);
            buf_printf(&d->examples, "  %+.2f -> %+.2f\n", (double)old, (double)new);
        }
    }
}

static void example(struct diff *d, struct slice text)
{
    const char *old = label_name(d->verdict[OLD].sentiment.label), *new = label_name(d->verdict[NEW].sentiment.label);
    buf_reset(&d->scratch);
    pii_mask(text, &d->scratch);        /* moves nothing */
    struct slice masked = buf_slice(&d->scratch);
    if (d->cli->json) {
        buf_printf(&d->examples, "%s{\"old\":\"%s\",\"new\":\"%s\",\"text\":", d->shown ? "," : "", old, new);
        buf_json(&d->examples, masked);
        buf_addz(&d->examples, ",\"words\":[");
        add_words(d, masked, true);
        buf_addz(&d->examples, "]}");
    } else {
        buf_printf(&d->examples, "  %s -> %s: ", old, new);
        screen_add(&d->examples, masked, 160);
        buf_char(&d->examples, '\n');
        add_words(d, masked, false);
    }
    d->shown++;
}

static void take(void *self, const struct mention *m)
{
    struct diff *d = self;
    struct mention said = *m;
    if (d->o->lang)
        said.lang = slice_of(d->o->lang);
    for (int side = 0; side < SIDES; side++) {
        arena_reset(&d->a);
        classifier_run(d->worker[side], &d->a, &said, &d->verdict[side]);
    }
    enum label old = d->verdict[OLD].sentiment.label, new = d->verdict[NEW].sentiment.label;
    d->texts++;
    d->by[old][new]++;
    d->labels += old != new;
    if (old != new && d->shown < d->limit)
        example(d, m->text.n ? m->text : m->title);
}

/* ---- all of it ---- */

static void print_json(struct diff *d)
{
    printf("{\"added\":%lld,\"removed\":%lld,\"changed\":%lld,\"forms\":[%s],\"texts\":%lld,\"labels_changed\":%lld,\"labels\":{", (long long)d->added,
           (long long)d->removed, (long long)d->changed, buf_z(&d->json), (long long)d->texts, (long long)d->labels);
    for (int i = 0, first = 1; i < LABEL_COUNT * LABEL_COUNT; i++) {
        int old = i / LABEL_COUNT, new = i % LABEL_COUNT;
        if (old == new)
            continue;
        printf("%s\"%s_to_%s\":%lld", first ? "" : ",", label_name((enum label)old), label_name((enum label)new), (long long)d->by[old][new]);
        first = 0;
    }
    printf("},\"examples\":[%s]}\n", buf_z(&d->examples));
}

static void print(struct diff *d)
{
    printf("%lld added, %lld removed, %lld changed\n", (long long)d->added, (long long)d->removed, (long long)d->changed);
    if (d->texts == 0)
        return;
    printf("%lld of %lld texts get another label\n", (long long)d->labels, (long long)d->texts);
    for (int i = 0; i < LABEL_COUNT * LABEL_COUNT; i++) {
        int old = i / LABEL_COUNT, new = i % LABEL_COUNT;
        if (old != new && d->by[old][new])
            printf("  %s -> %s: %lld\n", label_name((enum label)old), label_name((enum label)new), (long long)d->by[old][new]);
    }
    fputs(buf_z(&d->examples), stdout);
}

static bool open_sides(struct diff *d, struct err *e)
{
    for (int i = 0; i < SIDES; i++) {
        if (!lexicon_side_open(&d->side[i], d->cli->args[1 + i], d->cli, d->o, e) || !(d->cl[i] = lexicon_side_classifier(&d->side[i], e)))
            return false;
        d->worker[i] = classifier_worker_new(d->cl[i]);
    }
    return true;
}

static void diff_fini(struct diff *d)
{
    for (int i = 0; i < SIDES; i++) {
        classifier_worker_free(d->worker[i]);
        classifier_close(d->cl[i]);
        lexicon_side_close(&d->side[i]);
    }
    buf_fini(&d->json);
    buf_fini(&d->examples);
    buf_fini(&d->scratch);
    map_fini(&d->told);
    arena_fini(&d->a);
}

bool lexicon_diff(struct cli *cli, const struct lexicon_opts *o, struct err *e)
{
    struct diff d = { .cli = cli, .o = o, .limit = o->examples > 0 ? o->examples : EXAMPLES };
    int64_t bad = 0;
    bool ok = (cli->arg_count == 3 || err_set(e, ERR_CONFIG, "two sides are wanted: pulso lexicon diff built-in FOLDER < mentions.jsonl")) && open_sides(&d, e);
    for (const char *const *l = lexicon_langs; ok && *l; l++)
        ok = diff_lang(&d, *l, e);
    if (ok && (o->input || !isatty(STDIN_FILENO)))
        ok = lexicon_texts(o->input, take, &d, &bad, e);
    if (ok && cli->json)
        print_json(&d);
    else if (ok)
        print(&d);
    cli->found = bad > 0;
    diff_fini(&d);
    return ok;
}

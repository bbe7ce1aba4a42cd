/* pulso lexicon check: what is wrong with a lexicon's files, and what is hardly meant. */
#include <stdlib.h>
#include <unistd.h>

#include "cli/lexicon_tools.h"
#include "query/map.h"
#include "base/hash.h"

enum finding_kind { FINDING_MISTAKE, FINDING_WARNING, FINDING_UNUSED };
struct finding { enum finding_kind kind; const char *file; int line, col; struct slice what; };

/* The forms of one language, with those for all, or of one brand. */
struct group {
    const char *lang;
    struct lexicon_reading reading;
    struct lexicon *lx, *built_in;
    bool *used;                  /* of rows, then faces */
    struct group *next;
};

struct check {
    struct arena a;
    struct buf findings;
    const char *file;            /* being read */
    struct map told;             /* places that were spoken of */
    struct tokenizer *tk;
    struct group *groups;
    size_t forms, count[3];
    int64_t texts;
};

static void find(struct check *c, enum finding_kind kind, const char *file, int line, int col, struct slice what)
{
    /* A file for all languages is read with each of them. */
    uint64_t key = hash64_seed(what, hash64_seed(slice_of(file), (uint64_t)line * 4096 + (uint64_t)col));
    if (map_get(&c->told, key) != MAP_NONE)
        return;
    map_put(&c->told, key, 1);
    struct finding f = { kind, file, line, col, arena_dup(&c->a, what) };
    buf_add(&c->findings, (struct slice){ (const char *)&f, sizeof f });
    c->count[kind]++;
}

static void find_form(struct check *c, enum finding_kind kind, const struct form *f, struct slice what)
{
    find(c, kind, arena_strz(&c->a, slice_of(f->file)), f->line, f->col, what);
}

static void on_mistake(void *self, const struct err *e)
{
    struct check *c = self;
    int line = 0, col = 0, skip = 0;
    const char *rest = e->msg + strlen(c->file);
    if (sscanf(rest, ":%d:%d: %n", &line, &col, &skip) == 2)
        find(c, FINDING_MISTAKE, c->file, line, col, slice_of(rest + skip));
    else
        find(c, FINDING_MISTAKE, c->file, 0, 0, slice_of(e->msg));
}

/* ---- one form beside another ---- */

static bool earlier(const struct form *x, const struct form *y)
{
    int c = strcmp(x->file, y->file);
    return c ? c < 0 : x->line != y->line ? x->line < y->line : x->col < y->col;
}

static void say_twins(struct check *c, const struct form *x, const struct form *y)
{
    const struct form *first = earlier(x, y) ? x : y, *second = first == x ? y : x;
    bool same = x->entry.kind == y->entry.kind && x->entry.value == y->entry.value && x->entry.extra == y->entry.extra;
    find_form(c, FINDING_MISTAKE, second,
              same ? arena_printf(&c->a, "\"" SLICE_FMT "\" is already given at %s:%d: keep one of them", SLICE_ARG(second->text), first->file, first->line)
                   : arena_printf(&c->a, "\"" SLICE_FMT "\" is %g here and %g at %s:%d: keep one of them", SLICE_ARG(second->text),
                                  (double)second->entry.value, (double)first->entry.value, first->file, first->line));
}

/* Leaves the first of each; they are sorted. */
static void drop_twins(struct check *c, struct lexicon_reading *r)
{
    struct form *v = lexicon_reading_forms(r);
    size_t n = 0, all = lexicon_reading_count(r);
    for (size_t i = 0; i < all; i++)
        if (n && lexicon_same(&v[n - 1], &v[i]))
            say_twins(c, &v[n - 1], &v[i]);
        else
            v[n++] = v[i];
    r->forms.n = n * sizeof *v;
}

/* lentos, lentas, lenta -> lent: the endings that do not turn a feeling round. */
static struct slice stem(struct slice bare)
{
    if (bare.n > 4 && bare.p[bare.n - 1] == 's')
        bare.n--;
    if (bare.n > 4 && strchr("aeo", bare.p[bare.n - 1]))
        bare.n--;
    return bare;
}

static void check_inflections(struct check *c, const struct group *g)
{
    const struct form *v = lexicon_reading_forms(&g->reading);
    struct map stems = { 0 };
    for (uint32_t i = 0; i < lexicon_reading_count(&g->reading); i++) {
        struct tokens t;
        if (v[i].entry.kind != ENTRY_FEELING || v[i].words != 1)
            continue;
        tokens_scan(c->tk, &c->a, v[i].text, &t);
        uint64_t key = hash64(stem(t.v[0].bare));
        uint32_t at = map_get(&stems, key);
        if (at != MAP_NONE && v[at].entry.value * v[i].entry.value < 0 && !(v[i].entry.flags & ENTRY_EXACT) && !(v[at].entry.flags & ENTRY_EXACT)) {
            const struct form *first = earlier(&v[at], &v[i]) ? &v[at] : &v[i], *second = first == &v[at] ? &v[i] : &v[at];
            find_form(c, FINDING_WARNING, second, arena_printf(&c->a, "\"" SLICE_FMT "\" is %g and \"" SLICE_FMT "\" %g at %s:%d: is one of them meant otherwise?",
                      SLICE_ARG(second->text), (double)second->entry.value, SLICE_ARG(first->text), (double)first->entry.value, first->file, first->line));
        }
        if (at == MAP_NONE)
            map_put(&stems, key, i);
    }
    map_fini(&stems);
}

/* ---- one form by itself: looked for in its own text, as in a mention ---- */

static const char *why_never(const struct group *g, size_t i, const struct form *f, const struct tokens *t)
{
    size_t words = 0;
    if (f->entry.kind == ENTRY_FACE)
        return t->n && t->v[0].start == 0 ? "it begins with a letter, and is part of a word: put it under [feelings]" : NULL;
    for (size_t k = 0; k < t->n; k++)
        if (t->v[k].kind == TOKEN_TAG)
            return "write the hashtag's word without #: it meets both";
    if (t->v[0].kind != TOKEN_WORD && t->v[0].kind != TOKEN_EMOJI)
        return "names, addresses and links have no feeling";
    const struct entry *en = lexicon_find(g->lx, t->v, t->n, &words);
    return en == &g->lx->rows[i].entry ? NULL : en ? "another form is met in its place" : "no text is cut into these words";
}

static void check_form(struct check *c, const struct group *g, size_t i)
{
    const struct form *f = &lexicon_reading_forms(&g->reading)[i];
    struct tokens t;
    tokens_scan(c->tk, &c->a, f->text, &t);
    const char *why = why_never(g, i, f, &t);
    if (why)
        find_form(c, FINDING_WARNING, f, arena_printf(&c->a, "\"" SLICE_FMT "\" can never match: %s", SLICE_ARG(f->text), why));
    else if (g->reading.on_top && f->entry.kind == ENTRY_FEELING && g->lx->rows[i].entry.own == 0)
        find_form(c, FINDING_WARNING, f, arena_printf(&c->a, "\"" SLICE_FMT "\" has that value in the built-in lexicon: it changes nothing", SLICE_ARG(f->text)));
}

/* ---- what texts never use ---- */

static void use(struct group *g, const struct tokens *t)
{
    for (size_t i = 0; i < t->n;) {
        size_t words = 1;
        bool seen = t->v[i].kind == TOKEN_WORD || t->v[i].kind == TOKEN_TAG || t->v[i].kind == TOKEN_EMOJI;
        const struct entry *en = seen ? lexicon_find(g->lx, &t->v[i], t->n - i, &words) : NULL;
        const struct lexicon_row *row = (const struct lexicon_row *)en;      /* the entry is its first member */
        if (row >= g->lx->rows && row < g->lx->rows + g->lx->rows_n)
            g->used[row - g->lx->rows] = true;
        i += en ? words : 1;
    }
    for (const char *p = t->text.p, *end = p + t->text.n; p < end; p++) {
        const struct face *f = lexicon_face(g->lx, p, end);
        if (f >= g->lx->faces && f < g->lx->faces + g->lx->faces_n)
            g->used[g->lx->rows_n + (size_t)(f - g->lx->faces)] = true;
    }
}

static void use_text(void *self, const struct mention *m)
{
    struct check *c = self;
    struct arena a = { 0 };
    struct tokens t;
    tokens_scan(c->tk, &a, m->text.n ? m->text : m->title, &t);
    for (struct group *g = c->groups; g; g = g->next)
        use(g, &t);
    arena_fini(&a);
    c->texts++;
}

/* A form for all languages is used when it is in any of them. */
static void say_unused(struct check *c)
{
    struct map used = { 0 };
    for (int pass = 0; pass < 2; pass++)
        for (struct group *g = c->groups; g; g = g->next)
            for (size_t i = 0; i < lexicon_reading_count(&g->reading); i++) {
                const struct form *f = &lexicon_reading_forms(&g->reading)[i];
                uint64_t key = hash64_seed(f->text, hash64_seed(slice_of(f->file), (uint64_t)f->line));
                if (pass == 0 && g->used[i])
                    map_put(&used, key, 1);
                else if (pass == 1 && map_get(&used, key) == MAP_NONE)
                    find_form(c, FINDING_UNUSED, f, arena_printf(&c->a, "\"" SLICE_FMT "\" is in none of the texts", SLICE_ARG(f->text)));
            }
    map_fini(&used);
}

/* ---- all of it ---- */

static bool of_group(const struct bundle_file *f, const char *group)
{
    size_t n = strlen(group);
    return strncmp(f->name + 8, group, n) == 0 && (f->name[8 + n] == '/' || strcmp(f->name + 8, group) == 0);   /* behind lexicon/ */
}

static void read_group(struct check *c, struct group *g, const struct lexicon_side *s, const char *group)
{
    struct err none = { 0 };
    for (size_t i = 0; i < s->files.n; i++)
        if (of_group(&s->files.v[i], group)) {
            c->file = arena_strz(&c->a, slice_of(s->files.v[i].place));
            lexicon_parse(&g->reading, c->file, s->files.v[i].bytes, &none);
        }
}

static bool finish_group(struct check *c, struct group *g, struct err *e)
{
    struct lexicon_reading *r = &g->reading;
    lexicon_sort(lexicon_reading_forms(r), lexicon_reading_count(r));
    drop_twins(c, r);
    g->lx = lexicon_build(lexicon_reading_forms(r), lexicon_reading_count(r), e);
    if (!g->lx || (g->lang && !(g->built_in = lexicon_load(NULL, g->lang, e))))
        return false;
    lexicon_differ(g->lx, lexicon_reading_forms(r), g->built_in);
    if (r->on_top && g->built_in)
        lexicon_put_on(g->lx, g->built_in);
    for (size_t i = 0; i < lexicon_reading_count(r); i++)
        check_form(c, g, i);
    check_inflections(c, g);
    g->used = calloc(lexicon_reading_count(r) + 1, sizeof *g->used);
    if (!g->used)
        abort();
    return true;
}

/* lang NULL: forms that belong to no language alone. */
static bool check_group(struct check *c, const struct lexicon_side *s, const char *group, const char *lang, const char *also, struct err *e)
{
    struct group *g = arena_zalloc(&c->a, sizeof *g);
    lexicon_reading_init(&g->reading);
    g->lang = lang;
    g->reading.mistake = on_mistake;
    g->reading.self = c;
    g->next = c->groups;
    c->groups = g;
    read_group(c, g, s, group);
    c->forms += lexicon_reading_count(&g->reading);
    if (also)
        read_group(c, g, s, also);
    return finish_group(c, g, e);
}

static bool check_side(struct check *c, const struct lexicon_side *s, struct err *e)
{
    bool ok = true, own = false;
    for (const char *const *l = lexicon_langs; ok && *l; l++)
        if (lexicon_side_has(s, *l)) {
            ok = check_group(c, s, *l, *l, "any", e);
            own = true;
        }
    if (ok && !own && lexicon_side_has(s, "any"))
        ok = check_group(c, s, "any", NULL, NULL, e);
    for (size_t i = 0; ok && i < s->files.n; i++)
        if (of_group(&s->files.v[i], "brands"))
            ok = check_group(c, s, s->files.v[i].name + 8, NULL, NULL, e);
    return ok;
}

static int by_place(const void *x, const void *y)
{
    const struct finding *a = x, *b = y;
    int c = strcmp(a->file, b->file);
    c = c ? c : (a->line > b->line) - (a->line < b->line);
    c = c ? c : (a->col > b->col) - (a->col < b->col);
    return c ? c : slice_cmp(a->what, b->what);
}

static void print_json(struct buf *out, const struct check *c, const struct finding *v, size_t n)
{
    static const char *const names[] = { "mistakes", "warnings", "unused" };
    buf_printf(out, "{\"forms\":%zu,\"texts\":%lld", c->forms, (long long)c->texts);
    for (int k = 0; k < 3; k++) {
        bool first = true;
        buf_printf(out, ",\"%s\":[", names[k]);
        for (size_t i = 0; i < n; i++)
            if ((int)v[i].kind == k) {
                buf_addz(out, first ? "{\"file\":" : ",{\"file\":");
                first = false;
                buf_json(out, slice_of(v[i].file));
                buf_printf(out, ",\"line\":%d,\"column\":%d,\"what\":", v[i].line, v[i].col);
                buf_json(out, v[i].what);
                buf_char(out, '}');
            }
        buf_char(out, ']');
    }
    buf_addz(out, "}\n");
}

static void print(const struct cli *cli, struct check *c, const char *arg)
{
    static const char *const before[] = { "", "warning: ", "unused: " };
    struct finding *v = (struct finding *)c->findings.p;
    size_t n = c->findings.n / sizeof *v;
    struct buf json = { 0 };
    if (n)
        qsort(v, n, sizeof *v, by_place);
    if (cli->json) {
        print_json(&json, c, v, n);
        fwrite(json.p, 1, json.n, stdout);
        buf_fini(&json);
        return;
    }
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "%s:%d:%d: %s" SLICE_FMT "\n", v[i].file, v[i].line, v[i].col, before[v[i].kind], SLICE_ARG(v[i].what));
    if (c->count[FINDING_MISTAKE] == 0)
        printf("%s: fine (%zu %s, %zu %s)\n", arg, c->forms, c->forms == 1 ? "form" : "forms", c->count[FINDING_WARNING],
               c->count[FINDING_WARNING] == 1 ? "warning" : "warnings");
    if (c->texts)
        printf("%zu forms are in none of the %lld texts\n", c->count[FINDING_UNUSED], (long long)c->texts);
}

static void check_fini(struct check *c)
{
    for (struct group *g = c->groups; g; g = g->next) {
        lexicon_free(g->lx);
        lexicon_free(g->built_in);
        lexicon_reading_fini(&g->reading);
        free(g->used);
    }
    map_fini(&c->told);
    buf_fini(&c->findings);
    tokenizer_free(c->tk);
    arena_fini(&c->a);
}

bool lexicon_check(struct cli *cli, const struct lexicon_opts *o, struct err *e)
{
    struct lexicon_side s = { 0 };
    struct check c = { .tk = tokenizer_new() };
    int64_t bad = 0;
    bool ok = cli->arg_count == 2 || err_set(e, ERR_CONFIG, "one folder or file is wanted: pulso lexicon check FOLDER");
    ok = ok && lexicon_side_open(&s, cli->args[1], cli, o, e)
      && (s.files.n || err_set(e, ERR_CONFIG, "%s has no lexicon files of its own", s.arg)) && check_side(&c, &s, e);
    if (ok && o->input && (ok = lexicon_texts(o->input, use_text, &c, &bad, e)))
        say_unused(&c);
    if (ok)
        print(cli, &c, s.arg);
    if (ok && c.count[FINDING_MISTAKE])
        ok = err_set(e, ERR_CONFIG, "%s: %zu %s to mend", s.arg, c.count[FINDING_MISTAKE], c.count[FINDING_MISTAKE] == 1 ? "mistake" : "mistakes");
    cli->found = bad > 0;
    check_fini(&c);
    lexicon_side_close(&s);
    return ok;
}

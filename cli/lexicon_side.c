#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "app/conf_node.h"
#include "cli/lexicon_tools.h"
#include "cli/lines_in.h"
#include "metrics/in_force.h"
#include "text/utf8.h"

const char *const lexicon_langs[] = { "es", "en", "pt", NULL };

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* "any" goes with every language; "brands" holds what brands have of their own. */
static bool is_group(struct slice s)
{
    for (const char *const *l = lexicon_langs; *l; l++)
        if (slice_is(s, *l))
            return true;
    return slice_is(s, "any") || slice_is(s, "brands");
}

/* The n-th part of the path from behind: 0 is the file's name. */
static struct slice part(const char *path, int n)
{
    struct slice s = slice_of(path);
    for (;; n--) {
        size_t at = s.n;
        while (at && s.p[at - 1] != '/')
            at--;
        if (n == 0)
            return (struct slice){ s.p + at, s.n - at };
        s.n = at ? at - 1 : 0;
    }
}

/* A file's group is its folder, where that is one. */
static bool add_file(struct lexicon_side *s, const char *path, const char *lang, struct err *e)
{
    struct buf text = { 0 }, name = { 0 };
    struct slice group = part(path, 1), file = part(path, 0);
    group = is_group(group) ? group : slice_of(lang ? lang : lexicon_langs[0]);
    buf_printf(&name, "lexicon/" SLICE_FMT "/" SLICE_FMT, SLICE_ARG(group), SLICE_ARG(file));
    bool ok = conf_read_file(path, &text, e) && bundle_add(&s->files, buf_z(&name), path, buf_slice(&text), e);
    buf_fini(&text);
    buf_fini(&name);
    return ok;
}

/* The folder itself when its name is a language, else those in it, else those in its folder lexicon. */
static bool add_folder(struct lexicon_side *s, const char *folder, const char *lang, struct err *e)
{
    static const char *const patterns[] = { "%s/*/*.tsv", "%s/lexicon/*/*.tsv", "%s/*.tsv" };
    glob_t g = { 0 };
    bool ok = true;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns && g.gl_pathc == 0; i++) {
        struct buf pattern = { 0 };
        buf_printf(&pattern, patterns[i], folder);
        globfree(&g);
        if (glob(buf_z(&pattern), 0, NULL, &g) != 0)
            g.gl_pathc = 0;
        buf_fini(&pattern);
    }
    if (g.gl_pathc == 0)
        ok = err_set(e, ERR_CONFIG, "%s: no lexicon files there, as es/*.tsv", folder);
    for (size_t i = 0; ok && i < g.gl_pathc; i++)
        ok = add_file(s, g.gl_pathv[i], lang, e);
    globfree(&g);
    return ok;
}

static bool add_version(struct lexicon_side *s, int64_t number, struct cli *cli, struct err *e)
{
    struct in_force f = { 0 };
    bool ok = cli_conf(cli, e) && in_force_open(&cli->common, cli->conf, cli_config_path(cli), number, &f, e);
    for (size_t i = 0; ok && i < f.files.n; i++)
        if (f.files.v[i].kind == BUNDLE_LEXICON)
            ok = bundle_add(&s->files, f.files.v[i].name, f.files.v[i].name, f.files.v[i].bytes, e);
    in_force_close(&f);
    return ok;
}

bool lexicon_side_open(struct lexicon_side *s, const char *arg, struct cli *cli, const struct lexicon_opts *o, struct err *e)
{
    int64_t number;
    *s = (struct lexicon_side){ .arg = arg };
    bundle_init(&s->files, arg);
    bool ok = true;
    if (is_folder(arg))
        ok = add_folder(s, arg, o->lang, e);
    else if (slice_int(slice_of(arg), &number) && number > 0)
        ok = add_version(s, number, cli, e);
    else if (strcmp(arg, "built-in") != 0)
        ok = add_file(s, arg, o->lang, e);
    bundle_sort(&s->files);
    return ok;
}

void lexicon_side_close(struct lexicon_side *s)
{
    bundle_fini(&s->files);
}

bool lexicon_side_has(const struct lexicon_side *s, const char *group)
{
    for (size_t i = 0; i < s->files.n; i++)
        if (slice_is(part(s->files.v[i].name, 1), group))
            return true;
    return false;
}

struct classifier *lexicon_side_classifier(const struct lexicon_side *s, struct err *e)
{
    struct bundle all;
    struct classifier *cl = NULL;
    bool ok = true;
    bundle_init(&all, s->arg);
    for (size_t i = 0; ok && i < s->files.n; i++)
        if (!slice_is(part(s->files.v[i].name, 1), "brands"))
            ok = bundle_add(&all, s->files.v[i].name, s->files.v[i].place, s->files.v[i].bytes, e);
    bundle_sort(&all);
    if (ok)
        cl = classifier_open_bundle(&all, "0000000000000000", NULL, e);
    bundle_fini(&all);
    return cl;
}

bool lexicon_texts(const char *path, void (*each)(void *self, const struct mention *m), void *self, int64_t *bad, struct err *e)
{
    struct lines_in *in = lines_in_open(path ? path : "-", e);
    struct mention_parser *parser = mention_parser_new();
    struct arena a = { 0 };
    struct slice line;
    while (in && lines_in_next(in, &line, e)) {
        struct mention m = { 0 };
        struct err why = { 0 };
        size_t at;
        arena_reset(&a);
        if (line.n && line.p[0] == '{' ? mention_parse_text(parser, &a, line, &m, &why) : line.n && utf8_valid(line, &at)) {
            if (line.p[0] != '{')
                m.text = line;
            each(self, &m);
        } else {
            fprintf(stderr, "line %lld: %s\n", (long long)lines_in_number(in), !line.n ? "longer than any mention" : why.msg[0] ? why.msg : "no UTF-8");
            ++*bad;
        }
    }
    lines_in_close(in);
    mention_parser_free(parser);
    arena_fini(&a);
    return e->kind == ERR_NONE;
}

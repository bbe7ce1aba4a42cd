#include <errno.h>
#include <stdlib.h>

#include "cli/query_tools.h"

bool query_slurp(const char *path, struct buf *out, struct err *e)
{
    bool input = strcmp(path, "-") == 0;
    FILE *f = input ? stdin : fopen(path, "r");
    if (!f)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    size_t n = 1;
    while (n > 0) {
        buf_reserve(out, 65536);
        n = fread(out->p + out->n, 1, 65536, f);
        out->n += n;
    }
    bool ok = !ferror(f) || err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    if (!input)
        fclose(f);
    return ok;
}

static void add(struct query_file *f, const char *name, struct slice text, size_t line)
{
    struct query_text *v = realloc(f->v, (f->n + 1) * sizeof *v);
    if (!v) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    f->v = v;
    v[f->n++] = (struct query_text){ .name = name, .text = text, .line = line };
}

/* Bytes of `@@name =` at the front, 0: the line begins no query. `@@name AND x` is a query, not a name. */
static size_t header(struct slice s, struct slice *name)
{
    if (!slice_starts(s, SLICE("@@")))
        return 0;
    size_t i = 2;
    while (i < s.n && (unsigned char)s.p[i] > ' ' && s.p[i] != '=')
        i++;
    *name = (struct slice){ s.p + 2, i - 2 };
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    return name->n && i < s.n && s.p[i] == '=' ? i + 1 : 0;
}

/* Up to the line on which another query begins. */
static size_t text_end(struct slice s, size_t from)
{
    struct slice name;
    for (size_t i = from; i < s.n; i++)
        if (s.p[i] == '\n' && header((struct slice){ s.p + i + 1, s.n - i - 1 }, &name))
            return i + 1;
    return s.n;
}

static size_t lines(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

/* Blank lines and blanks in front belong to no query; the line number follows. */
static void add_trimmed(struct query_file *f, const char *name, struct slice text, size_t line)
{
    struct slice trimmed = slice_trim(text);
    line += lines((struct slice){ text.p, (size_t)(trimmed.p ? trimmed.p - text.p : 0) });
    add(f, name, trimmed, line);
}

static void split(struct query_file *f, struct slice all)
{
    struct slice name, text;
    size_t line = 1;
    for (size_t i = 0; i < all.n; ) {
        struct slice rest = { all.p + i, all.n - i };
        size_t head = header(rest, &name), end = text_end(rest, head);
        text = (struct slice){ rest.p + head, end - head };
        if (head || slice_trim(text).n)
            add_trimmed(f, head ? arena_strz(&f->arena, name) : "", text, line);
        line += lines((struct slice){ rest.p, end });
        i += end;
    }
}

bool query_file_read(struct query_file *f, const char *path, struct err *e)
{
    struct buf b = { 0 };
    *f = (struct query_file){ .path = strcmp(path, "-") == 0 ? "standard input" : path };
    bool ok = query_slurp(path, &b, e);
    if (ok) {
        f->all = arena_dup(&f->arena, buf_slice(&b));
        split(f, f->all);
    }
    buf_fini(&b);
    return ok;
}

bool query_file_text(struct query_file *f, const char *text)
{
    *f = (struct query_file){ .path = "query" };
    f->all = arena_dup(&f->arena, slice_of(text));
    split(f, f->all);
    return true;
}

/* A composed query is the brands' own, which may be gone before the file is. */
static void add_configured(struct query_file *f, const char *brand, const struct brand_query *q)
{
    add(f, arena_strz(&f->arena, slice_of(q->name)), arena_dup(&f->arena, slice_of(q->text)), (size_t)conf_line(q->node));
    struct brand_query *copy = arena_alloc(&f->arena, sizeof *copy);
    struct brand_piece *pieces = arena_alloc(&f->arena, (q->piece_count + 1) * sizeof *pieces);
    for (size_t i = 0; i < q->piece_count; i++)
        pieces[i] = q->pieces[i];
    *copy = *q;
    copy->pieces = pieces;
    f->v[f->n - 1].brand = brand;
    f->v[f->n - 1].from = copy;
}

void query_file_brands(struct query_file *f, const struct brands *b)
{
    for (size_t i = 0; i < b->shared_count; i++)
        add_configured(f, "", &b->shared[i]);
    for (size_t i = 0; i < b->n; i++)
        for (size_t q = 0; q < b->v[i].query_count; q++)
            add_configured(f, b->v[i].id, &b->v[i].queries[q]);
}

bool query_text_place(const struct query_text *q, size_t at, struct conf_place *out)
{
    size_t within = 0;
    const struct conf_node *node = q->from ? brand_query_place(q->from, at, &within) : NULL;
    return conf_place(node, within, out);
}

bool query_is_conf(const char *path)
{
    struct slice s = slice_of(path);
    return slice_ends(s, SLICE(".yaml")) || slice_ends(s, SLICE(".yml"));
}

struct conf *query_conf_open(const char *path, struct err *e)
{
    return conf_load(path, e);
}

static bool add_brands(struct query_file *f, struct conf *conf, struct err *e)
{
    struct brands b = { 0 };
    bool ok = conf && brands_read(conf, &b, e);
    if (ok)
        query_file_brands(f, &b);
    brands_fini(&b);
    return ok;
}

bool query_file_conf(struct query_file *f, const char *path, struct err *e)
{
    *f = (struct query_file){ .path = path, .conf = query_conf_open(path, e) };
    return add_brands(f, f->conf, e);
}

bool query_file_configured(struct query_file *f, struct cli *cli, struct err *e)
{
    *f = (struct query_file){ .path = cli_config_path(cli) };
    return cli_conf(cli, e) && add_brands(f, cli->conf, e);
}

bool query_names_open(struct query_file *f, struct cli *cli, const struct query_opts *o, struct slice text, struct err *e)
{
    *f = (struct query_file){ 0 };
    if (o->names)
        return query_file_read(f, o->names, e);
    return !memmem(text.p, text.n, "@@", 2) || query_file_configured(f, cli, e);
}

void query_file_fini(struct query_file *f)
{
    free(f->v);
    conf_free(f->conf);
    arena_fini(&f->arena);
}

const char *const *query_file_pairs(struct query_file *f)
{
    const char **pairs = arena_zalloc(&f->arena, (2 * f->n + 1) * sizeof *pairs);
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].name[0]) {
            pairs[n++] = f->v[i].name;
            pairs[n++] = arena_strz(&f->arena, f->v[i].text);
        }
    return pairs;
}

static void say(const char *path, size_t line, struct slice text, const struct query_error *qe)
{
    struct buf b = { 0 };
    query_print_error(&b, path, line, text, qe);
    fputs(buf_z(&b), stderr);
    buf_fini(&b);
}

/* In a configuration the text may be quoted, folded or indented: both ends are looked for where they were written. */
static bool say_in_conf(const struct query_text *q, const struct query_error *qe)
{
    struct query_error in_file = *qe;
    struct conf_place from, to;
    if (!query_text_place(q, qe->at, &from))
        return false;
    bool whole = query_text_place(q, qe->at + qe->len, &to) && to.source.p == from.source.p && to.at > from.at;
    in_file.at = from.at;
    in_file.len = whole ? to.at - from.at : 0;
    say(from.file, 1, from.source, &in_file);
    return true;
}

void query_say(const struct query_file *f, const struct query_text *q, const struct query_error *qe)
{
    struct query_error in_file = *qe;
    if (say_in_conf(q, qe))
        return;
    if (!f->all.p) {
        say(f->path, q->line, q->text, qe);
        return;
    }
    in_file.at += (size_t)(q->text.p - f->all.p);   /* a query may begin in the middle of its line */
    say(f->path, 1, f->all, &in_file);
}

void query_say_alone(struct slice text, const struct query_error *qe)
{
    say("query", 1, text, qe);
}

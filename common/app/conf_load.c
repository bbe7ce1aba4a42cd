#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/conf_tree.h"

bool conf_tree_fail(const struct conf_tree *t, yaml_mark_t at, struct err *e, const char *fmt, ...)
{
    char what[sizeof e->msg];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    return err_set(e, ERR_CONFIG, "%s:%zu:%zu: %s", t->file, at.line + 1, at.column + 1, what);
}

/* libyaml says what it met; this says what to do about it. */
static const char *advice(const char *problem)
{
    static const struct { const char *part, *fix; } row[] = {
        { "cannot start any token", "quote a text that begins with @, % or `, and indent with blanks, not tabs" },
        { "mapping values are not allowed", "quote a text that holds ': ', and check the indentation" },
        { "did not find expected key", "check the indentation and the quotes of the lines above" },
        { "could not find expected ':'", "write name: value, with a blank after the colon" },
        { "unexpected end of stream", "a quote or a bracket is not closed" },
        { "tab", "indent with blanks" },
        { "undefined tag handle", "quote a text that begins with !" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (strstr(problem, row[i].part))
            return row[i].fix;
    return "check the quotes, the brackets and the indentation";
}

static bool fail_yaml(const struct conf_tree *t, struct err *e)
{
    const yaml_parser_t *y = &t->yaml;
    const char *problem = y->problem ? y->problem : "not enough memory";
    yaml_mark_t at = y->problem_mark;
    if (y->error == YAML_READER_ERROR) {   /* this one counts bytes and has no mark */
        at = (yaml_mark_t){ 0 };
        for (size_t i = 0; i < y->problem_offset && i < t->source->n; i++) {
            at.column++;
            if (t->source->p[i] == '\n')
                at.line++, at.column = 0;
        }
        return conf_tree_fail(t, at, e, "%s; save the file as UTF-8 text", problem);
    }
    return conf_tree_fail(t, at, e, "%s%s%s; %s", y->context ? y->context : "", y->context ? ", " : "", problem, advice(problem));
}

bool conf_tree_next(struct conf_tree *t, yaml_event_t *ev, struct err *e)
{
    return yaml_parser_parse(&t->yaml, ev) || fail_yaml(t, e);
}

static struct conf_node *empty_root(struct conf_tree *t, struct err *e)
{
    return conf_tree_new(t, (yaml_mark_t){ 0 }, CONF_KIND_MAP, e);
}

/* Stream start, at most one document, stream end. */
static bool document(struct conf_tree *t, struct err *e)
{
    for (bool more = true; more;) {
        yaml_event_t ev;
        bool ok = conf_tree_next(t, &ev, e);
        if (!ok)
            return false;
        switch (ev.type) {
        case YAML_STREAM_START_EVENT: case YAML_DOCUMENT_END_EVENT: break;
        case YAML_STREAM_END_EVENT: more = false; break;
        case YAML_DOCUMENT_START_EVENT:
            ok = !t->root || conf_tree_fail(t, ev.start_mark, e, "a second document begins; one file holds one installation");
            break;
        default:
            ok = (t->root = conf_tree_value(t, &ev, NULL, e)) != NULL;
        }
        yaml_event_delete(&ev);
        if (!ok)
            return false;
    }
    struct conf_node *root = t->root;
    if (!root || root->null)
        return (t->root = empty_root(t, e)) != NULL;
    return root->kind == CONF_KIND_MAP
        || conf_fail(root, e, "the file must hold named sections, as in `kafka: { brokers: localhost:9092 }`");
}

struct conf *conf_new(const char *name)
{
    struct conf *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    const char *slash = strrchr(name, '/');
    c->path = arena_strz(&c->arena, slice_of(name));
    c->folder = !slash ? "." : slash == name ? "" : arena_strz(&c->arena, (struct slice){ name, (size_t)(slash - name) });
    return c;
}

/* Editors on Windows put a byte order mark in front. That of UTF-8 says nothing; the other means bytes that are not ours. */
static bool skip_mark(const char *file, struct slice *yaml, struct err *e)
{
    if (slice_starts(*yaml, SLICE("\xff\xfe")) || slice_starts(*yaml, SLICE("\xfe\xff")))
        return err_set(e, ERR_CONFIG, "%s:1:1: this is UTF-16 text; save the file as UTF-8", file);
    if (slice_starts(*yaml, SLICE("\xef\xbb\xbf")))
        *yaml = (struct slice){ yaml->p + 3, yaml->n - 3 };
    return true;
}

static bool read_tree(struct conf_tree *t, struct slice yaml, struct err *e)
{
    if (yaml.n > CONF_MAX_BYTES)
        return err_set(e, ERR_CONFIG, "%s: larger than %u MiB; move long lists into files of their own", t->file, CONF_MAX_BYTES >> 20);
    if (!skip_mark(t->file, &yaml, e))
        return false;
    struct slice *kept = arena_alloc(&t->conf->arena, sizeof *kept);
    *kept = arena_dup(&t->conf->arena, yaml);   /* mistakes in its texts are shown where they stand */
    t->source = kept;
    yaml_parser_set_encoding(&t->yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&t->yaml, (const unsigned char *)(kept->p ? kept->p : ""), kept->n);
    return document(t, e);
}

struct conf_node *conf_tree_read(struct conf *c, const char *file, struct slice yaml, struct err *e)
{
    struct conf_tree *t = calloc(1, sizeof *t);
    if (!t || !yaml_parser_initialize(&t->yaml))
        abort();
    t->conf = c;
    t->file = arena_strz(&c->arena, slice_of(file));
    struct conf_node *root = read_tree(t, yaml, e) ? t->root : NULL;
    yaml_parser_delete(&t->yaml);
    free(t->open);
    free(t);
    return root;
}

struct conf *conf_parse(const char *name, struct slice yaml, struct err *e)
{
    struct conf *c = conf_new(name);
    c->root = conf_tree_read(c, name, yaml, e);
    if (c->root)
        return c;
    conf_free(c);
    return NULL;
}

bool conf_read_file(const char *path, struct buf *out, struct err *e)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    size_t got = 1;
    while (got > 0 && out->n <= CONF_MAX_BYTES) {
        buf_reserve(out, 65536);
        got = fread(out->p + out->n, 1, 65536, f);
        out->n += got;
    }
    bool ok = !ferror(f) || err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    fclose(f);
    return ok;
}

struct conf *conf_load(const char *path, struct err *e)
{
    struct buf text = { 0 };
    struct conf *c = conf_read_file(path, &text, e) ? conf_parse(path, buf_slice(&text), e) : NULL;
    buf_fini(&text);
    if (!c || conf_include(c, e))
        return c;
    conf_free(c);
    return NULL;
}

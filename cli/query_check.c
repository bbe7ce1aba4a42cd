#include "base/hash.h"
#include "cli/query_tools.h"
#include "query/lint.h"
#include "query/map.h"
#include "query/print.h"

struct check {
    const struct query_file *f;
    const struct query_text *now;
    struct query_set *qs;
    struct map seen;             /* canonical forms, to their queries */
    size_t mistakes, warnings;
};

static void mistake(struct check *c, const struct query_error *qe)
{
    query_say(c->f, c->now, qe);
    c->mistakes++;
}

static void warn(void *self, const struct query_error *warning)
{
    struct check *c = self;
    struct query_error w = *warning;
    snprintf(w.what, sizeof w.what, "warning: %.380s", warning->what);
    query_say(c->f, c->now, &w);
    c->warnings++;
}

/* As people find it: in a configuration by brand and name, which may be in another file. */
static void say_twin(struct check *c, const struct query_text *twin)
{
    struct query_error w = { .len = c->now->text.n };
    struct conf_place at;
    if (!twin->from)
        snprintf(w.what, sizeof w.what, "the same query stands on line %zu", twin->line);
    else if (!query_text_place(twin, 0, &at))
        snprintf(w.what, sizeof w.what, "the same query is '%.64s' of brand %.64s", twin->name, twin->brand);
    else if (strcmp(twin->brand, c->now->brand) == 0)
        snprintf(w.what, sizeof w.what, "the same query stands as '%.64s' in %.200s:%d:%d", twin->name, at.file, at.line, at.col);
    else
        snprintf(w.what, sizeof w.what, "the same query is another brand's, '%.64s' of %.64s in %.100s:%d:%d: each mention of one counts for both",
                 twin->name, twin->brand, at.file, at.line, at.col);
    warn(c, &w);
}

/* The same query further up, however it was written. */
static void check_twin(struct check *c, uint32_t i)
{
    struct buf b = { 0 };
    struct query_error qe;
    if (query_format(c->now->text, PRINT_FLAT, &b, &qe)) {
        uint32_t twin = map_get(&c->seen, hash64(buf_slice(&b)));
        if (twin != MAP_NONE)
            say_twin(c, &c->f->v[twin]);
        else
            map_put(&c->seen, hash64(buf_slice(&b)), i);
    }
    buf_fini(&b);
}

/* Each by itself, then what they take in of each other, once all of them can be read. */
static void check_all(struct check *c)
{
    struct query_error qe;
    for (uint32_t i = 0; i < c->f->n; i++) {
        c->now = &c->f->v[i];
        if (!query_lint(c->now->text, warn, c, &qe)) {
            mistake(c, &qe);
            continue;
        }
        check_twin(c, i);
        if (c->now->name[0] && !query_set_name(c->qs, slice_of(c->now->name), c->now->text, NULL, &qe))
            mistake(c, &qe);
    }
    for (size_t i = 0; c->mistakes == 0 && i < c->f->n; i++) {
        c->now = &c->f->v[i];
        if (!query_set_add(c->qs, (uint32_t)i, c->now->text, &qe))
            mistake(c, &qe);
    }
}

static bool open_file(struct query_file *f, struct cli *cli, bool configured, struct err *e)
{
    const char *path = cli->arg_count > 1 ? cli->args[1] : NULL;
    if (cli->arg_count > 2)
        return err_set(e, ERR_CONFIG, "one file at a time");
    if (path && query_is_conf(path))
        return query_file_conf(f, path, e);
    return !path && configured ? query_file_configured(f, cli, e) : query_file_read(f, path ? path : "-", e);
}

bool query_check(struct cli *cli, const struct query_opts *o, struct err *e)
{
    struct query_file f;
    struct err why;
    (void)o;
    if (!open_file(&f, cli, true, e))
        return false;
    struct check c = { .f = &f, .qs = query_set_new() };
    check_all(&c);
    size_t bytes = c.mistakes == 0 && query_set_compile(c.qs, &why) ? query_set_bytes(c.qs) : 0;
    if (cli->json)
        printf("{\"queries\":%zu,\"mistakes\":%zu,\"warnings\":%zu,\"bytes\":%zu}\n", f.n, c.mistakes, c.warnings, bytes);
    else if (c.mistakes == 0)
        printf("%s: fine (%zu %s, %zu %s, %zu bytes when compiled, %zu a query)\n", f.path, f.n, f.n == 1 ? "query" : "queries", c.warnings,
               c.warnings == 1 ? "warning" : "warnings", bytes, f.n ? bytes / f.n : 0);
    bool ok = c.mistakes == 0 || err_set(e, ERR_CONFIG, "%s: %zu %s to mend", f.path, c.mistakes, c.mistakes == 1 ? "mistake" : "mistakes");
    query_set_free(c.qs);
    map_fini(&c.seen);
    query_file_fini(&f);
    return ok;
}

static bool print_one(const struct query_file *f, const struct query_text *q)
{
    struct buf b = { 0 };
    struct query_error qe;
    if (q->name[0])
        buf_printf(&b, "@@%s = ", q->name);
    bool ok = query_format(q->text, PRINT_WIDTH, &b, &qe);
    if (ok)
        printf("%s\n", buf_z(&b));
    else
        query_say(f, q, &qe);
    buf_fini(&b);
    return ok;
}

bool query_fmt(struct cli *cli, const struct query_opts *o, struct err *e)
{
    struct query_file f;
    size_t bad = 0;
    (void)o;
    if (!open_file(&f, cli, false, e))
        return false;
    for (size_t i = 0; i < f.n; i++)
        bad += !print_one(&f, &f.v[i]);
    bool ok = bad == 0 || err_set(e, ERR_CONFIG, "%s: %zu %s to mend, and not printed", f.path, bad, bad == 1 ? "query" : "queries");
    query_file_fini(&f);
    return ok;
}

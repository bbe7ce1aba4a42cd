/* Opening what stands on one side of a diff. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "cli/diff.h"
#include "cli/opts.h"

#define OWN_BRAND "query"        /* of queries that came without a configuration */
#define HELPER_BRAND "names"     /* of those that are there to be taken in only */

/* ---- queries put into a configuration of their own; JSON is YAML */

static void add_query(struct buf *y, const char *name, struct slice text, bool parts)
{
    buf_addz(y, "{\"name\":");
    buf_json(y, slice_of(name));
    buf_addz(y, ",\"query\":");
    buf_json(y, text);
    buf_addz(y, parts ? "},\n" : ",\"hashtag_parts\":false},\n");
}

static bool holds(const struct query_file *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->v[i].name, name) == 0)
            return true;
    return false;
}

static const char *name_of(const struct query_text *q)
{
    return q->name[0] ? q->name : OWN_BRAND;
}

static void compose_queries(struct buf *y, const struct query_file *f, const struct query_file *names, bool parts)
{
    buf_addz(y, "brands:\n- {\"id\":\"" OWN_BRAND "\",\"queries\":[\n");
    for (size_t i = 0; i < f->n; i++)
        add_query(y, name_of(&f->v[i]), f->v[i].text, parts);
    buf_addz(y, "]}\n");
    if (names->n == 0)
        return;
    buf_addz(y, "- {\"id\":\"" HELPER_BRAND "\",\"queries\":[\n");
    for (size_t i = 0; i < names->n; i++)
        if (names->v[i].name[0] && !holds(f, names->v[i].name))
            add_query(y, names->v[i].name, names->v[i].text, true);
    buf_addz(y, "]}\n");
}

static void compose_brand(struct buf *y, const struct brand *b, const char *swap, struct slice with)
{
    buf_addz(y, "- {\"id\":");
    buf_json(y, slice_of(b->id));
    buf_addz(y, ",\"name\":");
    buf_json(y, slice_of(b->name));
    buf_printf(y, ",\"own\":%s,\"accounts\":[", b->own ? "true" : "false");
    for (size_t i = 0; i < b->accounts.n; i++) {
        buf_addz(y, i ? "," : "");
        buf_json(y, slice_of(b->accounts.v[i]));
    }
    buf_addz(y, "],\"queries\":[\n");
    for (size_t i = 0; i < b->query_count; i++) {
        const struct brand_query *q = &b->queries[i];
        add_query(y, q->name, strcmp(q->name, swap) == 0 ? with : slice_of(q->text), q->hashtag_parts);
    }
    buf_addz(y, "]}\n");
}

/* The configuration with one query in the place of another. */
static void compose_swapped(struct buf *y, const struct brands *b, const char *swap, struct slice with)
{
    buf_addz(y, b->shared_count ? "queries: [\n" : "");
    for (size_t i = 0; i < b->shared_count; i++)
        add_query(y, b->shared[i].name, slice_of(b->shared[i].text), b->shared[i].hashtag_parts);
    buf_addz(y, b->shared_count ? "]\n" : "");
    buf_addz(y, "brands:\n");
    for (size_t i = 0; i < b->n; i++)
        compose_brand(y, &b->v[i], swap, with);
    buf_addz(y, b->set_count ? "sets:\n" : "");
    for (size_t i = 0; i < b->set_count; i++) {
        buf_addz(y, "  ");
        buf_json(y, slice_of(b->sets[i].id));
        buf_addz(y, ": [");
        for (size_t k = 0; k < b->sets[i].n; k++) {
            buf_addz(y, k ? "," : "");
            buf_json(y, slice_of(b->v[b->sets[i].brands[k]].id));
        }
        buf_addz(y, "]\n");
    }
}

/* ---- queries as texts and files */

static bool read_queries(struct query_file *f, const char *arg, struct err *e)
{
    struct stat st;
    if (stat(arg, &st) == 0 && S_ISDIR(st.st_mode)) {
        *f = (struct query_file){ 0 };
        return err_set(e, ERR_CONFIG, "%s: is a folder; a query, a file of queries or a configuration (.yaml) is wanted", arg);
    }
    if (stat(arg, &st) == 0 ? !query_file_read(f, arg, e) : !query_file_text(f, arg))
        return false;
    return f->n || err_set(e, ERR_CONFIG, "%s: holds no query", *arg ? arg : "''");
}

/* Mistakes are shown where they stand in the text that was given, which the composed configuration no longer knows. */
static bool check_queries(const struct query_file *f, const struct query_file *names, const char *arg, struct err *e)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    const struct query_text *bad = NULL;
    for (size_t i = 0; i < names->n; i++)
        if (names->v[i].name[0] && !holds(f, names->v[i].name))
            query_set_name(qs, slice_of(names->v[i].name), names->v[i].text, NULL, &qe);
    for (size_t i = 0; i < f->n && !bad; i++)
        if (f->v[i].name[0] && !query_set_name(qs, slice_of(f->v[i].name), f->v[i].text, NULL, &qe))
            bad = &f->v[i];
    for (size_t i = 0; i < f->n && !bad; i++)
        if (!query_set_add(qs, (uint32_t)i, f->v[i].text, &qe))
            bad = &f->v[i];
    if (bad)
        query_say(f, bad, &qe);
    query_set_free(qs);
    return !bad || err_set(e, ERR_CONFIG, "%s: the query cannot be read", arg);
}

static bool no_such_query(const struct brands *b, const char *name, const char *path, struct err *e)
{
    const char *names[64] = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->v[i].query_count && n < 63; k++)
            names[n++] = b->v[i].queries[k].name;
    const char *near = opts_near(name, names);
    return err_set(e, ERR_CONFIG, "%s has no query named %s%s%s%s", path, name, near ? ": did you mean " : "", near ? near : "", near ? "?" : "");
}

static bool has_query(const struct brands *b, const char *name)
{
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->v[i].query_count; k++)
            if (strcmp(b->v[i].queries[k].name, name) == 0)
                return true;
    return false;
}

static bool is_one(const struct query_file *f, const char *name, struct err *e)
{
    return f->n == 1 || err_set(e, ERR_CONFIG, "--for: one query is wanted in the place of %s, and %s holds %zu", name, f->path, f->n);
}

/* --for: the query in its place among all others. */
static bool swap_in(struct buf *y, const struct query_file *f, const char *arg, const char *path, const char *name, struct err *e)
{
    struct brands b = { 0 };
    struct query_file names = { 0 };
    struct conf *conf = query_conf_open(path, e);
    bool ok = conf && brands_read(conf, &b, e) && (has_query(&b, name) || no_such_query(&b, name, path, e)) && is_one(f, name, e);
    if (ok)
        query_file_brands(&names, &b);
    ok = ok && check_queries(f, &names, arg, e);
    if (ok)
        compose_swapped(y, &b, name, f->v[0].text);
    query_file_fini(&names);
    brands_fini(&b);
    conf_free(conf);
    return ok;
}

static bool compose(struct diff_side *s, const struct query_file *f, const char *base, struct cli *cli, const struct query_opts *o,
                    struct buf *y, struct err *e)
{
    struct query_file names;
    if (o->replaces) {
        s->configured = true;
        return swap_in(y, f, s->arg, base, o->replaces, e);
    }
    bool ok = query_names_open(&names, cli, o, f->all, e) && check_queries(f, &names, s->arg, e);
    if (ok)
        compose_queries(y, f, &names, !o->whole_hashtags);
    s->helper = ok && names.n ? 1 : UINT32_MAX;
    query_file_fini(&names);
    return ok;
}

static struct conf *open_queries(struct diff_side *s, const char *base, struct cli *cli, const struct query_opts *o, struct err *e)
{
    struct query_file f;
    struct buf y = { 0 };
    bool ok = read_queries(&f, s->arg, e) && compose(s, &f, base, cli, o, &y, e);
    s->conf = ok ? conf_parse(s->arg, buf_slice(&y), e) : NULL;
    query_file_fini(&f);
    buf_fini(&y);
    return s->conf;
}

/* ---- a side, once it is a configuration */

static void note_queries(struct diff_side *s)
{
    const struct brands *b = classifier_brands(s->cl);
    size_t total = b->shared_count, n = 0;
    for (size_t i = 0; i < b->n; i++)
        total += b->v[i].query_count;
    s->queries = arena_zalloc(&s->arena, (total + 1) * sizeof *s->queries);
    s->brand_row = arena_zalloc(&s->arena, (b->n + 1) * sizeof *s->brand_row);
    s->pairs = arena_zalloc(&s->arena, (2 * total + 1) * sizeof *s->pairs);
    for (size_t i = 0; i < b->shared_count; i++) {
        s->pairs[n++] = b->shared[i].name;
        s->pairs[n++] = b->shared[i].text;
    }
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->v[i].query_count; k++) {
            const struct brand_query *q = &b->v[i].queries[k];
            s->pairs[n++] = q->name;
            s->pairs[n++] = q->text;
            if (i == s->helper)
                continue;
            map_put(&s->by_name, hash64(slice_of(q->name)), (uint32_t)s->query_count);
            s->queries[s->query_count++].query = q;
        }
}

bool diff_side_open(struct diff_side *s, const char *arg, const char *other, struct cli *cli, const struct query_opts *o, struct err *e)
{
    s->arg = arg;
    s->helper = UINT32_MAX;
    s->configured = query_is_conf(arg);
    if (s->configured)
        s->conf = query_conf_open(arg, e);
    else
        open_queries(s, query_is_conf(other) ? other : cli_config_path(cli), cli, o, e);
    s->cl = s->conf ? classifier_open(s->conf, e) : NULL;
    if (!s->cl)
        return false;
    s->worker = classifier_worker_new(s->cl);
    note_queries(s);
    return true;
}

void diff_side_close(struct diff_side *s)
{
    for (size_t i = 0; i < s->query_count; i++)
        explain_close(s->queries[i].explain);
    classifier_worker_free(s->worker);
    classifier_close(s->cl);
    conf_free(s->conf);
    map_fini(&s->by_name);
    arena_fini(&s->arena);
}

struct diff_query *diff_side_query(const struct diff_side *s, const char *name)
{
    uint32_t i = map_get(&s->by_name, hash64(slice_of(name)));
    return i == MAP_NONE ? NULL : &s->queries[i];
}

/* csv: an export of another tool, as it is: a header, and a mapping of its columns. */
#include <stdlib.h>

#include "ingest/csv.h"
#include "ingest/input.h"
#include "ingest/mapping.h"
#include "ingest/source.h"

struct csv {
    struct source base;
    const char *path, *delimiter;
    struct conf_strs columns;
    const struct conf_node *mapping;
    struct input in;
    struct mapping *map;
    struct arena names;              /* what header points into */
    struct slice header[CSV_MAX_FIELDS];
    size_t header_n;                 /* 0: not read yet */
    int at[MAPPING_MAX];             /* which column a field of the mapping takes; -1: a constant */
    bool used[CSV_MAX_FIELDS];
    struct slice row[CSV_MAX_FIELDS];
    struct buf extra, out;
};

static const struct conf_key keys[] = {
    { "path", CONF_STR, offsetof(struct csv, path), NULL, "CSV, plain or gzip; \"-\" is standard input" },
    { "mapping", CONF_NODE, offsetof(struct csv, mapping), NULL, "which column is what: a mapping, or the path of a file with one" },
    { "columns", CONF_STRS, offsetof(struct csv, columns), NULL, "names of the columns, of a file without a header" },
    { "delimiter", CONF_STR, offsetof(struct csv, delimiter), ",", "between columns: one character, or tab" },
    { 0 }
};

/* Which column each field takes. A name that no column has is a mistake of the configuration. */
static bool bind(struct csv *c, struct err *e)
{
    for (size_t i = 0; i < mapping_count(c->map); i++) {
        const char *want = mapping_column(c->map, i);
        c->at[i] = -1;
        for (size_t k = 0; want && k < c->header_n; k++)
            if (slice_is(c->header[k], want))
                c->at[i] = (int)k;
        if (want && c->at[i] < 0)
            return conf_fail(mapping_node(c->map, i), e, "%s has no column \"%s\"", c->path, want);
        if (want)
            c->used[c->at[i]] = true;
    }
    return true;
}

static bool csv_check(void *self, struct err *e)
{
    struct csv *c = self;
    if (!c->mapping)
        return conf_fail(c->base.node, e, "mapping is missing: which column is what");
    if (strcmp(c->delimiter, "tab") == 0)
        c->delimiter = "\t";
    if (strlen(c->delimiter) != 1)
        return conf_fail(conf_get(c->base.node, "delimiter"), e, "delimiter is one character, or tab");
    if (c->columns.n > CSV_MAX_FIELDS)
        return conf_fail(conf_get(c->base.node, "columns"), e, "at most %d columns", CSV_MAX_FIELDS);
    if (strcmp(c->path, "-") != 0)
        c->path = conf_resolve(c->base.conf, c->path);
    c->map = mapping_open(c->mapping, c->base.conf, e);
    for (; c->header_n < c->columns.n; c->header_n++)
        c->header[c->header_n] = slice_of(c->columns.v[c->header_n]);
    return c->map && (!c->header_n || bind(c, e));
}

static bool csv_open(void *self, struct err *e)
{
    struct csv *c = self;
    c->in.name = c->base.name;
    c->in.path = c->path;
    c->in.state = c->base.state;
    c->in.records.csv = true;
    c->in.records.delimiter = c->delimiter[0];
    return input_open(&c->in, e) && (!c->header_n || input_resume(&c->in, e));
}

/* The first record, also when the cursor is further on. Spreadsheets put a byte order mark before it. */
static bool read_header(struct csv *c, struct err *e)
{
    struct record r;
    bool found;
    if (!input_next(&c->in, &r, &found, e) || !found)
        return false;
    if (slice_starts(r.bytes, SLICE("\xef\xbb\xbf")))
        r.bytes = (struct slice){ r.bytes.p + 3, r.bytes.n - 3 };
    size_t n = csv_split(&c->names, r.bytes, c->delimiter[0], c->header, CSV_MAX_FIELDS);
    if (r.length > r.bytes.n + 4 || n > CSV_MAX_FIELDS)
        return err_set(e, ERR_CONFIG, "%s: %zu columns in the header, more than %d; is the delimiter right?", c->path, n, CSV_MAX_FIELDS);
    c->header_n = n;
    if (!bind(c, e) || !input_resume(&c->in, e))
        return false;
    /* Cut off since: it was started over, header and all. */
    return c->in.records.offset || input_next(&c->in, &r, &found, e);
}

static void keep_unused(struct csv *c)
{
    buf_reset(&c->extra);
    for (size_t k = 0; k < c->header_n; k++) {
        if (c->used[k] || !c->row[k].n)
            continue;
        if (c->extra.n)
            buf_char(&c->extra, ',');
        buf_json(&c->extra, c->header[k]);
        buf_char(&c->extra, ':');
        buf_json(&c->extra, c->row[k]);
    }
}

static bool map_row(struct csv *c, struct arena *a, struct slice record, struct slice *out, struct err *e)
{
    struct slice values[MAPPING_MAX] = { { 0 } };
    size_t n = csv_split(a, record, c->delimiter[0], c->row, CSV_MAX_FIELDS);
    if (n != c->header_n)
        return err_set(e, ERR_DROP, "%zu columns where the header has %zu", n, c->header_n);
    for (size_t i = 0; i < mapping_count(c->map); i++)
        if (c->at[i] >= 0)
            values[i] = c->row[c->at[i]];
    buf_reset(&c->extra);
    if (mapping_keeps(c->map))
        keep_unused(c);
    buf_reset(&c->out);
    if (!mapping_write(c->map, values, buf_slice(&c->extra), &c->out, e))
        return false;
    *out = arena_dup(a, buf_slice(&c->out));
    return true;
}

static bool csv_poll(void *self, struct batch *b, struct err *e)
{
    struct csv *c = self;
    struct record r;
    bool found;
    if (!c->header_n && !read_header(c, e))
        return e->kind == ERR_NONE;
    while (!batch_full(b)) {
        if (!input_next(&c->in, &r, &found, e))
            return false;
        if (!found)
            return true;
        if (r.bytes.n == 0)
            continue;
        struct err why = { 0 };
        struct item *i = batch_add_record(b, &c->base, &r);
        if (!i->reason && !map_row(c, &b->arena, i->original, &i->json, &why))
            i->reason = arena_strz(&b->arena, slice_of(why.msg));
    }
    return true;
}

static bool csv_ack(void *self, struct err *e)
{
    struct csv *c = self;
    return !c->header_n || input_ack(&c->in, e);
}

static bool csv_done(const void *self)
{
    const struct csv *c = self;
    return c->in.done;
}

static void csv_close(void *self)
{
    struct csv *c = self;
    input_close(&c->in);
    mapping_close(c->map);
    arena_fini(&c->names);
    buf_fini(&c->extra);
    buf_fini(&c->out);
}

const struct source_ops source_csv = {
    .name = "csv", .help = "CSV with a header and a mapping of its columns", .size = sizeof(struct csv), .keys = keys,
    .check = csv_check, .open = csv_open, .poll = csv_poll, .ack = csv_ack, .done = csv_done, .close = csv_close,
};

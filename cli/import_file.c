#include "cli/import_file.h"

#include "cli/query_tools.h"
#include "query/vec.h"

#define COLUMNS_MAX 256

static void add(struct import_file *f, struct slice name, struct slice text, const size_t *where)
{
    struct slice trimmed = slice_trim(text);
    size_t cut = trimmed.n ? (size_t)(trimmed.p - text.p) : 0;
    struct import_entry q = { .name = slice_trim(name), .text = trimmed, .where = where ? where + cut : NULL };
    if (!where)
        q.from = trimmed.n ? (size_t)(trimmed.p - f->all.p) : 0;
    *(struct import_entry *)vec_add(&f->entries, sizeof q) = q;
}

size_t import_file_count(const struct import_file *f)
{
    return f->entries.n / sizeof(struct import_entry);
}

const struct import_entry *import_file_entry(const struct import_file *f, size_t i)
{
    return (const struct import_entry *)f->entries.p + i;
}

size_t import_entry_place(const struct import_entry *q, size_t at)
{
    return q->where ? q->where[at < q->text.n ? at : q->text.n] : q->from + at;
}

/* A cell without its quotes, and where each of its bytes stood. */
struct cell { struct slice text; const size_t *where; };
struct reader { struct import_file *f; size_t at; struct cell cell[COLUMNS_MAX]; size_t cells; };

static bool at_end(const struct reader *r)
{
    return r->at >= r->f->all.n;
}

static char here(const struct reader *r)
{
    return at_end(r) ? '\n' : r->f->all.p[r->at];
}

static void keep(struct reader *r, const char *bytes, const size_t *where, size_t n, size_t end)
{
    size_t *kept = arena_alloc(&r->f->arena, (n + 1) * sizeof *kept);
    memcpy(kept, where, n * sizeof *kept);
    kept[n] = end;
    if (r->cells < COLUMNS_MAX)
        r->cell[r->cells++] = (struct cell){ arena_dup(&r->f->arena, (struct slice){ bytes, n }), kept };
}

/* One cell; the separator or line break behind it stays. */
static bool read_cell(struct reader *r, char separator, struct buf *bytes, struct buf *where, struct err *e)
{
    size_t open = r->at;
    bool quoted = here(r) == '"' && !at_end(r);
    buf_reset(bytes);
    buf_reset(where);
    r->at += quoted;
    for (;; r->at++) {
        bool quote = quoted && here(r) == '"' && !at_end(r);
        if (quoted && at_end(r))
            return err_set(e, ERR_CONFIG, "%s: the quote that opens at byte %zu is never closed", r->f->path, open);
        if (!quoted && (at_end(r) || here(r) == separator || here(r) == '\n'))
            break;
        if (quote && (r->at + 1 >= r->f->all.n || r->f->all.p[r->at + 1] != '"'))
            break;
        *(size_t *)vec_add(where, sizeof(size_t)) = r->at;
        buf_char(bytes, here(r));
        r->at += quote;
    }
    keep(r, bytes->n ? bytes->p : "", where->n ? (const size_t *)(const void *)where->p : &open, bytes->n, r->at);
    r->at += quoted;
    return true;
}

/* The cells of a line, which may hold line breaks in quotes. */
static bool read_row(struct reader *r, char separator, struct buf *bytes, struct buf *where, struct err *e)
{
    r->cells = 0;
    for (;;) {
        if (!read_cell(r, separator, bytes, where, e))
            return false;
        while (!at_end(r) && here(r) != separator && here(r) != '\n')
            r->at++;   /* what stands between a closing quote and the separator; the \r of a line break */
        bool more = !at_end(r) && here(r) == separator;
        r->at++;
        if (!more)
            return true;
    }
}

static bool is_one_of(struct slice s, const char *const *names)
{
    for (; *names; names++)
        if (slice_eq_nocase(slice_trim(s), slice_of(*names)))
            return true;
    return false;
}

static size_t column(const struct reader *r, const char *const *names)
{
    for (size_t i = 0; i < r->cells; i++)
        if (is_one_of(r->cell[i].text, names))
            return i;
    return COLUMNS_MAX;
}

static char separator_of(struct slice all)
{
    const char *end = all.n ? memchr(all.p, '\n', all.n) : NULL;
    size_t n = end ? (size_t)(end - all.p) : all.n;
    return n && memchr(all.p, ';', n) && !memchr(all.p, ',', n) ? ';' : ',';
}

static bool split_csv(struct import_file *f, struct reader *r, struct buf *bytes, struct buf *where, struct err *e)
{
    static const char *const query_names[] = { "query", "boolean", "boolean query", "booleanquery", "search", "search string", "keywords", "rule", "value", NULL };
    static const char *const name_names[] = { "name", "query name", "title", "label", "tag", NULL };
    char separator = separator_of(f->all);
    if (!read_row(r, separator, bytes, where, e))
        return false;
    size_t query = column(r, query_names), name = column(r, name_names);
    if (query == COLUMNS_MAX)
        return err_set(e, ERR_CONFIG, "%s: no column of its first line is named query", f->path);
    while (!at_end(r)) {
        if (!read_row(r, separator, bytes, where, e))
            return false;
        if (query < r->cells && slice_trim(r->cell[query].text).n)
            add(f, name < r->cells ? r->cell[name].text : (struct slice){ 0 }, r->cell[query].text, r->cell[query].where);
    }
    return true;
}

static bool split_tsv(struct import_file *f, struct err *e)
{
    struct slice rest = f->all, line, name;
    size_t n = 0;
    while (slice_next(&rest, '\n', &line)) {
        n++;
        if (slice_trim(line).n == 0)
            continue;
        const char *tab = memchr(line.p, '\t', line.n);
        if (!tab)
            return err_set(e, ERR_CONFIG, "%s:%zu: NAME<TAB>QUERY is wanted on each line of a .tsv", f->path, n);
        slice_next(&line, '\t', &name);
        add(f, name, line, NULL);
    }
    return true;
}

static bool split(struct import_file *f, enum import_format format, struct err *e)
{
    struct buf bytes = { 0 }, where = { 0 };
    struct reader *r = arena_zalloc(&f->arena, sizeof *r);
    if (format == IMPORT_ONE) {
        add(f, (struct slice){ 0 }, f->all, NULL);
        return true;
    }
    if (format == IMPORT_TSV)
        return split_tsv(f, e);
    r->f = f;
    r->at = slice_starts(f->all, SLICE("\xEF\xBB\xBF")) ? 3 : 0;
    bool ok = split_csv(f, r, &bytes, &where, e);
    buf_fini(&bytes);
    buf_fini(&where);
    return ok;
}

bool import_file_split(struct import_file *f, enum import_format format, struct err *e)
{
    return split(f, format, e);
}

static enum import_format format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    struct slice end = slice_of(dot ? dot : "");
    return slice_eq_nocase(end, SLICE(".csv")) ? IMPORT_CSV : slice_eq_nocase(end, SLICE(".tsv")) ? IMPORT_TSV : IMPORT_ONE;
}

bool import_file_read(struct import_file *f, const char *path, struct err *e)
{
    struct buf b = { 0 };
    *f = (struct import_file){ .path = strcmp(path, "-") == 0 ? "standard input" : path };
    bool ok = query_slurp(path, &b, e);
    if (ok)
        f->all = arena_dup(&f->arena, buf_slice(&b));
    buf_fini(&b);
    return ok && split(f, format_of(path), e);
}

void import_file_fini(struct import_file *f)
{
    buf_fini(&f->entries);
    arena_fini(&f->arena);
}

#include "cli/series_file.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/when.h"
#include "cli/lines_in.h"
#include "ingest/csv.h"

enum { FIELDS = 64, STEP_MIN_S = 60, STEP_MAX_S = 3600, NUMBER_MAX = 64 };

#define COUNT_MAX 1e12

struct columns { size_t time, value, n; };

static bool read_header(struct arena *a, struct slice line, struct columns *c, struct err *e)
{
    struct slice f[FIELDS];
    c->n = csv_split(a, line, ',', f, FIELDS);
    c->time = c->value = FIELDS;
    for (size_t i = 0; i < c->n && i < FIELDS; i++) {
        struct slice name = slice_trim(f[i]);
        if (i == 0 && slice_starts(name, SLICE("\xef\xbb\xbf")))
            name = (struct slice){ name.p + 3, name.n - 3 };
        if (slice_is(name, "timestamp"))
            c->time = i;
        else if (slice_is(name, "value"))
            c->value = i;
    }
    if (c->time == FIELDS || c->value == FIELDS)
        return err_set(e, ERR_CONFIG, "the first line names no column `%s`: a header such as `timestamp,value` is wanted", c->time == FIELDS ? "timestamp" : "value");
    return true;
}

static bool read_count(struct series_row *r, struct err *e)
{
    char text[NUMBER_MAX], *end;
    r->heard = r->value.n > 0;
    if (!r->heard)
        return true;
    if (r->value.n >= sizeof text)
        return err_set(e, ERR_CONFIG, "the value is no number: %.40s...", r->value.p);
    memcpy(text, r->value.p, r->value.n);
    text[r->value.n] = 0;
    r->count = strtod(text, &end);
    if (*end || end == text || !isfinite(r->count))
        return err_set(e, ERR_CONFIG, "the value `%s` is no number; leave it empty where nothing is known", text);
    if (r->count > COUNT_MAX)
        return err_set(e, ERR_CONFIG, "the value %s is more than anybody counts", text);
    return r->count >= 0 || err_set(e, ERR_CONFIG, "the value %s is below 0: counts are wanted", text);
}

static bool read_row(struct series_file *s, const struct columns *c, struct slice line, struct err *e)
{
    struct slice f[FIELDS];
    size_t n = csv_split(&s->arena, line, ',', f, FIELDS);
    if (n != c->n)
        return err_set(e, ERR_CONFIG, "%zu fields, and the header has %zu", n, c->n);
    struct series_row r = { .time = arena_dup(&s->arena, slice_trim(f[c->time])), .value = arena_dup(&s->arena, slice_trim(f[c->value])) };
    if (!when_parse(r.time, WHEN_ANY, NULL, &r.ms))
        return err_set(e, ERR_CONFIG, "no time that can be read: %.40s; 2026-11-22 04:42:13 is one", r.time.n ? r.time.p : "(empty)");
    if (s->n && r.ms < s->v[s->n - 1].ms)
        return err_set(e, ERR_CONFIG, "this row is earlier than the one before it: sort the file by time");
    if (!read_count(&r, e))
        return false;
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 4096;
        if (!(s->v = realloc(s->v, s->cap * sizeof *s->v)))
            abort();
    }
    s->v[s->n++] = r;
    return true;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The median step: rows that are missing and rows that came twice change nothing. It says nothing of the values to come. */
static bool find_step(struct series_file *s, struct err *e)
{
    int64_t *step = calloc(s->n + 1, sizeof *step);
    size_t n = 0;
    if (!step)
        abort();
    for (size_t i = 1; i < s->n; i++)
        if (s->v[i].ms > s->v[i - 1].ms)
            step[n++] = (s->v[i].ms - s->v[i - 1].ms + 500) / 1000;
    qsort(step, n, sizeof *step, by_size);
    int64_t middle = n ? step[n / 2] : STEP_MIN_S;
    free(step);
    if (middle > STEP_MAX_S)
        return err_set(e, ERR_CONFIG, "its rows are %" PRId64 " s apart: rows of an hour at most are wanted, since a crisis shows within hours", middle);
    s->row_s = middle < STEP_MIN_S ? STEP_MIN_S : (int)middle;
    return true;
}

static bool read_rows(struct series_file *s, struct lines_in *in, struct err *e)
{
    struct columns c = { 0 };
    struct slice line;
    while (lines_in_next(in, &line, e)) {
        if (line.n == 0)
            err_set(e, ERR_CONFIG, "the line is longer than %u bytes", LINES_IN_MAX);
        else if (c.n == 0)
            read_header(&s->arena, line, &c, e);
        else
            read_row(s, &c, line, e);
        if (e->kind)
            return err_at(e, "line %" PRId64, lines_in_number(in));
    }
    if (e->kind)
        return false;
    if (c.n == 0)
        return err_set(e, ERR_CONFIG, "it is empty: a header `timestamp,value` and rows are wanted");
    return find_step(s, e);
}

bool series_file_read(struct series_file *s, const char *path, struct err *e)
{
    struct lines_in *in = lines_in_open(path, e);
    if (!in)
        return false;
    bool ok = read_rows(s, in, e) || err_at(e, "%s", path);
    lines_in_close(in);
    return ok;
}

void series_file_fini(struct series_file *s)
{
    free(s->v);
    arena_fini(&s->arena);
    *s = (struct series_file){ 0 };
}

int64_t series_file_row(const struct series_file *s, size_t i)
{
    return s->v[i].ms / (s->row_s * INT64_C(1000));
}

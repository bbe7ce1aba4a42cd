#include "archive/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "model/mention.h"

struct line { uint64_t id; uint64_t order; bool dead; };
struct file {
    char day[16], set[80], tmp[SHELF_PATH], path[SHELF_PATH];
    gzFile gz;
    struct line *lines;
    size_t n, cap;
};

struct event { uint64_t id, order; struct file *file; size_t line; };   /* file NULL: it was deleted */

struct segment {
    const char *dir;
    int partition;
    struct file *files[SEGMENT_FILES_MAX];
    size_t file_count, lines;
    uint64_t order;
    struct event *events;
    size_t event_count, event_cap;
    struct shelf_ids forget, replaced;   /* see shelf_state */
};

struct segment *segment_new(const char *dir, int partition)
{
    struct segment *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->dir = dir;
    s->partition = partition;
    return s;
}

static void file_free(struct file *f)
{
    if (f->gz)
        gzclose(f->gz);
    unlink(f->tmp);
    free(f->lines);
    free(f);
}

static void clear(struct segment *s)
{
    for (size_t i = 0; i < s->file_count; i++)
        file_free(s->files[i]);
    s->file_count = s->lines = s->event_count = 0;
    s->order = 0;
    s->forget.n = s->replaced.n = 0;
}

void segment_free(struct segment *s)
{
    if (!s)
        return;
    clear(s);
    free(s->events);
    shelf_ids_fini(&s->forget);
    shelf_ids_fini(&s->replaced);
    free(s);
}

bool segment_full(const struct segment *s) { return s->file_count == SEGMENT_FILES_MAX || s->lines >= SEGMENT_LINES_MAX; }
bool segment_empty(const struct segment *s) { return s->event_count == 0; }

static void *grown(void *v, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return v;
    *cap = *cap ? 2 * *cap : 256;
    v = realloc(v, *cap * size);
    if (!v)
        abort();
    return v;
}

static void note(struct segment *s, uint64_t id, struct file *f, size_t line)
{
    s->events = grown(s->events, s->event_count, &s->event_cap, sizeof *s->events);
    s->events[s->event_count++] = (struct event){ id, s->order++, f, line };
}

static bool gz_failed(const char *path, struct err *e)
{
    return err_set(e, ERR_RETRY, "%s: %s", path, errno ? strerror(errno) : "zlib failed");
}

static struct file *file_of(struct segment *s, struct slice day, struct slice set, struct err *e)
{
    for (size_t i = 0; i < s->file_count; i++)
        if (slice_is(day, s->files[i]->day) && slice_is(set, s->files[i]->set))
            return s->files[i];
    struct file *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    snprintf(f->day, sizeof f->day, SLICE_FMT, SLICE_ARG(day));
    snprintf(f->set, sizeof f->set, SLICE_FMT, SLICE_ARG(set));
    snprintf(f->tmp, sizeof f->tmp, "%s/day=%s/set=%s/.%d.tmp", s->dir, f->day, f->set, s->partition);
    if (!shelf_make_dirs(f->tmp, e) || !(f->gz = gzopen(f->tmp, "wbe6"))) {
        if (!e->kind)
            gz_failed(f->tmp, e);
        free(f);
        return NULL;
    }
    gzbuffer(f->gz, 65536);
    s->files[s->file_count++] = f;
    return f;
}

bool segment_add(struct segment *s, struct slice day, struct slice set, uint64_t id, bool replaces, struct slice json, struct err *e)
{
    struct file *f = file_of(s, day, set, e);
    if (!f)
        return false;
    if (gzwrite(f->gz, json.p, (unsigned)json.n) != (int)json.n || gzputc(f->gz, '\n') != '\n')
        return gz_failed(f->tmp, e);
    f->lines = grown(f->lines, f->n, &f->cap, sizeof *f->lines);
    f->lines[f->n] = (struct line){ .id = id };
    note(s, id, f, f->n++);
    s->lines++;
    if (replaces)
        shelf_ids_add(&s->replaced, id);
    return true;
}

void segment_forget(struct segment *s, uint64_t id)
{
    note(s, id, NULL, 0);
    shelf_ids_add(&s->forget, id);
}

/* ---- closing ---- */

static int by_id(const void *x, const void *y)
{
    const struct event *a = x, *b = y;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* Of each id only the last line stays, and none where it was deleted last. */
static void settle(struct segment *s)
{
    if (s->event_count)
        qsort(s->events, s->event_count, sizeof *s->events, by_id);
    for (size_t i = 0; i + 1 < s->event_count; i++)
        if (s->events[i].id == s->events[i + 1].id && s->events[i].file)
            s->events[i].file->lines[s->events[i].line].dead = true;
}

/* Writes those lines of `from` that are not dead to `to`, on the disk. */
static bool copy_living(const char *from, const char *to, const struct line *lines, size_t n, struct err *e)
{
    struct buf line = { 0 };
    gzFile in = gzopen(from, "rbe"), out = in ? gzopen(to, "wbe6") : NULL;
    bool ok = in && out;
    for (size_t i = 0; ok && i < n; i++) {
        ok = shelf_line(in, &line, from, e);
        if (ok && !lines[i].dead)
            ok = gzwrite(out, line.p, (unsigned)line.n) == (int)line.n;
    }
    if (in)
        gzclose_r(in);
    if (out)
        ok = gzclose_w(out) == Z_OK && ok;
    buf_fini(&line);
    return ok || (e->kind ? false : gz_failed(to, e));
}

static bool sync_file(const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        err_set(e, ERR_RETRY, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok;
}

static size_t living(const struct line *lines, size_t n, struct shelf_ids *ids)
{
    ids->n = 0;
    for (size_t i = 0; i < n; i++)
        if (!lines[i].dead)
            shelf_ids_add(ids, lines[i].id);
    size_t alive = ids->n;
    shelf_ids_sort(ids);
    return alive;
}

/* To the disk, under its own name: first the ids, then the file. */
static bool put_on_shelf(struct file *f, struct segment *s, int64_t from, int64_t to, struct err *e)
{
    struct shelf_ids ids = { 0 };
    char less[SHELF_PATH + 8];
    size_t alive = living(f->lines, f->n, &ids);
    bool ok = gzclose_w(f->gz) == Z_OK || gz_failed(f->tmp, e);
    f->gz = NULL;
    snprintf(f->path, sizeof f->path, "%s/day=%s/set=%s/%d-%" PRId64 "-%" PRId64 SHELF_SUFFIX, s->dir, f->day, f->set, s->partition, from, to);
    if (ok && alive < f->n && alive) {
        snprintf(less, sizeof less, "%s.less", f->tmp);
        ok = copy_living(f->tmp, less, f->lines, f->n, e) && (rename(less, f->tmp) == 0 || gz_failed(less, e));
    }
    if (ok && alive)
        ok = sync_file(f->tmp, e) && shelf_ids_store(f->path, &ids, e) && (rename(f->tmp, f->path) == 0 || gz_failed(f->path, e))
          && shelf_sync_dir_of(f->path, e);
    shelf_ids_fini(&ids);
    return ok;
}

static void hand_over(struct shelf_ids *from, struct shelf_ids *to)
{
    struct shelf_ids empty = *to;
    shelf_ids_sort(from);
    *to = *from;
    *from = empty;
    from->n = 0;
}

bool segment_close(struct segment *s, int64_t from, struct shelf_state *state, struct err *e)
{
    settle(s);
    for (size_t i = 0; i < s->file_count; i++)
        if (!put_on_shelf(s->files[i], s, from, state->next, e))
            return false;
    hand_over(&s->forget, &state->forget);
    hand_over(&s->replaced, &state->replaced);
    state->from = from;
    bool ok = shelf_store(s->dir, s->partition, state, e);
    clear(s);
    return ok && segment_forget_old(s->dir, s->partition, state, e);
}

/* ---- forgetting in older files ---- */

struct forgetting { int partition; const struct shelf_state *state; };

static bool touches(const struct shelf_ids *there, const struct shelf_ids *ids)
{
    for (size_t i = 0; i < ids->n; i++)
        if (shelf_ids_has(there, ids->v[i]))
            return true;
    return false;
}

static bool rewrite(const struct shelf_file *f, const struct shelf_ids *forget, const struct shelf_ids *replaced, struct err *e)
{
    char out_path[SHELF_PATH + 8];
    struct buf line = { 0 };
    struct shelf_ids left = { 0 };
    struct mention_parser *parser = mention_parser_new();
    struct arena a = { 0 };
    snprintf(out_path, sizeof out_path, "%s.tmp", f->path);
    gzFile in = gzopen(f->path, "rbe"), out = in ? gzopen(out_path, "wbe6") : NULL;
    bool ok = (in && out) || gz_failed(f->path, e);
    while (ok && shelf_line(in, &line, f->path, e)) {
        struct mention m;
        arena_reset(&a);
        if (!mention_parse(parser, &a, slice_trim(buf_slice(&line)), &m, e)) {
            e->kind = ERR_CONFIG;
            ok = err_at(e, "%s", f->path);
            continue;
        }
        uint64_t id = mention_id_hash(&m);
        if (shelf_ids_has(forget, id) || shelf_ids_has(replaced, id))
            continue;
        shelf_ids_add(&left, id);
        ok = gzwrite(out, line.p, (unsigned)line.n) == (int)line.n || gz_failed(out_path, e);
    }
    ok = ok && !e->kind;
    if (in)
        gzclose_r(in);
    if (out)
        ok = gzclose_w(out) == Z_OK && ok;
    shelf_ids_sort(&left);
    /* The file first: ids that are too many only cost a look. */
    if (ok && left.n)
        ok = sync_file(out_path, e) && (rename(out_path, f->path) == 0 || gz_failed(f->path, e)) && shelf_ids_store(f->path, &left, e);
    else if (ok) {
        char ids[SHELF_PATH];
        shelf_ids_path(f->path, ids);
        unlink(out_path);
        ok = (unlink(f->path) == 0 || gz_failed(f->path, e)) && shelf_sync_dir_of(f->path, e);
        unlink(ids);
    }
    buf_fini(&line);
    shelf_ids_fini(&left);
    arena_fini(&a);
    mention_parser_free(parser);
    return ok || (e->kind ? false : gz_failed(f->path, e));
}

/* Files of the last segment itself know already. */
static bool forget_in(void *self, const struct shelf_file *f, struct err *e)
{
    static const struct shelf_ids none;
    const struct forgetting *g = self;
    const struct shelf_ids *replaced = f->partition == g->partition ? &g->state->replaced : &none;
    struct shelf_ids there = { 0 };
    if (f->partition == g->partition && f->to > g->state->from)
        return true;
    bool ok = shelf_ids_load(f->path, &there, e)
           && ((!touches(&there, &g->state->forget) && !touches(&there, replaced)) || rewrite(f, &g->state->forget, replaced, e));
    shelf_ids_fini(&there);
    return ok;
}

bool segment_forget_old(const char *dir, int partition, struct shelf_state *state, struct err *e)
{
    struct forgetting g = { partition, state };
    if (!state->forget.n && !state->replaced.n)
        return true;
    if (!shelf_walk(dir, forget_in, &g, e))
        return false;
    state->forget.n = state->replaced.n = 0;
    return shelf_store(dir, partition, state, e);
}

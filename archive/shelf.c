#include "archive/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

/* ---- ids ---- */

void shelf_ids_add(struct shelf_ids *ids, uint64_t id)
{
    if (ids->n == ids->cap) {
        ids->cap = ids->cap ? 2 * ids->cap : 256;
        ids->v = realloc(ids->v, ids->cap * sizeof *ids->v);
        if (!ids->v)
            abort();
    }
    ids->v[ids->n++] = id;
}

static int ascending(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

void shelf_ids_sort(struct shelf_ids *ids)
{
    size_t n = 0;
    if (ids->n)
        qsort(ids->v, ids->n, sizeof *ids->v, ascending);
    for (size_t i = 0; i < ids->n; i++)
        if (n == 0 || ids->v[n - 1] != ids->v[i])
            ids->v[n++] = ids->v[i];
    ids->n = n;
}

bool shelf_ids_has(const struct shelf_ids *ids, uint64_t id)
{
    return ids->n && bsearch(&id, ids->v, ids->n, sizeof id, ascending);
}

void shelf_ids_fini(struct shelf_ids *ids)
{
    free(ids->v);
    *ids = (struct shelf_ids){ 0 };
}

/* ---- files that are replaced whole ---- */

bool shelf_make_dirs(const char *path, struct err *e)
{
    char part[SHELF_PATH];
    snprintf(part, sizeof part, "%s", path);
    for (char *p = strchr(part + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        if (mkdir(part, 0750) != 0 && errno != EEXIST)
            return err_set(e, ERR_CONFIG, "%s: %s", part, strerror(errno));
        *p = '/';
    }
    return true;
}

bool shelf_sync_dir_of(const char *path, struct err *e)
{
    char dir[SHELF_PATH];
    snprintf(dir, sizeof dir, "%s", path);
    *strrchr(dir, '/') = '\0';
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        err_set(e, ERR_RETRY, "%s: %s", dir, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool write_whole(int fd, struct slice bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0)
            return false;
        bytes.p += n;
        bytes.n -= (size_t)n;
    }
    return fsync(fd) == 0;
}

static bool replace(const char *path, struct slice bytes, struct err *e)
{
    char tmp[SHELF_PATH + 8];
    if (!shelf_make_dirs(path, e))
        return false;
    snprintf(tmp, sizeof tmp, "%s.tmp", path);
    int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    bool ok = fd >= 0 && write_whole(fd, bytes);
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    ok = ok && rename(tmp, path) == 0;
    return ok ? shelf_sync_dir_of(path, e) : err_set(e, ERR_RETRY, "%s: %s", path, strerror(errno));
}

/* The caller frees out->p. absent: there is no such file. */
static bool slurp(const char *path, struct buf *out, bool *absent, struct err *e)
{
    FILE *f = fopen(path, "rbe");
    *absent = !f && errno == ENOENT;
    if (!f)
        return *absent || err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    size_t n;
    do {
        buf_reserve(out, 65536);
        n = fread(out->p + out->n, 1, 65536, f);
        out->n += n;
    } while (n);
    bool ok = !ferror(f) || err_set(e, ERR_RETRY, "%s: %s", path, strerror(errno));
    fclose(f);
    return ok;
}

/* ---- the state of a partition ---- */

static void state_path(const char *dir, int partition, char out[SHELF_PATH])
{
    snprintf(out, SHELF_PATH, "%s/state/%d", dir, partition);
}

void shelf_state_fini(struct shelf_state *s)
{
    shelf_ids_fini(&s->forget);
    shelf_ids_fini(&s->replaced);
}

static bool take_line(struct shelf_state *s, struct slice line)
{
    struct slice word;
    int64_t a, b;
    if (!slice_next(&line, ' ', &word))
        return false;
    if (slice_is(word, "next"))
        return slice_int(line, &s->next) && s->next >= 0;
    if (slice_is(word, "from"))
        return slice_int(line, &s->from) && s->from >= 0;
    bool deleted = slice_is(word, "forget");
    if ((deleted || slice_is(word, "replaced")) && line.n == 16) {
        char text[17] = { 0 };
        memcpy(text, line.p, 16);
        shelf_ids_add(deleted ? &s->forget : &s->replaced, strtoull(text, NULL, 16));
        return true;
    }
    return slice_is(word, "origin") && slice_next(&line, ' ', &word) && slice_int(word, &a) && slice_int(line, &b) && origin_set(&s->marks, a, b);
}

bool shelf_load(const char *dir, int partition, struct shelf_state *s, struct err *e)
{
    char path[SHELF_PATH];
    struct buf bytes = { 0 };
    struct slice line;
    bool absent, whole = false;
    *s = (struct shelf_state){ .next = -1 };
    state_path(dir, partition, path);
    bool ok = slurp(path, &bytes, &absent, e);
    struct slice rest = buf_slice(&bytes);
    for (int n = 1; ok && slice_next(&rest, '\n', &line); n++) {
        whole = slice_is(line, "end");
        if (line.n && !whole && !take_line(s, line))
            ok = err_set(e, ERR_CONFIG, "%s:%d: not a state of the archive", path, n);
    }
    if (ok && !absent && !whole)
        ok = err_set(e, ERR_CONFIG, "%s is cut short: restore the archive's folder from a backup, or take it away and archive anew", path);
    buf_fini(&bytes);
    return ok;
}

bool shelf_store(const char *dir, int partition, const struct shelf_state *s, struct err *e)
{
    char path[SHELF_PATH];
    struct buf out = { 0 };
    state_path(dir, partition, path);
    buf_printf(&out, "next %" PRId64 "\nfrom %" PRId64 "\n", s->next, s->from);
    for (int32_t p = 0; p < s->marks.n; p++)
        if (s->marks.v[p].next)
            buf_printf(&out, "origin %d %" PRId64 "\n", (int)p, s->marks.v[p].next);
    for (size_t i = 0; i < s->forget.n; i++)
        buf_printf(&out, "forget %016" PRIx64 "\n", s->forget.v[i]);
    for (size_t i = 0; i < s->replaced.n; i++)
        buf_printf(&out, "replaced %016" PRIx64 "\n", s->replaced.v[i]);
    buf_addz(&out, "end\n");
    bool ok = replace(path, buf_slice(&out), e);
    buf_fini(&out);
    return ok;
}

/* ---- the ids beside a file ---- */

void shelf_ids_path(const char *path, char out[SHELF_PATH])
{
    size_t n = strlen(path) - (sizeof SHELF_SUFFIX - 1);
    snprintf(out, SHELF_PATH, "%.*s%s", (int)n, path, SHELF_IDS);
}

bool shelf_ids_load(const char *path, struct shelf_ids *out, struct err *e)
{
    char ids[SHELF_PATH];
    struct buf bytes = { 0 };
    bool absent;
    shelf_ids_path(path, ids);
    bool ok = slurp(ids, &bytes, &absent, e);
    if (ok && (absent || bytes.n % 8))
        ok = err_set(e, ERR_CONFIG, "%s: the ids of the file beside it are %s", ids, absent ? "missing" : "cut short");
    out->n = 0;
    for (size_t i = 0; ok && i < bytes.n; i += 8) {
        uint64_t id;
        memcpy(&id, bytes.p + i, 8);
        shelf_ids_add(out, id);
    }
    buf_fini(&bytes);
    return ok;
}

bool shelf_ids_store(const char *path, const struct shelf_ids *ids, struct err *e)
{
    char out[SHELF_PATH];
    shelf_ids_path(path, out);
    return replace(out, (struct slice){ (const char *)ids->v, ids->n * sizeof *ids->v }, e);
}

/* ---- lines ---- */

bool shelf_line(gzFile gz, struct buf *out, const char *path, struct err *e)
{
    buf_reset(out);
    do {
        buf_reserve(out, 65536);
        if (!gzgets(gz, out->p + out->n, 65536)) {
            int code;
            const char *why = gzerror(gz, &code);
            if (code != Z_OK && code != Z_STREAM_END)
                err_set(e, ERR_CONFIG, "%s: %s", path, why);
            return out->n > 0 && !e->kind;
        }
        out->n += strlen(out->p + out->n);   /* a mention holds no NUL */
    } while (out->n && out->p[out->n - 1] != '\n');
    return true;
}

/* ---- all files ---- */

/* "12-1000-2000.jsonl.gz" */
static bool read_name(const char *name, struct shelf_file *f)
{
    struct slice s = slice_of(name), part;
    int64_t p;
    if (!slice_ends(s, SLICE(SHELF_SUFFIX)))
        return false;
    s.n -= sizeof SHELF_SUFFIX - 1;
    if (!slice_next(&s, '-', &part) || !slice_int(part, &p) || p < 0 || p > INT32_MAX || !slice_next(&s, '-', &part) || !slice_int(part, &f->from)
        || !slice_int(s, &f->to))
        return false;
    f->partition = (int)p;
    return f->from >= 0 && f->to > f->from;
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

/* Calls for each entry of a folder that begins so, in order of names. */
static bool each_entry(const char *dir, const char *begins, bool (*each)(void *self, const char *name, struct err *e), void *self, struct err *e)
{
    struct dirent **v;
    int n = scandir(dir, &v, NULL, by_name);
    bool ok = n >= 0 || errno == ENOENT || err_set(e, ERR_CONFIG, "%s: %s", dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (ok && strcmp(v[i]->d_name, ".") != 0 && strcmp(v[i]->d_name, "..") != 0 && strncmp(v[i]->d_name, begins, strlen(begins)) == 0)
            ok = each(self, v[i]->d_name, e);
        free(v[i]);
    }
    if (n >= 0)
        free(v);
    return ok;
}

struct walk {
    char path[SHELF_PATH];
    const char *dir, *day, *set;
    bool clean;
    bool (*each)(void *self, const struct shelf_file *f, struct err *e);
    void *self;
};

/* Half written, or ids whose file never came. */
static bool is_left_over(const char *path)
{
    char data[SHELF_PATH + 16];
    struct slice s = slice_of(path);
    if (!slice_ends(s, SLICE(SHELF_IDS)))
        return slice_ends(s, SLICE(".tmp")) || slice_ends(s, SLICE(".less"));
    snprintf(data, sizeof data, "%.*s%s", (int)(s.n - (sizeof SHELF_IDS - 1)), path, SHELF_SUFFIX);
    return access(data, F_OK) != 0;
}

static bool each_file(void *self, const char *name, struct err *e)
{
    struct walk *w = self;
    char path[SHELF_PATH];
    struct shelf_file f = { .path = path, .day = w->day, .set = w->set };
    snprintf(path, sizeof path, "%s/day=%s/set=%s/%s", w->dir, w->day, w->set, name);
    if (!read_name(name, &f)) {
        if (w->clean && is_left_over(path))
            unlink(path);
        return true;
    }
    return w->each(w->self, &f, e);
}

static bool each_set(void *self, const char *name, struct err *e)
{
    struct walk *w = self;
    char path[SHELF_PATH];
    w->set = name + 4;
    snprintf(path, sizeof path, "%s/day=%s/%s", w->dir, w->day, name);
    return each_entry(path, "", each_file, w, e);
}

static bool each_day(void *self, const char *name, struct err *e)
{
    struct walk *w = self;
    char path[SHELF_PATH];
    w->day = name + 4;
    snprintf(path, sizeof path, "%s/%s", w->dir, name);
    return each_entry(path, "set=", each_set, w, e);
}

bool shelf_walk(const char *dir, bool (*each)(void *self, const struct shelf_file *f, struct err *e), void *self, struct err *e)
{
    struct walk w = { .dir = dir, .each = each, .self = self };
    return each_entry(dir, "day=", each_day, &w, e);
}

bool shelf_clean(const char *dir, bool (*each)(void *self, const struct shelf_file *f, struct err *e), void *self, struct err *e)
{
    struct walk w = { .dir = dir, .clean = true, .each = each, .self = self };
    return each_entry(dir, "day=", each_day, &w, e);
}

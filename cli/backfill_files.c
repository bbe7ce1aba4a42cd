#include "cli/backfill_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH = 8 };

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n >= m && strcmp(name + n - m, with) == 0;
}

/* The last four bytes of gzip say how much it was, of its last member, modulo 2^32. */
static int64_t unfolded(const char *path, int64_t size)
{
    unsigned char b[4] = { 0 };
    FILE *f = ends(path, ".gz") ? fopen(path, "re") : NULL;
    bool told = f && fseek(f, -4, SEEK_END) == 0 && fread(b, 1, 4, f) == 4;
    int64_t n = (int64_t)b[0] | (int64_t)b[1] << 8 | (int64_t)b[2] << 16 | (int64_t)b[3] << 24;
    if (f)
        fclose(f);
    return told && n > size ? n : size;
}

static void add(struct arena *a, struct backfill_files *out, const char *path, int64_t size)
{
    if (out->n == out->cap) {
        struct backfill_file *old = out->v;
        out->cap = out->cap ? 2 * out->cap : 64;
        out->v = arena_alloc(a, out->cap * sizeof *out->v);
        if (old)
            memcpy(out->v, old, out->n * sizeof *out->v);
    }
    out->v[out->n++] = (struct backfill_file){ arena_strz(a, slice_of(path)), unfolded(path, size) };
    out->bytes += out->v[out->n - 1].bytes;
}

static bool walk(struct arena *a, struct backfill_files *out, const char *path, int depth, struct err *e);

static bool walk_folder(struct arena *a, struct backfill_files *out, const char *path, int depth, struct err *e)
{
    struct dirent **entry;
    int n = depth < DEPTH ? scandir(path, &entry, NULL, alphasort) : -1;
    if (n < 0)
        return err_set(e, ERR_CONFIG, "%s: %s", path, depth < DEPTH ? strerror(errno) : "folders in folders without end");
    bool ok = true;
    for (int i = 0; i < n; i++) {
        char below[4096];
        bool fits = (size_t)snprintf(below, sizeof below, "%s/%s", path, entry[i]->d_name) < sizeof below;
        struct stat st;
        bool wanted = entry[i]->d_name[0] != '.' && fits && stat(below, &st) == 0
            && (S_ISDIR(st.st_mode) || ends(below, ".jsonl") || ends(below, ".jsonl.gz"));
        ok = ok && (!wanted || walk(a, out, below, depth + 1, e));
        free(entry[i]);
    }
    free(entry);
    return ok;
}

static bool walk(struct arena *a, struct backfill_files *out, const char *path, int depth, struct err *e)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return walk_folder(a, out, path, depth, e);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_CONFIG, "%s is neither a file nor a folder", path);
    add(a, out, path, st.st_size);
    return true;
}

bool backfill_files(struct arena *a, char **named, size_t n, struct backfill_files *out, struct err *e)
{
    *out = (struct backfill_files){ 0 };
    for (size_t i = 0; i < n; i++) {
        char *path = realpath(named[i], NULL);
        bool ok = path ? walk(a, out, path, 0, e) : err_set(e, ERR_CONFIG, "%s: %s", named[i], strerror(errno));
        free(path);
        if (!ok)
            return false;
    }
    return out->n || err_set(e, ERR_CONFIG, "no file ends in .jsonl or .jsonl.gz there");
}

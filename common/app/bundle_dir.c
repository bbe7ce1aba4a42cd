/* The directory that `pulso apply` is given, file by file. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/bundle.h"
#include "app/conf_node.h"

#define DEPTH_MAX 16

static bool read_dir(struct bundle *b, const char *folder, const char *within, int depth, struct err *e);

static bool read_file(struct bundle *b, const char *path, const char *name, struct err *e)
{
    struct buf text = { 0 };
    if (bundle_kind_of(name) == BUNDLE_NONE) {
        buf_printf(&b->unused, "%s\n", name);
        return true;
    }
    bool ok = conf_read_file(path, &text, e) && bundle_add(b, name, path, buf_slice(&text), e);
    buf_fini(&text);
    return ok;
}

/* What begins with a dot is an editor's or git's. */
static bool read_entry(struct bundle *b, const char *folder, const char *within, const char *entry, int depth, struct err *e)
{
    struct stat st;
    struct buf path = { 0 }, name = { 0 };
    if (entry[0] == '.')
        return true;
    buf_printf(&path, "%s/%s", folder, entry);
    buf_printf(&name, "%s%s%s", within, *within ? "/" : "", entry);
    bool ok = stat(buf_z(&path), &st) == 0 || err_set(e, ERR_CONFIG, "%s: %s", buf_z(&path), strerror(errno));
    if (ok && S_ISDIR(st.st_mode))
        ok = read_dir(b, buf_z(&path), buf_z(&name), depth + 1, e);
    else if (ok && S_ISREG(st.st_mode))
        ok = read_file(b, buf_z(&path), buf_z(&name), e);
    buf_fini(&path);
    buf_fini(&name);
    return ok;
}

static bool read_dir(struct bundle *b, const char *folder, const char *within, int depth, struct err *e)
{
    if (depth > DEPTH_MAX)
        return err_set(e, ERR_CONFIG, "%s: more than %d folders deep; does a link go round in a circle?", folder, DEPTH_MAX);
    DIR *d = opendir(folder);
    if (!d)
        return err_set(e, ERR_CONFIG, "%s: %s", folder, strerror(errno));
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(d)) != NULL;)
        ok = read_entry(b, folder, within, entry->d_name, depth, e);
    closedir(d);
    return ok;
}

bool bundle_read_dir(struct bundle *b, const char *dir, struct err *e)
{
    size_t n = strlen(dir);
    char *folder = strndup(dir, n > 1 && dir[n - 1] == '/' ? n - 1 : n);
    if (!folder)
        abort();
    bundle_init(b, folder);
    bool ok = read_dir(b, folder, "", 1, e);
    free(folder);
    bundle_sort(b);
    if (ok && b->n == 0)
        return err_set(e, ERR_CONFIG, "%s holds no configuration: FILE.yaml with brands, sets, queries, topics, classify or route, and lexicon/<lang>/FILE.tsv", dir);
    return ok;
}

#include "ingest/cursor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

#define LINE "pulso-cursor 1 offset=%" PRIu64 " inode=%" PRIu64 " head=%" PRIu64 " hash=%016" PRIx64 "\n"
#define SCAN "pulso-cursor 1 offset=%" SCNu64 " inode=%" SCNu64 " head=%" SCNu64 " hash=%" SCNx64

bool cursor_load(const char *path, struct cursor *c, bool *found, struct err *e)
{
    *c = (struct cursor){ 0 };
    *found = false;
    FILE *f = fopen(path, "re");
    if (!f && errno == ENOENT)
        return true;
    if (!f)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    int n = fscanf(f, SCAN, &c->offset, &c->inode, &c->head_bytes, &c->head_hash);
    int end = n == 4 ? fgetc(f) : EOF;
    fclose(f);
    if (n != 4 || end != '\n' || c->head_bytes > CURSOR_HEAD)
        return err_set(e, ERR_CONFIG, "%s: not a cursor; remove it to read the source from its start (what is read twice is not counted twice)", path);
    *found = true;
    return true;
}

/* After a power loss, too, the name leads to a whole cursor. */
static bool sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 2, slash ? path : "./");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0;
    close(fd);
    return ok;
}

static bool write_whole(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    if (!f)
        return false;
    bool ok = fputs(text, f) >= 0 && fflush(f) == 0 && fsync(fileno(f)) == 0;
    return fclose(f) == 0 && ok;
}

bool cursor_save(const char *path, const struct cursor *c, struct err *e)
{
    char part[4096], text[160];
    if ((size_t)snprintf(part, sizeof part, "%s.new", path) >= sizeof part)
        return err_set(e, ERR_CONFIG, "%s: the path is too long", path);
    snprintf(text, sizeof text, LINE, c->offset, c->inode, c->head_bytes, c->head_hash);
    if (!write_whole(part, text) || rename(part, path) != 0 || !sync_folder(path))
        return err_set(e, ERR_RETRY, "%s: the cursor cannot be written: %s", path, strerror(errno));
    return true;
}

static bool head_of(int fd, uint64_t want, uint64_t *got, uint64_t *hash)
{
    char head[CURSOR_HEAD];
    uint64_t n = 0;
    while (n < want) {
        ssize_t r = pread(fd, head + n, want - n, (off_t)n);
        if (r < 0 && errno != EINTR)
            return false;
        if (r == 0)
            break;
        n += r > 0 ? (uint64_t)r : 0;
    }
    *got = n;
    *hash = hash64((struct slice){ head, n });
    return true;
}

bool cursor_mark(struct cursor *c, int fd, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_set(e, ERR_RETRY, "the file cannot be looked at: %s", strerror(errno));
    if (c->inode == (uint64_t)st.st_ino && c->head_bytes == CURSOR_HEAD)
        return true;
    c->inode = (uint64_t)st.st_ino;
    return head_of(fd, CURSOR_HEAD, &c->head_bytes, &c->head_hash)
        || err_set(e, ERR_RETRY, "the file cannot be read: %s", strerror(errno));
}

bool cursor_knows(const struct cursor *c, int fd)
{
    uint64_t n, hash;
    return head_of(fd, c->head_bytes, &n, &hash) && n == c->head_bytes && hash == c->head_hash;
}

static bool is_it(const struct cursor *c, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    struct stat st;
    bool it = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_ino == c->inode && cursor_knows(c, fd);
    close(fd);
    return it;
}

bool cursor_find_renamed(const struct cursor *c, const char *path, char *out, size_t out_bytes)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 2, slash ? path : "./");
    DIR *d = opendir(folder);
    bool found = false;
    for (struct dirent *de; d && !found && (de = readdir(d));) {
        if ((uint64_t)de->d_ino != c->inode)
            continue;
        if ((size_t)snprintf(out, out_bytes, "%s%s", folder, de->d_name) < out_bytes)
            found = is_it(c, out);
    }
    if (d)
        closedir(d);
    return found;
}

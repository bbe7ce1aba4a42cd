#include "ingest/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define IN_BYTES (64u * 1024)

enum form { UNKNOWN, PLAIN, GZIP };

struct stream {
    const char *path;
    int fd;
    enum form form;
    bool waits;              /* a pipe or terminal: a read may block */
    bool ended;
    bool between;            /* gzip: after a member and before the next one */
    uint64_t raw_offset;
    z_stream z;              /* next_in, avail_in: what is read and not given out, for PLAIN as well */
    unsigned char in[IN_BYTES];
};

struct stream *stream_open(const char *path, struct err *e)
{
    struct stat st;
    bool standard_input = strcmp(path, "-") == 0;
    int fd = standard_input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_set(e, errno == ENOENT ? ERR_RETRY : ERR_CONFIG, "%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    struct stream *s = S_ISDIR(st.st_mode) ? NULL : calloc(1, sizeof *s);
    if (!s) {
        close(fd);
        err_set(e, ERR_CONFIG, "%s: is a folder, a file is wanted", path);
        return NULL;
    }
    s->path = path;
    s->fd = fd;
    s->waits = !S_ISREG(st.st_mode);
    return s;
}

void stream_close(struct stream *s)
{
    if (!s)
        return;
    if (s->form == GZIP)
        inflateEnd(&s->z);
    close(s->fd);
    free(s);
}

static bool would_wait(const struct stream *s)
{
    struct pollfd p = { .fd = s->fd, .events = POLLIN };
    return s->waits && poll(&p, 1, 0) != 1;
}

/* More bytes behind those that are left; adding none is no error. */
static bool fill(struct stream *s, struct err *e)
{
    if (s->z.avail_in)
        memmove(s->in, s->z.next_in, s->z.avail_in);
    s->z.next_in = s->in;
    s->ended = false;
    if (s->z.avail_in == IN_BYTES || would_wait(s))
        return true;
    ssize_t n = read(s->fd, s->in + s->z.avail_in, IN_BYTES - s->z.avail_in);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n < 0)
        return err_set(e, ERR_CONFIG, "%s: read failed: %s", s->path, strerror(errno));
    s->ended = n == 0;
    s->z.avail_in += (unsigned)n;
    s->raw_offset += (uint64_t)n;
    return true;
}

/* A single first byte says nothing yet, unless no more will come. */
static bool find_form(struct stream *s, struct err *e)
{
    if (s->form != UNKNOWN)
        return true;
    if (s->z.avail_in < 2 && !fill(s, e))
        return false;
    if (s->z.avail_in >= 2)
        s->form = s->in[0] == 0x1f && s->in[1] == 0x8b ? GZIP : PLAIN;
    else if (s->ended && s->z.avail_in == 1)
        s->form = PLAIN;
    if (s->form == GZIP && inflateInit2(&s->z, 15 + 16) != Z_OK) {
        s->form = PLAIN;
        return err_set(e, ERR_CONFIG, "%s: out of memory for gzip", s->path);
    }
    return true;
}

bool stream_is_gzip(struct stream *s)
{
    struct err ignored = { 0 };
    return find_form(s, &ignored) && s->form == GZIP;
}

static void read_plain(struct stream *s, char *p, size_t n, size_t *got)
{
    *got = n < s->z.avail_in ? n : s->z.avail_in;
    memcpy(p, s->z.next_in, *got);
    s->z.next_in += *got;
    s->z.avail_in -= (unsigned)*got;
}

/* What follows a member is the next one, or padding that gzip, too, passes over. */
static bool next_member(struct stream *s)
{
    if (s->z.next_in[0] != 0x1f) {
        s->z.avail_in = 0;
        return false;
    }
    s->between = false;
    return inflateReset(&s->z) == Z_OK;
}

static bool read_gzip(struct stream *s, char *p, size_t n, size_t *got, struct err *e)
{
    s->z.next_out = (unsigned char *)p;
    s->z.avail_out = (unsigned)n;
    while (s->z.avail_in && s->z.avail_out == n) {
        if (s->between && !next_member(s))
            break;
        int r = inflate(&s->z, Z_NO_FLUSH);
        s->between = r == Z_STREAM_END;
        if (r == Z_BUF_ERROR)
            break;
        if (r != Z_OK && r != Z_STREAM_END)
            return err_set(e, ERR_CONFIG, "%s: damaged gzip data: %s", s->path, s->z.msg ? s->z.msg : "no reason given");
    }
    *got = n - s->z.avail_out;
    if (*got == 0 && s->ended && !s->between)
        return err_set(e, ERR_CONFIG, "%s: the gzip data ends early; is the file still being copied?", s->path);
    return true;
}

bool stream_read(struct stream *s, char *p, size_t n, size_t *got, struct err *e)
{
    *got = 0;
    if (!find_form(s, e))
        return false;
    do {
        if (s->z.avail_in == 0 && !fill(s, e))
            return false;
        if (s->form == UNKNOWN)
            return true;
        if (s->form == GZIP && !read_gzip(s, p, n, got, e))
            return false;
        if (s->form == PLAIN)
            read_plain(s, p, n, got);
    } while (*got == 0 && s->raw_offset && !s->ended && s->z.avail_in == 0 && !would_wait(s));
    return true;
}

bool stream_ended(const struct stream *s)
{
    return s->ended && s->z.avail_in == 0;
}

bool stream_skip(struct stream *s, uint64_t n, struct err *e)
{
    char scratch[16 * 1024];
    if (!stream_is_gzip(s) && !s->waits) {
        struct stat st;
        if (fstat(s->fd, &st) != 0 || (uint64_t)st.st_size < n || lseek(s->fd, (off_t)n, SEEK_SET) < 0)
            return err_set(e, ERR_RETRY, "%s: is shorter than where reading stopped the last time", s->path);
        s->z.avail_in = 0;
        s->raw_offset = n;
        return true;
    }
    while (n) {
        size_t got;
        if (!stream_read(s, scratch, n < sizeof scratch ? (size_t)n : sizeof scratch, &got, e))
            return false;
        if (!got)
            return err_set(e, ERR_RETRY, "%s: is shorter than where reading stopped the last time", s->path);
        n -= got;
    }
    return true;
}

int stream_fd(const struct stream *s)
{
    return s->fd;
}

uint64_t stream_raw_offset(const struct stream *s)
{
    return s->raw_offset;
}

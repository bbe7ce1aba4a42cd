#include "cli/lines_in.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "ingest/stream.h"

struct lines_in {
    struct stream *stream;
    struct buf text;         /* from `at` on: read and not yet handed out */
    size_t at;
    int64_t number, size;
    bool too_long;           /* the beginning of this line is thrown away already */
};

struct lines_in *lines_in_open(const char *path, struct err *e)
{
    struct stat st;
    struct lines_in *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    l->stream = stream_open(path, e);
    if (!l->stream) {
        e->kind = ERR_CONFIG;   /* nobody waits here for a file to come */
        free(l);
        return NULL;
    }
    if (fstat(stream_fd(l->stream), &st) == 0 && S_ISREG(st.st_mode))
        l->size = st.st_size;
    return l;
}

void lines_in_close(struct lines_in *l)
{
    if (!l)
        return;
    stream_close(l->stream);
    buf_fini(&l->text);
    free(l);
}

/* What was handed out makes room; of a line that is too long nothing is kept. */
static void make_room(struct lines_in *l)
{
    size_t left = l->text.n - l->at;
    if (left > LINES_IN_MAX) {
        l->too_long = true;
        left = 0;
    } else if (l->at && left) {
        memmove(l->text.p, l->text.p + l->at, left);
    }
    l->at = 0;
    l->text.n = left;
    buf_reserve(&l->text, 64 * 1024);
}

/* Waits where nothing is there at present. */
static bool read_more(struct lines_in *l, bool *ended, struct err *e)
{
    size_t got = 0;
    make_room(l);
    while (got == 0) {
        if (!stream_read(l->stream, l->text.p + l->text.n, l->text.cap - l->text.n, &got, e))
            return false;
        *ended = got == 0 && stream_ended(l->stream);
        if (*ended)
            return true;
        struct pollfd p = { .fd = stream_fd(l->stream), .events = POLLIN };
        if (got == 0)
            poll(&p, 1, -1);
    }
    l->text.n += got;
    return true;
}

/* The line up to the next line feed, or up to the end of it all. */
static bool cut(struct lines_in *l, bool ended, struct slice *line)
{
    struct slice rest = { l->text.p + l->at, l->text.n - l->at };
    const char *end = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
    if (!end && !(ended && rest.n))
        return false;
    *line = (struct slice){ rest.p, end ? (size_t)(end - rest.p) : rest.n };
    l->at += line->n + (end != NULL);
    l->number++;
    return true;
}

bool lines_in_next(struct lines_in *l, struct slice *line, struct err *e)
{
    for (bool ended = false; ; ) {
        if (cut(l, ended, line)) {
            bool too_long = l->too_long || line->n > LINES_IN_MAX;
            l->too_long = false;
            *line = too_long ? SLICE("") : slice_trim(*line);
            if (line->n || too_long)
                return true;
        } else if (ended || !read_more(l, &ended, e)) {
            return false;
        }
    }
}

int64_t lines_in_number(const struct lines_in *l)
{
    return l->number;
}

void lines_in_progress(const struct lines_in *l, int64_t *done, int64_t *size)
{
    *done = (int64_t)stream_raw_offset(l->stream);
    *size = l->size;
}

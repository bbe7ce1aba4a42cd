#include "ingest/input.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"

static bool standard_input(const struct input *in)
{
    return strcmp(in->path, "-") == 0;
}

static uint64_t inode_of(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 ? (uint64_t)st.st_ino : 0;
}

static bool start_over(struct input *in, const char *path, struct err *e)
{
    stream_close(in->stream);
    records_restart(&in->records, 0);
    in->renamed_ms = 0;
    in->last = !in->follow;
    in->cursor.inode = 0;        /* whatever is saved next speaks of this one */
    in->head.inode = in->looked = 0;
    in->unsaved = false;
    in->stream = stream_open(path, e);
    if (!in->stream && in->follow && e->kind == ERR_RETRY) {
        err_clear(e);            /* not there yet */
        return true;
    }
    if (!in->stream)
        return false;
    if (in->follow && stream_is_gzip(in->stream))
        return err_set(e, ERR_CONFIG, "%s: a gzip file cannot be followed", path);
    return true;
}

/* The file that the cursor speaks of: as a rule the one of that name. */
static bool find_marked(struct input *in, const struct cursor *c, struct err *e)
{
    bool here = in->stream && cursor_knows(c, stream_fd(in->stream));
    in->resume = c->offset;
    if (here && inode_of(stream_fd(in->stream)) == c->inode)
        return true;
    if (in->follow && cursor_find_renamed(c, in->path, in->renamed_path, sizeof in->renamed_path)) {
        log_info("event=rotated source=%s offset=%llu text=\"the old file is read to its end first\"", in->name, (unsigned long long)c->offset);
        if (!start_over(in, in->renamed_path, e))
            return false;
        in->last = true;
        return true;
    }
    if (here)
        return true;                                 /* a copy */
    in->resume = 0;
    if (in->stream)
        log_warn("event=other_file source=%s text=\"not the file that the cursor knows: read from its start\"", in->name);
    return true;
}

bool input_open(struct input *in, struct err *e)
{
    bool found = false;
    if (!start_over(in, in->path, e)) {
        e->kind = ERR_CONFIG;
        return false;
    }
    if (standard_input(in))
        return true;
    if ((size_t)snprintf(in->cursor_path, sizeof in->cursor_path, "%s/%s.cursor", in->state, in->name) >= sizeof in->cursor_path)
        return err_set(e, ERR_CONFIG, "%s: the path is too long", in->state);
    struct cursor c;
    return cursor_load(in->cursor_path, &c, &found, e) && (!found || find_marked(in, &c, e));
}

bool input_resume(struct input *in, struct err *e)
{
    uint64_t to = in->resume;
    bool last = in->last;
    in->resume = 0;
    if (!in->stream || to <= in->records.offset)
        return true;
    if (!start_over(in, in->renamed_path[0] ? in->renamed_path : in->path, e))
        return false;
    in->last = last;
    struct err why = { 0 };
    if (in->stream && stream_skip(in->stream, to, &why)) {
        records_restart(&in->records, to);
        log_info("event=resumed source=%s offset=%llu", in->name, (unsigned long long)to);
        return true;
    }
    if (why.kind == ERR_CONFIG)
        return err_set(e, ERR_CONFIG, "%s", why.msg);
    log_warn("event=truncated source=%s text=\"the file is shorter than the cursor says: read from its start\"", in->name);
    return start_over(in, in->path, e);
}

/* The end of a file that was renamed, or was found renamed: what `path` names is next. */
static bool next_file(struct input *in, struct err *e)
{
    in->renamed_path[0] = 0;
    log_info("event=rotated source=%s bytes=%llu", in->name, (unsigned long long)in->records.offset);
    return start_over(in, in->path, e);
}

static bool cut_off(struct input *in, struct err *e)
{
    log_warn("event=truncated source=%s text=\"the file was cut off: read from its start\"", in->name);
    in->renamed_path[0] = 0;
    return start_over(in, in->path, e);
}

/* The end of a file that is followed. *again: there may be more, look at once. */
static bool at_end(struct input *in, bool *again, struct err *e)
{
    struct stat open_one, named;
    *again = false;
    if (fstat(stream_fd(in->stream), &open_one) != 0)
        return err_set(e, ERR_RETRY, "%s: cannot be looked at", in->path);
    bool there = stat(in->path, &named) == 0;
    if (there && named.st_ino == open_one.st_ino && named.st_dev == open_one.st_dev) {
        if ((uint64_t)open_one.st_size >= stream_raw_offset(in->stream))
            return true;
        *again = true;
        return cut_off(in, e);
    }
    if (in->last)
        return next_file(in, e);
    if (!in->renamed_ms)
        in->renamed_ms = clock_mono_us() / 1000 + 1;
    *again = in->last = clock_mono_us() / 1000 - in->renamed_ms >= ROTATION_GRACE_MS;
    return true;
}

/* As records_next. What was read is given out only if the file still begins as it did:
 * otherwise it was cut off and has grown beyond where we were (logrotate's copytruncate),
 * and those bytes are the middle of something. *cut: so it was, and it is begun anew. */
static bool next_record(struct input *in, struct record *r, bool *found, bool *cut, struct err *e)
{
    *cut = false;
    in->given = in->records.offset;
    if (!records_next(&in->records, in->stream, in->last, r, found, e))
        return false;
    if (!in->follow || stream_raw_offset(in->stream) == in->looked)
        return true;
    in->looked = stream_raw_offset(in->stream);
    if (!in->head.inode || cursor_knows(&in->head, stream_fd(in->stream)))
        return cursor_mark(&in->head, stream_fd(in->stream), e);
    *cut = true;
    *found = false;
    return cut_off(in, e);
}

bool input_next(struct input *in, struct record *r, bool *found, struct err *e)
{
    bool cut;
    bool again = true;
    *found = false;
    if (in->done)
        return true;
    if (!in->stream && !start_over(in, in->path, e))
        return false;
    while (again && in->stream) {
        if (!next_record(in, r, found, &cut, e))
            return false;
        if (cut)
            continue;
        if (*found || !stream_ended(in->stream))
            return true;
        if (!in->follow) {
            in->done = true;
            return true;
        }
        if (!at_end(in, &again, e))
            return false;
    }
    return true;
}

void input_leave(struct input *in)
{
    in->records.offset = in->given;
    in->done = true;
}

static bool save(struct input *in, struct err *e)
{
    bool read = in->head.inode;      /* then the cursor speaks of what was read, whatever the file holds by now */
    if (read)
        in->cursor = in->head;
    in->cursor.offset = in->acked;
    if ((!read && !cursor_mark(&in->cursor, stream_fd(in->stream), e)) || !cursor_save(in->cursor_path, &in->cursor, e))
        return false;
    in->unsaved = false;
    in->saved_ms = clock_mono_us() / 1000;
    return true;
}

bool input_ack(struct input *in, struct err *e)
{
    if (!in->stream || standard_input(in))
        return true;
    in->unsaved |= in->acked != in->records.offset || !in->cursor.inode;
    in->acked = in->records.offset;
    bool due = in->done || clock_mono_us() / 1000 - in->saved_ms >= CURSOR_EVERY_MS;
    return !in->unsaved || !due || save(in, e);
}

void input_close(struct input *in)
{
    struct err e = { 0 };
    if (in->stream && in->unsaved && !save(in, &e))
        log_warn("event=cursor source=%s text=\"%s\"", in->name, e.msg);
    stream_close(in->stream);
    records_fini(&in->records);
    in->stream = NULL;
}

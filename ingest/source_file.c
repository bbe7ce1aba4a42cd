/* file: JSON Lines, plain or gzip, from a file or standard input, followed as it grows if asked. */
#include "app/stats.h"
#include "base/log.h"
#include "ingest/foreign.h"
#include "ingest/input.h"
#include "ingest/source.h"
#include "model/json.h"

struct file {
    struct source base;
    const char *path;
    bool follow;
    const struct conf_node *mapping;
    struct input in;
    struct mapping *map;
    struct foreign *foreign;
};

static const struct conf_key keys[] = {
    { "path", CONF_STR, offsetof(struct file, path), NULL, "one mention per line, plain or gzip; \"-\" is standard input" },
    { "follow", CONF_BOOL, offsetof(struct file, follow), "false", "wait for more at the end, through log rotation" },
    { "mapping", CONF_NODE, offsetof(struct file, mapping), NULL, "for foreign member names: a mapping, or the path of a file with one" },
    { 0 }
};

static bool file_check(void *self, struct err *e)
{
    struct file *f = self;
    if (strcmp(f->path, "-") != 0)
        f->path = conf_resolve(f->base.conf, f->path);
    else if (f->follow)
        return conf_fail(f->base.node, e, "standard input is read until it ends; follow is for files");
    if (!f->mapping)
        return true;
    f->map = mapping_open(f->mapping, f->base.conf, e);
    if (!f->map)
        return false;
    f->foreign = foreign_new(f->map);
    return true;
}

static bool file_open(void *self, struct err *e)
{
    struct file *f = self;
    f->in.name = f->base.name;
    f->in.path = f->path;
    f->in.state = f->base.state;
    f->in.follow = f->follow;
    return input_open(&f->in, e) && input_resume(&f->in, e);
}

static void make_foreign(struct file *f, struct batch *b, struct item *i)
{
    struct err why = { 0 };
    if (!foreign_map(f->foreign, &b->arena, i->original, &i->json, &why))
        i->reason = arena_strz(&b->arena, slice_of(why.msg));
}

static bool is_json(struct slice text)
{
    struct buf padded = { 0 };
    struct json *j = json_new(text.n);
    struct json_value root;
    struct err ignored = { 0 };
    buf_reserve(&padded, text.n + JSON_PADDING);
    buf_add(&padded, text);
    memset(padded.p + padded.n, 0, JSON_PADDING);
    bool ok = j && json_parse(j, padded.p, padded.n, &root, &ignored);
    json_free(j);
    buf_fini(&padded);
    return ok;
}

/* The last line of a file that somebody may still be writing: half of a record now would
 * be two halves in pulso.dlq later. */
static bool unfinished(const struct file *f, const struct record *r)
{
    return !r->ended && !f->follow && strcmp(f->path, "-") != 0 && r->length == r->bytes.n && !is_json(slice_trim(r->bytes));
}

static void leave(struct file *f, const struct record *r)
{
    input_leave(&f->in);
    if (f->base.stats.unfinished)
        stat_add(f->base.stats.unfinished, 1);
    log_warn("event=unfinished source=%s path=%s offset=%llu bytes=%llu text=\"the last line has no end and is no whole JSON: left unread until the next start\"",
             f->base.name, f->path, (unsigned long long)f->in.given, (unsigned long long)r->length);
}

static bool file_poll(void *self, struct batch *b, struct err *e)
{
    struct file *f = self;
    struct record r;
    bool found = true;
    while (!batch_full(b)) {
        if (!input_next(&f->in, &r, &found, e))
            return false;
        if (!found)
            return true;
        if (slice_trim(r.bytes).n == 0)
            continue;
        if (unfinished(f, &r)) {
            leave(f, &r);
            return true;
        }
        struct item *i = batch_add_record(b, &f->base, &r);
        if (!i->reason && f->foreign)
            make_foreign(f, b, i);
    }
    return true;
}

static bool file_ack(void *self, struct err *e)
{
    struct file *f = self;
    return input_ack(&f->in, e);
}

static bool file_done(const void *self)
{
    const struct file *f = self;
    return f->in.done;
}

static void file_close(void *self)
{
    struct file *f = self;
    input_close(&f->in);
    foreign_free(f->foreign);
    mapping_close(f->map);
}

const struct source_ops source_file = {
    .name = "file", .help = "JSON Lines, plain or gzip", .size = sizeof(struct file), .keys = keys,
    .check = file_check, .open = file_open, .poll = file_poll, .ack = file_ack, .done = file_done, .close = file_close,
};

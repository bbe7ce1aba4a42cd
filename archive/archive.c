#include "archive/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/topics.h"
#include "metrics/period.h"
#include "pii/pii.h"

enum { TURN_MESSAGES = 2000, POLL_MS = 200, WAIT_MS = 5000 };

#define AT(m) offsetof(struct archive_options, m)
const struct conf_key archive_keys[] = {
    { "dir", CONF_STR, AT(dir), "", "folder of the archive; without it pulso-archive has nothing to do" },
    { "every", CONF_MS, AT(every_ms), "1h", "how often what was read goes on the shelf: a crash reads as much again, and a file is as new" },
    { "keep_days", CONF_INT, AT(keep_days), "400", "days of mentions that are kept, by when they were said; 0: all" },
    { 0 }
};
#undef AT

bool archive_options(struct conf *c, struct archive_options *o, const char **dir, struct err *e)
{
    *dir = NULL;
    if (!conf_section(c, "archive", archive_keys, o, e))
        return false;
    if (o->every_ms < 100)
        return conf_fail_at(c, "archive.every", e, "at least 100ms");
    if (o->dir && *o->dir)
        *dir = conf_resolve(c, o->dir);
    return true;
}

bool archive_read(struct conf *c, void *self, struct err *e)
{
    struct archive_options o = { 0 };
    const char *dir;
    (void)self;
    return archive_options(c, &o, &dir, e);
}

void archive_print_config(bool markdown)
{
    conf_print("archive", archive_keys, markdown);
}

/* ---- opening ---- */

static bool lock(struct archive *r, struct err *e)
{
    char path[SHELF_PATH];
    snprintf(path, sizeof path, "%s/lock", r->dir);
    if (!shelf_make_dirs(path, e))
        return false;
    r->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (r->lock < 0 || flock(r->lock, LOCK_EX | LOCK_NB) != 0)
        return err_set(e, ERR_CONFIG, "%s: %s", path, errno == EWOULDBLOCK ? "another pulso-archive writes here" : strerror(errno));
    return true;
}

/* What a crash left behind: never said to be there, and read again. */
static bool take_away(void *self, const struct shelf_file *f, struct err *e)
{
    const struct archive *r = self;
    char ids[SHELF_PATH];
    (void)e;
    if (f->partition < r->count && f->to <= r->parts[f->partition].state.next)
        return true;
    if (f->partition >= r->count)
        return err_set(e, ERR_CONFIG, "%s is of a partition that %s does not have: another installation's archive?", f->path, r->topic);
    shelf_ids_path(f->path, ids);
    log_info("event=taken_away file=\"%s\"", f->path);
    unlink(f->path);
    unlink(ids);
    return true;
}

/* Where this partition is read on. Nothing is passed over in silence. */
static bool open_part(struct archive *r, int p, struct err *e)
{
    struct archive_part *part = &r->parts[p];
    int64_t low;
    part->segment = segment_new(r->dir, p);
    if (!shelf_load(r->dir, p, &part->state, e) || !bus_offsets(r->in, r->topic, p, 1, RD_KAFKA_OFFSET_BEGINNING, WAIT_MS, &low, e))
        return false;
    if (part->state.next < 0)
        part->state.next = low;      /* a new archive begins with what Kafka still holds */
    if (part->state.next < low)
        return err_set(e, ERR_CONFIG, "%s [%d]: Kafka forgot %" PRId64 " records that were not archived yet (%" PRId64 " to %" PRId64 "). To go on without them write "
                       "`next %" PRId64 "` in %s/state/%d", r->topic, p, low - part->state.next, part->state.next, low - 1, low, r->dir, p);
    part->from = part->state.next;
    return true;
}

static bool open_consumer(struct archive *r, struct err *e)
{
    char group[300];
    snprintf(group, sizeof group, "%sarchive", r->app->common.prefix);
    const char *const settings[][2] = {
        { "group.id", group }, { "auto.offset.reset", "error" }, { "allow.auto.create.topics", "false" }, { "queued.max.messages.kbytes", "16384" },
    };
    r->in = bus_consumer(&r->app->common, r->app->instance, settings, sizeof settings / sizeof *settings, e);
    if (!r->in)
        return false;
    rd_kafka_poll_set_consumer(r->in);
    if (!bus_partitions(r->in, r->topic, &r->count, e))
        return false;
    return r->count > 0 || err_set(e, ERR_CONFIG, "Kafka has no topic %s; make it by: pulso topics create", r->topic);
}

static bool assign(struct archive *r, struct err *e)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(r->count);
    for (int p = 0; p < r->count; p++)
        rd_kafka_topic_partition_list_add(list, r->topic, p)->offset = r->parts[p].state.next;
    rd_kafka_resp_err_t code = rd_kafka_assign(r->in, list);
    rd_kafka_topic_partition_list_destroy(list);
    return !code || err_set(e, ERR_BUG, "Kafka: %s: %s", r->topic, rd_kafka_err2str(code));
}

static void stats_open(struct archive *r)
{
    r->stats.lines = stat_counter("pulso_archive_lines_total", NULL, "mentions read for the archive");
    r->stats.repeats = stat_counter("pulso_archive_repeats_total", NULL, "records that were here before, by their origin");
    r->stats.forgotten = stat_counter("pulso_archive_deletions_total", NULL, "deletions honoured in the archive");
    r->stats.unreadable = stat_counter("pulso_archive_unreadable_total", NULL, "records of pulso.classified that are no classified mention; route puts them into pulso.dlq");
    r->stats.segments = stat_counter("pulso_archive_segments_total", NULL, "times that what was read of a partition went on the shelf");
}

static bool open_parts(struct archive *r, struct err *e)
{
    r->parts = calloc((size_t)r->count, sizeof *r->parts);
    if (!r->parts)
        abort();
    for (int p = 0; p < r->count; p++)
        if (!open_part(r, p, e))
            return false;
    if (!shelf_clean(r->dir, take_away, r, e))
        return false;
    for (int p = 0; p < r->count; p++)
        if (!segment_forget_old(r->dir, p, &r->parts[p].state, e))
            return false;
    return true;
}

bool archive_open(struct archive *r, struct app *app, struct err *e)
{
    r->app = app;
    r->lock = -1;
    stats_open(r);
    if (!archive_options(app->conf, &r->options, &r->dir, e))
        return false;
    if (!r->dir)
        return err_set(e, ERR_CONFIG, "archive.dir: say in the configuration into which folder to archive");
    r->topic = bus_topic(&app->common, TOPIC_CLASSIFIED);
    r->parser = mention_parser_new();
    r->zone = zone_open(app->common.zone, e);
    if (!r->zone || !lock(r, e) || !open_consumer(r, e)
        || !in_force_open(&app->common, app->conf, "the configuration", IN_FORCE_LATEST, &r->in_force, e) || !brands_read(r->in_force.conf, &r->brands, e)
        || !open_parts(r, e) || !assign(r, e))
        return false;
    r->due_us = clock_mono_us() + r->options.every_ms * 1000;
    log_info("event=open dir=\"%s\" partitions=%d brands=%zu", r->dir, r->count, r->brands.n);
    return true;
}

void archive_close(struct archive *r)
{
    for (int p = 0; r->parts && p < r->count; p++) {
        segment_free(r->parts[p].segment);
        shelf_state_fini(&r->parts[p].state);
    }
    free(r->parts);
    if (r->in)
        bus_destroy(r->in);
    brands_fini(&r->brands);
    in_force_close(&r->in_force);
    zone_close(r->zone);
    mention_parser_free(r->parser);
    arena_fini(&r->arena);
    buf_fini(&r->masked);
    if (r->app && r->lock >= 0)
        close(r->lock);
}

/* ---- a record ---- */

/* The first set, in the order of the configuration, that has one of its brands; so each mention lies in one folder. Brands are read
 * from classify's own text: within a JSON string a quote is escaped, so this sequence stands nowhere else. */
static const char *set_of(const struct archive *r, struct slice extra)
{
    static const char mark[] = "{\"brand\":\"";
    size_t best = SIZE_MAX;
    const char *p = extra.p, *end = extra.p + extra.n;
    bool any = false;
    while (p && (p = memmem(p, (size_t)(end - p), mark, sizeof mark - 1))) {
        p += sizeof mark - 1;
        const char *quote = memchr(p, '"', (size_t)(end - p));
        uint32_t brand;
        any = true;
        if (!quote || !brands_find(&r->brands, (struct slice){ p, (size_t)(quote - p) }, &brand))
            continue;
        for (size_t s = 0; s < r->brands.set_count && s < best; s++)
            for (size_t i = 0; i < r->brands.sets[s].n; i++)
                if (r->brands.sets[s].brands[i] == brand)
                    best = s;
    }
    return best != SIZE_MAX ? r->brands.sets[best].id : any ? "no-set" : "no-brand";
}

static bool add(struct archive *r, struct archive_part *part, const struct mention *m, struct slice json, struct err *e)
{
    char day[PERIOD_TEXT];
    buf_reset(&r->masked);
    pii_mask_json(json, &r->masked);
    period_date(r->zone, m->created_ms, day);
    stat_add(r->stats.lines, 1);
    return segment_add(part->segment, slice_of(day), slice_of(set_of(r, m->extra)), mention_id_hash(m), m->updated_ms != MENTION_NONE, buf_slice(&r->masked), e);
}

static bool one_record(struct archive *r, const rd_kafka_message_t *k, struct err *e)
{
    struct archive_part *part = &r->parts[k->partition];
    struct slice json = { k->payload, k->len };
    struct mention m;
    struct origin o;
    struct err why = { 0 };
    if (k->offset < part->state.next)
        return true;
    part->state.next = k->offset + 1;
    arena_reset(&r->arena);
    if (!origin_of(k, &o) || !mention_parse(r->parser, &r->arena, json, &m, &why)) {
        stat_add(r->stats.unreadable, 1);
        return true;
    }
    if (!origin_pass(&part->state.marks, &o)) {
        stat_add(r->stats.repeats, 1);
        return true;
    }
    if (m.refresh)                   /* only new numbers: the mention is there */
        return true;
    if (!m.deleted)
        return add(r, part, &m, json, e);
    segment_forget(part->segment, mention_id_hash(&m));
    stat_add(r->stats.forgotten, 1);
    return true;
}

/* ---- on the shelf ---- */

static bool put_on_shelf(struct archive *r, int p, struct err *e)
{
    struct archive_part *part = &r->parts[p];
    if (part->from == part->state.next)
        return true;
    if (!segment_close(part->segment, part->from, &part->state, e))
        return false;
    part->from = part->state.next;
    stat_add(r->stats.segments, 1);
    return true;
}

bool archive_end(struct archive *r, struct err *e)
{
    for (int p = 0; p < r->count; p++)
        if (!put_on_shelf(r, p, e))
            return false;
    return true;
}

static bool too_old(void *self, const struct shelf_file *f, struct err *e)
{
    const char *floor = self;
    char ids[SHELF_PATH];
    (void)e;
    if (strcmp(f->day, floor) >= 0)
        return true;
    shelf_ids_path(f->path, ids);
    unlink(f->path);
    unlink(ids);
    return true;
}

/* Once a day. Folders that are empty then stay: the next mention of that day would need them again. */
static bool sweep(struct archive *r, struct err *e)
{
    int64_t day = clock_now_ms() / 86400000;
    char floor[PERIOD_TEXT];
    if (r->options.keep_days <= 0 || day == r->swept_day)
        return true;
    r->swept_day = day;
    period_date(r->zone, clock_now_ms() - r->options.keep_days * 86400000, floor);
    return shelf_walk(r->dir, too_old, floor, e);
}

/* The segment is half closed: a new start takes away what does not count and reads it again. */
static bool fatal(struct err *e)
{
    if (e->kind == ERR_RETRY)
        e->kind = ERR_BUG;
    return false;
}

bool archive_turn(void *self, struct err *e)
{
    struct archive *r = self;
    for (int i = 0; i < TURN_MESSAGES; i++) {
        rd_kafka_message_t *k = rd_kafka_consumer_poll(r->in, i ? 0 : POLL_MS);
        if (!k)
            break;
        bool ok = true;
        if (k->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || k->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
            ok = err_set(e, ERR_CONFIG, "%s [%d]: Kafka does not hold the offset to be read next: %s", r->topic, (int)k->partition, rd_kafka_message_errstr(k));
        else if (!k->err)
            ok = one_record(r, k, e);
        int32_t p = k->partition;
        bool full = !k->err && segment_full(r->parts[p].segment);
        rd_kafka_message_destroy(k);
        if (!ok || (full && !put_on_shelf(r, p, e)))
            return fatal(e);
    }
    if (clock_mono_us() < r->due_us)
        return true;
    r->due_us = clock_mono_us() + r->options.every_ms * 1000;
    return (archive_end(r, e) && sweep(r, e)) || fatal(e);
}

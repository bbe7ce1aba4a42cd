/*
 * archive: pulso.classified -> files of gzip JSON Lines, each mention once. No
 * group and no Redis: the state lies beside the files (shelf.h), so they can only
 * move together. One process a folder. What was read goes on the shelf every
 * `archive.every`, when much of it is there, and at the end. Personal data is
 * masked. What is deleted is taken out of the files, what is edited is replaced.
 */
#ifndef PULSO_ARCHIVE_ARCHIVE_H
#define PULSO_ARCHIVE_ARCHIVE_H

#include "app/app.h"
#include "app/brands.h"
#include "archive/segment.h"
#include "base/zone.h"
#include "io/bus.h"
#include "metrics/in_force.h"
#include "model/mention.h"

struct archive_options { const char *dir; int64_t every_ms, keep_days; };
extern const struct conf_key archive_keys[];

struct archive_part {
    struct shelf_state state;        /* as of what was read, and the stored one of the last segment */
    int64_t from;                    /* where the open segment begins */
    struct segment *segment;
};

struct archive {
    struct app *app;
    struct archive_options options;
    const char *dir;
    int lock;
    struct zone *zone;
    struct in_force in_force;
    struct brands brands;
    rd_kafka_t *in;
    const char *topic;
    struct archive_part *parts;
    int count;
    struct mention_parser *parser;
    struct arena arena;
    struct buf masked;
    int64_t due_us, swept_day;
    struct { struct metric *lines, *repeats, *forgotten, *unreadable, *segments; } stats;
};

bool archive_read(struct conf *c, void *self, struct err *e);          /* app.read */
void archive_print_config(bool markdown);                              /* app.print_config */
bool archive_options(struct conf *c, struct archive_options *o, const char **dir, struct err *e);   /* dir: NULL where there is no such section */
bool archive_open(struct archive *r, struct app *app, struct err *e);
bool archive_turn(void *self, struct err *e);
bool archive_end(struct archive *r, struct err *e);                    /* what is open goes on the shelf */
void archive_close(struct archive *r);                                 /* accepts {0} */

#endif

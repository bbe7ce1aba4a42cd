/*
 * shelf: the files of an archive and what was stored beside them. One process
 * writes (a lock on the folder), any number read.
 *
 *   DIR/lock
 *   DIR/state/<partition>                        where to read on, origin marks, ids to be forgotten; replaced whole
 *   DIR/day=<local day>/set=<set>/<partition>-<from>-<to>.jsonl.gz    classified mentions of those offsets
 *                                          ....ids                    their ids: 8 bytes of hash each, ascending
 *
 * A file counts once its partition's state says an offset of at least its `to`;
 * until then a crash may have left it, and a writer that starts takes it away.
 */
#ifndef PULSO_ARCHIVE_SHELF_H
#define PULSO_ARCHIVE_SHELF_H

#include <zlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/buf.h"
#include "io/origin.h"

#define SHELF_PATH 4096
#define SHELF_SUFFIX ".jsonl.gz"
#define SHELF_IDS ".ids"

struct shelf_ids { uint64_t *v; size_t n, cap; };   /* {0} is an empty one */
void shelf_ids_add(struct shelf_ids *ids, uint64_t id);
void shelf_ids_sort(struct shelf_ids *ids);         /* ascending, each once */
bool shelf_ids_has(const struct shelf_ids *ids, uint64_t id);
void shelf_ids_fini(struct shelf_ids *ids);

/* The segment [from, next) was the last one. Still to be taken out of what was there before it: forget, ids that were deleted, in all
 * files; replaced, ids of which it holds a newer form, in those of the partition. */
struct shelf_state { int64_t next, from; struct origin_marks marks; struct shelf_ids forget, replaced; };
void shelf_state_fini(struct shelf_state *s);
/* No such file: next is -1. */
bool shelf_load(const char *dir, int partition, struct shelf_state *s, struct err *e);
bool shelf_store(const char *dir, int partition, const struct shelf_state *s, struct err *e);

struct shelf_file { const char *path, *day, *set; int partition; int64_t from, to; };   /* in the arena of the walk */
/* Every file, in order of days. `each` may take the file away. */
bool shelf_walk(const char *dir, bool (*each)(void *self, const struct shelf_file *f, struct err *e), void *self, struct err *e);

/* The same for the one who writes, before it begins: also takes away what a crash left under names that no reader looks at. */
bool shelf_clean(const char *dir, bool (*each)(void *self, const struct shelf_file *f, struct err *e), void *self, struct err *e);

/* The next line of a data file, whole, with its end. false: the end, or e is set. */
bool shelf_line(gzFile gz, struct buf *out, const char *path, struct err *e);

/* Both names of a file, from the same stem. */
void shelf_ids_path(const char *path, char out[SHELF_PATH]);
bool shelf_ids_load(const char *path, struct shelf_ids *out, struct err *e);   /* of the data file `path` */
bool shelf_ids_store(const char *path, const struct shelf_ids *ids, struct err *e);

bool shelf_make_dirs(const char *path, struct err *e);          /* all folders on the way to the file */
bool shelf_sync_dir_of(const char *path, struct err *e);        /* the folder that the file lies in */

#endif

/*
 * segment: what was read of one partition and is not on the shelf yet: a file for
 * each local day and set of brands, written under a name that no reader looks at.
 * Closing it makes all of it count at once:
 *
 *   files to the disk, without what was deleted or replaced meanwhile -> their
 *   names -> the partition's state -> older files without what was deleted
 *
 * A crash before the state: the files are taken away and read again from Kafka; a
 * crash after it: what is to be forgotten stands in the state, and is done first.
 * One thread.
 */
#ifndef PULSO_ARCHIVE_SEGMENT_H
#define PULSO_ARCHIVE_SEGMENT_H

#include "archive/shelf.h"

#define SEGMENT_FILES_MAX 64        /* open at once in one partition; zlib takes 256 KiB each */
#define SEGMENT_LINES_MAX 500000

struct segment;

struct segment *segment_new(const char *dir, int partition);
void segment_free(struct segment *s);                      /* what is not closed is lost, and read again; accepts NULL */
/* One line of a file; id: mention_id_hash. replaces: it may take the place of an older one of the same id. */
bool segment_add(struct segment *s, struct slice day, struct slice set, uint64_t id, bool replaces, struct slice json, struct err *e);
void segment_forget(struct segment *s, uint64_t id);       /* it was deleted */
bool segment_full(const struct segment *s);
bool segment_empty(const struct segment *s);               /* nothing to put on the shelf or to forget */
/* [from, state->next) goes on the shelf, and what was deleted or replaced in it goes out of older files. */
bool segment_close(struct segment *s, int64_t from, struct shelf_state *state, struct err *e);
/* What the state still wants to be forgotten, for a start after a crash in the middle of that. */
bool segment_forget_old(const char *dir, int partition, struct shelf_state *state, struct err *e);

#endif

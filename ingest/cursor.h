/*
 * cursor: how far a file has been read, in a small file of its own that
 * survives restarts. Offsets count unfolded bytes. The file is known again by
 * its first bytes, so a copy goes on where the original stopped and a new file
 * of the same name does not; its inode finds it after it was renamed.
 */
#ifndef PULSO_INGEST_CURSOR_H
#define PULSO_INGEST_CURSOR_H

#include "base/err.h"
#include "base/slice.h"

#define CURSOR_HEAD 1024u            /* first bytes of the file, folded as they are, that tell it from others */

struct cursor {
    uint64_t offset;
    uint64_t inode;
    uint64_t head_bytes, head_hash;  /* fewer than CURSOR_HEAD: the file was shorter then */
};

bool cursor_load(const char *path, struct cursor *c, bool *found, struct err *e);
bool cursor_save(const char *path, const struct cursor *c, struct err *e);   /* atomically: the old one or the new one */
bool cursor_mark(struct cursor *c, int fd, struct err *e);      /* takes down what the file is known by */
bool cursor_knows(const struct cursor *c, int fd);              /* the file begins as the one that was marked */
/* The file in the folder of `path` that has the marked inode and beginning, under whatever name; false: none. */
bool cursor_find_renamed(const struct cursor *c, const char *path, char *out, size_t out_bytes);

#endif

/* backfill_files: which files hold the history: those that were named, and what lies below named folders, by path. Inside of backfill only. */
#ifndef PULSO_CLI_BACKFILL_FILES_H
#define PULSO_CLI_BACKFILL_FILES_H

#include "base/arena.h"
#include "base/err.h"

struct backfill_file { const char *path; int64_t bytes; };      /* path absolute; bytes: as they will be read, of gzip as its end says, so a guess */
struct backfill_files { struct backfill_file *v; size_t n, cap; int64_t bytes; };

/* In the arena. Of folders only *.jsonl and *.jsonl.gz are taken. */
bool backfill_files(struct arena *a, char **named, size_t n, struct backfill_files *out, struct err *e);

#endif

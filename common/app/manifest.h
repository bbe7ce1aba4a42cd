/*
 * manifest: which files a version of the configuration consists of. A record of
 * pulso.config; its offset there is the version's number. And the control record
 * that puts a version in force, a record of pulso.mentions. Both are JSON that
 * others could have written: they are read with all checks.
 */
#ifndef PULSO_APP_MANIFEST_H
#define PULSO_APP_MANIFEST_H

#include "app/bundle.h"

#define MANIFEST_BYTES_MAX 1000000u

struct manifest_file { const char *name; char hash[BUNDLE_HASH]; int64_t size; };

struct manifest {
    struct arena arena;
    struct manifest_file *files;      /* by name */
    size_t n;
    int64_t parent;                   /* the version before; 0: none */
    int64_t time_ms;                  /* when it was applied */
    const char *message;              /* "" where nobody said anything */
    char sum[BUNDLE_HASH];            /* of the files: bundle_sum */
};

/* The manifest of these files. What makes its bytes, and so its key, unlike all others is the parent, the time and a random number. */
void manifest_print(const struct bundle *b, int64_t parent, int64_t time_ms, const char *message, uint64_t nonce, struct buf *out);
/* ERR_CONFIG: the manifest of these files could not be read back. Asked before anything is written: a version with such a one would
 * be in force and never open. message: NULL: not known yet. */
bool manifest_check(const struct bundle *b, const char *message, struct err *e);
bool manifest_parse(struct slice json, struct manifest *out, struct err *e);   /* ERR_CONFIG; *out {0} */
void manifest_fini(struct manifest *m);                                        /* accepts {0} */

/* The control record: from the next record on, this version. */
struct config_switch { int64_t version; char manifest[BUNDLE_HASH]; };
void config_switch_print(const struct config_switch *s, struct buf *out);
bool config_switch_parse(struct slice json, struct config_switch *out, struct err *e);

/* The first 60 bits of a manifest's hash: what partitions remember, to notice a pulso.config that was made again. */
int64_t manifest_mark(const char *hash);

#endif

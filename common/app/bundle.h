/*
 * bundle: the files that decide what results are: brands and queries, lexicons,
 * rules. From a directory (`pulso apply DIR`) or, the same bytes, from
 * pulso.config (io/config_log.h). Owns its bytes; belongs to one thread.
 *
 *   <x>.yaml                 sections brands, sets, queries, topics, classify, route, kb; in any folder
 *   lexicon/<lang>/<x>.tsv   a lexicon in place of the built-in one of that language
 *   lexicon/brands/<id>.tsv  words whose value is another one for a brand
 *   model/<lang>.model       a model of `pulso train`, the same
 *   model/brands/<x>.model   one of `pulso train --brand`, where a brand says `model: model/brands/<x>.model`
 */
#ifndef PULSO_APP_BUNDLE_H
#define PULSO_APP_BUNDLE_H

#include "app/conf.h"
#include "base/arena.h"
#include "base/buf.h"

#define BUNDLE_FILES_MAX 10000u
#define BUNDLE_FILE_BYTES 1000000u    /* one file is one record in Kafka */
#define BUNDLE_NAME_BYTES 256u
#define BUNDLE_HASH 65                /* SHA-256 in hex, with its NUL */

enum bundle_kind { BUNDLE_SECTIONS, BUNDLE_LEXICON, BUNDLE_MODEL, BUNDLE_NONE };

struct bundle_file {
    const char *name;                 /* within the directory: brands/ar.yaml */
    const char *place;                /* as errors name it: DIR/brands/ar.yaml */
    struct slice bytes;
    char hash[BUNDLE_HASH];
    enum bundle_kind kind;
};

struct bundle {
    struct arena arena;
    const char *from;                 /* the directory, or "version 12" */
    struct bundle_file *v;            /* by name */
    size_t n, cap;
    struct buf unused;                /* names of files that are of no kind, a line each */
};

bool bundle_read_dir(struct bundle *b, const char *dir, struct err *e);
/* From elsewhere; bytes and name are copied. ERR_CONFIG: a name that cannot be, or too large. */
void bundle_init(struct bundle *b, const char *from);
bool bundle_add(struct bundle *b, const char *name, const char *place, struct slice bytes, struct err *e);
void bundle_sort(struct bundle *b);
void bundle_fini(struct bundle *b);   /* accepts {0} */

enum bundle_kind bundle_kind_of(const char *name);
bool bundle_name_ok(const char *name);            /* relative, no .., no control characters */
const struct bundle_file *bundle_find(const struct bundle *b, const char *name);   /* NULL: none */
/* All sections as one configuration, in which the environment says nothing. Only sections that a version may have. */
struct conf *bundle_conf(const struct bundle *b, struct err *e);
/* SHA-256 over names and hashes: the same for the same content. */
void bundle_sum(const struct bundle *b, char out[BUNDLE_HASH]);
void bundle_hash(struct slice bytes, char out[BUNDLE_HASH]);

#endif

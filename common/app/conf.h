/*
 * conf: the YAML file that describes an installation. An option is one row of a
 * table beside the code that uses it; the row parses it, gives the default,
 * prints --help-config and generates docs/configuration.md. Everything that is
 * wrong is said as FILE:LINE:COL: what, and what to write instead.
 * `include: [brands.yaml, ...]` at the top joins other files in (patterns, too);
 * an error names the file that the mistake is in. Only conf_load follows it.
 * A scalar may be overridden from the environment: PULSO_KAFKA_BROKERS for
 * kafka.brokers (not inside lists). A conf belongs to one thread; what conf_read
 * stores lives as long as the conf.
 */
#ifndef PULSO_APP_CONF_H
#define PULSO_APP_CONF_H

#include <stddef.h>

#include "base/err.h"
#include "base/slice.h"

enum conf_type {
    CONF_STR,      /* const char *          */
    CONF_INT,      /* int64_t               */
    CONF_DOUBLE,   /* double                */
    CONF_BOOL,     /* bool                  */
    CONF_MS,       /* int64_t; "3s", "250ms", "15m", "72h", "7d"   */
    CONF_BYTES,    /* int64_t; "2M", "64K", "1G", "300"            */
    CONF_SECRET,   /* const char *; "file:/path" or "env:NAME"; never printed */
    CONF_STRS,     /* struct conf_strs; a list, or one scalar      */
    CONF_NODE      /* const struct conf_node *; the subtree, read by its owner */
};

struct conf_strs { const char **v; size_t n; };

struct conf_key {
    const char *name;       /* NULL ends a table */
    enum conf_type type;
    size_t offset;
    const char *fallback;   /* as text; NULL: required for scalars, absent (NULL, empty) for STRS and NODE;
                               "" : optional, stays NULL / 0 / empty */
    const char *help;
};

struct conf;
struct conf_node;           /* a mapping, a list or a scalar, with its place in the file */

struct conf *conf_load(const char *path, struct err *e);
struct conf *conf_parse(const char *name, struct slice yaml, struct err *e);   /* the same from memory; name stands for the file in errors */
/* Several files as one configuration: lists (brands, route.rules) follow each other in the order of the files, mappings
 * (sets) are joined, and what two files say is an error that names both. The environment is not asked. root: where relative paths are relative to. */
struct conf_source { const char *name; struct slice yaml; };
struct conf *conf_parse_all(const char *root, const struct conf_source *v, size_t n, struct err *e);
void conf_free(struct conf *c);
const struct conf_node *conf_root(const struct conf *c);
const char *conf_path(const struct conf *c);        /* the file's path; relative paths in it are relative to its folder: */
const char *conf_resolve(struct conf *c, const char *path);

/* Reads a mapping into self. NULL map: only defaults. An unknown member is an error that names the nearest known one. */
bool conf_read(const struct conf_node *map, const struct conf_key *keys, void *self, struct err *e);   /* self NULL: only validates */
/* Like conf_read, with the members of one mapping spread over two tables (an instance's own and its type's). */
bool conf_read2(const struct conf_node *map, const struct conf_key *keys, void *self,
                const struct conf_key *more_keys, void *more_self, struct err *e);
/* Like conf_read for the mapping at a dotted path of the root ("kafka"); absent: defaults. */
bool conf_section(struct conf *c, const char *path, const struct conf_key *keys, void *self, struct err *e);

enum conf_kind { CONF_KIND_MAP, CONF_KIND_LIST, CONF_KIND_SCALAR };
enum conf_kind conf_kind(const struct conf_node *n);
size_t conf_len(const struct conf_node *n);                               /* items of a list, members of a mapping */
const struct conf_node *conf_at(const struct conf_node *n, size_t i);     /* list item, or value of the i-th member */
const char *conf_member(const struct conf_node *n, size_t i);             /* name of the i-th member */
const struct conf_node *conf_member_node(const struct conf_node *n, size_t i); /* the name's own node, for its place */
const struct conf_node *conf_get(const struct conf_node *n, const char *name);   /* NULL: absent */
const char *conf_scalar(const struct conf_node *n);                       /* NULL: not a scalar */
const char *conf_node_file(const struct conf_node *n);                         /* the file that line and column are of */
int conf_line(const struct conf_node *n);
int conf_col(const struct conf_node *n);      /* both from 1; of a quoted scalar: its first character inside the quotes */
/* Where byte `at` of a scalar's text stands in its file, whatever quotes, escapes and folded lines it was written with.
 * source: the whole file, of which `at` is the byte. false: it did not come from a file. */
struct conf_place { const char *file; int line, col; struct slice source; size_t at; };
bool conf_place(const struct conf_node *n, size_t at, struct conf_place *out);
/* false, with FILE:LINE:COL in front (kind ERR_CONFIG). */
bool conf_fail(const struct conf_node *n, struct err *e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same for the value at a dotted path, whether it came from the file, the environment or the table. */
bool conf_fail_at(struct conf *c, const char *path, struct err *e, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The i-th of a list that may also be written as one scalar: its place. */
const struct conf_node *conf_entry(const struct conf_node *list, size_t i);
/* Are all these words of a mapping's member known? Else the error stands at the word and names the nearest one. conf_unknown: of one word. */
bool conf_known(const struct conf_node *map, const char *member, const char *what, const struct conf_strs *typed, const char *const *known, size_t n,
                struct err *e);
bool conf_unknown(const struct conf_node *node, const char *what, const char *typed, const char *const *known, size_t n, struct err *e);
/* true: value is one of the words (NULL ends them); else the error names the nearest. */
bool conf_choice(struct conf *c, const char *path, const char *value, const char *const *words, struct err *e);

/* The table as text for --help-config and docs/configuration.md. */
void conf_print(const char *section, const struct conf_key *keys, bool markdown);

#endif

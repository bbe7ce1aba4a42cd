/*
 * import_file: files of queries as other tools export them.
 *   *.csv    a header that names the columns; `query` (or boolean, search, keywords) and `name` are looked for
 *   *.tsv    a query a line, NAME<TAB>QUERY
 *   others   the whole file is one query
 * A query of a .csv is no piece of the file, for quotes in it are doubled, so
 * each of its bytes remembers where it stood.
 */
#ifndef PULSO_CLI_IMPORT_FILE_H
#define PULSO_CLI_IMPORT_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum import_format { IMPORT_ONE, IMPORT_TSV, IMPORT_CSV };

/* where[i]: the byte of the file at which byte i of the text stands, one more than there are bytes. */
struct import_entry { struct slice name, text; const size_t *where; size_t from; };
struct import_file {
    const char *path;        /* as it is said in messages */
    struct slice all;
    struct buf entries;      /* struct import_entry */
    struct arena arena;      /* all of it */
};

/* path "-": standard input, one query. */
bool import_file_read(struct import_file *f, const char *path, struct err *e);
bool import_file_split(struct import_file *f, enum import_format format, struct err *e);   /* f->all is set */
size_t import_file_count(const struct import_file *f);
const struct import_entry *import_file_entry(const struct import_file *f, size_t i);
size_t import_entry_place(const struct import_entry *q, size_t at);   /* of a byte of the text, in the file */
void import_file_fini(struct import_file *f);

#endif

/*
 * table: rows and columns for people and for spreadsheets. Cells are copied as
 * they are added, row by row, so a row is complete after as many cells as there
 * are columns. Numbers stand right; on a terminal the flexible column gives way.
 */
#ifndef PULSO_CLI_TABLE_H
#define PULSO_CLI_TABLE_H

#include <stdio.h>

#include "base/arena.h"
#include "cli/screen.h"

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_FLEX };   /* FLEX: left, and cut where the line would not fit */

#define TABLE_COLUMNS 64

struct table_cell { struct slice text; enum style style; };

struct table {                       /* {0} is an empty one */
    struct arena arena;
    const char *names[TABLE_COLUMNS];
    enum align align[TABLE_COLUMNS];
    size_t columns;
    struct table_cell *cells;
    size_t n, cap;
};

void table_column(struct table *t, const char *name, enum align align);   /* name is copied */
void table_add(struct table *t, enum style style, struct slice text);     /* cleaned of what a screen must not see */
void table_printf(struct table *t, enum style style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void table_number(struct table *t, int64_t n);                            /* with separators */
size_t table_rows(const struct table *t);
/* columns 0: as wide as it gets. */
void table_print(const struct table *t, FILE *f, bool color, size_t columns);
/* A list on standard output: as JSON its records, json, which have commas between; else the table, or a line that says that there is none. */
void table_or_json(const struct table *t, struct buf *json, bool as_json, bool color, const char *none);
void table_fini(struct table *t);

/* One field of a CSV line (RFC 4180). Texts that a spreadsheet would take for a formula get an apostrophe in front. */
void table_csv(struct buf *out, struct slice field);

#endif

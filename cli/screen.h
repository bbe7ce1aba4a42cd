/*
 * screen: text as a terminal shows it. Widths are columns, not bytes; texts by
 * strangers are cleaned of everything that could move the cursor, turn the
 * reading direction or pile marks over the neighbouring lines.
 */
#ifndef PULSO_CLI_SCREEN_H
#define PULSO_CLI_SCREEN_H

#include "base/buf.h"

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_RED, STYLE_GREEN, STYLE_YELLOW, STYLE_CYAN, STYLE_COUNT };

const char *screen_style(bool color, enum style s);   /* the escape sequence, "" without colour */
const char *screen_plain(bool color);                 /* ends it */

/* Columns that the text takes. Invalid bytes count as one. */
size_t screen_width(struct slice s);
/* Adds at most `columns` columns of s, cleaned; where it had to cut, the last column is an ellipsis. Returns the columns. */
size_t screen_add(struct buf *out, struct slice s, size_t columns);
/* All of a piece from within a text: cleaning takes blanks off both ends, and here they stay, one on each side. */
void screen_add_inner(struct buf *out, struct slice s);
/* Columns of the terminal behind standard output; 0: it is none. */
size_t screen_columns(void);

/* A line "name   value" of what there is to say of one thing, the name in so many columns; nothing where the value is empty. */
void screen_field(bool color, int columns, const char *name, struct slice value);

/* 1234567 -> 1,234,567 */
#define SCREEN_NUMBER 32
const char *screen_number(int64_t n, char out[SCREEN_NUMBER]);
/* 734, 12.3 KiB, ... */
const char *screen_bytes(int64_t n, char out[SCREEN_NUMBER]);

/* A bar of `columns` columns, filled to part / whole in eighths. */
void screen_bar(struct buf *out, int64_t part, int64_t whole, size_t columns);
/* One block for each value, 0 is the lowest; scaled to the largest. */
void screen_sparkline(struct buf *out, const double *v, size_t n);

#endif

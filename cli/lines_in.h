/*
 * lines_in: the lines of a file or of standard input, unfolded where they are
 * gzip, one at a time, in memory that is bounded by the longest line allowed.
 * One thread.
 */
#ifndef PULSO_CLI_LINES_IN_H
#define PULSO_CLI_LINES_IN_H

#include "base/err.h"
#include "base/slice.h"

#define LINES_IN_MAX (1024u * 1024)   /* of one line: a mention and what was found of it are smaller */

struct lines_in;
struct lines_in *lines_in_open(const char *path, struct err *e);   /* "-": standard input */
void lines_in_close(struct lines_in *l);                           /* accepts NULL */
/* The next line without white space at its ends, empty ones passed over; valid until the next call. false: the end, or e says
 * why not. A line that is too long is empty, and lines_in_number says which. */
bool lines_in_next(struct lines_in *l, struct slice *line, struct err *e);
int64_t lines_in_number(const struct lines_in *l);                 /* of the last line, from 1 */
/* How far, in bytes of the file; size 0: nobody knows. */
void lines_in_progress(const struct lines_in *l, int64_t *done, int64_t *size);

#endif

/*
 * series_file: a series in CSV: a header that names the columns `timestamp` and
 * `value` among others, then a row for each stretch of time, oldest first. Times
 * are read as base/when.h reads them, UTC where they name no zone. Read whole;
 * the texts live as long as the series. gzip is unfolded.
 */
#ifndef PULSO_CLI_SERIES_FILE_H
#define PULSO_CLI_SERIES_FILE_H

#include "base/arena.h"
#include "base/err.h"

struct series_row {
    struct slice time, value;    /* as the file says them */
    int64_t ms;
    double count;                /* not negative */
    bool heard;                  /* false: the value is empty, nothing is known of this stretch */
};

struct series_file {
    struct arena arena;
    struct series_row *v;
    size_t n, cap;
    int row_s;                   /* how long a row is: the most usual step between two */
};

/* ERR_CONFIG names file and line. */
bool series_file_read(struct series_file *s, const char *path, struct err *e);
void series_file_fini(struct series_file *s);        /* accepts {0} */
/* Which row of `row_s` seconds since 1970, each at least the one before. */
int64_t series_file_row(const struct series_file *s, size_t i);

#endif

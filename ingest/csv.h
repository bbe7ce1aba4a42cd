/*
 * csv: splits one record of CSV into its fields, quotes taken off, as Python's
 * csv module does (RFC 4180, and forgiving about quotes inside of fields).
 */
#ifndef PULSO_INGEST_CSV_H
#define PULSO_INGEST_CSV_H

#include "base/arena.h"

#define CSV_MAX_FIELDS 256

/* Returns how many fields there are, also beyond max (those are not stored). */
size_t csv_split(struct arena *a, struct slice record, char delimiter, struct slice *fields, size_t max);

#endif

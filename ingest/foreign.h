/*
 * foreign: JSON of another tool's making, brought into normal form by a mapping.
 * One thread; nothing is allocated in the steady state.
 */
#ifndef PULSO_INGEST_FOREIGN_H
#define PULSO_INGEST_FOREIGN_H

#include "ingest/mapping.h"
#include "base/arena.h"

struct foreign;

struct foreign *foreign_new(const struct mapping *m);    /* borrows the mapping */
void foreign_free(struct foreign *f);                    /* accepts NULL */
/* ERR_DROP: not JSON, not an object, or a value without sense. out lies in a. */
bool foreign_map(struct foreign *f, struct arena *a, struct slice json, struct slice *out, struct err *e);

#endif

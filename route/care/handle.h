/* handle: the names of accounts in texts and in records, and what they are compared by: without @, ASCII letters small. */
#ifndef PULSO_ROUTE_CARE_HANDLE_H
#define PULSO_ROUTE_CARE_HANDLE_H

#include "base/slice.h"

#define HANDLE_MAX 128

/* Never 0: that is nobody. */
uint64_t handle_hash(struct slice handle);
/* The next @handle of a text from *at on, as it is written, without its @; *at moves behind it. An address of e-mail is none. */
bool handle_next(struct slice text, size_t *at, struct slice *handle);
/* A shorter reading of it: without the server (ana@example.social), then without what stands behind a dot or dash. */
bool handle_shorter(struct slice *handle);

#endif

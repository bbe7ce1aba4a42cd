/*
 * body: what an HTTP request holds: one JSON object, an array of them, or JSON
 * Lines. Cut into items without reading them; whether an item is JSON, its own
 * parser says. Also unfolds gzip, up to a limit.
 */
#ifndef PULSO_INGEST_BODY_H
#define PULSO_INGEST_BODY_H

#include "base/buf.h"
#include "base/err.h"

struct body {
    struct slice all, rest;
    enum { BODY_ONE, BODY_ARRAY, BODY_LINES } form;
    bool begun, over;
    size_t item, line;           /* of the item given last, both from 1 */
};

/* lines: the sender says that it is JSON Lines, whatever the first line looks like. */
void body_open(struct body *b, struct slice bytes, bool lines);
/* false: at the end, or (ERR_DROP) the array is damaged there. */
bool body_next(struct body *b, struct slice *item, struct err *e);

/* ERR_DROP: damaged. *too_large: it would unfold to more than limit bytes; reading stopped there. */
bool body_unfold(struct slice gzip, size_t limit, struct buf *out, bool *too_large, struct err *e);

#endif

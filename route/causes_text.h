/* causes_text: an incident's causes and samples as people read them: in notices, in `pulso incident show` and reports. Personal data masked. */
#ifndef PULSO_ROUTE_CAUSES_TEXT_H
#define PULSO_ROUTE_CAUSES_TEXT_H

#include "base/buf.h"
#include "model/json.h"

/* kinds: such as "term topic platform"; causes without a kind are of all. "no funciona +42; sin señal +17", at most so many of each kind. */
void causes_text(const struct json *j, struct json_value list, const char *kinds, size_t most, struct buf *out);
/* A line for each: before, "text" (author, platform); the text at most so many bytes. */
void samples_text(const struct json *j, struct json_value list, const char *before, size_t most, struct buf *out);

#endif

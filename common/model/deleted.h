/*
 * deleted: mentions that were deleted, by how long after they were said: counters
 * of TAG:n of classify (model/keys.h), in the bucket of the mention's own minute:
 *
 *   d|<brand>|<platform>|<label>|<bucket>     bucket: of the seconds from that minute's begin to the deletion (model/spread.h)
 *
 * So both times of a deletion are kept, the second to within 1.6 % of the distance
 * between them and a minute, and any reader can tell what was deleted before some
 * moment from what was deleted after it. When it was deleted: as the deletion says
 * (updated_at), else when it came in. Nothing takes such a count back.
 */
#ifndef PULSO_MODEL_DELETED_H
#define PULSO_MODEL_DELETED_H

#include "base/slice.h"
#include "model/spread.h"

#define DELETED_NAME 256

/* counter: the b|<brand>|<platform>|<label> that the mention counted in. Empty: it is none of that kind. */
struct slice deleted_name_put(char out[DELETED_NAME], struct slice counter, int64_t after_s);

struct deleted_name { struct slice brand, platform, label; int bucket; };
bool deleted_name_parse(struct slice name, struct deleted_name *out);     /* false: another kind of name. Borrows. */

#endif

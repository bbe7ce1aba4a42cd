#include "model/deleted.h"

#include <string.h>

struct slice deleted_name_put(char out[DELETED_NAME], struct slice counter, int64_t after_s)
{
    char digits[INT_TEXT];
    size_t len = int_text(spread_bucket(after_s), digits);
    if (!slice_starts(counter, SLICE("b|")) || counter.n + 1 + len > DELETED_NAME)
        return (struct slice){ 0 };
    memcpy(out, counter.p, counter.n);
    out[0] = 'd';
    out[counter.n] = '|';
    memcpy(out + counter.n + 1, digits, len);
    return (struct slice){ out, counter.n + 1 + len };
}

bool deleted_name_parse(struct slice name, struct deleted_name *out)
{
    struct slice kind;
    int64_t bucket;
    if (!slice_next(&name, '|', &kind) || !slice_is(kind, "d") || !slice_next(&name, '|', &out->brand) || !slice_next(&name, '|', &out->platform)
        || !slice_next(&name, '|', &out->label) || !slice_int(name, &bucket) || bucket < 0 || bucket >= SPREAD_BUCKETS)
        return false;
    out->bucket = (int)bucket;
    return true;
}

#include "model/estimate.h"

bool estimate_slot(struct slice value, int64_t *count, int64_t *error, struct slice *text)
{
    struct slice c, e;
    if (!slice_next(&value, ' ', &c) || !slice_next(&value, ' ', &e) || !slice_int(c, count) || !slice_int(e, error))
        return false;
    *text = value;
    return *count > 0 && *count <= UINT32_MAX && *error >= 0 && *error < *count && text->n <= ESTIMATE_TEXT_MAX;
}

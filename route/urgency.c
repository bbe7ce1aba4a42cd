#include "route/urgency.h"

static bool feels_negative(const struct found *f)
{
    bool some = false;
    for (size_t i = 0; i < f->brand_count; i++)
        some = some || (slice_is(f->brands[i].label, "negative") && !f->brands[i].own);
    return some || (f->brand_count == 0 && slice_is(f->label, "negative"));
}

enum urgency urgency_of(const struct mention *m, const struct found *f)
{
    if (m->deleted || m->refresh || m->backfill)
        return URGENCY_REST;
    bool negative = feels_negative(f), reach = m->followers >= URGENCY_REACH_FROM;
    if (slice_is(f->intent, "emergency") || (negative && reach))
        return URGENCY_CRISIS;
    return reach ? URGENCY_REACH : negative ? URGENCY_NEGATIVE : URGENCY_REST;
}

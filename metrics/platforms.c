#include "metrics/platforms.h"

#include "model/mention.h"

bool platforms_have(const char *names, struct slice platform)
{
    struct slice rest = slice_of(names), one;
    while (slice_next(&rest, ',', &one))
        if (slice_eq(slice_trim(one), platform))
            return true;
    return !names;
}

/* As mention_parse takes them. */
static bool name_ok(struct slice name)
{
    size_t i = 0;
    while (i < name.n && name.p[i] && strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", name.p[i]))
        i++;
    return name.n > 0 && name.n <= MENTION_MAX_PLATFORM && i == name.n;
}

bool platforms_valid(const char *names, struct slice *wrong)
{
    struct slice rest = slice_of(names), one = { 0 };
    bool ok = true;
    *wrong = (struct slice){ 0 };
    if (!names)
        return true;
    do {
        ok = slice_next(&rest, ',', &one) && name_ok(slice_trim(one));
    } while (ok && rest.n > 0);
    *wrong = one;
    return ok;
}

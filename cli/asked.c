#include "cli/asked.h"

#include <stdlib.h>

#include "cli/opts.h"
#include "model/mention.h"

bool asked_brand(const struct cli *cli, const struct brands *b, const char *id, struct err *e)
{
    uint32_t index;
    if (brands_find(b, slice_of(id), &index))
        return true;
    const char **ids = calloc(b->n + 1, sizeof *ids);
    if (!ids)
        abort();
    for (size_t i = 0; i < b->n; i++)
        ids[i] = b->v[i].id;
    const char *near = opts_near(id, ids);
    err_set(e, ERR_CONFIG, "--brand %.80s: no brand has this id%s%s%s; `brands:` of %s names them", id, near ? ": did you mean " : "",
            near ? near : "", near ? "?" : "", cli_config_path(cli));
    free(ids);
    return false;
}

bool asked_for_platform(const char *names, struct slice platform)
{
    struct slice rest = slice_of(names), one;
    while (slice_next(&rest, ',', &one))
        if (slice_eq(slice_trim(one), platform))
            return true;
    return !names;
}

/* As mention_parse takes them. */
static bool platform_ok(struct slice name)
{
    size_t i = 0;
    while (i < name.n && name.p[i] && strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", name.p[i]))
        i++;
    return name.n > 0 && name.n <= MENTION_MAX_PLATFORM && i == name.n;
}

bool asked_platforms(const char *names, struct err *e)
{
    struct slice rest = slice_of(names), one = { 0 };
    bool ok = true;
    if (!names)
        return true;
    do {
        ok = slice_next(&rest, ',', &one) && platform_ok(slice_trim(one));
    } while (ok && rest.n > 0);
    return ok || err_set(e, ERR_CONFIG, "--platform %.80s: `" SLICE_FMT "` is no platform; the names are made of a-z, 0-9, _ and -, "
                         "such as x or youtube", names, SLICE_ARG(one));
}

#include "cli/asked.h"

#include <stdlib.h>

#include "cli/opts.h"
#include "metrics/platforms.h"

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

bool asked_platforms(const char *names, struct err *e)
{
    struct slice wrong;
    return platforms_valid(names, &wrong) || err_set(e, ERR_CONFIG, "--platform %.80s: `" SLICE_FMT "` is no platform; the names are made of a-z, 0-9, _ and -, "
                                                     "such as x or youtube", names, SLICE_ARG(wrong));
}

bool asked_campaign(struct cli *cli, const char *name, const char **period, const char **set, char text[CAMPAIGN_PERIOD], struct err *e)
{
    struct campaign g;
    if (!name)
        return true;
    if (*period)
        return err_set(e, ERR_CONFIG, "--campaign and --period: one of the two");
    if (!cli_conf(cli, e) || !campaign_find(cli->conf, name, &g, e))
        return false;
    *period = campaign_period(&g, text);
    if (set && !*set)
        *set = g.set;
    return true;
}

#include "metrics/in_force.h"

#include <inttypes.h>
#include <string.h>

#include "io/config_log.h"

static bool read_version(struct config_log *log, int64_t version, struct in_force *out, struct err *e)
{
    const struct config_version *v = version == IN_FORCE_LATEST ? config_log_in_force(log) : config_log_find(log, version);
    if (!v && version == IN_FORCE_LATEST)
        return true;             /* nothing was applied yet */
    if (!v)
        return err_set(e, ERR_CONFIG, "version %" PRId64 " is in force, but the topic config does not hold it: it was made again or cut; restore it", version);
    out->version = v->number;
    snprintf(out->config, sizeof out->config, "%.16s", v->hash);
    snprintf(out->name_text, sizeof out->name_text, "version %" PRId64, v->number);
    out->name = out->name_text;
    return config_log_files(log, v, &out->files, e) && (out->conf = bundle_conf(&out->files, e)) != NULL;
}

/* An installation from before there were versions has no topic for them. */
static bool catch_up(struct config_log *log, int64_t version, struct err *e)
{
    if (config_log_catch_up(log, e))
        return true;
    if (version != IN_FORCE_LATEST || e->kind != ERR_CONFIG)
        return false;
    err_clear(e);
    return true;
}

bool in_force_open(const struct app_common *c, struct conf *own, const char *own_name, int64_t version, struct in_force *out, struct err *e)
{
    *out = (struct in_force){ .conf = own, .name = own_name };
    if (version == 0)
        return true;
    struct config_log *log = config_log_open(c, "pulso-reader", e);
    bool ok = log && catch_up(log, version, e) && read_version(log, version, out, e);
    config_log_close(log);
    return ok;
}

void in_force_close(struct in_force *f)
{
    if (f->version)
        conf_free(f->conf);
    bundle_fini(&f->files);
    *f = (struct in_force){ 0 };
}

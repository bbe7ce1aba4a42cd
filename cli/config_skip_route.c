#include "cli/config_skip_route.h"

#include <inttypes.h>

#include "io/config_log_own.h"
#include "model/topics.h"
#include "route/route.h"

enum { ACK_MS = 30000 };

bool skip_route_opens(struct cli *cli, struct config_log *log, const struct config_version *v, struct err *e)
{
    struct bundle files = { 0 };
    struct route_options o = { 0 };
    bool ok = conf_section(cli->conf, "route", route_keys, &o, e) && config_log_files(log, v, &files, e) && rulebooks_check(&files, &o.teams, e);
    bundle_fini(&files);
    return ok;
}

bool skip_route_write(struct cli *cli, int64_t number, int64_t with, struct err *e)
{
    char key[CONFIG_SKIP_KEY];
    struct buf value = { 0 };
    struct bus_out *out = bus_out_open(&cli->common, "pulso-config", NULL, e);
    config_skip_print(number, with, key, &value);
    struct bus_send s = { .topic = bus_topic(&cli->common, TOPIC_CONFIG), .partition = 0, .key = slice_of(key), .value = buf_slice(&value) };
    bool ok = out && bus_out_send(out, &s, e) && bus_out_delivered(out, ACK_MS, e);
    bus_out_close(out);
    buf_fini(&value);
    return ok;
}

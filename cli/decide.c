#include "cli/decide.h"

#include <stdlib.h>

#include "base/clock.h"

bool cli_decide(struct cli *cli, const char *client, const char *by, struct action *x, char id[ACTION_ID], struct err *e)
{
    const char *user = by ? by : getenv("USER");
    struct bus_out *out = action_new_id(id, e) ? bus_out_open(&cli->common, client, NULL, e) : NULL;
    x->id = slice_of(id);
    x->by = slice_of(user && *user ? user : "pulso");
    x->at_ms = clock_now_ms();
    bool ok = out && actions_write(&cli->common, out, x, e);
    bus_out_close(out);
    return ok;
}

void cli_decided(const char *id)
{
    printf("{\"id\":\"%s\"}\n", id);
}

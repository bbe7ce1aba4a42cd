/* watch_place: how far whoever looks for crises has got, as it leaves word in Redis each second (model/keys.h); for `pulso incident list` and `pulso doctor`. */
#ifndef PULSO_CLI_WATCH_PLACE_H
#define PULSO_CLI_WATCH_PLACE_H

#include "cli/cli.h"
#include "metrics/watch_seen.h"

#define WATCH_PLACE_TEXT 200
/* One sentence about it. false: Redis cannot be asked. */
bool watch_place_say(struct cli *cli, enum watch_state *state, char out[WATCH_PLACE_TEXT], struct err *e);

#endif

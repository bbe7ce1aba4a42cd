/* watch_place: how far whoever looks for crises has got, as it leaves word in Redis each second (model/keys.h); for `pulso incident list` and `pulso doctor`. */
#ifndef PULSO_CLI_WATCH_PLACE_H
#define PULSO_CLI_WATCH_PLACE_H

#include "cli/cli.h"

enum watch_health { WATCH_FINE, WATCH_LATE, WATCH_NOBODY, WATCH_NEVER };   /* late: it looks, but at what was said a while ago */

#define WATCH_PLACE_TEXT 200
/* One sentence about it. false: Redis cannot be asked. */
bool watch_place_say(struct cli *cli, enum watch_health *health, char out[WATCH_PLACE_TEXT], struct err *e);

#endif

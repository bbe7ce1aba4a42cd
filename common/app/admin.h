/*
 * admin: the port for machines that look after a daemon: /metrics,
 * /health/live, /health/ready. One thread of its own serves it and only reads.
 * Made, told and closed by the daemon's main thread.
 */
#ifndef PULSO_APP_ADMIN_H
#define PULSO_APP_ADMIN_H

#include <stdbool.h>

#include "base/err.h"

struct admin;

/* listen: host:port, [v6]:port; port 0: any free one, which is logged; "": no port, readiness is only remembered. */
struct admin *admin_open(const char *listen, struct err *e);
int admin_port(const struct admin *a);           /* 0: none */
/* What /health/ready says from now on; true when that changed. */
bool admin_ready(struct admin *a, bool ready, const char *why);
bool admin_is_ready(struct admin *a);
void admin_close(struct admin *a);               /* accepts NULL */

#endif

/* listen: a listening socket for host:port or [v6]:port. It is ours and not the HTTP server's, so that a port in use is said as such. */
#ifndef PULSO_APP_LISTEN_H
#define PULSO_APP_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define LISTEN_ADDRESS_MAX 300   /* bytes of a host and its port */

/* Only whether text has that shape. */
bool listen_shape(const char *text, char host[256], char port[8]);
/* -1: e says why. address becomes host:port as it turned out (port 0 is any free one). */
int listen_on(const char *text, char address[LISTEN_ADDRESS_MAX], struct err *e);

#endif

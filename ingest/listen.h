/* listen: a listening socket for host:port, so that a port in use is said as such. */
#ifndef PULSO_INGEST_LISTEN_H
#define PULSO_INGEST_LISTEN_H

#include <stddef.h>

#include "base/err.h"

/* -1: e says why. address becomes host:port as it turned out (port 0 is any free one). */
int listen_on(const char *text, char *address, size_t address_bytes, struct err *e);

#endif

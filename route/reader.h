/* reader: a consumer without a group that reads a topic from where it is told; the owner assigns. The end of a partition comes as a message with err RD_KAFKA_RESP_ERR__PARTITION_EOF. NULL: e says why. bus_destroy ends it. */
#ifndef PULSO_ROUTE_READER_H
#define PULSO_ROUTE_READER_H

#include "io/bus.h"

rd_kafka_t *reader_open(const struct app_common *c, const char *client_id, const char *topic, struct err *e);

#endif

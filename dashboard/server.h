/*
 * server: HTTP. One thread of libmicrohttpd takes requests in, finds out who asks,
 * holds them to their limits, answers what needs no other server, and gives the
 * rest to a worker; the connection sleeps until server_resume.
 */
#ifndef PULSO_DASHBOARD_SERVER_H
#define PULSO_DASHBOARD_SERVER_H

#include "dashboard/api.h"

struct server;
struct server *server_open(struct api *api, struct err *e);
/* New connections are refused; those that wait in a worker must have been resumed before server_close. */
void server_quiesce(struct server *s);
void server_close(struct server *s);           /* accepts NULL */
/* The signature of a request that is signed is what it claims to be; true for all others. Once the body is there; any thread. */
bool server_proven(struct request *r);
/* A worker is done with the request: it belongs to the server again. Any thread. */
void server_resume(struct request *r);

#endif

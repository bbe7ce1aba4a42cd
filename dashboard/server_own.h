/* server_own: what the files of the server share. Nobody else's. */
#ifndef PULSO_DASHBOARD_SERVER_OWN_H
#define PULSO_DASHBOARD_SERVER_OWN_H

#include <microhttpd.h>

#include "dashboard/limits.h"
#include "dashboard/server.h"

#define SERVER_CONNECTIONS 256u      /* beside the streams */
#define SERVER_IDLE_S 30u
#define LOGINS_A_MINUTE 10           /* and address */
#define STRANGERS_A_MINUTE 120       /* requests of an address without a good token */

struct server {
    struct api *api;
    struct MHD_Daemon *http;
    int fd;
    struct limits limits;
    struct { struct metric *requests[6], *limited, *refused_logins; } stats;   /* by the first digit of the status */
};

/* server_who.c: false: the refusal is in r. */
bool server_who(struct server *s, struct request *r);
/* server_reply.c */
enum MHD_Result server_reply(struct server *s, struct request *r);
struct slice server_header(const struct request *r, const char *name);

#endif

/* intake_own: what the main thread's side of the intake (intake.c) and the server's (intake_request.c) share. Nobody else's. */
#ifndef PULSO_INGEST_INTAKE_OWN_H
#define PULSO_INGEST_INTAKE_OWN_H

#include <microhttpd.h>
#include <pthread.h>

#include "ingest/intake.h"

struct intake {
    const struct intake_options *o;
    struct MHD_Daemon *http;
    pthread_mutex_t lock;            /* over the rest */
    struct request *first, **last;   /* queued */
    size_t waiting;                  /* queued, or taken and not answered */
    int64_t held;
    bool stalled;
    const struct tokens *tokens;
};

/* Called by libmicrohttpd's thread. */
enum MHD_Result intake_request(void *self, struct MHD_Connection *c, const char *url, const char *method,
                               const char *version, const char *upload, size_t *upload_n, void **context);
void intake_completed(void *self, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why);

#endif

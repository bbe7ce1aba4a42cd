/*
 * dashboard: the pages and the API over HTTP. It reads Redis (the counters), the
 * tail of pulso.classified (mentions as they come) and pulso.alerts (incidents),
 * and writes pulso.actions alone. It holds no state that is not read again at
 * the next start, so any number of them may run.
 */
#ifndef PULSO_DASHBOARD_DASHBOARD_H
#define PULSO_DASHBOARD_DASHBOARD_H

#include "app/app.h"
#include "dashboard/person.h"

struct dashboard_options {
    const char *listen, *session_secret;
    const struct conf_node *token_list;
    int64_t session_ms, viewers, newest, requests;
    bool https;
};
extern const struct conf_key dashboard_keys[];

struct api;
struct kept_links;
struct feed;
struct server;

struct dashboard {
    struct app *app;
    struct dashboard_options options;
    struct people *people;           /* the newest; the older ones hang behind it */
    struct kept_links *links;        /* the same */
    struct keyring *keys;            /* the newest, as people */
    struct api *api;
    struct feed *feed;
    struct server *server;
    struct ledger *ledger;           /* the main thread's own Redis */
    int64_t ticked_ms;
};

bool dashboard_read(struct conf *c, void *self, struct err *e);    /* app.read */
void dashboard_reload(struct conf *c, void *self);                 /* app.reload: tokens, links and limits */
void dashboard_print_config(bool markdown);                        /* app.print_config */
bool dashboard_open(struct dashboard *d, struct app *app, struct err *e);
bool dashboard_turn(void *self, struct err *e);
void dashboard_close(struct dashboard *d);                         /* accepts {0} */

#endif

/* route: pulso.classified -> pulso.queue.<team>; alerts -> pulso.alerts and hooks */
#include "base/log.h"
#include "route/route.h"

int main(int argc, char **argv)
{
    struct route r = { 0 };
    struct app app = { .name = "route", .about = "decides which team a mention goes to, and tells the committee of a crisis", .read = route_read,
                       .print_config = route_print_config, .own_ready = true, .reload = route_reload, .self = &r };
    struct err e = { 0 };
    bool ok = app_start(&app, argc, argv, &e);
    if (ok && !app.done)
        ok = route_open(&r, &app, &e)
          && app_loop(&app, route_turn, &r, &e);   /* until SIGTERM */
    if (!ok && !app.done)
        log_error("event=exit cause=\"%s\"", e.msg);
    route_close(&r);
    app_stop(&app);
    return app_exit_code(&e);
}

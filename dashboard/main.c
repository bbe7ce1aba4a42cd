/* dashboard: Redis, pulso.classified, pulso.alerts -> HTTP; what people decide -> pulso.actions */
#include "base/log.h"
#include "dashboard/dashboard.h"

int main(int argc, char **argv)
{
    struct app app = { .name = "dashboard", .about = "serves the pages and the API to analysts, committees and spreadsheets", .read = dashboard_read,
                       .reload = dashboard_reload, .print_config = dashboard_print_config, .own_ready = true };
    struct dashboard d = { 0 };
    struct err e = { 0 };
    app.self = &d;
    bool ok = app_start(&app, argc, argv, &e);
    if (ok && !app.done)
        ok = dashboard_open(&d, &app, &e)
          && app_loop(&app, dashboard_turn, &d, &e);   /* until SIGTERM */
    if (!ok && !app.done)
        log_error("event=exit cause=\"%s\"", e.msg);
    dashboard_close(&d);
    app_stop(&app);
    return app_exit_code(&e);
}

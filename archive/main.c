/* archive: pulso.classified -> files, each mention once */
#include "archive/archive.h"
#include "base/log.h"

int main(int argc, char **argv)
{
    struct app app = { .name = "archive", .about = "writes classified mentions to hourly files of gzip JSON Lines, each once", .read = archive_read,
                       .print_config = archive_print_config };
    struct archive r = { .lock = -1 };
    struct err e = { 0 };
    bool ok = app_start(&app, argc, argv, &e);
    if (ok && !app.done)
        ok = archive_open(&r, &app, &e)
          && app_loop(&app, archive_turn, &r, &e)     /* until SIGTERM */
          && archive_end(&r, &e);
    if (!ok && !app.done)
        log_error("event=exit cause=\"%s\"", e.msg);
    archive_close(&r);
    app_stop(&app);
    return app_exit_code(&e);
}

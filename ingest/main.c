/* ingest: sources -> Kafka topic pulso.mentions */
#include <string.h>

#include "base/log.h"
#include "ingest/ingest.h"

/* --once is ours alone: taken out before the common options are read. */
static bool take_once(int *argc, char **argv)
{
    bool once = false;
    int n = 1;
    for (int i = 1; i < *argc; i++)
        if (strcmp(argv[i], "--once") == 0)
            once = true;
        else
            argv[n++] = argv[i];
    argv[n] = NULL;
    *argc = n;
    return once;
}

int main(int argc, char **argv)
{
    struct ingest in = { 0 };
    struct app app = { .name = "ingest", .about = "reads mentions from files, exports and webhooks (--once: to their end)",
                       .read = ingest_read, .reload = ingest_reload, .print_config = ingest_print_config, .self = &in };
    struct err e = { 0 };
    bool once = take_once(&argc, argv);
    bool ok = app_start(&app, argc, argv, &e);
    if (ok && !app.done) {
        in.options.exit_when_done |= once;
        ok = ingest_open(&in, &app, &e)
          && app_loop(&app, ingest_turn, &in, &e)      /* until SIGTERM */
          && ingest_sound(&in, &e);
    }
    if (!ok)
        log_error("event=exit cause=\"%s\"", e.msg);
    ingest_close(&in);
    app_stop(&app);
    return app_exit_code(&e);
}

/* classify: pulso.mentions -> counters and pulso.classified */
#include "base/log.h"
#include "classify/classify.h"

int main(int argc, char **argv)
{
    struct app app = { .name = "classify", .about = "matches, scores and counts mentions, exactly once", .read = classify_read, .print_config = classify_print_config,
                        .own_ready = true };
    struct classify c = { 0 };
    struct err e = { 0 };
    bool ok = app_start(&app, argc, argv, &e);
    if (ok && !app.done)
        ok = classify_open(&c, &app, &e)
          && app_loop(&app, classify_turn, &c, &e);   /* until SIGTERM */
    if (!ok && !app.done)
        log_error("event=exit cause=\"%s\"", e.msg);
    classify_close(&c);
    app_stop(&app);
    return app_exit_code(&e);
}

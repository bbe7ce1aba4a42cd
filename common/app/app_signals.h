/*
 * app_signals: what the signals asked for. Handlers only set flags; the loop
 * looks at them between turns. For app*.c alone; app_stopping is in app.h.
 */
#ifndef PULSO_APP_APP_SIGNALS_H
#define PULSO_APP_APP_SIGNALS_H

#include <stdbool.h>

void app_signals_init(void);       /* SIGTERM, SIGINT: stop; SIGHUP: reload; SIGPIPE: ignored */
bool app_reload_asked(void);
bool app_reload_take(void);        /* true once for each time it was asked for */

struct app;
struct conf;
struct buf;
/* Reads the file again; whatever is wrong is logged and the old one goes on. */
void app_reload(struct app *app);
/* The sections that matter to this daemon, differ in the fresh file from the one it was started with, and are not taken
 * over while it runs: "brands, classify". Into out, and out's text; fresh does not stand before app->conf yet. */
const char *app_later(const struct app *app, struct conf *fresh, struct buf *out);

#endif

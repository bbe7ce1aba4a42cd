/*
 * app: what every daemon has in common: options, configuration, log, signals,
 * the admin port (/metrics, /health/live, /health/ready), sd_notify, and the
 * loop. SIGTERM and SIGINT end the loop after the turn at hand; SIGHUP reads the
 * file again and refuses it, with its errors, while the old one goes on.
 * Exit codes: 0 ended as asked, 1 gave up, 2 a person has to edit something,
 * 3 an invariant broke.
 */
#ifndef PULSO_APP_APP_H
#define PULSO_APP_APP_H

#include <stdbool.h>

#include "app/conf.h"
#include "base/err.h"

struct admin;

/* Everything the installation's file says to all daemons. */
struct app_common {
    const char *prefix;          /* "pulso." */
    const char *zone;            /* America/Mexico_City */
    struct {
        const char *brokers, *security, *sasl_mechanism, *user, *password, *ca, *cert, *key;
        int64_t partitions, replication;
        const struct conf_node *options;   /* any property of librdkafka, as it is */
    } kafka;
    struct {
        const char *address;     /* host:port or unix:/path */
        const char *user, *password, *ca;
        int64_t timeout_ms;
    } redis;
    struct {
        const char *listen;      /* host:port; port 0: any free one, printed in the log; "": no admin port */
    } admin;
    struct {
        const char *level, *format;   /* error warn info debug; text json */
    } log;
};
extern const struct conf_key app_keys[], app_kafka_keys[], app_redis_keys[], app_admin_keys[], app_log_keys[];

struct app {
    const char *name;            /* ingest */
    const char *about;           /* one line for --help */
    /* Reads the daemon's own section; also called on SIGHUP with a fresh conf, and by `pulso check`
     * (self NULL: only validate). */
    bool (*read)(struct conf *c, void *self, struct err *e);
    /* SIGHUP: the new file is valid; take over what may change while running. May be NULL. */
    void (*reload)(struct conf *c, void *self);
    void (*print_config)(bool markdown);   /* the daemon's own tables, by conf_print, for --help-config. May be NULL. */
    void *self;
    bool own_ready;              /* the turn calls app_ready itself: a turn that went well does not make ready */
    /* filled by app_start */
    struct conf *conf;
    struct app_common common;
    const char *instance;        /* --instance NAME, default hostname-pid */
    bool static_member;          /* --instance was given: used as group.instance.id */
    struct admin *admin;
    bool done;                   /* --help, --version, --check: nothing to run or to log; exit with app_exit_code */
};

/* pulso-<name> [--config FILE] [--instance NAME] [--check] [--help] [--help-config] [--version]; PULSO_CONFIG is the default of --config. */
bool app_start(struct app *app, int argc, char **argv, struct err *e);
/* Calls turn until asked to stop. turn returns false with ERR_RETRY: waits with growing pauses (100 ms to 5 s) and
 * calls again; any other kind ends the loop with false. Sets ready while turns succeed. */
bool app_loop(struct app *app, bool (*turn)(void *self, struct err *e), void *self, struct err *e);
void app_alive(void);                    /* for a turn that waits long: tells systemd's watchdog that it is not stuck */
bool app_stopping(void);                 /* true once SIGTERM or SIGINT came; async-signal-safe to set */
void app_ready(struct app *app, bool ready, const char *why);   /* /health/ready: 200 or 503 with why; sd_notify on the first true */
void app_stop(struct app *app);          /* accepts a half-started app */
int app_exit_code(const struct err *e);

/* Reads prefix, zone, kafka, redis, admin, log from the file: used by app_start, the CLI and pulso check. */
bool app_common_read(struct conf *c, struct app_common *out, struct err *e);
void app_log(const struct app_common *common);        /* sets level and format of the log */
void app_print_config(bool markdown);                 /* the common sections, for help and docs */

#define PULSO_VERSION "0.1.0"

#endif

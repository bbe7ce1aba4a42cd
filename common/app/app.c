#include "app/app.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/admin.h"
#include "app/app_signals.h"
#include "app/conf_node.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"

struct options {
    const char *config, *instance;
    bool check;
};

static void print_help(const struct app *app)
{
    printf("pulso-%s: %s\n\n"
           "  pulso-%s --config FILE [--instance NAME]\n\n"
           "  --config FILE    the installation's file; without it, the one that PULSO_CONFIG names\n"
           "  --instance NAME  a name that stays the same over restarts, so that a restart keeps its partitions\n"
           "  --check          only check the file: exit 0, or 2 with what is wrong\n"
           "  --help-config    the options that the file may hold\n"
           "  --version        the version\n"
           "  --help           this text\n\n"
           "The environment wins over the file: PULSO_KAFKA_BROKERS stands for kafka.brokers.\n"
           "SIGTERM ends it after the batch at hand; SIGHUP reads the file again.\n"
           "It exits with 0 when asked to, 1 when it gave up, 2 when a person has to edit something, 3 when it found a bug.\n",
           app->name, app->about ? app->about : "a part of Pulso", app->name);
}

static void print_config(const struct app *app)
{
    puts("The file is YAML. An option's default stands in [brackets].\n"
         "Times are written 250ms, 3s, 15m, 72h, 7d; sizes 300, 64K, 2M, 1G; secrets file:/path or env:NAME.\n");
    app_print_config(false);
    if (app->print_config)
        app->print_config(false);
}

/* app->done after one of the options that only print. */
static bool parse_options(struct app *app, int argc, char **argv, struct options *o, struct err *e)
{
    static const struct option known[] = {
        { "config", required_argument, NULL, 'c' }, { "instance", required_argument, NULL, 'i' }, { "check", no_argument, NULL, 'k' },
        { "help", no_argument, NULL, 'h' }, { "help-config", no_argument, NULL, 'H' }, { "version", no_argument, NULL, 'v' }, { 0 }
    };
    *o = (struct options){ .config = getenv("PULSO_CONFIG") };
    optind = 0;   /* begin anew, also when called twice */
    opterr = 0;
    for (int c; !app->done && (c = getopt_long(argc, argv, ":", known, NULL)) != -1;)
        switch (c) {
        case 'c': o->config = optarg; break;
        case 'i': o->instance = optarg; break;
        case 'k': o->check = true; break;
        case 'h': print_help(app); app->done = true; break;
        case 'H': print_config(app); app->done = true; break;
        case 'v': printf("pulso-%s %s\n", app->name, PULSO_VERSION); app->done = true; break;
        case ':': return err_set(e, ERR_CONFIG, "%s wants a value; try --help", argv[optind - 1]);
        default: return err_set(e, ERR_CONFIG, "unknown option %s; try --help", argv[optind - 1]);
        }
    if (!app->done && optind < argc)
        return err_set(e, ERR_CONFIG, "%s is no option; try --help", argv[optind]);
    return true;
}

static bool read_conf(struct app *app, const struct options *o, struct err *e)
{
    if (!o->config || !*o->config)
        return err_set(e, ERR_CONFIG, "no configuration; say --config FILE or set PULSO_CONFIG");
    app->conf = conf_load(o->config, e);
    return app->conf
        && app_common_read(app->conf, &app->common, e)
        && (!app->read || app->read(app->conf, o->check ? NULL : app->self, e));
}

/* For --check: plain lines, such as editors jump to, instead of log lines. */
static bool finish_check(struct app *app, bool ok, const struct err *e)
{
    if (ok)
        printf("%s: fine\n", conf_path(app->conf));
    else
        fprintf(stderr, "%s\n", e->msg);
    app->done = true;
    return ok;
}

/* It becomes group.instance.id, and stands in logs and metrics. */
static bool set_instance(struct app *app, const char *given, struct err *e)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    char host[65] = "";
    app->static_member = given != NULL;
    app->instance = given;
    if (given)
        return (*given && strlen(given) <= 64 && strspn(given, allowed) == strlen(given))
            || err_set(e, ERR_CONFIG, "--instance %.80s: use 1 to 64 letters, digits, dots, _ or -", given);
    gethostname(host, sizeof host - 1);
    app->instance = arena_printf(&app->conf->arena, "%s-%d", *host ? host : "localhost", (int)getpid()).p;
    return true;
}

static void make_stats(const struct app *app)
{
    char labels[192];
    snprintf(labels, sizeof labels, "daemon=\"%s\",version=\"%s\",instance=\"%s\"", app->name, PULSO_VERSION, app->instance);
    stat_set(stat_gauge("pulso_build_info", labels, "1; the labels say what runs."), 1);
    stat_set(stat_gauge("process_start_time_seconds", NULL, "Start of the process, in seconds since 1970."), clock_now_ms() / 1000);
}

void app_log(const struct app_common *common)
{
    static const char *const levels[] = { "error", "warn", "info", "debug" };
    for (int i = 0; i < 4; i++)
        if (strcmp(common->log.level, levels[i]) == 0)
            log_set_level((enum log_level)i);
    log_set_json(strcmp(common->log.format, "json") == 0);
}

static bool start(struct app *app, const struct options *o, struct err *e)
{
    if (!set_instance(app, o->instance, e))
        return false;
    app_log(&app->common);
    app_signals_init();
    make_stats(app);
    app->admin = admin_open(app->common.admin.listen, e);
    if (!app->admin)
        return false;
    log_info("event=start version=%s instance=%s file=\"%s\"", PULSO_VERSION, app->instance, conf_path(app->conf));
    return true;
}

bool app_start(struct app *app, int argc, char **argv, struct err *e)
{
    struct options o;
    log_init(app->name, LOG_LEVEL_INFO);
    if (!parse_options(app, argc, argv, &o, e))
        return false;
    if (app->done)
        return true;
    bool ok = read_conf(app, &o, e);
    return o.check ? finish_check(app, ok, e) : ok && start(app, &o, e);
}

void app_stop(struct app *app)
{
    admin_close(app->admin);
    conf_free(app->conf);
    app->admin = NULL;
    app->conf = NULL;
    app->instance = NULL;
    app->common = (struct app_common){ 0 };
}

int app_exit_code(const struct err *e)
{
    switch (e->kind) {
    case ERR_NONE: return 0;
    case ERR_RETRY: return app_stopping() ? 0 : 1;   /* asked to end while it waited for a server */
    case ERR_DROP: return 1;
    case ERR_CONFIG: return 2;
    case ERR_BUG: return 3;
    }
    return 3;
}

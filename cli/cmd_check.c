#include <sys/stat.h>

#include "app/brands.h"
#include "base/buf.h"
#include "archive/archive.h"
#include "classify/classify.h"
#include "cli/apply.h"
#include "cli/items.h"
#include "dashboard/dashboard.h"
#include "ingest/ingest.h"
#include "metrics/campaigns.h"
#include "metrics/customers.h"
#include "metrics/hashtags.h"
#include "route/route.h"

#define ERRORS_MAX 16

/* The same mistake is found by every daemon that reads the same section: it is said once. */
struct errors { char text[ERRORS_MAX][512]; size_t n; };

static void add(struct errors *all, const char *text)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->text[i], text) == 0)
            return;
    if (all->n < ERRORS_MAX)
        snprintf(all->text[all->n++], sizeof all->text[0], "%s", text);
}

/* To check the section of one more daemon, add its read. All of them run, so one visit shows what there is to mend. */
static bool (*const daemons[])(struct conf *c, void *self, struct err *e) = { classify_read, ingest_read, route_read, dashboard_read, archive_read, campaigns_check, hashtags_check, customers_check };

static void check_all(struct conf *c, struct app_common *common, struct brands *brands, struct errors *all)
{
    struct err e = { 0 };
    if (!app_common_read(c, common, &e))
        add(all, e.msg);
    err_clear(&e);
    if (!brands_read(c, brands, &e))
        add(all, e.msg);
    for (size_t i = 0; i < sizeof daemons / sizeof daemons[0]; i++) {
        err_clear(&e);
        if (!daemons[i](c, NULL, &e))
            add(all, e.msg);
    }
}

static size_t entries(struct conf *c, const char *section, const char *member)
{
    const struct conf_node *s = conf_get(conf_root(c), section);
    const struct conf_node *list = s && conf_kind(s) == CONF_KIND_MAP ? conf_get(s, member) : NULL;
    return list && conf_kind(list) != CONF_KIND_SCALAR ? conf_len(list) : 0;
}

static const char *plural(size_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

/* What is allowed and hardly meant. */
static size_t warn(const struct cli *cli, const struct brands *b, struct buf *json)
{
    struct err why;
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (!brand_is_mute(&b->v[i], &why))
            continue;
        if (!cli->json)
            fprintf(stderr, "warning: %s\n", why.msg);
        buf_addz(json, n++ ? "," : "");
        buf_json(json, slice_of(why.msg));
    }
    return n;
}

static void print_fine(const struct cli *cli, const struct brands *b, const char *path)
{
    struct buf json = { 0 };
    size_t queries = 0, sources = entries(cli->conf, "ingest", "sources"), rules = entries(cli->conf, "route", "rules");
    for (size_t i = 0; i < b->n; i++)
        queries += b->v[i].query_count;
    size_t warnings = warn(cli, b, &json);
    if (cli->json)
        printf("{\"errors\":[],\"warnings\":[%s],\"brands\":%zu,\"queries\":%zu,\"sources\":%zu,\"rules\":%zu}\n", buf_z(&json), b->n, queries, sources, rules);
    else
        printf("%s: fine%s (%zu %s, %zu %s, %zu %s, %zu %s)\n", path, warnings ? ", but for what is above" : "", b->n, plural(b->n, "brand", "brands"), queries,
               plural(queries, "query", "queries"), sources, plural(sources, "source", "sources"), rules, plural(rules, "rule", "rules"));
    buf_fini(&json);
}

static void print_errors(const struct cli *cli, const struct errors *all)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < all->n; i++) {
        if (!cli->json)
            fprintf(stderr, "%s\n", all->text[i]);
        buf_addz(&out, i ? "," : "{\"errors\":[");
        buf_json(&out, slice_of(all->text[i]));
    }
    if (cli->json)
        printf("%s]}\n", buf_z(&out));
    buf_fini(&out);
}

/* A directory is checked as `pulso apply` does, with the installation's teams where its file is there. */
static bool check_directory(struct cli *cli, const char *dir, struct err *e)
{
    struct bundle files = { 0 };
    struct items items = { 0 };
    struct err none = { 0 };
    if (!cli_config_there(cli, &none))
        cli->conf = conf_parse("no file", SLICE(""), e);
    bool ok = (cli->conf || cli_conf(cli, e)) && bundle_read_dir(&files, dir, e) && apply_check(cli, &files, e);
    struct conf *conf = ok ? bundle_conf(&files, e) : NULL;
    if (conf) {
        items_read(&items, conf, &files, NULL);
        size_t brands = items_count(&items, ITEM_BRAND), queries = items_count(&items, ITEM_QUERY), rules = items_count(&items, ITEM_RULE);
        if (cli->json)
            printf("{\"errors\":[],\"warnings\":[],\"files\":%zu,\"brands\":%zu,\"queries\":%zu,\"rules\":%zu}\n", files.n, brands, queries, rules);
        else
            printf("%s: fine (%zu %s, %zu %s, %zu %s, %zu %s)\n", dir, files.n, plural(files.n, "file", "files"), brands, plural(brands, "brand", "brands"), queries,
                   plural(queries, "query", "queries"), rules, plural(rules, "rule", "rules"));
    }
    conf_free(conf);
    items_fini(&items);
    bundle_fini(&files);
    return ok;
}

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* conf_load alone, not cli_conf: the common sections are one check among the others. */
static bool check_run(struct cli *cli, const void *own, struct err *e)
{
    const char *path = cli->arg_count ? cli->args[0] : cli_config_path(cli);
    struct errors all = { .n = 0 };
    struct brands brands = { 0 };
    (void)own;
    if (cli->arg_count > 1)
        return err_set(e, ERR_CONFIG, "one file at a time");
    if (!cli->arg_count && !cli_config_there(cli, e))
        return false;
    if (cli->arg_count && is_directory(path))
        return check_directory(cli, path, e);
    cli->conf = conf_load(path, e);
    if (cli->conf)
        check_all(cli->conf, &cli->common, &brands, &all);
    else
        add(&all, e->msg);
    if (all.n == 0)
        print_fine(cli, &brands, path);
    else
        print_errors(cli, &all);
    brands_fini(&brands);
    return all.n == 0 || err_set(e, ERR_CONFIG, "%s: %zu %s to mend", path, all.n, plural(all.n, "mistake", "mistakes"));
}

const struct cmd cmd_check = {
    .name = "check",
    .about = "check the configuration, whole, before anything runs",
    .args = "[FILE|DIR]",
    .text =
        "Reads the installation's file as every daemon reads it: common sections, brands and their queries, sources, classifier, rules. Each "
        "mistake is said as FILE:LINE:COLUMN with what to write instead. Ends with 2 when there is any. A brand that no query looks for is "
        "a warning.\n"
        "\n"
        "A directory is checked as `pulso apply` would, with the teams of the installation's file.\n"
        "\n"
        "Nothing is started and no server is asked.",
    .examples = "  pulso check\n  pulso check new.yaml && mv new.yaml pulso.yaml\n",
    .run = check_run,
};

#include <inttypes.h>

#include "cli/apply.h"

struct apply_opts { bool dry_run, yes; const char *message; };

static const struct opt opts[] = {
    { "dry-run", OPT_FLAG, offsetof(struct apply_opts, dry_run), NULL, "check and compare only; nothing is written" },
    { "yes", OPT_FLAG, offsetof(struct apply_opts, yes), NULL, "put it in force without asking" },
    { "message", OPT_TEXT, offsetof(struct apply_opts, message), "TEXT", "why, for `pulso config history`" },
    { 0 }
};

static void print_unused(const struct bundle *b)
{
    struct slice rest = buf_slice(&b->unused), name;
    while (slice_next(&rest, '\n', &name))
        if (name.n)
            fprintf(stderr, "not used: " SLICE_FMT "\n", SLICE_ARG(name));
}

/* The same files may have been asked for again because one was missing in Kafka: files are always made whole. */
static bool put_in_force(struct apply *a, const struct apply_opts *o, const struct bundle *files, struct err *e)
{
    char sum[BUNDLE_HASH];
    const struct config_version *v = config_log_in_force(a->log);
    bool go = false, whole = true;
    bundle_sum(files, sum);
    for (size_t i = 0; i < files->n; i++)
        whole = whole && config_log_holds(a->log, files->v[i].hash);
    if (v && v == config_log_latest(a->log) && strcmp(v->manifest.sum, sum) == 0 && whole) {
        if (a->cli->json)
            printf("{\"version\":%" PRId64 ",\"manifest\":\"%s\",\"partitions\":%zu}\n", v->number, v->hash, v->partitions);
        else
            printf("version %" PRId64 " is these very files: nothing to do\n", v->number);
        return true;
    }
    return apply_asked(a, o->yes, &go, e) && (!go || apply_switch(a, files, o->message, e));
}

static bool apply_run(struct cli *cli, const void *own, struct err *e)
{
    const struct apply_opts *o = own;
    struct apply a = { .cli = cli };
    struct bundle files = { 0 };
    if (cli->arg_count != 1)
        return err_set(e, ERR_CONFIG, "the directory with the configuration is wanted: pulso apply DIR");
    bool ok = cli_conf(cli, e) && bundle_read_dir(&files, cli->args[0], e) && apply_check(cli, &files, e);
    if (ok)
        print_unused(&files);
    ok = ok && apply_compare(&a, &files, o->dry_run, e);
    if (ok && !o->dry_run)
        ok = put_in_force(&a, o, &files, e);
    apply_close(&a);
    bundle_fini(&files);
    return ok;
}

const struct cmd cmd_apply = {
    .name = "apply",
    .about = "put brands, queries, lexicons and rules in force, everywhere at the same record",
    .args = "DIR",
    .text =
        "DIR holds any number of FILE.yaml, in any folders, with the sections brands, sets, queries, topics, classify and route (rules only), joined in the "
        "order of their names; and lexicon/es/FILE.tsv in place of the built-in lexicon. All of it is checked as the daemons would; each mistake is "
        "said as FILE:LINE:COLUMN, and nothing is changed. Then what differs from what is in force is shown, and asked about.\n"
        "\n"
        "It takes effect at an offset: the files and a manifest are written to the topic config, and a control record into every partition of the "
        "mentions. What stands before it is judged by the old version, what stands behind it by the new one, also when it is replayed; counters "
        "and mentions say which. Killed on the way, the same command again completes it.\n"
        "\n"
        "Until something is applied, the installation's own file says what is listened for; afterwards its brands, sets, queries, topics and rules are not used.",
    .examples =
        "  pulso apply --dry-run queries/\n      what would change\n"
        "  pulso apply --yes --message 'outage words' queries/\n      from a script\n",
    .opts = opts,
    .size = sizeof(struct apply_opts),
    .run = apply_run,
};

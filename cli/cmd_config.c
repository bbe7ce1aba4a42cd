#include <inttypes.h>

#include "base/when.h"
#include "cli/apply.h"
#include "cli/config_skip.h"
#include "cli/table.h"

struct config_opts { bool yes; const char *message, *file; };

static const struct opt opts[] = {
    { "file", OPT_TEXT, offsetof(struct config_opts, file), "NAME", "show: print this file as it was" },
    { "yes", OPT_FLAG, offsetof(struct config_opts, yes), NULL, "rollback, skip: without asking" },
    { "message", OPT_TEXT, offsetof(struct config_opts, message), "TEXT", "rollback: why, for the history" },
    { 0 }
};

struct action {
    struct cli *cli;
    const struct config_opts *o;
    struct apply a;
};

static const char *state_of(const struct config_log *log, const struct config_version *v)
{
    if (!v->sound)
        return "damaged";
    if (!v->done)
        return "incomplete";
    return v == config_log_in_force(log) ? "in force" : "";
}

/* ---- history ---- */

static void version_json(struct buf *out, const struct config_log *log, const struct config_version *v)
{
    char time[WHEN_TEXT];
    buf_printf(out, "{\"version\":%" PRId64 ",\"manifest\":\"%s\",\"state\":\"%s\",\"parent\":%" PRId64 ",\"time\":\"%.*s\",\"message\":", v->number, v->hash,
               v->sound && v->done && v != config_log_in_force(log) ? "replaced" : state_of(log, v), v->manifest.parent,
               (int)when_print(v->manifest.time_ms, time), time);
    buf_json(out, slice_of(v->manifest.message ? v->manifest.message : ""));
    buf_addz(out, ",\"files\":[");
    for (size_t i = 0; i < v->manifest.n; i++) {
        const struct manifest_file *f = &v->manifest.files[i];
        buf_addz(out, i ? ",{\"name\":" : "{\"name\":");
        buf_json(out, slice_of(f->name));
        buf_printf(out, ",\"hash\":\"%s\",\"size\":%" PRId64 "}", f->hash, f->size);
    }
    buf_addz(out, "],\"switches\":[");
    for (size_t p = 0; p < v->partitions; p++)
        buf_printf(out, "%s%" PRId64, p ? "," : "", v->switches[p]);
    buf_addz(out, "]}");
}

static void add_row(struct table *t, const struct config_log *log, const struct config_version *v)
{
    char time[WHEN_TEXT];
    const char *state = state_of(log, v);
    table_printf(t, STYLE_PLAIN, "%" PRId64, v->number);
    table_printf(t, STYLE_PLAIN, "%.*s", v->sound ? (int)when_print(v->manifest.time_ms, time) : 0, time);
    table_printf(t, STYLE_PLAIN, "%.16s", v->hash);
    table_number(t, (int64_t)v->manifest.n);
    table_add(t, !*state ? STYLE_DIM : strcmp(state, "in force") == 0 ? STYLE_GREEN : STYLE_RED, slice_of(state));
    table_add(t, STYLE_PLAIN, slice_of(v->sound ? v->manifest.message : v->why));
}

static bool history(struct action *x, struct err *e)
{
    const struct config_log *log = x->a.log;
    struct table t = { 0 };
    struct buf json = { 0 };
    (void)e;
    table_column(&t, "version", ALIGN_RIGHT);
    table_column(&t, "applied", ALIGN_LEFT);
    table_column(&t, "config", ALIGN_LEFT);
    table_column(&t, "files", ALIGN_RIGHT);
    table_column(&t, "", ALIGN_LEFT);
    table_column(&t, "message", ALIGN_FLEX);
    for (size_t i = config_log_count(log); i-- > 0;) {
        const struct config_version *v = config_log_at(log, i);
        x->cli->found = x->cli->found || (v == config_log_latest(log) && !v->done);
        add_row(&t, log, v);
        buf_addz(&json, i + 1 < config_log_count(log) ? "," : "");
        version_json(&json, log, v);
    }
    table_or_json(&t, &json, x->cli->json, x->cli->color, "nothing was applied yet: the installation's own file is in force");
    if (x->cli->found && !x->cli->json)
        fprintf(stderr, "the last version is not in force everywhere: run the same `pulso apply` (or rollback) again\n");
    buf_fini(&json);
    table_fini(&t);
    return true;
}

/* ---- show ---- */

static const struct config_version *wanted(const struct action *x, struct err *e)
{
    const struct config_version *v = config_log_in_force(x->a.log);
    int64_t number = 0;
    if (x->cli->arg_count < 2 && v)
        return v;
    if (x->cli->arg_count < 2)
        err_set(e, ERR_CONFIG, "nothing was applied yet: the installation's own file is in force");
    else if (!slice_int(slice_of(x->cli->args[1]), &number) || !(v = config_log_find(x->a.log, number)))
        err_set(e, ERR_CONFIG, "there is no version %.40s; `pulso config history` lists them", x->cli->args[1]);
    else
        return v;
    return NULL;
}

static bool show_file(const struct bundle *files, const char *name, struct err *e)
{
    const struct bundle_file *f = bundle_find(files, name);
    if (!f)
        return err_set(e, ERR_CONFIG, "%s has no file %.200s; `pulso config show` lists them", files->from, name);
    fwrite(f->bytes.p, 1, f->bytes.n, stdout);
    return true;
}

static void show_list(const struct action *x, const struct config_version *v)
{
    char time[WHEN_TEXT];
    struct table t = { 0 };
    const char *state = state_of(x->a.log, v);
    printf("version %" PRId64 "%s%s, config %.16s, applied %.*s, after version %" PRId64 "\n", v->number, *state ? ", " : "", state, v->hash,
           (int)when_print(v->manifest.time_ms, time), time, v->manifest.parent);
    if (*v->manifest.message)
        printf("%s\n", v->manifest.message);
    for (size_t p = 0; p < v->partitions; p++)
        printf("%s%" PRId64 "%s", p ? " " : "from the record behind offset ", v->switches[p], p + 1 < v->partitions ? "" : " of each partition on\n");
    table_column(&t, "file", ALIGN_LEFT);
    table_column(&t, "bytes", ALIGN_RIGHT);
    table_column(&t, "hash", ALIGN_LEFT);
    for (size_t i = 0; i < v->manifest.n; i++) {
        table_add(&t, STYLE_PLAIN, slice_of(v->manifest.files[i].name));
        table_number(&t, v->manifest.files[i].size);
        table_printf(&t, STYLE_DIM, "%.16s", v->manifest.files[i].hash);
    }
    table_print(&t, stdout, x->cli->color, screen_columns());
    table_fini(&t);
}

static bool show(struct action *x, struct err *e)
{
    const struct config_version *v = wanted(x, e);
    struct bundle files = { 0 };
    struct buf json = { 0 };
    if (!v)
        return false;
    bool ok = true;
    if (x->o->file) {
        ok = config_log_files(x->a.log, v, &files, e) && show_file(&files, x->o->file, e);
    } else if (x->cli->json) {
        version_json(&json, x->a.log, v);
        printf("%s\n", buf_z(&json));
    } else {
        ok = v->sound || err_set(e, ERR_CONFIG, "version %" PRId64 ": %s", v->number, v->why);
        if (ok)
            show_list(x, v);
    }
    buf_fini(&json);
    bundle_fini(&files);
    return ok;
}

/* ---- rollback ---- */

static bool rollback(struct action *x, struct err *e)
{
    struct bundle files = { 0 };
    char why[80];
    bool go = false;
    if (x->cli->arg_count < 2)
        return err_set(e, ERR_CONFIG, "the version to go back to is wanted: pulso config rollback VERSION");
    const struct config_version *v = wanted(x, e);
    if (!v)
        return false;
    snprintf(why, sizeof why, "back to version %" PRId64, v->number);
    struct config_log *log = x->a.log;
    bool ok = config_log_files(log, v, &files, e) && apply_check(x->cli, &files, e);
    x->a.log = NULL;             /* apply_compare reads it again: what matters is what is in force now */
    ok = ok && apply_compare(&x->a, &files, false, e) && apply_asked(&x->a, x->o->yes, &go, e)
      && (!go || apply_switch(&x->a, &files, x->o->message ? x->o->message : why, e));
    config_log_close(log);
    bundle_fini(&files);
    return ok;
}

static bool config_run(struct cli *cli, const void *own, struct err *e)
{
    struct action x = { .cli = cli, .o = own, .a = { .cli = cli } };
    const char *what = cli_action(cli, e);
    if (!what)
        return false;
    bool ok = cli_conf(cli, e) && (x.a.log = config_log_open(&cli->common, "pulso-config", e)) != NULL && config_log_catch_up(x.a.log, e);
    if (ok)
        ok = strcmp(what, "history") == 0 ? history(&x, e) : strcmp(what, "show") == 0 ? show(&x, e)
           : strcmp(what, "skip") == 0 ? config_skip(cli, x.a.log, x.o->yes, e) : rollback(&x, e);
    apply_close(&x.a);
    return ok;
}

const struct cmd cmd_config = {
    .name = "config",
    .about = "the versions of the configuration: which there were, what was in them, and back to one",
    .args = "[VERSION]",
    .actions = "history|show|rollback|skip",
    .text =
        "history lists what was ever put in force by `pulso apply`, the latest first. It ends with 1 when the last one was begun and is not in "
        "every partition: the same `pulso apply` again completes it.\n"
        "\n"
        "show lists the files of a version (of the one in force where none is named) and from which offsets on it is in force; --file prints one of them.\n"
        "\n"
        "rollback puts the files of an older version in force again, as a new version.\n"
        "\n"
        "skip is for a version that is in force and can never be loaded again (its files are lost; or route cannot load it, since its rules name a team that is no longer there): its partitions stand still, also before "
        "the control records of later versions. First put a good one in force, by apply or rollback; skip then judges what waits by that one. "
        "What can be loaded is not skipped.",
    .examples =
        "  pulso config history\n"
        "  pulso config show 12 --file brands/ar-telecoms.yaml\n      the file as it was\n"
        "  pulso config rollback 12\n      what was in force before\n"
        "  pulso config skip 14\n      its file is lost, version 15 was applied since: go on with 15\n",
    .opts = opts,
    .size = sizeof(struct config_opts),
    .run = config_run,
};

#include "cli/apply.h"

#include <inttypes.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "classify/classifier.h"
#include "cli/kafka.h"
#include "io/config_log_own.h"
#include "model/topics.h"
#include "route/route.h"

enum { ACK_MS = 30000 };

/* ---- is it right? ---- */

static void say(struct cli *cli, const struct err *why, struct buf *json, size_t *n)
{
    if (!cli->json)
        fprintf(stderr, "%s\n", why->msg);
    buf_addz(json, *n ? "," : "{\"errors\":[");
    buf_json(json, slice_of(why->msg));
    ++*n;
}

bool apply_check(struct cli *cli, const struct bundle *files, struct err *e)
{
    struct err why[2] = { { 0 }, { 0 } };
    struct buf json = { 0 };
    size_t n = 0;
    struct route_options o = { 0 };
    if (!manifest_check(files, NULL, e))
        return false;
    struct classifier *cl = classifier_open_bundle(files, "", NULL, &why[0]);
    bool ruled = conf_section(cli->conf, "route", route_keys, &o, &why[1]) && rulebooks_check(files, &o.teams, &why[1]);
    if (!cl)
        say(cli, &why[0], &json, &n);
    if (!ruled && (cl || strcmp(why[0].msg, why[1].msg) != 0))   /* both read the brands: a mistake there is said once */
        say(cli, &why[1], &json, &n);
    if (n && cli->json)
        printf("%s]}\n", buf_z(&json));
    buf_fini(&json);
    classifier_close(cl);
    return n == 0 || err_set(e, ERR_CONFIG, "%s: %zu %s to mend; nothing was changed", files->from, n, n == 1 ? "mistake" : "mistakes");
}

/* ---- putting it in force ---- */

struct writer {
    struct apply *a;
    struct bus_out *out;
    const char *config, *mentions;
    int partitions;
    int64_t *switches;
    struct buf text;
};

static bool acknowledged(struct writer *w, const char *what, struct err *e)
{
    if (bus_out_delivered(w->out, ACK_MS, e))
        return true;
    char why[300];
    snprintf(why, sizeof why, "%.290s", e->msg);
    return err_set(e, ERR_RETRY, "Kafka has not acknowledged %s within %d s (%s). Run the same command again: it completes what is missing, and nothing is done twice",
                   what, ACK_MS / 1000, why);
}

static bool put(struct writer *w, struct slice key, struct slice value, int64_t *offset, struct err *e)
{
    struct bus_send s = { .topic = w->config, .partition = 0, .key = key, .value = value, .offset = offset };
    return bus_out_send(w->out, &s, e);
}

static bool put_files(struct writer *w, const struct bundle *files, struct err *e)
{
    for (size_t i = 0; i < files->n; i++)
        if (!config_log_holds(w->a->log, files->v[i].hash) && !put(w, slice_of(files->v[i].hash), files->v[i].bytes, NULL, e))
            return err_at(e, "%s", files->v[i].place);
    return acknowledged(w, "the files", e);
}

static uint64_t random_number(void)
{
    uint64_t n = 0;
    return getrandom(&n, sizeof n, 0) == (ssize_t)sizeof n ? n : (uint64_t)clock_mono_us();
}

/* Its offset is the version. */
static bool put_manifest(struct writer *w, const struct bundle *files, const char *message, struct config_switch *to, struct err *e)
{
    char key[BUNDLE_HASH + 16];
    const struct config_version *parent = config_log_latest(w->a->log);
    buf_reset(&w->text);
    manifest_print(files, parent ? parent->number : 0, clock_now_ms(), message, random_number(), &w->text);
    bundle_hash(buf_slice(&w->text), to->manifest);
    snprintf(key, sizeof key, "manifest:%s", to->manifest);
    to->version = -1;
    if (!put(w, slice_of(key), buf_slice(&w->text), &to->version, e) || !acknowledged(w, "the manifest", e))
        return false;
    return to->version > 0 || err_set(e, ERR_BUG, "Kafka did not say where the manifest is");
}

/* One after the other, so that whoever looks on sees how far it is. */
static bool put_switches(struct writer *w, const struct config_switch *to, struct err *e)
{
    struct bus_header h = { HEADER_CONTROL, SLICE("1") };
    char what[80];
    buf_reset(&w->text);
    config_switch_print(to, &w->text);
    for (int p = 0; p < w->partitions; p++) {
        struct bus_send s = { .topic = w->mentions, .partition = p, .value = buf_slice(&w->text), .headers = &h, .header_count = 1, .offset = &w->switches[p] };
        snprintf(what, sizeof what, "the control record of partition %d", p);
        if (!bus_out_send(w->out, &s, e) || !acknowledged(w, what, e))
            return false;
        fprintf(stderr, "partition %d of %d: version %" PRId64 " from offset %" PRId64 " on\n", p, w->partitions, to->version, w->switches[p] + 1);
    }
    return true;
}

static bool put_done(struct writer *w, const struct config_switch *to, struct err *e)
{
    char key[BUNDLE_HASH + 16];
    buf_reset(&w->text);
    config_done_print(w->switches, (size_t)w->partitions, &w->text);
    snprintf(key, sizeof key, "done:%s", to->manifest);
    return put(w, slice_of(key), buf_slice(&w->text), NULL, e) && acknowledged(w, "the note that all partitions have it", e);
}

static bool write_all(struct writer *w, const struct bundle *files, const char *message, struct config_switch *to, struct err *e)
{
    const struct config_version *r = w->a->resume;
    if (!put_files(w, files, e))
        return false;
    if (r) {
        to->version = r->number;
        memcpy(to->manifest, r->hash, BUNDLE_HASH);
    } else if (!put_manifest(w, files, message, to, e)) {
        return false;
    }
    return put_switches(w, to, e) && put_done(w, to, e);
}

static bool open_writer(struct writer *w, struct err *e)
{
    struct cli *cli = w->a->cli;
    rd_kafka_t *rk = kafka_open(cli, RD_KAFKA_PRODUCER, e);
    bool ok = rk && kafka_partitions(rk, w->mentions, &w->partitions, e);
    if (rk)
        rd_kafka_destroy(rk);
    if (!ok)
        return false;
    w->switches = calloc((size_t)w->partitions, sizeof *w->switches);
    if (!w->switches)
        abort();
    w->out = bus_out_open(&cli->common, "pulso-apply", NULL, e);
    return w->out != NULL;
}

/* Somebody else's, begun meanwhile, has a higher number: wherever both are written, that one is in force. */
static bool still_ours(struct writer *w, const struct config_switch *to, struct err *e)
{
    struct config_log *log = w->a->log;
    if (!config_log_catch_up(log, e))
        return err_at(e, "version %" PRId64 " was written everywhere; whether another was applied at the same time could not be seen", to->version);
    const struct config_version *last = config_log_latest(log);
    if (!last || last->number <= to->version)
        return true;
    char message[120];
    snprintf(message, sizeof message, "%.110s", last->sound ? last->manifest.message : "");
    return err_set(e, ERR_RETRY, "version %" PRId64 " is not what is in force: version %" PRId64 " was applied at the same time and replaces it%s%s%s; "
                   "`pulso config show` shows it, and the same command again puts yours in its place", to->version, last->number,
                   *message ? " (\"" : "", message, *message ? "\")" : "");
}

bool apply_switch(struct apply *a, const struct bundle *files, const char *message, struct err *e)
{
    struct writer w = { .a = a, .config = bus_topic(&a->cli->common, TOPIC_CONFIG), .mentions = bus_topic(&a->cli->common, TOPIC_MENTIONS) };
    struct config_switch to = { 0 };
    bool ok = manifest_check(files, message, e) && open_writer(&w, e) && write_all(&w, files, message ? message : "", &to, e) && still_ours(&w, &to, e);
    if (ok && a->cli->json)
        printf("{\"version\":%" PRId64 ",\"manifest\":\"%s\",\"partitions\":%d}\n", to.version, to.manifest, w.partitions);
    else if (ok)
        printf("version %" PRId64 " is in force in all %d partitions; classify switches as it comes to their control records\n", to.version, w.partitions);
    bus_out_close(w.out);
    free(w.switches);
    buf_fini(&w.text);
    return ok;
}

void apply_close(struct apply *a)
{
    config_log_close(a->log);
}

bool apply_asked(const struct apply *a, bool yes, bool *go, struct err *e)
{
    char question[120];
    snprintf(question, sizeof question, a->resume ? "Complete version %" PRId64 "?" : "Put this in force?", a->resume ? a->resume->number : 0);
    *go = yes || cli_confirmed(question);
    return *go || isatty(STDIN_FILENO) || err_set(e, ERR_CONFIG, "nothing was changed: there is no terminal to ask on; say --yes");
}

#include <inttypes.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/kafka.h"
#include "cli/table.h"
#include "io/config_log.h"
#include "metrics/state.h"
#include "model/topics.h"

struct gap_opts { const char *topic; bool yes; };

static const struct opt opts[] = {
    { "topic", OPT_CHOICE, offsetof(struct gap_opts, topic), "mentions|classified",
      "whose reader: of mentions (classify, the default) or of classified (route)" },
    { "yes", OPT_FLAG, offsetof(struct gap_opts, yes), NULL, "accept without asking" },
    { 0 }
};

struct gaps {
    struct cli *cli;
    enum state_side side;
    const char *topic;
    struct arena a;
    struct states states;
    rd_kafka_t *rk;
};

/* What was lost: from the stored offset to the first one that Kafka still holds. Where nothing is stored yet, the
 * log that does not begin at 0 has lost all before its beginning. */
static int64_t lost_of(const struct part_state *p, int64_t low)
{
    return low > p->v[S_OFF] ? low - p->v[S_OFF] : 0;
}

static bool list(struct gaps *g, struct err *e)
{
    struct table t = { 0 };
    struct buf json = { 0 };
    bool ok = true;
    int64_t low, high;
    table_column(&t, "partition", ALIGN_RIGHT);
    table_column(&t, "stored", ALIGN_RIGHT);
    table_column(&t, "Kafka holds from", ALIGN_RIGHT);
    table_column(&t, "lost", ALIGN_RIGHT);
    table_column(&t, "accepted before", ALIGN_RIGHT);
    for (size_t p = 0; ok && p < g->states.n; p++) {
        const struct part_state *s = &g->states.v[p];
        ok = kafka_range(g->rk, g->topic, (int)p, &low, &high, e);
        int64_t lost = ok ? lost_of(s, low) : 0;
        g->cli->found = g->cli->found || lost > 0;
        table_printf(&t, STYLE_PLAIN, "%zu", p);
        table_printf(&t, STYLE_PLAIN, s->exists ? "%" PRId64 : "none", s->v[S_OFF]);
        table_printf(&t, STYLE_PLAIN, "%" PRId64, low);
        table_printf(&t, lost ? STYLE_RED : STYLE_DIM, "%" PRId64, lost);
        table_printf(&t, STYLE_DIM, "%" PRId64, s->v[S_GAP]);
        buf_printf(&json, "%s{\"partition\":%zu,\"stored\":%" PRId64 ",\"low\":%" PRId64 ",\"lost\":%" PRId64 ",\"accepted\":%" PRId64 "}",
                   p ? "," : "[", p, s->exists ? s->v[S_OFF] : -1, low, lost, s->v[S_GAP]);
    }
    if (ok && g->cli->json)
        printf("%s]\n", buf_z(&json));
    else if (ok)
        table_print(&t, stdout, g->cli->color, screen_columns());
    if (ok && !g->cli->json && g->cli->found)
        printf("\nWhat is lost cannot come back from Kafka. To go on without it: pulso gap accept PARTITION%s\n",
               g->side == STATE_CLASSIFIED ? " --topic classified" : "");
    table_fini(&t);
    buf_fini(&json);
    return ok;
}

/* Control records among what was lost put versions in force all the same: their offsets are noted in pulso.config. {0}: none did. */
static bool switched_to(struct gaps *g, int partition, int64_t low, struct config_switch *to, struct err *e)
{
    if (g->side != STATE_MENTIONS)
        return true;
    struct config_log *log = config_log_open(&g->cli->common, "pulso-gap", e);
    bool ok = log && config_log_catch_up(log, e);
    const struct config_version *v = ok ? config_log_in_force_at(log, partition, low) : NULL;
    if (v) {
        to->version = v->number;
        memcpy(to->manifest, v->hash, BUNDLE_HASH);
    }
    if (!ok && log && e->kind == ERR_CONFIG) {       /* an installation from before there were versions has no such topic */
        err_clear(e);
        ok = true;
    }
    config_log_close(log);
    return ok;
}

static bool run_script(struct gaps *g, const struct part_state *s, int64_t low, struct err *e)
{
    struct config_switch to = { 0 };
    if (!switched_to(g, s->partition, low, &to, e))
        return false;
    struct store *st = cli_store(g->cli);
    store_begin(st, STORE_GAP, state_tag(&g->a, cli_ledger(g->cli), g->side, s->partition));
    if (s->exists)
        store_arg_int(st, s->v[S_OFF]);
    else
        store_arg(st, SLICE(""));
    store_arg_int(st, low);
    store_arg_int(st, to.version);
    store_arg_int(st, to.version ? manifest_mark(to.manifest) : 0);
    redisReply *r = store_ask(st, e);
    if (!r)
        return false;
    bool ok = r->type == REDIS_REPLY_ARRAY && r->elements > 0 && slice_is(reply_slice(r->element[0]), "ok");
    if (ok)
        printf("partition %d goes on at offset %" PRId64 "; %" PRId64 " offsets are counted as lost for good\n", s->partition, low,
               r->elements > 1 ? reply_int(r->element[1]) : 0);
    else
        err_set(e, ERR_RETRY, "partition %d has moved on meanwhile: look again with `pulso gap list`", s->partition);
    freeReplyObject(r);
    return ok;
}

static bool accept_gap(struct gaps *g, bool yes, struct err *e)
{
    int64_t p, low, high;
    char question[200];
    if (g->cli->arg_count != 2 || !slice_int(slice_of(g->cli->args[1]), &p) || p < 0)
        return err_set(e, ERR_CONFIG, "which partition? pulso gap accept PARTITION; `pulso gap list` shows them");
    if ((size_t)p >= g->states.n)
        return err_set(e, ERR_CONFIG, "%s has %zu partitions, so the last one is %zu", g->topic, g->states.n, g->states.n - 1);
    const struct part_state *s = &g->states.v[p];
    if (!kafka_range(g->rk, g->topic, (int)p, &low, &high, e))
        return false;
    if (lost_of(s, low) == 0)
        return err_set(e, ERR_CONFIG, "partition %" PRId64 " has no gap: %s holds everything from %" PRId64 " on", p, g->topic, low);
    snprintf(question, sizeof question, "%" PRId64 " records of %s [%" PRId64 "] are lost and will never be counted. Go on without them?",
             lost_of(s, low), g->topic, p);
    if (!yes && !isatty(STDIN_FILENO))
        return err_set(e, ERR_CONFIG, "nothing was changed: %" PRId64 " records of partition %" PRId64 " would be given up; say --yes to do so",
                       lost_of(s, low), p);
    if (!yes && !cli_confirmed(question))
        return err_set(e, ERR_RETRY, "nothing was changed");
    return run_script(g, s, low, e);
}

/* The stored partition counts; before the first start those of Kafka. */
static bool open_all(struct gaps *g, const char *topic, struct err *e)
{
    int count;
    if (!cli_conf(g->cli, e) || !states_read(cli_ledger(g->cli), &g->a, g->side, &g->states, e))
        return false;
    g->topic = bus_topic(&g->cli->common, topic);
    g->rk = kafka_open(g->cli, RD_KAFKA_PRODUCER, e);
    if (!g->rk || !kafka_partitions(g->rk, g->topic, &count, e))
        return false;
    if (g->states.n == 0)
        return err_set(e, ERR_CONFIG, "no daemon has read %s yet, so there is no gap to speak of", g->topic);
    return true;
}

static bool gap_run(struct cli *cli, const void *own, struct err *e)
{
    const struct gap_opts *o = own;
    bool classified = o->topic && strcmp(o->topic, "classified") == 0;
    struct gaps g = { .cli = cli, .side = classified ? STATE_CLASSIFIED : STATE_MENTIONS };
    const char *action = cli_action(cli, e);
    bool ok = action && open_all(&g, classified ? TOPIC_CLASSIFIED : TOPIC_MENTIONS, e)
           && (strcmp(action, "list") == 0 ? list(&g, e) : accept_gap(&g, o->yes, e));
    if (g.rk)
        rd_kafka_destroy(g.rk);
    arena_fini(&g.a);
    return ok;
}

const struct cmd cmd_gap = {
    .name = "gap",
    .about = "records that Kafka forgot before they were counted: list them, go on without them",
    .actions = "list|accept",
    .args = "[PARTITION]",
    .text =
        "Kafka keeps records for its retention time. When a daemon was away longer, the records between its stored offset and the first one "
        "that Kafka still holds are lost. The daemon then refuses to go on with that partition until a person accepts the "
        "gap; the lost offsets are counted and shown wherever figures are. Where a switch of the configuration was among them, "
        "its version is in force from there on.\n"
        "\n"
        "list ends with 1 when there is a gap.",
    .examples = "  pulso gap list\n  pulso gap accept 3\n",
    .opts = opts,
    .size = sizeof(struct gap_opts),
    .run = gap_run,
};

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/dlq.h"
#include "model/mention.h"
#include "model/topics.h"

#define ROUND 1000                       /* records and bytes on their way before their reports are waited for */
#define ROUND_BYTES (16u * 1024 * 1024)

struct replay {
    struct cli *cli;
    const struct dlq_opts *o;
    struct bus_out *out;
    struct mention_parser *parser;
    struct arena arena;                  /* what is on its way */
    const char *topic;
    int64_t sent, refused;
    struct err e;
};

/* Everything handed to Kafka is acknowledged before its memory is used again. */
static bool settle(struct replay *r)
{
    while (!bus_out_delivered(r->out, 1000, &r->e)) {
        if (r->e.kind != ERR_RETRY)
            return false;
        err_clear(&r->e);
    }
    arena_reset(&r->arena);
    return true;
}

static bool still_good(struct replay *r, const struct dead *d, struct mention *m, struct err *why)
{
    if (d->length > (int64_t)d->value.n)
        return err_set(why, ERR_DROP, "only the first %zu of its %" PRId64 " bytes were kept: feed it again from its source", d->value.n,
                       d->length);
    if (!mention_parse(r->parser, &r->arena, d->value, m, why))
        return false;
    return m->extra.n == 0 || err_set(why, ERR_DROP, "it has a member `pulso`, which only classify may add");
}

static bool replay_one(void *self, const rd_kafka_message_t *record)
{
    struct replay *r = self;
    struct dead d;
    struct mention m;
    struct err why = { 0 };
    if ((bus_out_waiting(r->out) >= ROUND || r->arena.used_bytes >= ROUND_BYTES) && !settle(r))
        return false;
    dead_of(record, &d);
    if (!dead_matches(&(struct dead_filter){ r->o->reason, r->o->stage }, &d))
        return true;
    if (!still_good(r, &d, &m, &why)) {
        fprintf(stderr, "%d:%" PRId64 ": %s\n", d.partition, d.offset, why.msg);
        r->refused++;
        return true;
    }
    struct bus_send s = { .topic = r->topic, .partition = RD_KAFKA_PARTITION_UA, .key = mention_key(&r->arena, &m),
                          .value = arena_dup(&r->arena, d.value) };
    if (!bus_out_send(r->out, &s, &r->e))
        return false;
    r->sent++;
    if (r->sent % ROUND == 0 && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%" PRId64 " sent", r->sent);
    return true;
}

/* The spans of --all, or the one record that was named. */
static bool choose(struct replay *r, struct dead_range *range, const char *topic, struct err *e)
{
    int partition;
    int64_t offset;
    bool one = r->cli->arg_count == 2;
    if (one == r->o->all || r->cli->arg_count > 2)
        return err_set(e, ERR_CONFIG, "which ones? pulso dlq replay PARTITION:OFFSET, or --all (with --reason TEXT or --stage NAME)");
    if (one && !dead_place(r->cli->args[1], &partition, &offset, e))
        return false;
    if (!dead_range(r->cli, topic, 0, range, e))
        return false;
    if (one && (partition >= range->partitions || offset < range->spans[partition].from || offset >= range->spans[partition].to))
        return err_set(e, ERR_CONFIG, "%s is not among the dead letters (any more)", r->cli->args[1]);
    for (int p = 0; one && p < range->partitions; p++)
        range->spans[p] = p == partition ? (struct kafka_span){ offset, offset + 1 } : (struct kafka_span){ 0, 0 };
    return true;
}

static bool run(struct replay *r, const struct dead_range *range, const char *dlq, struct err *e)
{
    r->topic = bus_topic(&r->cli->common, TOPIC_MENTIONS);
    r->parser = mention_parser_new();
    r->out = bus_out_open(&r->cli->common, "pulso-dlq-replay", NULL, e);
    bool ok = r->out && kafka_read(r->cli, dlq, range->spans, range->partitions, replay_one, r, e);
    if (ok && !r->e.kind)
        settle(r);
    if (ok && r->e.kind) {
        *e = r->e;
        ok = err_at(e, "after %" PRId64 " records", r->sent);
    }
    return ok;
}

bool dlq_replay(struct cli *cli, const struct dlq_opts *o, struct err *e)
{
    struct replay r = { .cli = cli, .o = o };
    struct dead_range range = { 0 };
    const char *dlq = bus_topic(&cli->common, TOPIC_DLQ);
    bool ok = choose(&r, &range, dlq, e) && run(&r, &range, dlq, e);
    if (ok) {
        if (isatty(STDERR_FILENO) && r.sent >= ROUND)
            fputc('\r', stderr);
        printf(cli->json ? "{\"replayed\":%" PRId64 ",\"refused\":%" PRId64 "}\n" : "%" PRId64 " replayed, %" PRId64 " still unreadable\n",
               r.sent, r.refused);
    }
    cli->found = r.refused > 0;
    bus_out_close(r.out);
    mention_parser_free(r.parser);
    arena_fini(&r.arena);
    free(range.spans);
    return ok;
}

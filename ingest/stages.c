/* The stages of a batch, from the sources to their acknowledgement. */
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "ingest/ingest.h"
#include "io/letter.h"

enum { DELIVERY_MS = 1000 };

bool ingest_over(const struct source *s)
{
    return s->failed || (s->ops->done && s->ops->done(s));
}

/* What needs a person ends that source, and the others go on. */
static bool poll_source(struct ingest *in, struct source *s, struct err *e)
{
    if (ingest_over(s) || batch_full(&in->batch) || s->ops->poll(s, &in->batch, e))
        return true;
    err_at(e, "source %s", s->name);
    if (e->kind == ERR_CONFIG || e->kind == ERR_DROP) {
        s->failed = true;
        log_error("event=source_failed source=%s cause=\"%s\"", s->name, e->msg);
    } else if (e->kind == ERR_RETRY) {
        in->trouble = *e;
        in->late = true;
    } else {
        return false;
    }
    err_clear(e);
    return true;
}

static bool make_normal(struct ingest *in, struct err *e)
{
    for (size_t i = 0; i < in->batch.n; i++) {
        struct item *it = &in->batch.v[i];
        if (it->reason)
            continue;
        if (normal_read(in->normal, &in->batch.arena, it->json, in->begun_ms, &it->m, e)) {
            it->left = in->history.on && it->m.created_ms != MENTION_NONE && it->m.created_ms >= in->history.before_ms;
            it->reason = it->left ? "not history yet" : NULL;
            continue;
        }
        if (e->kind != ERR_DROP)
            return false;
        it->reason = arena_strz(&in->batch.arena, slice_of(e->msg));
        err_clear(e);
    }
    return true;
}

static bool collect(struct ingest *in, struct err *e)
{
    batch_reset(&in->batch);
    in->late = false;
    in->sent = 0;
    in->begun_ms = clock_now_ms();
    in->begun_us = clock_mono_us();
    for (size_t i = 0; i < in->count; i++)
        if (!poll_source(in, in->source[(in->first + i) % in->count], e))
            return false;
    in->first += in->count > 0;
    if (!make_normal(in, e))
        return false;
    in->stage = INGEST_SETTLE;
    return true;
}

static bool settle(struct ingest *in, struct err *e)
{
    if (in->batch.n && !conversations_settle(in->conversations, in->store, &in->batch, e))
        return false;
    in->stage = INGEST_SEND;
    return true;
}

static bool send_letter(struct ingest *in, const struct item *it, struct err *e)
{
    const struct letter l = { .value = it->original, .true_length = it->length, .sha256 = it->sha256, .stage = "ingest",
                              .reason = it->reason, .origin = it->from->label, .time_ms = in->begun_ms };
    return letter_send(in->out, in->dlq, &in->batch.arena, &l, e);
}

static bool send_mention(struct ingest *in, struct item *it, struct err *e)
{
    struct slice value;
    if (!normal_write(in->normal, &in->batch.arena, &it->m, it->conversation, it->source, in->begun_ms, &value, e)) {
        if (e->kind != ERR_DROP)
            return false;
        it->reason = arena_strz(&in->batch.arena, slice_of(e->msg));
        err_clear(e);
        return send_letter(in, it, e);
    }
    const struct bus_send s = { .topic = in->topic, .partition = RD_KAFKA_PARTITION_UA, .key = mention_key(&in->batch.arena, &it->m), .value = value };
    return bus_out_send(in->out, &s, e);
}

bool ingest_send(struct ingest *in, struct err *e)
{
    for (; in->sent < in->batch.n; in->sent++) {
        struct item *it = &in->batch.v[in->sent];
        if (it->left)
            continue;
        if (!(it->reason ? send_letter(in, it, e) : send_mention(in, it, e)))
            return false;
    }
    in->stage = INGEST_DELIVER;
    return true;
}

void ingest_count(struct ingest *in)
{
    for (size_t i = 0; i < in->batch.n; i++) {
        const struct item *it = &in->batch.v[i];
        *(it->left ? &in->history.young : it->reason ? &in->history.letters : &in->history.mentions) += 1;
        if (it->left)
            continue;
        stat_add(it->reason ? it->from->stats.dlq : it->from->stats.mentions, 1);
        stat_add(it->from->stats.bytes, (int64_t)(it->length ? it->length : it->original.n));
    }
    stat_add(in->batches, 1);
    stat_observe_us(in->delivery, clock_mono_us() - in->begun_us);
}

static bool deliver(struct ingest *in, struct err *e)
{
    if (in->batch.n && !bus_out_delivered(in->out, DELIVERY_MS, e))
        return false;
    if (in->batch.n)
        ingest_count(in);
    in->stage = INGEST_ACK;
    return true;
}

bool ingest_acknowledge(struct ingest *in, struct err *e)
{
    for (size_t i = 0; i < in->count; i++) {
        struct source *s = in->source[i];
        if (s->ops->ack && !s->ops->ack(s, e))   /* of one that failed as well: what it gave before is safe */
            return err_at(e, "source %s", s->name);
    }
    in->stage = INGEST_COLLECT;
    return true;
}

/* Each stage is left only when it is complete, so a turn after a failure goes on with the same batch. */
bool ingest_advance(struct ingest *in, struct err *e)
{
    return (in->stage != INGEST_COLLECT || collect(in, e))
        && (in->stage != INGEST_SETTLE || settle(in, e))
        && (in->stage != INGEST_SEND || ingest_send(in, e))
        && (in->stage != INGEST_DELIVER || deliver(in, e))
        && ingest_acknowledge(in, e);
}

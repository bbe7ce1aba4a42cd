#include "io/config_log.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "io/config_log_own.h"
#include "model/topics.h"

enum { LOOK_MS = 3000, CATCH_UP_MS = 30000, PATIENCE_MS = 8000, AGAIN_MS = 100, SEEK_MS = 10000, NEAR_BY = 8, ASK_MS = 1000 };

/* ---- the reader ---- */

static const char *const settings[][2] = {
    { "group.id", "pulso-config" }, { "enable.partition.eof", "true" }, { "auto.offset.reset", "earliest" }, { "fetch.wait.max.ms", "50" },
    { "allow.auto.create.topics", "false" }, { "fetch.message.max.bytes", "2097152" },
};

struct config_log *config_log_open(const struct app_common *c, const char *client_id, struct err *e)
{
    rd_kafka_t *rk = bus_consumer(c, client_id, settings, sizeof settings / sizeof settings[0], e);
    if (!rk)
        return NULL;
    rd_kafka_poll_set_consumer(rk);
    struct config_log *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    l->rk = rk;
    l->topic = bus_topic(c, TOPIC_CONFIG);
    return l;
}

void config_log_close(struct config_log *l)
{
    if (!l)
        return;
    bus_destroy(l->rk);                  /* it is in no group: there is nothing to leave, and a broker that stands still is not waited for */
    config_index_fini(&l->index);
    free(l);
}

/* Assigned once, from then on a seek: an assignment soon after another may ask the partition to stop twice, and librdkafka
 * 2.0.2 aborts on the second answer (`rktp->rktp_started' failed; its issue 5573). */
static bool go_to(struct config_log *l, int64_t offset, struct err *e)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_t *p = rd_kafka_topic_partition_list_add(list, l->topic, 0);
    rd_kafka_resp_err_t r;
    p->offset = offset;
    if (!l->exists) {
        r = rd_kafka_assign(l->rk, list);
    } else {
        rd_kafka_error_t *error = rd_kafka_seek_partitions(l->rk, list, SEEK_MS);
        r = error ? rd_kafka_error_code(error) : p->err;
        rd_kafka_error_destroy(error);
    }
    rd_kafka_topic_partition_list_destroy(list);
    l->at = r ? -1 : offset;
    l->astray = r != 0 || offset != l->index.next;
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot read %s: %s", l->topic, rd_kafka_err2str(r));
}

/* A topic that is not there yet is looked for again every few seconds. */
static bool look(struct config_log *l, struct err *e)
{
    int count;
    if (l->exists || clock_mono_us() < l->look_us)
        return true;
    l->look_us = clock_mono_us() + LOOK_MS * 1000;
    if (!bus_partitions_within(l->rk, l->topic, ASK_MS, &count, e))
        return false;
    l->at_end = count == 0;
    l->exists = count > 0 && go_to(l, l->index.next, e);
    return count == 0 || l->exists;
}

static bool take(struct config_log *l, const rd_kafka_message_t *m, struct err *e)
{
    if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        l->at_end = true;
        return true;
    }
    if (m->err)
        return err_set(e, ERR_RETRY, "Kafka: %s: %s", l->topic, rd_kafka_message_errstr(m));
    l->at = m->offset + 1;
    config_index_take(&l->index, m->offset, (struct slice){ m->key, m->key_len }, (struct slice){ m->payload, m->len });
    return true;
}

bool config_log_poll(struct config_log *l, int wait_ms, struct err *e)
{
    if (!look(l, e) || (l->astray && !go_to(l, l->index.next, e)))
        return false;
    if (!l->exists) {
        clock_sleep_ms(wait_ms < 50 ? wait_ms : 50);
        return true;
    }
    for (rd_kafka_message_t *m; (m = rd_kafka_consumer_poll(l->rk, wait_ms)) != NULL; wait_ms = 0) {
        bool ok = take(l, m, e), end = m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
        rd_kafka_message_destroy(m);
        if (!ok || end)
            return ok;
        l->at_end = false;
    }
    return true;
}

/* A broker that starts or is short of time, a leader that is not known yet: a tool that ends for these leaves whoever reads its output with nothing. */
static bool poll_patiently(struct config_log *l, int64_t until_us, struct err *e)
{
    if (config_log_poll(l, 200, e))
        return true;
    if (e->kind != ERR_RETRY || clock_mono_us() >= until_us || app_stopping())
        return false;
    err_clear(e);
    l->look_us = 0;
    clock_sleep_ms(AGAIN_MS);
    return true;
}

bool config_log_catch_up(struct config_log *l, struct err *e)
{
    int64_t began = clock_mono_us(), until = began + CATCH_UP_MS * 1000;
    l->look_us = 0;
    if (l->exists && !go_to(l, l->index.next, e))   /* an end that was seen before says nothing about now */
        return false;
    l->at_end = false;
    while (!l->at_end) {
        if (!poll_patiently(l, began + PATIENCE_MS * 1000, e))
            return false;
        if (clock_mono_us() >= until)
            return err_set(e, ERR_RETRY, "Kafka: %s could not be read to its end within %d s", l->topic, CATCH_UP_MS / 1000);
    }
    return l->exists || err_set(e, ERR_CONFIG, "Kafka has no topic %s; make it by: pulso topics create", l->topic);
}

/* ---- files ---- */

static rd_kafka_message_t *fetch(struct config_log *l, int64_t offset, struct err *e)
{
    int64_t until = clock_mono_us() + CATCH_UP_MS * 1000;
    bool near = l->at >= 0 && l->at <= offset && offset - l->at <= NEAR_BY;   /* files that were written together lie together; a seek costs a round to Kafka */
    l->astray = true;
    if (!near && !go_to(l, offset, e))
        return NULL;
    while (clock_mono_us() < until && !app_stopping()) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(l->rk, 200);
        if (m && !m->err)
            l->at = m->offset + 1;
        if (m && !m->err && m->offset >= offset)
            return m;
        bool end = m && m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF && m->offset > offset;
        if (m)
            rd_kafka_message_destroy(m);
        if (end)
            break;
    }
    err_set(e, ERR_RETRY, "Kafka: record %" PRId64 " of %s does not come", offset, l->topic);
    return NULL;
}

static bool fetch_file(struct config_log *l, const struct config_version *v, const struct manifest_file *f, struct bundle *out, struct err *e)
{
    char hash[BUNDLE_HASH];
    int64_t offset = config_index_file(&l->index, f->hash);
    if (offset < 0)
        return err_set(e, ERR_CONFIG, "%s does not hold the file %s of version %" PRId64 " (%.12s): write it again by `pulso apply` with a directory that has it",
                       l->topic, f->name, v->number, f->hash);
    rd_kafka_message_t *m = fetch(l, offset, e);
    if (!m)
        return false;
    struct slice bytes = { m->payload, m->len };
    bundle_hash(bytes, hash);
    bool ok = (m->offset == offset && strcmp(hash, f->hash) == 0)
           || err_set(e, ERR_CONFIG, "record %" PRId64 " of %s is not the file %s that its key says: the topic was written to by others", offset, l->topic, f->name);
    ok = ok && bundle_add(out, f->name, f->name, bytes, e);
    rd_kafka_message_destroy(m);
    return ok;
}

bool config_log_files(struct config_log *l, const struct config_version *v, struct bundle *out, struct err *e)
{
    char from[40];
    struct err back = { 0 };
    snprintf(from, sizeof from, "version %" PRId64, v->number);
    bundle_init(out, from);
    bool ok = v->sound || err_set(e, ERR_CONFIG, "version %" PRId64 ": %s", v->number, v->why);
    for (size_t i = 0; ok && i < v->manifest.n; i++)
        ok = fetch_file(l, v, &v->manifest.files[i], out, e);
    if (!go_to(l, l->index.next, &back) && ok) {
        *e = back;
        ok = false;
    }
    return ok;
}

/* ---- asking ---- */

bool config_log_at_end(const struct config_log *l) { return l->at_end; }
bool config_log_exists(const struct config_log *l) { return l->exists; }
int64_t config_log_next(const struct config_log *l) { return l->index.next; }
size_t config_log_count(const struct config_log *l) { return l->index.n; }
const struct config_version *config_log_at(const struct config_log *l, size_t i) { return l->index.v[i]; }

const struct config_version *config_log_find(const struct config_log *l, int64_t number)
{
    for (size_t i = 0; i < l->index.n; i++)
        if (l->index.v[i]->number == number)
            return l->index.v[i];
    return NULL;
}

const struct config_version *config_log_latest(const struct config_log *l)
{
    return l->index.n ? l->index.v[l->index.n - 1] : NULL;
}

const struct config_version *config_log_in_force(const struct config_log *l)
{
    size_t i = l->index.n;
    while (i && !l->index.v[i - 1]->done)
        i--;
    return i ? l->index.v[i - 1] : NULL;
}

const struct config_version *config_log_in_force_at(const struct config_log *l, int partition, int64_t offset)
{
    return config_index_in_force_at(&l->index, partition, offset);
}

bool config_log_holds(const struct config_log *l, const char *hash)
{
    return config_index_file(&l->index, hash) >= 0;
}

/* How far a watch has got: what is counted, which moments of event time are looked at, and when it holds still. */
#include <inttypes.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/keys.h"
#include "route/watch_self.h"

/* A partition with few mentions that is behind for a moment holds event time at its last one; so much is taken as no step back. */
enum { KAFKA_MS = 2000, JITTER_MS = 60 * 1000 };

/* All partitions' ends by one request a broker. */
static bool ask_ends(struct watch *w, struct err *e)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(w->partitions);
    for (int p = 0; p < w->partitions; p++)
        rd_kafka_topic_partition_list_add(l, w->conf.topic_mentions, p)->offset = RD_KAFKA_OFFSET_END;
    rd_kafka_resp_err_t r = rd_kafka_offsets_for_times(bus_in_handle(w->in), l, KAFKA_MS);
    for (int i = 0; !r && i < l->cnt; i++) {
        r = l->elems[i].err;
        w->inputs[l->elems[i].partition].end = l->elems[i].offset;
    }
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot ask for the ends of %s: %s", w->conf.topic_mentions, rd_kafka_err2str(r));
}

/* A partition that Redis took back must not look like calm. One that Kafka itself took back (the topic was made again)
 * would wait for ever. */
static bool went_back(struct watch *w)
{
    int behind = -1;
    for (int p = 0; p < w->partitions; p++) {
        if (w->inputs[p].end < w->evaluated[p])
            w->evaluated[p] = 0;
        if (w->inputs[p].offset < w->evaluated[p])
            behind = p;
    }
    if (behind >= 0 && !w->held)
        log_warn("event=control_holds partition=%d offset=%" PRId64 " evaluated=%" PRId64, behind, w->inputs[behind].offset, w->evaluated[behind]);
    w->held = behind >= 0;
    return w->held;
}

static bool judge_at(struct watch *w, int64_t now, int64_t clock_ms, struct err *e)
{
    if (!series_read(w->series, w->store, now, e))
        return false;
    w->now_ms = now;
    watch_judge_all(w, clock_ms);
    stat_add(watch_stat.evaluations, 1);
    return true;
}

static bool is_news(const struct watch *w)
{
    const struct incident *i = w->incidents;
    while (i && i->news == ALARM_SAME)
        i = i->next;
    return i != NULL;
}

/* Minute by minute where a lag or a silence ends (news_next); not at a take-over, which begins where the predecessor left word. What is news is
 * written and told before it goes on, so people hear of each level. */
static bool judge_up_to(struct watch *w, int64_t now, int64_t clock_ms, struct err *e)
{
    int64_t at = w->looked ? w->now_ms : 0;
    do {
        at = news_next(at, now, clock_ms, w->conf.options.fresh_ms);
        if (!judge_at(w, at, clock_ms, e))
            return false;
    } while (at < now && !is_news(w));
    if (at < now)
        w->due_us = 0;
    w->looked = true;
    return true;
}

/* How far it has got, for people and for `pulso incident list`. */
static bool say_where(struct watch *w, int64_t now, int64_t clock_ms, struct err *e)
{
    struct arena a = { 0 };
    int64_t behind = 0;
    for (int p = 0; p < w->partitions; p++)
        behind += w->inputs[p].end > w->inputs[p].offset ? w->inputs[p].end - w->inputs[p].offset : 0;
    stat_set(watch_stat.behind, behind);
    store_command(w->store, "HSET");
    store_arg(w->store, keys_watch(&a, slice_of(w->conf.common->prefix)));
    store_arg(w->store, SLICE(WATCH_NOW));
    store_arg_int(w->store, now);
    store_arg(w->store, SLICE(WATCH_CLOCK));
    store_arg_int(w->store, clock_ms);
    store_arg(w->store, SLICE(WATCH_BEHIND));
    store_arg_int(w->store, behind);
    store_arg(w->store, SLICE(WATCH_HELD));
    store_arg_int(w->store, w->held);
    store_arg(w->store, SLICE(WATCH_OWNER));
    store_arg(w->store, slice_of(w->conf.client_id));
    redisReply *r = store_ask(w->store, e);
    freeReplyObject(r);
    arena_fini(&a);
    return r != NULL;
}

/* The ends are asked for after the offsets: a partition that looks as if it stood at its end does. */
static bool evaluate(struct watch *w, struct err *e)
{
    int64_t t = clock_mono_us(), clock_ms = clock_now_ms();
    if (!series_inputs(w->series, w->store, w->inputs, e) || !ask_ends(w, e))
        return false;
    int64_t now = went_back(w) ? 0 : news_now(w->inputs, (size_t)w->partitions, clock_ms);
    if (now == 0 || now < w->now_ms - JITTER_MS) {
        stat_add(watch_stat.held, 1);
        return say_where(w, w->now_ms, clock_ms, e);
    }
    if (now < w->now_ms)
        now = w->now_ms;
    if (!judge_up_to(w, now, clock_ms, e))
        return false;
    stat_observe_us(watch_stat.seconds, clock_mono_us() - t);
    return say_where(w, w->now_ms, clock_ms, e);
}

bool watch_judge(struct watch *w, struct err *e)
{
    w->due_us = clock_mono_us() + w->conf.options.every_ms * 1000;
    bool ok = evaluate(w, e);
    if (w->now_ms)               /* also while nothing can be looked at */
        stat_set(watch_stat.lag, (clock_now_ms() - w->now_ms) / 1000);
    if (ok) {
        w->failing = false;
        return true;
    }
    store_drop(w->store);        /* answers may be under way */
    if (e->kind != ERR_RETRY)
        return false;
    if (!w->failing)
        log_warn("event=control_waits cause=\"%s\"", e->msg);
    w->failing = true;
    err_clear(e);
    return true;
}

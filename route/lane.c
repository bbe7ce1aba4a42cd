#include "route/lane.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/keys.h"

#define ORIGIN "o:"
#define OUTCOME "r:"

static bool load_mark(struct lane *l, struct slice name, int64_t value)
{
    int64_t p;
    if (!slice_int((struct slice){ name.p + 2, name.n - 2 }, &p) || p < 0)
        return false;
    return origin_set(&l->marks, p, value);
}

static void load_outcome(struct lane *l, const struct rules *rules, struct slice name, int64_t value)
{
    for (size_t i = 0; i < rules->outcome_count; i++)
        if (slice_is(name, rules->outcomes[i]))
            l->outcomes[i] = value;   /* that of a team which is gone stays in Redis as it is */
}

static bool load_field(struct lane *l, const struct rules *rules, struct slice name, struct slice text)
{
    int64_t v;
    bool number = slice_int(text, &v);
    if (slice_starts(name, SLICE(ORIGIN)))
        return number && load_mark(l, name, v);
    if (slice_starts(name, SLICE(OUTCOME)) && number)
        load_outcome(l, rules, (struct slice){ name.p + 2, name.n - 2 }, v);
    else if (slice_is(name, STATE_NEW) && number)
        l->routed = v;
    else if (slice_is(name, STATE_DUP) && number)
        l->repeats = v;
    else if (slice_is(name, STATE_DLQ) && number)
        l->refused = v;
    return true;
}

struct lane *lane_new(const redisReply *state, const struct rules *rules, struct err *e)
{
    struct lane *l = calloc(1, sizeof *l);
    if (!l || !(l->outcomes = calloc(rules->outcome_count, sizeof *l->outcomes)))
        abort();
    l->outcome_count = rules->outcome_count;
    for (size_t i = 0; i + 1 < state->elements; i += 2) {
        const redisReply *name = state->element[i], *v = state->element[i + 1];
        if (load_field(l, rules, (struct slice){ name->str, name->len }, (struct slice){ v->str, v->len }))
            continue;
        err_set(e, ERR_BUG, "field %s holds '%.40s'", name->str, v->str);
        lane_free(l);
        return NULL;
    }
    l->read_marks = l->marks;
    return l;
}

void lane_note(struct lane *l, const rd_kafka_message_t *m, int64_t window_ms, struct record_note *out)
{
    struct origin o;
    int64_t append_ms = rd_kafka_message_timestamp(m, NULL);
    if (append_ms > l->read_clock_ms)
        l->read_clock_ms = append_ms;
    *out = (struct record_note){ .clock_ms = l->read_clock_ms, .era = l->read_clock_ms / window_ms, .repeat = origin_of(m, &o) && !origin_pass(&l->read_marks, &o) };
}

void lane_pass(struct lane *l, const rd_kafka_message_t *m)
{
    struct origin o;
    if (origin_of(m, &o))
        origin_pass(&l->marks, &o);
}

void lane_free(struct lane *l)
{
    if (!l)
        return;
    care_part_free(l->care);
    free(l->outcomes);
    free(l);
}

void lane_commit(struct lane *l, const struct rules *rules, struct commit *k)
{
    char name[96];
    commit_field(k, STATE_NEW, l->routed);
    commit_field(k, STATE_DUP, l->repeats);
    commit_field(k, STATE_DLQ, l->refused);
    for (int32_t p = 0; p < l->marks.n; p++) {
        if (!l->marks.v[p].moved)
            continue;
        snprintf(name, sizeof name, ORIGIN "%d", (int)p);
        commit_field(k, name, l->marks.v[p].next);
        l->marks.v[p].moved = false;   /* a refused commit throws the whole lane away */
    }
    for (size_t i = 0; i < l->outcome_count; i++) {
        snprintf(name, sizeof name, OUTCOME "%s", rules->outcomes[i]);
        commit_field(k, name, l->outcomes[i]);
    }
}

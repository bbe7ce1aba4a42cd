/*
 * probe_read: what the probe asks Redis for. Inside of probe only. What is compared
 * with each other is read in one MULTI ... EXEC, so it belongs together while
 * classify goes on committing.
 */
#ifndef PULSO_CLI_PROBE_READ_H
#define PULSO_CLI_PROBE_READ_H

#include "cli/cli.h"
#include "metrics/plan.h"
#include "metrics/state.h"

/* Counters of one kind: a|..., k|..., b|... */
struct probe_counters {
    int64_t *number;       /* as in the keys */
    int64_t *weight;       /* k|<n>: n, else 1 */
    size_t n, cap;
};

struct probe_reader {
    struct cli *cli;
    struct arena *a;
    struct slice tag;
    struct probe_counters mentions, brands, by_brands;   /* a|, b|, k| */
    int64_t names;                                       /* in the dictionary, when it was read */
    size_t sent;                                         /* commands since probe_begin */
};

bool probe_names(struct probe_reader *r, struct err *e);
void probe_reader_fini(struct probe_reader *r);

bool probe_begin(struct probe_reader *r, struct err *e);
bool probe_ask(struct probe_reader *r, const char *command, const char *suffix, const char *const *args, size_t n, struct err *e);
bool probe_ask_counters(struct probe_reader *r, const struct probe_counters *c, enum plan_unit u, int64_t unit, struct err *e);
bool probe_ask_length(struct probe_reader *r, int64_t generation, int segment, int64_t bucket, struct err *e);
/* The answers, in order: an array of as many as were asked. NULL: e is set. */
redisReply *probe_end(struct probe_reader *r, struct err *e);

/* Of an answer to probe_ask_counters. */
int64_t probe_sum(const redisReply *values);
int64_t probe_weighted(const redisReply *values, const struct probe_counters *c);

#endif

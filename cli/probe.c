#include "cli/probe.h"

#include <inttypes.h>
#include <stdarg.h>

#include "cli/probe_read.h"

#define TRIES 5
#define HOUR_MS INT64_C(3600000)

static void wrong(struct probe *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void wrong(struct probe *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (p->wrongs < PROBE_WRONGS)
        vsnprintf(p->wrong[p->wrongs], sizeof p->wrong[0], fmt, ap);
    va_end(ap);
    p->wrongs++;
}

static void check_fates(struct probe *p)
{
    static const enum state_field fates[] = { S_NEW, S_DUP, S_UPDATE, S_DELETE, S_LATE, S_REFRESH, S_CONTROL, S_DLQ, S_GAP };
    p->records = p->state.v[S_OFF] - p->state.v[S_START];
    for (size_t i = 0; i < sizeof fates / sizeof fates[0]; i++)
        p->fates += p->state.v[fates[i]];
    if (p->fates != p->records)
        wrong(p, "%" PRId64 " records were applied, and the counts of what became of them add up to %" PRId64, p->records, p->fates);
    if (p->state.torn)
        wrong(p, "%" PRId64 " commits were torn by a damaged append-only file: restore Redis from a backup", p->state.torn);
}

static bool check_days(struct probe *p, struct probe_reader *r, const int64_t *day, size_t n, struct err *e)
{
    int64_t brands, should, plain;
    struct probe_counters once = r->by_brands;   /* each mention once, whatever its number of brands */
    once.weight = arena_alloc(r->a, (once.n + 1) * sizeof *once.weight);
    for (size_t i = 0; i < once.n; i++)
        once.weight[i] = 1;
    p->expected = p->state.v[S_NEW] - p->state.v[S_REMOVED];
    if (!probe_sum(r, &r->mentions, UNIT_DAY, day, n, &p->counted, e) || !probe_sum(r, &r->brands, UNIT_DAY, day, n, &brands, e)
        || !probe_sum(r, &r->by_brands, UNIT_DAY, day, n, &should, e) || !probe_sum(r, &once, UNIT_DAY, day, n, &plain, e))
        return false;
    if (p->counted != p->expected)
        wrong(p, "the days count %" PRId64 " mentions, and %" PRId64 " came and stayed", p->counted, p->expected);
    if (plain != p->counted)
        wrong(p, "mentions by number of brands (k) are %" PRId64 ", by platform (a) %" PRId64, plain, p->counted);
    if (brands != should)
        wrong(p, "the brands have %" PRId64 " mentions, by number of brands (k) they should have %" PRId64, brands, should);
    return true;
}

/* Hours of a day, where they are all still kept and the zone's days begin at full hours. */
static size_t hours_of(const struct zone *z, int64_t day, int64_t oldest_ms, int64_t *out, size_t max)
{
    int64_t from = period_day_ms(z, (int32_t)day), to = period_day_ms(z, (int32_t)day + 1);
    size_t n = 0;
    if (from < oldest_ms || from % HOUR_MS || to % HOUR_MS)
        return 0;
    for (int64_t ms = from; ms < to && n < max; ms += HOUR_MS)
        out[n++] = ms / HOUR_MS;
    return n;
}

static bool compare(struct probe *p, struct probe_reader *r, enum plan_unit whole, int64_t unit, enum plan_unit part, const int64_t *v,
                    size_t n, struct err *e)
{
    const struct probe_counters *kinds[] = { &r->mentions, &r->brands };
    for (size_t i = 0; i < 2; i++) {
        int64_t have, sum;
        if (!probe_sum(r, kinds[i], whole, &unit, 1, &have, e) || !probe_sum(r, kinds[i], part, v, n, &sum, e))
            return false;
        if (have != sum)
            wrong(p, "%s %" PRId64 ": %s %" PRId64 ", its %ss add up to %" PRId64, plan_unit_name(whole), unit,
                  i ? "brands have" : "counts", have, plan_unit_name(part), sum);
    }
    return true;
}

static bool check_hours(struct probe *p, struct probe_reader *r, const struct zone *z, const int64_t *day, size_t n, struct err *e)
{
    int64_t hours[32];
    for (size_t i = 0; i < n; i++) {
        size_t k = hours_of(z, day[i], p->state.v[S_CLOCK] - PLAN_HOURS_MS + HOUR_MS, hours, 32);
        p->days += k > 0;
        if (k > 0 && !compare(p, r, UNIT_DAY, day[i], UNIT_HOUR, hours, k, e))
            return false;
    }
    return true;
}

static bool check_minutes(struct probe *p, struct probe_reader *r, struct err *e)
{
    int64_t *hour, minutes[60];
    size_t n;
    if (!probe_units(r, UNIT_HOUR, &hour, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (hour[i] * HOUR_MS < p->state.v[S_CLOCK] - PLAN_MINUTES_MS + 60000)
            continue;
        for (int64_t m = 0; m < 60; m++)
            minutes[m] = hour[i] * 60 + m;
        p->minutes += 60;
        if (!compare(p, r, UNIT_HOUR, hour[i], UNIT_MINUTE, minutes, 60, e))
            return false;
    }
    return true;
}

/* The two generations' names of number, ids and buckets: classify/part.c. */
static bool check_ids(struct probe *p, struct probe_reader *r, struct err *e)
{
    static const char *const fields[] = { "gn", "gi", "gb", "pn", "pi", "pb" };
    redisReply *s = state_hmget(cli_store(r->cli), arena_printf(r->a, SLICE_FMT ":s", SLICE_ARG(r->tag)), fields, 6, e);
    bool ok = s != NULL;
    for (size_t i = 0; ok && i < 6; i += 3) {
        int64_t found;
        bool none = s->element[i]->type != REDIS_REPLY_STRING;
        ok = none || probe_ids(r, reply_int(s->element[i]), reply_int(s->element[i + 1]), reply_int(s->element[i + 2]), &found, e);
        p->ids += ok && !none ? found : 0;
        p->ids_expected += none ? 0 : reply_int(s->element[i + 1]);
    }
    freeReplyObject(s);
    if (ok && p->ids != p->ids_expected)
        wrong(p, "%" PRId64 " ids are remembered, and %" PRId64 " should be", p->ids, p->ids_expected);
    return ok;
}

static bool probe_once(struct probe *p, struct probe_reader *r, const struct zone *z, struct err *e)
{
    int64_t *day;
    size_t n;
    check_fates(p);
    return probe_names(r, e) && probe_units(r, UNIT_DAY, &day, &n, e) && check_days(p, r, day, n, e) && check_hours(p, r, z, day, n, e)
        && check_minutes(p, r, e) && check_ids(p, r, e);
}

bool probe_partition(struct cli *cli, struct arena *a, const struct zone *z, int partition, struct probe *out, struct err *e)
{
    bool ok = true;
    for (int i = 0; ok && i < TRIES; i++) {
        struct probe_reader r = { .cli = cli, .a = a, .tag = state_tag(a, cli, STATE_MENTIONS, partition) };
        struct part_state after;
        *out = (struct probe){ 0 };
        ok = state_read(cli, a, STATE_MENTIONS, partition, &out->state, e);
        if (ok && out->state.exists)
            ok = probe_once(out, &r, z, e) && state_read(cli, a, STATE_MENTIONS, partition, &after, e);
        probe_reader_fini(&r);
        out->steady = ok && (!out->state.exists || after.v[S_OFF] == out->state.v[S_OFF]);
        if (out->steady)
            break;
    }
    return ok;
}

#include "cli/probe.h"

#include <inttypes.h>
#include <stdarg.h>

#include "cli/probe_read.h"

#define TRIES 5
#define HOUR_MS INT64_C(3600000)
#define MARGIN_MS INT64_C(600000)   /* what is about to be dropped is left alone */

void probe_wrong(struct probe *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (p->wrongs < PROBE_WRONGS)
        vsnprintf(p->wrong[p->wrongs], sizeof p->wrong[0], fmt, ap);
    va_end(ap);
    p->wrongs++;
}

/* ---- the partition as a whole: fates and days ---- */

static bool ask_whole(struct probe_reader *r, const int64_t *day, size_t n, struct err *e)
{
    static const char *const all[] = { "0", "-1" };
    bool ok = probe_begin(r, e) && probe_ask(r, "HMGET", ":s", state_names, S_FIELDS, e) && probe_ask(r, "SMEMBERS", ":ends", NULL, 0, e)
           && probe_ask(r, "HLEN", ":n", NULL, 0, e) && probe_ask(r, "ZRANGE", ":di", all, 2, e);
    for (size_t i = 0; ok && i < n; i++)
        ok = probe_ask_counters(r, &r->mentions, UNIT_DAY, day[i], e);
    return ok;
}

/* Counters or days that are younger than what was asked for: read again. */
static bool outdated(const struct probe_reader *r, const redisReply *all, const int64_t *day, size_t n)
{
    const redisReply *days = all->element[3];
    bool same = reply_int(all->element[2]) == r->names && days->elements == n;
    for (size_t i = 0; same && i < n; i++)
        same = reply_int(days->element[i]) == day[i];
    return !same;
}

static void judge_whole(struct probe *p, const redisReply *all, size_t n)
{
    static const enum state_field fates[] = { S_NEW, S_DUP, S_UPDATE, S_DELETE, S_LATE, S_REFRESH, S_CONTROL, S_DLQ, S_GAP };
    for (size_t i = 0; i < S_FIELDS; i++)
        p->state.v[i] = reply_int(all->element[0]->element[i]);
    p->state.torn = state_torn(all->element[1], p->state.v[S_OFF]);
    p->records = p->state.v[S_OFF] - p->state.v[S_START];
    for (size_t i = 0; i < sizeof fates / sizeof fates[0]; i++)
        p->fates += p->state.v[fates[i]];
    for (size_t i = 0; i < n; i++)
        p->counted += probe_sum(all->element[4 + i]);
    p->expected = p->state.v[S_NEW] - p->state.v[S_REMOVED];
    if (p->fates != p->records)
        probe_wrong(p, "%" PRId64 " records were applied, and the counts of what became of them add up to %" PRId64, p->records, p->fates);
    if (p->state.torn)
        probe_wrong(p, "%" PRId64 " commits were torn by a damaged append-only file: restore Redis from a backup", p->state.torn);
    if (p->counted != p->expected)
        probe_wrong(p, "the days count %" PRId64 " mentions, and %" PRId64 " came and stayed", p->counted, p->expected);
}

static bool read_units(struct probe_reader *r, const char *index, int64_t **out, size_t *n, struct err *e)
{
    static const char *const all[] = { "0", "-1" };
    if (!probe_begin(r, e) || !probe_ask(r, "ZRANGE", index, all, 2, e))
        return false;
    redisReply *reply = probe_end(r, e);
    if (!reply)
        return false;
    *n = reply->element[0]->elements;
    *out = arena_alloc(r->a, (*n + 1) * sizeof **out);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = reply_int(reply->element[0]->element[i]);
    freeReplyObject(reply);
    return true;
}

/* ---- one day or hour against its parts ---- */

static bool ask_unit(struct probe_reader *r, enum plan_unit whole, int64_t unit, enum plan_unit part, const int64_t *v, size_t n, struct err *e)
{
    bool ok = probe_begin(r, e) && probe_ask_counters(r, &r->mentions, whole, unit, e) && probe_ask_counters(r, &r->brands, whole, unit, e)
           && probe_ask_counters(r, &r->by_brands, whole, unit, e) && probe_ask(r, "HLEN", ":n", NULL, 0, e);
    for (size_t i = 0; ok && i < n; i++)
        ok = probe_ask_counters(r, &r->mentions, part, v[i], e) && probe_ask_counters(r, &r->brands, part, v[i], e);
    return ok;
}

static void judge_unit(struct probe *p, const struct probe_reader *r, const redisReply *all, enum plan_unit whole, int64_t unit,
                       enum plan_unit part, size_t n)
{
    int64_t mentions = probe_sum(all->element[0]), brands = probe_sum(all->element[1]), of[2] = { 0 };
    int64_t by_number = probe_sum(all->element[2]), should = probe_weighted(all->element[2], &r->by_brands);
    const char *name = plan_unit_name(whole);
    for (size_t i = 0; i < 2 * n; i++)
        of[i % 2] += probe_sum(all->element[4 + i]);
    if (by_number != mentions)
        probe_wrong(p, "%s %" PRId64 ": by number of brands (k) %" PRId64 " mentions, by platform (a) %" PRId64, name, unit, by_number, mentions);
    if (brands != should)
        probe_wrong(p, "%s %" PRId64 ": the brands have %" PRId64 " mentions, and should have %" PRId64 " (k)", name, unit, brands, should);
    if (n && of[0] != mentions)
        probe_wrong(p, "%s %" PRId64 " counts %" PRId64 " mentions, its %ss %" PRId64, name, unit, mentions, plan_unit_name(part), of[0]);
    if (n && of[1] != brands)
        probe_wrong(p, "%s %" PRId64 ": the brands have %" PRId64 " mentions, in its %ss %" PRId64, name, unit, brands, plan_unit_name(part), of[1]);
}

static bool check_unit(struct probe *p, struct probe_reader *r, enum plan_unit whole, int64_t unit, enum plan_unit part, const int64_t *v,
                       size_t n, struct err *e)
{
    redisReply *all = ask_unit(r, whole, unit, part, v, n, e) ? probe_end(r, e) : NULL;
    if (!all)
        return false;
    p->busy = p->busy || reply_int(all->element[3]) != r->names;
    if (!p->busy)
        judge_unit(p, r, all, whole, unit, part, n);
    freeReplyObject(all);
    return true;
}

/* Hours of a day, where they are all still kept and the zone's days begin at full hours; else none. */
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

static bool check_days(struct probe *p, struct probe_reader *r, const struct zone *z, const int64_t *day, size_t n, struct err *e)
{
    int64_t hours[32];
    for (size_t i = 0; i < n && !p->busy; i++) {
        size_t k = hours_of(z, day[i], p->state.v[S_CLOCK] - PLAN_HOURS_MS + HOUR_MS + MARGIN_MS, hours, 32);
        p->days += k > 0;
        if (!check_unit(p, r, UNIT_DAY, day[i], UNIT_HOUR, hours, k, e))
            return false;
    }
    return true;
}

static bool check_hours(struct probe *p, struct probe_reader *r, struct err *e)
{
    int64_t *hour, minutes[60];
    size_t n;
    if (!read_units(r, ":hi", &hour, &n, e))
        return false;
    for (size_t i = 0; i < n && !p->busy; i++) {
        if (hour[i] * HOUR_MS < p->state.v[S_CLOCK] - PLAN_MINUTES_MS + MARGIN_MS)
            continue;
        for (int64_t m = 0; m < 60; m++)
            minutes[m] = hour[i] * 60 + m;
        p->minutes += 60;
        if (!check_unit(p, r, UNIT_HOUR, hour[i], UNIT_MINUTE, minutes, 60, e))
            return false;
    }
    return true;
}

/* Counters that came up while it was read make it busy: then all of it is read again. */
static bool probe_once(struct probe *p, struct probe_reader *r, const struct zone *z, struct err *e)
{
    int64_t *day;
    size_t n;
    if (!probe_names(r, e) || !read_units(r, ":di", &day, &n, e) || !ask_whole(r, day, n, e))
        return false;
    redisReply *all = probe_end(r, e);
    if (!all)
        return false;
    p->busy = outdated(r, all, day, n);
    if (!p->busy)
        judge_whole(p, all, n);
    freeReplyObject(all);
    return p->busy || (check_days(p, r, z, day, n, e) && (p->busy || check_hours(p, r, e)) && (p->busy || probe_check_ids(p, r, e)));
}

bool probe_partition(struct cli *cli, struct arena *a, const struct zone *z, int partition, struct probe *out, struct err *e)
{
    bool ok = true;
    *out = (struct probe){ .busy = true };
    for (int i = 0; ok && i < TRIES && out->busy; i++) {
        struct probe_reader r = { .cli = cli, .a = a, .tag = state_tag(a, cli_ledger(cli), STATE_MENTIONS, partition) };
        *out = (struct probe){ 0 };
        ok = state_read(cli_ledger(cli), a, STATE_MENTIONS, partition, &out->state, e);
        if (ok && out->state.exists)
            ok = probe_once(out, &r, z, e);
        probe_reader_fini(&r);
    }
    return ok;
}

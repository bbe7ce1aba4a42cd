#include "metrics/deleted.h"

#include <inttypes.h>

#include "base/buf.h"
#include "metrics/tallies.h"

enum { COLUMNS = DELETED_COLUMNS, MINUTE_MS = 60000 };

/* Column 0: negative mentions that stand; 1 + bucket: deleted ones. */
static uint32_t token(void *self, struct slice name)
{
    const struct deleted *d = self;
    struct deleted_name n;
    struct slice kind, brand, platform;
    if (deleted_name_parse(name, &n))
        return slice_eq(n.brand, d->brand) && slice_is(n.label, "negative") ? 1 + (uint32_t)n.bucket : TALLIES_SKIP;
    if (!slice_next(&name, '|', &kind) || !slice_is(kind, "b") || !slice_next(&name, '|', &brand) || !slice_next(&name, '|', &platform))
        return TALLIES_SKIP;
    return slice_eq(brand, d->brand) && slice_is(name, "negative") ? 0 : TALLIES_SKIP;
}

static void add(void *self, uint32_t at, uint32_t bin, int64_t n)
{
    struct deleted *d = self;
    d->counts[(size_t)bin * COLUMNS + at] += n;
}

/* ---- from counts to parts ---- */

static double hours(int64_t from_ms, int64_t to_ms)
{
    return to_ms > from_ms ? (double)(to_ms - from_ms) / 3600000 : 0;
}

/* n mentions of one time that stood until another. */
static void stood(struct deleted *d, int64_t n, int64_t from_ms, int64_t until_ms)
{
    int64_t cut = d->statement_ms ? d->statement_ms : INT64_MAX;
    if (from_ms < cut) {
        d->before.of += n;
        d->before.stood_h += (double)n * hours(from_ms, until_ms < cut ? until_ms : cut);
    }
    if (until_ms > cut) {
        d->after.of += n;
        d->after.stood_h += (double)n * hours(from_ms > cut ? from_ms : cut, until_ms);
    }
}

/* seen_ms: deletions later than that are not looked at. */
static void take_bin(struct deleted *d, size_t bin, int64_t seen_ms)
{
    const int64_t *c = &d->counts[bin * COLUMNS];
    const struct plan_bin *b = &d->plan.bins[bin];
    bool minute = b->to_ms - b->from_ms <= MINUTE_MS;
    int64_t said_ms = b->from_ms;        /* so that nothing is deleted before it was said */
    stood(d, c[0], said_ms, seen_ms);
    for (int k = 0; k < SPREAD_BUCKETS; k++) {
        if (c[1 + k] == 0)
            continue;
        int64_t gone_ms = said_ms + (minute ? 0 : (b->to_ms - b->from_ms) / 2) + (spread_low(k) + spread_low(k + 1)) * 500;
        bool after = d->statement_ms && gone_ms >= d->statement_ms;
        stood(d, c[1 + k], said_ms, gone_ms < seen_ms ? gone_ms : seen_ms);
        if (gone_ms < seen_ms)
            *(after ? &d->after.n : &d->before.n) += c[1 + k];
    }
}

static bool plan(struct deleted *d, const struct zone *home, int64_t clock_ms)
{
    struct plan_limits l = { .clock_ms = clock_ms };
    for (enum plan_unit u = UNIT_MINUTE; u <= UNIT_HOUR; u++) {
        int64_t unit_ms = u == UNIT_MINUTE ? MINUTE_MS : 60 * MINUTE_MS;
        struct period p = { .from_ms = d->from_ms - d->from_ms % unit_ms, .to_ms = d->to_ms + unit_ms - 1 - (d->to_ms + unit_ms - 1) % unit_ms };
        struct err no = { 0 };
        if (p.to_ms - p.from_ms <= DELETED_SEEN_MS && plan_make(&d->plan, &p, u, home, &l, &no))
            return true;
        plan_fini(&d->plan);
        d->plan = (struct plan){ 0 };
    }
    return false;
}

static int64_t seen_until(const struct deleted *d)
{
    return d->from_ms + DELETED_SEEN_MS < d->now_ms ? d->from_ms + DELETED_SEEN_MS : d->now_ms;
}

bool deleted_plan(struct deleted *d, const struct zone *home, int64_t clock_ms)
{
    if (d->to_ms > seen_until(d))
        d->to_ms = seen_until(d);
    if (d->to_ms <= d->from_ms || !plan(d, home, clock_ms))
        return false;
    d->counts = arena_zalloc(d->a, d->plan.bin_count * COLUMNS * sizeof *d->counts);
    return true;
}

void deleted_settle(struct deleted *d)
{
    for (size_t i = 0; i < d->plan.bin_count; i++)
        take_bin(d, i, seen_until(d));
    d->known = true;
    if (d->before.stood_h > 0 && d->after.stood_h > 0) {
        double scale = d->before.stood_h / d->after.stood_h;
        d->ratio = interval_ratio((double)d->after.n, (double)d->before.n);
        d->ratio = (struct interval){ d->ratio.value * scale, d->ratio.low * scale, d->ratio.high * scale };
    }
}

struct deleted deleted_of(struct slice brand, int64_t opened_ms, int64_t closed_ms, int64_t statement_ms, int64_t now_ms, struct arena *a)
{
    return (struct deleted){ .brand = brand, .from_ms = opened_ms - DELETED_LEAD_MS, .to_ms = closed_ms ? closed_ms : now_ms, .now_ms = now_ms,
                             .statement_ms = statement_ms, .a = a };
}

bool deleted_read(struct deleted *d, struct ledger *l, const struct states *states, const struct zone *home, int64_t clock_ms, struct err *e)
{
    const char *ids[] = { arena_strz(d->a, d->brand) };
    if (!deleted_plan(d, home, clock_ms))
        return true;
    struct tallies t = { .plan = &d->plan, .side = STATE_MENTIONS, .names = d->names, .brands = ids, .brand_count = 1, .token = token, .add = add, .self = d, .a = d->a };
    bool ok = tallies_read(&t, l, states, e);
    if (ok)
        deleted_settle(d);
    plan_fini(&d->plan);
    return ok;
}

bool deleted_few(const struct deleted *d)
{
    return d->before.n + d->after.n < DELETED_FEW || d->ratio.value <= 0;
}

bool deleted_recovers(const struct deleted *d)
{
    return !deleted_few(d) && d->ratio.low > 1;
}

void deleted_say(const struct deleted *d, struct buf *out)
{
    if (!d->known)
        return;
    buf_printf(out, "%" PRId64 " of %" PRId64 " negative mentions", d->before.n, d->before.of);
    if (!d->statement_ms) {
        buf_addz(out, "; no statement was approved");
        return;
    }
    buf_printf(out, " before the statement, %" PRId64 " of %" PRId64 " after it: ", d->after.n, d->after.of);
    if (deleted_few(d))
        buf_addz(out, "too few to tell");
    else if (deleted_recovers(d))
        buf_printf(out, "%.1f times as often as before (%.1f to %.1f), a sign of recovery", d->ratio.value, d->ratio.low, d->ratio.high);
    else
        buf_printf(out, "%.1f times as often as before (%.1f to %.1f), no sign of recovery", d->ratio.value, d->ratio.low, d->ratio.high);
}

static void print_part(const char *name, const struct deleted_part *p, struct buf *out)
{
    buf_printf(out, "\"%s\":{\"n\":%" PRId64 ",\"of\":%" PRId64 ",\"per_1000_hours\":", name, p->n, p->of);
    if (p->stood_h > 0)
        buf_printf(out, "%.4f}", 1000 * (double)p->n / p->stood_h);
    else
        buf_addz(out, "null}");
}

void deleted_print(const struct deleted *d, struct buf *out)
{
    if (!d->known) {
        buf_addz(out, "null");
        return;
    }
    buf_char(out, '{');
    print_part("before", &d->before, out);
    buf_char(out, ',');
    if (d->statement_ms)
        print_part("after", &d->after, out);
    else
        buf_addz(out, "\"after\":null");
    if (d->ratio.value > 0)
        buf_printf(out, ",\"ratio\":{\"value\":%.4f,\"lo\":%.4f,\"hi\":%.4f}", d->ratio.value, d->ratio.low, d->ratio.high);
    else
        buf_addz(out, ",\"ratio\":null");
    buf_printf(out, ",\"sign\":\"%s\"}", deleted_recovers(d) ? "recovery" : deleted_few(d) ? "few" : "none");
}

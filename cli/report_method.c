/* The method note: what the figures stand on, what is exact and what is an estimate. */
#include <inttypes.h>

#include "base/clock.h"
#include "cli/report.h"

#define HOUR_MS INT64_C(3600000)

static void name(struct report *r, enum report_say s)
{
    report_raw(r, "<dt>");
    report_say(r, s);
    report_raw(r, "</dt><dd>");
}

static void fact(struct report *r, enum report_say s, const char *value)
{
    name(r, s);
    report_put(r, slice_of(value));
    report_raw(r, "</dd>\n");
}

static void say(struct report *r, enum report_say s, enum report_say text)
{
    name(r, s);
    report_say(r, text);
    report_raw(r, "</dd>\n");
}

static void version(struct report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->counts.version_count; i++)
        n += r->counts.versions[i].mentions > 0;
    name(r, SAY_VERSION);
    if (r->in_force.version)
        buf_printf(&r->out, "%" PRId64, r->in_force.version);
    else
        report_say(r, SAY_VERSION_FILE);
    if (r->config) {
        report_raw(r, " <code>");
        report_put(r, slice_of(r->config));
        report_raw(r, "</code>");
    }
    if (n > 1) {
        report_raw(r, ". ");
        report_fill(r, SAY_VERSIONS, (const char *const[]){ locale_int(r->l, &r->a, (int64_t)n) });
    }
    report_raw(r, "</dd>\n");
}

static void sources(struct report *r)
{
    size_t n = 0;
    name(r, SAY_SOURCES);
    for (size_t i = 0; i < r->counts.platform_count; i++) {
        int64_t all = 0;
        for (size_t c = 0; c < r->counts.width; c++)
            all += sov_mentions(&r->counts.by_platform[i * r->counts.width + c]);
        if (all == 0)
            continue;
        report_raw(r, n++ ? ", " : "");
        report_put(r, r->counts.platform[i]);
        report_raw(r, " ");
        report_put(r, slice_of(locale_int(r->l, &r->a, all)));
    }
    report_raw(r, n ? "</dd>\n" : "—</dd>\n");
}

static int64_t newest(const struct report *r)
{
    int64_t mark = 0;
    for (size_t i = 0; i < r->states.n; i++)
        mark = r->states.v[i].v[S_WATERMARK] > mark ? r->states.v[i].v[S_WATERMARK] : mark;
    return mark;
}

/* A partition whose classify does not run, or is behind: its mentions are missing at the period's end. */
static void behind(struct report *r)
{
    int64_t mark = newest(r), least = mark, n = 0;
    for (size_t i = 0; i < r->states.n; i++) {
        int64_t at = r->states.v[i].v[S_WATERMARK];
        if (!r->states.v[i].exists || at >= mark - HOUR_MS || at >= r->period.to_ms)
            continue;
        least = at < least ? at : least;
        n++;
    }
    if (n == 0)
        return;
    report_raw(r, ". ");
    report_fill(r, SAY_BEHIND, (const char *const[]){ locale_int(r->l, &r->a, n), locale_int(r->l, &r->a, (int64_t)r->states.n), locale_time(r->lang, &r->a, r->zone, least) });
}

static void silent(struct report *r)
{
    name(r, SAY_SILENT);
    if (r->silent.n == 0)
        report_say(r, SAY_NONE_SILENT);
    for (size_t i = 0; i < r->silent.n; i++) {
        const struct silence *s = &r->silent.v[i];
        report_raw(r, i ? "; " : "");
        report_fill(r, SAY_WAS_SILENT, (const char *const[]){ arena_strz(&r->a, s->platform), locale_span(r->lang, &r->a, r->zone, s->from_ms, s->to_ms),
                                                              locale_int(r->l, &r->a, (int64_t)(s->usual + 0.5)) });
    }
    report_raw(r, "</dd>\n");
}

static void gaps(struct report *r)
{
    int64_t lost = states_sum(&r->states, S_GAP);
    name(r, SAY_GAPS);
    if (lost)
        report_fill(r, SAY_SOME_GAPS, (const char *const[]){ locale_int(r->l, &r->a, lost) });
    else
        report_say(r, SAY_NO_GAPS);
    if (!r->counts.steady) {
        report_raw(r, ". ");
        report_say(r, SAY_UNSTEADY);
    }
    behind(r);
    report_raw(r, "</dd>\n");
}

void report_method(struct report *r)
{
    int64_t mark = states_watermark(&r->states);
    report_raw(r, "<section><h2>");
    report_say(r, SAY_METHOD);
    report_raw(r, "</h2>\n<dl id=\"method\">\n");
    fact(r, SAY_PERIOD, locale_span(r->lang, &r->a, r->zone, r->period.from_ms, r->period.to_ms));
    if (r->compared)
        fact(r, SAY_PERIOD_BEFORE, locale_span(r->lang, &r->a, r->zone, r->before.from_ms, r->before.to_ms));
    fact(r, SAY_ZONE, zone_name(r->zone));
    fact(r, SAY_SET, r->o->set ? r->o->set : report_text(r->lang, SAY_ALL_BRANDS));
    version(r);
    sources(r);
    if (mark)
        fact(r, SAY_UP_TO, locale_time(r->lang, &r->a, r->zone, mark));
    silent(r);
    gaps(r);
    say(r, SAY_EXACT, SAY_EXACT_TEXT);
    name(r, SAY_ESTIMATE);
    report_fill(r, SAY_ESTIMATE_TEXT, (const char *const[]){ locale_percent(r->l, &r->a, 0.023, 1), locale_percent(r->l, &r->a, 0.016, 1) });
    report_raw(r, "</dd>\n");
    say(r, SAY_CHANCE, SAY_CHANCE_TEXT);
    say(r, SAY_PRIVACY, SAY_PRIVACY_TEXT);
    report_raw(r, "</dl>\n<footer>");
    report_fill(r, SAY_WRITTEN, (const char *const[]){ PULSO_VERSION, locale_time(r->lang, &r->a, r->zone, clock_now_ms()) });
    report_raw(r, "</footer></section>\n");
}

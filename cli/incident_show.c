/* pulso incident list and show: what is happening, who has it, what is the next step. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cli/incident.h"
#include "cli/pretty.h"
#include "cli/table.h"
#include "cli/watch_place.h"
#include "metrics/period.h"

static enum style level_style(struct slice level)
{
    return slice_is(level, "crisis") ? STYLE_RED : slice_is(level, "alert") ? STYLE_YELLOW : STYLE_GREEN;
}

static const char *age(int64_t ms, char out[32])
{
    int64_t m = ms / 60000;
    if (m < 60)
        snprintf(out, 32, "%lld min", (long long)m);
    else if (m < 48 * 60)
        snprintf(out, 32, "%lld h %02lld min", (long long)(m / 60), (long long)(m % 60));
    else
        snprintf(out, 32, "%lld d", (long long)(m / 1440));
    return out;
}

static size_t ticked(const struct handling *h)
{
    size_t n = 0;
    for (size_t i = 0; i < h->tick_count; i++)
        n += h->ticks[i].done_ms != 0;
    return n;
}

static void add_row(struct table *t, const struct incident_seen *i, int64_t now)
{
    char text[32];
    const struct handling *h = &i->handling;
    table_add(t, STYLE_PLAIN, i->id);
    table_add(t, level_style(i->level), i->level);
    table_add(t, STYLE_PLAIN, slice_of(incident_state(i)));
    table_add(t, STYLE_PLAIN, i->brand);
    table_add(t, STYLE_PLAIN, i->type);
    table_add(t, STYLE_DIM, slice_of(age(now - i->opened_ms, text)));
    table_printf(t, STYLE_PLAIN, "%" PRId64, i->x);
    table_printf(t, STYLE_DIM, "%.1f", i->mu);
    table_add(t, h->owner[0] ? STYLE_PLAIN : STYLE_RED, slice_of(h->owner[0] ? h->owner : i->open ? "nobody" : ""));
    table_printf(t, STYLE_PLAIN, h->tick_count ? "%zu of %zu" : "", ticked(h), h->tick_count);
    table_add(t, STYLE_DIM, slice_of(handling_silent(h, now) ? "silenced" : ""));
}

/* An empty list means little while nobody looks. Redis away is no reason to show no list. */
static void say_where(struct cli *cli)
{
    static const enum style styles[] = { [WATCH_NEVER] = STYLE_YELLOW, [WATCH_NOBODY] = STYLE_RED, [WATCH_LATE] = STYLE_YELLOW, [WATCH_FINE] = STYLE_DIM };
    char text[WATCH_PLACE_TEXT];
    enum watch_state h = WATCH_NEVER;
    struct err e = { 0 };
    if (!watch_place_say(cli, &h, text, &e))
        snprintf(text, sizeof text, "whether anybody looks for crises is not known: %.120s", e.msg);
    printf("%s%s%s\n", screen_style(cli->color, styles[h]), text, screen_plain(cli->color));
}

bool incident_list(struct cli *cli, const struct incident_opts *o, struct err *e)
{
    static const char *const names[] = { "incident", "level", "state", "brand", "type", "age", "negative", "normal", "owner", "steps", "" };
    struct incidents l;
    struct table t = { 0 };
    struct buf json = { 0 };
    int64_t now = clock_now_ms();
    bool ok = incidents_read(cli, &l, e);
    for (size_t c = 0; c < sizeof names / sizeof names[0]; c++)
        table_column(&t, names[c], c == 6 || c == 7 ? ALIGN_RIGHT : ALIGN_LEFT);
    for (size_t i = 0; ok && i < l.n; i++) {
        bool over = !l.v[i].open || l.v[i].handling.state == HANDLING_CLOSED;
        if ((over && !o->all) || (o->brand && !slice_is(l.v[i].brand, o->brand)))
            continue;
        add_row(&t, &l.v[i], now);
        buf_printf(&json, "%s" SLICE_FMT, json.n ? ",\n" : "", SLICE_ARG(l.v[i].record));
    }
    if (ok)
        table_or_json(&t, &json, cli->json, cli->color, o->all ? "no incident" : "no incident is open; --all shows those that are over");
    if (ok && !cli->json)
        say_where(cli);
    table_fini(&t);
    buf_fini(&json);
    incidents_fini(&l);
    return ok;
}

static void line(const struct cli *cli, const char *name, struct slice value) { screen_field(cli->color, 12, name, value); }

static void show_steps(const struct cli *cli, const struct handling *h, const struct zone *z)
{
    char when[PERIOD_TEXT];
    if (h->tick_count)
        printf("\n%sprocedure%s%s%s\n", screen_style(cli->color, STYLE_BOLD), screen_plain(cli->color), h->procedure ? ": " : "", h->procedure ? h->procedure : "");
    for (size_t i = 0; i < h->tick_count; i++) {
        const struct tick *t = &h->ticks[i];
        printf("%s %2zu  %s", t->done_ms ? "[x]" : "[ ]", i + 1, t->text);
        if (t->done_ms)
            printf("  %s%s, %s%s", screen_style(cli->color, STYLE_DIM), t->by ? t->by : "", period_time(z, t->done_ms, when), screen_plain(cli->color));
        putchar('\n');
    }
}

static void show_timeline(const struct cli *cli, const struct handling *h, const struct zone *z)
{
    struct table t = { 0 };
    char when[PERIOD_TEXT];
    table_column(&t, "when", ALIGN_LEFT);
    table_column(&t, "who", ALIGN_LEFT);
    table_column(&t, "what", ALIGN_LEFT);
    table_column(&t, "", ALIGN_FLEX);
    for (size_t i = 0; i < h->event_count; i++) {
        const struct happened *x = &h->events[i];
        table_add(&t, STYLE_DIM, slice_of(period_time(z, x->at_ms, when)));
        table_add(&t, STYLE_PLAIN, slice_of(x->by ? x->by : ""));
        table_add(&t, STYLE_BOLD, slice_of(x->kind));
        table_add(&t, STYLE_PLAIN, slice_of(x->text ? x->text : ""));
    }
    if (h->dropped)
        puts("\n(the timeline was too long: some of its middle is not kept)");
    putchar('\n');
    table_print(&t, stdout, cli->color, screen_columns());
    table_fini(&t);
}

static void show_samples(const struct cli *cli, struct slice samples)
{
    struct slice sample;
    if (samples.n)
        printf("\n%sfor example%s\n", screen_style(cli->color, STYLE_BOLD), screen_plain(cli->color));
    while (slice_next(&samples, '\n', &sample)) {
        struct buf clean = { 0 };
        screen_add(&clean, sample, 4000);
        printf("%s\n", buf_z(&clean));
        buf_fini(&clean);
    }
}

static void show(const struct cli *cli, const struct incident_seen *i, const struct zone *z, struct slice deleted)
{
    const struct handling *h = &i->handling;
    char when[PERIOD_TEXT], text[128];
    printf("%s" SLICE_FMT "%s  %s" SLICE_FMT "%s  " SLICE_FMT "  " SLICE_FMT "\n", screen_style(cli->color, STYLE_BOLD), SLICE_ARG(i->id), screen_plain(cli->color),
           screen_style(cli->color, level_style(i->level)), SLICE_ARG(i->level), screen_plain(cli->color), SLICE_ARG(i->brand), SLICE_ARG(i->type));
    line(cli, "state", slice_of(incident_state(i)));
    line(cli, "owner", slice_of(h->owner[0] ? h->owner : i->open ? "nobody yet: pulso incident ack" : ""));
    line(cli, "since", slice_of(period_time(z, i->opened_ms, when)));
    if (i->closed_ms)
        line(cli, "calm since", slice_of(period_time(z, i->closed_ms, when)));
    snprintf(text, sizeof text, "%" PRId64 " negative, normal %.1f", i->x, i->mu);
    line(cli, "how much", slice_of(text));
    for (int k = 0; k < INCIDENT_KINDS; k++)
        line(cli, incident_kinds[k].about, i->parts[k]);
    line(cli, "committee", slice_of(h->committee));
    line(cli, "written in", slice_of(h->link ? h->link : ""));
    if (handling_silent(h, clock_now_ms()))
        line(cli, "silent until", slice_of(period_time(z, h->silent_ms, when)));
    line(cli, "statement", slice_of(h->statement ? h->statement : ""));
    line(cli, "approved by", slice_of(h->statement_by ? h->statement_by : ""));
    line(cli, "deleted", deleted);
    show_samples(cli, i->samples);
    show_steps(cli, h, z);
    show_timeline(cli, h, z);
}

bool incident_show(struct cli *cli, struct err *e)
{
    struct incidents l;
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "which incident? as in: pulso incident show 5f0c; `pulso incident list` shows them");
    struct zone *z = zone_open(cli->common.zone, e);
    bool ok = z && incidents_read(cli, &l, e);
    struct incident_seen *i = ok ? incidents_find(&l, cli->args[1], e) : NULL;
    struct buf deleted = { 0 }, out = { 0 };
    if (i)
        incident_deleted(cli, i, cli->json, &deleted);
    if (i && cli->json) {
        struct buf with = { 0 };
        struct slice record = slice_trim(i->record);
        buf_add(&with, (struct slice){ record.p, record.n - 1 });
        buf_printf(&with, ",\"deleted\":" SLICE_FMT "}", SLICE_ARG(buf_slice(&deleted)));
        pretty_json(&out, buf_slice(&with));
        buf_fini(&with);
        printf("%s\n", buf_z(&out));
    } else if (i) {
        show(cli, i, z, buf_slice(&deleted));
    }
    buf_fini(&out);
    buf_fini(&deleted);
    if (z)
        incidents_fini(&l);
    zone_close(z);
    return i != NULL;
}

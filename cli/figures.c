#include "cli/figures.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/when.h"
#include "cli/asked.h"
#include "cli/opts.h"

/* ---- what is asked for ---- */

static enum answers_by by_of(const char *by)
{
    for (int i = 0; by && answers_by_names[i]; i++)
        if (strcmp(by, answers_by_names[i]) == 0)
            return (enum answers_by)i;
    return ANSWERS_BRAND;
}

static bool fits_together(const struct figures *f, struct err *e)
{
    const struct figures_opts *o = f->o;
    if (f->cli->json && o->csv)
        return err_set(e, ERR_CONFIG, "--csv and --json: one of the two");
    if (f->answers.by == ANSWERS_AGENT && (o->account || o->purpose))
        return err_set(e, ERR_CONFIG, "--by agent: agents are counted of each brand over all its accounts; leave out --%s", o->account ? "account" : "purpose");
    return asked_platforms(o->platform, e);
}

static bool read_states(struct figures *f, struct err *e)
{
    if (!states_read(cli_ledger(f->cli), &f->a, STATE_CLASSIFIED, &f->states, e))
        return false;
    if (f->states.n == 0)
        return err_set(e, ERR_CONFIG, "nothing has been counted yet under the prefix %s: is pulso-route running? (pulso doctor)", f->cli->common.prefix);
    if (f->states.zone && strcmp(f->states.zone, f->cli->common.zone) != 0)
        return err_set(e, ERR_CONFIG, "the days were counted in the zone %s, and the configuration now says %s: set `zone:` back",
                       f->states.zone, f->cli->common.zone);
    return true;
}

static bool choose_brands(struct figures *f, struct err *e)
{
    struct answers *w = &f->answers;
    if (!in_force_open(&f->cli->common, f->cli->conf, cli_config_path(f->cli), IN_FORCE_LATEST, &f->in_force, e)
        || !brands_read(f->in_force.conf, &f->brands, e))
        return false;
    w->brands = &f->brands;
    if (f->o->set) {
        const struct brand_set *set = brands_set(&f->brands, f->o->set);
        if (!set)
            return err_set(e, ERR_CONFIG, "no set of brands is called %s; `sets:` of %s names them", f->o->set, f->in_force.name);
        w->set = set->brands;
        w->width = set->n;
        return true;
    }
    uint32_t *all = arena_alloc(&f->a, (f->brands.n + 1) * sizeof *all);
    for (size_t i = 0; i < f->brands.n; i++)
        all[i] = (uint32_t)i;
    w->set = all;
    w->width = f->brands.n;
    return true;
}

/* One bin, unless the rows are times. */
static bool make_plan(struct figures *f, struct err *e)
{
    struct plan_limits l = { 0 };
    const char *period = f->o->period ? f->o->period : "24h";
    f->home = zone_open(f->cli->common.zone, e);
    f->zone = f->home ? zone_open(f->o->zone ? f->o->zone : f->cli->common.zone, e) : NULL;
    if (!f->zone || !period_parse(slice_of(period), f->zone, clock_now_ms(), &f->period, e))
        return false;
    l.clock_ms = states_clock(&f->states) ? states_clock(&f->states) : clock_now_ms();
    l.days = strcmp(zone_name(f->zone), zone_name(f->home)) == 0 ? f->home : NULL;
    enum plan_unit unit = f->answers.by == ANSWERS_HOUR ? UNIT_HOUR : UNIT_DAY;
    plan_settle(&f->period, f->answers.by == ANSWERS_HOUR ? UNIT_HOUR : plan_unit_for(&f->period), f->zone, &l);
    return plan_make(&f->plan, &f->period, unit, f->zone, &l, e);
}

static bool read_audience(struct figures *f, struct err *e)
{
    const struct answers *w = &f->answers;
    int64_t clock = states_clock(&f->states);
    f->audience = (struct audience){ .brands = w->brands, .set = w->set, .width = w->width, .platforms = w->platforms, .account = w->account, .purpose = w->purpose,
                                     .period = &f->period, .home = f->home, .clock_ms = clock ? clock : clock_now_ms(), .a = &f->a };
    if (!audience_read(&f->audience, cli_ledger(f->cli), &f->states, e))
        return false;
    audience_rows(&f->audience, &f->answers);
    return true;
}

bool figures_read(struct figures *f, struct cli *cli, const struct figures_opts *o, bool own_posts, struct err *e)
{
    struct answers *w = &f->answers;
    *f = (struct figures){ .cli = cli, .o = o };
    w->by = by_of(o->by);
    w->own_posts = own_posts;
    if (!fits_together(f, e) || !cli_conf(cli, e) || !read_states(f, e) || !choose_brands(f, e) || !make_plan(f, e))
        return false;
    w->platforms = o->platform;
    w->account = o->account;
    w->purpose = o->purpose;
    w->plan = &f->plan;
    w->a = &f->a;
    return answers_read(w, cli_ledger(cli), &f->states, e) && (!own_posts || read_audience(f, e));
}

void figures_close(struct figures *f)
{
    plan_fini(&f->plan);
    zone_close(f->zone);
    zone_close(f->home);
    brands_fini(&f->brands);
    in_force_close(&f->in_force);
    arena_fini(&f->a);
}

/* ---- showing it ---- */

void figures_heading(const struct figures *f)
{
    char from[PERIOD_TEXT], to[PERIOD_TEXT], mark[PERIOD_TEXT];
    bool color = f->cli->color;
    int64_t watermark = states_watermark(&f->states), gaps = states_sum(&f->states, S_GAP);
    printf("%s%s to %s, %s\n%s%s, %s", screen_style(color, STYLE_DIM), period_time(f->zone, f->period.from_ms, from),
           period_time(f->zone, f->period.to_ms, to), zone_name(f->zone), f->o->set ? "set " : "all brands", f->o->set ? f->o->set : "",
           f->o->platform ? f->o->platform : "all platforms");
    if (watermark)
        printf("; counted up to %s", period_time(f->zone, watermark, mark));
    printf("%s\n", screen_plain(color));
    if (gaps)
        printf("%s%" PRId64 " records were lost to retention and accepted as gaps (pulso gap list)%s\n",
               screen_style(color, STYLE_YELLOW), gaps, screen_plain(color));
    if (!f->answers.tallies.steady)
        printf("%scounted while mentions came in: figures of one partition may be of two moments%s\n", screen_style(color, STYLE_YELLOW), screen_plain(color));
    putchar('\n');
}

const char *figures_brand(const struct figures *f, const struct answers_row *r)
{
    return f->brands.v[f->answers.set[r->column]].id;
}

struct slice figures_row(const struct figures *f, const struct answers_row *r, char text[PERIOD_TEXT])
{
    if (f->answers.by == ANSWERS_HOUR)
        return slice_of(period_time(f->zone, f->plan.bins[r->bin].from_ms, text));
    if (f->answers.by == ANSWERS_DAY)
        return slice_of(period_date(f->zone, f->plan.bins[r->bin].from_ms, text));
    return r->name;
}

void figures_columns(const struct figures *f, struct table *t)
{
    table_column(t, "brand", ALIGN_LEFT);
    if (f->answers.by != ANSWERS_BRAND)
        table_column(t, answers_by_names[f->answers.by], ALIGN_LEFT);
}

void figures_cells(const struct figures *f, const struct answers_row *r, struct table *t)
{
    char text[PERIOD_TEXT];
    table_add(t, STYLE_BOLD, slice_of(figures_brand(f, r)));
    if (f->answers.by != ANSWERS_BRAND)
        table_add(t, STYLE_PLAIN, figures_row(f, r, text));
}

double figures_days(const struct figures *f, const struct answers_row *r)
{
    bool times = f->answers.by == ANSWERS_HOUR || f->answers.by == ANSWERS_DAY;
    int64_t from = times ? f->plan.bins[r->bin].from_ms : f->period.from_ms, to = times ? f->plan.bins[r->bin].to_ms : f->period.to_ms;
    return (double)(to - from) / 86400000;
}

struct audience_figure figures_audience(const struct figures *f, const struct answers_row *r)
{
    int32_t day = f->audience.last_day;
    if (f->answers.by == ANSWERS_HOUR)
        return (struct audience_figure){ 0 };
    if (f->answers.by == ANSWERS_DAY)
        day = zone_day(f->home, (f->plan.bins[r->bin].to_ms - 1) / 1000);
    return audience_figure(&f->audience, f->answers.by, r->column, r->name, day);
}

static void time_member(struct buf *out, const char *name, int64_t ms)
{
    char text[WHEN_TEXT];
    buf_printf(out, "\"%s\":\"%.*s\"", name, (int)when_print(ms, text), text);
}

void figures_stamp(const struct figures *f, struct buf *out)
{
    buf_addz(out, "\"stamp\":{\"period\":{");
    time_member(out, "from", f->period.from_ms);
    buf_char(out, ',');
    time_member(out, "to", f->period.to_ms);
    buf_addz(out, "},\"zone\":");
    buf_json(out, slice_of(zone_name(f->zone)));
    buf_addz(out, ",\"version\":");
    buf_int(out, f->in_force.version);
    buf_char(out, ',');
    time_member(out, "watermark", states_watermark(&f->states));
    buf_printf(out, ",\"gaps\":%" PRId64 ",\"steady\":%s,\"offsets\":[", states_sum(&f->states, S_GAP), f->answers.tallies.steady ? "true" : "false");
    for (size_t p = 0; p < f->states.n; p++)
        buf_printf(out, f->answers.tallies.offsets[p] < 0 ? "%snull" : "%s%" PRId64, p ? "," : "", f->answers.tallies.offsets[p]);
    buf_addz(out, "]}");
}

void figures_members(const struct figures *f, const struct answers_row *r, struct buf *out)
{
    const struct plan_bin *bin = &f->plan.bins[r->bin];
    buf_addz(out, "\"brand\":");
    buf_json(out, slice_of(figures_brand(f, r)));
    if (f->answers.by == ANSWERS_BRAND)
        return;
    buf_char(out, ',');
    if (f->answers.by == ANSWERS_HOUR || f->answers.by == ANSWERS_DAY) {
        time_member(out, "from", bin->from_ms);
        buf_char(out, ',');
        time_member(out, "to", bin->to_ms);
        return;
    }
    buf_printf(out, "\"%s\":", answers_by_names[f->answers.by]);
    buf_json(out, r->name);
}

const char *figures_time(double seconds, char out[FIGURES_TIME])
{
    int64_t s = (int64_t)(seconds + 0.5);
    if (s < 90)
        snprintf(out, FIGURES_TIME, "%" PRId64 " s", s);
    else if (s < 90 * 60)
        snprintf(out, FIGURES_TIME, "%.0f min", seconds / 60);
    else if (s < 48 * 3600)
        snprintf(out, FIGURES_TIME, "%" PRId64 " h %02" PRId64 " min", s / 3600, s / 60 % 60);
    else
        snprintf(out, FIGURES_TIME, "%.1f d", seconds / 86400);
    return out;
}

void figures_print_csv(const struct table *t)
{
    struct buf out = { 0 };
    for (size_t c = 0; c < t->columns; c++) {
        buf_addz(&out, c ? "," : "");
        table_csv(&out, slice_of(t->names[c]));
    }
    buf_addz(&out, "\r\n");
    for (size_t i = 0; i < t->n; i++) {
        table_csv(&out, t->cells[i].text);
        buf_addz(&out, (i + 1) % t->columns ? "," : "\r\n");
    }
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

/* ---- the whole of a command ---- */

static void explain_nothing(const struct figures *f, const char *of)
{
    if (f->answers.row_count)
        return;
    fprintf(stderr, "pulso %s: nothing of these brands in this period. Accounts are what tells a brand's own words: `accounts:` of each brand "
            "in %s (docs/care.md); --period asks for another time\n", of, f->in_force.name);
}

bool figures_run(struct cli *cli, const struct figures_opts *o, const struct figures_prints *p, struct err *e)
{
    struct figures f = { 0 };
    struct figures_opts asked = *o;
    char text[CAMPAIGN_PERIOD];
    bool ok = asked_campaign(cli, o->campaign, &asked.period, &asked.set, text, e) && figures_read(&f, cli, &asked, p->own_posts, e);
    if (ok && cli->json)
        p->json(&f);
    else if (ok && o->csv)
        p->csv(&f);
    else if (ok)
        p->table(&f);
    if (ok)
        explain_nothing(&f, p->name);
    figures_close(&f);
    return ok;
}

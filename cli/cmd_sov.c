#include <stdlib.h>

#include "base/clock.h"
#include "classify/classifier.h"
#include "cli/asked.h"
#include "cli/opts.h"
#include "cli/sov_view.h"
#include "metrics/estimates.h"
#include "metrics/in_force.h"

struct sov_opts {
    const char *period, *campaign, *zone, *set, *platform, *by, *count;
    bool originals, csv;
};

static const struct opt opts[] = {
    { "period", OPT_TEXT, offsetof(struct sov_opts, period), "PERIOD",
      "24h (default), 90m, 7d, today, yesterday, 2020-10-17, 2020-10, or A..B with days (B included) or times (RFC 3339; up to B)" },
    OPT_CAMPAIGN(struct sov_opts),
    { "set", OPT_TEXT, offsetof(struct sov_opts, set), "NAME", "compare the brands of this set (default: all brands)" },
    { "platform", OPT_TEXT, offsetof(struct sov_opts, platform), "NAME,...", "only mentions on these platforms" },
    { "by", OPT_CHOICE, offsetof(struct sov_opts, by), "brand|platform|topic|country|language|intent|minute|hour|day", "what the rows are (default: brand)" },
    { "zone", OPT_TEXT, offsetof(struct sov_opts, zone), "ZONE", "whose days and hours are meant (default: the installation's)" },
    { "count", OPT_CHOICE, offsetof(struct sov_opts, count), "mentions|originals|fractional|reach|suspicious|stories|clusters|authors",
      "what shares are made of: whole mentions (default), those that are no reposts, mentions divided among the brands that they name, potential reach (their authors' followers, added up), those that look like spam or bots; estimated: different stories (the same text), clusters (nearly the same) or authors" },
    { "originals", OPT_FLAG, offsetof(struct sov_opts, originals), NULL, "the same as --count originals" },
    { "csv", OPT_FLAG, offsetof(struct sov_opts, csv), NULL, "print CSV for spreadsheets" },
    { 0 }
};

struct sov {
    struct cli *cli;
    const struct sov_opts *o;
    struct arena a;
    struct in_force in_force;
    struct brands brands;
    struct states states;
    struct plan plan;
    struct counts counts;
    struct customers customers;
    struct zone *home, *zone;      /* the installation's; the reader's */
    struct sov_view view;
};

/* Its place in the list; 0 where it is not said. */
static int place_in(const char *const *names, const char *said)
{
    for (int i = 0; said && names[i]; i++)
        if (strcmp(said, names[i]) == 0)
            return i;
    return 0;
}

static enum sov_by by_of(const struct sov_opts *o)
{
    return (enum sov_by)place_in(sov_by_names, o->by);
}

static enum sov_form form_of(const struct sov_opts *o)
{
    return o->originals ? FORM_ORIGINALS : (enum sov_form)place_in(sov_form_names, o->count);
}

static bool unknown_set(const struct sov *s, struct err *e)
{
    const char *names[32] = { 0 };
    for (size_t i = 0; i < s->brands.set_count && i < 31; i++)
        names[i] = s->brands.sets[i].id;
    const char *near = opts_near(s->o->set, names);
    return err_set(e, ERR_CONFIG, "no set of brands is called %s%s%s%s; `sets:` of %s names them", s->o->set, near ? ": did you mean " : "",
                   near ? near : "", near ? "?" : "", s->in_force.name);
}

static bool choose_brands(struct sov *s, struct err *e)
{
    if (!in_force_open(&s->cli->common, s->cli->conf, cli_config_path(s->cli), states_version(&s->states), &s->in_force, e) || !brands_read(s->in_force.conf, &s->brands, e))
        return false;
    s->counts.brands = &s->brands;
    if (s->o->set) {
        const struct brand_set *set = brands_set(&s->brands, s->o->set);
        if (!set)
            return unknown_set(s, e);
        s->counts.set = set->brands;
        s->counts.width = set->n;
    } else {
        uint32_t *all = arena_alloc(&s->a, (s->brands.n + 1) * sizeof *all);
        for (size_t i = 0; i < s->brands.n; i++)
            all[i] = (uint32_t)i;
        s->counts.set = all;
        s->counts.width = s->brands.n;
    }
    return s->counts.width || err_set(e, ERR_CONFIG, "%s names no brands to compare: add some under `brands:`", s->in_force.name);
}

static bool read_states(struct sov *s, struct err *e)
{
    if (!states_read(cli_ledger(s->cli), &s->a, STATE_MENTIONS, &s->states, e))
        return false;
    if (s->states.n == 0)
        return err_set(e, ERR_CONFIG, "nothing has been counted yet under the prefix %s: is pulso-classify running? (pulso doctor)",
                       s->cli->common.prefix);
    if (s->states.zone && strcmp(s->states.zone, s->cli->common.zone) != 0)
        return err_set(e, ERR_CONFIG, "the days were counted in the zone %s, and the configuration now says %s: set `zone:` back",
                       s->states.zone, s->cli->common.zone);
    return true;
}

/* Day roll-ups are of use only to those who live in the installation's days. */
static bool choose_zone(struct sov *s, struct plan_limits *l, struct err *e)
{
    s->home = zone_open(s->cli->common.zone, e);
    s->zone = s->home ? zone_open(s->o->zone ? s->o->zone : s->cli->common.zone, e) : NULL;
    if (!s->zone)
        return false;
    l->clock_ms = states_clock(&s->states) ? states_clock(&s->states) : clock_now_ms();
    l->days = strcmp(zone_name(s->zone), zone_name(s->home)) == 0 ? s->home : NULL;
    return true;
}

static bool make_plan(struct sov *s, struct err *e)
{
    struct sov_view *v = &s->view;
    struct plan_limits l = { 0 };
    const char *period = s->o->period ? s->o->period : "24h";
    if (!choose_zone(s, &l, e) || !period_parse(slice_of(period), s->zone, clock_now_ms(), &v->period, e))
        return false;
    v->by = by_of(s->o);
    v->unit = v->by >= BY_MINUTE ? (enum plan_unit)(v->by - BY_MINUTE) : plan_unit_for(&v->period);
    plan_settle(&v->period, v->unit, s->zone, &l);
    if (plan_make(&s->plan, &v->period, v->unit, s->zone, &l, e))
        goto made;
    /* The sparkline must not be what an exact answer fails on. */
    if (v->by >= BY_MINUTE || v->unit == UNIT_DAY)
        return false;
    plan_fini(&s->plan);
    err_clear(e);
    v->unit = UNIT_DAY;
    if (!plan_make(&s->plan, &v->period, v->unit, s->zone, &l, e))
        return false;
made:
    if (!l.days && v->unit == UNIT_DAY)
        fprintf(stderr, "pulso sov: days are kept in the installation's zone (%s) only: those of %s are summed up from hours\n",
                zone_name(s->home), zone_name(s->zone));
    return true;
}

/* Of a partition's index of days: the first (from 0) or the last (from -1). */
static void widen(struct sov *s, int partition, const char *at, int64_t *first, int64_t *last)
{
    struct err e = { 0 };
    struct store *st = cli_store(s->cli);
    store_command(st, "ZRANGE");
    store_arg(st, arena_printf(&s->a, SLICE_FMT ":di", SLICE_ARG(state_tag(&s->a, cli_ledger(s->cli), STATE_MENTIONS, partition))));
    store_arg(st, slice_of(at));
    store_arg(st, slice_of(at));
    redisReply *r = store_ask(st, &e);
    if (r && r->type == REDIS_REPLY_ARRAY && r->elements == 1) {
        int64_t day = reply_int(r->element[0]);
        *first = day < *first ? day : *first;
        *last = day > *last ? day : *last;
    }
    freeReplyObject(r);
}

/* An empty answer is more often a wrong period than silence: says which days there are. */
static void explain_empty(struct sov *s)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    for (size_t p = 0; p < s->states.n; p++) {
        widen(s, (int)p, "0", &first, &last);
        widen(s, (int)p, "-1", &first, &last);
    }
    if (first > last)
        fprintf(stderr, "pulso sov: no mention has been counted yet\n");
    else
        fprintf(stderr, "pulso sov: no mentions of these brands in this period; counted are days from %s to %s\n",
                period_date(s->home, period_day_ms(s->home, (int32_t)first), from),
                period_date(s->home, period_day_ms(s->home, (int32_t)last), to));
}

/* Its zero is more often a name that was mistyped than silence. */
static void explain_platforms(const struct sov *s)
{
    struct slice rest = slice_of(s->o->platform), name;
    while (slice_next(&rest, ',', &name)) {
        size_t i = 0;
        name = slice_trim(name);
        while (i < s->counts.platform_count && !slice_eq(s->counts.platform[i], name))
            i++;
        if (i == s->counts.platform_count)
            fprintf(stderr, "pulso sov: these brands were never counted on the platform " SLICE_FMT "; `pulso sov --by platform` "
                    "shows where they were\n", SLICE_ARG(name));
    }
}

/* Mentions without a topic are some, too. */
static bool nothing(const struct counts *c)
{
    int64_t all = 0;
    for (size_t i = 0; i < c->width; i++)
        all += sov_mentions(&c->by_brand[i]) + c->by_brand[i].slot[SOV_ORIGINALS];
    return all == 0;
}

static void print(struct sov *s)
{
    if (s->cli->json) {
        struct err e = { 0 };
        struct classifier *cl = s->in_force.version ? NULL : classifier_open(s->cli->conf, &e);
        s->view.config = cl ? classifier_config(cl) : s->in_force.version ? s->in_force.config : NULL;
        sov_print_json(&s->view);
        classifier_close(cl);
    } else if (s->o->csv) {
        sov_print_csv(&s->view);
        sov_print_versions(&s->view, stderr);
    } else
        sov_print_table(&s->view);
    if (nothing(&s->counts))
        explain_empty(s);
    explain_platforms(s);
}

static bool fits_together(const struct sov *s, struct err *e)
{
    if (s->cli->json && s->o->csv)
        return err_set(e, ERR_CONFIG, "--csv and --json: one of the two");
    if (s->o->originals && s->o->count && form_of(s->o) != (enum sov_form)place_in(sov_form_names, s->o->count))
        return err_set(e, ERR_CONFIG, "--originals and --count %s: one of the two", s->o->count);
    if (sov_dim(by_of(s->o)) && (s->o->platform || form_of(s->o) != FORM_MENTIONS))
        return err_set(e, ERR_CONFIG, "--by %s: these are counted of each brand over all platforms and kinds; leave out --%s", s->o->by,
                       s->o->platform ? "platform" : s->o->originals ? "originals" : "count");
    if (form_of(s->o) >= FORM_STORIES && by_of(s->o) != BY_BRAND)
        return err_set(e, ERR_CONFIG, "--count %s: it is estimated for each brand and platform alone; leave out --by", s->o->count);
    return asked_platforms(s->o->platform, e);
}

static bool answer_estimates(struct sov *s, struct err *e)
{
    struct sov_view *v = &s->view;
    struct estimates_asked q = { .brands = &s->brands, .set = s->counts.set, .width = s->counts.width, .platforms = s->o->platform };
    struct estimate_keys keys;
    struct plan_limits l = { 0 };
    double *n = arena_zalloc(&s->a, (q.width + 1) * sizeof *n);
    if (!choose_zone(s, &l, e) || !period_parse(slice_of(s->o->period ? s->o->period : "24h"), s->zone, clock_now_ms(), &v->period, e))
        return false;
    q.home = s->home;
    q.clock_ms = l.clock_ms;
    if (!estimates_cover(&q, &v->period, &s->a, &keys, e)
        || !estimates_different(&q, &keys, v->form == FORM_AUTHORS ? ESTIMATE_AUTHORS : v->form == FORM_CLUSTERS ? ESTIMATE_CLUSTERS : ESTIMATE_STORIES, cli_ledger(s->cli), &s->states, n, e))
        return false;
    v->zone = s->zone;
    s->counts.platforms = s->o->platform;
    sov_print_estimates(&(struct sov_estimates){ v, n, keys.covered }, s->o->csv, &s->a);
    return true;
}

static bool answer(struct sov *s, struct err *e)
{
    if (!fits_together(s, e) || !cli_conf(s->cli, e) || !customers_read(s->cli->conf, &s->customers, e) || !read_states(s, e) || !choose_brands(s, e))
        return false;
    s->view = (struct sov_view){ .cli = s->cli, .counts = &s->counts, .states = &s->states, .set = s->o->set, .form = form_of(s->o) };
    if (s->view.form >= FORM_STORIES)
        return answer_estimates(s, e);
    if (!make_plan(s, e))
        return false;
    s->counts.plan = &s->plan;
    s->counts.a = &s->a;
    s->counts.platforms = s->o->platform;
    s->counts.dim = sov_dim(s->view.by);
    if (!counts_read(&s->counts, cli_ledger(s->cli), &s->states, e))
        return false;
    s->view.zone = s->zone;
    s->view.customers = &s->customers;
    sov_sort(&s->view, &s->a);
    print(s);
    return true;
}

static bool sov_run(struct cli *cli, const void *own, struct err *e)
{
    struct sov_opts o = *(const struct sov_opts *)own;
    struct sov s = { .cli = cli, .o = &o };
    char text[CAMPAIGN_PERIOD];
    bool ok = asked_campaign(cli, o.campaign, &o.period, &o.set, text, e) && answer(&s, e);
    plan_fini(&s.plan);
    customers_fini(&s.customers);
    zone_close(s.zone);
    zone_close(s.home);
    brands_fini(&s.brands);
    in_force_close(&s.in_force);
    arena_fini(&s.a);
    return ok;
}

const struct cmd cmd_sov = {
    .name = "sov",
    .about = "share of voice: who is talked about how much, and how it feels",
    .text =
        "Share of voice of a brand is its mentions divided by the mentions of all brands of the set, over a period. "
        "A mention of two brands counts once for each, so the shares add up to 100 %.\n"
        "\n"
        "A period A..B of days is from the beginning of A to the end of B: 2020-10-01..2020-10-17 is 17 days. With times it ends right "
        "before B.\n"
        "\n"
        "Times are those of the mentions themselves, not of their arrival. The figures are exact: days, hours and minutes "
        "are read in the coarsest form that fits the period's edges. Minutes are kept for 72 hours, hours for 400 days, days "
        "(in the installation's zone) for good.\n"
        "\n"
        "The row of a topic, country, language or intent is a share of voice of its own: its mentions, divided among the brands. A mention of "
        "several topics stands in several rows, one of none in no row, and one whose record names no country in no country's, so rows do not "
        "add up to the mentions of a brand.\n"
        "\n"
        "net is (positive - negative) / all. originals are mentions that are not reposts. fractional counts a mention of n brands as 1/n "
        "for each of them, whether they are of the set or not. reach is potential: the followers of each mention's author, added up where the platform reports them, so a person counts as often as somebody wrote whom they follow. suspicious are mentions that look as if a program had posted them (docs/metrics.md has the rules). stories, clusters and authors are estimates: so many "
        "different texts and people, a repost and a copy being one story, and texts that are nearly copies one cluster. docs/metrics.md defines every figure. per 1,000, where `customers:` of the configuration says how many customers a brand has, is its mentions per thousand of them. --json adds 95 % Wilson intervals "
        "and a stamp with all that the figures depend on; its times are UTC.\n"
        "\n"
        "Brands and sets are those of the version in force (`pulso apply`), else of the file. Where mentions of the period were first counted under "
        "more than one version, the last line says so: what was asked for changed within it.",
    .examples =
        "  pulso sov\n      the last 24 hours of all brands\n"
        "  pulso sov --set telecoms --period 7d --by day\n      a week, day by day\n"
        "  pulso sov --period 2020-10-01..2020-10-17 --platform x --csv > october.csv\n      for a spreadsheet\n",
    .opts = opts,
    .size = sizeof(struct sov_opts),
    .run = sov_run,
};

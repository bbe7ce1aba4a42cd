#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/when.h"
#include "cli/asked.h"
#include "cli/opts.h"
#include "cli/table.h"
#include "cli/top_view.h"
#include "metrics/hashtags.h"
#include "metrics/sov.h"

enum { BEFORE_DAYS = 7, SUDDEN_LEAST = 5 };

static const struct opt opts[] = {
    { "dim", OPT_CHOICE, offsetof(struct top_opts, dim), "term|hashtag|link|author", "what is ranked (default: term)" },
    { "brand", OPT_TEXT, offsetof(struct top_opts, brand), "ID", "in the mentions of this brand (default: the first of the configuration)" },
    { "period", OPT_TEXT, offsetof(struct top_opts, period), "PERIOD", "24h (default), 7d, today, 2020-10-17, A..B: as of `pulso sov`" },
    OPT_CAMPAIGN(struct top_opts),
    { "limit", OPT_INT, offsetof(struct top_opts, limit), "N", "so many (default: 20)" },
    { "sudden", OPT_FLAG, offsetof(struct top_opts, sudden), NULL, "what is said more than in the seven days before, by how many times at least" },
    { "clusters", OPT_FLAG, offsetof(struct top_opts, clusters), NULL, "texts that were nearly copied most (campaigns, syndicated press), with their originals" },
    { "suggest-groups", OPT_FLAG, offsetof(struct top_opts, groups), NULL, "hashtags that stand together, as `hashtag_groups:` to look over and paste" },
    { "csv", OPT_FLAG, offsetof(struct top_opts, csv), NULL, "print CSV for spreadsheets" },
    { 0 }
};

static enum estimate_kind kind_of(const char *dim)
{
    static const char *const names[] = { "author", "hashtag", "link", "term" };
    for (int i = 0; i < 4; i++)
        if (strcmp(dim, names[i]) == 0)
            return (enum estimate_kind)(ESTIMATE_TOP_AUTHORS + i);
    return ESTIMATE_TOP_TERMS;
}

static bool prepare(struct top_view *v, struct period *p, struct err *e)
{
    if (!cli_conf(v->cli, e) || !states_read(cli_ledger(v->cli), &v->a, STATE_MENTIONS, &v->states, e))
        return false;
    if (v->states.n == 0)
        return err_set(e, ERR_CONFIG, "nothing has been counted yet under the prefix %s: is pulso-classify running? (pulso doctor)", v->cli->common.prefix);
    if (!in_force_open(&v->cli->common, v->cli->conf, cli_config_path(v->cli), states_version(&v->states), &v->in_force, e)
        || !brands_read(v->in_force.conf, &v->brands, e))
        return false;
    if (v->brands.n == 0)
        return err_set(e, ERR_CONFIG, "%s names no brands", v->in_force.name);
    if (v->o->brand && (!asked_brand(v->cli, &v->brands, v->o->brand, e) || !brands_find(&v->brands, slice_of(v->o->brand), &v->brand)))
        return false;
    v->home = zone_open(v->cli->common.zone, e);
    v->q = (struct estimates_asked){ .brands = &v->brands, .set = &v->brand, .width = 1, .home = v->home, .clock_ms = states_clock(&v->states) };
    return v->home && period_parse(slice_of(v->o->period ? v->o->period : "24h"), v->home, clock_now_ms(), p, e);
}

/* Two Poisson counts over times t and T: of all sightings, a share p = rt / (rt + T) falls into t, r being the ratio of the rates. The
 * lower end of p's Wilson interval gives that of r. The count is taken at its least and the usual at its most, so an error of the
 * estimate never makes a thing sudden. */
static double times_usual(const struct top_view *v, const struct estimate_item *now)
{
    int64_t before = v->usual.missed;
    for (size_t i = 0; i < v->usual.n; i++)
        if (slice_eq(v->usual.v[i].text, now->text))
            before = v->usual.v[i].high;
    double t = (double)(v->keys.covered.to_ms - v->keys.covered.from_ms), usual_t = (double)(v->before.covered.to_ms - v->before.covered.from_ms), low, high;
    sov_wilson((double)now->low, (double)(now->low + before), &low, &high);
    return low < 1 ? low / (1 - low) * usual_t / t : 0;
}

static int by_times(const void *x, const void *y)
{
    const struct top_row *a = x, *b = y;
    return a->times < b->times ? 1 : a->times > b->times ? -1 : slice_cmp(a->item->text, b->item->text);
}

static bool join_hashtags(struct top_view *v, struct estimate_items *items, struct err *e)
{
    struct hashtag_groups g;
    if (!hashtags_read(v->cli->conf, &v->a, &g, e))
        return false;
    hashtags_join(&g, items);
    return true;
}

static bool find(struct top_view *v, struct err *e)
{
    struct period p;
    enum estimate_kind kind = kind_of(v->dim);
    if (!prepare(v, &p, e))
        return false;
    if (v->o->clusters || v->o->groups)
        return v->o->clusters ? top_clusters(v, &p, e) : top_groups(v, &p, e);
    if (!estimates_cover(&v->q, &p, &v->a, &v->keys, e)
        || !estimates_top(&v->q, 0, &v->keys, kind, cli_ledger(v->cli), &v->states, &v->a, &v->items, e))
        return false;
    if (kind == ESTIMATE_TOP_HASHTAGS && !join_hashtags(v, &v->items, e))
        return false;
    p.to_ms = v->keys.covered.from_ms;
    p.from_ms = p.to_ms - (int64_t)BEFORE_DAYS * 86400000;
    if (v->o->sudden && (!estimates_cover(&v->q, &p, &v->a, &v->before, e)
        || !estimates_top(&v->q, 0, &v->before, kind, cli_ledger(v->cli), &v->states, &v->a, &v->usual, e)
        || (kind == ESTIMATE_TOP_HASHTAGS && !join_hashtags(v, &v->usual, e))))
        return false;
    v->rows = arena_alloc(&v->a, (v->items.n + 1) * sizeof *v->rows);
    for (size_t i = 0; i < v->items.n; i++) {
        const struct estimate_item *item = &v->items.v[i];
        double times = v->o->sudden ? times_usual(v, item) : 0;
        if (!estimates_own_name(&v->brands.v[v->brand], item->text) && (!v->o->sudden || (item->low >= SUDDEN_LEAST && times > 1)))
            v->rows[v->n++] = (struct top_row){ item, times };
    }
    if (v->o->sudden)
        qsort(v->rows, v->n, sizeof *v->rows, by_times);
    size_t limit = top_limit(v);
    v->n = v->n > limit ? limit : v->n;
    return true;
}

static void print_json(const struct top_view *v)
{
    struct buf out = { 0 };
    char from[WHEN_TEXT], to[WHEN_TEXT];
    buf_printf(&out, "{\"stamp\":{\"period\":{\"from\":\"%.*s\",", (int)when_print(v->keys.covered.from_ms, from), from);
    buf_printf(&out, "\"to\":\"%.*s\"},\"brand\":", (int)when_print(v->keys.covered.to_ms, to), to);
    buf_json(&out, slice_of(v->brands.v[v->brand].id));
    buf_printf(&out, ",\"dim\":\"%s\",\"sudden\":%s},\"method\":{\"estimate\":\"space-saving\",\"bounds\":\"the true count lies between low and high\""
               "},\"missed\":%" PRId64 ",\"rows\":[", v->dim, v->o->sudden ? "true" : "false", v->items.missed);
    for (size_t i = 0; i < v->n; i++) {
        buf_printf(&out, "%s{\"%s\":", i ? "," : "", v->dim);
        buf_json(&out, v->rows[i].item->text);
        buf_printf(&out, ",\"low\":%" PRId64 ",\"high\":%" PRId64, v->rows[i].item->low, v->rows[i].item->high);
        if (v->o->sudden)
            buf_printf(&out, ",\"times_at_least\":%.2f", v->rows[i].times);
        buf_char(&out, '}');
    }
    buf_addz(&out, "]}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static void print_csv(const struct top_view *v)
{
    struct buf out = { 0 };
    buf_printf(&out, "%s,low,high%s\r\n", v->dim, v->o->sudden ? ",times_at_least" : "");
    for (size_t i = 0; i < v->n; i++) {
        table_csv(&out, v->rows[i].item->text);
        buf_printf(&out, ",%" PRId64 ",%" PRId64, v->rows[i].item->low, v->rows[i].item->high);
        if (v->o->sudden)
            buf_printf(&out, ",%.2f", v->rows[i].times);
        buf_addz(&out, "\r\n");
    }
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static void print_table(const struct top_view *v)
{
    struct table t = { 0 };
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    const struct brand *b = &v->brands.v[v->brand];
    printf("%s%s, %s to %s, %s\nestimates: the true counts lie between low and high%s\n\n", screen_style(v->cli->color, STYLE_DIM), b->name ? b->name : b->id,
           period_time(v->home, v->keys.covered.from_ms, from), period_time(v->home, v->keys.covered.to_ms, to), zone_name(v->home), screen_plain(v->cli->color));
    table_column(&t, v->dim, ALIGN_FLEX);
    table_column(&t, "low", ALIGN_RIGHT);
    table_column(&t, "high", ALIGN_RIGHT);
    if (v->o->sudden)
        table_column(&t, "times usual, at least", ALIGN_RIGHT);
    for (size_t i = 0; i < v->n; i++) {
        table_add(&t, STYLE_PLAIN, v->rows[i].item->text);
        table_number(&t, v->rows[i].item->low);
        table_number(&t, v->rows[i].item->high);
        if (v->o->sudden)
            table_printf(&t, STYLE_PLAIN, "%.1f", v->rows[i].times);
    }
    table_print(&t, stdout, v->cli->color, screen_columns());
    if (v->n == 0)
        fprintf(stderr, "pulso top: nothing%s in the mentions of %s in this period\n", v->o->sudden ? " sudden" : "", b->id);
    table_fini(&t);
}

static bool fits_together(const struct top_view *v, struct err *e)
{
    if (v->cli->json && v->o->csv)
        return err_set(e, ERR_CONFIG, "--csv and --json: one of the two");
    if (v->o->clusters && (v->o->dim || v->o->sudden))
        return err_set(e, ERR_CONFIG, "--clusters ranks texts; leave out --%s", v->o->dim ? "dim" : "sudden");
    if (v->o->groups && (v->o->dim || v->o->sudden || v->o->clusters || v->o->csv))
        return err_set(e, ERR_CONFIG, "--suggest-groups looks at hashtags and prints what a configuration holds; leave out --%s",
                       v->o->dim ? "dim" : v->o->sudden ? "sudden" : v->o->clusters ? "clusters" : "csv");
    return true;
}

static bool run(struct cli *cli, const void *own, struct err *e)
{
    struct top_opts o = *(const struct top_opts *)own;
    struct top_view v = { .cli = cli, .o = &o };
    char text[CAMPAIGN_PERIOD];
    v.dim = v.o->dim ? v.o->dim : "term";
    bool ok = asked_campaign(cli, o.campaign, &o.period, NULL, text, e) && fits_together(&v, e) && find(&v, e);
    if (ok && (v.o->clusters || v.o->groups))
        ;                            /* said already */
    else if (ok && cli->json)
        print_json(&v);
    else if (ok && v.o->csv)
        print_csv(&v);
    else if (ok)
        print_table(&v);
    zone_close(v.home);
    brands_fini(&v.brands);
    in_force_close(&v.in_force);
    arena_fini(&v.a);
    return ok;
}

const struct cmd cmd_top = {
    .name = "top",
    .about = "what is said most, or suddenly, of a brand: terms, hashtags, links, authors, copied texts",
    .text =
        "Counts are estimates from bounded memory (space-saving): a true count is never below low nor above high. What has no row was said "
        "no more often than `missed` of --json. Words that say nothing by themselves and the brand's own name are left out.\n"
        "\n"
        "--sudden compares with the seven days before and sorts by how many times as often as then a thing is said, at least: the lower end of "
        "the 95 % interval of the ratio, the count taken at its least and the usual at its most. Fewer than five sightings are never sudden.\n"
        "\n"
        "--clusters ranks texts of six words or more by how many posts nearly repeat them: copy-paste campaigns, templates, syndicated press. Reposts are not "
        "counted. A copy shares nearly half of its words and pairs of words with the original, which is what came first. The original's text is shown, personal data masked, "
        "while Kafka holds it and it was neither deleted nor edited; `pulso.cluster` of a classified mention names it (docs/metrics.md).\n"
        "\n"
        "Hashtags that `hashtag_groups:` of the configuration puts together are one row under the group's name: sightings of any of them. --suggest-groups reads the period's mentions from Kafka and says which hashtags stand together in five "
        "mentions or more, and in three of ten that have one of the two: whether they mean the same, a person decides.\n"
        "\n"
        "The period grows to whole hours, or days where it is older than 72 hours; days are kept for 100 days. A deleted mention stays in these counts.",
    .examples =
        "  pulso top --brand movistar\n      the terms of the last 24 hours\n"
        "  pulso top --brand movistar --dim hashtag --period 7d\n      hashtags of a week\n"
        "  pulso top --brand movistar --sudden\n      what is new today\n"
        "  pulso top --brand movistar --clusters --period 7d\n      what was copied and pasted this week\n",
    .opts = opts,
    .size = sizeof(struct top_opts),
    .run = run,
};

#include <inttypes.h>
#include <stdlib.h>

#include "cli/sov_view.h"
#include "cli/table.h"

#define SPARK_WIDTH 24
#define BAR_WIDTH 16
#define NARROW_BAR_WIDTH 8   /* beside the column "unsure": the table fits a terminal of 100 columns */
#define MATRIX_MAX 8       /* brands side by side; the others are summed up */

/* ---- for people ---- */

static void print_heading(const struct sov_view *v)
{
    char from[PERIOD_TEXT], to[PERIOD_TEXT], mark[PERIOD_TEXT];
    bool color = v->cli->color;
    int64_t watermark = states_watermark(v->states), gaps = states_sum(v->states, S_GAP);
    printf("%s%s to %s, %s\n%s%s, %s%s", screen_style(color, STYLE_DIM), period_time(v->zone, v->period.from_ms, from),
           period_time(v->zone, v->period.to_ms, to), zone_name(v->zone), v->set ? "set " : "all brands", v->set ? v->set : "",
           v->counts->platforms ? v->counts->platforms : "all platforms",
           v->form == FORM_ORIGINALS ? "; originals only" : v->form == FORM_REACH ? "; potential reach: the followers of each author, added up" : v->form == FORM_SUSPICIOUS ? "; those that look like spam or bots" : v->form == FORM_FRACTIONAL ? "; a mention of several brands is divided among them" : "");
    if (watermark)
        printf("; counted up to %s", period_time(v->zone, watermark, mark));
    printf("%s\n", screen_plain(color));
    if (gaps)
        printf("%s%" PRId64 " records were lost to retention and accepted as gaps (pulso gap list)%s\n",
               screen_style(color, STYLE_YELLOW), gaps, screen_plain(color));
    putchar('\n');
}

static void add_sparkline(struct table *t, const struct sov_view *v, size_t column)
{
    const struct plan *plan = v->counts->plan;
    int64_t *n = calloc(plan->bin_count * 2 + 1, sizeof *n), *ms = n + plan->bin_count;
    double rate[SPARK_WIDTH];
    struct buf b = { 0 };
    if (!n)
        abort();
    for (size_t i = 0; i < plan->bin_count; i++) {
        n[i] = sov_measure(v, &v->counts->by_bin[i * v->counts->width + column]);
        ms[i] = plan->bins[i].to_ms - plan->bins[i].from_ms;
    }
    screen_sparkline(&b, rate, sov_series(n, ms, plan->bin_count, rate, SPARK_WIDTH));
    table_add(t, STYLE_CYAN, buf_slice(&b));
    buf_fini(&b);
    free(n);
}

static void add_sentiment(struct table *t, const struct sov_count *c)
{
    static const enum style style[] = { STYLE_RED, STYLE_PLAIN, STYLE_GREEN };
    int64_t parts[3];
    if (sov_mentions(c) == 0) {
        for (int i = 0; i < 4; i++)
            table_add(t, STYLE_PLAIN, SLICE(""));
        return;
    }
    sov_parts(c->slot, 3, 100, parts);
    for (int i = 0; i < 3; i++)
        table_printf(t, parts[i] ? style[i] : STYLE_DIM, "%" PRId64 "%%", parts[i]);
    double net = sov_net(c);
    table_printf(t, net < -0.005 ? STYLE_RED : net > 0.005 ? STYLE_GREEN : STYLE_PLAIN, "%+.2f", net);
}

/* With classify.coverage at 1 nothing ever is. */
static bool any_unsure(const struct sov_view *v)
{
    for (size_t i = 0; i < v->counts->width; i++)
        if (v->counts->by_brand[i].slot[SOV_UNSURE])
            return true;
    return false;
}

static void add_unsure(struct table *t, const struct sov_view *v, const struct sov_count *c)
{
    int64_t parts[2], n[2] = { c->slot[SOV_UNSURE], sov_mentions(c) - c->slot[SOV_UNSURE] };
    if (!any_unsure(v))
        return;
    sov_parts(n, 2, 100, parts);
    if (sov_mentions(c))
        table_printf(t, STYLE_DIM, "%" PRId64 "%%", parts[0]);
    else
        table_add(t, STYLE_PLAIN, SLICE(""));
}

/* A column where the customers of a brand are known at all. */
static bool any_customers(const struct sov_view *v)
{
    for (size_t i = 0; v->form == FORM_MENTIONS && i < v->counts->width; i++)
        if (sov_customers(v, i) > 0)
            return true;
    return false;
}

static void add_per_thousand(struct table *t, const struct sov_view *v, size_t column)
{
    double n = sov_customers(v, column);
    if (!any_customers(v))
        return;
    if (n > 0)
        table_printf(t, STYLE_PLAIN, "%.3f", customers_per_thousand((double)sov_mentions(&v->counts->by_brand[column]), n));
    else
        table_add(t, STYLE_DIM, SLICE("-"));
}

static void add_amount(struct table *t, const struct sov_view *v, int64_t n)
{
    if (v->form == FORM_FRACTIONAL)
        table_printf(t, STYLE_PLAIN, "%.1f", (double)n / SOV_UNIT);
    else
        table_number(t, n);
}

static void add_share(struct table *t, int64_t tenths)
{
    table_printf(t, STYLE_PLAIN, "%" PRId64 ".%" PRId64 "%%", tenths / 10, tenths % 10);
}

static void add_brand(struct table *t, const struct sov_view *v, size_t column, int64_t tenths, int64_t total)
{
    const struct brand *b = sov_brand(v, column);
    const struct sov_count *c = &v->counts->by_brand[column];
    struct buf bar = { 0 };
    table_add(t, b->own ? STYLE_BOLD : STYLE_PLAIN, slice_of(b->name ? b->name : b->id));
    add_amount(t, v, sov_measure(v, c));
    add_share(t, tenths);
    screen_bar(&bar, sov_measure(v, c), total, any_unsure(v) ? NARROW_BAR_WIDTH : BAR_WIDTH);
    table_add(t, STYLE_CYAN, buf_slice(&bar));
    buf_fini(&bar);
    if (sov_feels(v)) {
        add_sentiment(t, c);
        add_unsure(t, v, c);
        table_number(t, c->slot[SOV_ORIGINALS]);
    }
    add_per_thousand(t, v, column);
    add_sparkline(t, v, column);
}

static void add_all(struct table *t, const struct sov_view *v, int64_t total)
{
    struct sov_count all = { 0 };
    for (size_t i = 0; i < v->counts->width; i++)
        sov_add(&all, &v->counts->by_brand[i]);
    table_add(t, STYLE_DIM, SLICE("all"));
    add_amount(t, v, total);
    add_share(t, total ? 1000 : 0);
    table_add(t, STYLE_PLAIN, SLICE(""));
    if (sov_feels(v)) {
        add_sentiment(t, &all);
        add_unsure(t, v, &all);
        table_number(t, all.slot[SOV_ORIGINALS]);
    }
    if (any_customers(v))
        table_add(t, STYLE_PLAIN, SLICE(""));
    table_add(t, STYLE_PLAIN, SLICE(""));
}

/* The shares of a row, in tenths of a per cent, by column. */
static int64_t *row_shares(const struct sov_view *v, const struct sov_count *row)
{
    size_t width = v->counts->width;
    int64_t *n = calloc(width * 2 + 1, sizeof *n);
    if (!n)
        abort();
    for (size_t i = 0; i < width; i++)
        n[width + i] = sov_measure(v, &row[i]);
    sov_parts(n + width, width, 1000, n);
    return n;
}

static void table_by_brand(struct table *t, const struct sov_view *v)
{
    int64_t total = sov_total(v, v->counts->by_brand), *share = row_shares(v, v->counts->by_brand);
    char spark[64];
    snprintf(spark, sizeof spark, "by %s", plan_unit_name(v->unit));
    table_column(t, "brand", ALIGN_LEFT);
    table_column(t, sov_form_names[v->form], ALIGN_RIGHT);
    table_column(t, "share", ALIGN_RIGHT);
    table_column(t, "", ALIGN_LEFT);
    if (sov_feels(v)) {
        table_column(t, "neg", ALIGN_RIGHT);
        table_column(t, "neu", ALIGN_RIGHT);
        table_column(t, "pos", ALIGN_RIGHT);
        table_column(t, "net", ALIGN_RIGHT);
        if (any_unsure(v))
            table_column(t, "unsure", ALIGN_RIGHT);
        table_column(t, any_unsure(v) ? "orig." : "originals", ALIGN_RIGHT);   /* what two columns more leave of 100 */
    }
    if (any_customers(v))
        table_column(t, "per 1,000", ALIGN_RIGHT);
    table_column(t, spark, ALIGN_FLEX);
    for (size_t i = 0; i < v->counts->width; i++)
        add_brand(t, v, v->order[i], share[v->order[i]], total);
    add_all(t, v, total);
    free(share);
}

static void add_matrix_row(struct table *t, const struct sov_view *v, size_t row, size_t shown)
{
    const struct sov_count *c = sov_row(v, row);
    int64_t *share = row_shares(v, c), total = sov_total(v, c), rest = total, rest_share = total ? 1000 : 0;
    char name[PERIOD_TEXT];
    table_add(t, STYLE_PLAIN, sov_row_name(v, row, name));
    for (size_t i = 0; i < shown; i++) {
        int64_t n = sov_measure(v, &c[v->order[i]]);
        add_amount(t, v, n);
        add_share(t, share[v->order[i]]);
        rest -= n;
        rest_share -= share[v->order[i]];
    }
    if (shown < v->counts->width) {
        add_amount(t, v, rest);
        add_share(t, rest_share);
    }
    add_amount(t, v, total);
    free(share);
}

static void table_by_row(struct table *t, const struct sov_view *v)
{
    size_t width = v->counts->width, shown = width > MATRIX_MAX ? MATRIX_MAX : width;
    table_column(t, sov_by_names[v->by], ALIGN_LEFT);
    for (size_t i = 0; i < shown; i++) {
        const struct brand *b = sov_brand(v, v->order[i]);
        table_column(t, b->name ? b->name : b->id, ALIGN_RIGHT);
        table_column(t, "", ALIGN_RIGHT);
    }
    if (shown < width) {
        table_column(t, "others", ALIGN_RIGHT);
        table_column(t, "", ALIGN_RIGHT);
    }
    table_column(t, "all", ALIGN_RIGHT);
    for (size_t row = 0; row < sov_rows(v); row++)
        add_matrix_row(t, v, row, shown);
}

void sov_print_versions(const struct sov_view *v, FILE *f)
{
    struct buf out = { 0 };
    const struct counts_version *last = NULL;
    size_t n = 0;
    for (size_t i = 0; i < v->counts->version_count; i++) {
        const struct counts_version *c = &v->counts->versions[i];
        if (!c->mentions)
            continue;
        buf_printf(&out, n++ ? ", %" PRId64 " (%" PRId64 " mentions)" : "%" PRId64 " (%" PRId64 " mentions)", c->version, c->mentions);
        last = c;
    }
    if (n > 1)
        fprintf(f, "counted under %zu versions of the configuration: %s; what was asked for changed within the period (`pulso config history`)\n", n, buf_z(&out));
    else if (n == 1 && last->version)
        fprintf(f, "counted under version %" PRId64 " of the configuration\n", last->version);
    buf_fini(&out);
}

void sov_print_table(const struct sov_view *v)
{
    struct table t = { 0 };
    print_heading(v);
    if (v->by == BY_BRAND)
        table_by_brand(&t, v);
    else
        table_by_row(&t, v);
    table_print(&t, stdout, v->cli->color, screen_columns());
    table_fini(&t);
    if (v->by == BY_BRAND && any_customers(v))
        printf("%sper 1,000: mentions of the period per thousand customers (customers: of the configuration)%s\n", screen_style(v->cli->color, STYLE_DIM), screen_plain(v->cli->color));
    sov_print_versions(v, stdout);
}

/* ---- for spreadsheets: one line for each row and brand ---- */

static void csv_line(struct buf *out, const struct sov_view *v, size_t row, size_t column, int64_t total)
{
    const struct sov_count *c = &sov_row(v, row)[column];
    char name[PERIOD_TEXT];
    int64_t n = sov_measure(v, c);
    if (v->by != BY_BRAND) {
        table_csv(out, sov_row_name(v, row, name));
        buf_char(out, ',');
    }
    table_csv(out, slice_of(sov_brand(v, column)->id));
    if (sov_of_dim(v)) {
        buf_printf(out, ",%" PRId64 ",%.6f\r\n", n, total ? (double)n / (double)total : 0);
        return;
    }
    buf_printf(out, ",%" PRId64 ",%.6f,%" PRId64 ",%" PRId64 ",%" PRId64 ",%.4f,%" PRId64 ",%.6f,%" PRId64 ",%" PRId64 ",%" PRId64, sov_mentions(c),
               total ? (double)n / (double)total : 0, c->slot[SOV_NEGATIVE], c->slot[SOV_NEUTRAL], c->slot[SOV_POSITIVE],
               sov_net(c), c->slot[SOV_ORIGINALS], (double)sov_fractional(c) / SOV_UNIT, c->slot[SOV_UNSURE], c->slot[SOV_REACH], c->slot[SOV_SUSPICIOUS]);
    double customers = v->by == BY_BRAND ? sov_customers(v, column) : 0;
    if (customers > 0)
        buf_printf(out, ",%.0f,%.6f", customers, customers_per_thousand((double)sov_mentions(c), customers));
    else if (v->by == BY_BRAND)
        buf_addz(out, ",,");
    buf_addz(out, "\r\n");
}

void sov_print_csv(const struct sov_view *v)
{
    struct buf out = { 0 };
    if (v->by != BY_BRAND)
        buf_printf(&out, "%s,", sov_by_names[v->by]);
    buf_printf(&out, "brand,mentions,share%s%s\r\n", sov_of_dim(v) ? "" : ",negative,neutral,positive,net,originals,fractional,unsure,reach,suspicious",
               v->by == BY_BRAND ? ",customers,per_thousand" : "");
    for (size_t row = 0; row < sov_rows(v); row++)
        for (size_t i = 0; i < v->counts->width; i++)
            csv_line(&out, v, row, v->order[i], sov_total(v, sov_row(v, row)));
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

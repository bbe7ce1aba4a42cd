#include <inttypes.h>
#include <math.h>

#include "cli/figures.h"
#include "metrics/estimates.h"

static const struct opt opts[] = {
    FIGURES_OPTS("brand|platform|account|purpose|agent|hour|day"),
    { "business", OPT_FLAG, offsetof(struct figures_opts, business), NULL, "times until the first answer by the calendar's business hours instead of by the clock" },
    { 0 }
};

static enum care_spread first_by(const struct figures *f)
{
    return f->o->business ? SPREAD_BUSY : SPREAD_FIRST;
}

/* ---- for people ---- */

static void add_time(struct table *t, bool known, double seconds)
{
    char text[FIGURES_TIME];
    table_add(t, known ? STYLE_PLAIN : STYLE_DIM, known ? slice_of(figures_time(seconds, text)) : SLICE("-"));
}

static void add_times(const struct figures *f, struct table *t, const struct answers_row *r)
{
    enum care_spread s = first_by(f);
    bool known = answers_count(r, s) > 0;
    table_number(t, answers_count(r, s));
    add_time(t, known, answers_quantile(r, s, 0.5));
    add_time(t, known, answers_mean(r, s));
    add_time(t, known, answers_quantile(r, s, 0.9));
}

static void add_row(const struct figures *f, struct table *t, const struct answers_row *r)
{
    double rate = answers_rate(r);
    figures_cells(f, r, t);
    if (f->answers.by == ANSWERS_AGENT) {
        table_number(t, r->n[CARE_REPLIES]);
        add_times(f, t, r);
        return;
    }
    table_number(t, r->n[CARE_ASKS]);
    table_number(t, r->n[CARE_ANSWERED]);
    table_number(t, llround(answers_people(r)));
    table_printf(t, STYLE_PLAIN, r->n[CARE_ASKS] ? "%.1f%%" : "-", 100 * rate);
    table_printf(t, STYLE_DIM, rate > 0 ? "1 in %.1f" : "-", rate > 0 ? 1 / rate : 0);
    add_times(f, t, r);
    add_time(t, r->n[CARE_SOLVED] > 0, answers_quantile(r, SPREAD_SOLVED, 0.5));
    table_number(t, r->n[CARE_CASES]);
    table_number(t, r->n[CARE_COMMUNITY]);
    table_number(t, r->n[CARE_REPLIES]);
    table_number(t, r->n[CARE_PRIVATE]);
}

static void print_table(const struct figures *f)
{
    static const char *const of_all[] = { "asked", "answered", "people", "rate", "", "n", "median", "mean", "p90", "solved", "cases", "community", "replies", "private" };
    static const char *const of_agents[] = { "replies", "n", "median", "mean", "p90" };
    bool agents = f->answers.by == ANSWERS_AGENT;
    struct table t = { 0 };
    figures_heading(f);
    figures_columns(f, &t);
    for (size_t i = 0; i < (agents ? sizeof of_agents : sizeof of_all) / sizeof(char *); i++)
        table_column(&t, agents ? of_agents[i] : of_all[i], ALIGN_RIGHT);
    for (size_t i = 0; i < f->answers.row_count; i++)
        add_row(f, &t, f->answers.rows[i]);
    table_print(&t, stdout, f->cli->color, screen_columns());
    printf("\n%sn, median, mean, p90: until the first answer of a case, %s; solved: median until the last one\npeople: who was answered, each once; 95 of 100 times within 4.5 %%%s\n", screen_style(f->cli->color, STYLE_DIM),
           f->o->business ? "by business hours" : "by the clock", screen_plain(f->cli->color));
    table_fini(&t);
}

/* ---- for programs ---- */

static const struct { enum care_spread s; const char *name; } times[] = { { SPREAD_FIRST, "first" }, { SPREAD_BUSY, "business" }, { SPREAD_SOLVED, "solved" } };

/* What follows from the counts: a mean a day, and shares. */
enum { RATES = 4 };
static const char *const rate_names[RATES] = { "replies_a_day", "private_a_day", "replies_per_case", "back_rate" };
static void rates_of(const struct figures *f, const struct answers_row *r, double out[RATES])
{
    double days = figures_days(f, r);
    out[0] = (double)r->n[CARE_REPLIES] / days;
    out[1] = (double)r->n[CARE_PRIVATE] / days;
    out[2] = r->n[CARE_CASES] ? (double)r->n[CARE_CASE_REPLIES] / (double)r->n[CARE_CASES] : 0;
    out[3] = r->n[CARE_ANSWERED] ? (double)answers_back(r) / (double)r->n[CARE_ANSWERED] : 0;
}

/* Different people who were attended, of an agent not known, and their interval. */
enum { PEOPLE = 3 };
static const char *const people_names[PEOPLE] = { "people", "people_low", "people_high" };
static void people_of(const struct answers_row *r, double out[PEOPLE])
{
    out[0] = round(answers_people(r));
    estimates_interval(out[0], &out[1], &out[2]);
}

static void print_csv(const struct figures *f)
{
    struct table t = { 0 };
    char name[64];
    double rate[RATES], people[PEOPLE];
    figures_columns(f, &t);
    for (int i = 0; i < CARE_COUNTS; i++)
        table_column(&t, care_what_name((enum care_what)i), ALIGN_RIGHT);
    for (size_t k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++) {
            snprintf(name, sizeof name, "%s_%s_s", times[k].name, i == 0 ? "median" : i == 1 ? "mean" : "p90");
            table_column(&t, name, ALIGN_RIGHT);
        }
    for (int i = 0; i < RATES; i++)
        table_column(&t, rate_names[i], ALIGN_RIGHT);
    for (int i = 0; i < PEOPLE; i++)
        table_column(&t, people_names[i], ALIGN_RIGHT);
    for (size_t r = 0; r < f->answers.row_count; r++) {
        const struct answers_row *row = f->answers.rows[r];
        figures_cells(f, row, &t);
        for (int i = 0; i < CARE_COUNTS; i++)
            table_printf(&t, STYLE_PLAIN, "%" PRId64, row->n[i]);
        for (size_t k = 0; k < 3; k++) {
            bool known = answers_count(row, times[k].s) > 0;
            double v[] = { answers_quantile(row, times[k].s, 0.5), answers_mean(row, times[k].s), answers_quantile(row, times[k].s, 0.9) };
            for (int i = 0; i < 3; i++)
                table_printf(&t, STYLE_PLAIN, known ? "%.1f" : "", v[i]);
        }
        rates_of(f, row, rate);
        for (int i = 0; i < RATES; i++)
            table_printf(&t, STYLE_PLAIN, "%.4f", rate[i]);
        people_of(row, people);
        for (int i = 0; i < PEOPLE; i++)
            table_printf(&t, STYLE_PLAIN, f->answers.by == ANSWERS_AGENT ? "" : "%.0f", people[i]);
    }
    figures_print_csv(&t);
    table_fini(&t);
}

static void print_json(const struct figures *f)
{
    struct buf out = { 0 };
    double rate[RATES], people[PEOPLE];
    buf_char(&out, '{');
    figures_stamp(f, &out);
    buf_addz(&out, ",\"method\":\"docs/care.md; medians and p90 by nearest rank, at most 1.6 % off; means and counts are exact; people: HyperLogLog, standard error 2.3 %\",\"rows\":[");
    for (size_t r = 0; r < f->answers.row_count; r++) {
        const struct answers_row *row = f->answers.rows[r];
        buf_addz(&out, r ? ",{" : "{");
        figures_members(f, row, &out);
        for (int i = 0; i < CARE_COUNTS; i++)
            buf_printf(&out, ",\"%s\":%" PRId64, care_what_name((enum care_what)i), row->n[i]);
        buf_printf(&out, ",\"rate\":%.6f", answers_rate(row));
        rates_of(f, row, rate);
        for (int i = 0; i < RATES; i++)
            buf_printf(&out, ",\"%s\":%.4f", rate_names[i], rate[i]);
        people_of(row, people);
        for (int i = 0; i < PEOPLE; i++)
            buf_printf(&out, f->answers.by == ANSWERS_AGENT ? ",\"%s\":null" : ",\"%s\":%.0f", people_names[i], people[i]);
        for (size_t k = 0; k < 3; k++)
            if (answers_count(row, times[k].s))
                buf_printf(&out, ",\"%s_time\":{\"n\":%" PRId64 ",\"median_s\":%.1f,\"mean_s\":%.3f,\"p90_s\":%.1f}", times[k].name, answers_count(row, times[k].s),
                           answers_quantile(row, times[k].s, 0.5), answers_mean(row, times[k].s), answers_quantile(row, times[k].s, 0.9));
            else
                buf_printf(&out, ",\"%s_time\":null", times[k].name);
        buf_char(&out, '}');
    }
    buf_addz(&out, "]}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static bool care_run(struct cli *cli, const void *own, struct err *e)
{
    static const struct figures_prints prints = { .name = "care", .own_posts = false, .table = print_table, .csv = print_csv, .json = print_json };
    return figures_run(cli, own, &prints, e);
}

const struct cmd cmd_care = {
    .name = "care",
    .about = "customer care: how many who asked were answered, and how fast",
    .text =
        "Counts how brands answer those who ask them: a message that names one of a brand's accounts, or answers one, asks the brand. asked are these "
        "messages, answered those that a person of the brand answered; the rate is the one divided by the other.\n"
        "\n"
        "A case runs from somebody's first unanswered message to the answer that nobody came back to. Times until the first answer are counted at the moment of "
        "the asking, so a row says how those were answered who asked then. Programs that answer by themselves stop no clock; a conversation that begins anew more "
        "than a day after the last answer is a new case; edits and deletions correct what was counted. community are cases that somebody else answered and the "
        "brand did not. docs/care.md defines every figure.\n"
        "\n"
        "people are those who were answered, each of them once, however many conversations and messages there are; the same person on two platforms is two.\n"
        "\n"
        "Counts and means are exact. Medians and 90th percentiles are read from buckets, at most 1.6 % off. people is an estimate: 95 of 100 times within 4.5 %, "
        "and far closer below some hundred; edits and deletions correct it as they do the others.\n"
        "\n"
        "--json and --csv say more: cases that the accepted answer of another customer closed (community_accepted), answers and private messages a day (--by platform: of each channel), answers per case, and repeat contact: who asked again after an answer, "
        "by how it felt and as a share of the answered.\n"
        "\n"
        "--by agent: by the initials that an answer is signed with (^AR); - stands for answers without.",
    .examples =
        "  pulso care --period 7d\n      a week of all brands\n"
        "  pulso care --set banks --by account --business\n      each account, by business hours\n"
        "  pulso care --period 2026-11 --by agent --csv > agents.csv\n      for a spreadsheet\n",
    .opts = opts,
    .size = sizeof(struct figures_opts),
    .run = care_run,
};

#include <inttypes.h>

#include "base/when.h"
#include "cli/figures.h"

static const struct opt opts[] = {
    FIGURES_OPTS("brand|platform|account|purpose|hour|day"),
    { 0 }
};

/* ---- followers: columns where any are known ---- */

static bool any_followers(const struct figures *f)
{
    for (size_t i = 0; i < f->answers.row_count; i++)
        if (figures_audience(f, f->answers.rows[i]).accounts)
            return true;
    return false;
}

static void add_followers(const struct figures *f, const struct answers_row *r, struct table *t)
{
    struct audience_figure a = figures_audience(f, r);
    if (a.accounts)
        table_number(t, a.followers);
    else
        table_add(t, STYLE_DIM, SLICE("-"));
    if (a.changed)
        table_printf(t, a.change ? STYLE_PLAIN : STYLE_DIM, "%+" PRId64, a.change);
    else
        table_add(t, STYLE_DIM, SLICE("-"));
}

static void csv_followers(const struct figures *f, const struct answers_row *r, struct table *t)
{
    struct audience_figure a = figures_audience(f, r);
    char at[WHEN_TEXT];
    table_printf(t, STYLE_PLAIN, a.accounts ? "%" PRId64 : "", a.followers);
    table_printf(t, STYLE_PLAIN, a.changed ? "%" PRId64 : "", a.change);
    table_add(t, STYLE_PLAIN, a.accounts ? (struct slice){ at, when_print(a.at_ms, at) } : SLICE(""));
}

static void print_table(const struct figures *f)
{
    static const char *const names[] = { "posts", "a day", "likes", "comments", "shares", "views" };
    struct table t = { 0 };
    bool followers = any_followers(f);
    figures_heading(f);
    figures_columns(f, &t);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        table_column(&t, names[i], ALIGN_RIGHT);
    if (followers) {
        table_column(&t, "followers", ALIGN_RIGHT);
        table_column(&t, "change", ALIGN_RIGHT);
    }
    for (size_t i = 0; i < f->answers.row_count; i++) {
        const struct answers_row *r = f->answers.rows[i];
        figures_cells(f, r, &t);
        table_number(&t, r->posts[POST_POSTS]);
        table_printf(&t, STYLE_PLAIN, "%.2f", (double)r->posts[POST_POSTS] / figures_days(f, r));
        for (int w = POST_LIKES; w < POST_COUNTS; w++)
            table_printf(&t, STYLE_PLAIN, "%.2f", answers_per_post(r, (enum post_what)w));
        if (followers)
            add_followers(f, r, &t);
    }
    table_print(&t, stdout, f->cli->color, screen_columns());
    printf("\n%slikes, comments, shares, views: per post, of posts made in the period, as last reported%s%s\n", screen_style(f->cli->color, STYLE_DIM),
           followers ? "; followers: the last report, a person who follows two accounts counting twice" : "", screen_plain(f->cli->color));
    table_fini(&t);
}

static void print_csv(const struct figures *f)
{
    struct table t = { 0 };
    figures_columns(f, &t);
    for (int w = 0; w < POST_COUNTS; w++)
        table_column(&t, post_what_name((enum post_what)w), ALIGN_RIGHT);
    table_column(&t, "posts_a_day", ALIGN_RIGHT);
    table_column(&t, "followers", ALIGN_RIGHT);
    table_column(&t, "followers_change", ALIGN_RIGHT);
    table_column(&t, "followers_at", ALIGN_LEFT);
    for (size_t i = 0; i < f->answers.row_count; i++) {
        const struct answers_row *r = f->answers.rows[i];
        figures_cells(f, r, &t);
        for (int w = 0; w < POST_COUNTS; w++)
            table_printf(&t, STYLE_PLAIN, "%" PRId64, r->posts[w]);
        table_printf(&t, STYLE_PLAIN, "%.4f", (double)r->posts[POST_POSTS] / figures_days(f, r));
        csv_followers(f, r, &t);
    }
    figures_print_csv(&t);
    table_fini(&t);
}

static void print_json(const struct figures *f)
{
    struct buf out = { 0 };
    buf_char(&out, '{');
    figures_stamp(f, &out);
    buf_addz(&out, ",\"rows\":[");
    for (size_t i = 0; i < f->answers.row_count; i++) {
        const struct answers_row *r = f->answers.rows[i];
        buf_addz(&out, i ? ",{" : "{");
        figures_members(f, r, &out);
        for (int w = 0; w < POST_COUNTS; w++)
            buf_printf(&out, ",\"%s\":%" PRId64, post_what_name((enum post_what)w), r->posts[w]);
        buf_printf(&out, ",\"posts_a_day\":%.4f", (double)r->posts[POST_POSTS] / figures_days(f, r));
        for (int w = POST_LIKES; w < POST_COUNTS; w++)
            buf_printf(&out, ",\"%s_per_post\":%.4f", post_what_name((enum post_what)w), answers_per_post(r, (enum post_what)w));
        buf_addz(&out, ",\"followers\":");
        audience_print(figures_audience(f, r), &out);
        buf_char(&out, '}');
    }
    buf_addz(&out, "]}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static bool posts_run(struct cli *cli, const void *own, struct err *e)
{
    static const struct figures_prints prints = { .name = "posts", .own_posts = true, .table = print_table, .csv = print_csv, .json = print_json };
    return figures_run(cli, own, &prints, e);
}

const struct cmd cmd_posts = {
    .name = "posts",
    .about = "brands' own posts: how many a day, likes, comments and shares per post, and followers",
    .text =
        "Own posts are those by the accounts that the configuration names of a brand (brands[].accounts); reposts and answers are none. Likes, comments, shares and "
        "views are the numbers that the platform last reported, counted at the time of the post: a post's new likes of today are likes of the day that it was "
        "posted on, and no report is counted twice. A deleted post is taken out.\n"
        "\n"
        "followers are those of the accounts as what they wrote last reported them (author.followers), looked for up to 31 days before the period; change is since the "
        "report before the period, else since its first one. Days are the installation's; rows of hours have none. docs/care.md has the rules.",
    .examples =
        "  pulso posts --set banks --period 2026-11\n      a month, bank by bank\n"
        "  pulso posts --by account --period 7d\n      each account's week, with its followers\n"
        "  pulso posts --by day --period 30d --csv > followers.csv\n      day by day, for a spreadsheet\n",
    .opts = opts,
    .size = sizeof(struct figures_opts),
    .run = posts_run,
};

/* What a diff found, for people. */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/diff.h"
#include "cli/table.h"
#include "metrics/sov.h"

#define ROWS_MAX 40          /* changed queries and brands that are listed; --json has all */
#define WHY_COLUMNS 120

static void add_count(struct table *t, int64_t n, const char *sign, enum style style)
{
    char number[SCREEN_NUMBER];
    table_printf(t, n ? style : STYLE_DIM, "%s%s", n ? sign : "", screen_number(n, number));
}

static void add_row(struct table *t, const struct diff_row *r)
{
    table_add(t, STYLE_BOLD, slice_of(r->name));
    for (int side = 0; side < SIDES; side++)
        if (r->on[side])
            table_number(t, r->n[side]);
        else
            table_add(t, STYLE_DIM, SLICE("none"));
    add_count(t, r->added, "+", STYLE_GREEN);
    add_count(t, r->removed, "-", STYLE_RED);
    table_number(t, r->n[OLD] - r->removed);
}

static void begin_table(struct table *t, const char *what)
{
    static const char *const names[] = { "before", "after", "added", "removed", "unchanged" };
    table_column(t, what, ALIGN_FLEX);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        table_column(t, names[i], ALIGN_RIGHT);
}

static int by_change(const void *x, const void *y)
{
    const struct diff_row *a = *(const struct diff_row *const *)x, *b = *(const struct diff_row *const *)y;
    int64_t na = a->added + a->removed, nb = b->added + b->removed;
    return na != nb ? (na < nb) - (na > nb) : strcmp(a->name, b->name);
}

static bool has_changed(const struct diff_row *r)
{
    return r->added || r->removed || r->on[OLD] != r->on[NEW];
}

static void print_table(const struct diff *d, struct table *t)
{
    table_print(t, stdout, d->cli->color, screen_columns());
    table_fini(t);
}

/* The rows that changed, those that changed most first. */
static void print_rows(struct diff *d, const struct diff_rows *rows, const char *one, const char *many)
{
    const struct diff_row **v = arena_alloc(&d->kept, (rows->n + 1) * sizeof *v);
    struct table t = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (has_changed(&rows->v[i]))
            v[n++] = &rows->v[i];
    if (n == 0) {
        printf("\nall %zu %s find what they found\n", rows->n, rows->n == 1 ? one : many);
        return;
    }
    qsort(v, n, sizeof *v, by_change);
    putchar('\n');
    begin_table(&t, one);
    for (size_t i = 0; i < n && i < ROWS_MAX; i++)
        add_row(&t, v[i]);
    print_table(d, &t);
    if (n > ROWS_MAX)
        printf("and %zu %s more that changed less (--json lists them)\n", n - ROWS_MAX, n - ROWS_MAX == 1 ? one : many);
    if (n < rows->n)
        printf("%zu %s unchanged\n", rows->n - n, rows->n - n == 1 ? one : many);
}

static void print_passed_over(const char *what, int64_t n)
{
    char number[SCREEN_NUMBER];
    if (n)
        printf("passed over, %s: %s\n", what, screen_number(n, number));
}

static void print_matched(struct diff *d)
{
    struct table t = { 0 };
    char number[SCREEN_NUMBER];
    printf("%s mentions", screen_number(d->seen, number));
    printf(", %s of them judged differently by some query\n", screen_number(d->changed, number));
    print_passed_over("said more than once", d->repeats);
    print_passed_over("deletions and refreshes", d->passed_over);
    print_passed_over("not readable as mentions", d->bad);
    putchar('\n');
    begin_table(&t, "matched");
    d->all.on[OLD] = d->all.on[NEW] = true;
    add_row(&t, &d->all);
    print_table(d, &t);
}

/* ---- shares of voice */

static void add_share(struct table *t, const struct diff *d, const struct diff_set *s, const struct diff_share *share, int side, int64_t tenths)
{
    double low, high;
    if (!share->in[side]) {
        table_add(t, STYLE_DIM, SLICE("none"));
        table_add(t, STYLE_PLAIN, SLICE(""));
        return;
    }
    sov_wilson(diff_mentions(d, share, side), s->total[side], &low, &high);
    table_printf(t, STYLE_PLAIN, "%" PRId64 ".%" PRId64 "%%", tenths / 10, tenths % 10);
    table_printf(t, STYLE_DIM, "%.1f-%.1f", 100 * low, 100 * high);
}

static double share_of(const struct diff *d, const struct diff_set *s, const struct diff_share *share, int side)
{
    return s->total[side] ? (double)diff_mentions(d, share, side) / (double)s->total[side] : 0;
}

static void print_set(const struct diff *d, const struct diff_set *s)
{
    struct table t = { 0 };
    int64_t *n = calloc(2 * (s->n + 1), sizeof *n), *tenths = calloc(2 * (s->n + 1), sizeof *tenths);
    if (!n || !tenths)
        abort();
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < s->n; i++)
            n[i] = diff_mentions(d, &s->v[i], side);
        sov_parts(n, s->n, 1000, tenths + side * (ptrdiff_t)s->n);
    }
    printf("\nshare of voice, %s%s (95 %% intervals beside)\n", s->id ? "set " : "all brands", s->id ? s->id : "");
    static const char *const names[] = { "before", "", "after", "", "points" };
    table_column(&t, "brand", ALIGN_FLEX);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        table_column(&t, names[i], i % 2 ? ALIGN_LEFT : ALIGN_RIGHT);
    for (size_t i = 0; i < s->n; i++) {
        double change = 100 * (share_of(d, s, &s->v[i], NEW) - share_of(d, s, &s->v[i], OLD));
        table_add(&t, STYLE_BOLD, slice_of(d->brands.v[s->v[i].row].name));
        add_share(&t, d, s, &s->v[i], OLD, tenths[i]);
        add_share(&t, d, s, &s->v[i], NEW, tenths[s->n + i]);
        table_printf(&t, change > 0.05 ? STYLE_GREEN : change < -0.05 ? STYLE_RED : STYLE_DIM, "%+.1f", change);
    }
    print_table(d, &t);
    free(n);
    free(tenths);
}

/* ---- examples */

static void print_excerpt(struct diff *d, const struct diff_example *x)
{
    size_t at = 0;
    buf_printf(&d->line, "\n  %s  ", x->title ? "title" : "text ");
    for (size_t i = 0; d->cli->color && i < x->place_count; i++) {
        const struct diff_place *p = &x->places[i];
        if (p->start < at)
            continue;
        screen_add_inner(&d->line, (struct slice){ x->excerpt.p + at, p->start - at });
        buf_addz(&d->line, screen_style(true, STYLE_BOLD));
        screen_add(&d->line, (struct slice){ x->excerpt.p + p->start, p->end - p->start }, SIZE_MAX);
        buf_addz(&d->line, screen_plain(true));
        at = p->end;
    }
    screen_add_inner(&d->line, (struct slice){ x->excerpt.p + at, x->excerpt.n - at });
}

static void print_why(struct diff *d, const struct diff_example *x, int side)
{
    bool holds = (side == NEW) == x->added;
    buf_printf(&d->line, "\n  %s  ", side == NEW ? "new  " : "old  ");
    if (x->why[side].n == 0) {
        buf_addz(&d->line, "has no such query");
        return;
    }
    buf_addz(&d->line, holds ? "matches by " : "fails at ");
    screen_add(&d->line, x->why[side], WHY_COLUMNS);
}

static void print_examples(struct diff *d, bool added)
{
    if (d->examples_of[added])
        printf("\n%s%s%s\n", screen_style(d->cli->color, added ? STYLE_GREEN : STYLE_RED), added ? "added" : "removed",
               screen_plain(d->cli->color));
    for (size_t i = 0; i < d->example_count; i++) {
        const struct diff_example *x = &d->examples[i];
        if (x->added != added)
            continue;
        buf_reset(&d->line);
        buf_addz(&d->line, added ? "+ " : "- ");
        screen_add(&d->line, x->key, SIZE_MAX);
        buf_addz(&d->line, "  ");
        screen_add(&d->line, slice_of(x->query), SIZE_MAX);
        print_excerpt(d, x);
        print_why(d, x, NEW);
        print_why(d, x, OLD);
        printf("%s\n", buf_z(&d->line));
    }
}

void diff_print(struct diff *d)
{
    struct diff_set *sets;
    bool configured = d->side[NEW].configured;
    print_matched(d);
    if (d->queries.n > 1)
        print_rows(d, &d->queries, "query", "queries");
    if (configured)
        print_rows(d, &d->brands, "brand", "brands");
    size_t n = configured ? diff_sets(d, &sets) : 0;
    for (size_t i = 0; i < n; i++)
        print_set(d, &sets[i]);
    print_examples(d, true);
    print_examples(d, false);
}

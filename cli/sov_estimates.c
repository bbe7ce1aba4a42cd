/* `pulso sov --count stories|clusters|authors`: shares of what is estimated, with the error of each figure. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/when.h"
#include "cli/sov_view.h"
#include "cli/table.h"
#include "metrics/estimates.h"

static const double *sorting;

static int by_count(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    double na = sorting[a], nb = sorting[b];
    return na < nb ? 1 : na > nb ? -1 : (a > b) - (a < b);
}

static double total_of(const struct sov_estimates *s)
{
    double all = 0;
    for (size_t i = 0; i < s->view->counts->width; i++)
        all += round(s->n[i]);
    return all;
}

static void print_json(const struct sov_estimates *s, const uint32_t *order)
{
    const struct sov_view *v = s->view;
    struct buf out = { 0 };
    char from[WHEN_TEXT], to[WHEN_TEXT];
    double all = total_of(s), low, high;
    buf_printf(&out, "{\"stamp\":{\"period\":{\"from\":\"%.*s\"", (int)when_print(s->covered.from_ms, from), from);
    buf_printf(&out, ",\"to\":\"%.*s\"},\"measure\":\"%s\",\"set\":", (int)when_print(s->covered.to_ms, to), to, sov_form_names[v->form]);
    if (v->set)
        buf_json(&out, slice_of(v->set));
    else
        buf_addz(&out, "null");
    buf_addz(&out, ",\"platforms\":");
    if (v->counts->platforms)
        buf_json(&out, slice_of(v->counts->platforms));
    else
        buf_addz(&out, "null");
    estimates_interval(s->n[v->counts->width], &low, &high);
    buf_printf(&out, "},\"method\":{\"estimate\":\"HyperLogLog\",\"standard_error\":0.023,\"interval\":0.95},\"total\":%.0f"
               ",\"different\":{\"all\":%.0f,\"low\":%.0f,\"high\":%.0f},\"brands\":[", all, s->n[v->counts->width], low, high);
    for (size_t i = 0; i < v->counts->width; i++) {
        double n = s->n[order[i]];
        estimates_interval(n, &low, &high);
        buf_addz(&out, i ? ",{\"brand\":" : "{\"brand\":");
        buf_json(&out, slice_of(sov_brand(v, order[i])->id));
        buf_printf(&out, ",\"%s\":%.0f,\"low\":%.0f,\"high\":%.0f,\"share\":%.6f}", sov_form_names[v->form], n, low, high, all > 0 ? round(n) / all : 0);
    }
    buf_addz(&out, "]}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static void print_csv(const struct sov_estimates *s, const uint32_t *order)
{
    const struct sov_view *v = s->view;
    struct buf out = { 0 };
    double all = total_of(s), low, high;
    buf_printf(&out, "brand,%s,low,high,share\r\n", sov_form_names[v->form]);
    for (size_t i = 0; i < v->counts->width; i++) {
        double n = s->n[order[i]];
        estimates_interval(n, &low, &high);
        table_csv(&out, slice_of(sov_brand(v, order[i])->id));
        buf_printf(&out, ",%.0f,%.0f,%.0f,%.6f\r\n", n, low, high, all > 0 ? round(n) / all : 0);
    }
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static void print_table(const struct sov_estimates *s, const uint32_t *order)
{
    const struct sov_view *v = s->view;
    struct table t = { 0 };
    size_t width = v->counts->width;
    int64_t *n = calloc(2 * width + 1, sizeof *n), *parts = n + width;
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    double low, high;
    if (!n)
        abort();
    for (size_t i = 0; i < width; i++)
        n[i] = llround(s->n[i]);
    sov_parts(n, width, 1000, parts);
    printf("%s%s to %s, %s\nestimates; the true numbers lie between low and high 95 times in 100%s\n\n", screen_style(v->cli->color, STYLE_DIM),
           period_time(v->zone, s->covered.from_ms, from), period_time(v->zone, s->covered.to_ms, to), zone_name(v->zone), screen_plain(v->cli->color));
    table_column(&t, "brand", ALIGN_LEFT);
    table_column(&t, sov_form_names[v->form], ALIGN_RIGHT);
    table_column(&t, "share", ALIGN_RIGHT);
    table_column(&t, "low", ALIGN_RIGHT);
    table_column(&t, "high", ALIGN_RIGHT);
    for (size_t i = 0; i < width; i++) {
        const struct brand *b = sov_brand(v, order[i]);
        estimates_interval(s->n[order[i]], &low, &high);
        table_add(&t, b->own ? STYLE_BOLD : STYLE_PLAIN, slice_of(b->name ? b->name : b->id));
        table_number(&t, n[order[i]]);
        table_printf(&t, STYLE_PLAIN, "%" PRId64 ".%" PRId64 "%%", parts[order[i]] / 10, parts[order[i]] % 10);
        table_number(&t, llround(low));
        table_number(&t, llround(high));
    }
    table_print(&t, stdout, v->cli->color, screen_columns());
    printf("\nall together, each %s once: %.0f\n", v->form == FORM_AUTHORS ? "author" : v->form == FORM_CLUSTERS ? "cluster" : "story", s->n[width]);
    table_fini(&t);
    free(n);
}

void sov_print_estimates(const struct sov_estimates *s, bool csv, struct arena *a)
{
    uint32_t *order = arena_alloc(a, (s->view->counts->width + 1) * sizeof *order);
    for (size_t i = 0; i < s->view->counts->width; i++)
        order[i] = (uint32_t)i;
    sorting = s->n;
    qsort(order, s->view->counts->width, sizeof *order, by_count);
    if (s->view->cli->json)
        print_json(s, order);
    else if (csv)
        print_csv(s, order);
    else
        print_table(s, order);
}

#include "cli/sov_view.h"

#include <stdlib.h>

const char *const sov_by_names[BY_END + 1] = { "brand", "platform", "topic", "country", "language", "intent", "minute", "hour", "day" };
const char *const sov_form_names[FORM_END + 1] = { "mentions", "originals", "fractional", "reach", "suspicious", "stories", "clusters", "authors" };

char sov_dim(enum sov_by by)
{
    static const char letters[BY_END] = { [BY_TOPIC] = 't', [BY_COUNTRY] = 'c', [BY_LANGUAGE] = 'l', [BY_INTENT] = 'i' };
    return letters[by];
}

size_t sov_rows(const struct sov_view *v)
{
    if (v->by == BY_BRAND)
        return 1;
    return v->by == BY_PLATFORM ? v->counts->platform_count : sov_of_dim(v) ? v->counts->row_count : v->counts->plan->bin_count;
}

const struct sov_count *sov_row(const struct sov_view *v, size_t row)
{
    const struct counts *c = v->counts;
    if (v->by == BY_BRAND)
        return c->by_brand;
    if (sov_of_dim(v))
        return c->by_row + v->values[row] * c->width;
    return v->by == BY_PLATFORM ? c->by_platform + v->platforms[row] * c->width : c->by_bin + row * c->width;
}

struct slice sov_row_name(const struct sov_view *v, size_t row, char text[PERIOD_TEXT])
{
    if (v->by == BY_BRAND)
        return SLICE("all");
    if (v->by == BY_PLATFORM)
        return v->counts->platform[v->platforms[row]];
    if (sov_of_dim(v))
        return v->counts->row[v->values[row]];
    int64_t ms = v->counts->plan->bins[row].from_ms;
    return slice_of(v->by == BY_DAY ? period_date(v->zone, ms, text) : period_time(v->zone, ms, text));
}

int64_t sov_total(const struct sov_view *v, const struct sov_count *row)
{
    int64_t all = 0;
    for (size_t i = 0; i < v->counts->width; i++)
        all += sov_measure(v, &row[i]);
    return all;
}

/* ---- order ---- */

/* Of a brand, whatever the rows are: its columns stand in the same order in each answer. */
static int64_t of_brand(const struct sov_view *v, uint32_t column)
{
    const struct sov_count *c = &v->counts->by_brand[column];
    return sov_of_dim(v) ? sov_mentions(c) : sov_measure(v, c);
}

static const struct sov_view *sorting;   /* qsort passes nothing along */

static int by_mentions(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    int64_t na = of_brand(sorting, a), nb = of_brand(sorting, b);
    return na != nb ? (na < nb ? 1 : -1) : (a > b) - (a < b);
}

static int by_name(const void *x, const void *y)
{
    return slice_cmp(sorting->counts->platform[*(const uint32_t *)x], sorting->counts->platform[*(const uint32_t *)y]);
}

static int by_total(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    const struct counts *c = sorting->counts;
    int64_t na = sov_total(sorting, c->by_row + a * c->width), nb = sov_total(sorting, c->by_row + b * c->width);
    return na != nb ? (na < nb ? 1 : -1) : slice_cmp(c->row[a], c->row[b]);
}

static uint32_t *sorted(struct arena *a, size_t n, int (*order)(const void *x, const void *y))
{
    uint32_t *v = arena_alloc(a, (n + 1) * sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i] = (uint32_t)i;
    qsort(v, n, sizeof *v, order);
    return v;
}

void sov_sort(struct sov_view *v, struct arena *a)
{
    sorting = v;
    v->order = sorted(a, v->counts->width, by_mentions);
    v->platforms = sorted(a, v->counts->platform_count, by_name);
    v->values = sorted(a, sov_of_dim(v) ? v->counts->row_count : 0, by_total);
}

double sov_customers(const struct sov_view *v, size_t column)
{
    return customers_of(v->customers, slice_of(sov_brand(v, column)->id), v->zone, &v->period);
}

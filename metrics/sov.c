#include "metrics/sov.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

int64_t sov_mentions(const struct sov_count *c)
{
    return c->slot[SOV_NEGATIVE] + c->slot[SOV_NEUTRAL] + c->slot[SOV_POSITIVE];
}

int64_t sov_fractional(const struct sov_count *c)
{
    return sov_mentions(c) * SOV_UNIT - c->slot[SOV_SHARED];
}

int64_t sov_shared(int64_t n, int64_t brands)
{
    return brands > 0 ? n * (SOV_UNIT - (SOV_UNIT + brands / 2) / brands) : 0;
}

void sov_add(struct sov_count *to, const struct sov_count *c)
{
    for (int i = 0; i < SOV_SLOTS; i++)
        to->slot[i] += c->slot[i];
}

struct rest { int64_t rest; size_t at; };

static int by_rest(const void *x, const void *y)
{
    const struct rest *a = x, *b = y;
    if (a->rest != b->rest)
        return a->rest < b->rest ? 1 : -1;
    return a->at < b->at ? -1 : 1;   /* equal ones by their order, so the same counts always print the same */
}

/* n * whole stays within 64 bits up to 9 * 10^15 mentions at tenths of a per cent, 10^10 fractional ones. */
void sov_parts(const int64_t *n, size_t count, int64_t whole, int64_t *parts)
{
    int64_t all = 0, left = whole;
    struct rest *rest = calloc(count + 1, sizeof *rest);
    if (!rest)
        abort();
    for (size_t i = 0; i < count; i++)
        all += n[i];
    for (size_t i = 0; i < count; i++) {
        parts[i] = all > 0 ? n[i] * whole / all : 0;
        rest[i] = (struct rest){ all > 0 ? n[i] * whole % all : 0, i };
        left -= parts[i];
    }
    qsort(rest, count, sizeof *rest, by_rest);
    for (size_t i = 0; all > 0 && i < count && left > 0; i++, left--)
        parts[rest[i].at]++;
    free(rest);
}

void sov_wilson(double n, double all, double *low, double *high)
{
    const double z = 1.959963984540054;   /* 97.5 % of the normal distribution */
    *low = 0;
    *high = all > 0 ? 0 : 1;
    if (all <= 0)
        return;
    double m = all, p = n / m, d = 1 + z * z / m;
    double middle = (p + z * z / (2 * m)) / d, reach = z / d * sqrt(p * (1 - p) / m + z * z / (4 * m * m));
    *low = n <= 0 ? 0 : middle - reach;
    *high = n >= all ? 1 : middle + reach;
}

double sov_net(const struct sov_count *c)
{
    int64_t all = sov_mentions(c);
    return all > 0 ? (double)(c->slot[SOV_POSITIVE] - c->slot[SOV_NEGATIVE]) / (double)all : 0;
}

/* Neighbours share a block where there are more bins than blocks. By rate, since the first and last bins are often
 * shorter than the others and must not look like calm. */
size_t sov_series(const int64_t *n, const int64_t *ms, size_t count, double *out, size_t width)
{
    size_t blocks = count < width ? count : width;
    for (size_t b = 0; b < blocks; b++) {
        int64_t sum = 0, length = 0;
        for (size_t i = b * count / blocks; i < (b + 1) * count / blocks; i++) {
            sum += n[i];
            length += ms[i];
        }
        out[b] = length > 0 ? (double)sum / (double)length : 0;
    }
    return blocks;
}

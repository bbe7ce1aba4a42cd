#include "model/spread.h"

int spread_bucket(int64_t seconds)
{
    if (seconds < 0)
        return 0;
    if (seconds < 64)
        return (int)seconds;
    int e = 63 - __builtin_clzll((unsigned long long)seconds);   /* at least 6 */
    int b = 64 + (e - 6) * 32 + (int)(seconds >> (e - 5)) - 32;
    return b < SPREAD_BUCKETS ? b : SPREAD_BUCKETS - 1;
}

int64_t spread_low(int bucket)
{
    if (bucket < 64)
        return bucket;
    int e = (bucket - 64) / 32 + 6;
    return (int64_t)((bucket - 64) % 32 + 32) << (e - 5);
}

double spread_quantile(const int64_t counts[SPREAD_BUCKETS], double q)
{
    int64_t n = 0, seen = 0;
    for (int b = 0; b < SPREAD_BUCKETS; b++)
        n += counts[b];
    double exact = q * (double)n;
    int64_t rank = (int64_t)exact;
    rank += (double)rank < exact || rank == 0;
    for (int b = 0; n && b < SPREAD_BUCKETS; b++) {
        seen += counts[b];
        if (seen >= rank)
            return (double)(spread_low(b) + spread_low(b + 1) - 1) / 2;   /* whole seconds: of a bucket of one, itself */
    }
    return 0;
}

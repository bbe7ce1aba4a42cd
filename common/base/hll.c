#include "base/hll.h"

#include <math.h>

enum { BITS = 11, RANKS = 64 - BITS };   /* the value of a register: 0 to RANKS + 1 */

int hll_cell(uint64_t hash)
{
    int at = (int)(hash & (HLL_REGISTERS - 1));
    uint64_t rest = hash >> BITS;
    return at * (HLL_CELLS / HLL_REGISTERS) + (rest ? __builtin_ctzll(rest) + 1 : RANKS + 1);
}

int hll_raise(uint8_t r[HLL_REGISTERS], int cell)
{
    int at = cell / (HLL_CELLS / HLL_REGISTERS), rank = cell % (HLL_CELLS / HLL_REGISTERS);
    if (r[at] >= rank || rank > RANKS + 1)
        return -1;
    r[at] = (uint8_t)rank;
    return at;
}

int hll_add(uint8_t r[HLL_REGISTERS], uint64_t hash)
{
    return hll_raise(r, hll_cell(hash));
}

static bool raise_to(uint8_t r[HLL_REGISTERS], size_t at, unsigned char value)
{
    if (at >= HLL_REGISTERS || value > RANKS + 1)
        return false;
    if (value > r[at])
        r[at] = value;
    return true;
}

bool hll_join(uint8_t r[HLL_REGISTERS], struct slice stored)
{
    const unsigned char *p = (const unsigned char *)stored.p;
    bool ok = stored.n == HLL_REGISTERS || (stored.n < HLL_REGISTERS && stored.n % HLL_ENTRY == 0);
    if (stored.n == HLL_REGISTERS)
        for (size_t i = 0; ok && i < HLL_REGISTERS; i++)
            ok = raise_to(r, i, p[i]);
    else
        for (size_t i = 0; ok && i < stored.n; i += HLL_ENTRY)
            ok = raise_to(r, p[i] | (size_t)p[i + 1] << 8, p[i + 2]);
    return ok;
}

/* Ertl's sigma and tau: sums whose terms shrink until they no longer count. */
static double sigma(double x)
{
    double y = 1, z = x, last;
    do {
        x *= x;
        last = z;
        z += x * y;
        y += y;
    } while (z > last);
    return z;
}

static double tau(double x)
{
    double y = 1, z = 1 - x, last;
    if (x <= 0 || x >= 1)
        return 0;
    do {
        x = sqrt(x);
        last = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    } while (z < last);
    return z / 3;
}

double hll_count(const uint8_t r[HLL_REGISTERS])
{
    const double m = HLL_REGISTERS;
    int of[RANKS + 2] = { 0 };           /* how many registers have each value */
    for (size_t i = 0; i < HLL_REGISTERS; i++)
        of[r[i]]++;
    if (of[0] == HLL_REGISTERS)
        return 0;
    double z = m * tau(1 - of[RANKS + 1] / m);
    for (int k = RANKS; k >= 1; k--)
        z = 0.5 * (z + of[k]);
    z += m * sigma(of[0] / m);
    return m * m / (2 * M_LN2 * z);
}

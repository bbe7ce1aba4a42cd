/* Card numbers: what issuers' numbers begin with, and Luhn. */
#include "pii/check.h"
#include "pii/match.h"

/* First digits from..to (as many digits in both), and the lengths that go with them. To add one, add its line. */
static const struct issuer { uint32_t from, to; uint8_t digits, least, most; } issuers[] = {
    { 4, 4, 1, 13, 19 },                /* Visa: 13, 16, 19 */
    { 51, 55, 2, 16, 16 }, { 2221, 2720, 4, 16, 16 },                                       /* Mastercard */
    { 34, 34, 2, 15, 15 }, { 37, 37, 2, 15, 15 },                                           /* American Express */
    { 300, 305, 3, 14, 14 }, { 36, 36, 2, 14, 14 }, { 38, 39, 2, 14, 14 },                  /* Diners */
    { 6011, 6011, 4, 16, 16 }, { 644, 659, 3, 16, 16 },                                     /* Discover, Elo */
    { 3528, 3589, 4, 16, 16 },                                                              /* JCB */
    { 62, 62, 2, 16, 19 },                                                                  /* UnionPay */
    { 5018, 5018, 4, 13, 19 }, { 5020, 5020, 4, 13, 19 }, { 5038, 5038, 4, 13, 19 }, { 5893, 5893, 4, 13, 19 },
    { 6304, 6304, 4, 13, 19 }, { 6759, 6763, 4, 13, 19 },                                   /* Maestro */
    { 504175, 504175, 6, 16, 16 }, { 506699, 506778, 6, 16, 16 }, { 509000, 509999, 6, 16, 16 }, { 627780, 627780, 6, 16, 16 },
    { 636297, 636297, 6, 16, 16 }, { 636368, 636368, 6, 16, 16 },                           /* Elo */
    { 606282, 606282, 6, 16, 16 }, { 3841, 3841, 4, 16, 19 },                               /* Hipercard */
    { 589562, 589562, 6, 16, 16 }, { 603488, 603488, 6, 16, 16 }, { 279000, 279999, 6, 16, 16 }, /* Naranja, Shopping */
    { 589657, 589657, 6, 16, 16 }, { 6042, 6044, 4, 16, 16 },                               /* Cabal */
};

static bool is_issued(const char *c, size_t n)
{
    for (size_t i = 0; i < sizeof issuers / sizeof issuers[0]; i++) {
        const struct issuer *k = &issuers[i];
        uint32_t v = 0;
        for (size_t d = 0; d < k->digits; d++)
            v = v * 10 + (uint32_t)(c[d] - '0');
        if (v >= k->from && v <= k->to && n >= k->least && n <= k->most)
            return n == 16 || c[0] != '4' || n == 13 || n == 19;
    }
    return false;
}

static bool is_card(const struct run *r, size_t s, size_t n)
{
    static const char *const forms[] = {
        [13] = "13 4-3-3-3", [14] = "14 4-6-4 4-4-4-2", [15] = "15 4-6-5 4-4-4-3", [16] = "16 4-4-4-4 6-10 8-8 4-4-8 4-12", [17] = "17",
        [18] = "18 4-4-4-4-2", [19] = "19 4-4-4-4-3 6-13",
    };
    return run_digits(r, s, n) && run_grouped(r, s, n, forms[n]) && is_issued(r->c + s, n) && check_luhn(r->c + s, n)
        && !match_blanked(r, s, n, 8);
}

/* The longest that fits, but for a number that stands alone behind "order" and the like: one in ten passes Luhn. */
size_t match_card(const struct run *r, size_t s, int hint)
{
    for (size_t n = 19; n >= 13; n--)
        if (is_card(r, s, n) && (hint != HINT_OTHER || !run_grouped(r, s, n, "13 14 15 16 17 18 19")))
            return n;
    return 0;
}

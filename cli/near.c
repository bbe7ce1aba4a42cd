#include <stdlib.h>

#include "cli/opts.h"

#define NEAR_MAX 32

static int min3(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edits between two short words; two letters that changed places count as one edit. */
static int distance(const char *a, size_t n, const char *b, size_t m)
{
    int d[NEAR_MAX + 1][NEAR_MAX + 1];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = (int)i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (int)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[n][m];
}

/* One edit for every three letters may be a slip; more is another word. A beginning is always meant. */
const char *opts_near(const char *word, const char *const *names)
{
    size_t n = strlen(word);
    const char *best = NULL;
    int best_d = (int)(n < 3 ? 1 : n / 3) + 1;
    if (n == 0 || n > NEAR_MAX)
        return NULL;
    for (; *names; names++) {
        size_t m = strlen(*names);
        if (m > NEAR_MAX)
            continue;
        int d = n >= 2 && m > n && strncmp(word, *names, n) == 0 ? 1 : distance(word, n, *names, m);
        if (d < best_d) {
            best = *names;
            best_d = d;
        }
    }
    return best;
}

bool opts_one_of(const char *word, const char *choices)
{
    struct slice rest = slice_of(choices), one;
    while (slice_next(&rest, '|', &one))
        if (slice_is(one, word))
            return true;
    return false;
}

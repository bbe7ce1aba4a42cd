#include <stdlib.h>
#include <string.h>

#include "app/conf_node.h"

#define LONGEST 48   /* nobody mistypes longer names than this by accident */

/* Letters inserted, left out, replaced, or swapped with their neighbour. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t d[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            size_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

void conf_near_try(struct conf_near *near, const char *candidate)
{
    size_t n = strlen(near->typed), m = strlen(candidate);
    if (n > LONGEST || m > LONGEST)
        return;
    size_t d = distance(near->typed, n, candidate, m);
    if (!near->best || d < near->distance) {
        near->best = candidate;
        near->distance = d;
    }
}

const char *conf_near_best(const struct conf_near *near)
{
    size_t limit = strlen(near->typed) > 5 ? 3 : strlen(near->typed) > 3 ? 2 : 1;
    return near->best && near->distance <= limit ? near->best : NULL;
}

const struct conf_node *conf_entry(const struct conf_node *list, size_t i)
{
    return conf_kind(list) == CONF_KIND_LIST ? conf_at(list, i) : list;
}

bool conf_unknown(const struct conf_node *node, const char *what, const char *typed, const char *const *known, size_t n, struct err *e)
{
    struct conf_near near = { .typed = typed };
    for (size_t i = 0; i < n; i++)
        conf_near_try(&near, known[i]);
    const char *best = conf_near_best(&near);
    if (best)
        return conf_fail(node, e, "no %s \"%.60s\"; did you mean \"%s\"?", what, typed, best);
    if (n)
        return conf_fail(node, e, "no %s \"%.60s\"; one is \"%s\"", what, typed, known[0]);
    return conf_fail(node, e, "no %s \"%.60s\"; none is declared", what, typed);
}

bool conf_known(const struct conf_node *map, const char *member, const char *what, const struct conf_strs *typed, const char *const *known, size_t n,
                struct err *e)
{
    for (size_t i = 0; i < typed->n; i++) {
        size_t k = 0;
        while (k < n && strcmp(typed->v[i], known[k]) != 0)
            k++;
        if (k == n)
            return conf_unknown(conf_entry(conf_get(map, member), i), what, typed->v[i], known, n, e);
    }
    return true;
}

#include "route/crisis/lead.h"

size_t lead_pick(const struct alarm_conf *c, const struct sight *v, size_t n, const struct alarm *a, size_t own)
{
    double x_page = a && a->level >= LEVEL_ALERT ? a->x_page : 0;
    enum alarm_level all = alarm_level(c, &v[0], own == 0 ? x_page : 0), best = all;
    size_t lead = 0;
    if (a)
        return own == 0 || own >= n || all > a->level ? 0 : own;
    for (size_t i = 1; i < n; i++) {
        enum alarm_level l = alarm_level(c, &v[i], 0);
        if (l > best) {
            best = l;
            lead = i;
        }
    }
    return lead;
}

#include "route/crisis/share.h"

#include <math.h>

#include "route/crisis/median.h"

#define KNOWN 500              /* mentions: fewer say nothing of what share is usual */
#define PART 0.125             /* of an average span: one of fewer mentions says nothing */
#define SURE 2                 /* standard deviations */
enum { DAY = 24, BLOCK = 3, DAYS = SHARE_SPANS, BLOCKS = 8 };

void share_init(struct share *s) { *s = (struct share){ .usual = -1 }; }

static void add(struct share_ring *r, int64_t span, double bad, double all)
{
    for (int64_t i = r->newest + 1; i <= span && i <= r->newest + SHARE_SPANS; i++)   /* spans that nobody told of have none */
        r->bad[i % SHARE_SPANS] = r->all[i % SHARE_SPANS] = 0;
    r->newest = span;
    r->bad[span % SHARE_SPANS] += (float)bad;
    r->all[span % SHARE_SPANS] += (float)all;
}

/* The median of the newest spans' shares, and how many mentions they have together. */
static double usual_of(const struct share_ring *r, int spans, double *all)
{
    double v[SHARE_SPANS];
    int n = 0, told = 0;
    *all = 0;
    for (int back = 0; back < spans; back++) {
        double x = (double)r->all[(r->newest - back + SHARE_SPANS) % SHARE_SPANS];
        *all += x;
        told += x > 0;
    }
    for (int back = 0; back < spans; back++) {
        int64_t i = (r->newest - back + SHARE_SPANS) % SHARE_SPANS;
        if (r->all[i] > 0 && (double)r->all[i] * told >= PART * *all)
            n = median_put(v, n, (double)r->bad[i] / (double)r->all[i]);
    }
    return n == 0 ? -1 : median_of(v, n);
}

void share_learn(struct share *s, int64_t hour, double bad, double all)
{
    double n;
    add(&s->days, hour / DAY, bad, all);
    add(&s->blocks, hour / BLOCK, bad, all);
    double days = usual_of(&s->days, DAYS, &n);
    if (n < KNOWN) {
        s->usual = -1;
        return;
    }
    double hours = usual_of(&s->blocks, BLOCKS, &n);
    s->usual = n > 0 ? fmin(days, hours + SURE * sqrt(hours * (1 - hours) / n)) : days;
}

double share_usual(const struct share *s) { return s->usual; }

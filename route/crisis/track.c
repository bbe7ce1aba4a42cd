#include "route/crisis/track.h"

#include <math.h>
#include <string.h>

enum { HOUR = 60, DAY_HOURS = 24 };

void track_init(struct track *t)
{
    *t = (struct track){ .first = -1 };
    share_init(&t->share);
    detector_init(&t->d, &detector_usual);
}

static void leave_hour(struct track *t, int64_t hour)
{
    share_learn(&t->share, hour, t->hour_bad, t->hour_all);
    t->hour_bad = t->hour_all = 0;
}

/* A brand that is known for less than a day: what it had in the hours before this window, scaled to a window. */
static double just_before(const struct track *t, const struct sight *s, int64_t now)
{
    int64_t minutes = now - t->first + 1 < DETECTOR_ROWS ? now - t->first + 1 : DETECTOR_ROWS;
    minutes = minutes > 2 * TRACK_WINDOW ? minutes - TRACK_WINDOW : TRACK_WINDOW;
    return (s->score.x[DETECTOR_LONG] - s->score.x[DETECTOR_SHORT]) * TRACK_WINDOW / (double)minutes;
}

static double all_at(const struct track *t, int64_t minute)
{
    return minute >= t->first && minute <= t->d.row && minute > t->d.row - DETECTOR_ROWS ? (double)t->all[minute % DETECTOR_ROWS] : 0;
}

static double all_of(const struct track *t, int w, const struct minute *more, int n)
{
    double sum = t->sum[w];
    for (int i = 0; i < n; i++)
        sum += more[i].all - all_at(t, t->d.row - t->d.rows[w] + 1 + i);
    return sum;
}

void track_note(struct track *t, int64_t minute, double deaf)
{
    int64_t quarter = minute / TRACK_WINDOW;
    for (int64_t q = t->noted + 1; q < quarter && q <= t->noted + TRACK_QUARTERS; q++)
        t->deaf[q % TRACK_QUARTERS] = 0;
    t->noted = quarter > t->noted ? quarter : t->noted;
    t->deaf[quarter % TRACK_QUARTERS] = (float)deaf;
}

static double deaf_in(const struct track *t, int64_t quarter)
{
    return quarter <= t->noted && quarter > t->noted - TRACK_QUARTERS ? (double)t->deaf[quarter % TRACK_QUARTERS] : 0;
}

static double sum_deaf(const struct track *t, int64_t minute)
{
    double sum = 0;
    for (int64_t back = 1; back < TRACK_QUARTERS; back++)
        sum += deaf_in(t, minute / TRACK_WINDOW - back);
    return sum;
}

void track_peek(const struct track *t, const struct minute *more, int n, struct sight *out)
{
    double bad[TRACK_WINDOW];
    for (int i = 0; i < n; i++)
        bad[i] = more[i].bad;
    *out = (struct sight){ .authors = { -1, -1 }, .share = share_usual(&t->share), .history = detector_history(&t->d) };
    detector_peek(&t->d, bad, n, &out->score);
    out->x = out->score.x[DETECTOR_SHORT];
    for (int w = 0; w < 2; w++)
        out->all[w] = all_of(t, w, more, n);
    out->usual = out->score.usual_day[DETECTOR_SHORT];
    out->deaf = sum_deaf(t, t->d.row + n);
    if (out->history < DAY_HOURS)
        out->usual = fmax(out->usual, just_before(t, out, t->d.row + n));
}

/* Minutes that nobody told of have none. */
static void close_all(struct track *t, int64_t minute, double all)
{
    int64_t from = t->d.row + 1 > minute - DETECTOR_ROWS ? t->d.row + 1 : minute - DETECTOR_ROWS;
    for (int64_t m = from > t->first ? from : t->first; m < minute; m++)
        t->all[m % DETECTOR_ROWS] = 0;
    t->all[minute % DETECTOR_ROWS] = (float)all;
}

static void sum_all(struct track *t)
{
    for (int w = 0; w < 2; w++) {
        t->sum[w] = 0;
        for (int64_t m = t->d.row - t->d.rows[w] + 1; m <= t->d.row; m++)
            t->sum[w] += all_at(t, m);
    }
}

void track_close(struct track *t, int64_t minute, struct minute m, bool heard, struct sight *out)
{
    struct detector_score s;
    bool next = t->d.row >= 0 && minute == t->d.row + 1;
    if (t->first < 0)
        t->first = minute;
    if (t->d.row >= 0 && minute / HOUR != t->d.row / HOUR)
        leave_hour(t, t->d.row / HOUR);
    for (int w = 0; w < 2; w++)
        t->sum[w] += (double)(float)m.all - all_at(t, minute - t->d.rows[w]);
    close_all(t, minute, m.all);
    detector_close(&t->d, minute, m.bad, heard, &s);
    if (!next)
        sum_all(t);
    t->hour_bad += m.bad;
    t->hour_all += m.all;
    track_peek(t, NULL, 0, out);
}

void track_amend(struct track *t, int64_t minute, struct minute m)
{
    detector_amend(&t->d, minute, m.bad);
    if (minute > t->d.row || minute <= t->d.row - DETECTOR_ROWS || minute < t->first)
        return;
    double more = (double)(float)m.all - all_at(t, minute);
    t->all[minute % DETECTOR_ROWS] = (float)m.all;
    for (int w = 0; w < 2; w++)
        t->sum[w] += minute > t->d.row - t->d.rows[w] ? more : 0;
}

void track_quiet(struct track *t, const struct track *brand)
{
    *t = *brand;
    for (int i = 0; i < 3; i++)
        for (int bin = 1; bin <= RARITY_BINS; bin++)
            t->d.rare[i].above[bin] = 0;
    for (int h = 0; h < LEVEL_HOURS; h++)
        if (t->d.level.sums[h] > 0)
            t->d.level.sums[h] = 0;
    memset(t->d.counts, 0, sizeof t->d.counts);
    memset(t->d.usual, 0, sizeof t->d.usual);
    memset(t->all, 0, sizeof t->all);
    memset(t->deaf, 0, sizeof t->deaf);
    t->d.sum[0] = t->d.sum[1] = t->sum[0] = t->sum[1] = t->d.hour_sum = t->d.day = 0;
    t->d.top[0] = t->d.top[1] = t->d.top[2] = 0;
    t->hour_bad = t->hour_all = 0;
    share_init(&t->share);
}

/* ---- as bytes ---- */

/* Of one machine's making: nothing but this program reads it, and one of another version begins anew. */
struct packed { uint32_t version, size; struct track track; };
enum { VERSION = 3 };

void track_pack(const struct track *t, struct buf *out)
{
    struct packed p;
    memset(&p, 0, sizeof p);
    p.version = VERSION;
    p.size = sizeof p;
    p.track = *t;
    buf_add(out, (struct slice){ (const char *)&p, sizeof p });
}

bool track_unpack(struct track *t, struct slice packed)
{
    struct packed p;
    if (packed.n != sizeof p)
        return false;
    memcpy(&p, packed.p, sizeof p);
    if (p.version != VERSION || p.size != sizeof p)
        return false;
    *t = p.track;
    return true;
}

#include "route/crisis/detector.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define SCATTER 0.1            /* what counts of real days scatter beyond Poisson */
enum { HOUR_S = 3600, SHORT_S = 900, LONG_HOURS = 3, DAY = 24, KEPT = DAY + 1 };

const struct detector_conf detector_usual = { .row_s = 60, .k = 1, .memory_hours = 672, .prior_hours = 24 };

static int rows_in(int seconds, int row_s) { return seconds > row_s ? seconds / row_s : 1; }

static int64_t hour_of(const struct detector *d, int64_t row) { return row * d->conf.row_s / HOUR_S; }

void detector_init(struct detector *d, const struct detector_conf *c)
{
    *d = (struct detector){ .conf = *c, .row = -1, .begun = -1, .measured = -1, .rows = { rows_in(SHORT_S, c->row_s), rows_in(LONG_HOURS * HOUR_S, c->row_s) } };
    level_init(&d->level);
}

double detector_history(const struct detector *d) { return rarity_seen(&d->rare[DETECTOR_BOTH]); }

/* ---- the level ---- */

static void begin(struct detector *d, int64_t hour)
{
    if (d->begun < 0 || hour < d->begun)
        d->begun = hour;
}

void detector_tell(struct detector *d, int64_t hour, double sum)
{
    begin(d, hour);
    if (level_tell(&d->level, hour, sum) && hour < d->measured)
        d->measured = hour;
}

/* Those behind an hour of the past that was told anew are measured anew. Of a brand known for less than a day, the day is what is known. */
static void enter_hour(struct detector *d, int64_t hour)
{
    double day = 0;
    int known = 0;
    begin(d, hour);
    for (int back = DAY; back >= 0; back--) {
        float *usual = &d->usual[(hour - back) % KEPT];
        if (hour - back > d->measured)
            *usual = (float)(level_usual(&d->level, hour - back) * d->conf.row_s / HOUR_S);
        if (back == DAY || hour - back <= d->begun)
            continue;
        day += (double)*usual;
        known++;
    }
    d->measured = hour;
    d->day = known ? day / known : 0;
    d->hour_sum = d->hour_rows = 0;
    d->top[0] = d->top[1] = d->top[2] = 0;
}

/* The first hours, until the long window is full and something is usual, would teach that all is a surprise. */
static void leave_hour(struct detector *d, int64_t hour)
{
    double whole = (double)HOUR_S / d->conf.row_s;
    if (2 * d->hour_rows < whole)
        return;
    level_tell(&d->level, hour, d->hour_sum * whole / d->hour_rows);
    for (int i = 0; i < 3 && hour >= d->begun + LONG_HOURS; i++)
        rarity_learn(&d->rare[i], d->top[i], d->conf.memory_hours);
}

/* ---- the score ---- */

static double count_at(const struct detector *d, int64_t row)
{
    return row >= 0 && row <= d->row && row > d->row - DETECTOR_ROWS ? (double)d->counts[row % DETECTOR_ROWS] : 0;
}

/* M over the rows from first to last, hour by hour. A peek over the hour's end is measured by the hour that was entered. */
static double usual_over(const struct detector *d, int64_t first, int64_t last)
{
    double sum = 0;
    int64_t now = hour_of(d, d->row);
    for (int64_t row = first < 0 ? 0 : first; row <= last;) {
        int64_t hour = hour_of(d, row), next = ((hour + 1) * HOUR_S + d->conf.row_s - 1) / d->conf.row_s;
        if (next > last + 1)
            next = last + 1;
        sum += (double)d->usual[(hour > now ? now : hour) % KEPT] * (double)(next - row);
        row = next;
    }
    return sum;
}

static void score_window(const struct detector *d, int w, const double *more, int n, struct detector_score *s)
{
    int64_t last = d->row + n;
    s->x[w] = d->sum[w];
    for (int i = 0; i < n; i++) {
        s->x[w] += more[i] - (i < d->rows[w] ? count_at(d, d->row - d->rows[w] + 1 + i) : 0);
        if (i >= d->rows[w])
            s->x[w] -= more[i - d->rows[w]];
    }
    s->expected[w] = usual_over(d, last - d->rows[w] + 1, last);
    s->usual_day[w] = d->rows[w] * d->day;
    double noise = s->usual_day[w] + 1;
    s->z[w] = (s->x[w] - d->conf.k * s->expected[w]) / sqrt(noise + SCATTER * noise * noise);
    s->hours[w] = rarity_hours(&d->rare[w], RARITY_OF_SCORES, s->z[w], d->conf.prior_hours);
}

static double together(const struct detector_score *s) { return sqrt(s->hours[0] * s->hours[1]); }

void detector_peek(const struct detector *d, const double *counts, int n, struct detector_score *out)
{
    for (int w = 0; w < 2; w++)
        score_window(d, w, counts, n, out);
    out->hours[DETECTOR_BOTH] = rarity_hours(&d->rare[DETECTOR_BOTH], RARITY_OF_HOURS, together(out), d->conf.prior_hours);
}

/* ---- rows ---- */

static void raise(double *top, double v)
{
    if (v > *top)
        *top = v;
}

static void step(struct detector *d, int64_t row, double count, bool heard)
{
    int64_t before = d->row < 0 ? -1 : hour_of(d, d->row), hour = hour_of(d, row);
    if (before >= 0 && hour != before)
        leave_hour(d, before);
    count = (double)(float)count;              /* so that what is added is what is taken out again */
    for (int w = 0; w < 2; w++)
        d->sum[w] += count - count_at(d, row - d->rows[w]);
    d->row = row;
    if (hour != before)
        enter_hour(d, hour);
    d->counts[row % DETECTOR_ROWS] = (float)count;
    if (heard) {
        d->hour_sum += count;
        d->hour_rows++;
    }
}

void detector_close(struct detector *d, int64_t row, double count, bool heard, struct detector_score *out)
{
    if (d->row >= 0 && row - d->row > DETECTOR_ROWS) {   /* a long silence: what lies before the last windows says nothing */
        leave_hour(d, hour_of(d, d->row));
        d->row = row - DETECTOR_ROWS - 1;
        enter_hour(d, hour_of(d, d->row));
        memset(d->counts, 0, sizeof d->counts);
        d->sum[0] = d->sum[1] = 0;
    }
    for (int64_t missing = d->row + 1; d->row >= 0 && missing < row; missing++)
        step(d, missing, 0, false);
    step(d, row, count, heard);
    detector_peek(d, NULL, 0, out);
    raise(&d->top[0], out->z[0]);
    raise(&d->top[1], out->z[1]);
    raise(&d->top[2], together(out));
}

void detector_amend(struct detector *d, int64_t row, double count)
{
    if (row > d->row || row <= d->row - DETECTOR_ROWS)
        return;
    double more = (double)(float)count - (double)d->counts[row % DETECTOR_ROWS];
    d->counts[row % DETECTOR_ROWS] = (float)count;
    for (int w = 0; w < 2; w++)
        d->sum[w] += row > d->row - d->rows[w] ? more : 0;
    if (hour_of(d, row) == hour_of(d, d->row))
        d->hour_sum += more;
}

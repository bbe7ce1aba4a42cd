/* A series lives on: minutes are closed as event time passes, amended while somebody may still be late, and taken over from a predecessor. */
#include <stdlib.h>
#include <string.h>

#include "route/crisis/series_own.h"

enum { REREAD = 10, HEARD_FOR = 60, MINUTES_KEPT = 69 * 60, CHUNK = 60, HOUR = 60 };

/* One pass over the counters. */
void series_sum(const struct series *s, int64_t minute, struct minute *out)
{
    memset(out, 0, s->n * sizeof *out);
    for (int p = 0; p < s->partitions; p++)
        for (size_t i = 0; i < s->parts[p].n; i++) {
            const struct counter *c = &s->parts[p].v[i];
            double x = (double)c->minutes[minute % DETECTOR_ROWS];
            out[c->track].bad += c->bad ? x : 0;
            out[c->track].all += c->all ? x : 0;
        }
}

static void close_minute(struct series *s, int64_t minute, struct minute *sums)
{
    struct sight ignored;
    if (s->existing[minute % DETECTOR_ROWS])
        s->heard = minute;
    bool heard = s->heard >= 0 && minute - s->heard < HEARD_FOR;
    series_sum(s, minute, sums);
    for (size_t i = 0; i < s->n; i++)
        if (minute > s->v[i].track.d.row)
            track_close(&s->v[i].track, minute, sums[i], heard, &ignored);
    s->closed = minute;
}

static void amend(struct series *s, int64_t from, int64_t to, struct minute *sums)
{
    for (int64_t m = from; m <= to; m++) {
        series_sum(s, m, sums);
        for (size_t i = 0; i < s->n; i++)
            track_amend(&s->v[i].track, m, sums[i]);
    }
}

/* A new hour has begun: the last day's hours are told anew, with who was late in them. So is, of the days before, the hour of the day that comes next:
 * history that is read in afterwards is usual within a day, at the price of half a day's hours more. */
static bool turn_hour(struct series *s, struct store *store, struct err *e)
{
    int64_t hour = s->closed / HOUR;
    for (int64_t day = LEVEL_DAYS + 1; day > 1; day--)      /* the last day comes last: causes are measured by it */
        if (!series_hours(s, store, hour + 2 - 24 * day, hour + 2 - 24 * day, true, e))
            return false;
    return series_hours(s, store, hour - SERIES_DAY, hour - 1, true, e);
}

/* Reads and closes minutes from..to, an hour at a time. told: all of their hours are told already. */
static bool catch_up(struct series *s, struct store *store, int64_t from, int64_t to, bool told, struct minute *sums, struct err *e)
{
    for (int64_t at = from; at <= to; at += CHUNK) {
        int64_t last = at + CHUNK - 1 < to ? at + CHUNK - 1 : to;
        if (!series_minutes(s, store, at, last, false, e))
            return false;
        for (int64_t m = at; m <= last; m++) {
            close_minute(s, m, sums);
            if (!told && m % HOUR == 0 && !turn_hour(s, store, e))
                return false;
        }
    }
    return true;
}

/* The minute behind what is kept; INT64_MAX: nothing is. */
static int64_t kept_until(const struct series *s)
{
    int64_t from = INT64_MAX;
    for (size_t i = 0; i < s->n; i++) {
        int64_t row = s->v[i].track.d.row;
        if (row >= 0 && row + 1 < from)
            from = row + 1;
    }
    return from;
}

/* A topic that came up after its brand was kept: the predecessor knew that it had been silent. */
static void quiet_topics(struct series *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct series_track *t = &s->v[i];
        if (t->topic && t->track.d.row < 0 && s->v[t->brand].track.d.row >= 0)
            track_quiet(&t->track, &s->v[t->brand].track);
    }
}

/* Goes on where the predecessor was, hour by hour as it would have: whatever was read in since, both come to the same. */
static bool go_on_from(struct series *s, struct store *store, int64_t from, int64_t last, struct minute *sums, struct err *e)
{
    quiet_topics(s);
    return catch_up(s, store, from, last, false, sums, e) && series_hours(s, store, last / HOUR - SERIES_DAY, last / HOUR - 1, false, e);
}

/* From the counters alone; and kept at once, since the next one must begin from the same. */
static bool begin_anew(struct series *s, struct store *store, int64_t from, int64_t last, struct minute *sums, struct err *e)
{
    return series_hours(s, store, last / HOUR - LEVEL_HOURS, last / HOUR - 1, true, e) && catch_up(s, store, from, last, true, sums, e) && series_save(s, store, e);
}

/* Both ways end at the minute before the open ones. */
static bool take_over(struct series *s, struct store *store, struct err *e)
{
    int64_t last = s->minute - SERIES_OPEN, oldest = s->minute - MINUTES_KEPT, first;
    if (!series_load(s, store, oldest + DETECTOR_ROWS, e) || !series_first_minute(s, store, oldest, &first, e))
        return false;
    int64_t kept = kept_until(s), from = kept < INT64_MAX ? kept : first < last ? first : last;
    if (!series_minutes(s, store, from - DETECTOR_ROWS, from - 1, false, e))
        return false;
    for (int64_t m = from - HEARD_FOR; m < from; m++)
        if (s->existing[m % DETECTOR_ROWS])
            s->heard = m;
    struct minute *sums = calloc(s->n + 1, sizeof *sums);
    if (!sums)
        abort();
    s->closed = from - 1;
    s->ready = (kept < INT64_MAX ? go_on_from : begin_anew)(s, store, from, last, sums, e) && series_minutes(s, store, last + 1, s->minute, false, e);
    free(sums);
    return s->ready;
}

static bool go_on(struct series *s, struct store *store, int64_t minute, struct minute *sums, struct err *e)
{
    int64_t last = minute - SERIES_OPEN, hour = s->closed / HOUR;
    bool again = minute % REREAD == 0 || minute - s->minute > REREAD;
    int64_t from = again ? s->closed - DETECTOR_ROWS + CHUNK : s->closed - TRACK_WINDOW;
    if (!series_minutes(s, store, from, s->closed, false, e))
        return false;
    amend(s, from, s->closed, sums);
    if (!catch_up(s, store, s->closed + 1, last, false, sums, e) || !series_minutes(s, store, last + 1, minute, false, e))
        return false;
    s->minute = minute;
    return s->closed / HOUR == hour || series_save(s, store, e);
}

bool series_read(struct series *s, struct store *store, int64_t now_ms, struct err *e)
{
    int64_t minute = now_ms / MINUTE_MS;
    for (int p = 0; p < s->partitions; p++)
        if (!series_names(s, store, &s->parts[p], e))
            return false;
    if (!s->ready) {
        series_forget(s);
        s->minute = minute;
        for (int p = 0; p < s->partitions; p++)
            if (!series_names(s, store, &s->parts[p], e))
                return false;
        return take_over(s, store, e) && series_look(s);
    }
    if (minute <= s->minute)
        return series_minutes(s, store, s->closed + 1, s->minute, true, e) && series_look(s);
    struct minute *sums = calloc(s->n + 1, sizeof *sums);
    if (!sums)
        abort();
    bool ok = go_on(s, store, minute, sums, e);
    s->ready = ok;             /* else half of it is done: taken over anew */
    free(sums);
    return ok && series_look(s);
}


#include "route/crisis/series_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/keys.h"

enum { REREAD = 10, HEARD_FOR = 60, MINUTES_KEPT = 69 * 60, CHUNK = 60 };

struct series *series_new(const char *prefix, const struct brands *brands, const struct crisis_types *types, int partitions)
{
    struct arena a = { 0 };
    struct series *s = calloc(1, sizeof *s);
    if (!s || !(s->parts = calloc((size_t)partitions, sizeof *s->parts)))
        abort();
    s->brands = brands;
    s->types = types;
    s->partitions = partitions;
    for (int p = 0; p < partitions; p++) {
        struct slice tag = keys_mentions_tag(&a, slice_of(prefix), p);
        snprintf(s->parts[p].tag, sizeof s->parts[p].tag, SLICE_FMT, SLICE_ARG(tag));
        s->parts[p].scanned = s->parts[p].read_offset = -1;
    }
    snprintf(s->keep, sizeof s->keep, SLICE_FMT, SLICE_ARG(keys_crisis(&a, slice_of(prefix))));
    arena_fini(&a);
    series_forget(s);
    return s;
}

/* Redis went back: numbers may be given to other names, and what was counted is counted anew. */
void series_forget(struct series *s)
{
    for (int p = 0; p < s->partitions; p++) {
        s->parts[p].n = 0;
        s->parts[p].scanned = s->parts[p].read_offset = -1;
    }
    s->n = 0;
    s->ready = false;
    s->closed = s->heard = -1;
    memset(s->existing, 0, sizeof s->existing);
    for (uint32_t b = 0; b < s->brands->n; b++)
        series_track_of(s, b, NULL);
}

void series_free(struct series *s)
{
    if (!s)
        return;
    for (int p = 0; p < s->partitions; p++)
        free(s->parts[p].v);
    for (size_t i = 0; i < s->text_count; i++)
        free(s->texts[i]);
    free(s->texts);
    free(s->parts);
    free(s->v);
    for (int i = 0; i < SERIES_OPEN; i++)
        free(s->open[i]);
    free(s->authors);
    buf_fini(&s->key);
    buf_fini(&s->packed);
    free(s);
}

const char *series_text(struct series *s, struct slice text)
{
    for (size_t i = 0; i < s->text_count; i++)
        if (slice_is(text, s->texts[i]))
            return s->texts[i];
    if (s->text_count == s->text_cap) {
        s->text_cap = s->text_cap ? 2 * s->text_cap : 64;
        if (!(s->texts = realloc(s->texts, s->text_cap * sizeof *s->texts)))
            abort();
    }
    char *copy = strndup(text.p, text.n);
    if (!copy)
        abort();
    return s->texts[s->text_count++] = copy;
}

size_t series_track_of(struct series *s, uint32_t brand, const char *topic)
{
    for (size_t i = topic ? s->brands->n : brand; i < s->n; i++)
        if (s->v[i].brand == brand && (s->v[i].topic == topic || (topic && s->v[i].topic && strcmp(s->v[i].topic, topic) == 0)))
            return i;
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 64;
        if (!(s->v = realloc(s->v, s->cap * sizeof *s->v)))
            abort();
    }
    s->v[s->n] = (struct series_track){ .brand = brand, .topic = topic };
    track_init(&s->v[s->n].track);
    if (topic && s->ready)
        track_quiet(&s->v[s->n].track, &s->v[brand].track);
    return s->n++;
}

/* All tracks' sums of one minute by one pass over the counters. */
static void sum_all(const struct series *s, int64_t minute, struct minute *out)
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

/* ---- time goes on ---- */

static void close_minute(struct series *s, int64_t minute, struct minute *sums)
{
    struct sight ignored;
    if (s->existing[minute % DETECTOR_ROWS])
        s->heard = minute;
    bool heard = s->heard >= 0 && minute - s->heard < HEARD_FOR;
    sum_all(s, minute, sums);
    for (size_t i = 0; i < s->n; i++)
        if (minute > s->v[i].track.d.row)
            track_close(&s->v[i].track, minute, sums[i], heard, &ignored);
    s->closed = minute;
}

static void amend(struct series *s, int64_t from, int64_t to, struct minute *sums)
{
    for (int64_t m = from; m <= to; m++) {
        sum_all(s, m, sums);
        for (size_t i = 0; i < s->n; i++)
            track_amend(&s->v[i].track, m, sums[i]);
    }
}

/* Reads and closes minutes from..to, an hour at a time. */
static bool catch_up(struct series *s, struct store *store, int64_t from, int64_t to, struct minute *sums, struct err *e)
{
    for (int64_t at = from; at <= to; at += CHUNK) {
        int64_t last = at + CHUNK - 1 < to ? at + CHUNK - 1 : to;
        if (!series_minutes(s, store, at, last, false, e))
            return false;
        for (int64_t m = at; m <= last; m++)
            close_minute(s, m, sums);
    }
    return true;
}

/* From what is kept, else from the counters alone; both end at the minute before the open ones. */
static bool take_over(struct series *s, struct store *store, struct err *e)
{
    int64_t last = s->minute - SERIES_OPEN, oldest = s->minute - MINUTES_KEPT, from = INT64_MAX, first;
    if (!series_load(s, store, oldest + DETECTOR_ROWS, e) || !series_first_minute(s, store, oldest, &first, e))
        return false;
    bool known = false;
    for (size_t i = 0; i < s->n; i++) {
        int64_t row = s->v[i].track.d.row;
        known = known || row >= 0;
        if (row >= 0 && row + 1 < from)
            from = row + 1;
    }
    if (!known)
        from = first < last ? first : last;
    if (!series_hours(s, store, last / 60 - (known ? SERIES_DAY : LEVEL_HOURS), last / 60 - 1, e)
        || !series_minutes(s, store, from - DETECTOR_ROWS, from - 1, false, e))
        return false;
    for (int64_t m = from - HEARD_FOR; m < from; m++)
        if (s->existing[m % DETECTOR_ROWS])
            s->heard = m;
    struct minute *sums = calloc(s->n + 1, sizeof *sums);
    if (!sums)
        abort();
    s->closed = from - 1;
    s->ready = catch_up(s, store, from, last, sums, e) && series_minutes(s, store, last + 1, s->minute, false, e);
    free(sums);
    return s->ready;
}

static bool go_on(struct series *s, struct store *store, int64_t minute, struct minute *sums, struct err *e)
{
    int64_t last = minute - SERIES_OPEN, hour = s->closed / 60;
    bool again = minute % REREAD == 0 || minute - s->minute > REREAD;
    int64_t from = again ? s->closed - DETECTOR_ROWS + CHUNK : s->closed - TRACK_WINDOW;
    if (!series_minutes(s, store, from, s->closed, false, e))
        return false;
    amend(s, from, s->closed, sums);
    if (!catch_up(s, store, s->closed + 1, last, sums, e) || !series_minutes(s, store, last + 1, minute, false, e))
        return false;
    s->minute = minute;
    if (s->closed / 60 == hour)
        return true;
    return series_hours(s, store, s->closed / 60 - SERIES_DAY, s->closed / 60 - 1, e) && series_save(s, store, e);
}

/* ---- what is not closed yet ---- */

static int group_of(const struct counter *c) { return c->name[0] <= '9' ? c->name[0] - '0' : c->name[0] - 'a' + 10; }

/* Groups of authors that have a negative in the last quarter of an hour; -1: the counters are older than these groups. */
static void look_for_authors(struct series *s)
{
    uint32_t *groups = calloc(s->brands->n + 1, sizeof *groups);
    if (!groups)
        abort();
    for (uint32_t b = 0; b < s->brands->n; b++)
        s->authors[b] = -1;
    for (int p = 0; p < s->partitions; p++)
        for (size_t i = 0; i < s->parts[p].n; i++) {
            const struct counter *c = &s->parts[p].v[i];
            if (c->kind != COUNT_GROUP)
                continue;
            s->authors[c->track] = 0;
            for (int64_t m = s->minute - TRACK_WINDOW + 1; m <= s->minute; m++)
                if (c->minutes[m % DETECTOR_ROWS] > 0)
                    groups[c->track] |= 1u << (group_of(c) & 31);
        }
    for (uint32_t b = 0; b < s->brands->n; b++)
        if (s->authors[b] == 0)
            s->authors[b] = __builtin_popcount(groups[b]);
    free(groups);
}

static bool look(struct series *s)
{
    if (s->n > s->seen_cap) {
        s->seen_cap = s->cap;
        for (int i = 0; i < SERIES_OPEN; i++)
            if (!(s->open[i] = realloc(s->open[i], s->seen_cap * sizeof *s->open[i])))
                abort();
        if (!(s->authors = realloc(s->authors, s->seen_cap * sizeof *s->authors)))
            abort();
    }
    for (int i = 0; i < SERIES_OPEN; i++)
        if (s->closed + 1 + i <= s->minute)
            sum_all(s, s->closed + 1 + i, s->open[i]);
    look_for_authors(s);
    return true;
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
        return take_over(s, store, e) && look(s);
    }
    if (minute <= s->minute)
        return series_minutes(s, store, s->closed + 1, s->minute, true, e) && look(s);
    struct minute *sums = calloc(s->n + 1, sizeof *sums);
    if (!sums)
        abort();
    bool ok = go_on(s, store, minute, sums, e);
    s->ready = ok;             /* else half of it is done: taken over anew */
    free(sums);
    return ok && look(s);
}

/* ---- what they say ---- */

size_t series_tracks(const struct series *s) { return s->n; }
uint32_t series_brand(const struct series *s, size_t track) { return s->v[track].brand; }
const char *series_topic(const struct series *s, size_t track) { return s->v[track].topic; }

int64_t series_since(const struct series *s, uint32_t brand)
{
    int64_t first = s->v[brand].track.first;
    return first < 0 ? INT64_MAX : first * MINUTE_MS;
}

void series_sight(const struct series *s, size_t track, struct sight *out)
{
    struct minute open[SERIES_OPEN];
    int n = (int)(s->minute - s->closed);
    for (int i = 0; i < SERIES_OPEN; i++)
        open[i] = s->open[i][track];
    track_peek(&s->v[track].track, open, n < SERIES_OPEN ? n : SERIES_OPEN, out);
    out->sensitive = crisis_type_sensitive(s->types, s->v[track].topic);
    out->authors = out->sensitive ? -1 : s->authors[s->v[track].brand];   /* those are of negatives alone */
}

static double window_of(const struct series *s, const struct counter *c)
{
    double x = 0;
    for (int64_t m = s->minute - TRACK_WINDOW + 1; m <= s->minute; m++)
        x += (double)c->minutes[m % DETECTOR_ROWS];
    return x;
}

static size_t gather(const struct series *s, uint32_t brand, enum counter_kind kind, struct cause *v, size_t max)
{
    size_t n = 0;
    for (int p = 0; p < s->partitions; p++)
        for (size_t i = 0; i < s->parts[p].n; i++) {
            const struct counter *c = &s->parts[p].v[i];
            size_t at = 0;
            if (c->kind != kind || !c->bad || s->v[c->track].brand != brand)
                continue;
            while (at < n && v[at].name != c->name)
                at++;
            if (at == n && n < max)
                v[n++] = (struct cause){ .name = c->name };
            if (at < n) {
                v[at].x += window_of(s, c);
                v[at].day += c->day;
            }
        }
    return n;
}

/* The brand's day is that of its platforms: each negative has one. */
static size_t share(const struct series *s, uint32_t brand, struct cause *v, size_t n)
{
    struct sight is;
    struct cause platform[CAUSES_MAX];
    double day = 0;
    size_t count = gather(s, brand, COUNT_PLATFORM, platform, CAUSES_MAX);
    for (size_t i = 0; i < count; i++)
        day += platform[i].day;
    series_sight(s, brand, &is);
    return causes_share(v, n, is.x, is.score.expected[DETECTOR_SHORT], day);
}

size_t series_platforms(const struct series *s, uint32_t brand, struct cause *v, size_t max)
{
    return share(s, brand, v, gather(s, brand, COUNT_PLATFORM, v, max - 1));
}

size_t series_topics(const struct series *s, uint32_t brand, struct cause *v, size_t max)
{
    return share(s, brand, v, gather(s, brand, COUNT_TOPIC, v, max - 1));
}

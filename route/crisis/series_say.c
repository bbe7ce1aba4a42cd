/* What a series says: of each track, and of where a brand's negatives come from. */
#include <stdlib.h>

#include "route/crisis/series_own.h"

static int group_of(const struct counter *c) { return c->name[0] <= '9' ? c->name[0] - '0' : c->name[0] - 'a' + 10; }

/* Groups of authors that have a negative in these minutes up to now; -1: the counters are older than these groups. */
static void look_for_authors(struct series *s, int w, int minutes, uint32_t *groups)
{
    for (uint32_t b = 0; b < s->brands->n; b++) {
        s->authors[b][w] = -1;
        groups[b] = 0;
    }
    for (int p = 0; p < s->partitions; p++)
        for (size_t i = 0; i < s->parts[p].n; i++) {
            const struct counter *c = &s->parts[p].v[i];
            if (c->kind != COUNT_GROUP)
                continue;
            s->authors[c->track][w] = 0;
            for (int64_t m = s->minute - minutes + 1; m <= s->minute; m++)
                if (c->minutes[m % DETECTOR_ROWS] > 0)
                    groups[c->track] |= 1u << (group_of(c) & 31);
        }
    for (uint32_t b = 0; b < s->brands->n; b++)
        if (s->authors[b][w] == 0)
            s->authors[b][w] = __builtin_popcount(groups[b]);
}

bool series_look(struct series *s)
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
            series_sum(s, s->closed + 1 + i, s->open[i]);
    uint32_t *groups = calloc(s->brands->n + 1, sizeof *groups);
    if (!groups)
        abort();
    look_for_authors(s, DETECTOR_SHORT, TRACK_WINDOW, groups);
    if (s->looked != s->minute)          /* three hours of all are much to look through each second */
        look_for_authors(s, DETECTOR_LONG, DETECTOR_ROWS, groups);
    s->looked = s->minute;
    free(groups);
    return true;
}

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
    for (int w = 0; w < 2; w++)
        out->authors[w] = out->sensitive ? -1 : s->authors[s->v[track].brand][w];   /* those are of negatives alone */
}

void series_note(struct series *s, size_t track, double deaf) { track_note(&s->v[track].track, s->minute, deaf); }

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

#include "route/crisis/series_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/keys.h"

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
    s->closed = s->heard = s->looked = -1;
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

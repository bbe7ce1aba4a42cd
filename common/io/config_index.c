/* The records of pulso.config as they are taken in, one by one. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/config_log_own.h"

#define PARTITIONS_MAX 4096u

static void *zalloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

/* ---- files, by hash ---- */

static size_t slot_of(const struct config_index *x, const char *hash)
{
    size_t at = (size_t)manifest_mark(hash) & (x->file_cap - 1);
    while (x->files[at].offset >= 0 && strcmp(x->files[at].hash, hash) != 0)
        at = (at + 1) & (x->file_cap - 1);
    return at;
}

static void files_make(struct config_index *x, size_t cap)
{
    x->files = zalloc(cap, sizeof *x->files);
    x->file_cap = cap;
    x->file_n = 0;
    for (size_t i = 0; i < cap; i++)
        x->files[i].offset = -1;
}

static void file_put(struct config_index *x, const char *hash, int64_t offset)
{
    if (2 * (x->file_n + 1) > x->file_cap) {
        struct config_file *old = x->files;
        size_t n = x->file_cap;
        files_make(x, n ? 2 * n : 64);
        for (size_t i = 0; i < n; i++)
            if (old[i].offset >= 0)
                file_put(x, old[i].hash, old[i].offset);
        free(old);
    }
    size_t at = slot_of(x, hash);
    x->file_n += x->files[at].offset < 0;
    memcpy(x->files[at].hash, hash, BUNDLE_HASH);
    x->files[at].offset = offset;        /* the last one: compaction takes the others */
}

int64_t config_index_file(const struct config_index *x, const char *hash)
{
    return x->file_cap ? x->files[slot_of(x, hash)].offset : -1;
}

/* ---- versions ---- */

static bool hash_of(struct slice s, char out[BUNDLE_HASH])
{
    if (s.n != BUNDLE_HASH - 1)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    memcpy(out, s.p, s.n);
    out[s.n] = 0;
    return true;
}

static struct config_version *find(const struct config_index *x, const char *hash)
{
    for (size_t i = x->n; i-- > 0;)
        if (strcmp(x->v[i]->hash, hash) == 0)
            return x->v[i];
    return NULL;
}

static void take_manifest(struct config_index *x, int64_t offset, const char *hash, struct slice value)
{
    char have[BUNDLE_HASH];
    struct err why = { 0 };
    struct config_version *v = zalloc(1, sizeof *v);
    v->number = offset;
    memcpy(v->hash, hash, BUNDLE_HASH);
    bundle_hash(value, have);
    v->sound = (strcmp(have, hash) == 0 || err_set(&why, ERR_CONFIG, "the manifest's bytes are not those that its key names")) && manifest_parse(value, &v->manifest, &why);
    snprintf(v->why, sizeof v->why, "%.190s", v->sound ? "" : why.msg);
    if (x->n == x->cap) {
        x->cap = x->cap ? 2 * x->cap : 16;
        x->v = realloc(x->v, x->cap * sizeof(struct config_version *));
        if (!x->v)
            abort();
    }
    x->v[x->n++] = v;
}

/* {"switches":[120,118,...]}: the offsets of the control records, by partition. */
static void take_done(struct config_index *x, const char *hash, struct slice value)
{
    struct config_version *v = find(x, hash);
    json_t *j = json_loadb(value.p ? value.p : "", value.n, 0, NULL), *list = json_object_get(j, "switches");
    size_t n = json_array_size(list);
    if (v && n > 0 && n <= PARTITIONS_MAX) {
        free(v->switches);
        v->switches = zalloc(n, sizeof *v->switches);
        for (size_t i = 0; i < n; i++)
            v->switches[i] = json_integer_value(json_array_get(list, i));
        v->partitions = n;
        v->done = true;
    }
    json_decref(j);
}

void config_done_print(const int64_t *switches, size_t partitions, struct buf *out)
{
    buf_addz(out, "{\"switches\":[");
    for (size_t i = 0; i < partitions; i++)
        buf_printf(out, "%s%" PRId64, i ? "," : "", switches[i]);
    buf_addz(out, "]}");
}

/* {"with":15}: only a later one, so that no two take each other's place. */
static void take_skip(struct config_index *x, struct slice number, struct slice value)
{
    int64_t n;
    json_t *j = json_loadb(value.p ? value.p : "", value.n, 0, NULL);
    int64_t with = json_integer_value(json_object_get(j, "with"));
    for (size_t i = 0; slice_int(number, &n) && i < x->n; i++)
        if (x->v[i]->number == n && with > n)
            x->v[i]->with = with;
    json_decref(j);
}

void config_skip_print(int64_t number, int64_t with, char key[CONFIG_SKIP_KEY], struct buf *value)
{
    snprintf(key, CONFIG_SKIP_KEY, "skip:%" PRId64, number);
    buf_printf(value, "{\"with\":%" PRId64 "}", with);
}

/* What has a key of no known shape is a later version's business. */
void config_index_take(struct config_index *x, int64_t offset, struct slice key, struct slice value)
{
    char hash[BUNDLE_HASH];
    struct slice manifest = SLICE("manifest:"), done = SLICE("done:"), skip = SLICE("skip:");
    x->next = offset + 1;
    if (!value.p)
        return;
    if (hash_of(key, hash))
        file_put(x, hash, offset);
    else if (slice_starts(key, manifest) && hash_of((struct slice){ key.p + manifest.n, key.n - manifest.n }, hash))
        take_manifest(x, offset, hash, value);
    else if (slice_starts(key, done) && hash_of((struct slice){ key.p + done.n, key.n - done.n }, hash))
        take_done(x, hash, value);
    else if (slice_starts(key, skip))
        take_skip(x, (struct slice){ key.p + skip.n, key.n - skip.n }, value);
}

/* Versions only go up, and stand here in the order of their numbers. */
const struct config_version *config_index_in_force_at(const struct config_index *x, int partition, int64_t offset)
{
    for (size_t i = x->n; i-- > 0;) {
        const struct config_version *v = x->v[i];
        if (v->done && (size_t)partition < v->partitions && v->switches[partition] < offset)
            return v;
    }
    return NULL;
}

void config_index_fini(struct config_index *x)
{
    for (size_t i = 0; i < x->n; i++) {
        manifest_fini(&x->v[i]->manifest);
        free(x->v[i]->switches);
        free(x->v[i]);
    }
    free(x->v);
    free(x->files);
    *x = (struct config_index){ 0 };
}

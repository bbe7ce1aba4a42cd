#include "app/manifest.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/when.h"

#define FORMAT 1

void manifest_print(const struct bundle *b, int64_t parent, int64_t time_ms, const char *message, uint64_t nonce, struct buf *out)
{
    char sum[BUNDLE_HASH], time[WHEN_TEXT];
    bundle_sum(b, sum);
    buf_printf(out, "{\"v\":%d,\"parent\":%" PRId64 ",\"time\":\"%.*s\",\"nonce\":\"%016" PRIx64 "\",\"sha256\":\"%s\",\"message\":", FORMAT, parent,
               (int)when_print(time_ms, time), time, nonce, sum);
    buf_json(out, slice_of(message));
    buf_addz(out, ",\"files\":[");
    for (size_t i = 0; i < b->n; i++) {
        buf_addz(out, i ? ",{\"name\":" : "{\"name\":");
        buf_json(out, slice_of(b->v[i].name));
        buf_printf(out, ",\"hash\":\"%s\",\"size\":%zu}", b->v[i].hash, b->v[i].bytes.n);
    }
    buf_addz(out, "]}");
}

static bool is_hash(const char *s)
{
    return s && strlen(s) == BUNDLE_HASH - 1 && strspn(s, "0123456789abcdef") == BUNDLE_HASH - 1;
}

static bool take_hash(const json_t *object, const char *name, char out[BUNDLE_HASH])
{
    const char *s = json_string_value(json_object_get(object, name));
    if (!is_hash(s))
        return false;
    memcpy(out, s, BUNDLE_HASH);
    return true;
}

static json_t *load(struct slice json, const char *what, struct err *e)
{
    json_error_t je;
    json_t *j = json_loadb(json.p ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &je);
    if (j && json_is_object(j))
        return j;
    json_decref(j);
    err_set(e, ERR_CONFIG, "%s is no JSON object%s%.200s", what, j ? "" : ": ", j ? "" : je.text);
    return NULL;
}

static bool take_file(const json_t *object, struct manifest *m, struct err *e)
{
    struct manifest_file *f = &m->files[m->n];
    const char *name = json_string_value(json_object_get(object, "name"));
    const json_t *size = json_object_get(object, "size");
    if (!name || !bundle_name_ok(name) || !take_hash(object, "hash", f->hash) || !json_is_integer(size))
        return err_set(e, ERR_CONFIG, "manifest: file %zu has no sound name, hash and size", m->n + 1);
    f->name = arena_strz(&m->arena, slice_of(name));
    f->size = json_integer_value(size);
    if (f->size < 0 || f->size > BUNDLE_FILE_BYTES)
        return err_set(e, ERR_CONFIG, "manifest: %s cannot have %" PRId64 " bytes", f->name, f->size);
    if (m->n && strcmp(m->files[m->n - 1].name, f->name) >= 0)
        return err_set(e, ERR_CONFIG, "manifest: %s does not stand in the order of names", f->name);
    m->n++;
    return true;
}

static bool take(const json_t *j, struct manifest *m, struct err *e)
{
    const json_t *files = json_object_get(j, "files"), *parent = json_object_get(j, "parent");
    const char *time = json_string_value(json_object_get(j, "time")), *message = json_string_value(json_object_get(j, "message"));
    if (json_integer_value(json_object_get(j, "v")) != FORMAT)
        return err_set(e, ERR_CONFIG, "manifest: not of format %d; a newer Pulso wrote it", FORMAT);
    if (!json_is_integer(parent) || (m->parent = json_integer_value(parent)) < 0)
        return err_set(e, ERR_CONFIG, "manifest: no parent");
    if (!time || !when_parse(slice_of(time), WHEN_RFC3339, NULL, &m->time_ms))
        return err_set(e, ERR_CONFIG, "manifest: no time");
    if (!take_hash(j, "sha256", m->sum))
        return err_set(e, ERR_CONFIG, "manifest: no sha256");
    m->message = arena_strz(&m->arena, slice_of(message ? message : ""));
    size_t n = json_array_size(files);
    if (n == 0 || n > BUNDLE_FILES_MAX)
        return err_set(e, ERR_CONFIG, "manifest: %zu files", n);
    m->files = arena_zalloc(&m->arena, n * sizeof *m->files);
    for (size_t i = 0; i < n; i++)
        if (!take_file(json_array_get(files, i), m, e))
            return false;
    return true;
}

bool manifest_parse(struct slice json, struct manifest *out, struct err *e)
{
    *out = (struct manifest){ 0 };
    json_t *j = json.n <= MANIFEST_BYTES_MAX ? load(json, "manifest", e) : NULL;
    if (!j)
        return e->kind != ERR_NONE ? false : err_set(e, ERR_CONFIG, "manifest: larger than %u bytes", MANIFEST_BYTES_MAX);
    bool ok = take(j, out, e);
    json_decref(j);
    if (!ok)
        manifest_fini(out);
    return ok;
}

static bool is_utf8(const char *s)
{
    json_t *j = json_string(s);
    json_decref(j);
    return j != NULL;
}

bool manifest_check(const struct bundle *b, const char *message, struct err *e)
{
    struct buf text = { 0 };
    struct manifest m = { 0 };
    if (message && !is_utf8(message))
        return err_set(e, ERR_CONFIG, "the message is no UTF-8 text");
    for (size_t i = 0; i < b->n; i++)
        if (!is_utf8(b->v[i].name))
            return err_set(e, ERR_CONFIG, "%s: the file's name is no UTF-8 text; rename it", b->v[i].place);
    manifest_print(b, INT64_MAX, clock_now_ms(), message ? message : "", UINT64_MAX, &text);
    bool ok = text.n <= MANIFEST_BYTES_MAX
           || err_set(e, ERR_CONFIG, "%s: the names of %zu files%s do not fit into the %u bytes of a manifest; join some files", b->from, b->n,
                      message && *message ? " and the message" : "", MANIFEST_BYTES_MAX);
    ok = ok && manifest_parse(buf_slice(&text), &m, e);
    manifest_fini(&m);
    buf_fini(&text);
    return ok;
}

void manifest_fini(struct manifest *m)
{
    arena_fini(&m->arena);
    *m = (struct manifest){ 0 };
}

void config_switch_print(const struct config_switch *s, struct buf *out)
{
    buf_printf(out, "{\"version\":%" PRId64 ",\"manifest\":\"%s\"}", s->version, s->manifest);
}

bool config_switch_parse(struct slice json, struct config_switch *out, struct err *e)
{
    if (json.n > 4096)
        return err_set(e, ERR_CONFIG, "control record: %zu bytes", json.n);
    json_t *j = load(json, "control record", e);
    if (!j)
        return false;
    const json_t *version = json_object_get(j, "version");
    bool ok = json_is_integer(version) && (out->version = json_integer_value(version)) > 0 && take_hash(j, "manifest", out->manifest);
    json_decref(j);
    return ok || err_set(e, ERR_CONFIG, "control record: no version and manifest");
}

int64_t manifest_mark(const char *hash)
{
    char head[16];
    memcpy(head, hash, 15);
    head[15] = 0;
    return (int64_t)strtoull(head, NULL, 16);
}

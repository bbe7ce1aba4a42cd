#include "ingest/foreign.h"

#include <inttypes.h>
#include <stdlib.h>

#include "model/json.h"
#include "model/mention.h"

struct foreign {
    const struct mapping *map;
    struct json *json;
    struct buf in, extra, out;
};

struct foreign *foreign_new(const struct mapping *m)
{
    struct foreign *f = calloc(1, sizeof *f);
    if (!f || !(f->json = json_new(MENTION_MAX_BYTES)))
        abort();
    f->map = m;
    return f;
}

void foreign_free(struct foreign *f)
{
    if (!f)
        return;
    json_free(f->json);
    buf_fini(&f->in);
    buf_fini(&f->extra);
    buf_fini(&f->out);
    free(f);
}

static struct slice text_of(struct arena *a, const struct json_value *v)
{
    switch (v->type) {
    case JSON_STRING: return v->text.p ? v->text : SLICE("");
    case JSON_BOOL: return slice_of(v->yes ? "true" : "false");
    case JSON_INT: return arena_printf(a, "%" PRId64, v->whole);
    case JSON_REAL: return arena_printf(a, "%.17g", v->real);
    default: return (struct slice){ 0 };
    }
}

/* Follows what is left of a path like user.screen_name. */
static bool walk(const struct json *j, struct slice path, struct json_value v, struct json_value *out)
{
    struct slice part, name;
    while (slice_next(&path, '.', &part)) {
        struct json_value object = v;
        bool found = false;
        while (!found && object.type == JSON_OBJECT && json_member(j, &object, &name, &v))
            found = slice_eq(name, part);
        if (!found)
            return false;
    }
    *out = v;
    return true;
}

/* A name that has dots itself is found as it is; else the dots lead inwards. */
static bool leads_to(const char *column, struct slice name, struct slice *rest)
{
    struct slice c = slice_of(column);
    if (!slice_starts(c, name) || (c.n > name.n && c.p[name.n] != '.'))
        return false;
    *rest = c.n > name.n ? (struct slice){ c.p + name.n + 1, c.n - name.n - 1 } : (struct slice){ 0 };
    return true;
}

static bool collect(struct foreign *f, struct arena *a, struct slice name, const struct json_value *v, struct slice *values)
{
    bool wanted = false;
    for (size_t i = 0; i < mapping_count(f->map); i++) {
        struct slice rest;
        struct json_value inner;
        if (!mapping_column(f->map, i) || !leads_to(mapping_column(f->map, i), name, &rest))
            continue;
        wanted = true;
        if (walk(f->json, rest, *v, &inner))
            values[i] = text_of(a, &inner);
    }
    return wanted;
}

static void keep(struct foreign *f, struct slice name, size_t nth)
{
    if (f->extra.n)
        buf_char(&f->extra, ',');
    buf_json(&f->extra, name);
    buf_char(&f->extra, ':');
    buf_add(&f->extra, json_raw(f->json, nth));
}

bool foreign_map(struct foreign *f, struct arena *a, struct slice json, struct slice *out, struct err *e)
{
    struct slice values[MAPPING_MAX] = { { 0 } }, name;
    struct json_value root = { 0 }, v;
    buf_reset(&f->in);
    buf_reset(&f->extra);
    buf_reset(&f->out);
    buf_reserve(&f->in, json.n + JSON_PADDING);
    buf_add(&f->in, json);
    memset(f->in.p + f->in.n, 0, JSON_PADDING);
    if (!json_parse(f->json, f->in.p, f->in.n, &root, e))
        return false;
    if (root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "not a JSON object");
    for (size_t nth = 0; json_member(f->json, &root, &name, &v); nth++)
        if (!collect(f, a, name, &v, values) && mapping_keeps(f->map))
            keep(f, name, nth);
    if (!mapping_write(f->map, values, buf_slice(&f->extra), &f->out, e))
        return false;
    *out = arena_dup(a, buf_slice(&f->out));
    return true;
}

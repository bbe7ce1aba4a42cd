#include "route/silence.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"

enum { WHY_MAX = 2000 };

void silences_free(struct silence **list)
{
    for (struct silence *s = *list, *next; s; s = next) {
        next = s->next;
        free(s->why);
        free(s);
    }
    *list = NULL;
}

const struct silence *silence_of(const struct silence *list, struct slice brand, int64_t now_ms)
{
    for (const struct silence *s = list; s; s = s->next)
        if (slice_is(brand, s->brand) && now_ms >= s->from_ms && now_ms < s->to_ms)
            return s;
    return NULL;
}

static struct silence *place(struct silence **list, struct slice brand)
{
    for (struct silence *s = *list; s; s = s->next)
        if (slice_is(brand, s->brand))
            return s;
    struct silence *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    snprintf(s->brand, sizeof s->brand, SLICE_FMT, SLICE_ARG(brand));
    s->next = *list;
    return *list = s;
}

struct said { struct slice brand, by, id, why; int64_t from_ms, to_ms; };

static bool read_members(const struct json *j, struct json_value object, struct said *out, struct err *e)
{
    struct slice name;
    struct json_value v;
    while (json_member(j, &object, &name, &v)) {
        if (v.type != JSON_STRING)
            continue;
        struct slice *text = slice_is(name, "brand") ? &out->brand : slice_is(name, "by") ? &out->by : slice_is(name, "id") ? &out->id
                           : slice_is(name, "why") ? &out->why : NULL;
        int64_t *ms = slice_is(name, "from") ? &out->from_ms : slice_is(name, "to") ? &out->to_ms : NULL;
        if (text)
            *text = v.text;
        if (ms && !when_parse(v.text, WHEN_RFC3339, NULL, ms))
            return err_set(e, ERR_DROP, "silence: " SLICE_FMT " is no time", SLICE_ARG(name));
    }
    return out->to_ms || err_set(e, ERR_DROP, "silence: until when? there is no \"to\"");
}

static struct silence *keep(struct silence **list, const struct said *s)
{
    struct silence *x = place(list, s->brand);
    x->from_ms = s->from_ms;
    x->to_ms = s->to_ms;
    snprintf(x->by, sizeof x->by, SLICE_FMT, SLICE_ARG(s->by));
    snprintf(x->id, sizeof x->id, SLICE_FMT, SLICE_ARG(s->id));
    free(x->why);
    x->why = malloc(WHY_MAX + 1);
    if (!x->why)
        abort();
    snprintf(x->why, WHY_MAX + 1, SLICE_FMT, SLICE_ARG(s->why));
    return x;
}

bool silence_apply(struct silence **list, const struct action *a, struct json *j, struct arena *arena, struct silence **changed, struct err *e)
{
    struct json_value root;
    struct said s = { .from_ms = a->at_ms };
    *changed = NULL;
    char *padded = arena_zalloc(arena, a->data.n + JSON_PADDING);
    if (a->data.n)
        memcpy(padded, a->data.p, a->data.n);
    if (!json_parse(j, padded, a->data.n, &root, e) || root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "silence: data is no object");
    if (a->brand.n > 64)
        return err_set(e, ERR_DROP, "silence: no brand is called so");
    if (!read_members(j, root, &s, e))
        return false;
    s.brand = a->brand;
    s.by = a->by;
    s.id = a->id;
    for (const struct silence *x = *list; x; x = x->next)
        if (slice_is(s.id, x->id))
            return true;
    *changed = keep(list, &s);
    (*changed)->dirty = true;
    return true;
}

struct slice silence_key(const struct silence *s, char out[SILENCE_KEY])
{
    int n = snprintf(out, SILENCE_KEY, "silence-%s", s->brand);
    return (struct slice){ out, (size_t)n };
}

void silence_print(const struct silence *s, struct buf *out)
{
    char from[WHEN_TEXT], to[WHEN_TEXT];
    when_print(s->from_ms, from);
    when_print(s->to_ms, to);
    buf_printf(out, "{\"v\":1,\"silence\":{\"brand\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"by\":", s->brand, from, to);
    buf_json(out, slice_of(s->by));
    buf_addz(out, ",\"why\":");
    buf_json(out, slice_of(s->why ? s->why : ""));
    buf_addz(out, ",\"id\":");
    buf_json(out, slice_of(s->id));
    buf_addz(out, "}}");
}

bool silence_parse(struct silence **list, const struct json *j, struct json_value object, struct err *e)
{
    struct said s = { 0 };
    if (!read_members(j, object, &s, e))
        return false;
    if (s.brand.n == 0 || s.brand.n > 64)
        return err_set(e, ERR_DROP, "silence: of which brand?");
    keep(list, &s);
    return true;
}

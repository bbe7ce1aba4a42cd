#include "model/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/when.h"

static const struct { const char *name; unsigned about; } kinds[] = {
#define X(c, name, about) { name, about },
    ACTIONS(X)
#undef X
};

const char *action_kind_name(enum action_kind k)
{
    return kinds[k].name;
}

unsigned action_about(enum action_kind k)
{
    return kinds[k].about;
}

bool action_kind_of(struct slice name, enum action_kind *k)
{
    for (size_t i = 0; i < ACTION_COUNT; i++)
        if (slice_eq(name, slice_of(kinds[i].name))) {
            *k = (enum action_kind)i;
            return true;
        }
    return false;
}

struct slice action_key(const struct action *x)
{
    return x->conversation.n ? x->conversation : x->incident.n ? x->incident : x->brand;
}

bool action_new_id(char out[ACTION_ID], struct err *e)
{
    unsigned char bits[16];
    if (getrandom(bits, sizeof bits, 0) != sizeof bits)
        return err_set(e, ERR_RETRY, "no random numbers: %s", strerror(errno));
    for (size_t i = 0; i < sizeof bits; i++)
        snprintf(out + 2 * i, 3, "%02x", bits[i]);
    return true;
}

/* ---- what must hold of one ---- */

static bool short_text(struct slice s, const char *name, enum err_kind bad, struct err *e)
{
    if (!s.n)
        return err_set(e, bad, "%s: missing or empty", name);
    if (s.n > ACTION_MAX_ID)
        return err_set(e, bad, "%s: %zu bytes, more than %d", name, s.n, ACTION_MAX_ID);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return err_set(e, bad, "%s: a control character is in it", name);
    return true;
}

static bool about_right(const struct action *x, enum err_kind bad, struct err *e)
{
    unsigned about = action_about(x->kind);
    if (x->mention.n && x->conversation.n && (about & ABOUT_MENTION))
        return true;
    if (x->conversation.n && (about & (ABOUT_CONVERSATION)))
        return true;
    if (x->incident.n && !x->conversation.n && (about & ABOUT_INCIDENT))
        return true;
    if (x->brand.n && !x->conversation.n && !x->incident.n && (about & ABOUT_BRAND))
        return true;
    return err_set(e, bad, "%s: does not say what it is about: %s%s%s%s", action_kind_name(x->kind),
                   about & ABOUT_MENTION ? "mention and conversation; " : "", about & ABOUT_CONVERSATION ? "conversation; " : "",
                   about & ABOUT_INCIDENT ? "incident; " : "", about & ABOUT_BRAND ? "brand; " : "");
}

static bool sound(const struct action *x, enum err_kind bad, struct err *e)
{
    return short_text(x->id, "id", bad, e) && short_text(x->by, "by", bad, e) && short_text(x->role, "role", bad, e) && about_right(x, bad, e);
}

/* ---- writing ---- */

static void member(struct buf *out, const char *name, struct slice value)
{
    if (!value.n)
        return;
    buf_printf(out, ",\"%s\":", name);
    buf_json(out, value);
}

bool action_print(const struct action *x, struct buf *out, struct err *e)
{
    char at[WHEN_TEXT];
    size_t began = out->n;
    if (!sound(x, ERR_CONFIG, e))
        return false;
    buf_addz(out, "{\"v\":1");
    member(out, "id", x->id);
    member(out, "kind", slice_of(action_kind_name(x->kind)));
    member(out, "at", (struct slice){ at, when_print(x->at_ms, at) });
    member(out, "by", x->by);
    member(out, "role", x->role);
    member(out, "mention", x->mention);
    member(out, "conversation", x->conversation);
    member(out, "incident", x->incident);
    member(out, "brand", x->brand);
    if (x->data.n) {
        buf_addz(out, ",\"data\":");
        buf_add(out, x->data);
    }
    buf_char(out, '}');
    if (out->n - began <= ACTION_MAX_BYTES)
        return true;
    out->n = began;
    return err_set(e, ERR_CONFIG, "%s: larger than the %u bytes of an action; shorten the text", action_kind_name(x->kind), ACTION_MAX_BYTES);
}

/* ---- reading ---- */

struct reading { struct json *j; struct arena *a; struct action *x; unsigned seen; bool version; };

static bool take_text(struct reading *r, const char *name, const struct json_value *v, struct slice *out, struct err *e)
{
    if (v->type != JSON_STRING)
        return err_set(e, ERR_DROP, "%s: %s where a string belongs", name, json_type_name(v->type));
    if (v->text.n && memchr(v->text.p, 0, v->text.n))
        return err_set(e, ERR_DROP, "%s: holds a NUL", name);
    *out = arena_dup(r->a, v->text);
    return true;
}

static bool take_kind(struct reading *r, const struct json_value *v, struct err *e)
{
    if (v->type == JSON_STRING && action_kind_of(v->text, &r->x->kind))
        return true;
    return err_set(e, ERR_DROP, "kind: none that is known; is the writer newer than this program?");
}

static bool take_time(struct reading *r, const struct json_value *v, struct err *e)
{
    if (v->type == JSON_STRING && when_parse(v->text, WHEN_RFC3339, NULL, &r->x->at_ms))
        return true;
    return err_set(e, ERR_DROP, "at: not a time like 2026-11-22T04:42:13.120Z");
}

static bool take_version(struct reading *r, const struct json_value *v, struct err *e)
{
    r->version = v->type == JSON_INT && v->whole == 1;
    return r->version || err_set(e, ERR_DROP, "v: only version 1 is known; is the writer newer than this program?");
}

static bool take_data(struct reading *r, const struct json_value *v, size_t nth, struct err *e)
{
    if (v->type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "data: %s where an object belongs", json_type_name(v->type));
    r->x->data = arena_dup(r->a, json_raw(r->j, nth));
    return true;
}

enum { V, KIND, AT, DATA, TEXTS };   /* bits of seen; the texts' follow */

static bool take(struct reading *r, struct slice name, const struct json_value *v, size_t nth, struct err *e)
{
    const struct { const char *name; struct slice *out; } texts[] = {
        { "id", &r->x->id }, { "by", &r->x->by }, { "role", &r->x->role }, { "mention", &r->x->mention },
        { "conversation", &r->x->conversation }, { "incident", &r->x->incident }, { "brand", &r->x->brand },
    };
    static const char *const others[] = { [V] = "v", [KIND] = "kind", [AT] = "at", [DATA] = "data" };
    unsigned which = 0;
    while (which < TEXTS && !slice_eq(name, slice_of(others[which])))
        which++;
    for (size_t i = 0; which >= TEXTS && i < sizeof texts / sizeof texts[0]; i++)
        if (slice_eq(name, slice_of(texts[i].name)))
            return r->seen & 1u << (TEXTS + i) ? err_set(e, ERR_DROP, "%s: said twice", texts[i].name)
                                               : (r->seen |= 1u << (TEXTS + i), take_text(r, texts[i].name, v, texts[i].out, e));
    if (which >= TEXTS)
        return true;                      /* not ours: a newer writer may say more */
    if (r->seen & 1u << which)
        return err_set(e, ERR_DROP, "%s: said twice", others[which]);
    r->seen |= 1u << which;
    switch (which) {
    case V: return take_version(r, v, e);
    case KIND: return take_kind(r, v, e);
    case AT: return take_time(r, v, e);
    default: return take_data(r, v, nth, e);
    }
}

bool action_parse(struct json *j, struct arena *a, struct slice record, struct action *out, struct err *e)
{
    struct reading r = { .j = j, .a = a, .x = out };
    struct json_value root = { 0 }, v;
    struct slice name;
    *out = (struct action){ 0 };
    if (record.n > ACTION_MAX_BYTES)
        return err_set(e, ERR_DROP, "%zu bytes, more than %u", record.n, ACTION_MAX_BYTES);
    char *copy = arena_alloc(a, record.n + JSON_PADDING);
    if (record.n)
        memcpy(copy, record.p, record.n);
    memset(copy + record.n, 0, JSON_PADDING);
    if (!json_parse(j, copy, record.n, &root, e))
        return false;
    if (root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "not a JSON object");
    for (size_t nth = 0; json_member(j, &root, &name, &v); nth++)
        if (v.type != JSON_NULL && !take(&r, name, &v, nth, e))
            return false;
    if (!r.version || !(r.seen & 1u << KIND) || !(r.seen & 1u << AT))
        return err_set(e, ERR_DROP, "%s: missing", !r.version ? "v" : !(r.seen & 1u << KIND) ? "kind" : "at");
    return sound(out, ERR_DROP, e);
}

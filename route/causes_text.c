#include "route/causes_text.h"

#include "pii/pii.h"

static double number(const struct json_value *v) { return v->type == JSON_INT ? (double)v->whole : v->type == JSON_REAL ? v->real : 0; }

static bool among(struct slice word, const char *words)
{
    struct slice rest = slice_of(words), w;
    while (slice_next(&rest, ' ', &w))
        if (slice_eq(w, word))
            return true;
    return false;
}

struct said { struct slice kind, name; double excess; };

/* {"kind":"term","name":"no abre","excess":188}; text and value are names, too. */
static struct said read_cause(const struct json *j, struct json_value cause)
{
    struct said s = { 0 };
    struct slice name;
    struct json_value v;
    while (json_member(j, &cause, &name, &v)) {
        if (v.type == JSON_STRING && (slice_is(name, "text") || slice_is(name, "name") || slice_is(name, "value")))
            s.name = v.text;
        else if (v.type == JSON_STRING && slice_is(name, "kind"))
            s.kind = v.text;
        else if (slice_is(name, "excess"))
            s.excess = number(&v);
    }
    return s;
}

void causes_text(const struct json *j, struct json_value list, const char *kinds, size_t most, struct buf *out)
{
    struct slice kind = { 0 };
    struct json_value v;
    for (size_t of_kind = 0; json_item(j, &list, &v);) {
        struct said s = v.type == JSON_OBJECT ? read_cause(j, v) : (struct said){ 0 };
        if (!slice_eq(s.kind, kind))
            of_kind = 0;
        kind = s.kind;
        if (s.name.n == 0 || (s.kind.n && (!among(s.kind, kinds) || slice_is(s.name, "other"))) || of_kind == most)
            continue;
        of_kind++;
        buf_addz(out, out->n ? "; " : "");
        pii_mask(s.name, out);
        if (s.excess >= 0.5)
            buf_printf(out, " +%.0f", s.excess);
    }
}

static struct slice cut(struct slice s, size_t most)
{
    size_t n = s.n < most ? s.n : most;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return (struct slice){ s.p, n };
}

/* On one line: a text may hold any. */
static void one_line(struct slice s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++)
        buf_char(out, (unsigned char)s.p[i] < 0x20 ? ' ' : s.p[i]);
}

void samples_text(const struct json *j, struct json_value list, const char *before, size_t most, struct buf *out)
{
    struct json_value v, m;
    while (json_item(j, &list, &v)) {
        struct slice name, text = { 0 }, author = { 0 }, platform = { 0 };
        struct buf masked = { 0 };
        while (v.type == JSON_OBJECT && json_member(j, &v, &name, &m)) {
            struct slice *place = slice_is(name, "text") ? &text : slice_is(name, "author") ? &author : slice_is(name, "platform") ? &platform : NULL;
            if (place && m.type == JSON_STRING)
                *place = m.text;
        }
        if (text.n == 0)
            continue;
        pii_mask(text, &masked);
        struct slice shown = cut(buf_slice(&masked), most);
        buf_printf(out, "%s%s\"", out->n ? "\n" : "", before);
        one_line(shown, out);
        buf_addz(out, shown.n < masked.n ? "…\" (" : "\" (");
        buf_reset(&masked);
        pii_mask(author, &masked);
        one_line(buf_slice(&masked), out);
        buf_printf(out, ", " SLICE_FMT ")", SLICE_ARG(platform));
        buf_fini(&masked);
    }
}

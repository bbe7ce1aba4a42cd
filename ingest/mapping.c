#include "ingest/mapping_field.h"

/* values: { "true": reply, "*": post }. Nothing stays nothing. */
static struct slice translate(const struct mapping_field *f, struct slice v)
{
    if (!f->values || !v.n)
        return v;
    const struct conf_node *other = NULL;
    for (size_t i = 0; i < conf_len(f->values); i++) {
        if (slice_is(v, conf_member(f->values, i)))
            return slice_of(conf_scalar(conf_at(f->values, i)));
        if (strcmp(conf_member(f->values, i), "*") == 0)
            other = conf_at(f->values, i);
    }
    return other ? slice_of(conf_scalar(other)) : v;
}

/* Spreadsheets write 296 as 296.0. */
static bool write_whole(struct slice v, struct buf *out)
{
    const char *dot = memchr(v.p, '.', v.n);
    struct slice whole = v;
    int64_t n;
    if (dot) {
        whole.n = (size_t)(dot - v.p);
        for (const char *p = dot + 1; p < v.p + v.n; p++)
            if (*p != '0')
                return false;
    }
    if (!slice_int(whole, &n))
        return false;
    buf_int(out, n);
    return true;
}

static bool write_yesno(struct slice v, struct buf *out)
{
    static const char *const words[2][6] = { { "false", "0", "no", "f", "n", NULL }, { "true", "1", "yes", "t", "y", NULL } };
    for (int yes = 0; yes < 2; yes++)
        for (size_t i = 0; words[yes][i]; i++)
            if (slice_eq_nocase(v, slice_of(words[yes][i]))) {
                buf_addz(out, yes ? "true" : "false");
                return true;
            }
    return false;
}

static bool write_time(const struct mapping *m, const struct mapping_field *f, struct slice v, struct buf *out)
{
    int64_t ms;
    char text[WHEN_TEXT];
    if (!when_parse(v, f->format, m->zone, &ms))
        return false;
    buf_json(out, (struct slice){ text, when_print(ms, text) });
    return true;
}

/* The quotes around the two parts meet in the middle and go. */
static void write_text(const struct mapping_field *f, struct slice v, struct buf *out)
{
    if (!f->before) {
        buf_json(out, v);
        return;
    }
    buf_json(out, slice_of(f->before));
    out->n--;
    size_t quote = out->n;
    buf_json(out, v);
    memmove(out->p + quote, out->p + quote + 1, out->n - quote - 1);
    out->n--;
}

static bool write_value(const struct mapping *m, const struct mapping_field *f, struct slice v, struct buf *out, struct err *e)
{
    static const char *const wanted[] = {
        [MAPPING_WHOLE] = "whole number", [MAPPING_YESNO] = "true or false",
        [MAPPING_TIME] = "time of the format that the mapping names",
    };
    struct slice trimmed = slice_trim(v);
    bool ok = true;
    switch (f->target->how) {
    case MAPPING_TEXT: write_text(f, v, out); break;
    case MAPPING_WHOLE: ok = write_whole(trimmed, out); break;
    case MAPPING_TIME: ok = write_time(m, f, trimmed, out); break;
    case MAPPING_YESNO: ok = write_yesno(trimmed, out); break;
    }
    return ok || err_set(e, ERR_DROP, "%s%s%s: %s: no %s", f->target->group ? f->target->group : "", f->target->group ? "." : "",
                         f->target->name, f->from ? f->from : "value", wanted[f->target->how]);
}

static void write_name(const char *name, const char *after, struct buf *out)
{
    char last = out->p[out->n - 1];
    if (last != '{')
        buf_char(out, ',');
    buf_char(out, '"');
    buf_addz(out, name);
    buf_addz(out, after);
}

/* Empty texts stay away but for the text itself: a picture without words is a mention, too. */
static bool left_out(const struct mapping_field *f, struct slice v)
{
    bool is_text = !f->target->group && strcmp(f->target->name, "text") == 0;
    return !v.p || (v.n == 0 && !is_text);
}

bool mapping_write(const struct mapping *m, const struct slice *values, struct slice extra, struct buf *out, struct err *e)
{
    const char *group = NULL;
    buf_addz(out, "{\"v\":1");
    for (size_t i = 0; i < m->n; i++) {
        const struct mapping_field *f = &m->v[i];
        struct slice v = translate(f, f->value ? slice_of(f->value) : values[i]);
        if (left_out(f, v))
            continue;
        if (group && group != f->target->group)
            buf_char(out, '}');
        if (f->target->group && group != f->target->group)
            write_name(f->target->group, "\":{", out);
        group = f->target->group;
        write_name(f->target->name, "\":", out);
        if (!write_value(m, f, v, out, e))
            return false;
    }
    if (group)
        buf_char(out, '}');
    if (extra.n) {
        buf_addz(out, ",\"extra\":{");
        buf_add(out, extra);
        buf_char(out, '}');
    }
    buf_char(out, '}');
    return true;
}

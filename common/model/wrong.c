#include "model/wrong.h"

#include <string.h>

static bool a_label(struct slice s)
{
    return slice_is(s, "negative") || slice_is(s, "neutral") || slice_is(s, "positive");
}

/* Names of intents and topics; who knows them all stands further right. */
static bool a_name(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
            return false;
    return s.n > 0 && s.n <= 64;
}

static bool take_text(struct arena *a, const char *name, const struct json_value *v, struct slice *out, struct err *e)
{
    if (v->type != JSON_STRING)
        return err_set(e, ERR_DROP, "data.%s: %s where a string belongs", name, json_type_name(v->type));
    *out = arena_dup(a, v->text);
    return true;
}

static bool take_bool(const char *name, const struct json_value *v, bool *out, struct err *e)
{
    if (v->type != JSON_BOOL)
        return err_set(e, ERR_DROP, "data.%s: %s where true or false belongs", name, json_type_name(v->type));
    *out = v->yes;
    return true;
}

static bool take_topics(struct json *j, struct arena *a, struct json_value *list, struct wrong *out, struct err *e)
{
    struct json_value v;
    if (list->type != JSON_ARRAY)
        return err_set(e, ERR_DROP, "data.topics: %s where an array belongs", json_type_name(list->type));
    out->topics_said = true;
    out->topics = 0;
    while (json_item(j, list, &v)) {
        if (v.type != JSON_STRING || !a_name(v.text))
            return err_set(e, ERR_DROP, "data.topics: holds what is no topic's name");
        if (out->topics == WRONG_TOPICS)
            return err_set(e, ERR_DROP, "data.topics: more than %d", WRONG_TOPICS);
        out->topic[out->topics++] = arena_dup(a, v.text);
    }
    return true;
}

static bool take(struct json *j, struct arena *a, struct slice name, struct json_value *v, struct wrong *out, struct err *e)
{
    if (slice_is(name, "label"))
        return take_text(a, "label", v, &out->label, e)
            && (a_label(out->label) || err_set(e, ERR_DROP, "data.label: negative, neutral or positive is wanted"));
    if (slice_is(name, "intent"))
        return take_text(a, "intent", v, &out->intent, e) && (a_name(out->intent) || err_set(e, ERR_DROP, "data.intent: no intent's name"));
    if (slice_is(name, "note"))
        return take_text(a, "note", v, &out->note, e);
    if (slice_is(name, "topics"))
        return take_topics(j, a, v, out, e);
    if (slice_is(name, "of_brand"))
        return out->brand_said = take_bool("of_brand", v, &out->of_brand, e);
    if (slice_is(name, "withdrawn"))
        return take_bool("withdrawn", v, &out->withdrawn, e);
    return true;
}

bool wrong_parse(struct json *j, struct arena *a, struct slice data, struct wrong *out, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    *out = (struct wrong){ 0 };
    char *copy = arena_alloc(a, data.n + JSON_PADDING);
    if (data.n)
        memcpy(copy, data.p, data.n);
    memset(copy + data.n, 0, JSON_PADDING);
    if (!json_parse(j, copy, data.n, &root, e))
        return false;
    if (root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "data: %s where an object belongs", json_type_name(root.type));
    while (json_member(j, &root, &name, &v))
        if (v.type != JSON_NULL && !take(j, a, name, &v, out, e))
            return false;
    return true;
}

static void member(struct buf *out, const char *name)
{
    buf_printf(out, "%s\"%s\":", out->p[out->n - 1] == '{' ? "" : ",", name);
}

static void text(struct buf *out, const char *name, struct slice value)
{
    if (!value.n)
        return;
    member(out, name);
    buf_json(out, value);
}

void wrong_print(const struct wrong *w, struct buf *out)
{
    buf_char(out, '{');
    text(out, "label", w->label);
    text(out, "intent", w->intent);
    if (w->topics_said) {
        member(out, "topics");
        buf_char(out, '[');
        for (size_t i = 0; i < w->topics; i++) {
            buf_addz(out, i ? "," : "");
            buf_json(out, w->topic[i]);
        }
        buf_char(out, ']');
    }
    if (w->brand_said) {
        member(out, "of_brand");
        buf_addz(out, w->of_brand ? "true" : "false");
    }
    text(out, "note", w->note);
    if (w->withdrawn) {
        member(out, "withdrawn");
        buf_addz(out, "true");
    }
    buf_char(out, '}');
}

void wrong_put_on(struct wrong *under, const struct wrong *later)
{
    if (later->withdrawn) {
        *under = (struct wrong){ .withdrawn = true, .note = later->note };
        return;
    }
    under->withdrawn = false;
    if (later->label.n)
        under->label = later->label;
    if (later->intent.n)
        under->intent = later->intent;
    if (later->note.n)
        under->note = later->note;
    if (later->topics_said) {
        memcpy(under->topic, later->topic, sizeof under->topic);
        under->topics = later->topics;
        under->topics_said = true;
    }
    if (later->brand_said) {
        under->brand_said = true;
        under->of_brand = later->of_brand;
    }
}

#include "route/tell/change_seen.h"

#include "base/when.h"

bool change_kind_of(struct slice name, enum change_kind *k)
{
    for (int i = 0; i < CHANGE_KINDS; i++)
        if (slice_is(name, change_name((enum change_kind)i))) {
            *k = (enum change_kind)i;
            return true;
        }
    return false;
}

static struct slice team_of(const struct json *j, struct json_value was)
{
    struct slice name;
    struct json_value v;
    while (json_member(j, &was, &name, &v))
        if (slice_is(name, "team") && v.type == JSON_STRING)
            return v.text;
    return (struct slice){ 0 };
}

static bool member(struct json *j, struct arena *a, struct slice name, const struct json_value *v, struct change_seen *c, bool *kind)
{
    struct slice *text = slice_is(name, "id") ? &c->id : slice_is(name, "of") ? &c->of : slice_is(name, "by") ? &c->by : NULL;
    if (text && v->type == JSON_STRING)
        *text = arena_dup(a, v->text);
    if (slice_is(name, "change"))
        *kind = v->type == JSON_STRING && change_kind_of(v->text, &c->kind);
    if (slice_is(name, "was") && v->type == JSON_OBJECT)
        c->was_team = arena_dup(a, team_of(j, *v));
    return !slice_is(name, "at") || (v->type == JSON_STRING && when_parse(v->text, WHEN_RFC3339, NULL, &c->at_ms));
}

bool change_seen_parse(struct json *j, struct arena *a, struct slice record, struct change_seen *c, struct err *e)
{
    struct json_value root, v;
    struct slice name, of_case = { 0 };
    bool kind = false;
    *c = (struct change_seen){ 0 };
    char *padded = arena_zalloc(a, record.n + JSON_PADDING);
    if (record.n)
        memcpy(padded, record.p, record.n);
    if (!json_parse(j, padded, record.n, &root, e))
        return err_at(e, "change");
    if (root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "change: %s where an object belongs", json_type_name(root.type));
    for (size_t nth = 0; json_member(j, &root, &name, &v); nth++) {
        if (!member(j, a, name, &v, c, &kind))
            return err_set(e, ERR_DROP, "change: at is no time");
        if (slice_is(name, "case") && v.type == JSON_OBJECT)
            of_case = arena_dup(a, json_raw(j, nth));
    }
    if (!kind || !c->id.n || !of_case.n)
        return err_set(e, ERR_DROP, "change: without id, case, or a change that is known");
    return case_seen_parse(j, a, of_case, &c->seen, e);
}

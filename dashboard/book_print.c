/* An incident as the API and the stream show it. */
#include <string.h>

#include "dashboard/book_own.h"
#include "dashboard/json_out.h"
#include "dashboard/setup.h"

static void number(struct buf *out, const char *name, const json_t *o, const char *member, const char *other)
{
    const json_t *v = json_object_get(o, member);
    if (!json_is_number(v) && other)
        v = json_object_get(o, other);
    buf_printf(out, ",\"%s\":", name);
    if (json_is_number(v))
        json_number(out, json_number_value(v));
    else
        buf_addz(out, "null");
}

static void member_text(struct buf *out, const char *name, const char *z)
{
    buf_printf(out, ",\"%s\":", name);
    json_text(out, z && *z ? z : NULL);
}

static void print_platforms(const json_t *platforms, struct buf *out)
{
    const char *name;
    const json_t *v;
    size_t n = 0;
    buf_addz(out, ",\"platforms\":{");
    for (void *at = json_object_iter((json_t *)(uintptr_t)platforms); at; at = json_object_iter_next((json_t *)(uintptr_t)platforms, at)) {
        name = json_object_iter_key(at);
        v = json_object_iter_value(at);
        if (!json_is_number(v))
            continue;
        buf_addz(out, n++ ? "," : "");
        buf_json(out, slice_of(name));
        buf_char(out, ':');
        json_number(out, json_number_value(v));
    }
    buf_char(out, '}');
}

/* As route says; a decision that it has not taken up yet shows at once. */
static const char *owner(const struct incident *i)
{
    const char *known = book_text(book_handled(i), "owner");
    if (*known)
        return known;
    const json_t *over = book_last_action(i, "hand_over"), *ack = book_last_action(i, "acknowledge");
    const char *to = book_text(json_object_get(over, "data"), "to");
    return *to ? to : book_text(ack, "by");
}

static void print(const struct incident *i, const struct setup *s, struct buf *out)
{
    const json_t *o = i->last, *ack = book_last_action(i, "acknowledge");
    double x = json_number_value(json_object_get(o, "x")), mu = json_number_value(json_object_get(o, "mu"));
    const char *level = book_text(o, "level");
    uint32_t index;
    bool named = s && brands_find(&s->brands, slice_of(i->brand), &index);
    buf_addz(out, "{\"id\":");
    buf_json(out, slice_of(i->id));
    member_text(out, "brand", i->brand);
    member_text(out, "name", named && s->brands.v[index].name ? s->brands.v[index].name : i->brand);
    member_text(out, "type", book_text(o, "type")[0] ? book_text(o, "type") : "unknown");
    buf_printf(out, ",\"level\":\"%s\",\"open\":%s,\"opened\":", strcmp(level, "watch") == 0 || strcmp(level, "crisis") == 0 ? level : "alert", i->open ? "true" : "false");
    json_time(out, i->opened_ms);
    buf_addz(out, ",\"updated\":");
    json_time(out, i->updated_ms ? i->updated_ms : i->opened_ms);
    buf_addz(out, ",\"closed\":");
    json_time_or_null(out, i->closed_ms);
    if (json_is_integer(json_object_get(o, "window_minutes")))
        buf_printf(out, ",\"window_minutes\":%lld", (long long)json_integer_value(json_object_get(o, "window_minutes")));
    buf_addz(out, ",\"observed\":");
    json_number(out, x);
    number(out, "expected", o, "mu", "expected");
    buf_addz(out, ",\"ratio\":");
    if (mu > 0)
        json_number(out, x / mu);
    else
        buf_addz(out, "null");
    number(out, "negative", o, "x", NULL);
    print_platforms(json_object_get(o, "platforms"), out);
    member_text(out, "owner", owner(i));
    buf_addz(out, ",\"acknowledged\":");
    int64_t acknowledged = book_time(book_handled(i), "acknowledged");
    json_time_or_null(out, acknowledged ? acknowledged : ack ? book_time(ack, "at") : 0);
    member_text(out, "notified", book_text(o, "notified"));
    member_text(out, "topic", book_text(o, "topic"));
    member_text(out, "committee", book_text(book_handled(i), "committee"));
    member_text(out, "procedure", book_text(book_handled(i), "link"));
    member_text(out, "statement", book_text(book_handled(i), "statement"));
    buf_addz(out, ",\"silent_until\":");
    json_time_or_null(out, book_time(book_handled(i), "silent_until"));
    buf_char(out, '}');
}

static bool in_set(const struct incident *i, const struct setup *s, const char *set)
{
    const struct brand_set *named = set ? brands_set(&s->brands, set) : NULL;
    for (size_t k = 0; named && k < named->n; k++)
        if (strcmp(s->brands.v[named->brands[k]].id, i->brand) == 0)
            return true;
    return !named;
}

static bool visible(const struct incident *i, const struct person *p)
{
    return i->last && person_sees(p, slice_of(i->brand));
}

size_t book_print(struct book *b, const struct person *p, const struct setup *s, const char *set, bool open_only, size_t most, struct buf *out)
{
    size_t n = 0;
    buf_char(out, '[');
    pthread_mutex_lock(&b->lock);
    for (int open = 1; open >= (open_only ? 1 : 0); open--)
        for (size_t k = b->n; k-- > 0 && n < most;) {
            const struct incident *i = b->v[k];
            if (i->open != (open == 1) || !visible(i, p) || !in_set(i, s, set))
                continue;
            buf_addz(out, n++ ? "," : "");
            print(i, s, out);
        }
    pthread_mutex_unlock(&b->lock);
    buf_char(out, ']');
    return n;
}

size_t book_print_open(struct book *b, const struct person *p, const struct setup *s, const char *set, struct buf *out)
{
    return book_print(b, p, s, set, true, 50, out);
}

bool book_one(struct book *b, const struct person *p, const struct setup *s, struct slice id, struct buf *out, char brand[65], int64_t *opened_ms, int64_t *closed_ms)
{
    pthread_mutex_lock(&b->lock);
    const struct incident *i = book_find(b, id);
    bool there = i && visible(i, p);
    if (there) {
        print(i, s, out);
        memcpy(brand, i->brand, 65);
        *opened_ms = i->opened_ms;
        *closed_ms = i->closed_ms;
    }
    pthread_mutex_unlock(&b->lock);
    return there;
}

static bool event_of(struct book *b, const char *id, struct buf *out, char brand[65])
{
    pthread_mutex_lock(&b->lock);
    const struct incident *i = book_find(b, slice_of(id));
    bool there = i && i->last;
    if (there) {
        print(i, NULL, out);
        memcpy(brand, i->brand, 65);
    }
    pthread_mutex_unlock(&b->lock);
    return there;
}

bool book_event(struct book *b, struct slice record, struct buf *out, char brand[65])
{
    json_t *o = book_parse(record);
    bool there = o && event_of(b, book_text(o, "id"), out, brand);
    json_decref(o);
    return there;
}

bool book_decided(struct book *b, struct slice record, struct buf *out, char brand[65])
{
    json_t *o = book_parse(record);
    bool there = o && event_of(b, book_text(o, "incident"), out, brand);
    json_decref(o);
    return there;
}

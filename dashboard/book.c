#include "dashboard/book.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "dashboard/json_out.h"
#include "dashboard/setup.h"

#define CHANGES 200u             /* of the level, in the timeline of one incident */
#define HAPPENED 500u            /* of what route wrote down */

struct change { int64_t at_ms; char level[16]; bool open; };

struct incident {
    char id[80], brand[65];
    json_t *last;                /* the last record */
    bool open;
    int64_t opened_ms, updated_ms, closed_ms;
    struct change changes[CHANGES];
    size_t change_count;
    json_t *actions[BOOK_ACTIONS];
    size_t action_count;
};

struct book {
    pthread_mutex_t lock;
    struct incident **v;         /* by opening, oldest first */
    size_t n;
    uint64_t mark;
};

struct book *book_new(void)
{
    struct book *b = calloc(1, sizeof *b);
    if (!b || !(b->v = calloc(BOOK_INCIDENTS + 1, sizeof *b->v)))
        abort();
    pthread_mutex_init(&b->lock, NULL);
    return b;
}

static void incident_free(struct incident *i)
{
    json_decref(i->last);
    for (size_t k = 0; k < i->action_count; k++)
        json_decref(i->actions[k]);
    free(i);
}

void book_free(struct book *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->n; i++)
        incident_free(b->v[i]);
    free(b->v);
    pthread_mutex_destroy(&b->lock);
    free(b);
}

uint64_t book_mark(struct book *b)
{
    pthread_mutex_lock(&b->lock);
    uint64_t mark = b->mark;
    pthread_mutex_unlock(&b->lock);
    return mark;
}

/* ---- records ---- */

static const char *text(const json_t *o, const char *name)
{
    const char *z = json_string_value(json_object_get(o, name));
    return z ? z : "";
}

static int64_t time_of(const json_t *o, const char *name)
{
    int64_t ms = 0;
    return when_parse(slice_of(text(o, name)), WHEN_RFC3339, NULL, &ms) ? ms : 0;
}

static json_t *parse(struct slice record)
{
    json_error_t why;
    json_t *o = json_loadb(record.p, record.n, 0, &why);
    if (o && json_is_object(o))
        return o;
    json_decref(o);
    return NULL;
}

static struct incident *find(struct book *b, struct slice id)
{
    for (size_t i = b->n; i-- > 0;)
        if (slice_is(id, b->v[i]->id))
            return b->v[i];
    return NULL;
}

/* Of closed ones the oldest; were all open, the oldest of them. */
static void make_room(struct book *b)
{
    size_t out = 0;
    while (out < b->n && b->v[out]->open)
        out++;
    out = out < b->n ? out : 0;
    incident_free(b->v[out]);
    memmove(b->v + out, b->v + out + 1, (b->n - out - 1) * sizeof *b->v);
    b->n--;
}

/* An action may come before the incident that it is about: they travel in two topics. */
static struct incident *get(struct book *b, struct slice id)
{
    struct incident *i = find(b, id);
    if (i || id.n == 0 || id.n >= sizeof i->id)
        return i;
    if (b->n == BOOK_INCIDENTS)
        make_room(b);
    i = calloc(1, sizeof *i);
    if (!i)
        abort();
    snprintf(i->id, sizeof i->id, SLICE_FMT, SLICE_ARG(id));
    return b->v[b->n++] = i;
}

static void note_change(struct incident *i, const char *level)
{
    const struct change *last = i->change_count ? &i->changes[i->change_count - 1] : NULL;
    if (last && last->open == i->open && strcmp(last->level, level) == 0)
        return;
    if (i->change_count == CHANGES) {
        memmove(i->changes, i->changes + 1, (CHANGES - 1) * sizeof *i->changes);
        i->change_count--;
    }
    struct change *c = &i->changes[i->change_count++];
    *c = (struct change){ .at_ms = !i->open ? i->closed_ms ? i->closed_ms : i->updated_ms : last ? i->updated_ms : i->opened_ms, .open = i->open };
    snprintf(c->level, sizeof c->level, "%s", level);
}

bool book_alert(struct book *b, struct slice record, int64_t offset)
{
    json_t *o = parse(record);
    (void)offset;
    if (!o || !text(o, "id")[0] || !text(o, "brand")[0]) {
        json_decref(o);
        return false;
    }
    pthread_mutex_lock(&b->lock);
    struct incident *i = get(b, slice_of(text(o, "id")));
    if (i) {
        json_decref(i->last);
        i->last = o;
        i->open = strcmp(text(o, "state"), "closed") != 0;
        i->opened_ms = time_of(o, "opened");
        i->updated_ms = time_of(o, "updated");
        i->closed_ms = time_of(o, "closed");
        snprintf(i->brand, sizeof i->brand, "%s", text(o, "brand"));
        note_change(i, text(o, "level"));
        b->mark++;
    } else {
        json_decref(o);
    }
    pthread_mutex_unlock(&b->lock);
    return i != NULL;
}

/* The first record of an id counts; the others repeat it. */
static bool known(const struct incident *i, const char *id)
{
    for (size_t k = 0; k < i->action_count; k++)
        if (strcmp(text(i->actions[k], "id"), id) == 0)
            return true;
    return false;
}

bool book_action(struct book *b, struct slice record)
{
    json_t *o = parse(record);
    bool taken = false;
    if (!o || !text(o, "incident")[0]) {
        json_decref(o);
        return false;
    }
    pthread_mutex_lock(&b->lock);
    struct incident *i = get(b, slice_of(text(o, "incident")));
    if (i && !known(i, text(o, "id"))) {
        if (i->action_count == BOOK_ACTIONS) {
            json_decref(i->actions[0]);
            memmove(i->actions, i->actions + 1, (BOOK_ACTIONS - 1) * sizeof *i->actions);
            i->action_count--;
        }
        i->actions[i->action_count++] = o;
        b->mark++;
        taken = true;
    }
    pthread_mutex_unlock(&b->lock);
    if (!taken)
        json_decref(o);
    return taken;
}

/* ---- printing ---- */

static const json_t *last_action(const struct incident *i, const char *kind)
{
    for (size_t k = i->action_count; k-- > 0;)
        if (strcmp(text(i->actions[k], "kind"), kind) == 0)
            return i->actions[k];
    return NULL;
}

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

/* What route made of the decisions: who has it, the steps, what happened (route/handling.h). NULL: of an older route. */
static const json_t *handling(const struct incident *i)
{
    return json_object_get(i->last, "handling");
}

/* As route says; a decision that it has not taken up yet shows at once. */
static const char *owner(const struct incident *i)
{
    const char *known = text(handling(i), "owner");
    if (*known)
        return known;
    const json_t *over = last_action(i, "hand_over"), *ack = last_action(i, "acknowledge");
    const char *to = text(json_object_get(over, "data"), "to");
    return *to ? to : text(ack, "by");
}

static void print(const struct incident *i, const struct setup *s, struct buf *out)
{
    const json_t *o = i->last, *ack = last_action(i, "acknowledge");
    double x = json_number_value(json_object_get(o, "x")), mu = json_number_value(json_object_get(o, "mu"));
    const char *level = text(o, "level");
    uint32_t index;
    bool named = s && brands_find(&s->brands, slice_of(i->brand), &index);
    buf_addz(out, "{\"id\":");
    buf_json(out, slice_of(i->id));
    member_text(out, "brand", i->brand);
    member_text(out, "name", named && s->brands.v[index].name ? s->brands.v[index].name : i->brand);
    member_text(out, "type", text(o, "type")[0] ? text(o, "type") : "unknown");
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
    int64_t acknowledged = time_of(handling(i), "acknowledged");
    json_time_or_null(out, acknowledged ? acknowledged : ack ? time_of(ack, "at") : 0);
    member_text(out, "notified", text(o, "notified"));
    member_text(out, "topic", text(o, "topic"));
    member_text(out, "committee", text(handling(i), "committee"));
    member_text(out, "procedure", text(handling(i), "link"));
    member_text(out, "statement", text(handling(i), "statement"));
    buf_addz(out, ",\"silent_until\":");
    json_time_or_null(out, time_of(handling(i), "silent_until"));
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
    const struct incident *i = find(b, id);
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

/* ---- the page of one ---- */

struct event { int64_t at_ms; const char *who, *what, *level, *text; };

static int by_time(const void *x, const void *y)
{
    int64_t a = ((const struct event *)x)->at_ms, b = ((const struct event *)y)->at_ms;
    return (a > b) - (a < b);
}

static void print_event(const struct event *e, struct buf *out)
{
    buf_addz(out, "{\"at\":");
    json_time(out, e->at_ms);
    buf_addz(out, ",\"who\":");
    json_text(out, e->who);
    buf_addz(out, ",\"what\":");
    json_text(out, e->what);
    buf_addz(out, ",\"level\":");
    json_text(out, e->level);
    buf_addz(out, ",\"text\":");
    json_text(out, e->text);
    buf_char(out, '}');
}

/* Whether route has taken it up already: then it is among what happened. */
static bool taken_up(const json_t *events, const char *id)
{
    size_t index;
    const json_t *e;
    json_array_foreach(events, index, e)
        if (strcmp(text(e, "id"), id) == 0)
            return true;
    return false;
}

void book_handling(struct book *b, struct slice id, struct buf *out)
{
    pthread_mutex_lock(&b->lock);
    const struct incident *i = find(b, id);
    char *z = i && json_is_object(handling(i)) ? json_dumps(handling(i), JSON_COMPACT) : NULL;
    pthread_mutex_unlock(&b->lock);
    buf_addz(out, z ? z : "null");
    free(z);
}

/* Route's lines of a level say which in their text. */
static struct event event_of_line(const json_t *line)
{
    const char *kind = text(line, "kind"), *by = text(line, "by"), *said = text(line, "text");
    bool level = strcmp(kind, "opened") == 0 || strcmp(kind, "level") == 0;
    return (struct event){ time_of(line, "at"), *by ? by : NULL, kind, level ? said : NULL, level ? "" : said };
}

/* Of an incident whose timeline route writes, its own changes are in there. */
void book_timeline(struct book *b, struct slice id, struct buf *out)
{
    struct event v[CHANGES + BOOK_ACTIONS + HAPPENED];
    size_t n = 0, index;
    const json_t *h;
    pthread_mutex_lock(&b->lock);
    const struct incident *i = find(b, id);
    const json_t *events = i ? json_object_get(handling(i), "timeline") : NULL;
    for (size_t k = 0; i && json_array_size(events) == 0 && k < i->change_count; k++) {
        const struct change *c = &i->changes[k];
        v[n++] = (struct event){ c->at_ms, NULL, !c->open ? "closed" : k ? "level" : "opened", c->level, "" };
    }
    json_array_foreach(events, index, h)
        if (index < HAPPENED)
            v[n++] = event_of_line(h);
    for (size_t k = 0; i && k < i->action_count; k++) {
        const json_t *a = i->actions[k], *data = json_object_get(a, "data");
        if (taken_up(events, text(a, "id")))
            continue;
        const char *said = text(data, "text");
        v[n++] = (struct event){ time_of(a, "at"), text(a, "by"), text(a, "kind"), NULL, *said ? said : *text(data, "why") ? text(data, "why") : text(data, "to") };
    }
    qsort(v, n, sizeof *v, by_time);
    buf_char(out, '[');
    for (size_t k = 0; k < n; k++) {
        buf_addz(out, k ? "," : "");
        print_event(&v[k], out);
    }
    buf_char(out, ']');
    pthread_mutex_unlock(&b->lock);
}

/* The committee's procedure, as route follows it. */
static size_t print_steps(const json_t *steps, struct buf *out)
{
    size_t index;
    const json_t *s;
    json_array_foreach(steps, index, s) {
        int64_t done = time_of(s, "done");
        buf_printf(out, "%s{\"id\":\"%lld\",\"text\":", index ? "," : "", (long long)json_integer_value(json_object_get(s, "step")));
        json_text(out, text(s, "text"));
        buf_printf(out, ",\"done\":%s,\"who\":", done ? "true" : "false");
        json_text(out, *text(s, "by") ? text(s, "by") : NULL);
        buf_addz(out, ",\"at\":");
        json_time_or_null(out, done);
        buf_char(out, '}');
    }
    return json_array_size(steps);
}

void book_checklist(struct book *b, struct slice id, struct buf *out)
{
    buf_char(out, '[');
    pthread_mutex_lock(&b->lock);
    const struct incident *i = find(b, id);
    size_t n = i ? print_steps(json_object_get(handling(i), "steps"), out) : 0;
    bool procedure = n > 0;
    for (size_t k = 0; i && !procedure && k < i->action_count; k++) {
        const json_t *a = i->actions[k], *data = json_object_get(a, "data");
        bool last = strcmp(text(a, "kind"), "tick") == 0;
        for (size_t later = k + 1; last && later < i->action_count; later++)
            last = strcmp(text(i->actions[later], "kind"), "tick") != 0 || strcmp(text(json_object_get(i->actions[later], "data"), "step"), text(data, "step")) != 0;
        if (!last)
            continue;
        buf_addz(out, n++ ? ",{\"id\":" : "{\"id\":");
        json_text(out, text(data, "step"));
        buf_addz(out, ",\"text\":");
        json_text(out, text(data, "step"));
        buf_printf(out, ",\"done\":%s,\"who\":", json_is_false(json_object_get(data, "done")) ? "false" : "true");
        json_text(out, text(a, "by"));
        buf_addz(out, ",\"at\":");
        json_time_or_null(out, time_of(a, "at"));
        buf_char(out, '}');
    }
    pthread_mutex_unlock(&b->lock);
    buf_char(out, ']');
}

void book_causes(struct book *b, struct slice id, struct buf *out)
{
    size_t n = 0, index;
    const json_t *c;
    buf_char(out, '[');
    pthread_mutex_lock(&b->lock);
    const struct incident *i = find(b, id);
    const json_t *causes = i ? json_object_get(i->last, "causes") : NULL;
    json_array_foreach(causes, index, c) {
        const char *name = *text(c, "name") ? text(c, "name") : text(c, "term");
        const json_t *count = json_object_get(c, "excess");
        if (!*name || !json_is_number(count))
            continue;
        buf_addz(out, n++ ? ",{\"kind\":" : "{\"kind\":");
        json_text(out, text(c, "kind"));
        buf_addz(out, ",\"name\":");
        json_text(out, name);
        buf_addz(out, ",\"n\":");
        json_number(out, json_number_value(count));
        buf_char(out, '}');
    }
    pthread_mutex_unlock(&b->lock);
    buf_char(out, ']');
}

static bool event_of(struct book *b, const char *id, struct buf *out, char brand[65])
{
    pthread_mutex_lock(&b->lock);
    const struct incident *i = find(b, slice_of(id));
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
    json_t *o = parse(record);
    bool there = o && event_of(b, text(o, "id"), out, brand);
    json_decref(o);
    return there;
}

bool book_decided(struct book *b, struct slice record, struct buf *out, char brand[65])
{
    json_t *o = parse(record);
    bool there = o && event_of(b, text(o, "incident"), out, brand);
    json_decref(o);
    return there;
}

#include "dashboard/book_own.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"

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

const char *book_text(const json_t *o, const char *name)
{
    const char *z = json_string_value(json_object_get(o, name));
    return z ? z : "";
}

int64_t book_time(const json_t *o, const char *name)
{
    int64_t ms = 0;
    return when_parse(slice_of(book_text(o, name)), WHEN_RFC3339, NULL, &ms) ? ms : 0;
}

json_t *book_parse(struct slice record)
{
    json_error_t why;
    json_t *o = json_loadb(record.p, record.n, 0, &why);
    if (o && json_is_object(o))
        return o;
    json_decref(o);
    return NULL;
}

struct incident *book_find(struct book *b, struct slice id)
{
    for (size_t i = b->n; i-- > 0;)
        if (slice_is(id, b->v[i]->id))
            return b->v[i];
    return NULL;
}

const json_t *book_last_action(const struct incident *i, const char *kind)
{
    for (size_t k = i->action_count; k-- > 0;)
        if (strcmp(book_text(i->actions[k], "kind"), kind) == 0)
            return i->actions[k];
    return NULL;
}

const json_t *book_handled(const struct incident *i)
{
    return json_object_get(i->last, "handling");
}

/* ---- records ---- */

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
    struct incident *i = book_find(b, id);
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
    if (i->change_count == BOOK_CHANGES) {
        memmove(i->changes, i->changes + 1, (BOOK_CHANGES - 1) * sizeof *i->changes);
        i->change_count--;
    }
    struct change *c = &i->changes[i->change_count++];
    *c = (struct change){ .at_ms = !i->open ? i->closed_ms ? i->closed_ms : i->updated_ms : last ? i->updated_ms : i->opened_ms, .open = i->open };
    snprintf(c->level, sizeof c->level, "%s", level);
}

bool book_alert(struct book *b, struct slice record, int64_t offset)
{
    json_t *o = book_parse(record);
    (void)offset;
    if (!o || !book_text(o, "id")[0] || !book_text(o, "brand")[0]) {
        json_decref(o);
        return false;
    }
    pthread_mutex_lock(&b->lock);
    struct incident *i = get(b, slice_of(book_text(o, "id")));
    if (i) {
        json_decref(i->last);
        i->last = o;
        i->open = strcmp(book_text(o, "state"), "closed") != 0;
        i->opened_ms = book_time(o, "opened");
        i->updated_ms = book_time(o, "updated");
        i->closed_ms = book_time(o, "closed");
        snprintf(i->brand, sizeof i->brand, "%s", book_text(o, "brand"));
        note_change(i, book_text(o, "level"));
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
        if (strcmp(book_text(i->actions[k], "id"), id) == 0)
            return true;
    return false;
}

bool book_action(struct book *b, struct slice record)
{
    json_t *o = book_parse(record);
    bool taken = false;
    if (!o || !book_text(o, "incident")[0]) {
        json_decref(o);
        return false;
    }
    pthread_mutex_lock(&b->lock);
    struct incident *i = get(b, slice_of(book_text(o, "incident")));
    if (i && !known(i, book_text(o, "id"))) {
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

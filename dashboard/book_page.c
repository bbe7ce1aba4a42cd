/* What the page of one incident holds beside it: how it is handled, what happened, the steps, the causes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dashboard/book_own.h"
#include "dashboard/json_out.h"

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
        if (strcmp(book_text(e, "id"), id) == 0)
            return true;
    return false;
}

void book_handling(struct book *b, struct slice id, struct buf *out)
{
    pthread_mutex_lock(&b->lock);
    const struct incident *i = book_find(b, id);
    char *z = i && json_is_object(book_handled(i)) ? json_dumps(book_handled(i), JSON_COMPACT) : NULL;
    pthread_mutex_unlock(&b->lock);
    buf_addz(out, z ? z : "null");
    free(z);
}

int64_t book_statement_ms(struct book *b, struct slice id)
{
    int64_t at_ms = 0;
    size_t index;
    const json_t *line;
    pthread_mutex_lock(&b->lock);
    const struct incident *i = book_find(b, id);
    json_array_foreach(i ? json_object_get(book_handled(i), "timeline") : NULL, index, line)
        if (!at_ms && strcmp(book_text(line, "kind"), "approve") == 0 && *book_text(line, "text"))
            at_ms = book_time(line, "at");
    pthread_mutex_unlock(&b->lock);
    return at_ms;
}

/* Route's lines of a level say which in their text. */
static struct event event_of_line(const json_t *line)
{
    const char *kind = book_text(line, "kind"), *by = book_text(line, "by"), *said = book_text(line, "text");
    bool level = strcmp(kind, "opened") == 0 || strcmp(kind, "level") == 0;
    return (struct event){ book_time(line, "at"), *by ? by : NULL, kind, level ? said : NULL, level ? "" : said };
}

/* Of an incident whose timeline route writes, its own changes are in there. */
void book_timeline(struct book *b, struct slice id, struct buf *out)
{
    struct event v[BOOK_CHANGES + BOOK_ACTIONS + BOOK_HAPPENED];
    size_t n = 0, index;
    const json_t *h;
    pthread_mutex_lock(&b->lock);
    const struct incident *i = book_find(b, id);
    const json_t *events = i ? json_object_get(book_handled(i), "timeline") : NULL;
    for (size_t k = 0; i && json_array_size(events) == 0 && k < i->change_count; k++) {
        const struct change *c = &i->changes[k];
        v[n++] = (struct event){ c->at_ms, NULL, !c->open ? "closed" : k ? "level" : "opened", c->level, "" };
    }
    json_array_foreach(events, index, h)
        if (index < BOOK_HAPPENED)
            v[n++] = event_of_line(h);
    for (size_t k = 0; i && k < i->action_count; k++) {
        const json_t *a = i->actions[k], *data = json_object_get(a, "data");
        if (taken_up(events, book_text(a, "id")))
            continue;
        const char *said = book_text(data, "text");
        v[n++] = (struct event){ book_time(a, "at"), book_text(a, "by"), book_text(a, "kind"), NULL, *said ? said : *book_text(data, "why") ? book_text(data, "why") : book_text(data, "to") };
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

static void print_step(struct buf *out, size_t before, const char *id, const char *text, bool done, const char *who, int64_t at_ms)
{
    buf_addz(out, before ? ",{\"id\":" : "{\"id\":");
    json_text(out, id);
    buf_addz(out, ",\"text\":");
    json_text(out, text);
    buf_printf(out, ",\"done\":%s,\"who\":", done ? "true" : "false");
    json_text(out, who);
    buf_addz(out, ",\"at\":");
    json_time_or_null(out, at_ms);
    buf_char(out, '}');
}

/* The committee's procedure, as route follows it. */
static size_t print_steps(const json_t *steps, struct buf *out)
{
    size_t index;
    const json_t *s;
    json_array_foreach(steps, index, s) {
        char id[24];
        int64_t done = book_time(s, "done");
        snprintf(id, sizeof id, "%lld", (long long)json_integer_value(json_object_get(s, "step")));
        print_step(out, index, id, book_text(s, "text"), done, *book_text(s, "by") ? book_text(s, "by") : NULL, done);
    }
    return json_array_size(steps);
}

void book_checklist(struct book *b, struct slice id, struct buf *out)
{
    buf_char(out, '[');
    pthread_mutex_lock(&b->lock);
    const struct incident *i = book_find(b, id);
    size_t n = i ? print_steps(json_object_get(book_handled(i), "steps"), out) : 0;
    bool procedure = n > 0;
    for (size_t k = 0; i && !procedure && k < i->action_count; k++) {
        const json_t *a = i->actions[k], *data = json_object_get(a, "data");
        bool last = strcmp(book_text(a, "kind"), "tick") == 0;
        for (size_t later = k + 1; last && later < i->action_count; later++)
            last = strcmp(book_text(i->actions[later], "kind"), "tick") != 0 || strcmp(book_text(json_object_get(i->actions[later], "data"), "step"), book_text(data, "step")) != 0;
        if (!last)
            continue;
        const char *step = book_text(data, "step");
        print_step(out, n++, step, step, !json_is_false(json_object_get(data, "done")), book_text(a, "by"), book_time(a, "at"));
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
    const struct incident *i = book_find(b, id);
    const json_t *causes = i ? json_object_get(i->last, "causes") : NULL;
    json_array_foreach(causes, index, c) {
        const char *name = *book_text(c, "name") ? book_text(c, "name") : book_text(c, "term");
        const json_t *count = json_object_get(c, "excess");
        if (!*name || !json_is_number(count))
            continue;
        buf_addz(out, n++ ? ",{\"kind\":" : "{\"kind\":");
        json_text(out, book_text(c, "kind"));
        buf_addz(out, ",\"name\":");
        json_text(out, name);
        buf_addz(out, ",\"n\":");
        json_number(out, json_number_value(count));
        buf_char(out, '}');
    }
    pthread_mutex_unlock(&b->lock);
    buf_char(out, ']');
}

void book_samples(struct book *b, struct slice id, struct buf *out)
{
    static const char *const members[] = { "platform", "id", "at", "author", "text" };
    size_t n = 0, index;
    const json_t *m;
    buf_char(out, '[');
    pthread_mutex_lock(&b->lock);
    const struct incident *i = book_find(b, id);
    const json_t *samples = i ? json_object_get(i->last, "samples") : NULL;
    json_array_foreach(samples, index, m) {
        if (!*book_text(m, "text"))
            continue;
        buf_addz(out, n++ ? ",{" : "{");
        for (size_t k = 0; k < sizeof members / sizeof members[0]; k++) {
            buf_printf(out, "%s\"%s\":", k ? "," : "", members[k]);
            buf_json(out, slice_of(book_text(m, members[k])));
        }
        buf_char(out, '}');
    }
    pthread_mutex_unlock(&b->lock);
    buf_char(out, ']');
}

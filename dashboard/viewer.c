/* One viewer of the stream: which events are theirs, as bytes, and when to sleep. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "app/stats.h"
#include "base/clock.h"
#include "dashboard/stream_own.h"

static bool asked_for(const struct viewer *v, const struct stream_event *e, const char *id)
{
    (void)e;
    for (size_t i = 0; i < v->brands.n; i++)
        if (strcmp(v->brands.v[i], id) == 0)
            return true;
    return v->brands.n == 0;
}

static bool on_platform(const struct viewer *v, const char *platform)
{
    struct slice rest = slice_of(v->platforms), one;
    while (slice_next(&rest, ',', &one))
        if (slice_is(slice_trim(one), platform))
            return true;
    return !v->platforms[0];
}

/* Which of its brands are theirs to see; whether the event is for them at all. */
static bool wanted(const struct viewer *v, const struct stream_event *e)
{
    bool seen = false, asked = v->brands.n == 0;
    if (!(v->topics & e->topic) || (e->topic == TOPIC_MENTION && !on_platform(v, e->platform)))
        return false;
    if (e->topic == TOPIC_SOURCE || e->topic == TOPIC_TICK)
        return true;
    for (size_t i = 0; i < e->brand_count; i++) {
        const char *id = e->bytes + e->brands[i].id_at;
        if (!person_sees(v->person, slice_of(id)))
            continue;
        seen = true;
        asked = asked || asked_for(v, e, id);
    }
    return asked && (seen || person_sees_all(v->person));
}

static void put(struct viewer *v, const struct stream_event *e)
{
    const char *name = e->topic == TOPIC_MENTION ? "mention" : e->topic == TOPIC_INCIDENT ? "incident" : e->topic == TOPIC_SOURCE ? "source" : "tick";
    size_t n = 0;
    buf_printf(&v->out, "event: %s\nid: %s-%" PRIu64 "\ndata: ", name, v->stream->boot, e->number);
    buf_add(&v->out, (struct slice){ e->bytes, e->head });
    for (size_t i = 0; e->topic == TOPIC_MENTION && i < e->brand_count; i++)
        if (person_sees(v->person, slice_of(e->bytes + e->brands[i].id_at))) {
            if (n++)
                buf_char(&v->out, ',');
            buf_add(&v->out, (struct slice){ e->bytes + e->brands[i].at, e->brands[i].n });
        }
    buf_add(&v->out, (struct slice){ e->bytes + e->tail_at, e->n - e->tail_at });
    buf_addz(&v->out, "\n\n");
}

void viewer_hole(struct viewer *v, uint64_t lost, const char *why)
{
    buf_printf(&v->out, "event: hole\ndata: {\"lost\":");
    if (lost)
        buf_printf(&v->out, "%" PRIu64, lost);
    else
        buf_addz(&v->out, "null");
    buf_printf(&v->out, ",\"why\":\"%s\"}\n\n", why);
    stat_add(v->stream->stats.holes, 1);
}

/* A token that was taken back ends the streams that it opened. */
static bool still_welcome(struct viewer *v)
{
    const struct people *now = atomic_load(&v->stream->api->people);
    if (v->until_ms && clock_now_ms() > v->until_ms)
        return false;
    if (now == v->people)
        return true;
    const struct person *p = people_named(now, slice_of(v->name));
    if (!p || strcmp(p->secret, v->person->secret) != 0)
        return false;
    v->people = now;
    v->person = p;
    return true;
}

/* Fills v->out with what is next for it; some events at a time, so that nobody holds the lock for long. */
static void fill(struct viewer *v)
{
    struct stream *s = v->stream;
    if (v->next_event < s->first) {
        viewer_hole(v, s->first - v->next_event, "slow");
        v->next_event = s->first;
    }
    while (v->next_event < s->next && v->out.n < VIEWER_BLOCK) {
        const struct stream_event *e = s->v[v->next_event++ % STREAM_EVENTS];
        if (wanted(v, e))
            put(v, e);
    }
}

ssize_t viewer_read(void *self, uint64_t at, char *to, size_t most)
{
    struct viewer *v = self;
    struct stream *s = v->stream;
    ssize_t n = 0;
    (void)at;
    if (v->sent == v->out.n) {
        buf_reset(&v->out);
        v->sent = 0;
        pthread_mutex_lock(&s->lock);
        if (s->ending || !still_welcome(v))
            n = MHD_CONTENT_READER_END_OF_STREAM;
        else
            fill(v);
        if (n == 0 && v->out.n == 0) {
            v->suspended = true;         /* under the lock: whoever adds an event wakes it */
            MHD_suspend_connection(v->connection);
        }
        pthread_mutex_unlock(&s->lock);
    }
    if (n == 0 && v->out.n > v->sent) {
        n = (ssize_t)(v->out.n - v->sent < most ? v->out.n - v->sent : most);
        memcpy(to, v->out.p + v->sent, (size_t)n);
        v->sent += (size_t)n;
    }
    if (v->sent == v->out.n && v->out.cap > 4 * VIEWER_BLOCK) {
        buf_fini(&v->out);
        v->out = (struct buf){ 0 };
        v->sent = 0;
    }
    return n;
}

void viewer_free(struct viewer *v)
{
    free(v->brand_text);
    free(v->brands.v);
    buf_fini(&v->out);
    free(v);
}

void viewer_leave(void *self)
{
    struct viewer *v = self;
    struct stream *s = v->stream;
    pthread_mutex_lock(&s->lock);
    *v->back = v->next;
    if (v->next)
        v->next->back = v->back;
    s->viewer_count--;
    stat_set(s->stats.viewers, (int64_t)s->viewer_count);
    pthread_mutex_unlock(&s->lock);
    viewer_free(v);
}

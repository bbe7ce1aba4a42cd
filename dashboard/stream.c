#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "dashboard/book.h"
#include "dashboard/json_out.h"
#include "dashboard/sources.h"
#include "dashboard/stream_own.h"

struct stream *stream_new(struct api *api)
{
    struct stream *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->api = api;
    s->first = s->next = 1;
    snprintf(s->boot, sizeof s->boot, "%" PRIx64, (uint64_t)clock_now_ms());
    pthread_mutex_init(&s->lock, NULL);
    render_init(&s->render);
    s->stats.viewers = stat_gauge("pulso_dashboard_viewers", NULL, "Streams of events that are open.");
    s->stats.holes = stat_counter("pulso_dashboard_holes_total", NULL, "Times that a slow viewer missed events.");
    s->stats.events = stat_counter("pulso_dashboard_events_total", NULL, "Events that were put into the stream.");
    return s;
}

static void event_free(struct stream_event *e)
{
    if (e)
        free(e->bytes);
    free(e);
}

void stream_free(struct stream *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < STREAM_EVENTS; i++)
        event_free(s->v[i]);
    render_fini(&s->render);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* ---- adding ---- */

static void drop_first(struct stream *s)
{
    struct stream_event **e = &s->v[s->first++ % STREAM_EVENTS];
    s->bytes -= (*e)->n + sizeof **e;
    event_free(*e);
    *e = NULL;
}

/* Takes b's bytes over. */
static void add(struct stream *s, struct stream_event *e, struct buf *b)
{
    e->bytes = b->p;
    e->n = b->n;
    *b = (struct buf){ 0 };
    pthread_mutex_lock(&s->lock);
    while (s->next - s->first == STREAM_EVENTS || (s->next > s->first && s->bytes + e->n > STREAM_BYTES))
        drop_first(s);
    e->number = s->next++;
    s->v[e->number % STREAM_EVENTS] = e;
    s->bytes += e->n + sizeof *e;
    s->news = true;
    pthread_mutex_unlock(&s->lock);
    stat_add(s->stats.events, 1);
}

static struct stream_event *event_new(enum topic topic)
{
    struct stream_event *e = calloc(1, sizeof *e);
    if (!e)
        abort();
    e->topic = topic;
    return e;
}

static void brand_begin(struct stream_event *e, struct buf *b, struct slice id)
{
    e->brands[e->brand_count].id_at = (uint32_t)b->n;
    buf_add(b, id);
    buf_char(b, 0);
    e->brands[e->brand_count].at = (uint32_t)b->n;
}

static void brand_end(struct stream_event *e, const struct buf *b)
{
    e->brands[e->brand_count].n = (uint32_t)b->n - e->brands[e->brand_count].at;
    e->brand_count++;
}

void stream_mention(struct stream *s, const struct post *p)
{
    struct buf b = { 0 };
    int64_t second = clock_now_ms() / 1000;
    if (second != s->second) {
        s->second = second;
        s->in_second = 0;
    }
    if (p->refresh || s->in_second >= STREAM_MENTIONS_A_SECOND) {
        __atomic_add_fetch(&s->passed_over, !p->refresh, __ATOMIC_RELAXED);
        return;
    }
    struct setup *setup = (struct setup *)shared_take(&s->api->setup);
    if (setup && render_read(&s->render, p, setup)) {
        struct stream_event *e = event_new(TOPIC_MENTION);
        s->in_second++;
        render_head(&s->render, &b);
        e->head = b.n;
        for (size_t i = 0; i < s->render.view.brand_count; i++) {
            brand_begin(e, &b, s->render.view.brands[i].id);
            render_brand(&s->render.view.brands[i], &b);
            brand_end(e, &b);
        }
        e->tail_at = b.n;
        render_tail(&s->render, &b);
        snprintf(e->platform, sizeof e->platform, SLICE_FMT, SLICE_ARG(s->render.view.m.platform));
        add(s, e, &b);
    }
    if (setup)
        shared_drop(&setup->shared);
}

/* One brand, and all of it is the head. */
static void add_plain(struct stream *s, enum topic topic, struct buf *b, const char *brand)
{
    struct stream_event *e = event_new(topic);
    e->head = b->n;
    if (brand) {
        brand_begin(e, b, slice_of(brand));
        brand_end(e, b);
    }
    e->tail_at = b->n;
    add(s, e, b);
}

void stream_incident(struct stream *s, struct slice alert)
{
    struct buf b = { 0 };
    char brand[65];
    if (book_event(s->api->book, alert, &b, brand))
        add_plain(s, TOPIC_INCIDENT, &b, brand);
    buf_fini(&b);
}

void stream_decided(struct stream *s, struct slice action)
{
    struct buf b = { 0 };
    char brand[65];
    if (book_decided(s->api->book, action, &b, brand))
        add_plain(s, TOPIC_INCIDENT, &b, brand);
    buf_fini(&b);
}

static void add_source(void *self, struct slice json)
{
    struct buf b = { 0 };
    buf_add(&b, json);
    add_plain(self, TOPIC_SOURCE, &b, NULL);
}

void stream_tick(struct stream *s)
{
    struct buf b = { 0 };
    int64_t now = clock_now_ms();
    struct snapshot *sn = (struct snapshot *)shared_take(&s->api->snapshot);
    int64_t watermark = sn ? states_watermark(&sn->states) : 0;
    sources_changes(s->api->sources, now, add_source, s);
    buf_addz(&b, "{\"now\":");
    json_time(&b, now);
    buf_addz(&b, ",\"watermark\":");
    json_time_or_null(&b, watermark);
    if (watermark)
        buf_printf(&b, ",\"behind_ms\":%" PRId64, now > watermark ? now - watermark : 0);
    else
        buf_addz(&b, ",\"behind_ms\":null");
    buf_printf(&b, ",\"viewers\":%zu,\"offsets\":\"%016" PRIx64 "\",\"passed_over\":%" PRId64 ",\"ready\":%s}", s->viewer_count, sn ? sn->mark : 0,
               __atomic_exchange_n(&s->passed_over, 0, __ATOMIC_RELAXED), sn && now - sn->read_ms < 5000 && !sources_blind(s->api->sources, now) ? "true" : "false");
    if (sn)
        shared_drop(&sn->shared);
    add_plain(s, TOPIC_TICK, &b, NULL);
    buf_fini(&b);
    stream_flush(s);
}

void stream_flush(struct stream *s)
{
    pthread_mutex_lock(&s->lock);
    for (struct viewer *v = s->news ? s->viewers : NULL; v; v = v->next)
        if (v->suspended) {
            v->suspended = false;
            MHD_resume_connection(v->connection);
        }
    s->news = false;
    pthread_mutex_unlock(&s->lock);
}

void stream_end(struct stream *s)
{
    pthread_mutex_lock(&s->lock);
    s->ending = true;
    s->news = true;
    pthread_mutex_unlock(&s->lock);
    stream_flush(s);
}

#include "dashboard/stream.h"

#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "dashboard/book.h"
#include "dashboard/json_out.h"
#include "dashboard/render.h"
#include "dashboard/sources.h"

#define BLOCK 16384
#define VIEWER_IDLE_S 60

enum topic { TOPIC_MENTION = 1, TOPIC_INCIDENT = 2, TOPIC_SOURCE = 4, TOPIC_TICK = 8, TOPIC_EVERY = 15 };
static const char *const topic_names[] = { "mention", "incident", "source", "tick", NULL };

/* Of a mention the brands are pieces of their own: of them everybody sees theirs. */
struct event {
    uint64_t number;
    enum topic topic;
    char *bytes;                     /* head, brands with a NUL behind id and text, tail */
    size_t head, tail_at, n;
    struct { uint32_t id_at, at, n; } brands[POST_BRANDS];
    size_t brand_count;
    char platform[33];
};

struct viewer {
    struct viewer *next, **back;
    struct stream *stream;
    struct MHD_Connection *connection;
    const struct person *person;
    int64_t until_ms;                /* of a session; 0: a token */
    const struct people *people;     /* of whom the person is: looked up anew when these change */
    char name[65];
    unsigned topics;
    uint64_t next_event;
    bool suspended;
    char platforms[401];
    struct conf_strs brands;         /* asked for; n = 0: all */
    char *brand_text;
    struct buf out;                  /* what is being sent, at most a few events */
    size_t sent;
};

struct stream {
    struct api *api;
    pthread_mutex_t lock;
    struct event *v[STREAM_EVENTS];
    uint64_t first, next;            /* numbers of the events held: [first, next) */
    size_t bytes;
    struct viewer *viewers;
    size_t viewer_count;
    bool news, ending;
    char boot[17];
    struct render render;            /* the feed's */
    int64_t second, in_second, passed_over;
    struct { struct metric *viewers, *holes, *events; } stats;
};

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

static void event_free(struct event *e)
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
    struct event **e = &s->v[s->first++ % STREAM_EVENTS];
    s->bytes -= (*e)->n + sizeof **e;
    event_free(*e);
    *e = NULL;
}

/* Takes b's bytes over. */
static void add(struct stream *s, struct event *e, struct buf *b)
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

static struct event *event_new(enum topic topic)
{
    struct event *e = calloc(1, sizeof *e);
    if (!e)
        abort();
    e->topic = topic;
    return e;
}

static void brand_begin(struct event *e, struct buf *b, struct slice id)
{
    e->brands[e->brand_count].id_at = (uint32_t)b->n;
    buf_add(b, id);
    buf_char(b, 0);
    e->brands[e->brand_count].at = (uint32_t)b->n;
}

static void brand_end(struct event *e, const struct buf *b)
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
        struct event *e = event_new(TOPIC_MENTION);
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
    struct event *e = event_new(topic);
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
               __atomic_exchange_n(&s->passed_over, 0, __ATOMIC_RELAXED), sn && now - sn->read_ms < 5000 ? "true" : "false");
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

/* ---- sending ---- */

static bool asked_for(const struct viewer *v, const struct event *e, const char *id)
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
static bool wanted(const struct viewer *v, const struct event *e)
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

static void put(struct viewer *v, const struct event *e)
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

static void put_hole(struct viewer *v, uint64_t lost, const char *why)
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
        put_hole(v, s->first - v->next_event, "slow");
        v->next_event = s->first;
    }
    while (v->next_event < s->next && v->out.n < BLOCK) {
        const struct event *e = s->v[v->next_event++ % STREAM_EVENTS];
        if (wanted(v, e))
            put(v, e);
    }
}

static ssize_t on_read(void *self, uint64_t at, char *to, size_t most)
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
    if (v->sent == v->out.n && v->out.cap > 4 * BLOCK) {
        buf_fini(&v->out);
        v->out = (struct buf){ 0 };
        v->sent = 0;
    }
    return n;
}

static void on_free(void *self)
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
    free(v->brand_text);
    free(v->brands.v);
    buf_fini(&v->out);
    free(v);
}

/* ---- opening ---- */

static bool read_topics(struct request *r, unsigned *topics)
{
    struct slice rest = params_get(&r->params, "topics"), one;
    *topics = rest.n ? 0 : TOPIC_EVERY;
    while (slice_next(&rest, ',', &one)) {
        int i = 0;
        while (topic_names[i] && !slice_is(slice_trim(one), topic_names[i]))
            i++;
        if (!topic_names[i])
            return request_refuse_param(r, "topics", "topics are mention, incident, source and tick, with commas between");
        *topics |= 1u << i;
    }
    return true;
}

/* ?brand=a,b, or the brands of ?set=. */
static bool read_brands(struct api *api, struct request *r, struct viewer *v)
{
    struct slice list = params_get(&r->params, "brand"), one;
    const char *set = request_param(r, "set");
    struct setup *s = (struct setup *)shared_take(&api->setup);
    bool ok = true;
    v->brand_text = strdup(list.n ? arena_strz(&r->a, list) : "");
    size_t most = 1;
    for (size_t i = 0; i < list.n; i++)
        most += list.p[i] == ',';
    struct columns columns = { 0 };
    if (!list.n && set && (!s || !setup_columns(s, r->person, set, &r->a, &columns)))
        ok = request_refuse(r, REFUSE_NOT_FOUND, "no set of brands is called %.64s; /v1/sets names them", set);
    v->brands.v = calloc(most + columns.n, sizeof *v->brands.v);
    if (!v->brands.v || !v->brand_text)
        abort();
    /* A set's ids are kept as our own text: the setup may be another one tomorrow. */
    if (columns.n) {
        struct buf names = { 0 };
        for (size_t i = 0; i < columns.n; i++)
            buf_printf(&names, "%s%s", i ? "," : "", s->brands.v[columns.v[i]].id);
        free(v->brand_text);
        v->brand_text = strdup(buf_z(&names));
        buf_fini(&names);
    }
    struct slice rest = slice_of(v->brand_text);
    while (ok && slice_next(&rest, ',', &one)) {
        v->brand_text[one.p - v->brand_text + (ptrdiff_t)one.n] = 0;
        v->brands.v[v->brands.n++] = one.p;
    }
    if (s)
        shared_drop(&s->shared);
    return ok;
}

/* "<boot>-<number>": behind which event to go on. Of another process, or too long ago: a hole. */
static void resume_at(struct stream *s, struct viewer *v, struct slice last)
{
    struct slice boot;
    int64_t number;
    v->next_event = s->next;
    if (!last.n)
        return;
    if (!slice_next(&last, '-', &boot) || !slice_is(boot, s->boot) || !slice_int(last, &number) || number < 0 || (uint64_t)number >= s->next) {
        put_hole(v, 0, "restarted");
        return;
    }
    v->next_event = (uint64_t)number + 1;
    if (v->next_event < s->first) {
        put_hole(v, s->first - v->next_event, "away");
        v->next_event = s->first;
    }
}

static bool join(struct stream *s, struct viewer *v, struct slice last)
{
    pthread_mutex_lock(&s->lock);
    bool room = (int64_t)s->viewer_count < s->api->options->viewers && !s->ending;
    if (room) {
        buf_addz(&v->out, "retry: 2000\n\n");
        resume_at(s, v, last);
        v->next = s->viewers;
        v->back = &s->viewers;
        if (v->next)
            v->next->back = &v->next;
        s->viewers = v;
        stat_set(s->stats.viewers, (int64_t)++s->viewer_count);
    }
    pthread_mutex_unlock(&s->lock);
    return room;
}

static void throw_away(struct viewer *v)
{
    free(v->brand_text);
    free(v->brands.v);
    buf_fini(&v->out);
    free(v);
}

bool api_stream(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { "topics", "set", "brand", "platform", "last", NULL };
    struct slice last = slice_of(MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Last-Event-ID"));
    unsigned topics;
    (void)h;
    if (!request_knows(r, params) || !read_topics(r, &topics))
        return false;
    struct viewer *v = calloc(1, sizeof *v);
    if (!v)
        abort();
    *v = (struct viewer){ .stream = api->stream, .connection = r->connection, .person = r->person, .until_ms = r->session.until_ms, .topics = topics,
                          .people = atomic_load(&api->people) };
    snprintf(v->name, sizeof v->name, "%s", r->person->name);
    snprintf(v->platforms, sizeof v->platforms, SLICE_FMT, SLICE_ARG(params_get(&r->params, "platform")));
    bool ok = read_brands(api, r, v);
    if (ok && r->head) {
        r->type = "text/event-stream";
        throw_away(v);
        return true;
    }
    if (!ok || !join(api->stream, v, last.n ? last : params_get(&r->params, "last"))) {
        throw_away(v);
        return ok ? request_refuse(r, REFUSE_UNAVAILABLE, "%lld people look already, which is the most", (long long)api->options->viewers) : false;
    }
    r->stream = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, on_read, v, on_free);
    if (!r->stream) {
        on_free(v);
        return request_refuse(r, REFUSE_UNAVAILABLE, "no memory for one more stream");
    }
    MHD_add_response_header(r->stream, "Content-Type", "text/event-stream");
    MHD_add_response_header(r->stream, "X-Accel-Buffering", "no");
    MHD_set_connection_option(r->connection, MHD_CONNECTION_OPTION_TIMEOUT, VIEWER_IDLE_S);
    return true;
}

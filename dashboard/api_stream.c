/* /v1/stream: lets a viewer in: what they asked for, of whom, and behind which event they go on. */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/stats.h"
#include "dashboard/stream_own.h"

#define VIEWER_IDLE_S 60

static const char *const topic_names[] = { "mention", "incident", "source", "tick", NULL };

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
        viewer_hole(v, 0, "restarted");
        return;
    }
    v->next_event = (uint64_t)number + 1;
    if (v->next_event < s->first) {
        viewer_hole(v, s->first - v->next_event, "away");
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
        viewer_free(v);
        return true;
    }
    if (!ok || !join(api->stream, v, last.n ? last : params_get(&r->params, "last"))) {
        viewer_free(v);
        return ok ? request_refuse(r, REFUSE_UNAVAILABLE, "%lld people look already, which is the most", (long long)api->options->viewers) : false;
    }
    r->stream = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, VIEWER_BLOCK, viewer_read, v, viewer_leave);
    if (!r->stream) {
        viewer_leave(v);
        return request_refuse(r, REFUSE_UNAVAILABLE, "no memory for one more stream");
    }
    MHD_add_response_header(r->stream, "Content-Type", "text/event-stream");
    MHD_add_response_header(r->stream, "X-Accel-Buffering", "no");
    MHD_set_connection_option(r->connection, MHD_CONNECTION_OPTION_TIMEOUT, VIEWER_IDLE_S);
    return true;
}

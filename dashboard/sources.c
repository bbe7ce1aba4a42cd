#include "dashboard/sources.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "dashboard/json_out.h"

#define HOURS 24
#define HOUR_MS INT64_C(3600000)
#define FEW 10u                      /* mentions, before anything can be called normal */
#define LEAST_SILENCE_MS 300000      /* five minutes are never a reason to worry */
#define BEHIND_RECORDS 1000
#define BLIND_MS 12000               /* Kafka is asked every five seconds */

enum state { STATE_BROKEN, STATE_QUIET, STATE_BEHIND, STATE_UNKNOWN, STATE_LIVE };
static const char *const words[] = { "broken", "quiet", "behind", "unknown", "live" };

struct one {
    char id[256], platform[33];
    int64_t last_ms, came_ms, first_came_ms, lag_ms, longest_ms;
    int64_t seen;
    int64_t hour[HOURS], hour_of[HOURS];   /* mentions that came in the hour since 1970 */
    enum state told;
};

struct sources {
    pthread_mutex_t lock;
    struct one *v;
    size_t n;
    int64_t lag, known_ms;               /* known_ms: when it was known last; 0: never yet */
};

struct sources *sources_new(void)
{
    struct sources *s = calloc(1, sizeof *s);
    if (!s || !(s->v = calloc(SOURCES_MAX, sizeof *s->v)))
        abort();
    s->lag = -1;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void sources_free(struct sources *s)
{
    if (!s)
        return;
    pthread_mutex_destroy(&s->lock);
    free(s->v);
    free(s);
}

static struct one *find(struct sources *s, struct slice id, struct slice platform)
{
    if (id.n >= sizeof s->v->id)
        id.n = sizeof s->v->id - 1;
    for (size_t i = 0; i < s->n; i++)
        if (slice_is(id, s->v[i].id))
            return &s->v[i];
    if (s->n == SOURCES_MAX)
        return NULL;
    struct one *o = &s->v[s->n++];
    *o = (struct one){ .told = STATE_LIVE };
    snprintf(o->id, sizeof o->id, SLICE_FMT, SLICE_ARG(id));
    snprintf(o->platform, sizeof o->platform, SLICE_FMT, SLICE_ARG(platform));
    return o;
}

void sources_saw(struct sources *s, struct slice id, struct slice platform, int64_t created_ms, int64_t came_ms)
{
    pthread_mutex_lock(&s->lock);
    struct one *o = find(s, id, platform);
    if (o) {
        int64_t hour = came_ms / HOUR_MS;
        if (o->seen++ == 0)
            o->first_came_ms = came_ms;
        else if (came_ms - o->came_ms > o->longest_ms)
            o->longest_ms = came_ms - o->came_ms;
        o->came_ms = came_ms > o->came_ms ? came_ms : o->came_ms;
        o->last_ms = created_ms > o->last_ms ? created_ms : o->last_ms;
        o->lag_ms = came_ms > created_ms ? came_ms - created_ms : 0;
        if (o->hour_of[hour % HOURS] != hour) {
            o->hour_of[hour % HOURS] = hour;
            o->hour[hour % HOURS] = 0;
        }
        o->hour[hour % HOURS]++;
    }
    pthread_mutex_unlock(&s->lock);
}

void sources_lag(struct sources *s, int64_t records, int64_t now_ms)
{
    pthread_mutex_lock(&s->lock);
    s->lag = records;
    s->known_ms = records >= 0 ? now_ms : s->known_ms;
    pthread_mutex_unlock(&s->lock);
}

bool sources_behind(struct sources *s)
{
    pthread_mutex_lock(&s->lock);
    bool behind = s->lag > BEHIND_RECORDS;
    pthread_mutex_unlock(&s->lock);
    return behind;
}

static bool is_blind(const struct sources *s, int64_t now_ms)
{
    return s->known_ms && now_ms - s->known_ms > BLIND_MS;
}

bool sources_blind(struct sources *s, int64_t now_ms)
{
    pthread_mutex_lock(&s->lock);
    bool blind = is_blind(s, now_ms);
    pthread_mutex_unlock(&s->lock);
    return blind;
}

/* ---- judging ---- */

static int64_t normal_silence(const struct one *o)
{
    return o->longest_ms > LEAST_SILENCE_MS ? o->longest_ms : LEAST_SILENCE_MS;
}

static void lasting(int64_t ms, char out[32])
{
    if (ms < 120000)
        snprintf(out, 32, "%" PRId64 " s", ms / 1000);
    else if (ms < 7200000)
        snprintf(out, 32, "%" PRId64 " min", ms / 60000);
    else
        snprintf(out, 32, "%" PRId64 " h", ms / HOUR_MS);
}

/* Only what is seen here is judged: silence beside the longest silence of before. */
static enum state judge(const struct sources *s, const struct one *o, int64_t now_ms, char reason[200])
{
    char silent[32], normal[32];
    int64_t quiet_ms = now_ms - o->came_ms;
    lasting(quiet_ms, silent);
    lasting(normal_silence(o), normal);
    if (is_blind(s, now_ms) && quiet_ms > BLIND_MS) {
        lasting(now_ms - s->known_ms, silent);
        snprintf(reason, 200, "Kafka has not answered for %s: what came in since is not seen yet", silent);
        return STATE_BEHIND;
    }
    if (s->lag > BEHIND_RECORDS && quiet_ms > LEAST_SILENCE_MS) {
        snprintf(reason, 200, "%" PRId64 " records wait to be classified: what came in since is not seen yet", s->lag);
        return STATE_BEHIND;
    }
    if (o->seen < (int64_t)FEW) {
        snprintf(reason, 200, "only %" PRId64 " mentions were seen of it: too few to tell what is normal", o->seen);
        return STATE_UNKNOWN;
    }
    if (quiet_ms <= normal_silence(o)) {
        snprintf(reason, 200, "%s of silence is normal here (up to %s)", silent, normal);
        return STATE_LIVE;
    }
    if (quiet_ms > 4 * normal_silence(o) && quiet_ms > HOUR_MS) {
        snprintf(reason, 200, "silent for %s, and never for more than %s before: look at the log of pulso-ingest", silent, normal);
        return STATE_BROKEN;
    }
    snprintf(reason, 200, "silent for %s, longer than ever before (%s); whether it is broken cannot be told yet", silent, normal);
    return STATE_QUIET;
}

static void print(const struct one *o, enum state state, const char *reason, int64_t now_ms, struct buf *out)
{
    int64_t n = 0, hours = (now_ms - o->first_came_ms) / HOUR_MS + 1;
    for (int i = 0; i < HOURS; i++)
        n += o->hour_of[i] > now_ms / HOUR_MS - HOURS ? o->hour[i] : 0;
    buf_addz(out, "{\"id\":");
    buf_json(out, slice_of(o->id));
    buf_addz(out, ",\"platform\":");
    buf_json(out, slice_of(o->platform));
    buf_printf(out, ",\"state\":\"%s\",\"last\":", words[state]);
    json_time_or_null(out, o->last_ms);
    buf_addz(out, ",\"beat\":");
    json_time_or_null(out, o->came_ms);
    buf_printf(out, ",\"lag_ms\":%" PRId64 ",\"rate\":", o->lag_ms);
    json_number(out, (double)n / (double)(hours < HOURS ? hours : HOURS));
    if (o->seen >= (int64_t)FEW)
        buf_printf(out, ",\"normal\":%" PRId64, normal_silence(o));
    else
        buf_addz(out, ",\"normal\":null");
    buf_printf(out, ",\"silent_ms\":%" PRId64 ",\"reason\":", now_ms > o->came_ms ? now_ms - o->came_ms : 0);
    buf_json(out, slice_of(reason));
    buf_char(out, '}');
}

void sources_print(struct sources *s, int64_t now_ms, struct buf *out, char worst[256])
{
    char reason[200];
    size_t printed = 0;
    worst[0] = 0;
    buf_char(out, '[');
    pthread_mutex_lock(&s->lock);
    for (enum state want = STATE_BROKEN; want <= STATE_LIVE; want++)
        for (size_t i = 0; i < s->n; i++) {
            if (judge(s, &s->v[i], now_ms, reason) != want)
                continue;
            if (want <= STATE_BEHIND && !worst[0])
                snprintf(worst, 256, "%s", s->v[i].id);
            buf_addz(out, printed++ ? "," : "");
            print(&s->v[i], want, reason, now_ms, out);
        }
    pthread_mutex_unlock(&s->lock);
    buf_char(out, ']');
}

void sources_gaps(struct sources *s, int64_t from_ms, int64_t to_ms, bool comma, struct buf *out)
{
    char reason[200];
    int64_t now_ms = clock_now_ms();
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->n; i++) {
        enum state state = judge(s, &s->v[i], now_ms, reason);
        if (state > STATE_QUIET || s->v[i].last_ms >= to_ms)
            continue;
        buf_addz(out, comma ? ",{\"from\":" : "{\"from\":");
        json_time(out, s->v[i].last_ms > from_ms ? s->v[i].last_ms : from_ms);
        buf_addz(out, ",\"to\":null,\"source\":");
        buf_json(out, slice_of(s->v[i].id));
        buf_printf(out, ",\"what\":\"%s\"}", words[state]);
        comma = true;
    }
    pthread_mutex_unlock(&s->lock);
}

void sources_changes(struct sources *s, int64_t now_ms, void (*each)(void *self, struct slice json), void *self)
{
    char reason[200];
    struct buf out = { 0 };
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->n; i++) {
        enum state state = judge(s, &s->v[i], now_ms, reason);
        if (state == s->v[i].told)
            continue;
        s->v[i].told = state;
        buf_reset(&out);
        print(&s->v[i], state, reason, now_ms, &out);
        each(self, buf_slice(&out));
    }
    pthread_mutex_unlock(&s->lock);
    buf_fini(&out);
}

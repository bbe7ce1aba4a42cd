/*
 * stream_own: what the files of the stream share: stream.c adds events to the ring,
 * viewer.c sends one viewer what is theirs, api_stream.c lets viewers in. The ring
 * and the list of viewers are looked at while the lock is held.
 */
#ifndef PULSO_DASHBOARD_STREAM_OWN_H
#define PULSO_DASHBOARD_STREAM_OWN_H

#include <pthread.h>
#include <sys/types.h>

#include "dashboard/render.h"
#include "dashboard/stream.h"

#define VIEWER_BLOCK 16384       /* bytes sent at a time */

enum topic { TOPIC_MENTION = 1, TOPIC_INCIDENT = 2, TOPIC_SOURCE = 4, TOPIC_TICK = 8, TOPIC_EVERY = 15 };

/* Of a mention the brands are pieces of their own: of them everybody sees theirs. */
struct stream_event {
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
    struct stream_event *v[STREAM_EVENTS];
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

/* A hole in what v sees: so many events are missing, or nobody knows how many (0). */
void viewer_hole(struct viewer *v, uint64_t lost, const char *why);
/* Of libmicrohttpd: the next bytes, and the end; both on the server's thread. */
ssize_t viewer_read(void *viewer, uint64_t at, char *to, size_t most);
void viewer_leave(void *viewer);             /* one that has joined */
void viewer_free(struct viewer *v);          /* one that has not */

#endif

/*
 * api: what the endpoints stand on, one of each for the whole daemon, and the
 * table of the endpoints. Whatever is in it may be read by any thread; each
 * member says how in its own header.
 */
#ifndef PULSO_DASHBOARD_API_H
#define PULSO_DASHBOARD_API_H

#include "dashboard/cache.h"
#include "dashboard/dashboard.h"
#include "dashboard/setup.h"
#include "dashboard/snapshot.h"
#include "io/link.h"

struct book;
struct inbox;
struct sources;
struct ring;
struct stream;
struct worker;
struct dictionary;
struct search;
struct suggest;
struct bus_out;
struct keyring;

enum desk_kind { DESK_HERE, DESK_FIGURES, DESK_WIDE, DESK_SEARCH, DESK_ACT, DESKS };

/* What a worker's thread has for itself. */
struct hand {
    enum desk_kind kind;
    struct ledger ledger;
    struct dictionary *names, *route_names;      /* of the counters of classify; of route */
    struct search *search;
    struct suggest *suggest;     /* of the desk of searches */
    struct bus_out *out;
    bool handed_on;              /* the endpoint gave the request to another desk, and must not look at it any more */
};

struct api {
    struct app *app;
    const struct dashboard_options *options;
    struct session_key key;
    _Atomic(const struct links *) links;
    _Atomic(const struct people *) people;
    _Atomic(const struct keyring *) keys;    /* of originals; NULL: none are kept */
    struct cache *cache;
    struct shared_slot setup;        /* struct setup */
    struct shared_slot snapshot;     /* struct snapshot */
    struct ring *ring;
    struct book *book;
    struct inbox *inbox;
    struct sources *sources;
    struct stream *stream;
    struct worker *desks[DESKS];
};

enum marks { MARK_COUNTS = 1, MARK_MENTIONS = 2, MARK_INCIDENTS = 4, MARK_MINUTE = 8, MARK_NONE = 0 };

struct endpoint {
    const char *path;                /* "/v1/brands/{id}/series" */
    bool post;
    enum role least;
    bool open;                       /* nobody has to say who they are */
    enum desk_kind where;
    unsigned marks;                  /* what its ETag is made of; 0: it has none */
    bool (*answer)(struct api *api, struct hand *hand, struct request *r);   /* false: the refusal is in r */
    bool tools;                      /* other programs may ask it, signed; answer must call server_proven first */
};

extern const struct endpoint endpoints[];   /* ends in path NULL */
/* below: what stands in the place of {id}. NULL: no such address; *other: there is one, for the other method. */
const struct endpoint *endpoint_find(struct slice path, bool post, struct slice *below, bool *other);
void api_etag(struct api *api, struct request *r, char out[40]);
/* When the counters could last be read, where that is so long ago that figures are old; 0: they are as of now, or not made of counters. */
#define STALE_AFTER_MS 15000
int64_t api_stale_ms(struct api *api, const struct request *r);

/* One for each file of endpoints. */
bool api_me(struct api *api, struct hand *h, struct request *r);
bool api_login(struct api *api, struct hand *h, struct request *r);
bool api_login_page(struct api *api, struct hand *h, struct request *r);
bool api_logout(struct api *api, struct hand *h, struct request *r);
bool api_openapi(struct api *api, struct hand *h, struct request *r);
bool api_sets(struct api *api, struct hand *h, struct request *r);
bool api_now(struct api *api, struct hand *h, struct request *r);
bool api_compare(struct api *api, struct hand *h, struct request *r);
bool api_compare_csv(struct api *api, struct hand *h, struct request *r);
bool api_share_series(struct api *api, struct hand *h, struct request *r);
bool api_brand_series(struct api *api, struct hand *h, struct request *r);
bool api_brand_top(struct api *api, struct hand *h, struct request *r);
bool api_brand_care(struct api *api, struct hand *h, struct request *r);
bool api_brand_posts(struct api *api, struct hand *h, struct request *r);
bool api_mentions(struct api *api, struct hand *h, struct request *r);
bool api_histogram(struct api *api, struct hand *h, struct request *r);
bool api_why(struct api *api, struct hand *h, struct request *r);
bool api_incidents(struct api *api, struct hand *h, struct request *r);
bool api_incident(struct api *api, struct hand *h, struct request *r);
bool api_cases(struct api *api, struct hand *h, struct request *r);
bool api_case(struct api *api, struct hand *h, struct request *r);
bool api_queues(struct api *api, struct hand *h, struct request *r);
bool api_suggest(struct api *api, struct hand *h, struct request *r);
bool api_reveal(struct api *api, struct hand *h, struct request *r);
bool api_stream(struct api *api, struct hand *h, struct request *r);
bool api_link_page(struct api *api, struct hand *h, struct request *r);
bool api_link_act(struct api *api, struct hand *h, struct request *r);
bool api_act(struct api *api, struct hand *h, struct request *r);

#endif

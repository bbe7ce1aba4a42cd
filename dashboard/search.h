/*
 * search: looks through mentions, newest first by when they came: first those in
 * the ring, then, chunk by chunk, what Kafka still holds. A page ends when it is
 * full, when nothing older can be in the period, or at its bound of records and
 * time; its cursor says for each partition how far it has looked, so the next page
 * goes on exactly there. One a worker.
 */
#ifndef PULSO_DASHBOARD_SEARCH_H
#define PULSO_DASHBOARD_SEARCH_H

#include "dashboard/question.h"
#include "dashboard/render.h"

#define SEARCH_RECORDS 20000     /* read back from Kafka for one page */
#define SEARCH_MS 2500           /* and for so long */
#define SEARCH_PARTITIONS 256

struct explain;
struct search;

struct search *search_open(struct api *api, const char *client_id);
void search_close(struct search *s);             /* accepts NULL */
struct render *search_render(struct search *s);

/* What is looked for. */
struct sought {
    struct explain *query;                       /* NULL: any text */
    const char *q;
    struct slice topic;
    int label;                                   /* 0: any; else 1 + enum sov_slot of the feeling */
    bool all;                                    /* mentions without a brand, too */
};

/* ?q=, ?label=, ?topic=. false: refused, with the place of the mistake. */
bool sought_read(struct sought *x, struct question *q, struct marker *m);
void sought_close(struct sought *x);
/* Whether the mention that the render has read is sought. */
bool sought_is(const struct sought *x, const struct question *q, struct render *r);

/* Appends the items of the page; *next: the cursor, empty: nothing older is left. */
struct page { size_t items, limit, scanned; int64_t until_ms; bool complete; struct buf next; };
bool search_page(struct search *s, struct question *q, const struct sought *x, struct slice cursor, struct page *p, struct buf *out);
/* Counts what the ring holds of it, by row and by the mention's feeling; the question then says what that covers. */
void search_histogram(struct search *s, struct question *q, const struct sought *x, const int64_t *from_ms, const int64_t *to_ms, size_t rows, struct sov_count *out);
/* One mention by its place; held. NULL: refused. */
struct post *search_one(struct search *s, struct ledger *l, struct request *r, struct slice id);

#endif

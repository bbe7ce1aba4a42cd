/*
 * post: a record of pulso.classified as it is held in memory: its bytes, and the
 * little that finding it needs. Never changed but for `gone`; shared by whoever
 * holds it. What it says is read when somebody asks (post_view).
 */
#ifndef PULSO_DASHBOARD_POST_H
#define PULSO_DASHBOARD_POST_H

#include <stdatomic.h>

#include "io/reader.h"
#include "model/mention.h"

#define AHEAD_KBYTES 16384   /* that a reader of records fetches ahead */
#define POST_BRANDS 64
#define POST_LIST 32
#define POST_ID 48

struct post {
    atomic_int holders;
    atomic_bool gone;            /* brought up to date by a later record, or to be forgotten: not shown any more */
    int32_t partition, origin;   /* of pulso.classified; of pulso.mentions, -1: not known */
    int64_t updated_ms;          /* MENTION_NONE: as it was first */
    int64_t offset, came_ms, created_ms, version;
    uint64_t key;                /* hash of platform and id: the same for each update */
    struct post *same;           /* the ring's: next in its place of the index */
    bool deleted, refresh;
    size_t n;
    char bytes[];                /* the record */
};

struct post_brand { struct slice id, label; double score; bool own, unsure; struct slice queries[POST_LIST]; size_t query_count; };
struct post_why { struct slice text; double value; uint32_t start, end; };

/* In the reader's memory, until its next read. */
struct post_view {
    const struct post *post;
    struct mention m;
    struct slice lang, label, intent, model, story;
    double score, confidence;
    bool unsure;                 /* the classifier would rather not say: classify.coverage */
    bool felt;                   /* it has a sentiment at all */
    struct post_brand brands[POST_BRANDS];
    size_t brand_count;
    struct slice topics[POST_LIST], pii[POST_LIST];
    size_t topic_count, pii_count;
    struct post_why why[POST_LIST];
    size_t why_count;
};

struct post_reader;
struct post_reader *post_reader_new(void);
void post_reader_free(struct post_reader *r);    /* accepts NULL */

/* The version that a record of pulso.classified was judged by; 0: the file's. */
int64_t post_version(const rd_kafka_message_t *m);
/* NULL: no mention. The caller holds it. */
struct post *post_new(struct post_reader *r, struct slice record, int32_t partition, int64_t offset, int64_t came_ms, int64_t version);
struct post *post_hold(struct post *p);
void post_drop(struct post *p);                  /* accepts NULL */
bool post_read(struct post_reader *r, const struct post *p, struct post_view *out);
void post_id(const struct post *p, char out[POST_ID]);                       /* "3-1200" */
bool post_id_parse(struct slice id, int32_t *partition, int64_t *offset);

#endif

#include "classify/estimates/estimates.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "classify/estimates/near.h"
#include "classify/estimates/pace.h"
#include "classify/estimates/sketch.h"
#include "classify/story.h"
#include "text/stop.h"

/* What one mention adds: the same things for each of its brands. In the batch's arena. */
struct note {
    struct note *next;
    uint32_t minute;
    enum estimate_level from;            /* hours too, or days alone */
    uint64_t author_hash, story, cluster;
    struct slice author;                 /* platform:handle; empty: it was noted before */
    struct slice copy_of;                /* estimates_copy.of */
    struct tokens said;                  /* none where its words were noted before */
    size_t brands;
    struct { uint32_t by_platform, brand; } number[];   /* of the dictionary */
};

struct estimates {
    struct sketches sketches;
    struct near *near;
    struct pace *pace;
    bool ready;
    struct note *first, **last;
};

struct estimates *estimates_new(void)
{
    struct estimates *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->last = &s->first;
    sketches_init(&s->sketches);
    s->near = near_new();
    s->pace = pace_new();
    stop_open();
    return s;
}

void estimates_free(struct estimates *s)
{
    if (!s)
        return;
    sketches_fini(&s->sketches);
    near_free(s->near);
    pace_free(s->pace);
    free(s);
}

/* ---- what there is to note of a mention ---- */

static struct slice author_of(struct arena *a, const struct mention *m)
{
    struct slice who = m->author_handle.n ? m->author_handle : m->author_id;
    if (who.n && who.p[0] == '@')
        who.p++, who.n--;
    return arena_printf(a, SLICE_FMT ":" SLICE_FMT, SLICE_ARG(m->platform), SLICE_ARG(who));
}

/* By the id where there is one: handles change. */
static uint64_t author_hash(const struct mention *m)
{
    return hash64_seed(m->author_id.n ? m->author_id : m->author_handle, hash64(m->platform));
}

static uint32_t name_number(struct names *names, struct slice brand, const struct slice *platform)
{
    char text[128];
    size_t n = 2;
    memcpy(text, "e|", 2);
    memcpy(text + n, brand.p, brand.n);
    n += brand.n;
    if (platform) {
        text[n++] = '|';
        memcpy(text + n, platform->p, platform->n);
        n += platform->n;
    }
    return names_number(names, (struct slice){ text, n });
}

static struct slice cluster_text(struct arena *a, struct slice place, const struct shingles *is)
{
    char *p = arena_alloc(a, place.n + 1 + 4 * SHINGLES_KEPT);
    size_t n = place.n;
    memcpy(p, place.p, n);
    p[n++] = ' ';
    for (uint32_t i = 0; i < is->n; i++)
        for (int shift = 0; shift < 32; shift += 8)
            p[n++] = (char)(is->v[i] >> shift & 255);
    return (struct slice){ p, n };
}

static bool too_old(const struct mention *m, int64_t clock_ms)
{
    return clock_ms / 3600000 - m->created_ms / 3600000 > ESTIMATE_DAYS_KEPT * 24;
}

void estimates_meet(struct estimates *s, struct arena *a, const struct mention *m, struct verdict *v, int64_t clock_ms, int32_t partition, int64_t offset,
                    struct estimates_copy *out)
{
    struct near_original text = { .offset = offset, .story = v->story, .author = (uint32_t)(author_hash(m) >> 32) };
    *out = (struct estimates_copy){ .cluster = v->story };
    if (v->brand_count == 0 || too_old(m, clock_ms))
        return;
    out->pace = pace_meet(s->pace, text.author, (uint32_t)(m->created_ms / 60000));
    shingles_of(&v->said, story_begins(&v->said), &text.is);
    const struct near_original *of = text.is.n ? near_meet(s->near, &text) : NULL;   /* "gracias" is no campaign */
    if (!of)
        return;
    out->cluster = of->story;
    out->is = of->author == text.author ? SPAM_OWN_COPY : SPAM_COPY;
    v->cluster = arena_printf(a, "%" PRId32 ":%" PRId64, partition, of->offset);
    if (m->kind != KIND_REPOST)
        out->of = cluster_text(a, v->cluster, &of->is);
}

/* A string of the partition's state, whole; what is not there is empty. The caller frees the answer. */
static redisReply *get(struct store *side, struct slice tag, const char *suffix, struct slice *stored, struct err *e)
{
    char key[200];
    int n = snprintf(key, sizeof key, SLICE_FMT "%s", SLICE_ARG(tag), suffix);
    store_command(side, "GET");
    store_arg(side, (struct slice){ key, (size_t)n });
    redisReply *r = store_ask(side, e);
    *stored = r && r->type == REDIS_REPLY_STRING ? (struct slice){ r->str, r->len } : (struct slice){ NULL, 0 };
    return r;
}

bool estimates_ready(struct estimates *s, struct store *side, struct slice tag, struct err *e)
{
    struct slice near, pace;
    if (s->ready)
        return true;
    redisReply *r = get(side, tag, ":near", &near, e), *q = r ? get(side, tag, ":pace", &pace, e) : NULL;
    bool ok = r && q;
    if (ok && !near_load(s->near, near))
        ok = err_set(e, ERR_BUG, SLICE_FMT ":near cannot be read: delete this key, only which texts are copies begins anew", SLICE_ARG(tag));
    else if (ok && !pace_load(s->pace, pace))
        ok = err_set(e, ERR_BUG, SLICE_FMT ":pace cannot be read: delete this key, only who writes often begins anew", SLICE_ARG(tag));
    freeReplyObject(r);
    freeReplyObject(q);
    s->ready = ok;
    return ok;
}

void estimates_note(struct estimates *s, struct arena *a, struct names *names, const struct classifier *cl, const struct mention *m,
                    const struct verdict *v, const struct estimates_copy *copy, bool counted, int64_t clock_ms)
{
    int64_t hours_ago = clock_ms / 3600000 - m->created_ms / 3600000;
    if (v->brand_count == 0 || too_old(m, clock_ms))
        return;
    struct note *n = arena_alloc(a, sizeof *n + v->brand_count * sizeof n->number[0]);
    *n = (struct note){
        .minute = (uint32_t)(m->created_ms / 60000), .from = hours_ago <= ESTIMATE_HOURS_KEPT ? ESTIMATE_HOUR : ESTIMATE_DAY,
        .author_hash = author_hash(m), .story = v->story, .cluster = copy->cluster, .copy_of = copy->of, .said = counted ? v->said : (struct tokens){ .n = 0 }, .brands = v->brand_count,
    };
    if (counted)
        n->author = author_of(a, m);
    for (size_t i = 0; i < v->brand_count; i++) {
        struct slice id = slice_of(classifier_brands(cl)->v[v->brands[i].brand].id);
        n->number[i].by_platform = name_number(names, id, &m->platform);
        n->number[i].brand = name_number(names, id, NULL);
    }
    *s->last = n;
    s->last = &n->next;
}

/* ---- a batch is put in ---- */

static void add_words(struct sketches *s, const struct sketch_place *at, const struct tokens *said)
{
    struct top *tags = NULL, *links = NULL, *terms = NULL;
    for (size_t i = 0; i < said->n; i++) {
        const struct token *t = &said->v[i];
        if (t->kind == TOKEN_TAG) {
            tags = tags ? tags : sketch_top(s, at, ESTIMATE_TOP_HASHTAGS);
            top_add(tags, t->bare);
        } else if (t->kind == TOKEN_URL) {
            links = links ? links : sketch_top(s, at, ESTIMATE_TOP_LINKS);
            top_add(links, token_written(said, t));
        } else if (t->kind == TOKEN_WORD && t->bare.n > 2 && !(t->flags & (TOKEN_NUMBER | TOKEN_LAUGH)) && !stop_has(t->hash)) {
            terms = terms ? terms : sketch_top(s, at, ESTIMATE_TOP_TERMS);
            top_add(terms, t->squeezed);
        }
    }
}

/* Calls for every sketch that the note touches; to find which are not there yet, and to add. */
static void each_place(struct estimates *s, const struct note *n, const struct zone *z, void (*what)(struct sketches *s, const struct note *n,
                       const struct sketch_place *by_platform, const struct sketch_place *brand))
{
    for (enum estimate_level l = n->from; l <= ESTIMATE_DAY; l++) {
        uint32_t bucket = l == ESTIMATE_HOUR ? n->minute / 60 : (uint32_t)zone_day(z, (int64_t)n->minute * 60);
        for (size_t i = 0; i < n->brands; i++) {
            struct sketch_place by_platform = { l, bucket, n->number[i].by_platform }, brand = { l, bucket, n->number[i].brand };
            what(&s->sketches, n, &by_platform, &brand);
        }
    }
}

static void want(struct sketches *s, const struct note *n, const struct sketch_place *by_platform, const struct sketch_place *brand)
{
    sketch_want(s, by_platform, ESTIMATE_AUTHORS);
    sketch_want(s, by_platform, ESTIMATE_STORIES);
    sketch_want(s, by_platform, ESTIMATE_CLUSTERS);
    if (n->author.n)
        sketch_want(s, brand, ESTIMATE_TOP_AUTHORS);
    if (n->copy_of.n)
        sketch_want(s, brand, ESTIMATE_TOP_CLUSTERS);
    if (!n->said.n)
        return;
    for (enum estimate_kind k = ESTIMATE_TOP_HASHTAGS; k <= ESTIMATE_TOP_TERMS; k++)
        sketch_want(s, brand, k);
}

static void add(struct sketches *s, const struct note *n, const struct sketch_place *by_platform, const struct sketch_place *brand)
{
    sketch_raise(s, by_platform, ESTIMATE_AUTHORS, n->author_hash);
    sketch_raise(s, by_platform, ESTIMATE_STORIES, n->story);
    sketch_raise(s, by_platform, ESTIMATE_CLUSTERS, n->cluster);
    if (n->author.n)
        top_add(sketch_top(s, brand, ESTIMATE_TOP_AUTHORS), n->author);
    if (n->copy_of.n)
        top_add(sketch_top(s, brand, ESTIMATE_TOP_CLUSTERS), n->copy_of);
    add_words(s, brand, &n->said);
}

bool estimates_apply(struct estimates *s, struct store *side, struct slice tag, const struct zone *z, struct err *e)
{
    for (const struct note *n = s->first; n; n = n->next)
        each_place(s, n, z, want);
    bool ok = sketches_load(&s->sketches, side, tag, e);
    for (const struct note *n = s->first; ok && n; n = n->next)
        each_place(s, n, z, add);
    s->first = NULL;                     /* the notes lie in the batch's arena */
    s->last = &s->first;
    return ok;
}

/* ---- the commit ---- */

void estimates_commit_hashes(struct estimates *s, struct commit *k) { sketches_commit_hashes(&s->sketches, k); }
void estimates_commit_index(struct estimates *s, struct commit *k) { sketches_commit_index(&s->sketches, k); }

void estimates_commit_pieces(struct estimates *s, struct commit *k)
{
    sketches_commit_pieces(&s->sketches, k);
    near_commit(s->near, k);
    pace_commit(s->pace, k);
}

void estimates_committed(struct estimates *s)
{
    sketches_committed(&s->sketches, ESTIMATES_KEPT);
    near_committed(s->near);
    pace_committed(s->pace);
}

void estimates_commit_expiries(int64_t clock_ms, struct commit *k)
{
    const int64_t floor[] = { clock_ms / 3600000 - ESTIMATE_HOURS_KEPT, clock_ms / 86400000 - ESTIMATE_DAYS_KEPT };
    for (int l = ESTIMATE_HOUR; l <= ESTIMATE_DAY; l++) {
        char index[] = { ':', 'e', ESTIMATE_LEVEL_LETTERS[l], 'i', 0 }, key[] = { ':', 'e', ':', ESTIMATE_LEVEL_LETTERS[l], ':', 0 };
        commit_item(k);
        store_arg(k->s, slice_of(index));
        store_arg(k->s, slice_of(key));
        store_arg_int(k->s, floor[l]);
    }
}

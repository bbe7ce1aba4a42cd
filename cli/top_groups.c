/* `pulso top --suggest-groups`: hashtags that stand together so often that they may mean the same event. Read from pulso.classified. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "cli/kafka.h"
#include "cli/top_view.h"
#include "cli/verdict_read.h"
#include "model/topics.h"
#include "text/tokens.h"

/* TOGETHER: of the mentions that have one of two, so many must have both. */
enum { TAGS_MAX = 4096, PAIRS = 1 << 17, OF_ONE_MAX = 12, LEAST = 5 };
#define TOGETHER 0.3

struct tag { struct slice text; uint64_t hash; int64_t n; uint32_t group; };
struct pair { uint32_t a, b; int64_t n; };               /* a < b; n 0: free */
struct groups {
    struct top_view *v;
    const struct period *period;
    struct verdict_reader *reader;
    struct tokenizer *tokenizer;
    struct arena scratch;
    struct tag *tag;
    struct pair *pair;
    uint32_t tags, pairs;
    int64_t mentions;
    bool full;
};

/* ---- counting ---- */

static uint32_t tag_of(struct groups *g, struct slice text)
{
    uint64_t hash = hash64(text);
    for (uint32_t i = 0; i < g->tags; i++)
        if (g->tag[i].hash == hash)
            return i;
    if (g->tags == TAGS_MAX) {
        g->full = true;
        return TAGS_MAX;
    }
    g->tag[g->tags] = (struct tag){ arena_dup(&g->v->a, text), hash, 0, g->tags };
    return g->tags++;
}

static void count_pair(struct groups *g, uint32_t a, uint32_t b)
{
    uint32_t low = a < b ? a : b, high = a < b ? b : a, at = (low * 2654435761u ^ high * 40503u) & (PAIRS - 1);
    while (g->pair[at].n && (g->pair[at].a != low || g->pair[at].b != high))
        at = (at + 1) & (PAIRS - 1);
    if (!g->pair[at].n && ++g->pairs > PAIRS / 2) {
        g->pairs--;
        g->full = true;
        return;
    }
    g->pair[at] = (struct pair){ low, high, g->pair[at].n + 1 };
}

static void count(struct groups *g, struct slice text)
{
    struct tokens said;
    uint32_t of[OF_ONE_MAX], n = 0;
    tokens_scan(g->tokenizer, &g->scratch, text, &said);
    for (size_t i = 0; i < said.n && n < OF_ONE_MAX; i++) {
        if (said.v[i].kind != TOKEN_TAG || estimates_own_name(&g->v->brands.v[g->v->brand], said.v[i].bare))
            continue;
        uint32_t t = tag_of(g, said.v[i].bare), k = 0;
        while (k < n && of[k] != t)
            k++;
        if (t < TAGS_MAX && k == n)
            of[n++] = t;
    }
    for (uint32_t i = 0; i < n; i++) {
        g->tag[of[i]].n++;
        for (uint32_t k = 0; k < i; k++)
            count_pair(g, of[i], of[k]);
    }
    arena_reset(&g->scratch);
}

static bool take(void *self, const rd_kafka_message_t *record)
{
    struct groups *g = self;
    struct verdict_seen v;
    struct err ignored = { 0 };
    const char *brand = g->v->brands.v[g->v->brand].id;
    if (!verdict_read(g->reader, (struct slice){ record->payload, record->len }, &v, &ignored) || v.mention.deleted || v.mention.created_ms < g->period->from_ms
        || v.mention.created_ms >= g->period->to_ms)
        return true;
    for (size_t i = 0; i < v.brand_count; i++)
        if (strcmp(v.brands[i].id, brand) == 0) {
            g->mentions++;
            count(g, v.mention.text.n ? v.mention.text : v.mention.title);
        }
    return true;
}

/* ---- what belongs together ---- */

static uint32_t root(struct groups *g, uint32_t t)
{
    while (g->tag[t].group != t)
        t = g->tag[t].group;
    return t;
}

static bool together(const struct groups *g, const struct pair *p)
{
    return p->n >= LEAST && (double)p->n >= TOGETHER * (double)(g->tag[p->a].n + g->tag[p->b].n - p->n);
}

/* The one that is said most gives the name. */
static void join(struct groups *g)
{
    for (uint32_t i = 0; i < PAIRS; i++) {
        if (!g->pair[i].n || !together(g, &g->pair[i]))
            continue;
        uint32_t a = root(g, g->pair[i].a), b = root(g, g->pair[i].b);
        bool first = g->tag[a].n > g->tag[b].n || (g->tag[a].n == g->tag[b].n && slice_cmp(g->tag[a].text, g->tag[b].text) < 0);
        if (a != b)
            g->tag[first ? b : a].group = first ? a : b;
    }
}

static void print(struct groups *g)
{
    struct buf out = { 0 };
    bool json = g->v->cli->json;
    size_t groups = 0;
    buf_addz(&out, json ? "{\"groups\":[" : "hashtag_groups:\n");
    for (uint32_t r = 0; r < g->tags; r++) {
        size_t n = 0;
        for (uint32_t t = 0; g->tag[r].group == r && t < g->tags; t++)
            n += root(g, t) == r;
        if (n < 2)
            continue;
        struct slice name = { g->tag[r].text.p + 1, g->tag[r].text.n - 1 };
        buf_addz(&out, json ? (groups ? ",{\"name\":" : "{\"name\":") : "  - { name: ");
        buf_json(&out, name);
        buf_addz(&out, json ? ",\"hashtags\":[" : ", hashtags: [");
        buf_json(&out, g->tag[r].text);
        for (uint32_t t = 0; t < g->tags; t++)
            if (t != r && root(g, t) == r) {
                buf_addz(&out, json ? "," : ", ");
                buf_json(&out, g->tag[t].text);
            }
        buf_addz(&out, json ? "]}" : "] }\n");
        groups++;
    }
    if (json)
        buf_printf(&out, "],\"mentions\":%" PRId64 "}\n", g->mentions);
    if (json || groups)
        fwrite(out.p, 1, out.n, stdout);
    if (!groups && !json)
        fprintf(stderr, "pulso top: no two hashtags stand together in %d mentions or more, and in three of ten that have one of them (%" PRId64 " mentions were read)\n", LEAST, g->mentions);
    if (g->full)
        fprintf(stderr, "pulso top: there are more hashtags than are looked at (%d): ask for a shorter period\n", TAGS_MAX);
    buf_fini(&out);
}

/* ---- reading ---- */

/* Said in the period is appended after its beginning. */
static struct kafka_span *spans(struct groups *g, const char *topic, int *count, struct err *e)
{
    rd_kafka_t *rk = kafka_open(g->v->cli, RD_KAFKA_PRODUCER, e);
    struct kafka_span *v = NULL;
    int64_t low, high, from;
    bool ok = rk && kafka_partitions(rk, topic, count, e) && (v = calloc((size_t)*count, sizeof *v)) != NULL;
    for (int p = 0; ok && p < *count; p++) {
        ok = kafka_range(rk, topic, p, &low, &high, e) && kafka_since(rk, topic, p, g->period->from_ms, &from, e);
        v[p] = (struct kafka_span){ from, high };
    }
    if (rk)
        rd_kafka_destroy(rk);
    if (ok)
        return v;
    free(v);
    return NULL;
}

bool top_groups(struct top_view *v, const struct period *p, struct err *e)
{
    struct groups g = { .v = v, .period = p, .reader = verdict_reader_new(), .tokenizer = tokenizer_new() };
    const char *topic = bus_topic(&v->cli->common, TOPIC_CLASSIFIED);
    int count = 0;
    g.tag = calloc(TAGS_MAX, sizeof *g.tag);
    g.pair = calloc(PAIRS, sizeof *g.pair);
    if (!g.tag || !g.pair)
        abort();
    struct kafka_span *span = spans(&g, topic, &count, e);
    bool ok = span && kafka_read(v->cli, topic, span, count, take, &g, e);
    if (ok) {
        join(&g);
        print(&g);
    }
    free(span);
    free(g.tag);
    free(g.pair);
    verdict_reader_free(g.reader);
    tokenizer_free(g.tokenizer);
    arena_fini(&g.scratch);
    return ok;
}

#include "classify/learned.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/hash.h"
#include "base/log.h"
#include "query/frequencies.h"
#include "text/tokens.h"

#define SLOTS     32768          /* a power of two */
#define FULL      (SLOTS / 4 * 3)
#define WORD_MAX  27             /* bytes: longer words are rare, and so are taken to be */
#define WORD_LEAST 5             /* mentions: a word of fewer says nothing yet */
#define KEEP_EACH 5000           /* counted mentions */

struct slot { uint64_t hash; uint32_t count, last; uint8_t n; char word[WORD_MAX]; };

struct learned {
    pthread_mutex_t lock;        /* of the table, for learned_table: it is long held, seldom */
    struct slot *v, *spare;      /* spare: what halving moves to */
    size_t words;
    uint32_t mentions;           /* that the counts are of */
    uint32_t number;             /* of the mention at hand, for counting a word once in each */
    uint64_t seen;
    uint32_t kept_at;            /* `number` when it was last kept */
    struct tokenizer *tokenizer;
    struct arena arena;
    struct metric *shown_mentions, *shown_words;
};

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (!p)
        abort();
    return p;
}

struct learned *learned_new(void)
{
    struct learned *l = zeroed(1, sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    l->v = zeroed(SLOTS, sizeof *l->v);
    l->spare = zeroed(SLOTS, sizeof *l->spare);
    l->tokenizer = tokenizer_new();
    l->shown_mentions = stat_gauge("pulso_classify_learned_mentions", NULL, "mentions that the learned frequencies of words rest on");
    l->shown_words = stat_gauge("pulso_classify_learned_words", NULL, "words whose frequency is being learned from the stream");
    return l;
}

void learned_free(struct learned *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    tokenizer_free(l->tokenizer);
    arena_fini(&l->arena);
    free(l->v);
    free(l->spare);
    free(l);
}

static struct slot *find(struct slot *v, uint64_t hash)
{
    size_t i = hash & (SLOTS - 1);
    while (v[i].n && v[i].hash != hash)
        i = (i + 1) & (SLOTS - 1);
    return &v[i];
}

/* A word that hardly any mention holds gives its place away; what is kept stays in proportion. */
static void halve(struct learned *l)
{
    memset(l->spare, 0, SLOTS * sizeof *l->spare);
    l->words = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot s = l->v[i];
        s.count /= 2;
        if (!s.n || !s.count)
            continue;
        *find(l->spare, s.hash) = s;
        l->words++;
    }
    struct slot *v = l->v;
    l->v = l->spare;
    l->spare = v;
    l->mentions /= 2;
}

static void count(struct learned *l, struct slice word, uint64_t hash, uint32_t times)
{
    if (word.n == 0 || word.n > WORD_MAX)
        return;
    struct slot *s = find(l->v, hash);
    if (!s->n) {
        *s = (struct slot){ .hash = hash, .n = (uint8_t)word.n };
        memcpy(s->word, word.p, word.n);
        l->words++;
    } else if (s->last == l->number) {
        return;
    }
    s->count += times;
    s->last = l->number;
}

static void count_text(struct learned *l, struct slice text)
{
    struct tokens k;
    tokens_scan(l->tokenizer, &l->arena, text, &k);
    for (size_t i = 0; i < k.n && l->words < FULL; i++)
        if (k.v[i].kind == TOKEN_WORD && !(k.v[i].flags & (TOKEN_NUMBER | TOKEN_LONG)))
            count(l, k.v[i].bare, k.v[i].hash, 1);
}

static void show(const struct learned *l)
{
    stat_set(l->shown_mentions, l->mentions);
    stat_set(l->shown_words, (int64_t)l->words);
}

void learned_see(struct learned *l, const struct mention *m)
{
    if (l->seen++ >= LEARNED_FIRST && l->seen % LEARNED_EACH)
        return;
    if (pthread_mutex_trylock(&l->lock) != 0)
        return;                  /* a version is just being compiled from it: this mention is not missed */
    l->number++;
    l->mentions++;
    arena_reset(&l->arena);
    count_text(l, m->text);
    count_text(l, m->title);
    if (l->words >= FULL)
        halve(l);
    pthread_mutex_unlock(&l->lock);
    show(l);
}

/* ---- as a table */

static void table(const struct learned *l, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; l->mentions >= LEARNED_LEAST && i < SLOTS; i++) {
        const struct slot *s = &l->v[i];
        uint64_t of_a_million = (uint64_t)s->count * 1000000 / l->mentions;
        if (s->n && s->count >= WORD_LEAST && of_a_million >= FREQUENCIES_LEAST)
            buf_printf(out, "%.*s\t%" PRIu64 "\n", (int)s->n, s->word, of_a_million);
    }
}

void learned_table(struct learned *l, struct buf *out)
{
    pthread_mutex_lock(&l->lock);
    table(l, out);
    pthread_mutex_unlock(&l->lock);
}

int64_t learned_mentions(const struct learned *l)
{
    return l->mentions;
}

/* ---- in Redis */

static void take_line(struct learned *l, struct slice line)
{
    struct slice word;
    int64_t of_a_million;
    if (!slice_next(&line, '\t', &word) || !slice_int(line, &of_a_million) || of_a_million < 0 || of_a_million > 1000000 || l->words >= FULL / 2)
        return;
    uint32_t times = (uint32_t)((uint64_t)of_a_million * l->mentions / 1000000);
    if (times)
        count(l, word, hash64(word), times);
}

void learned_take(struct learned *l, int64_t mentions, struct slice lines)
{
    struct slice line;
    if (mentions < LEARNED_LEAST || mentions > UINT32_MAX / 2)
        return;
    l->mentions = (uint32_t)mentions;
    l->seen = LEARNED_FIRST;
    l->number = l->kept_at = 1;
    while (slice_next(&lines, '\n', &line))
        take_line(l, line);
    show(l);
}

static struct slice text_of(const redisReply *r)
{
    return r && r->type == REDIS_REPLY_STRING ? (struct slice){ r->str, r->len } : SLICE("");
}

void learned_load(struct learned *l, struct store *s, struct slice key)
{
    struct err e = { 0 };
    int64_t mentions;
    store_command(s, "HMGET");
    store_arg(s, key);
    store_arg(s, SLICE("mentions"));
    store_arg(s, SLICE("table"));
    redisReply *r = store_ask(s, &e);
    if (!r)
        log_info("event=frequencies_not_loaded cause=\"%s\"", e.msg);
    else if (r->type == REDIS_REPLY_ARRAY && r->elements == 2 && slice_int(text_of(r->element[0]), &mentions))
        learned_take(l, mentions, text_of(r->element[1]));
    freeReplyObject(r);
}

bool learned_is_due(const struct learned *l)
{
    return l->number - l->kept_at >= KEEP_EACH;
}

void learned_keep(struct learned *l, struct store *s, struct slice key)
{
    struct err e = { 0 };
    struct buf b = { 0 };
    l->kept_at = l->number;
    table(l, &b);
    if (b.n) {
        store_command(s, "HSET");
        store_arg(s, key);
        store_arg(s, SLICE("mentions"));
        store_arg_int(s, l->mentions);
        store_arg(s, SLICE("table"));
        store_arg(s, buf_slice(&b));
        redisReply *r = store_ask(s, &e);
        if (!r)
            log_info("event=frequencies_not_kept cause=\"%s\"", e.msg);
        freeReplyObject(r);
    }
    buf_fini(&b);
}

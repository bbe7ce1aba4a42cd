#include "route/crisis/voices_own.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "text/stop.h"

enum { TEXT_KEPT = 600 };

static const char *harm[] = {
    "muerto", "muerta", "muertos", "muertas", "muerte", "murio", "murieron", "fallecido", "fallecidos", "herido", "heridos", "heridas", "suicidio", "incendio", "explosion",
    "explosao", "morto", "mortos", "morte", "morreu", "ferido", "feridos", "dead", "death", "died", "killed", "injured", "suicide", "explosion",
};
const struct voices_conf voices_usual = {
    .same_author = 2, .same_text = 3, .influential = 100000, .reach = 200000, .sensitive_terms = { harm, sizeof harm / sizeof harm[0] }, .own_post = true, .sudden_term = false,
};

struct voices *voices_new(const struct voices_conf *c)
{
    struct voices *v = calloc(1, sizeof *v);
    if (!v || !(v->v = malloc(VOICES_ALL * sizeof *v->v)) || !(v->parts = calloc(TERMS, sizeof *v->parts)))
        abort();
    v->conf = c;
    v->tokenizer = tokenizer_new();
    stop_open();
    for (size_t i = 0; i < c->sensitive_terms.n && i < VOICES_TERMS; i++) {
        struct slice bare = tokens_bare(v->tokenizer, &v->scratch, slice_of(c->sensitive_terms.v[i]));
        v->sensitive[v->sensitive_count++] = hash64(bare);
    }
    return v;
}

void voices_free(struct voices *v)
{
    if (!v)
        return;
    tokenizer_free(v->tokenizer);
    arena_fini(&v->arena);
    arena_fini(&v->scratch);
    free(v->parts);
    free(v->v);
    free(v);
}

static void own_words(struct voices *v, const char *text)
{
    struct tokens k;
    tokens_scan(v->tokenizer, &v->scratch, slice_of(text ? text : ""), &k);
    for (size_t i = 0; i < k.n && v->own_count < BRAND_WORDS; i++)
        v->own[v->own_count++] = k.v[i].hash;
}

void voices_begin(struct voices *v, const struct brand *b)
{
    arena_reset(&v->arena);
    arena_reset(&v->scratch);
    memset(v->parts, 0, TERMS * sizeof *v->parts);
    v->brand = b;
    v->n = v->now_count = v->before_count = v->part_count = v->own_count = 0;
    own_words(v, b->id);
    own_words(v, b->name);
    for (size_t i = 0; i < b->accounts.n; i++)
        own_words(v, b->accounts.v[i]);
}

/* ---- one mention ---- */

static struct voice *find(struct voices *v, uint64_t id)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->v[i].id == id)
            return &v->v[i];
    return NULL;
}

static struct slice bare_handle(struct slice s) { return s.n && s.p[0] == '@' ? (struct slice){ s.p + 1, s.n - 1 } : s; }

/* Of one post of the brand's own that is answered: its conversation, else itself. */
static uint64_t thread_of(const struct voices *v, const struct mention *m)
{
    if (!m->in_reply_to_author.n)
        return 0;
    for (size_t i = 0; i < v->brand->accounts.n; i++)
        if (slice_eq_nocase(bare_handle(slice_of(v->brand->accounts.v[i])), bare_handle(m->in_reply_to_author)))
            return hash64(m->conversation.n ? m->conversation : m->in_reply_to) | 1;
    return 0;
}

static void fill(struct voices *v, struct voice *x, const struct mention *m, const struct slice *topics, size_t topic_count)
{
    struct slice author = m->author_id.n ? m->author_id : m->author_handle, text = m->text.n ? m->text : m->title;
    size_t n = text.n < TEXT_KEPT ? text.n : TEXT_KEPT;
    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    *x = (struct voice){
        .id = mention_id_hash(m), .author = hash64_seed(author, hash64(m->platform)), .thread = thread_of(v, m), .ms = m->created_ms, .updated_ms = m->updated_ms,
        .followers = m->followers, .repost = m->kind == KIND_REPOST, .platform = arena_dup(&v->arena, m->platform), .id_text = arena_dup(&v->arena, m->id),
        .handle = arena_dup(&v->arena, m->author_handle.n ? m->author_handle : m->author_id), .text = arena_dup(&v->arena, (struct slice){ text.p, n }),
    };
    for (size_t i = 0; i < topic_count && i < TOPICS_MAX; i++)
        x->topics[x->topic_count++] = hash64(topics[i]);
    voice_read(v, x, x->text);
}

void voices_add(struct voices *v, const struct mention *m, const struct slice *topics, size_t topic_count, bool before)
{
    struct voice *x = find(v, mention_id_hash(m));
    if (x) {
        fill(v, x, m, topics, topic_count);
        return;
    }
    if (before ? v->before_count == VOICES_BEFORE : v->now_count == VOICES_MAX)
        return;
    if (before)
        v->before[v->before_count++] = v->n;
    else
        v->now[v->now_count++] = v->n;
    fill(v, &v->v[v->n++], m, topics, topic_count);
}

void voices_drop(struct voices *v, const struct mention *m)
{
    struct voice *x = find(v, mention_id_hash(m));
    if (x)
        x->gone = true;
}

bool voice_is(const struct voice *x, const char *topic)
{
    if (x->gone || !topic || !*topic)
        return !x->gone;
    uint64_t want = hash64(slice_of(topic));
    for (size_t i = 0; i < x->topic_count; i++)
        if (x->topics[i] == want)
            return true;
    return false;
}

/* What a mention says, cut into what may be a cause: terms, pairs of words, links; and its author. */
#include <string.h>

#include "base/hash.h"
#include "route/crisis/voices_own.h"
#include "text/stop.h"

enum { LETTERS_LEAST = 3, TEXT_MAX = 64, LINK_MAX = 160, WORDS_LEAST = 5, FULL = TERMS / 4 * 3 };

static bool one_of(uint64_t hash, const uint64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] == hash)
            return true;
    return false;
}

/* Its place in the table; TERMS: there is no room. */
static size_t place(struct voices *v, uint64_t hash, struct slice text)
{
    size_t at = hash % TERMS;
    while (v->parts[at].hash && v->parts[at].hash != hash)
        at = (at + 1) % TERMS;
    if (v->parts[at].hash)
        return at;
    if (v->part_count == FULL)
        return TERMS;
    v->part_count++;
    v->parts[at] = (struct part){ hash, arena_dup(&v->arena, text) };
    return at;
}

static void add(struct voices *v, struct voice *x, enum part_kind kind, struct slice text, size_t most)
{
    if (text.n == 0 || text.n > most || x->part_count[kind] == PARTS_MAX)
        return;
    size_t at = place(v, hash64_seed(text, (uint64_t)kind + 1) | 1, text);
    for (size_t i = 0; i < x->part_count[kind]; i++)
        if (x->parts[kind][i] == at)
            return;
    if (at < TERMS)
        x->parts[kind][x->part_count[kind]++] = (uint16_t)at;
}

static bool is_word(const struct token *t) { return t->kind == TOKEN_WORD && !(t->flags & (TOKEN_NUMBER | TOKEN_LAUGH)); }

/* Says something by itself. */
static bool says(const struct voices *v, const struct token *t)
{
    return (is_word(t) || t->kind == TOKEN_TAG) && t->bare.n >= LETTERS_LEAST && !stop_has(t->hash) && !one_of(t->hash, v->own, v->own_count);
}

/* "sin señal", "no abre": a word that says something and the one before it, where only a blank lies between. */
static void add_pair(struct voices *v, struct voice *x, const struct tokens *k, size_t i)
{
    char text[TEXT_MAX + 1];
    const struct token *a = &k->v[i - 1], *b = &k->v[i];
    bool near = b->start == a->end + 1 && k->text.p[a->end] == ' ';
    if (!near || !is_word(a) || b->kind != TOKEN_WORD || one_of(a->hash, v->own, v->own_count) || a->folded.n + b->folded.n + 1 > TEXT_MAX)
        return;
    memcpy(text, a->folded.p, a->folded.n);
    text[a->folded.n] = ' ';
    memcpy(text + a->folded.n + 1, b->folded.p, b->folded.n);
    add(v, x, PART_TERM, (struct slice){ text, a->folded.n + 1 + b->folded.n }, TEXT_MAX);
}

void voice_read(struct voices *v, struct voice *x, struct slice text)
{
    struct tokens k;
    uint64_t said = 0;
    size_t words = 0;
    arena_reset(&v->scratch);
    tokens_scan(v->tokenizer, &v->scratch, text, &k);
    add(v, x, PART_AUTHOR, x->handle, LINK_MAX);
    for (size_t i = 0; i < k.n; i++) {
        const struct token *t = &k.v[i];
        x->sensitive = x->sensitive || one_of(t->hash, v->sensitive, v->sensitive_count);
        if (t->kind == TOKEN_URL)
            add(v, x, PART_LINK, token_written(&k, t), LINK_MAX);
        if (is_word(t)) {
            said = said * 31 + t->hash;
            words++;
        }
        if (!says(v, t))
            continue;
        add(v, x, PART_TERM, t->folded, TEXT_MAX);
        if (i > 0)
            add_pair(v, x, &k, i);
    }
    x->said = x->repost || words < WORDS_LEAST ? 0 : said | 1;
}

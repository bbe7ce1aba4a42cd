#include "classify/sentiment/lexicon.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/hash.h"

enum { MAYBE_LOG2 = 16, BEGINS_LOG2 = 12 };   /* sizes of lexicon.maybe and .begins, in bits */

static int cmp_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static uint64_t pair_key(uint64_t first, uint64_t second)
{
    return (first ^ (second >> 29 | second << 35)) * 0x9E3779B97F4A7C15u;
}

/* Faces last; else by key, longest first, then by the other words. */
static int cmp_form(const void *x, const void *y)
{
    const struct form *a = x, *b = y;
    bool fa = a->entry.kind == ENTRY_FACE, fb = b->entry.kind == ENTRY_FACE;
    if (fa != fb)
        return fa - fb;
    if (fa)
        return a->text.n != b->text.n ? (a->text.n < b->text.n ? 1 : -1) : slice_cmp(a->text, b->text);
    if (a->key != b->key)
        return cmp_u64(a->key, b->key);
    if (a->words != b->words)
        return a->words < b->words ? 1 : -1;
    for (size_t i = 2; i < a->words; i++)
        if (a->hash[i] != b->hash[i])
            return cmp_u64(a->hash[i], b->hash[i]);
    /* One written "exact" beside one that is not: the exact one is asked first. */
    int exact = (b->entry.flags & ENTRY_EXACT) - (a->entry.flags & ENTRY_EXACT);
    return exact ? exact : (a->entry.flags & ENTRY_EXACT) ? cmp_u64(a->exact, b->exact) : 0;
}

static bool say_twice(const struct form *a, const struct form *b, struct err *e)
{
    bool swap = strcmp(a->file, b->file) == 0 ? a->line > b->line : strcmp(a->file, b->file) > 0;
    const struct form *first = swap ? b : a, *second = swap ? a : b;
    return err_set(e, ERR_CONFIG, "%s:%d: \"" SLICE_FMT "\" is already given at %s:%d: keep one of them",
                   second->file, second->line, SLICE_ARG(second->text), first->file, first->line);
}

static void *must_calloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

static void slots_alloc(struct lexicon *lx, size_t forms)
{
    size_t cap = 64;
    while (cap < forms * 2)
        cap *= 2;
    lx->slots = must_calloc(cap, sizeof *lx->slots);
    lx->mask = cap - 1;
}

/* Bits are taken from the top of the hash, slots from its bottom. */
static inline bool bit_has(const uint64_t *bits, unsigned log2, uint64_t hash)
{
    uint64_t at = hash >> (64 - log2);
    return bits[at / 64] >> at % 64 & 1;
}

static void bit_set(uint64_t *bits, unsigned log2, uint64_t hash)
{
    uint64_t at = hash >> (64 - log2);
    bits[at / 64] |= 1ull << at % 64;
}

static const struct lexicon_slot *slot_find(const struct lexicon *lx, uint64_t hash)
{
    size_t i = hash & lx->mask;
    while (lx->slots[i].n && lx->slots[i].hash != hash)
        i = (i + 1) & lx->mask;
    return &lx->slots[i];
}

static void row_add(struct lexicon *lx, const struct form *f, size_t *rest)
{
    size_t at = lx->rows_n++, more = f->words > 2 ? f->words - 2 : 0;
    lx->rows[at] = (struct lexicon_row){ f->entry, (uint32_t)*rest, (uint32_t)f->words, f->exact };
    if (more)
        memcpy(lx->rest + *rest, f->hash + 2, more * sizeof *lx->rest);
    *rest += more;
    struct lexicon_slot *s = (struct lexicon_slot *)slot_find(lx, f->key);
    if (s->n++ == 0) {
        s->hash = f->key;
        s->first = (uint32_t)at;
    }
    bit_set(lx->maybe, MAYBE_LOG2, f->key);
    if (f->words > 1)
        bit_set(lx->begins, BEGINS_LOG2, f->hash[0]);
}

static void face_add(struct lexicon *lx, const struct form *f)
{
    struct face *face = &lx->faces[lx->faces_n++];
    memcpy(face->text, f->text.p, f->text.n);
    face->len = (uint8_t)f->text.n;
    face->value = f->entry.value;
    lx->face_start[(unsigned char)f->text.p[0]] = true;
}

struct lexicon *lexicon_build(struct form *forms, size_t n, struct err *e)
{
    size_t rest = 0;
    for (size_t i = 0; i < n; i++)
        if (forms[i].words)
            forms[i].key = forms[i].words == 1 ? forms[i].hash[0] : pair_key(forms[i].hash[0], forms[i].hash[1]);
    qsort(forms, n, sizeof *forms, cmp_form);
    for (size_t i = 0; i < n; i++) {
        rest += forms[i].words;
        if (i && cmp_form(&forms[i - 1], &forms[i]) == 0) {
            say_twice(&forms[i - 1], &forms[i], e);
            return NULL;
        }
    }
    struct lexicon *lx = must_calloc(1, sizeof *lx);
    slots_alloc(lx, n);
    lx->rows = must_calloc(n, sizeof *lx->rows);
    lx->rest = must_calloc(rest, sizeof *lx->rest);
    lx->faces = must_calloc(n, sizeof *lx->faces);
    rest = 0;
    for (size_t i = 0; i < n; i++)
        if (forms[i].entry.kind == ENTRY_FACE)
            face_add(lx, &forms[i]);
        else
            row_add(lx, &forms[i], &rest);
    return lx;
}

void lexicon_free(struct lexicon *lx)
{
    if (!lx)
        return;
    free(lx->slots);
    free(lx->rows);
    free(lx->rest);
    free(lx->faces);
    free(lx);
}

size_t lexicon_count(const struct lexicon *lx)
{
    return lx->rows_n + lx->faces_n;
}

/* No form has a letter three times in a row, so a stretched word is only looked for squeezed. */
static inline uint64_t token_key(const struct token *t)
{
    if (t->flags & TOKEN_LONG)
        return hash64(t->squeezed);
    if (t->kind == TOKEN_TAG)
        return hash64((struct slice){ t->bare.p + 1, t->bare.n - 1 });
    return t->hash;
}

static bool rest_matches(const struct lexicon *lx, const struct lexicon_row *row, const struct token *v)
{
    for (size_t i = 2; i < row->words; i++)
        if (token_key(&v[i]) != lx->rest[row->rest + i - 2])
            return false;
    return !(row->entry.flags & ENTRY_EXACT) || !(v->flags & TOKEN_MARKED ? hash64(v->folded) != row->exact
                                                                          : v->hash != row->exact);
}

static const struct entry *find_key(const struct lexicon *lx, uint64_t key, const struct token *v, size_t n,
                                    size_t *words)
{
    const struct lexicon_slot *s = slot_find(lx, key);
    for (size_t i = 0; i < s->n; i++) {
        const struct lexicon_row *row = &lx->rows[s->first + i];
        if (row->words <= n && rest_matches(lx, row, v)) {
            *words = row->words;
            return &row->entry;
        }
    }
    return NULL;
}

static inline bool is_aei(char c)
{
    return c == 'a' || c == 'e' || c == 'i';
}

static inline bool may_laugh(struct slice s)
{
    return s.n >= 4 && (s.p[0] == 'j' || s.p[0] == 'h' || is_aei(s.p[0]));
}

/* jajajaja, ajajja, jejeje, hahaha: the first four letters of the pattern, else empty. */
static struct slice laugh_base(struct slice s)
{
    if (s.n && is_aei(s.p[0]))
        s.p++, s.n--;
    if (s.n < 4 || (s.p[0] != 'j' && s.p[0] != 'h') || !is_aei(s.p[1]))
        return (struct slice){ 0 };
    size_t hits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != s.p[0] && s.p[i] != s.p[1])
            return (struct slice){ 0 };
        hits += s.p[i] == s.p[0];
    }
    return hits >= 2 && s.p[0] == s.p[2] ? (struct slice){ s.p, 4 } : (struct slice){ 0 };
}

const struct entry *lexicon_find(const struct lexicon *lx, const struct token *v, size_t n, size_t *words)
{
    const struct entry *found = NULL;
    uint64_t key = token_key(v);
    if (n > 1 && bit_has(lx->begins, BEGINS_LOG2, key)) {
        uint64_t pair = pair_key(key, token_key(&v[1]));
        if (bit_has(lx->maybe, MAYBE_LOG2, pair))
            found = find_key(lx, pair, v, n, words);
    }
    if (!found && bit_has(lx->maybe, MAYBE_LOG2, key))
        found = find_key(lx, key, v, 1, words);
    if (!found && v->kind == TOKEN_WORD && may_laugh(v->bare)) {
        struct slice laugh = laugh_base(v->bare);
        found = laugh.n ? find_key(lx, hash64(laugh), v, 1, words) : NULL;
    }
    return found;
}

const struct face *lexicon_face(const struct lexicon *lx, const char *p, const char *end)
{
    if (!lx->face_start[(unsigned char)*p])
        return NULL;
    for (size_t i = 0; i < lx->faces_n; i++) {
        const struct face *f = &lx->faces[i];
        size_t left = (size_t)(end - p);
        if (f->len <= left && memcmp(p, f->text, f->len) == 0
            && !(isalnum((unsigned char)f->text[f->len - 1]) && left > f->len && isalnum((unsigned char)p[f->len])))
            return f;
    }
    return NULL;
}

#include "text/tokens.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "text/address.h"
#include "text/chars.h"
#include "text/entity.h"
#include "text/fold.h"
#include "text/laugh.h"
#include "text/utf8.h"
#include "text/words.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A token while the scan goes on: its forms lie in buffers that may still move. */
struct draft {
    uint32_t start, end;
    enum token_kind kind;
    uint32_t flags;
    uint32_t folded, folded_n;    /* in t->folded; unused without TOKEN_MARKED */
    uint32_t bare, bare_n;        /* in t->bare */
    uint32_t squeezed, squeezed_n;
};

struct tokenizer {
    struct draft *v;
    size_t n, cap;
    struct buf folded, bare;
    struct fold fold;
    struct entity_plain plain;
};

struct tokenizer *tokenizer_new(void)
{
    struct tokenizer *t = calloc(1, sizeof *t);
    if (!t) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    return t;
}

void tokenizer_free(struct tokenizer *t)
{
    if (!t)
        return;
    free(t->v);
    buf_fini(&t->folded);
    buf_fini(&t->bare);
    fold_fini(&t->fold);
    entity_fini(&t->plain);
    free(t);
}

static void grow(struct tokenizer *t)
{
    t->cap = t->cap ? t->cap * 2 : 64;
    t->v = realloc(t->v, t->cap * sizeof *t->v);
    if (!t->v) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
}

/* The next token; whoever fills it in counts it with t->n++. */
static struct draft *draft_at(struct tokenizer *t, size_t start)
{
    if (t->n == t->cap)
        grow(t);
    struct draft *d = &t->v[t->n];
    d->start = (uint32_t)start;
    d->folded = (uint32_t)t->folded.n;
    d->bare = (uint32_t)t->bare.n;
    return d;
}

static size_t finish(struct tokenizer *t, struct draft *d, enum token_kind kind, unsigned flags, size_t end)
{
    d->end = (uint32_t)end;
    d->kind = kind;
    d->flags = flags;
    d->folded_n = (uint32_t)(t->folded.n - d->folded);
    d->bare_n = (uint32_t)(t->bare.n - d->bare);
    d->squeezed = d->bare;
    d->squeezed_n = d->bare_n;
    if (flags & TOKEN_LONG) {
        buf_reserve(&t->bare, d->bare_n);  /* first: the slice below points into it */
        d->squeezed = (uint32_t)t->bare.n;
        fold_squeeze((struct slice){ t->bare.p + d->bare, d->bare_n }, &t->bare);
        d->squeezed_n = (uint32_t)t->bare.n - d->squeezed;
    }
    t->n++;
    return end;
}

/* Addresses are compared as they are written, but for ASCII case. */
static size_t finish_address(struct tokenizer *t, struct slice s, size_t start, size_t end, enum token_kind kind)
{
    struct draft *d = draft_at(t, start);
    buf_reserve(&t->bare, end - start);
    for (size_t i = start; i < end; i++) {
        char c = s.p[i];
        t->bare.p[t->bare.n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return finish(t, d, kind, 0, end);
}

static bool in_local_part(char c)
{
    return c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

/* The words that touch the @ by . _ % + or - were its local part: they are taken back. */
static size_t email(struct tokenizer *t, struct slice s, size_t at)
{
    size_t end = address_email_end(s, at), start = at;
    if (!end)
        return 0;
    while (t->n && t->v[t->n - 1].kind == TOKEN_WORD) {
        size_t touch = t->v[t->n - 1].end;
        while (touch < start && in_local_part(s.p[touch]))
            touch++;
        if (touch < start)
            break;
        start = t->v[--t->n].start;
    }
    return finish_address(t, s, start, end, TOKEN_EMAIL);
}

#ifdef __SSE2__
#define BLOCK 16

/* Nearly every word: a few ASCII letters and a gap behind them, seen at one look. 0: it is not so simple. */
static size_t short_word(struct tokenizer *t, struct slice s, size_t at)
{
    if (s.n - at < BLOCK || t->bare.cap - t->bare.n < BLOCK)
        return 0;
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s.p + at)), low = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i letter = _mm_cmplt_epi8(_mm_sub_epi8(low, _mm_set1_epi8((char)('a' + 128))), _mm_set1_epi8(-128 + 26));
    unsigned n = (unsigned)__builtin_ctz(~(unsigned)_mm_movemask_epi8(letter)), all = (1u << n) - 1;
    unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(low, _mm_srli_si128(low, 1))) & all >> 1;
    if (n == BLOCK || !(byte_class[(unsigned char)s.p[at + n]] & BYTE_GAP) || same & same >> 1)
        return 0;
    struct draft *d = draft_at(t, at);
    unsigned lower = (unsigned)_mm_movemask_epi8(_mm_slli_epi16(v, 2)) & all;      /* bit 5 of each byte */
    _mm_storeu_si128((__m128i *)(void *)(t->bare.p + t->bare.n), low);
    t->bare.n += n;
    bool laughs = n >= 3 && laugh_may_begin(s.p + at) && laugh_word((struct slice){ t->bare.p + d->bare, n });
    return finish(t, d, TOKEN_WORD, (n >= 2 && !lower ? TOKEN_CAPS : 0) | (laughs ? TOKEN_LAUGH : 0), at + n);
}
#else
static size_t short_word(struct tokenizer *t, struct slice s, size_t at)
{
    (void)t, (void)s, (void)at;
    return 0;
}
#endif

static size_t plain_word(struct tokenizer *t, struct slice s, size_t at)
{
    struct draft *d = draft_at(t, at);
    struct word w = word_scan(&t->fold, s, at, false, &t->folded, &t->bare);
    if (!w.end)
        return 0;
    finish(t, d, TOKEN_WORD, w.flags, w.end);
    if (s.n - at >= 3 && laugh_may_begin(s.p + at) && laugh_word((struct slice){ t->bare.p + d->bare, d->bare_n }))
        d->flags |= TOKEN_LAUGH;
    if (w.end == s.n)
        return w.end;
    size_t end = 0;
    char next = s.p[w.end];
    if (next == ':' || next == '.') {
        end = address_url_end(s, at, w.end);
        if (end) {
            t->n--;
            return finish_address(t, s, at, end, TOKEN_URL);
        }
    }
    /* ana.@x and ana_@x too: skip to the @ behind what may end a local part. */
    size_t i = w.end;
    while (i < s.n && in_local_part(s.p[i]))
        i++;
    if (i < s.n && s.p[i] == '@')
        end = email(t, s, i);
    return end ? end : w.end;
}

static enum token_kind kind_of(char sign)
{
    return sign == '#' ? TOKEN_TAG : sign == '@' ? TOKEN_HANDLE : TOKEN_CASH;
}

/* #tag @handle $cash, and @ana@host as one. */
static size_t signed_word(struct tokenizer *t, struct slice s, size_t at)
{
    if (s.p[at] == '*' || at + 1 == s.n)
        return 0;
    struct draft *d = draft_at(t, at);
    buf_char(&t->bare, s.p[at]);
    buf_char(&t->folded, s.p[at]);
    struct word w = word_scan(&t->fold, s, at + 1, true, &t->folded, &t->bare);
    if (!w.end) {
        t->bare.n--;
        t->folded.n--;
        return 0;
    }
    size_t end = s.p[at] == '@' && w.end < s.n && s.p[w.end] == '@' ? address_host_end(s, w.end) : 0;
    for (size_t i = w.end; i < end; i++) {
        char c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
        buf_char(&t->bare, c);
        if (w.flags & TOKEN_MARKED)
            buf_char(&t->folded, c);
    }
    return finish(t, d, kind_of(s.p[at]), w.flags, end ? end : w.end);
}

/* Folded: without presentation selectors. Bare: without skin tones too, so that a plain emoji matches any. */
static size_t emoji(struct tokenizer *t, struct slice s, size_t at)
{
    size_t end = emoji_end(s, at);
    if (!end)
        return 0;
    struct draft *d = draft_at(t, at);
    buf_reserve(&t->folded, end - at);
    buf_reserve(&t->bare, end - at);
    struct slice rest = { s.p + at, end - at };
    bool alone = true, tone = false;
    while (rest.n) {
        int32_t cp = utf8_next(&rest);
        if (char_is_variation(cp))
            continue;
        t->folded.n += utf8_put(t->folded.p + t->folded.n, cp);
        if (char_is_tone(cp) && !alone)
            tone = true;
        else
            t->bare.n += utf8_put(t->bare.p + t->bare.n, cp);
        alone = false;
    }
    return finish(t, d, TOKEN_EMOJI, tone ? TOKEN_MARKED : 0, end);
}

static size_t other(struct tokenizer *t, struct slice s, size_t at)
{
    struct slice rest = { s.p + at, s.n - at };
    size_t end = 0;
    switch (char_class(utf8_next(&rest))) {
    case CHAR_LETTER: case CHAR_DIGIT: case CHAR_SINGLE: end = plain_word(t, s, at); break;
    case CHAR_EMOJI: end = emoji(t, s, at); break;
    default: break;
    }
    return end ? end : s.n - rest.n;
}

static size_t scan_one(struct tokenizer *t, struct slice s, size_t at)
{
    unsigned cls = byte_class[(unsigned char)s.p[at]];
    size_t end = 0;
    if (cls & (BYTE_LOWER | BYTE_UPPER | BYTE_DIGIT)) {
        end = cls & BYTE_DIGIT ? 0 : short_word(t, s, at);
        if (!end)
            end = plain_word(t, s, at);
        if (!end)   /* a digit that is the key of a keycap */
            end = emoji(t, s, at);
    } else if (cls & BYTE_SIGN) {
        end = emoji(t, s, at);
        if (!end)
            end = signed_word(t, s, at);
    } else if (cls & (BYTE_LATIN | BYTE_HIGH)) {
        end = other(t, s, at);
    }
    return end ? end : at + 1;
}

/* The drafts' forms move to the arena together, where nothing moves any more. */
static void settle(struct tokenizer *t, struct arena *a, struct tokens *out)
{
    char *bare = arena_alloc(a, t->bare.n + t->folded.n + 1);
    char *folded = bare + t->bare.n;
    if (t->bare.n > 0)      /* no buffer before the first byte */
        memcpy(bare, t->bare.p, t->bare.n);
    if (t->folded.n > 0)
        memcpy(folded, t->folded.p, t->folded.n);
    out->v = arena_alloc(a, t->n * sizeof *out->v);
    out->n = t->n;
    for (size_t i = 0; i < t->n; i++) {
        const struct draft *d = &t->v[i];
        struct token *k = &out->v[i];
        k->start = d->start;
        k->end = d->end;
        k->kind = d->kind;
        k->flags = d->flags;
        k->bare = (struct slice){ bare + d->bare, d->bare_n };
        k->folded = d->flags & TOKEN_MARKED ? (struct slice){ folded + d->folded, d->folded_n } : k->bare;
        k->squeezed = (struct slice){ bare + d->squeezed, d->squeezed_n };
        k->hash = hash64(k->bare);
    }
}

/* The tokens of the decoded text, as it was written, with their places in the original. */
static void settle_decoded(struct tokenizer *t, struct arena *a, struct tokens *out)
{
    struct slice plain = arena_dup(a, buf_slice(&t->plain.text));
    struct slice *written = arena_alloc(a, t->n * sizeof *written);
    size_t k = 0;
    for (size_t i = 0; i < t->n; i++) {
        struct draft *d = &t->v[i];
        written[i] = (struct slice){ plain.p + d->start, d->end - d->start };
        d->start = entity_origin(&t->plain, d->start, &k);
        d->end = entity_origin(&t->plain, d->end, &k);
    }
    out->written = written;
}

void tokens_scan(struct tokenizer *t, struct arena *a, struct slice text, struct tokens *out)
{
    bool decoded = entity_may_be(text) && entity_decode(text, &t->plain);
    struct slice seen = decoded ? buf_slice(&t->plain.text) : text;
    t->n = 0;
    buf_reset(&t->folded);
    buf_reset(&t->bare);
    buf_reserve(&t->bare, seen.n + 1);
    for (size_t i = 0; i < seen.n; )
        i = scan_one(t, seen, i);
    *out = (struct tokens){ .text = text };
    if (t->n && decoded)
        settle_decoded(t, a, out);
    if (t->n)
        settle(t, a, out);
}

/* A word that is one token folds as that token; anything else (a lexicon's expression) as a whole. */
static struct slice fold_one(struct tokenizer *t, struct arena *a, struct slice word, bool bare)
{
    struct tokens k;
    size_t at;
    tokens_scan(t, a, word, &k);
    if (k.n == 1 && k.v[0].start == 0 && k.v[0].end == word.n)
        return bare ? k.v[0].bare : k.v[0].folded;
    buf_reset(&t->bare);
    if (utf8_valid(word, &at))
        fold_append(&t->fold, word, bare ? NULL : &t->bare, bare ? &t->bare : NULL);
    return arena_dup(a, buf_slice(&t->bare));
}

struct slice tokens_fold(struct tokenizer *t, struct arena *a, struct slice word)
{
    return fold_one(t, a, word, false);
}

struct slice tokens_bare(struct tokenizer *t, struct arena *a, struct slice word)
{
    return fold_one(t, a, word, true);
}

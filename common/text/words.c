#include "text/words.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "text/chars.h"
#include "text/tokens.h"
#include "text/utf8.h"

#define L1 BYTE_LOWER
#define U1 BYTE_UPPER
#define D1 BYTE_DIGIT
#define S1 BYTE_SIGN
#define H1 BYTE_HIGH
#define G1 BYTE_GAP
#define L8 L1, L1, L1, L1, L1, L1, L1, L1
#define U8 U1, U1, U1, U1, U1, U1, U1, U1
#define H8 H1, H1, H1, H1, H1, H1, H1, H1
#define H32 H8, H8, H8, H8
#define O16 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

const unsigned char byte_class[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, G1 /*tab*/, G1 /*line*/, 0, 0, G1, 0, 0, O16,
    G1 /*blank*/, G1, G1, S1 /*#*/, S1 /*$*/, 0 /*%*/, G1, G1, G1, G1, S1 /*keycap*/, 0 /*+*/, G1 /*,*/, 0, 0, G1 /*/*/,
    D1, D1, D1, D1, D1, D1, D1, D1, D1, D1, 0 /*:*/, G1, G1, G1, G1, G1 /*?*/,
    S1 /*@*/, U8, U8, U8, U1, U1, G1, G1, G1, G1, BYTE_JOINER,
    G1, L8, L8, L8, L1, L1, G1, G1, G1, G1, 0,
    H32, H32,
    H1, H1, H1, BYTE_LATIN, H1, H1, H1, H1, H8, H8, H8,
    H32,
};

/* What was seen on the way through a word. */
struct seen {
    size_t letters, digits;
    size_t run;          /* of one letter, so far */
    int prev;
    bool lower;          /* a letter that is no capital */
    bool marked, stretched, slow;
};

static void saw_letter(struct seen *w, int bare, bool upper)
{
    w->letters++;
    w->lower |= !upper;
    w->run = bare == w->prev ? w->run + 1 : 1;
    w->stretched |= w->run >= 3;
    w->prev = bare;
}

/* High bytes that surely end a word: they are frequent, and decoding them costs more than the word did. */
static bool surely_ends(const unsigned char *p, size_t n)
{
    if (n < 3)
        return n == 2 && p[0] == 0xC2 && (p[1] == 0xA1 || p[1] == 0xBF);
    switch (p[0]) {
    case 0xC2: return p[1] != 0xAA && p[1] != 0xAD && p[1] != 0xB5 && p[1] != 0xBA;  /* ª, soft hyphen, µ, º */
    case 0xE2: return p[1] == 0x80 && ((p[2] >= 0x90 && p[2] <= 0xA9) || p[2] == 0xAF);   /* quotes, dashes, dots */
    case 0xF0: return p[1] == 0x9F && p[2] != 0xAF;                                       /* pictographs */
    default: return false;
    }
}

/* Room for `n` more bytes in both buffers, so that the loop below only stores. */
static void make_room(struct buf *a, struct buf *b, size_t n)
{
    if (a->cap - a->n < n)
        buf_reserve(a, n);
    if (b->cap - b->n < n)
        buf_reserve(b, n);
}

#ifdef __SSE2__
#define BLOCK 16

/* Bit i: letters i and i + 1 of the n are the same. Takes what follows from it into *w, as saw_letter does one by one. */
static void saw_runs(struct seen *w, unsigned same, unsigned n, int first, int last)
{
    unsigned all = (1u << (n - 1)) - 1, differ = ~same & all;
    unsigned head = differ ? (unsigned)__builtin_ctz(differ) + 1 : n;   /* of the run that it begins with */
    unsigned tail = differ ? n - 1 - (31 - (unsigned)__builtin_clz(differ)) : n;       /* and that it ends with */
    size_t joined = first == w->prev ? w->run + head : head;
    w->stretched |= joined >= 3 || (same & all & (same & all) >> 1);
    w->run = differ ? tail : joined;
    w->prev = last;
}

/* The ASCII letters at the front of a block, all at once: how long a word is cannot be foreseen, so a loop over its
 * letters pays for a wrong guess each time. */
static unsigned letters_at(const unsigned char *p, char *f, char *b, struct seen *w)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p), low = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i letter = _mm_cmplt_epi8(_mm_sub_epi8(low, _mm_set1_epi8((char)('a' + 128))), _mm_set1_epi8(-128 + 26));
    unsigned n = (unsigned)__builtin_ctz(~(unsigned)_mm_movemask_epi8(letter));
    if (n == 0)
        return 0;
    _mm_storeu_si128((__m128i *)(void *)f, low);
    _mm_storeu_si128((__m128i *)(void *)b, low);
    unsigned lower = (unsigned)_mm_movemask_epi8(_mm_slli_epi16(v, 2));   /* bit 5 of each byte */
    w->lower |= lower & ((1u << n) - 1);
    w->letters += n;
    saw_runs(w, (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(low, _mm_srli_si128(low, 1))), n, b[0], b[n - 1]);
    return n;
}
#endif

/* The fast pass; w->slow when it met something that it does not know. */
static size_t fast_pass(struct slice text, size_t at, struct buf *folded, struct buf *bare, struct seen *out)
{
    struct seen here = { 0 }, *w = &here;   /* a local: the bytes stored below could alias *out, and each be a reload */
    const unsigned char *p = (const unsigned char *)text.p;
    char *f = folded->p + folded->n, *b = bare->p + bare->n;
    size_t i = at;
    for (; i < text.n; i++) {
#ifdef __SSE2__
        unsigned n = text.n - i < BLOCK ? 0 : letters_at(p + i, f, b, w);
        f += n, b += n, i += n;
        if (i == text.n)
            break;
#endif
        unsigned c = p[i], cls = byte_class[c];
        if (cls & (BYTE_LOWER | BYTE_UPPER)) {
            char low = (char)(c | 0x20);
            *f++ = *b++ = low;
            saw_letter(w, low, cls & BYTE_UPPER);
        } else if (cls & (BYTE_DIGIT | BYTE_JOINER)) {
            *f++ = *b++ = (char)c;
            w->digits += cls == BYTE_DIGIT;
            w->prev = 0;
        } else if (cls == BYTE_LATIN) {
            if (i + 1 == text.n || (p[i + 1] & 0xC0) != 0x80)
                break;
            unsigned char low = fold_latin1[p[i + 1] & 0x3F];
            w->slow = low == FOLD_SLOW;
            if (low <= FOLD_SLOW)
                break;
            *f++ = (char)0xC3;
            *f++ = (char)(p[++i] | 0x20);
            *b++ = (char)low;
            w->marked = true;
            saw_letter(w, low, p[i] < 0xA0);
        } else {
            w->slow = (cls & BYTE_HIGH) && !surely_ends(p + i, text.n - i);
            break;
        }
    }
    folded->n = (size_t)(f - folded->p);
    bare->n = (size_t)(b - bare->p);
    *out = here;
    return i;
}

static unsigned flags_of(const struct seen *w)
{
    return (w->marked ? TOKEN_MARKED : 0) | (w->stretched ? TOKEN_LONG : 0)
         | (w->letters >= 2 && !w->lower ? TOKEN_CAPS : 0) | (w->digits && !w->letters ? TOKEN_NUMBER : 0);
}

/* Unicode's own limit for marks in a row (stream-safe text). What is beyond separates: no text needs it,
 * and putting thousands of marks in order is quadratic. */
#define MARKS_MAX 30

struct walk {
    size_t end, kept;    /* kept: behind the last letter, digit or mark */
    size_t marks, joiners;
    bool single;
};

static bool walk_takes(struct walk *k, struct seen *w, int32_t cp, struct slice text, size_t at)
{
    switch (char_class(cp)) {
    case CHAR_LETTER:
        w->lower |= !char_is_upper(cp);
        w->letters++;
        k->marks = 0;
        return !k->single;
    case CHAR_DIGIT:
        w->digits++;
        k->marks = 0;
        return !k->single && !(cp < 0x80 && emoji_end(text, at));
    case CHAR_MARK:
        return k->kept && ++k->marks <= MARKS_MAX;
    case CHAR_SINGLE:
        w->lower = true;
        w->letters++;
        k->single = true;
        return !k->kept;
    case CHAR_JOINER:
        k->joiners++;
        return !k->single;
    case CHAR_IGNORED:
        return k->kept;
    default:
        return false;
    }
}

static void slow_walk(struct slice text, size_t at, bool name, struct walk *k, struct seen *w)
{
    struct slice rest = { text.p + at, text.n - at };
    while (rest.n) {
        size_t here = text.n - rest.n;
        struct seen before = *w;
        int32_t cp = utf8_next(&rest);
        if (!walk_takes(k, w, cp, text, here)) {
            *w = before;
            return;
        }
        k->end = text.n - rest.n;
        bool visible = cp != '_' && char_class(cp) != CHAR_IGNORED;
        if (visible || (name && cp == '_'))
            k->kept = k->end;
    }
}

static bool has_run(struct slice bare)
{
    int32_t prev = 0;
    size_t run = 0;
    while (bare.n) {
        int32_t cp = utf8_next(&bare);
        run = cp == prev && char_class(cp) == CHAR_LETTER ? run + 1 : 1;
        prev = cp;
        if (run == 3)
            return true;
    }
    return false;
}

static struct word slow_word(struct fold *f, struct slice text, size_t at, bool name, struct buf *folded, struct buf *bare)
{
    struct walk k = { 0 };
    struct seen w = { 0 };
    size_t f0 = folded->n, b0 = bare->n;
    slow_walk(text, at, name, &k, &w);
    if (!k.kept || w.letters + w.digits == 0)
        return (struct word){ 0 };
    fold_append(f, (struct slice){ text.p + at, k.kept - at }, folded, bare);
    struct slice as = { folded->p + f0, folded->n - f0 }, is = { bare->p + b0, bare->n - b0 };
    if (is.n == 0)
        return (struct word){ 0 };
    w.marked = !slice_eq(as, is);
    w.stretched = has_run(is);
    return (struct word){ .end = k.kept, .flags = flags_of(&w) };
}

struct word word_scan(struct fold *f, struct slice text, size_t at, bool name, struct buf *folded, struct buf *bare)
{
    struct seen w = { 0 };
    size_t f0 = folded->n, b0 = bare->n;
    /* Folded never outgrows the text here; what is left bounds it, one word at a time being rarely long. */
    make_room(folded, bare, text.n - at);
    size_t end = fast_pass(text, at, folded, bare, &w);
    struct word word = { .end = end, .flags = flags_of(&w) };
    if (w.slow) {
        folded->n = f0;
        bare->n = b0;
        word = slow_word(f, text, at, name, folded, bare);
    } else if (w.letters + w.digits == 0) {
        word = (struct word){ 0 };
    } else if (!name) {
        for (; text.p[word.end - 1] == '_'; word.end--)
            folded->n--, bare->n--;
    }
    if (!(word.flags & TOKEN_MARKED))
        folded->n = f0;
    if (!word.end)
        bare->n = b0;
    return word;
}

#include "classify/sentiment/features.h"

#include <math.h>

#include "base/hash.h"

/* What stands for words that are not looked into, and for the ends of the text. Any odd constants. */
enum { SEEN_URL = 1, SEEN_EMAIL, SEEN_NAME, SEEN_NUMBER, SEEN_LAUGH, SEEN_EDGE };

#define MIX_FACTOR 0x9E3779B97F4A7C15u

static inline uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= MIX_FACTOR;
    return x ^ x >> 29;
}

/* The number of features with it. Without a branch: whether one came before is anybody's guess. Room is there for all of one token's. */
static inline size_t add(struct features *f, size_t n, uint64_t x)
{
    uint32_t hash = (uint32_t)((x * 0xD6E8FEB86659FD93u) >> 32), at = feature_bucket(hash);
    uint64_t *seen = &f->seen[at >> 6], had = *seen, has = had | 1ull << (at & 63);
    f->hash[n] = hash;
    *seen = has;
    return n + (has > had);              /* one bit more makes a greater number */
}

static void forget(struct features *f)
{
    for (size_t i = 0; i < f->n; i++)
        f->seen[feature_bucket(f->hash[i]) >> 6] = 0;
    f->n = 0;
}

/* The form that is looked into; .n 0: the token is seen as *as only. */
static struct slice form(const struct token *t, uint64_t *as)
{
    struct slice s = t->flags & TOKEN_LONG ? t->squeezed : t->bare;
    *as = 0;
    switch (t->kind) {
    case TOKEN_URL: *as = SEEN_URL; break;
    case TOKEN_EMAIL: *as = SEEN_EMAIL; break;
    case TOKEN_HANDLE: *as = SEEN_NAME; break;
    case TOKEN_TAG: case TOKEN_CASH: s.p++, s.n--; break;
    case TOKEN_WORD:
        if (t->flags & TOKEN_NUMBER)
            *as = SEEN_NUMBER;
        else if (t->flags & TOKEN_LAUGH)
            *as = SEEN_LAUGH;
        break;
    case TOKEN_EMOJI:
        *as = t->hash | 1;
        break;
    }
    return *as ? (struct slice){ 0 } : s;
}

/* The run of the lowest `len` bytes of x: mix() of it with its length on top, of which half is known beforehand. */
static inline size_t add_run(struct features *f, size_t n, uint32_t x, uint64_t len)
{
    uint64_t mixed = ((x ^ len << 24) | len << 56) * MIX_FACTOR;
    return add(f, n, mixed ^ mixed >> 29);
}

/* " mal " -> " ma", " mal", "mal", "mal ", "al ": x holds the next ones, the first in its lowest byte. */
static size_t add_runs(struct features *f, size_t n, struct slice s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t last = s.n < FEATURE_WORD_MAX ? s.n : FEATURE_WORD_MAX;
    uint32_t x = ' ' | (uint32_t)p[0] << 8 | (uint32_t)(last > 1 ? p[1] : ' ') << 16;
    for (size_t i = 2; i <= last; i++) {
        n = add_run(f, n, x, 3);
        x |= (uint32_t)(i < last ? p[i] : ' ') << 24;
        n = add_run(f, n, x, 4);
        x >>= 8;
    }
    return add_run(f, n, x, 3);
}
_Static_assert(RUN_LEAST == 3 && RUN_MOST == 4, "as add_runs has it");

static float squash(float sum)
{
    return sum / sqrtf(sum * sum + 12);
}

static float share_of_capitals(const struct tokens *t, size_t first, size_t n)
{
    size_t words = 0, caps = 0;
    for (size_t i = first; i < first + n; i++)
        if (t->v[i].kind == TOKEN_WORD && t->v[i].end - t->v[i].start > 1) {
            words++;
            caps += (t->v[i].flags & TOKEN_CAPS) != 0;
        }
    return words ? (float)caps / (float)words : 0;
}

static float at_most(unsigned n, unsigned most)
{
    return (float)(n < most ? n : most) / (float)most;
}

static void dense(struct features *f, const struct tokens *t, size_t first, size_t n, const struct walk *w, bool url, bool laugh)
{
    float up = w->spilled > 0 ? w->spilled : 0, down = w->spilled < 0 ? -w->spilled : 0, last = 0;
    for (size_t i = 0; i < w->hits; i++) {
        if (w->hit[i].value != 0)
            last = w->hit[i].value;
        *(w->hit[i].value > 0 ? &up : &down) += fabsf(w->hit[i].value);
    }
    float *d = f->dense, net = squash(up - down);
    d[0] = log1pf(up);
    d[1] = log1pf(down);
    d[2] = net;
    d[3] = net > 0;
    d[4] = net < 0;
    d[5] = up == 0 && down == 0;
    d[6] = up > 0 && down > 0;
    d[7] = (float)((last > 0) - (last < 0));
    d[8] = w->faces_up > 0;
    d[9] = w->faces_down > 0;
    d[10] = at_most(w->bangs, 3);
    d[11] = at_most(w->asks, 3);
    d[12] = log1pf((float)n) / 4;
    d[13] = url;
    d[14] = laugh;
    d[15] = share_of_capitals(t, first, n);
}

/* Those beyond the end were never there. */
static void cut(struct features *f, size_t tokens)
{
    for (; f->n > FEATURES_MAX; f->n--)
        f->seen[feature_bucket(f->hash[f->n - 1]) >> 6] = 0;
    for (size_t i = tokens; i > 0 && f->token[i - 1].end > f->n; i--) {
        f->token[i - 1].end = (uint16_t)f->n;
        if (f->token[i - 1].pair >= f->n)
            f->token[i - 1].pair = FEATURE_NONE;
    }
}

void features_scan(struct features *f, const struct tokens *t, size_t first, size_t n, const struct walk *w)
{
    uint64_t before = mix(SEEN_EDGE), as;
    bool url = false, laugh = false;
    size_t most = n < FEATURE_TOKENS_MAX ? n : FEATURE_TOKENS_MAX, k = 0;
    forget(f);
    for (size_t i = 0; i < most; i++) {
        const struct token *token = &t->v[first + i];
        struct slice s = form(token, &as);
        uint64_t word = as ? mix(as) : s.p == token->bare.p && s.n == token->bare.n ? mix(token->hash) : mix(hash64(s));
        url |= as == SEEN_URL;
        laugh |= as == SEEN_LAUGH;
        f->token[i].pair = FEATURE_NONE;
        if (k < FEATURES_MAX) {
            k = add(f, k, word);
            size_t pair = k;
            k = add(f, k, mix(before * 31 + word));
            f->token[i].pair = i > 0 && k > pair ? (uint16_t)pair : FEATURE_NONE;
            if (s.n)
                k = add_runs(f, k, s);
        }
        f->token[i].end = (uint16_t)k;
        before = word;
    }
    if (most && k < FEATURES_MAX) {
        k = add(f, k, mix(before * 31 + mix(SEEN_EDGE)));
        f->token[most - 1].end = (uint16_t)k;
    }
    f->n = k;
    cut(f, most);
    dense(f, t, first, n, w, url, laugh);
}

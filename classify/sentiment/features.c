#include "classify/sentiment/features.h"

#include <math.h>

#include "base/hash.h"

/* What stands for words that are not looked into, and for the ends of the text. Any odd constants. */
enum { SEEN_URL = 1, SEEN_EMAIL, SEEN_NAME, SEEN_NUMBER, SEEN_LAUGH, SEEN_EDGE };

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0x9E3779B97F4A7C15u;
    return x ^ x >> 29;
}

/* Without a branch: whether a run came before is anybody's guess. Room is there for all of one token's. */
static inline void add(struct features *f, uint64_t x, size_t token, bool pair)
{
    uint32_t hash = (uint32_t)((x * 0xD6E8FEB86659FD93u) >> 32), at = feature_bucket(hash);
    uint64_t *seen = &f->seen[at >> 6], had = *seen, bit = at & 63;
    f->v[f->n] = (struct feature){ hash, (uint16_t)token, pair };
    f->n += !(had >> bit & 1);
    *seen = had | 1ull << bit;
}

static void forget(struct features *f)
{
    for (size_t i = 0; i < f->n; i++)
        f->seen[feature_bucket(f->v[i].hash) >> 6] = 0;
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

/* The runs of RUN_LEAST to `most` bytes at the beginning of the 8 bytes x. */
static inline void runs_at(struct features *f, uint64_t x, size_t most, size_t token)
{
    for (size_t len = RUN_LEAST; len <= most; len++)
        add(f, mix((x & ~(~0ull << 8 * len)) | (uint64_t)len << 56), token, false);
}

/* " mal " -> " ma", " mal", "mal", "mal ", "al ": each is one masked load. */
static void runs(struct features *f, struct slice s, size_t token)
{
    char text[FEATURE_WORD_MAX + 2 + 8];
    size_t n = s.n < FEATURE_WORD_MAX ? s.n : FEATURE_WORD_MAX, i = 0;
    uint64_t x;
    text[0] = ' ';
    memcpy(text + 1, s.p, n);
    text[n + 1] = ' ';
    memset(text + n + 2, 0, 8);
    n += 2;
    for (; i + RUN_MOST <= n; i++) {
        memcpy(&x, text + i, sizeof x);
        runs_at(f, x, RUN_MOST, token);
    }
    for (; i + RUN_LEAST <= n; i++) {
        memcpy(&x, text + i, sizeof x);
        runs_at(f, x, n - i, token);
    }
}

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
static void cut(struct features *f)
{
    for (; f->n > FEATURES_MAX; f->n--)
        f->seen[feature_bucket(f->v[f->n - 1].hash) >> 6] = 0;
}

void features_scan(struct features *f, const struct tokens *t, size_t first, size_t n, const struct walk *w)
{
    uint64_t before = mix(SEEN_EDGE), as;
    bool url = false, laugh = false;
    size_t most = n < FEATURE_TOKENS_MAX ? n : FEATURE_TOKENS_MAX;
    forget(f);
    for (size_t i = 0; i < most; i++) {
        const struct token *k = &t->v[first + i];
        struct slice s = form(k, &as);
        uint64_t word = as ? mix(as) : s.p == k->bare.p && s.n == k->bare.n ? mix(k->hash) : mix(hash64(s));
        url |= as == SEEN_URL;
        laugh |= as == SEEN_LAUGH;
        if (f->n < FEATURES_MAX) {
            add(f, word, i, false);
            add(f, mix(before * 31 + word), i, i > 0);
            if (s.n)
                runs(f, s, i);
        }
        before = word;
    }
    if (most && f->n < FEATURES_MAX)
        add(f, mix(before * 31 + mix(SEEN_EDGE)), most - 1, false);
    cut(f);
    dense(f, t, first, n, w, url, laugh);
}

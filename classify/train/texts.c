#include "classify/train/texts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/hash.h"

enum { LINE_MAX_BYTES = 1 << 16, LEAST_TEXTS = 2 };

static void *grown(void *p, size_t n, size_t size)
{
    p = realloc(p, n * size);
    if (!p)
        abort();
    return p;
}

void texts_init(struct texts *t, const struct lexicon *lx)
{
    *t = (struct texts){ .lx = lx, .tk = tokenizer_new(), .scratch = calloc(1, sizeof *t->scratch) };
    if (!t->scratch)
        abort();
}

void texts_fini(struct texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->v[i].said);
    free(t->v);
    free(t->hash);
    free(t->seen);
    free(t->scratch);
    tokenizer_free(t->tk);
    arena_fini(&t->a);
}

bool texts_label(struct slice s, int *label)
{
    for (int l = 0; l < LABEL_COUNT; l++)
        if (s.n >= 3 && slice_starts(slice_of(label_name((enum label)l)), s)) {
            *label = l;
            return true;
        }
    return false;
}

static void seen_put(uint64_t *table, size_t cap, uint64_t x)
{
    size_t at = x & (cap - 1);
    while (table[at] && table[at] != x)
        at = (at + 1) & (cap - 1);
    table[at] = x;
}

static bool seen_before(struct texts *t, uint64_t x)
{
    x |= x == 0;
    if ((t->n + 1) * 2 > t->seen_cap) {
        size_t cap = t->seen_cap ? 2 * t->seen_cap : 1 << 12;
        uint64_t *now = calloc(cap, sizeof *now);
        if (!now)
            abort();
        for (size_t i = 0; i < t->seen_cap; i++)
            if (t->seen[i])
                seen_put(now, cap, t->seen[i]);
        free(t->seen);
        t->seen = now;
        t->seen_cap = cap;
    }
    size_t at = x & (t->seen_cap - 1);
    while (t->seen[at] && t->seen[at] != x)
        at = (at + 1) & (t->seen_cap - 1);
    bool before = t->seen[at] == x;
    t->seen[at] = x;
    return before;
}

/* Names and addresses have no say in whether two texts are the same. */
static uint64_t sameness(const struct tokens *t)
{
    uint64_t h = 0;
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].kind != TOKEN_HANDLE && t->v[i].kind != TOKEN_URL)
            h = h * 0x9E3779B97F4A7C15u + t->v[i].hash;
    return h;
}

bool texts_add(struct texts *t, struct slice text, const struct text *as)
{
    struct tokens k;
    struct walk w;
    struct features *f = &t->scratch->f;
    arena_reset(&t->a);
    tokens_scan(t->tk, &t->a, text, &k);
    if (seen_before(t, sameness(&k))) {
        t->repeated++;
        return false;
    }
    walk_begin(&w, t->lx, &k);
    walk_run(&w, 0, k.n);
    features_scan(f, &k, 0, k.n, &w);
    if (t->n == t->cap)
        t->v = grown(t->v, t->cap = t->cap ? 2 * t->cap : 4096, sizeof *t->v);
    while (t->hashes + f->n > t->hash_cap)
        t->hash = grown(t->hash, t->hash_cap = t->hash_cap ? 2 * t->hash_cap : 1 << 20, sizeof *t->hash);
    struct text *x = &t->v[t->n++];
    *x = *as;
    x->same = sameness(&k);
    x->from = t->hashes;
    x->n = f->n;
    memcpy(x->dense, f->dense, sizeof x->dense);
    x->said = as->flags & (TEXT_HELD | TEXT_SAID) ? strndup(text.p, text.n) : NULL;
    for (size_t i = 0; i < f->n; i++)
        t->hash[t->hashes++] = f->hash[i];
    return true;
}

static bool add_line(struct texts *t, struct slice line, struct text as, struct err *e)
{
    struct slice label, text;
    if (!slice_next(&line, '\t', &label) || !texts_label(label, &as.label))
        return err_set(e, ERR_CONFIG, "begins with no label: negative, neutral or positive, then a tab");
    slice_next(&line, '\t', &text);
    enum intent intent;
    as.intent = -1;
    if (line.n) {
        if (!intent_find(line, &intent))
            return err_set(e, ERR_CONFIG, "'" SLICE_FMT "' is no intent", SLICE_ARG(line));
        as.intent = (int)intent;
    }
    texts_add(t, text, &as);
    return true;
}

bool texts_read(struct texts *t, const char *path, enum head head, float weight, unsigned flags, struct err *e)
{
    struct text as = { .head = head, .weight = weight, .flags = flags };
    char *line = malloc(LINE_MAX_BYTES);
    gzFile f = gzopen(path, "rb");
    bool ok = f || err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    if (!line)
        abort();
    for (int n = 1; ok && gzgets(f, line, LINE_MAX_BYTES); n++) {
        struct slice s = slice_of(line);
        while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
            s.n--;
        if (s.n && s.p[0] != '#' && !add_line(t, s, as, e))
            ok = err_at(e, "%s:%d", path, n);
    }
    if (f)
        gzclose(f);
    free(line);
    return ok;
}

/* ---- the vocabulary ---- */

struct count { uint32_t hash, texts; };

static int by_hash(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void vocabulary_make(struct vocabulary *vo, const struct texts *t)
{
    uint32_t *all = grown(NULL, t->hashes + 1, sizeof *all);
    size_t n = 0, learned = 0;
    memset(vo, 0, sizeof *vo);
    for (size_t i = 0; i < t->n; i++)
        if (!(t->v[i].flags & TEXT_HELD)) {
            memcpy(all + n, t->hash + t->v[i].from, t->v[i].n * sizeof *all);
            n += t->v[i].n;
            learned++;
        }
    qsort(all, n, sizeof *all, by_hash);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && all[k] == all[i]; k++)
            ;
        uint32_t at = feature_bucket(all[i]);
        if (k - i < LEAST_TEXTS || k - i <= vo->seen[at])
            continue;
        vo->owner[at] = all[i];
        vo->seen[at] = (uint32_t)(k - i);
    }
    free(all);
    double most = log(1.0 + (double)learned) + 1;
    for (size_t at = 0; at < 1u << FEATURE_BITS; at++)
        if (vo->owner[at])
            vo->idf[at] = (uint8_t)lround(255 * (log((1.0 + (double)learned) / (1.0 + vo->seen[at])) + 1) / most);
}

#include "text/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "text/chars.h"
#include "text/utf8.h"

#define APART (UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE)

const unsigned char fold_latin1[64] = {
    'a', 'a', 'a', 'a', 'a', 'a', 1, 'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i',
    1, 'n', 'o', 'o', 'o', 'o', 'o', 0, 1, 'u', 'u', 'u', 'u', 'y', 1, 1,
    'a', 'a', 'a', 'a', 'a', 'a', 1, 'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i',
    1, 'n', 'o', 'o', 'o', 'o', 'o', 0, 1, 'u', 'u', 'u', 'u', 'y', 1, 'y',
};

static void reserve(struct fold *f, size_t cps)
{
    if (f->cap >= cps)
        return;
    f->cap = cps * 2;
    free(f->cps);  /* what it held is done with */
    f->cps = malloc(f->cap * sizeof *f->cps);
    if (!f->cps) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
}

static void put_composed(int32_t *cps, size_t n, struct buf *out)
{
    utf8proc_ssize_t m = utf8proc_normalize_utf32(cps, (utf8proc_ssize_t)n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    buf_reserve(out, (size_t)m * 4);
    for (utf8proc_ssize_t i = 0; i < m; i++)
        out->n += utf8_put(out->p + out->n, cps[i]);
}

static size_t strip_accents(const int32_t *cps, size_t n, int32_t *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (!char_is_accent(cps[i]))
            out[m++] = cps[i];
    return m;
}

/* The letters apart from their marks, and behind them room for as many. */
static size_t take_apart(struct fold *f, struct slice s, utf8proc_option_t how)
{
    reserve(f, s.n * 2 + 2);
    for (;;) {
        utf8proc_ssize_t n = utf8proc_decompose((const uint8_t *)s.p, (utf8proc_ssize_t)s.n, f->cps,
                                                (utf8proc_ssize_t)(f->cap / 2), how);
        if (n < 0)
            return 0;  /* not UTF-8: the callers never pass it */
        if ((size_t)n <= f->cap / 2)
            return (size_t)n;
        reserve(f, (size_t)n * 2 + 2);
    }
}

void fold_append(struct fold *f, struct slice s, struct buf *folded, struct buf *bare)
{
    if (s.n == 0)
        return;
    size_t n = take_apart(f, s, APART | UTF8PROC_CASEFOLD);
    int32_t *rest = f->cps + f->cap / 2;
    size_t m = bare ? strip_accents(f->cps, n, rest) : 0;
    if (folded)
        put_composed(f->cps, n, folded);
    if (bare)
        put_composed(rest, m, bare);
}

void fold_cased(struct fold *f, struct slice s, struct buf *out)
{
    if (s.n == 0)
        return;
    size_t n = take_apart(f, s, APART);   /* before f->cps is read: it may move */
    put_composed(f->cps, n, out);
}

void fold_fini(struct fold *f)
{
    free(f->cps);
    *f = (struct fold){ 0 };
}

/* A run of one letter: [p, p + n) with `count` letters of `each` bytes. Digits do not stretch: 1000 is 1000. */
struct run {
    size_t n, each, count;
    bool letter;
};

static struct run run_at(struct slice s)
{
    struct slice rest = s;
    int32_t cp = utf8_next(&rest);
    struct run r = { .each = s.n - rest.n, .count = 1, .letter = char_class(cp) == CHAR_LETTER };
    r.n = r.each;
    while (r.n + r.each <= s.n && memcmp(s.p, s.p + r.n, r.each) == 0) {
        r.n += r.each;
        r.count++;
    }
    return r;
}

/* Cuts runs of `from` letters or more to one. */
static bool cut_runs(struct slice bare, size_t from, struct buf *out)
{
    bool any = false;
    while (bare.n) {
        struct run r = run_at(bare);
        bool cut = r.letter && r.count >= from;
        buf_add(out, (struct slice){ bare.p, cut ? r.each : r.n });
        any |= cut;
        bare.p += r.n;
        bare.n -= r.n;
    }
    return any;
}

bool fold_squeeze(struct slice bare, struct buf *out)
{
    return cut_runs(bare, 3, out);
}

void fold_collapse(struct slice bare, struct buf *out)
{
    cut_runs(bare, 2, out);
}

#include "text/fold.h"

#include <utf8proc.h>

#include "text/chars.h"
#include "text/utf8.h"

/* One letter of a folded word: a base with the accents that follow it, composed or not. */
struct letter {
    struct slice as;       /* as it stands */
    int32_t base[8];       /* without accents, decomposed */
    size_t n;
    bool marked;
};

static void take_base(struct letter *l, int32_t cp)
{
    int32_t part[16];
    if (cp < 0x80) {
        l->base[l->n++] = cp;
        return;
    }
    utf8proc_ssize_t n = utf8proc_decompose_char(cp, part, 16, UTF8PROC_DECOMPOSE, NULL);
    for (utf8proc_ssize_t i = 0; i < n && i < 16; i++) {
        if (char_is_accent(part[i]))
            l->marked = true;
        else if (l->n < sizeof l->base / sizeof l->base[0])
            l->base[l->n++] = part[i];
    }
}

static bool letter_next(struct slice *s, struct letter *l)
{
    if (s->n == 0)
        return false;
    l->as.p = s->p;
    l->n = 0;
    l->base[0] = 0;
    l->marked = false;
    if ((unsigned char)s->p[0] < 0x80 && (s->n == 1 || (unsigned char)s->p[1] < 0x80)) {   /* nearly all letters */
        l->base[l->n++] = *s->p;
        l->as.n = 1;
        s->p++, s->n--;
        return true;
    }
    take_base(l, utf8_next(s));
    while (l->n == 0 && s->n)            /* an accent that follows nothing, or what nobody sees, belongs to the next letter */
        take_base(l, utf8_next(s));
    for (struct slice look = *s; look.n; *s = look) {
        int32_t cp = utf8_next(&look);
        if (cp < 0x80 || !char_is_accent(cp))
            break;
        l->marked = true;
    }
    l->as.n = (size_t)(s->p - l->as.p);
    return true;
}

static bool same_base(const struct letter *a, const struct letter *b)
{
    return a->n == b->n && memcmp(a->base, b->base, a->n * sizeof a->base[0]) == 0;
}

/* The rest of a run: how many letters of the same base follow `first`, which is counted. */
static size_t run_rest(struct slice *s, const struct letter *first)
{
    struct letter l;
    size_t count = 1;
    for (struct slice look = *s; letter_next(&look, &l) && same_base(first, &l); count++)
        *s = look;
    return count;
}

static bool run_lengths_match(size_t pattern, size_t word, bool letters, bool open_end, unsigned how)
{
    if (pattern == word || (open_end && word > pattern))
        return true;
    return (how & FOLD_LONG) && letters && word >= 3 && pattern <= 2;
}

/* The first `count` letters of both, one by one: marks as the pattern asks. */
static bool marks_match(struct slice p, struct slice w, size_t count)
{
    struct letter a, b;
    while (count-- && letter_next(&p, &a) && letter_next(&w, &b))
        if (a.marked && !slice_eq(a.as, b.as))
            return false;
    return true;
}

/* The word begins with the very bytes of the pattern, and no mark follows that would belong to its last letter. */
static bool same_bytes(struct slice p, struct slice w, unsigned how)
{
    if (!(how & FOLD_PREFIX))
        return slice_eq(p, w);
    if (!slice_starts(w, p))
        return false;
    unsigned char next = w.n > p.n ? (unsigned char)w.p[p.n] : 0;
    return next < 0x80 || next == 0xC3;
}

bool fold_match(struct slice p, struct slice w, unsigned how)
{
    if (same_bytes(p, w, how))
        return true;
    while (p.n) {
        struct slice p0 = p, w0 = w;
        struct letter a, b;
        if (!letter_next(&p, &a) || !letter_next(&w, &b) || !same_base(&a, &b))
            return false;
        bool letters = char_class(a.base[0]) == CHAR_LETTER;
        size_t in_pattern = run_rest(&p, &a), in_word = run_rest(&w, &b);
        bool open_end = (how & FOLD_PREFIX) && p.n == 0;
        if (!run_lengths_match(in_pattern, in_word, letters, open_end, how) || !marks_match(p0, w0, in_pattern))
            return false;
    }
    return w.n == 0 || (how & FOLD_PREFIX);
}

/* ---- patterns with wildcards: the states that a pattern can be in, a bit each, one letter of the word after the other */

struct glob {
    struct letter letter[FOLD_GLOB_MAX];
    unsigned n;
    uint64_t stars, ones;
};

static bool glob_read(struct slice pattern, struct glob *g)
{
    struct letter l;
    g->n = 0;
    g->stars = g->ones = 0;
    while (letter_next(&pattern, &l)) {
        if (g->n == FOLD_GLOB_MAX)
            return false;
        g->stars |= (uint64_t)(l.base[0] == '*') << g->n;
        g->ones |= (uint64_t)(l.base[0] == '?') << g->n;
        g->letter[g->n++] = l;
    }
    return true;
}

static uint64_t with_empty_stars(const struct glob *g, uint64_t states)
{
    return states | (states & g->stars) << 1;
}

static uint64_t glob_step(const struct glob *g, uint64_t states, const struct letter *l)
{
    uint64_t to = states & g->stars;
    if (char_class(l->base[0]) == CHAR_LETTER || char_class(l->base[0]) == CHAR_SINGLE)
        to |= (states & g->ones) << 1;
    uint64_t end = (uint64_t)1 << g->n;
    for (uint64_t left = states & ~(g->stars | g->ones | end); left; left &= left - 1) {
        const struct letter *p = &g->letter[__builtin_ctzll(left)];
        if (same_base(p, l) && (!p->marked || slice_eq(p->as, l->as)))
            to |= (left & -left) << 1;
    }
    return with_empty_stars(g, to);
}

/* One run of a letter: as it is, and where it is long also as one or two. */
static uint64_t glob_run(const struct glob *g, uint64_t states, struct slice *word, unsigned how)
{
    struct letter l;
    struct slice rest = *word;
    letter_next(&rest, &l);
    size_t count = run_rest(&rest, &l);
    bool shrinks = (how & FOLD_LONG) && count >= 3 && char_class(l.base[0]) == CHAR_LETTER;
    uint64_t shorter = 0;
    for (size_t i = 1; i <= count && letter_next(word, &l); i++) {
        states = glob_step(g, states, &l);
        if (shrinks && i <= 2)
            shorter |= states;
    }
    return states | shorter;
}

bool fold_glob(struct slice pattern, struct slice word, unsigned how)
{
    struct glob g;
    if (!glob_read(pattern, &g))
        return false;
    uint64_t states = with_empty_stars(&g, 1);
    while (word.n && states)
        states = glob_run(&g, states, &word, how);
    return states >> g.n & 1;
}

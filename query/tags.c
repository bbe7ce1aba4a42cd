#include "query/tags.h"

#include "text/chars.h"
#include "text/utf8.h"
#include "text/words.h"

#define LONG_WORD 6    /* letters: a word that may be cut off with an unknown rest */
#define LEAST_REST 4

enum sort { LOWER, UPPER, DIGIT, UNDERSCORE, OTHER };

static enum sort sort_of(int32_t cp)
{
    if (cp == '_')
        return UNDERSCORE;
    switch (char_class(cp)) {
    case CHAR_LETTER: return char_is_upper(cp) ? UPPER : LOWER;
    case CHAR_DIGIT: return DIGIT;
    default: return OTHER;
    }
}

/* Whether a part begins between the two: noF, 4gL, l4. */
static bool turns(enum sort a, enum sort b)
{
    return (a == LOWER && (b == UPPER || b == DIGIT)) || a == UNDERSCORE || b == UNDERSCORE;
}

/* The end of the part at the front: aB, aB|c with capitals before it (BBVA|No), _. */
static size_t case_end(struct slice s)
{
    struct slice rest = s;
    enum sort before = sort_of(utf8_next(&rest));
    while (rest.n) {
        struct slice here = rest;
        enum sort now = sort_of(utf8_next(&rest));
        if (now == OTHER)
            continue;
        struct slice look = rest;
        bool last_capital = (before == UPPER || before == DIGIT) && now == UPPER && look.n && sort_of(utf8_next(&look)) == LOWER;
        if (turns(before, now) || last_capital)
            return s.n - here.n;
        before = now;
    }
    return s.n;
}

static bool fold_part(struct tag_scratch *sc, struct slice as, struct tag_part *p)
{
    size_t f0 = sc->folded.n, b0 = sc->bare.n;
    struct word w = word_scan(sc->fold, as, 0, false, &sc->folded, &sc->bare);
    if (w.end != as.n)
        return false;
    /* Offsets for now: the buffers still move. */
    p->as = as;
    p->bare = (struct slice){ NULL, sc->bare.n - b0 };
    p->folded = (struct slice){ NULL, sc->folded.n - f0 };
    p->flags = w.flags;
    return true;
}

static size_t cut_by_case(struct slice name, struct tag_scratch *sc, struct tag_part out[])
{
    size_t n = 0;
    for (size_t i = 0; i < name.n; ) {
        struct slice rest = { name.p + i, name.n - i };
        rest.n = case_end(rest);
        i += rest.n;
        if (slice_is(rest, "_"))
            continue;
        if (n == TAG_PARTS_MAX || !fold_part(sc, rest, &out[n]))
            return 0;
        out[n++].start = (uint32_t)(rest.p - name.p);
    }
    return n;
}

static void settle(struct tag_part *p, size_t n, const struct tag_scratch *sc)
{
    const char *folded = sc->folded.p, *bare = sc->bare.p;
    for (size_t i = 0; i < n; i++) {
        p[i].bare.p = bare;
        bare += p[i].bare.n;
        p[i].folded.p = folded;
        folded += p[i].folded.n;
        if (!(p[i].flags & TOKEN_MARKED))
            p[i].folded = p[i].bare;
        p[i].end = p[i].start + (uint32_t)p[i].as.n;
    }
}

/* ---- by known words: a piece letter by letter in all its forms, which must go side by side */

struct letters { size_t n; uint8_t as[TAG_LETTERS_MAX + 1], folded[TAG_LETTERS_MAX + 1], bare[TAG_LETTERS_MAX + 1]; };

static size_t offsets(struct slice s, uint8_t at[TAG_LETTERS_MAX + 1])
{
    size_t n = 0, all = s.n;
    if (all > UINT8_MAX)
        return 0;
    for (; s.n; n++) {
        if (n == TAG_LETTERS_MAX)
            return 0;
        at[n] = (uint8_t)(all - s.n);
        utf8_next(&s);
    }
    at[n] = (uint8_t)all;
    return n;
}

static bool spell(const struct tag_part *p, struct letters *l)
{
    l->n = offsets(p->bare, l->bare);
    return l->n && offsets(p->as, l->as) == l->n && offsets(p->folded, l->folded) == l->n;
}

static struct slice between(struct slice s, const uint8_t *at, size_t from, size_t to)
{
    return (struct slice){ s.p + at[from], (size_t)(at[to] - at[from]) };
}

static bool known_word(const struct atoms *known, const struct tag_part *p, const struct letters *l, size_t from, size_t to)
{
    struct slice w = between(p->bare, l->bare, from, to);
    return to - from >= 2 && atoms_know_head(known, w) && atoms_know(known, w);
}

/* The fewest known words that make up all of it, from the back; of as few the longest first. cut[i]: where the one at i ends. */
static bool cover(const struct atoms *known, const struct tag_part *p, const struct letters *l, uint8_t cut[TAG_LETTERS_MAX])
{
    uint8_t fewest[TAG_LETTERS_MAX + 1] = { 0 };
    for (size_t i = l->n; i-- > 0; ) {
        fewest[i] = UINT8_MAX;
        for (size_t to = l->n; to > i + 1; to--)
            if (fewest[to] != UINT8_MAX && fewest[to] + 1 < fewest[i] && known_word(known, p, l, i, to)) {
                fewest[i] = (uint8_t)(fewest[to] + 1);
                cut[i] = (uint8_t)to;
            }
    }
    return fewest[0] > 1 && fewest[0] != UINT8_MAX;
}

/* What makes another word of the one before it: personal|idad, natural|mente. */
static bool is_ending(struct slice rest)
{
    static const char *const endings[] = { "idad", "dad", "mente", "iza", "izo", "izar", "ismo", "ista", "ita", "ito", "cion", "ment",
                                           "ness", "ship", "less", "able", "ible", "ling", "ingly", "ando", "iendo", "endo", "eria", "ero" };
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (slice_starts(rest, slice_of(endings[i])))
            return true;
    return false;
}

static bool is_beginning(struct slice rest)
{
    static const char *const beginnings[] = { "inter", "trans", "super", "multi", "anti", "contra", "sobre", "semi", "micro", "macro",
                                              "ultra", "extra", "under", "over", "auto" };
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (slice_ends(rest, slice_of(beginnings[i])))
            return true;
    return false;
}

/* A long known word at one end, the longest. */
static bool cut_off(const struct atoms *known, const struct tag_part *p, const struct letters *l, uint8_t cut[TAG_LETTERS_MAX])
{
    for (size_t n = l->n > LEAST_REST ? l->n - LEAST_REST : 0; n >= LONG_WORD; n--) {
        size_t at = known_word(known, p, l, 0, n) && !is_ending(between(p->bare, l->bare, n, l->n)) ? n
                  : known_word(known, p, l, l->n - n, l->n) && !is_beginning(between(p->bare, l->bare, 0, l->n - n)) ? l->n - n : 0;
        if (at) {
            cut[0] = (uint8_t)at;
            cut[at] = (uint8_t)l->n;
            return true;
        }
    }
    return false;
}

/* One part becomes several; `out` has room for TAG_PARTS_MAX. */
static size_t cut_by_words(const struct atoms *known, const struct tag_part *p, struct tag_part out[], size_t room)
{
    struct letters l;
    uint8_t cut[TAG_LETTERS_MAX];
    size_t n = 0;
    if (spell(p, &l) && (cover(known, p, &l, cut) || cut_off(known, p, &l, cut)))
        for (size_t i = 0, to; i < l.n; i = to) {
            to = cut[i];
            if (n == room)
                return 0;
            out[n++] = (struct tag_part){ between(p->as, l.as, i, to), between(p->folded, l.folded, i, to), between(p->bare, l.bare, i, to),
                                          p->start + l.as[i], p->start + l.as[to], p->flags };
        }
    if (n == 0 && room)
        out[n++] = *p;
    return n;
}

size_t tag_parts(const struct atoms *known, struct slice name, struct tag_scratch *sc, struct tag_part out[TAG_PARTS_MAX])
{
    struct tag_part part[TAG_PARTS_MAX];
    buf_reset(&sc->folded);
    buf_reset(&sc->bare);
    size_t n = cut_by_case(name, sc, part), all = 0;
    settle(part, n, sc);
    for (size_t i = 0; i < n; i++) {
        size_t more = cut_by_words(known, &part[i], out + all, TAG_PARTS_MAX - all);
        if (more == 0)
            return 0;
        all += more;
    }
    return all > 1 ? all : 0;
}

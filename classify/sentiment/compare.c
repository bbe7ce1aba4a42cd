#include "classify/sentiment/compare.h"

#include <string.h>

#include "classify/sentiment/compare_starts.h"
#include "classify/sentiment/compare_table.h"

enum { GAP_WORDS = 4, SMALL_WORDS = 3, NEGATOR_REACH = 2, REACH = 16 };

struct found { uint16_t x, y; size_t end; };

static bool word_is(const char *alternatives, size_t n, struct slice word)
{
    for (const char *p = alternatives, *end = p + n; p < end;) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        size_t len = (size_t)((bar ? bar : end) - p);
        bool prefix = len && p[len - 1] == '*';
        if (prefix ? slice_starts(word, (struct slice){ p, len - 1 }) : slice_eq(word, (struct slice){ p, len }))
            return true;
        p += len + 1;
    }
    return false;
}

/* A name at token i or behind a few small words; of another party than `but`. */
static uint16_t take_name(const struct named_text *x, size_t *i, uint16_t but)
{
    size_t at = *i;
    for (int k = 0; k < SMALL_WORDS && at < x->t->n && !x->who[at] && is_small_word(&x->t->v[at]); k++)
        at++;
    if (at >= x->t->n || !(x->who[at] & ~but))
        return 0;
    uint16_t who = (uint16_t)(x->who[at] & ~but);
    while (at < x->t->n && x->who[at] & who)
        at++;
    *i = at;
    return who;
}

static bool match(const struct named_text *x, const char *p, size_t i, struct found *f);

static bool match_gap(const struct named_text *x, const char *rest, size_t i, struct found *f)
{
    for (int k = 0; k <= GAP_WORDS && i < x->t->n; k++, i++) {
        struct found g = *f;
        if (match(x, rest, i, &g)) {
            *f = g;
            return true;
        }
        if (x->who[i] || pause_before(x->t, i) == PAUSE_LONG)
            return false;
    }
    return false;
}

static bool sign_before(const struct tokens *t, size_t i, char sign)
{
    return i > 0 && i < t->n && memchr(t->text.p + t->v[i - 1].end, sign, t->v[i].start - t->v[i - 1].end);
}

/* The pattern from p on at token i. */
static bool match(const struct named_text *x, const char *p, size_t i, struct found *f)
{
    while (*p == ' ')
        p++;
    size_t n = strcspn(p, " ");
    if (n == 0) {
        f->end = i;
        return true;
    }
    if (n == 2 && p[0] == '.')
        return match_gap(x, p + n, i, f);
    if (n == 1 && (*p == '<' || *p == '>'))
        return sign_before(x->t, i, *p) && match(x, p + n, i, f);
    if (n == 1 && (*p == 'X' || *p == 'Y')) {
        uint16_t who = take_name(x, &i, *p == 'Y' ? f->x : 0);
        *(*p == 'X' ? &f->x : &f->y) = who;
        return who && match(x, p + n, i, f);
    }
    bool here = i < x->t->n && (f->end == i || pause_before(x->t, i) != PAUSE_LONG)
                && word_is(p + (*p == '?'), n - (*p == '?'), x->t->v[i].bare);
    if (here && match(x, p + n, i + 1, f))
        return true;
    return *p == '?' && match(x, p + n, i, f);
}

/* Who is meant by the side that the pattern does not name: the nearest one named before, else whom it is said to, else named next. */
static uint16_t other_party(const struct named_text *x, size_t first, size_t end, uint16_t but)
{
    for (size_t i = first; i-- > x->begin;)
        if (x->who[i] & ~but)
            return (uint16_t)(x->who[i] & ~but);
    if (x->addressed & ~but)
        return (uint16_t)(x->addressed & ~but);
    for (size_t i = end; i < x->t->n; i++)
        if (x->who[i] & ~but)
            return (uint16_t)(x->who[i] & ~but);
    return 0;
}

static void says(struct relation *r, char what, uint16_t who)
{
    if (what == '+')
        r->better |= who;
    else if (what == '-')
        r->worse |= who;
    else if (what == '0')
        r->even |= who;
    else if (what == 'o')
        r->contrary |= who;
    else if (what == '=')
        r->alike |= who;
}

/* Not "why don't you ...?", which is a reproach. */
static bool is_asked(const struct named_text *x, size_t first, size_t end)
{
    while (first > x->begin && pause_before(x->t, first) != PAUSE_LONG)
        first--;
    if (in_words(" por porque why ", x->t->v[first].bare))
        return false;
    while (end < x->t->n && pause_before(x->t, end) != PAUSE_LONG)
        end++;
    const char *from = x->t->text.p + x->t->v[end - 1].end;
    const char *to = x->t->text.p + (end < x->t->n ? x->t->v[end].start : x->t->text.n);
    return memchr(from, '?', (size_t)(to - from)) != NULL;
}

/* "Zumovil no es mejor que Telenorte": nothing is said of the one that was to be worse. */
static bool is_denied(const struct named_text *x, size_t first)
{
    for (size_t k = 0; k < NEGATOR_REACH && first > x->begin; k++) {
        first--;
        if (x->who[first])
            return false;
        if (in_words(compare_negators, x->t->v[first].bare))
            return true;
        if (pause_before(x->t, first) != PAUSE_NONE)
            return false;
    }
    return false;
}

static struct relation relation_of(const struct named_text *x, const struct pattern *p, size_t first, const struct found *f)
{
    struct relation r = { .first = (uint32_t)first, .end = (uint32_t)f->end };
    uint16_t other = !p->other ? 0 : other_party(x, first, f->end, f->x | f->y);
    says(&r, p->x, f->x);
    says(&r, p->y, f->y);
    says(&r, p->other, other);
    if (is_asked(x, first, f->end))
        r = (struct relation){ .first = r.first, .end = r.end, .even = r.better | r.worse | r.even | f->x | f->y };
    else if (p->deniable && is_denied(x, first))
        r = (struct relation){ .first = r.first, .end = r.end, .worse = r.better, .even = r.worse };
    return r;
}

static const struct pattern *pattern_at(const struct named_text *x, size_t i, struct found *f)
{
    size_t behind = i;
    struct pattern_set may = compare_starts(x->lang, x->t->v[i].bare, take_name(x, &behind, 0) != 0);
    for (size_t k = 0; k < PATTERN_SETS; k++)
        for (uint64_t bits = may.bits[k]; bits; bits &= bits - 1) {
            const struct pattern *p = &compare_patterns[k * 64 + (size_t)__builtin_ctzll(bits)];
            *f = (struct found){ .end = i };
            if (match(x, p->words, i, f) && (f->x || f->y))
                return p;
        }
    return NULL;
}

/* The next token that names a party, from i on. */
static size_t next_name(const struct named_text *x, size_t i)
{
    while (i < x->t->n && !x->who[i])
        i++;
    return i;
}

size_t compare_find(const struct named_text *x, struct relation out[RELATIONS_MAX])
{
    size_t n = 0, name = 0;
    for (size_t i = x->begin; i < x->t->n && n < RELATIONS_MAX;) {
        struct found f;
        name = next_name(x, name < i ? i : name);
        if (name == x->t->n)
            break;
        if (name > i + REACH) {      /* a long text is mostly far from any name */
            i = name - REACH;
            continue;
        }
        const struct pattern *p = pattern_at(x, i, &f);
        if (p)
            out[n++] = relation_of(x, p, i, &f);
        i = p && f.end > i ? f.end : i + 1;
    }
    return n;
}

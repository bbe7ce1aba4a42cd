/* Whether atoms are found in the words of a text. */
#include "query/atoms.h"

#include "base/hash.h"
#include "query/vec.h"
#include "text/utf8.h"

/* A marked term wants its marks; the bare forms agree already, or the word begins with the atom's. */
static bool marks_agree(const struct atom *a, const struct reading *r)
{
    if (!a->marked)
        return true;
    if (!r->marked)
        return false;
    return a->emoji ? slice_eq(atom_folded(a), r->folded) : fold_match(atom_folded(a), r->folded, a->prefix ? FOLD_PREFIX : 0);
}

static bool is_ascii(struct slice s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return any < 0x80;
}

/* What the word is as it is written, but for the letters' forms. */
static struct slice cased_of(const struct reading *r, struct atom_scratch *scratch)
{
    if (is_ascii(r->as))
        return r->as;
    buf_reset(&scratch->cased);
    fold_cased(scratch->fold, r->as, &scratch->cased);
    return buf_slice(&scratch->cased);
}

static bool agrees(const struct atom *a, const struct reading *r, unsigned how, struct atom_scratch *scratch)
{
    if (r->part && a->whole)
        return false;
    if (!a->more.cased || a->emoji)
        return true;
    struct slice cased = cased_of(r, scratch);
    return a->glob ? fold_glob(*a->more.cased, cased, how) : fold_match(*a->more.cased, cased, how | (a->prefix ? FOLD_PREFIX : 0));
}

enum answer { NO, YES, UNSURE };

/* Bare forms byte by byte: fine for all patterns without marks, unless a ? meets something beyond ASCII. */
static enum answer glob_bytes(struct slice p, struct slice w)
{
    size_t i = 0, k = 0, star = SIZE_MAX, from = 0;   /* star: behind the last * that was seen; from: where what it took ends */
    while (k < w.n) {
        char c = i < p.n ? p.p[i] : 0;
        bool one = c == '?' && w.p[k] >= 'a' && w.p[k] <= 'z';
        if (c == '?' && (unsigned char)w.p[k] >= 0x80)
            return UNSURE;
        if (c == '*') {
            star = ++i;
            from = k;
        } else if (i < p.n && (one || (c != '?' && c == w.p[k]))) {
            i++;
            k++;
        } else if (star != SIZE_MAX) {
            i = star;
            k = ++from;
        } else {
            return NO;
        }
    }
    while (i < p.n && p.p[i] == '*')
        i++;
    return i == p.n ? YES : NO;
}

/* Marks can only take away from what the bare forms allow. */
static bool glob_agrees(const struct atom *a, const struct reading *r)
{
    enum answer is = glob_bytes(atom_bare(a), r->bare);
    if (is == NO || (a->marked && !r->marked))
        return false;
    return is == UNSURE || a->marked ? fold_glob(atom_folded(a), r->folded, 0) : true;
}

static bool is_it(const struct atom *a, const struct reading *r)
{
    if (a->glob)
        return !r->emoji && glob_agrees(a, r);
    if (a->prefix)
        return !r->emoji && slice_starts(r->bare, atom_bare(a)) && marks_agree(a, r);
    return a->op == AST_WORD && slice_eq(atom_bare(a), r->bare) && marks_agree(a, r);
}

bool atoms_match(const struct atom *a, const struct reading *r, struct atom_scratch *scratch)
{
    return is_it(a, r) && agrees(a, r, 0, scratch);
}

/* ---- stretched words: both sides collapsed */

bool atoms_match_stretched(const struct atom *a, const struct reading *r, struct atom_scratch *scratch)
{
    bool is = a->glob ? fold_glob(atom_folded(a), r->folded, FOLD_LONG)
                      : fold_match(atom_folded(a), r->folded, FOLD_LONG | (a->prefix ? FOLD_PREFIX : 0));
    return is && agrees(a, r, FOLD_LONG, scratch);
}

static void find_stretched_globs(const struct atoms *s, const struct prefixes *leads, struct slice rest, const struct reading *r,
                                 struct atom_scratch *scratch, atom_fn *found, void *self)
{
    struct prefix_walk w = prefixes_walk(leads, rest);
    uint64_t last = atoms_last_bytes(rest);
    for (uint32_t lead; prefixes_next(leads, &w, &lead); ) {
        const struct atom_lead *l = VEC_AT(s->leads, const struct atom_lead, lead);
        for (unsigned tails = l->tails; tails; tails &= tails - 1) {
            size_t n = (size_t)__builtin_ctz(tails);
            uint32_t i = n <= rest.n ? map_get(&s->collapsed, atoms_glob_key(l->seed, last, n)) : ATOM_NONE;
            for (; i != ATOM_NONE; i = atom_at(s, i)->next_collapsed)
                if ((atom_at(s, i)->glob || atom_at(s, i)->prefix) && atoms_match_stretched(atom_at(s, i), r, scratch))
                    found(self, i);
        }
    }
}

static void find_stretched_words(const struct atoms *s, const struct reading *r, struct slice collapsed, struct atom_scratch *scratch,
                                 atom_fn *found, void *self)
{
    for (uint32_t i = map_get(&s->collapsed, hash64(collapsed)); i != ATOM_NONE; i = atom_at(s, i)->next_collapsed)
        if (!atom_at(s, i)->glob && !atom_at(s, i)->prefix && atoms_match_stretched(atom_at(s, i), r, scratch))
            found(self, i);
}

static bool skip_letter(struct slice *word)
{
    if (word->n)
        utf8_next(word);
    return word->n;
}

/* Letters that a leading ? skips may have collapsed into one, so fewer may have to be skipped here. */
void atoms_find_stretched(const struct atoms *s, const struct reading *r, struct atom_scratch *scratch, atom_fn *found, void *self)
{
    buf_reset(&scratch->collapsed);
    fold_collapse(r->bare, &scratch->collapsed);
    find_stretched_words(s, r, buf_slice(&scratch->collapsed), scratch, found, self);
    for (int skip = 0; s->skips >> skip; skip++) {
        struct slice rest = buf_slice(&scratch->collapsed);
        if (!(s->skips >> skip & 1))
            continue;
        for (int k = 0; k <= skip && (k == 0 || skip_letter(&rest)); k++)
            find_stretched_globs(s, &s->collapsed_globs[skip], rest, r, scratch, found, self);
    }
}

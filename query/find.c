/* Finding the atoms of a text's words. */
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
    return a->emoji ? slice_eq(a->folded, r->folded) : fold_match(a->folded, r->folded, a->prefix ? FOLD_PREFIX : 0);
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

static bool glob_agrees(const struct atom *a, const struct reading *r)
{
    enum answer is = a->marked ? UNSURE : glob_bytes(a->bare, r->bare);
    return is == UNSURE ? fold_glob(a->folded, r->folded, 0) : is == YES;
}

static void find_words(const struct atoms *s, const struct reading *r, uint32_t head, struct atom_scratch *scratch, atom_fn *found, void *self)
{
    for (uint32_t i = head; i != ATOM_NONE; i = atom_at(s, i)->next) {
        const struct atom *a = atom_at(s, i);
        if (a->op == AST_WORD && !a->prefix && !a->glob && slice_eq(a->bare, r->bare) && marks_agree(a, r) && agrees(a, r, 0, scratch))
            found(self, i);
    }
}

static bool skip_letter(struct slice *word)
{
    if (word->n)
        utf8_next(word);
    return word->n;
}

static void find_prefixes(const struct atoms *s, const struct reading *r, struct atom_scratch *scratch, atom_fn *found, void *self)
{
    struct prefix_walk w = prefixes_walk(&s->prefixes, r->bare);
    for (uint32_t i; prefixes_next(&s->prefixes, &w, &i); )
        for (; i != ATOM_NONE; i = atom_at(s, i)->next) {
            const struct atom *a = atom_at(s, i);
            if (slice_starts(r->bare, a->bare) && marks_agree(a, r) && agrees(a, r, 0, scratch))
                found(self, i);
        }
}

/* Those that begin and end as the word does. `how` is FOLD_LONG where `rest` is collapsed. */
static void find_ending(const struct atoms *s, const struct atom_lead *l, struct slice rest, const struct reading *r, unsigned how,
                        struct atom_scratch *scratch, atom_fn *found, void *self)
{
    const struct map *keys = how ? &s->collapsed : &s->words;
    uint64_t last = atoms_last_bytes(rest);
    for (unsigned tails = l->tails; tails; tails &= tails - 1) {
        size_t n = (size_t)__builtin_ctz(tails);
        if (n > rest.n)
            return;
        uint64_t key = atoms_glob_key(l->seed, last, n);
        if (!atoms_know_glob(s, key))
            continue;
        uint32_t i = map_get(keys, key);
        for (; i != ATOM_NONE; i = how ? atom_at(s, i)->next_collapsed : atom_at(s, i)->next) {
            const struct atom *a = atom_at(s, i);
            bool is = a->glob && (how ? fold_glob(a->folded, r->folded, how) : glob_agrees(a, r));
            if (is && agrees(a, r, how, scratch))
                found(self, i);
        }
    }
}

static void find_behind(const struct atoms *s, const struct prefixes *leads, struct slice rest, const struct reading *r, unsigned how,
                        struct atom_scratch *scratch, atom_fn *found, void *self)
{
    struct prefix_walk w = prefixes_walk(leads, rest);
    for (uint32_t i; prefixes_next(leads, &w, &i); )
        find_ending(s, VEC_AT(s->leads, const struct atom_lead, i), rest, r, how, scratch, found, self);
}

static void find_globs(const struct atoms *s, const struct reading *r, struct atom_scratch *scratch, atom_fn *found, void *self)
{
    struct slice rest = r->bare;
    for (int skip = 0; s->skips >> skip && (skip == 0 || skip_letter(&rest)); skip++)
        if (s->skips >> skip & 1)
            find_behind(s, &s->globs[skip], rest, r, 0, scratch, found, self);
}

static void find_stretched_words(const struct atoms *s, const struct reading *r, struct slice collapsed, struct atom_scratch *scratch,
                                 atom_fn *found, void *self)
{
    for (uint32_t i = map_get(&s->collapsed, hash64(collapsed)); i != ATOM_NONE; i = atom_at(s, i)->next_collapsed)
        if (!atom_at(s, i)->glob && fold_match(atom_at(s, i)->folded, r->folded, FOLD_LONG) && agrees(atom_at(s, i), r, FOLD_LONG, scratch))
            found(self, i);
}

static void find_stretched_prefixes(const struct atoms *s, const struct reading *r, struct slice collapsed, struct atom_scratch *scratch,
                                    atom_fn *found, void *self)
{
    struct prefix_walk w = prefixes_walk(&s->collapsed_prefixes, collapsed);
    for (uint32_t i; prefixes_next(&s->collapsed_prefixes, &w, &i); )
        for (; i != ATOM_NONE; i = atom_at(s, i)->next_collapsed)
            if (fold_match(atom_at(s, i)->folded, r->folded, FOLD_LONG | FOLD_PREFIX) && agrees(atom_at(s, i), r, FOLD_LONG, scratch))
                found(self, i);
}

/* Letters that a leading ? skips may have collapsed into one, so fewer may have to be skipped here. */
static void find_stretched(const struct atoms *s, const struct reading *r, struct atom_scratch *scratch, atom_fn *found, void *self)
{
    buf_reset(&scratch->collapsed);
    fold_collapse(r->bare, &scratch->collapsed);
    find_stretched_words(s, r, buf_slice(&scratch->collapsed), scratch, found, self);
    find_stretched_prefixes(s, r, buf_slice(&scratch->collapsed), scratch, found, self);
    for (int skip = 0; s->skips >> skip; skip++) {
        struct slice rest = buf_slice(&scratch->collapsed);
        if (!(s->skips >> skip & 1))
            continue;
        for (int k = 0; k <= skip && (k == 0 || skip_letter(&rest)); k++)
            find_behind(s, &s->collapsed_globs[skip], rest, r, FOLD_LONG, scratch, found, self);
    }
}

void atoms_find(const struct atoms *s, const struct reading *r, uint32_t head, struct atom_scratch *scratch, atom_fn *found, void *self)
{
    find_words(s, r, head, scratch, found, self);
    if (r->emoji)
        return;
    if (s->prefixes.gate)
        find_prefixes(s, r, scratch, found, self);
    if (s->skips)
        find_globs(s, r, scratch, found, self);
    if (r->stretched)
        find_stretched(s, r, scratch, found, self);
}

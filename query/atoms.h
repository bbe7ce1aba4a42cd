/*
 * atoms: what queries can see of a mention, each thing once however many
 * queries ask for it: a word, a wildcard, a field's value, a range. A text's
 * words are only held against those that are keys (few: each query has one set
 * of them): by hash (words), by their beginnings (wildcards), and by both with
 * runs of letters collapsed, for stretched words (noooo). The others are looked
 * for in the text when a query asks (said.c). Read-only once sealed.
 */
#ifndef PULSO_QUERY_ATOMS_H
#define PULSO_QUERY_ATOMS_H

#include "query/ast.h"
#include "query/map.h"
#include "query/prefixes.h"

#define ATOM_NONE MAP_NONE
#define ATOM_SKIPS 4                 /* QUERY_MAX_LEADING and none */

#define ATOM_INLINE 24

struct atom {
    union {
        const struct slice *cased;   /* NULL: case does not matter */
        const int64_t *range;        /* AST_RANGE: least, most */
    } more;
    uint32_t next, next_collapsed;   /* others with the same key (signal, señal), the same collapsed key */
    uint32_t uses;                   /* clauses that name it */
    uint32_t postings;               /* where its own begin, once compiled; ATOM_NONE: it is no key */
    uint32_t folded_n, bare_n;       /* bytes of its text; of a wildcard without the * at its end */
    uint8_t op;                      /* AST_WORD, AST_FIELD, AST_RANGE */
    uint8_t field;
    uint8_t skip;                    /* of a glob: letters in front of its fixed part */
    bool emoji : 1, marked : 1, prefix : 1, glob : 1;
    bool whole : 1;                  /* does not look inside hashtags */
    bool guards : 1;                 /* can be a guard, under the number `guard` */
    bool here : 1;                   /* the text, one for both forms, lies in the atom */
    uint16_t guard;
    union {
        char here[ATOM_INLINE];
        struct { const char *folded, *bare; } away;
    } text;
};
_Static_assert(sizeof(struct atom) == 64, "one line of the processor's cache, and atoms_seal puts each in one");

/* How wildcards begin: those that also end alike lie under one key, so that a word is compared with few of them. What
 * has its only * at the end (a->prefix) is all beginning, and ends in nothing. */
struct atom_lead { struct slice text; uint64_t seed; unsigned tails; };   /* tails, bit n: some end in n bytes */
#define ATOM_TAIL 8                  /* bytes of the end that count */

struct atoms {
    struct buf v;                    /* struct atom */
    struct arena arena;              /* their text */
    struct map words, collapsed;      /* wildcards, too, by the keys below */
    struct prefixes collapsed_globs[ATOM_SKIPS];   /* the beginnings of wildcards, to `leads` */
    struct buf leads;                /* struct atom_lead */
    /* Of queries' keys alone, once sealed: */
    struct map keys;
    struct prefixes key_globs[ATOM_SKIPS];
    uint64_t *gate;                  /* a Bloom filter of `keys`: small, and nearly always the answer */
    unsigned gate_log2;              /* of its bits */
    unsigned key_skips;              /* bit k: key_globs[k] holds something */

    struct prefixes addresses;       /* of url: and links: */
    struct buf ranges;               /* uint32_t: the atoms that are ranges */
    unsigned fields;                 /* bit f: some atom asks for field f */
    unsigned skips;                  /* bit k: collapsed_globs[k] holds something */
    bool parts;                      /* some word may stand inside a hashtag */
    uint64_t *heads;                 /* a filter of the first bytes of plain words, for cutting hashtags */
};

/* Slices of these live as long as the atom stays where it is. */
static inline struct slice atom_folded(const struct atom *a)
{
    return (struct slice){ a->here ? a->text.here : a->text.away.folded, a->folded_n };
}

static inline struct slice atom_bare(const struct atom *a)
{
    return (struct slice){ a->here ? a->text.here : a->text.away.bare, a->bare_n };
}

/* Of a wildcard: the letters in front of the first * or ?, behind those that it skips. */
static inline struct slice atom_beginning(const struct atom *a)
{
    struct slice s = atom_bare(a);
    size_t n = a->skip;
    while (n < s.n && !(a->glob && (s.p[n] == '*' || s.p[n] == '?')))
        n++;
    return (struct slice){ s.p + a->skip, n - a->skip };
}

/* A word, field or range clause; the number it has. */
uint32_t atoms_add(struct atoms *s, const struct ast *n, bool whole);
/* Once, when all are added and those that are keys have their postings: before anything is looked for. */
void atoms_seal(struct atoms *s);
void atoms_fini(struct atoms *s);

static inline const struct atom *atom_at(const struct atoms *s, uint32_t i)
{
    return (const struct atom *)(const void *)s->v.p + i;
}

/* One way to read a token: with its sign, by the name behind it, or a part of it. */
struct reading {
    struct slice folded, bare, as;   /* as: in the text */
    uint64_t hash;                   /* hash64 of bare */
    bool emoji, marked, stretched;
    bool part;                       /* of a hashtag */
};

struct atom_scratch { struct buf collapsed, cased; struct fold *fold; };

/* Whether a word or wildcard is found in the reading; the second: only in what is left of it as a stretched word. */
bool atoms_match(const struct atom *a, const struct reading *r, struct atom_scratch *scratch);
bool atoms_match_stretched(const struct atom *a, const struct reading *r, struct atom_scratch *scratch);

/* Calls `found` with each word and wildcard that only matches it as a stretched word (r->stretched), keys or not; some may come twice. */
typedef void atom_fn(void *self, uint32_t atom);
void atoms_find_stretched(const struct atoms *s, const struct reading *r, struct atom_scratch *scratch, atom_fn *found, void *self);
uint32_t atoms_find_field(const struct atoms *s, enum field f, struct slice value);
/* Those whose value the address begins with. */
void atoms_find_address(const struct atoms *s, enum field f, struct slice address, atom_fn *found, void *self);
/* The last bytes of a word, the very last the highest. */
uint64_t atoms_last_bytes(struct slice word);
/* The key in `words` (`collapsed` for collapsed leads) of globs with this lead that end in the last n of these bytes. */
static inline uint64_t atoms_glob_key(uint64_t lead_seed, uint64_t last_bytes, size_t n)
{
    uint64_t tail = n ? last_bytes >> (64 - 8 * n) : 0;
    uint64_t h = ((tail ^ lead_seed) + n) * 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 32) * 0xD6E8FEB86659FD93u;
    return h ^ h >> 32;
}
/* false: no query's key has this hash. */
static inline bool atoms_may_be_key(const struct atoms *s, uint64_t key)
{
    uint64_t bit = key >> (64 - s->gate_log2);
    return s->gate[bit / 64] >> bit % 64 & 1;
}

/* Guards go by numbers that every text's words can be asked for: a word's by its hash, a wildcard's by its first
 * letters and, if it has such, its last ones (`first`: prefixes_first_bytes). Others may have the same number. */
#define GUARD_SHORT 3
#define GUARD_LONG  5
#define GUARD_ENDS  2
static inline uint16_t atoms_guard(uint64_t hash)
{
    return (uint16_t)(hash >> 48);
}

static inline uint16_t atoms_guard_of_beginning(uint64_t first, unsigned n)
{
    return atoms_guard(prefixes_short_key(first, n) * 0x9E3779B97F4A7C15u);
}

/* s ends as the word does, and has GUARD_ENDS bytes. */
static inline uint16_t atoms_guard_of_both(uint64_t first, struct slice s)
{
    uint64_t ends = (uint64_t)(unsigned char)s.p[s.n - 2] << 32 | (uint64_t)(unsigned char)s.p[s.n - 1] << 40;
    return atoms_guard((prefixes_short_key(first, GUARD_SHORT) ^ ends) * 0x9E3779B97F4A7C15u);
}

/* Whether some query has this plain word, given bare. */
bool atoms_know(const struct atoms *s, struct slice bare);
/* false: no plain word of three bytes or more begins like this. */
bool atoms_know_head(const struct atoms *s, struct slice bare);

#endif

/*
 * atoms: what queries can see of a mention, each thing once however many
 * queries ask for it: a word, a prefix, a field's value. Found from a text's
 * tokens by hash (words), by their beginnings (prefixes), and both again with runs of
 * letters collapsed, for stretched words (noooo). Read-only once filled.
 */
#ifndef PULSO_QUERY_ATOMS_H
#define PULSO_QUERY_ATOMS_H

#include "query/ast.h"
#include "query/map.h"
#include "query/prefixes.h"

#define ATOM_NONE MAP_NONE

struct atom {
    struct slice folded, bare;
    uint32_t next, next_collapsed;   /* others with the same bare form (signal, señal), the same collapsed form */
    uint32_t uses;                   /* clauses that name it */
    enum ast_op op;                  /* AST_WORD or AST_FIELD */
    enum field field;
    bool emoji, marked, prefix;
    bool ordered;                    /* stands in a phrase: its positions matter */
};

struct atoms {
    struct buf v;                    /* struct atom */
    struct arena arena;              /* their text */
    struct map words, collapsed;
    struct prefixes prefixes, collapsed_prefixes;
    unsigned fields;                 /* bit f: some atom asks for field f */
};

uint32_t atoms_add(struct atoms *s, const struct ast *n);   /* a word or field clause; the number it has */
void atoms_fini(struct atoms *s);

static inline const struct atom *atom_at(const struct atoms *s, uint32_t i)
{
    return (const struct atom *)(const void *)s->v.p + i;
}

/* One way to read a token: with its sign, or by the name behind it. */
struct reading {
    struct slice folded, bare;
    uint64_t hash;                   /* hash64 of bare */
    bool emoji, marked, stretched;
};

/* Calls `found` with each word and prefix atom that the reading matches; some may come twice. */
typedef void atom_fn(void *self, uint32_t atom);
void atoms_find(const struct atoms *s, const struct reading *r, struct buf *scratch, atom_fn *found, void *self);
uint32_t atoms_find_field(const struct atoms *s, enum field f, struct slice value);

#endif

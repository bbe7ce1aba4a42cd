#include "query/index.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/error.h"
#include "query/parse.h"
#include "query/vec.h"

#define FEW_QUERIES 10    /* any of their terms will do */

static void *must(void *p)
{
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    return p;
}

struct query_set *query_set_new(void)
{
    struct query_set *qs = must(calloc(1, sizeof *qs));
    qs->tokenizer = tokenizer_new();
    return qs;
}

void query_set_free(struct query_set *qs)
{
    if (!qs)
        return;
    atoms_fini(&qs->atoms);
    buf_fini(&qs->ops);
    buf_fini(&qs->phrases);
    buf_fini(&qs->phrase_atoms);
    buf_fini(&qs->programs);
    for (size_t i = 0; i < VEC_COUNT(qs->named, struct named); i++)
        buf_fini(&named_at(qs, (uint32_t)i)->keys);
    buf_fini(&qs->named);
    map_fini(&qs->names);
    arena_fini(&qs->names_arena);
    free(qs->postings);
    frequencies_fini(&qs->own_frequencies);
    tokenizer_free(qs->tokenizer);
    arena_fini(&qs->scratch);
    free(qs);
}

/* What holds for all that is below a node. */
struct scope { bool whole, title; };

static uint32_t add_phrase(struct query_set *qs, const struct ast *n, struct scope in)
{
    struct phrase p = { .first = (uint32_t)VEC_COUNT(qs->phrase_atoms, struct asked) };
    for (const struct ast *w = n->child; w; w = w->next, p.n++) {
        uint32_t atom = atoms_add(&qs->atoms, w, in.whole);
        const struct atom *a = atom_at(&qs->atoms, atom);
        *(struct asked *)vec_add(&qs->phrase_atoms, sizeof(struct asked)) = (struct asked){ atom, a->guard, a->guards };
    }
    if (p.n > qs->longest_phrase)
        qs->longest_phrase = p.n;
    *(struct phrase *)vec_add(&qs->phrases, sizeof p) = p;
    return (uint32_t)VEC_COUNT(qs->phrases, struct phrase) - 1;
}

static void add_ops(struct query_set *qs, struct ast *n, struct scope in);

static uint32_t add_operands(struct query_set *qs, const struct ast *n, struct scope in)
{
    for (struct ast *c = n->child; c; c = c->next)
        add_ops(qs, c, in);
    return (uint32_t)n->n;
}

static uint32_t add_arg(struct query_set *qs, const struct ast *n, struct scope in)
{
    switch (n->op) {
    case AST_WORD: case AST_FIELD: case AST_RANGE: return atoms_add(&qs->atoms, n, in.whole);
    case AST_PHRASE: return add_phrase(qs, n, in);
    case AST_REF: return names_find(qs, n->folded);
    default: return add_operands(qs, n, in);
    }
}

/* Bounded by the parser's QUERY_MAX_DEPTH. */
static void add_ops(struct query_set *qs, struct ast *n, struct scope in)
{
    size_t at = VEC_COUNT(qs->ops, struct op);
    n->op_at = (uint32_t)at;
    if (n->op == AST_TITLE) {
        in.title = true;
        add_ops(qs, n->child, in);
        return;
    }
    struct op op = { .code = (uint8_t)(n->op == AST_FIELD ? AST_WORD : n->op), .title = in.title, .forward = n->forward };
    vec_add(&qs->ops, sizeof op);
    op.arg = add_arg(qs, n, in);
    if (op.code == AST_WORD) {
        op.guards = atom_at(&qs->atoms, op.arg)->guards;
        op.guard = atom_at(&qs->atoms, op.arg)->guard;
    }
    op.end = (uint32_t)VEC_COUNT(qs->ops, struct op);
    *VEC_AT(qs->ops, struct op, at) = op;
}

void index_ops(struct query_set *qs, struct ast *root, const struct query_options *o)
{
    add_ops(qs, root, (struct scope){ .whole = o && o->whole_hashtags });
}

bool index_add(struct query_set *qs, uint32_t id, struct ast *root, const struct query_options *o, struct query_error *qe)
{
    if (!names_resolve(qs, root, qe))
        return false;
    struct program *p = vec_add(&qs->programs, sizeof *p);
    *p = (struct program){ .id = id, .first = (uint32_t)VEC_COUNT(qs->ops, struct op) };
    index_ops(qs, root, o);
    return true;
}

bool query_set_add_with(struct query_set *qs, uint32_t id, struct slice text, const struct query_options *o, struct query_error *qe)
{
    struct ast *root;
    if (qs->compiled)
        return query_fail(qe, 0, 0, "the set is compiled: start a new one");
    arena_reset(&qs->scratch);
    return query_parse(qs->tokenizer, &qs->scratch, text, &root, qe) && index_add(qs, id, root, o, qe);
}

bool query_set_add(struct query_set *qs, uint32_t id, struct slice text, struct query_error *qe)
{
    return query_set_add_with(qs, id, text, NULL, qe);
}

/* Postings in two passes: how many each atom has, then each query at its place, from the back. */
static void fill_postings(struct query_set *qs, const struct buf *keys, const struct buf *owners)
{
    size_t atoms = VEC_COUNT(qs->atoms.v, struct atom), n = VEC_COUNT(*keys, struct key);
    uint32_t *end = must(calloc(atoms + 1, sizeof *end));
    qs->postings = must(calloc(n + 1, sizeof *qs->postings));
    qs->posting_count = n;
    for (size_t i = 0; i < n; i++)
        end[VEC_AT(*keys, struct key, i)->atom]++;
    for (size_t a = 1; a < atoms; a++)
        end[a] += end[a - 1];
    for (size_t i = n; i-- > 0; ) {
        const struct key *k = VEC_AT(*keys, struct key, i);
        struct atom *a = VEC_AT(qs->atoms.v, struct atom, k->atom);
        struct posting *p = &qs->postings[--end[k->atom]];
        *p = (struct posting){ *VEC_AT(*owners, uint32_t, i), k->guard };
        p->guard.last = a->postings == ATOM_NONE;   /* the first to come */
        a->postings = end[k->atom];
    }
    free(end);
}

bool query_set_frequencies(struct query_set *qs, struct slice table, struct err *e)
{
    qs->frequencies = &qs->own_frequencies;
    return frequencies_read(&qs->own_frequencies, table, e);
}

bool query_set_frequencies_file(struct query_set *qs, const char *path, struct err *e)
{
    qs->frequencies = &qs->own_frequencies;
    return frequencies_read_file(&qs->own_frequencies, path, e);
}

bool query_set_compile(struct query_set *qs, struct err *e)
{
    struct buf keys = { 0 }, owners = { 0 };
    if (qs->compiled)
        return err_set(e, ERR_BUG, "query_set_compile: compiled before");
    if (!qs->frequencies && query_set_count(qs) >= FEW_QUERIES)
        qs->frequencies = frequencies_shipped();
    for (uint32_t p = 0; p < query_set_count(qs); p++) {
        keys_choose(qs, VEC_AT(qs->programs, struct program, p), &keys);
        while (VEC_COUNT(owners, uint32_t) < VEC_COUNT(keys, struct key))
            *(uint32_t *)vec_add(&owners, sizeof p) = p;
    }
    fill_postings(qs, &keys, &owners);
    atoms_seal(&qs->atoms);
    buf_fini(&keys);
    buf_fini(&owners);
    qs->compiled = true;
    return true;
}

size_t query_set_count(const struct query_set *qs)
{
    return VEC_COUNT(qs->programs, struct program);
}

static size_t map_bytes(const struct map *m)
{
    return m->cap * sizeof *m->v;
}

static size_t prefixes_bytes(const struct prefixes *t)
{
    return map_bytes(&t->ids) + t->keys.cap + t->lengths.cap + (t->gate ? ((size_t)1 << (t->gate_log2 - 3)) + sizeof *t->begin : 0);
}

size_t query_set_bytes(const struct query_set *qs)
{
    const struct atoms *s = &qs->atoms;
    size_t n = sizeof *qs + s->v.cap + s->arena.used_bytes + map_bytes(&s->words) + map_bytes(&s->collapsed) + s->ranges.cap;
    for (int k = 0; k < ATOM_SKIPS; k++)
        n += prefixes_bytes(&s->key_globs[k]) + prefixes_bytes(&s->collapsed_globs[k]);
    n += map_bytes(&s->keys) + s->leads.cap + (s->gate ? (size_t)1 << (s->gate_log2 - 3) : 0);
    n += prefixes_bytes(&s->addresses) + qs->ops.cap + qs->phrases.cap + qs->phrase_atoms.cap + qs->programs.cap;
    n += qs->names_arena.used_bytes + qs->scratch.used_bytes;
    return n + qs->posting_count * sizeof *qs->postings;
}

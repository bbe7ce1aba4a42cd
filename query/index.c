#include "query/index.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/error.h"
#include "query/parse.h"
#include "query/vec.h"

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
    free(qs->posting_at);
    free(qs->postings);
    tokenizer_free(qs->tokenizer);
    arena_fini(&qs->scratch);
    free(qs);
}

static uint32_t add_phrase(struct query_set *qs, const struct ast *n)
{
    struct phrase p = { .first = (uint32_t)VEC_COUNT(qs->phrase_atoms, uint32_t) };
    for (const struct ast *w = n->child; w; w = w->next, p.n++) {
        uint32_t atom = atoms_add(&qs->atoms, w);
        VEC_AT(qs->atoms.v, struct atom, atom)->ordered = true;
        *(uint32_t *)vec_add(&qs->phrase_atoms, sizeof atom) = atom;
    }
    if (p.n > qs->longest_phrase)
        qs->longest_phrase = p.n;
    *(struct phrase *)vec_add(&qs->phrases, sizeof p) = p;
    return (uint32_t)VEC_COUNT(qs->phrases, struct phrase) - 1;
}

/* Bounded by the parser's QUERY_MAX_DEPTH. */
static void add_ops(struct query_set *qs, const struct ast *n)
{
    size_t at = VEC_COUNT(qs->ops, struct op);
    struct op op = { .code = n->op == AST_FIELD ? AST_WORD : n->op };
    vec_add(&qs->ops, sizeof op);
    if (op.code == AST_WORD)
        op.arg = atoms_add(&qs->atoms, n);
    else if (op.code == AST_PHRASE)
        op.arg = add_phrase(qs, n);
    else
        for (const struct ast *c = n->child; c; c = c->next)
            add_ops(qs, c);
    op.end = (uint32_t)VEC_COUNT(qs->ops, struct op);
    *VEC_AT(qs->ops, struct op, at) = op;
}

bool query_set_add(struct query_set *qs, uint32_t id, struct slice text, struct query_error *qe)
{
    struct ast *root;
    if (qs->compiled)
        return query_fail(qe, 0, 0, "the set is compiled: start a new one");
    arena_reset(&qs->scratch);
    if (!query_parse(qs->tokenizer, &qs->scratch, text, &root, qe))
        return false;
    struct program *p = vec_add(&qs->programs, sizeof *p);
    *p = (struct program){ .id = id, .first = (uint32_t)VEC_COUNT(qs->ops, struct op) };
    add_ops(qs, root);
    return true;
}

/* Postings in two passes: how many each atom has, then each query at its place. */
static void fill_postings(struct query_set *qs, const struct buf *keys, const struct buf *owners)
{
    size_t atoms = VEC_COUNT(qs->atoms.v, struct atom), n = VEC_COUNT(*keys, uint32_t);
    qs->posting_at = must(calloc(atoms + 2, sizeof *qs->posting_at));
    qs->postings = must(calloc(n + 1, sizeof *qs->postings));
    uint32_t *at = qs->posting_at + 1;   /* one ahead: after the second pass they stand at the beginnings */
    for (size_t i = 0; i < n; i++)
        at[*VEC_AT(*keys, uint32_t, i) + 1]++;
    for (size_t a = 0; a < atoms; a++)
        at[a + 1] += at[a];
    for (size_t i = 0; i < n; i++)
        qs->postings[at[*VEC_AT(*keys, uint32_t, i)]++] = *VEC_AT(*owners, uint32_t, i);
}

bool query_set_compile(struct query_set *qs, struct err *e)
{
    struct buf keys = { 0 }, owners = { 0 };
    if (qs->compiled)
        return err_set(e, ERR_BUG, "query_set_compile: compiled before");
    for (uint32_t p = 0; p < query_set_count(qs); p++) {
        keys_choose(qs, VEC_AT(qs->programs, struct program, p), &keys);
        while (VEC_COUNT(owners, uint32_t) < VEC_COUNT(keys, uint32_t))
            *(uint32_t *)vec_add(&owners, sizeof p) = p;
    }
    fill_postings(qs, &keys, &owners);
    buf_fini(&keys);
    buf_fini(&owners);
    qs->compiled = true;
    return true;
}

size_t query_set_count(const struct query_set *qs)
{
    return VEC_COUNT(qs->programs, struct program);
}

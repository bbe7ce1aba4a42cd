/* Queries by name: kept as trees until a query that uses them is added, then compiled once for all of those. */
#include "query/index.h"

#include "base/hash.h"
#include "query/error.h"
#include "query/parse.h"
#include "query/vec.h"

#define NAME_MAX_BYTES 64
#define QUERY_MAX_NAMES 32   /* inside each other: bounds the stack */

uint32_t names_find(const struct query_set *qs, struct slice name)
{
    uint32_t i = map_get(&qs->names, hash64(name));
    return i != MAP_NONE && slice_eq(named_at(qs, i)->name, name) ? i : MAP_NONE;
}

static bool is_name(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || strchr("()\"[]{}<>", s.p[i]))
            return false;
    return s.n > 0 && s.n <= NAME_MAX_BYTES;
}

bool query_set_name(struct query_set *qs, struct slice name, struct slice text, const struct query_options *o, struct query_error *qe)
{
    struct named n = { .options = o ? *o : (struct query_options){ 0 } };
    if (qs->compiled)
        return query_fail(qe, 0, 0, "the set is compiled: start a new one");
    if (!is_name(name))
        return query_fail(qe, 0, 0, "a query's name has 1 to %d characters, without blanks and brackets", NAME_MAX_BYTES);
    if (names_find(qs, name) != MAP_NONE)
        return query_fail(qe, 0, 0, "two queries are named %.64s", arena_strz(&qs->names_arena, name));
    n.text = arena_dup(&qs->names_arena, text);
    if (!query_parse(qs->tokenizer, &qs->names_arena, n.text, &n.root, qe))
        return false;
    n.name = arena_dup(&qs->names_arena, name);
    map_put(&qs->names, hash64(name), (uint32_t)VEC_COUNT(qs->named, struct named));
    *(struct named *)vec_add(&qs->named, sizeof n) = n;
    return true;
}

/* The names from `i`, which is open, round to itself. */
static bool fail_cycle(const struct query_set *qs, uint32_t i, uint32_t from, const struct ast *n, struct query_error *qe)
{
    struct buf path = { 0 };
    for (uint32_t k = from; k != i; k = named_at(qs, k)->via) {   /* backwards, so each goes in front */
        struct buf longer = { 0 };
        buf_printf(&longer, " > @@" SLICE_FMT, SLICE_ARG(named_at(qs, k)->name));
        buf_add(&longer, buf_slice(&path));
        buf_fini(&path);
        path = longer;
    }
    struct slice name = named_at(qs, i)->name;
    query_fail(qe, n->at, n->len, "@@" SLICE_FMT " leads back to itself: @@" SLICE_FMT "%.120s > @@" SLICE_FMT,
               SLICE_ARG(name), SLICE_ARG(name), buf_z(&path), SLICE_ARG(name));
    buf_fini(&path);
    return false;
}

static uint32_t deepest(const struct query_set *qs, const struct ast *n)
{
    uint32_t most = 0;
    if (n->op == AST_REF) {
        uint32_t i = names_find(qs, n->folded);
        return i == MAP_NONE ? 0 : named_at(qs, i)->depth;
    }
    for (const struct ast *c = n->op == AST_PHRASE ? NULL : n->child; c; c = c->next) {
        uint32_t depth = deepest(qs, c);
        most = depth > most ? depth : most;
    }
    return most;
}

/* `at`: the reference in the query that is being added, for errors. */
static bool resolve(struct query_set *qs, const struct ast *n, const struct ast *at, uint32_t via, struct query_error *qe);

static bool resolve_ref(struct query_set *qs, const struct ast *n, const struct ast *at, uint32_t via, struct query_error *qe)
{
    uint32_t i = names_find(qs, n->folded);
    if (i == MAP_NONE)
        return query_fail(qe, at->at, at->len, "there is no query named " SLICE_FMT, (int)(n->folded.n < 100 ? n->folded.n : 100), n->folded.p);
    struct named *named = named_at(qs, i);   /* stays: no names are added from here on */
    if (named->state == NAMED_OPEN)
        return fail_cycle(qs, i, via, at, qe);
    if (named->state == NAMED_READY)
        return true;
    named->state = NAMED_OPEN;
    named->via = via;
    bool ok = resolve(qs, named->root, at, i, qe);
    named->depth = 1 + deepest(qs, named->root);
    if (ok && named->depth > QUERY_MAX_NAMES)
        ok = query_fail(qe, at->at, at->len, "names inside each other deeper than %d (QUERY_MAX_NAMES)", QUERY_MAX_NAMES);
    named->state = ok ? NAMED_READY : NAMED_WAITING;
    if (ok) {
        named->first = (uint32_t)VEC_COUNT(qs->ops, struct op);
        index_ops(qs, named->root, &named->options);
    }
    return ok;
}

static bool resolve(struct query_set *qs, const struct ast *n, const struct ast *at, uint32_t via, struct query_error *qe)
{
    if (n->op == AST_REF)
        return resolve_ref(qs, n, at ? at : n, via, qe);
    for (const struct ast *c = n->op == AST_PHRASE ? NULL : n->child; c; c = c->next)
        if (!resolve(qs, c, at, via, qe))
            return false;
    return true;
}

bool names_resolve(struct query_set *qs, const struct ast *n, struct query_error *qe)
{
    return resolve(qs, n, NULL, MAP_NONE, qe);
}

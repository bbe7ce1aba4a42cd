#include "query/explain_inside.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/error.h"

static void *must(void *p)
{
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    return p;
}

static bool add_names(struct explain *x, const char *const *names, struct query_error *qe)
{
    for (size_t i = 0; names && names[i]; i += 2)
        if (!query_set_name(x->qs, slice_of(names[i]), slice_of(names[i + 1]), NULL, qe)) {
            struct query_error why = *qe;
            return query_fail(qe, 0, 0, "@@%.64s: %.300s", names[i], why.what);
        }
    return true;
}

struct explain *explain_open(struct slice query, const struct query_options *o, const char *const *names, struct query_error *qe)
{
    struct explain *x = must(calloc(1, sizeof *x));
    struct err e;
    x->qs = query_set_new();
    x->tokenizer = tokenizer_new();
    x->query = arena_dup(&x->kept, query);
    if (!add_names(x, names, qe) || !query_parse(x->tokenizer, &x->kept, x->query, &x->root, qe)
        || !index_add(x->qs, 0, x->root, o, qe) || !query_set_compile(x->qs, &e)) {
        explain_close(x);
        return NULL;
    }
    x->qm = query_match_new(x->qs);
    buf_reserve(&x->places, sizeof(struct explain_place));   /* so that even no places have an address */
    x->shown = must(calloc(VEC_COUNT(x->qs->named, struct named) + 1, sizeof *x->shown));
    x->visited = must(calloc(VEC_COUNT(x->qs->named, struct named) + 1, sizeof *x->visited));
    return x;
}

void explain_close(struct explain *x)
{
    if (!x)
        return;
    query_match_free(x->qm);
    query_set_free(x->qs);
    tokenizer_free(x->tokenizer);
    arena_fini(&x->kept);
    arena_fini(&x->arena);
    buf_fini(&x->places);
    free(x->visited);
    free(x->shown);
    free(x);
}

bool explain_run(struct explain *x, const struct mention *m)
{
    arena_reset(&x->arena);
    tokens_scan(x->tokenizer, &x->arena, m->text, &x->text);
    tokens_scan(x->tokenizer, &x->arena, m->title, &x->title);
    match_mark(x->qm, m, &x->text, &x->title);
    return x->is = match_holds(x->qm, x->root->op_at);
}

/* ---- places */

static void add_place(struct explain *x, struct span s)
{
    uint32_t first = spans_outside(x->qm, s.first), last = spans_outside(x->qm, s.last);
    bool title = first >= x->qm->title_from;
    const struct tokens *k = title ? &x->title : &x->text;
    uint32_t base = title ? x->qm->title_from : 0;
    *(struct explain_place *)vec_add(&x->places, sizeof(struct explain_place)) =
        (struct explain_place){ title, k->v[first - base].start, k->v[last - base].end };
}

static bool place_before(struct explain_place a, struct explain_place b)
{
    return a.title != b.title ? a.title : a.start != b.start ? a.start < b.start : a.end < b.end;
}

static void tidy_places(struct explain *x, size_t from)
{
    struct explain_place *v = VEC_AT(x->places, struct explain_place, from);
    size_t n = VEC_COUNT(x->places, struct explain_place) - from, kept = 0;
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k && place_before(v[k], v[k - 1]); k--) {
            struct explain_place p = v[k];
            v[k] = v[k - 1];
            v[k - 1] = p;
        }
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || place_before(v[kept - 1], v[i]))
            v[kept++] = v[i];
    x->places.n = (from + kept) * sizeof *v;
}

/* Those of the clause that lie between the two positions. */
static void span_places(struct explain *x, uint32_t op, struct span within)
{
    size_t from = x->qm->spans.n;
    struct spans s = spans_of(x->qm, op);
    for (size_t i = 0; i < s.n; i++) {
        struct span at = *span_at(x->qm, s.from + i);
        if (at.first >= within.first && at.last <= within.last)
            add_place(x, at);
    }
    x->qm->spans.n = from;
}

const struct named *explain_enter(struct explain *x, const struct ast *ref)
{
    uint32_t i = names_find(x->qs, ref->folded);
    bool again = x->visited[i] == x->visit;
    x->visited[i] = x->visit;
    return again ? NULL : named_at(x->qs, i);
}

const struct named *explain_show(struct explain *x, const struct ast *ref)
{
    uint32_t i = names_find(x->qs, ref->folded);
    bool again = x->shown[i] == x->show;
    x->shown[i] = x->show;
    return again ? NULL : named_at(x->qs, i);
}

/* The places that a true clause owes its truth to. */
static void node_places(struct explain *x, const struct ast *n)
{
    static const struct span anywhere = { 0, UINT32_MAX };
    if (!match_holds(x->qm, n->op_at))
        return;
    switch (n->op) {
    case AST_WORD: case AST_PHRASE: case AST_NEAR:
        span_places(x, n->op_at, anywhere);
        return;
    case AST_WITHIN:
        for (const struct ast *c = n->child; c; c = c->next)
            span_places(x, c->op_at, x->qm->within);
        return;
    case AST_REF: {
        const struct named *behind = explain_enter(x, n);
        if (behind)
            node_places(x, behind->root);
        return;
    }
    case AST_NOT: case AST_FIELD: case AST_RANGE:
        return;
    default:
        for (const struct ast *c = n->child; c; c = c->next)
            node_places(x, c);
    }
}

size_t explain_places_of(struct explain *x, const struct ast *n)
{
    buf_reset(&x->places);
    x->visit++;
    node_places(x, n);
    tidy_places(x, 0);
    return VEC_COUNT(x->places, struct explain_place);
}

size_t explain_places(struct explain *x, const struct explain_place **out)
{
    size_t n = x->is ? explain_places_of(x, x->root) : 0;
    *out = VEC_AT(x->places, const struct explain_place, 0);
    return n;
}

#include "query/explain_inside.h"

/* Whether a clause like c stands in or below n. */
static bool stands_in(const struct ast *n, const struct ast *c)
{
    if (ast_equal(n, c))
        return true;
    for (const struct ast *k = n->child; k; k = k->next)
        if (stands_in(k, c))
            return true;
    return false;
}

/* A clause, and the text that it was written in. */
struct why { const struct ast *n; struct slice text; };

static bool is_new(const struct explain *other, const struct ast *c)
{
    return other && !stands_in(other->root, c);
}

/* The child with this truth, one that the other query does not have before one that it has; NULL: none. */
static const struct ast *child_that(const struct explain *x, const struct explain *other, const struct ast *n, bool is)
{
    const struct ast *found = NULL;
    for (const struct ast *c = n->child; c; c = c->next) {
        if (match_holds(x->qm, c->op_at) != is)
            continue;
        if (is_new(other, c))
            return c;
        found = found ? found : c;
    }
    return found;
}

/* Of an AND that holds all clauses count, unless one alone is what the other query lacks. */
static const struct ast *only_new(const struct explain *other, const struct ast *n)
{
    const struct ast *found = NULL;
    for (const struct ast *c = n->child; c; c = c->next)
        if (is_new(other, c)) {
            if (found)
                return NULL;
            found = c;
        }
    return found;
}

/* Of an OR that does not hold: the branch that something speaks for, an AND with a clause that holds. */
static const struct ast *near_miss(const struct explain *x, const struct ast *n)
{
    for (const struct ast *c = n->child; c; c = c->next)
        for (const struct ast *k = c->op == AST_AND ? c->child : NULL; k; k = k->next)
            if (k->op != AST_NOT && match_holds(x->qm, k->op_at))
                return c;
    return NULL;
}

static bool step_behind(struct explain *x, struct why *w)
{
    const struct named *behind = explain_enter(x, w->n);
    if (behind)
        *w = (struct why){ behind->root, behind->text };
    return behind;
}

/* One step towards what decides a clause whose truth is `is`; false: it decides by itself. */
static bool step(struct explain *x, const struct explain *other, struct why *w, bool is)
{
    const struct ast *next = NULL;
    if (w->n->op == AST_REF)
        return step_behind(x, w);
    if (w->n->op == AST_AND)
        next = is ? only_new(other, w->n) : child_that(x, other, w->n, false);
    if (w->n->op == AST_OR)
        next = is ? child_that(x, other, w->n, true) : near_miss(x, w->n);
    if (next)
        w->n = next;
    return next;
}

void explain_why(struct explain *x, const struct explain *other, struct buf *out)
{
    struct why w = { x->root, x->query };
    bool is = x->is, negated = false;
    x->visit++;
    for (bool more = true; more; ) {
        more = step(x, other, &w, is);
        if (more || w.n->op != AST_NOT)
            continue;
        w.n = w.n->child;
        is = !is;
        negated = !negated;
        more = true;
    }
    buf_addz(out, negated ? "NOT " : "");
    for (size_t i = 0; i < w.n->len; i++) {
        char c = w.text.p[w.n->at + i];
        buf_char(out, (unsigned char)c < ' ' ? ' ' : c);
    }
}

#include "query/ast.h"

struct ast *ast_new(struct arena *a, enum ast_op op, size_t at, size_t len)
{
    struct ast *n = arena_zalloc(a, sizeof *n);
    n->op = op;
    n->at = at;
    n->len = len;
    return n;
}

struct ast **ast_append(struct ast **tail, struct ast *node)
{
    *tail = node;
    return &node->next;
}

struct ast *ast_group(struct arena *a, enum ast_op op, struct ast *first)
{
    if (!first->next)
        return first;
    const struct ast *last = first;
    while (last->next)
        last = last->next;
    struct ast *n = ast_new(a, op, first->at, last->at + last->len - first->at);
    n->child = first;
    return n;
}

bool ast_is_positive(const struct ast *n)
{
    if (n->op == AST_TITLE)
        return ast_is_positive(n->child);
    if (n->op != AST_AND && n->op != AST_OR)
        return n->op != AST_NOT;
    bool every = n->op == AST_OR;
    for (const struct ast *c = n->child; c; c = c->next)
        if (ast_is_positive(c) != every)
            return !every;
    return every;
}

static const struct ast *unbounded_branch(const struct ast *n)
{
    for (const struct ast *c = n->child; c; c = c->next) {
        const struct ast *bad = unbounded_branch(c);
        if (bad)
            return bad;
        if (n->op == AST_OR && !ast_is_positive(c))
            return c;
    }
    return NULL;
}

const struct ast *ast_unbounded(const struct ast *root)
{
    const struct ast *bad = unbounded_branch(root);
    return bad ? bad : ast_is_positive(root) ? NULL : root;
}

const struct ast *ast_outside(const struct ast *n, unsigned allowed)
{
    if (!(allowed & AST_BIT(n->op)))
        return n;
    for (const struct ast *c = n->op == AST_PHRASE ? NULL : n->child; c; c = c->next) {
        const struct ast *bad = ast_outside(c, allowed);
        if (bad)
            return bad;
    }
    return NULL;
}

static bool same_clause(const struct ast *a, const struct ast *b)
{
    return a->op == b->op && a->field == b->field && a->kind == b->kind && a->n == b->n && a->most == b->most
        && a->prefix == b->prefix && a->glob == b->glob && a->forward == b->forward
        && slice_eq(a->folded, b->folded) && slice_eq(a->cased, b->cased);
}

bool ast_equal(const struct ast *a, const struct ast *b)
{
    if (!same_clause(a, b))
        return false;
    const struct ast *x = a->child, *y = b->child;
    for (; x && y; x = x->next, y = y->next)
        if (!ast_equal(x, y))
            return false;
    return !x && !y;
}

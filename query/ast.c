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
    if (n->op == AST_WORD || n->op == AST_PHRASE || n->op == AST_FIELD)
        return true;
    if (n->op == AST_NOT)
        return false;
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

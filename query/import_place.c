/* Distances: NEAR, ~n. Ours count the words between, and take words, phrases, NEAR and brackets with OR. */
#include "query/import_inside.h"

#include <inttypes.h>

#include "query/error.h"
#include "query/parse.h"

#define SPREAD_MAX 64   /* (a AND b) NEAR/5 (c AND d) is 4 distances; more than this many are refused */

struct ast *import_copy(struct arena *a, const struct ast *n)
{
    struct ast *copy = arena_alloc(a, sizeof *copy), **tail = &copy->child;
    *copy = *n;
    copy->next = NULL;
    copy->notes = NULL;
    copy->child = NULL;
    for (const struct ast *c = n->child; c; c = c->next)
        tail = ast_append(tail, import_copy(a, c));
    return copy;
}

static bool is_place(const struct ast *n)
{
    return !ast_outside(n, AST_PLACES);
}

static bool all_places(const struct ast *n)
{
    for (; n; n = n->next)
        if (!is_place(n))
            return false;
    return true;
}

static size_t count(const struct ast *n)
{
    size_t i = 0;
    for (; n; n = n->next)
        i++;
    return i;
}

static struct ast *near_node(struct importer *p, struct ast *left, struct ast *right, int64_t n, bool forward)
{
    struct ast *near = ast_new(p->a, AST_NEAR, left->at, right->at + right->len > left->at ? right->at + right->len - left->at : 0);
    near->child = left;
    left->next = right;
    right->next = NULL;
    near->n = n;
    near->forward = forward;
    return near;
}

static int64_t distance(struct importer *p, const struct import_piece *pc, int64_t n)
{
    if (n <= QUERY_MAX_DISTANCE)
        return n;
    import_changed(p, pc->at, pc->len, "a distance of more than %d words (QUERY_MAX_DISTANCE) becomes %d", QUERY_MAX_DISTANCE, QUERY_MAX_DISTANCE);
    return QUERY_MAX_DISTANCE;
}

struct ast *import_distance(struct importer *p, const struct import_piece *pc, struct ast *left, struct ast *right, int64_t n, bool forward)
{
    return near_node(p, left, right, distance(p, pc, n), forward);
}

/* "a b"~5 beside NEAR: two operands of ~n are as near each other as NEAR says. */
static void narrow(struct ast *n)
{
    if (n->op == AST_WITHIN && count(n->child) == 2)
        n->op = AST_NEAR;
}

/* (a AND b) NEAR/5 c as a NEAR/5 c AND b NEAR/5 c; false: it cannot be spread. */
static bool spread(struct importer *p, const struct import_piece *op, struct ast *left, struct ast *right, int64_t n, struct ast **out)
{
    struct ast *ls = left->op == AST_AND ? left->child : left, *rs = right->op == AST_AND ? right->child : right;
    struct ast *first = NULL, **tail = &first;
    if (!all_places(ls) || !all_places(rs) || count(ls) * count(rs) > SPREAD_MAX)
        return false;
    for (const struct ast *l = ls; l; l = l->next)
        for (const struct ast *r = rs; r; r = r->next)
            tail = ast_append(tail, near_node(p, import_copy(p->a, l), import_copy(p->a, r), n, op->forward));
    *out = import_join(p, AST_AND, first);
    import_changed(p, op->at, op->len, "AND beside a distance: each of its terms has to be that near, not all at one place");
    return true;
}

static const char *why_not(const struct ast *left, const struct ast *right)
{
    const struct ast *bad = ast_outside(left, AST_PLACES | AST_BIT(AST_AND));
    if (!bad)
        bad = ast_outside(right, AST_PLACES | AST_BIT(AST_AND));
    return !bad ? "AND within brackets" : bad->op == AST_NOT ? "NOT" : bad->op == AST_WITHIN ? "~n of more than two operands" : "a field";
}

static void near(struct importer *p, const struct import_piece *op, struct ast *left, struct ast *right, struct ast **out)
{
    *out = NULL;
    if (!left || !right) {
        import_lost(p, op->at, op->len, "one side of this distance has no equivalent, so neither has the distance");
        return;
    }
    int64_t n = distance(p, op, op->n);
    left->next = right->next = NULL;
    narrow(left);
    narrow(right);
    if (is_place(left) && is_place(right))
        *out = near_node(p, left, right, n, op->forward);
    else if (!spread(p, op, left, right, n, out))
        import_lost(p, op->at, op->len, "%s beside a distance, which takes words, phrases and brackets with OR", why_not(left, right));
}

static bool check(struct importer *p, const struct import_piece *op)
{
    if (op->n == PIECE_NO_NUMBER)
        return query_fail(p->qe, op->at, op->len, "the distance is missing here: NEAR/5");
    if (op->small)
        import_changed(p, op->at, op->len, "this is no operator of %s as it is written: read as one", p->d->name);
    if (!p->d->distances)
        import_changed(p, op->at, op->len, "how %s counts a distance is not documented: read as at most so many words between", p->d->name);
    if (op->forward && !p->d->forward && (op->body.p[0] | 0x20) == 'n')
        import_changed(p, op->at, op->len, "%s does not document NEAR/nf: read as left before right", p->d->name);
    return true;
}

bool import_near(struct importer *p, struct ast **out)
{
    size_t depth = p->depth;
    if (!import_primary(p, out))
        return false;
    while (import_at(p, PIECE_NEAR)) {
        struct import_piece op = p->lx.now;
        struct ast *right;
        if (p->depth++ == IMPORT_MAX_DEPTH)
            return query_fail(p->qe, op.at, op.len, "more than %d distances in a row (IMPORT_MAX_DEPTH)", IMPORT_MAX_DEPTH);
        if (!check(p, &op) || !import_advance(p))
            return false;
        if (import_at(p, PIECE_NOT) || import_at(p, PIECE_MINUS))
            return query_fail(p->qe, p->lx.now.at, p->lx.now.len, "NOT cannot stand beside a distance");
        if (!import_primary(p, &right))
            return false;
        near(p, &op, *out, right, out);
    }
    p->depth = depth;
    return true;
}

/* Of two words in moves: as they stand n between, the other way round two fewer. */
static struct ast *moves(struct importer *p, struct ast *first, int64_t n)
{
    struct ast *second = first->next, *back = NULL;
    if (n >= 2)
        back = near_node(p, import_copy(p->a, second), import_copy(p->a, first), n - 2, true);
    struct ast *ahead = near_node(p, first, second, n, true);
    ahead->next = back;
    return back ? import_join(p, AST_OR, ahead) : ahead;
}

static bool operands_fit(struct importer *p, const struct import_piece *pc, const struct ast *first)
{
    for (const struct ast *c = first; c; c = c->next)
        if (ast_outside(c, AST_BIT(AST_WORD) | AST_BIT(AST_PHRASE) | AST_BIT(AST_OR))) {
            import_lost(p, pc->at, pc->len, "only words, phrases and brackets with OR can stand in a group with ~n");
            return false;
        }
    if (count(first) <= QUERY_MAX_WITHIN)
        return true;
    import_lost(p, pc->at, pc->len, "more than %d operands of ~n (QUERY_MAX_WITHIN)", QUERY_MAX_WITHIN);
    return false;
}

void import_within(struct importer *p, const struct import_piece *pc, struct ast *first, int64_t n, struct ast **out)
{
    *out = first;
    if (n == PIECE_NO_NUMBER) {
        import_lost(p, pc->at, pc->len, "the distance behind ~ is missing");
        *out = NULL;
        return;
    }
    if (!first->next)
        return;
    *out = NULL;
    if (!operands_fit(p, pc, first))
        return;
    n = distance(p, pc, n);
    if (!p->d->proximity)
        import_changed(p, pc->at, pc->len, "how %s counts ~n is not documented: read as at most %" PRId64 " other words%s", p->d->name, n,
                       p->d->moves && count(first) == 2 ? " between, two fewer in turned order" : " among them");
    if (p->d->moves && count(first) == 2) {
        *out = moves(p, first, n);
        return;
    }
    if (p->d->moves && p->d->proximity)
        import_changed(p, pc->at, pc->len, "%s counts words in turned order as farther apart: here any order is as near", p->d->name);
    *out = ast_new(p->a, AST_WITHIN, pc->at, pc->len);
    (*out)->child = first;
    (*out)->n = n;
}

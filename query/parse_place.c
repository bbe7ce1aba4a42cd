/* Distances and counts: NEAR/x, NEAR/xf, ~n, [term]{n}. */
#include "query/parser.h"

/* A number of words up to QUERY_MAX_DISTANCE. */
static bool distance(struct parser *p, struct slice digits, const char *how, int64_t *n)
{
    const struct lexeme *lx = &p->lx.now;
    if (digits.n == 0 || digits.p[0] == '-' || digits.p[0] == '+' || !slice_int(digits, n))
        return query_fail(p->qe, lx->at, lx->len, "the distance is missing here: write %s", how);
    if (*n > QUERY_MAX_DISTANCE)
        return query_fail(p->qe, lx->at, lx->len, "a distance of more than %d words (QUERY_MAX_DISTANCE): write AND", QUERY_MAX_DISTANCE);
    return true;
}

static const char *op_name(enum ast_op op)
{
    switch (op) {
    case AST_AND: return "AND";
    case AST_NOT: return "NOT";
    case AST_NEAR: return "NEAR";
    case AST_WITHIN: return "~n";
    case AST_TIMES: return "a count";
    case AST_TITLE: return "title:";
    case AST_REF: return "another query";
    default: return "a field";
    }
}

static bool check_operand(struct parser *p, const struct ast *n, struct slice near)
{
    const struct ast *bad = ast_outside(n, AST_PLACES);
    if (!bad)
        return true;
    return query_fail(p->qe, bad->at, bad->len, "%s cannot stand beside " SLICE_FMT ", which takes words, phrases and brackets with OR: "
                      "write it outside, with AND", op_name(bad->op), SLICE_ARG(near));
}

static struct slice text_of(const struct parser *p, const struct lexeme *lx)
{
    return (struct slice){ p->lx.text.p + lx->at, lx->len < 20 ? lx->len : 20 };
}

/* The most NEARs of either order on one way down. */
static int nested(const struct ast *n)
{
    int most = 0;
    for (const struct ast *c = n->op == AST_PHRASE ? NULL : n->child; c; c = c->next) {
        int below = nested(c);
        most = below > most ? below : most;
    }
    return most + (n->op == AST_NEAR && !n->forward);
}

static bool check_nested(struct parser *p, const struct ast *n, const struct lexeme *op)
{
    return nested(n) <= QUERY_MAX_NEAR
        || query_fail(p->qe, op->at, op->len, "more than %d NEARs inside each other (QUERY_MAX_NEAR): where the order is known write NEAR/5f, "
                      "which is not counted, else \"a b c\"~5", QUERY_MAX_NEAR);
}

static bool near_right(struct parser *p, struct ast **left)
{
    struct lexeme op = p->lx.now;
    struct slice digits = op.body;
    bool forward = digits.n && digits.p[digits.n - 1] == 'f';
    struct ast *n, *right;
    int64_t most;
    digits.n -= forward;
    if (!distance(p, digits, "NEAR/5 (at most 5 words between) or NEAR/5f (left before right)", &most) || !parser_enter(p))
        return false;
    if (!parser_advance(p))
        return false;
    if (parser_at(p, LEX_NOT))
        return parser_fail_here(p, "NOT cannot stand beside NEAR: write it outside, with AND");
    if (!parser_primary(p, &right))
        return false;
    if (!check_operand(p, *left, text_of(p, &op)) || !check_operand(p, right, text_of(p, &op)))
        return false;
    n = ast_new(p->a, AST_NEAR, (*left)->at, right->at + right->len - (*left)->at);
    n->n = most;
    n->forward = forward;
    n->child = *left;
    (*left)->next = right;
    *left = n;
    return check_nested(p, n, &op);
}

/* Every NEAR of a chain lies one level deeper in the tree, so each counts. */
bool parser_near(struct parser *p, struct ast **out)
{
    size_t depth = p->depth;
    if (!parser_primary(p, out))
        return false;
    while (parser_at(p, LEX_NEAR))
        if (!near_right(p, out))
            return false;
    p->depth = depth;
    return true;
}

/* The operands hang below a node that ~n at hand makes WITHIN. */
static bool make_within(struct parser *p, struct ast *n)
{
    size_t count = 0;
    for (const struct ast *c = n->child; c; c = c->next)
        count++;
    if (count < 2)
        return parser_fail_here(p, "~n needs two words or operands at the least: \"a b\"~5 or (a AND b)~5");
    if (count > QUERY_MAX_WITHIN)
        return query_fail(p->qe, n->at, n->len, "more than %d operands of ~n (QUERY_MAX_WITHIN): split it with AND", QUERY_MAX_WITHIN);
    if (!distance(p, p->lx.now.body, "\"a b\"~5 or (a AND b)~5", &n->n))
        return false;
    n->op = AST_WITHIN;
    n->len = parser_end(p) - n->at;
    return parser_advance(p);
}

bool parser_within(struct parser *p, struct ast **group)
{
    struct ast *n = *group;
    unsigned allowed = AST_BIT(AST_WORD) | AST_BIT(AST_PHRASE) | AST_BIT(AST_OR);
    const struct ast *bad = NULL;
    if (n->op != AST_AND)
        return parser_fail_here(p, "~n goes behind a group whose operands are joined by AND: ((x OR y) AND z)~5");
    for (const struct ast *c = n->child; c && !bad; c = c->next)
        bad = ast_outside(c, allowed);
    if (bad)
        return query_fail(p->qe, bad->at, bad->len, "%s cannot stand in a group with ~n, whose operands are words, phrases and brackets with OR",
                          op_name(bad->op));
    return make_within(p, n);
}

bool parser_term(struct parser *p, struct ast **out)
{
    struct lexeme term = p->lx.now;
    if (!parser_advance(p))
        return false;
    if (!parser_at(p, LEX_WITHIN))
        return term_parse(&p->tools, &term, out, p->qe);
    *out = ast_new(p->a, AST_WITHIN, term.at, term.len);
    return term_parse_each(&p->tools, &term, &(*out)->child, p->qe) && make_within(p, *out);
}

bool parser_times(struct parser *p, struct ast **out)
{
    size_t open = p->lx.now.at;
    struct ast *child;
    int64_t n;
    if (!parser_enter(p) || !parser_advance(p) || !parser_near(p, &child))
        return false;
    p->depth--;
    if (!parser_at(p, LEX_TIMES))
        return query_fail(p->qe, open, 1, "the bracket that opens here holds one term and says how often: write [term]{3}");
    const struct ast *bad = ast_outside(child, AST_PLACES);
    if (bad)
        return query_fail(p->qe, bad->at, bad->len, "%s cannot be counted: [ ]{n} takes a word, a phrase or brackets with OR", op_name(bad->op));
    struct slice times = p->lx.now.body;
    if (times.n == 0 || times.p[0] == '+' || !slice_int(times, &n) || n < 1 || n > INT32_MAX)
        return parser_fail_here(p, "how often is a number from 1: write [term]{3} for three times and more");
    *out = ast_new(p->a, AST_TIMES, open, parser_end(p) - open);
    (*out)->n = n;
    (*out)->child = child;
    return parser_advance(p);
}

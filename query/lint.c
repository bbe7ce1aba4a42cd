#include "query/lint.h"

#include "query/error.h"
#include "query/index.h"
#include "query/parse.h"

struct lint { lint_fn *each; void *self; };

static void say(const struct lint *l, const struct ast *n, const char *what)
{
    struct query_error qe;
    query_fail(&qe, n->at, n->len, "%s", what);
    l->each(l->self, &qe);
}

static void check_mixed(const struct lint *l, const struct ast *n)
{
    for (const struct ast *c = n->child; n->op == AST_OR && c; c = c->next)
        if (c->op == AST_AND && c->spelled && !c->bracketed)
            say(l, c, "AND binds before OR here: put brackets around this AND, or around the OR that is meant");
}

/* Whether every mention that b matches is matched by a, as far as it is plain to see: they are equal, or a is b with less. */
static bool covers(const struct ast *a, const struct ast *b)
{
    if (ast_equal(a, b))
        return true;
    if (a->op != AST_WORD || b->op != AST_WORD || a->kind != b->kind || a->cased.n || a->marked)
        return false;
    if (a->prefix)
        return !b->glob && slice_starts(b->bare, a->bare);
    return !a->glob && !b->prefix && !b->glob && slice_eq(a->bare, b->bare);
}

static bool is_clause(const struct ast *n)
{
    return n->op == AST_WORD || n->op == AST_PHRASE || n->op == AST_FIELD || n->op == AST_RANGE || n->op == AST_REF || n->op == AST_NEAR;
}

/* Of two clauses under one AND or OR, said at the second. */
static const char *pair_fault(enum ast_op op, const struct ast *a, const struct ast *b)
{
    if (ast_equal(a, b))
        return op == AST_WITHIN ? NULL : "the same clause stands here twice";
    if (op == AST_OR && (covers(a, b) || covers(b, a)))
        return "one of these adds nothing: what it matches the other one matches too";
    if (op == AST_AND && (covers(a, b) || covers(b, a)))
        return "one of these says nothing: the other one is stricter";
    bool single = a->op == AST_FIELD && b->op == AST_FIELD && a->field == b->field
               && (a->field == FIELD_COUNTRY || a->field == FIELD_PLATFORM || a->field == FIELD_KIND);
    if (op == AST_AND && single)
        return "this can never match: a mention has only one of these values";
    if (op == AST_AND && a->op == AST_RANGE && b->op == AST_RANGE && a->field == b->field && (a->n > b->most || b->n > a->most))
        return "this can never match: no number lies in both ranges";
    return NULL;
}

/* x AND NOT y where all that x matches is taken out again. */
static const char *not_fault(const struct ast *a, const struct ast *b)
{
    if (b->op == AST_NOT && is_clause(a) && covers(b->child, a))
        return "this can never match: what is looked for is taken out again by this NOT";
    return NULL;
}

#define PAIRS_MAX 400   /* longer lists are compared with their neighbours only: 10,000 terms must not take minutes */

static void check_pairs(const struct lint *l, const struct ast *n)
{
    size_t count = 0;
    for (const struct ast *c = n->child; c; c = c->next)
        count++;
    for (const struct ast *a = n->child; a; a = a->next) {
        size_t left = count > PAIRS_MAX ? 1 : count;
        for (const struct ast *b = a->next; b && left--; b = b->next) {
            const char *what = pair_fault(n->op, a, b);
            if (!what && n->op == AST_AND)
                what = not_fault(a, b) ? not_fault(a, b) : not_fault(b, a);
            if (what)
                say(l, b, what);
        }
    }
}

static void check_word(const struct lint *l, const struct ast *n)
{
    bool lower = true;
    for (size_t i = 0; i < n->as.n; i++)
        lower &= !(n->as.p[i] >= 'A' && n->as.p[i] <= 'Z') && (unsigned char)n->as.p[i] < 0x80;
    if (n->cased.n && lower && n->kind != TOKEN_EMOJI)
        say(l, n, "{ } keeps out every writing with a capital here, also at the beginning of a sentence");
}

static void walk(const struct lint *l, const struct ast *n)
{
    check_mixed(l, n);
    if (n->op == AST_AND || n->op == AST_OR)
        check_pairs(l, n);
    if (n->op == AST_WORD)
        check_word(l, n);
    for (const struct ast *c = n->child; c; c = c->next)
        walk(l, c);
}

#define BROAD_PREFIX 2   /* de*: hardly a text has no word that begins like this */

/* Whether something so common is all that must be there that nearly every mention has it. */
static bool is_broad(const struct ast *n)
{
    bool every = n->op == AST_AND;
    switch (n->op) {
    case AST_WORD: return !n->glob && n->kind == TOKEN_WORD && (n->prefix ? n->bare.n <= BROAD_PREFIX : keys_is_common(n->bare));
    case AST_FIELD: return n->field == FIELD_LANGUAGE || n->field == FIELD_KIND || n->field == FIELD_VERIFIED || n->field == FIELD_PLATFORM;
    case AST_TITLE: return is_broad(n->child);
    case AST_RANGE: return n->n <= 0 && n->most == INT64_MAX;
    case AST_NOT: return true;   /* takes little away */
    case AST_AND: case AST_OR: break;
    default: return false;
    }
    for (const struct ast *c = n->child; c; c = c->next)
        if (is_broad(c) != every)
            return !every;
    return every;
}

void query_lint_tree(const struct ast *root, lint_fn *each, void *self)
{
    struct lint l = { each, self };
    walk(&l, root);
    if (is_broad(root))
        say(&l, root, "this matches nearly everything: add what to look for");
}

bool query_lint(struct slice text, lint_fn *each, void *self, struct query_error *qe)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct ast *root;
    bool ok = query_parse(t, &a, text, &root, qe);
    if (ok)
        query_lint_tree(root, each, self);
    arena_fini(&a);
    tokenizer_free(t);
    return ok;
}

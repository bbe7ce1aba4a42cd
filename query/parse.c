#include "query/parse.h"

#include "query/error.h"
#include "query/lex.h"
#include "query/term.h"

struct parser {
    struct lexer lx;
    struct tokenizer *tokenizer;
    struct arena *a;
    struct fold fold;
    size_t depth;
    struct query_error *qe;
};

static bool parse_or(struct parser *p, struct ast **out);

static bool at(const struct parser *p, enum lex_kind kind)
{
    return p->lx.now.kind == kind;
}

static bool at_primary(const struct parser *p)
{
    return at(p, LEX_WORD) || at(p, LEX_QUOTED) || at(p, LEX_FIELD) || at(p, LEX_OPEN);
}

static bool advance(struct parser *p)
{
    return lex_advance(&p->lx, p->qe);
}

static bool fail_here(struct parser *p, const char *what)
{
    return query_fail(p->qe, p->lx.now.at, p->lx.now.len, "%s", what);
}

/* and, Or ...: an operator in the wrong case, or NULL. */
static const char *meant_operator(struct slice w)
{
    static const char *const names[] = { "AND", "OR", "NOT" };
    for (size_t i = 0; i < 3; i++)
        if (slice_eq_nocase(w, slice_of(names[i])))
            return names[i];
    return NULL;
}

/* Two terms without an operator: the piece at hand and the one before it. */
static bool fail_beside(struct parser *p, const struct lexeme *before)
{
    const struct lexeme *now = &p->lx.now;
    struct slice a = { p->lx.text.p + before->at, before->len }, b = { p->lx.text.p + now->at, now->len };
    const struct lexeme *op = now->kind == LEX_WORD && meant_operator(b) ? now
                            : before->kind == LEX_WORD && meant_operator(a) ? before : NULL;
    if (op)
        return query_fail(p->qe, op->at, op->len, "operators are written in capitals: %s",
                          meant_operator((struct slice){ p->lx.text.p + op->at, op->len }));
    struct ast *term;
    if (now->kind == LEX_WORD && !term_parse(p->tokenizer, p->a, now, &term, p->qe))
        return false;   /* an operator of the full language, or of another one: that is the real mistake */
    if (now->kind != LEX_WORD || before->kind != LEX_WORD || a.n + b.n > 60)
        return fail_here(p, "two terms stand side by side: write AND, OR or NOT between them");
    return query_fail(p->qe, now->at, now->len,
                      "two terms stand side by side: write " SLICE_FMT " AND " SLICE_FMT ", " SLICE_FMT " OR " SLICE_FMT
                      ", or the phrase \"" SLICE_FMT " " SLICE_FMT "\"",
                      SLICE_ARG(a), SLICE_ARG(b), SLICE_ARG(a), SLICE_ARG(b), SLICE_ARG(a), SLICE_ARG(b));
}

static bool enter(struct parser *p)
{
    if (p->depth++ < QUERY_MAX_DEPTH)
        return true;
    return query_fail(p->qe, p->lx.now.at, p->lx.now.len, "nested deeper than %d (QUERY_MAX_DEPTH): split the query", QUERY_MAX_DEPTH);
}

static bool field_node(struct parser *p, enum field f, struct ast **out)
{
    const struct lexeme *lx = &p->lx.now;
    const char *why;
    *out = ast_new(p->a, AST_FIELD, lx->at, lx->len);
    (*out)->field = f;
    if (field_value(f, lx->body, &p->fold, p->a, &(*out)->folded, &why))
        return true;
    return query_fail(p->qe, lx->at, lx->len, "%s: %s", field_name(f), why);
}

/* value OR value ... ), the bracket being open. */
static bool field_values(struct parser *p, enum field f, struct ast **out)
{
    struct ast *first = NULL, **tail = &first, *n = NULL;
    size_t open = p->lx.now.at;
    do {
        if (!lex_advance_value(&p->lx, p->qe))
            return false;
        if (!at(p, LEX_WORD) && !at(p, LEX_QUOTED))
            return fail_here(p, "a value is missing here: write field:(one OR two)");
        if (!field_node(p, f, &n) || !lex_advance_value(&p->lx, p->qe))
            return false;
        tail = ast_append(tail, n);
    } while (at(p, LEX_OR));
    if (at(p, LEX_END))
        return query_fail(p->qe, open, 1, "the bracket that opens here is never closed: add ) behind the values");
    if (!at(p, LEX_CLOSE))
        return fail_here(p, "values in brackets are joined by OR: write field:(one OR two)");
    *out = ast_group(p->a, AST_OR, first);
    return true;
}

static bool fail_unknown_field(struct parser *p, const struct lexeme *name)
{
    const char *near = field_nearest(name->body);
    struct slice rest = { p->lx.text.p + p->lx.at, p->lx.text.n - p->lx.at };
    if (slice_starts(rest, SLICE("//")))
        return query_fail(p->qe, name->at, name->len, "addresses match no plain term, and url: and links: are not supported yet: use site:");
    if (near)
        return query_fail(p->qe, name->at, name->len, "there is no field " SLICE_FMT ": did you mean %s:", SLICE_ARG(name->body), near);
    return query_fail(p->qe, name->at, name->len, "there is no field %.40s: the fields are %s (or put the term in quotes)",
                      arena_strz(p->a, name->body), field_list());
}

static bool parse_field(struct parser *p, struct ast **out)
{
    struct lexeme name = p->lx.now;
    enum field f;
    enum field_known known = field_of(name.body, &f);
    if (known == FIELD_LATER)
        return query_fail(p->qe, name.at, name.len, "the field " SLICE_FMT ": is not supported yet", SLICE_ARG(name.body));
    if (known == FIELD_UNKNOWN)
        return fail_unknown_field(p, &name);
    if (!lex_advance_value(&p->lx, p->qe))
        return false;
    bool several = at(p, LEX_OPEN);
    if (p->lx.now.at != name.at + name.len || !(several || at(p, LEX_WORD) || at(p, LEX_QUOTED)))
        return query_fail(p->qe, name.at, name.len, SLICE_FMT ": has no value: write it right behind the colon, without a space",
                          SLICE_ARG(name.body));
    if (!(several ? field_values(p, f, out) : field_node(p, f, out)))
        return false;
    (*out)->at = name.at;
    (*out)->len = p->lx.now.at + p->lx.now.len - name.at;
    return advance(p);
}

static bool parse_group(struct parser *p, struct ast **out)
{
    size_t open = p->lx.now.at;
    if (!enter(p) || !advance(p))
        return false;
    if (at(p, LEX_CLOSE))
        return query_fail(p->qe, open, p->lx.now.at + 1 - open, "there is nothing between these brackets");
    if (!parse_or(p, out))
        return false;
    if (!at(p, LEX_CLOSE))
        return query_fail(p->qe, open, 1, "the bracket that opens here is never closed: add )");
    p->depth--;
    (*out)->at = open;
    (*out)->len = p->lx.now.at + 1 - open;
    return advance(p);
}

static bool fail_no_term(struct parser *p)
{
    switch (p->lx.now.kind) {
    case LEX_END: return fail_here(p, "the query ends where a term was expected");
    case LEX_CLOSE: return fail_here(p, "a term was expected before this bracket");
    default: return fail_here(p, "a term was expected before this operator (put it in quotes if the word itself is meant)");
    }
}

static bool parse_not(struct parser *p, struct ast **out);

static bool parse_primary(struct parser *p, struct ast **out)
{
    switch (p->lx.now.kind) {
    case LEX_OPEN: return parse_group(p, out);
    case LEX_FIELD: return parse_field(p, out);
    case LEX_NOT: return parse_not(p, out);
    case LEX_WORD: case LEX_QUOTED:
        return term_parse(p->tokenizer, p->a, &p->lx.now, out, p->qe) && advance(p);
    default: return fail_no_term(p);
    }
}

static bool parse_not(struct parser *p, struct ast **out)
{
    size_t from = p->lx.now.at;
    struct ast *child;
    if (!enter(p) || !advance(p) || !parse_primary(p, &child))
        return false;
    p->depth--;
    if (child->op == AST_NOT) {   /* NOT NOT a is a: it has its positive clause */
        *out = child->child;
        return true;
    }
    *out = ast_new(p->a, AST_NOT, from, child->at + child->len - from);
    (*out)->child = child;
    return true;
}

static bool parse_and(struct parser *p, struct ast **out)
{
    struct ast *first = NULL, **tail = &first, *n = NULL;
    for (;;) {
        struct lexeme before = p->lx.now;
        if (!parse_primary(p, &n))
            return false;
        tail = ast_append(tail, n);
        if (at_primary(p)) {
            bool plain = n->op == AST_WORD && before.kind == LEX_WORD;
            if (!plain)   /* of a longer clause only its end is beside the new one */
                before = (struct lexeme){ .kind = LEX_CLOSE };
            return fail_beside(p, &before);
        }
        if (at(p, LEX_NOT))
            continue;
        if (!at(p, LEX_AND))
            break;
        if (!advance(p))
            return false;
    }
    *out = ast_group(p->a, AST_AND, first);
    return true;
}

static bool parse_or(struct parser *p, struct ast **out)
{
    struct ast *first = NULL, **tail = &first, *n = NULL;
    for (;;) {
        if (!parse_and(p, &n))
            return false;
        tail = ast_append(tail, n);
        if (!at(p, LEX_OR))
            break;
        if (!advance(p))
            return false;
    }
    *out = ast_group(p->a, AST_OR, first);
    return true;
}

static bool check_bounded(const struct ast *root, struct query_error *qe)
{
    const struct ast *bad = ast_unbounded(root);
    if (!bad)
        return true;
    return query_fail(qe, bad->at, bad->len,
                      bad == root ? "the query only says what must not be there and could match everything: add what to look for"
                                  : "this branch of OR only says what must not be there and could match everything: add a term to it with AND");
}

static bool parse_all(struct parser *p, struct slice text, struct ast **root)
{
    if (!lex_open(&p->lx, text, p->qe))
        return false;
    if (at(p, LEX_END))
        return query_fail(p->qe, 0, text.n, "the query is empty: write at least one term");
    if (!parse_or(p, root))
        return false;
    if (at(p, LEX_CLOSE))
        return fail_here(p, "no bracket is open here: take ) out or add the ( that it closes");
    return check_bounded(*root, p->qe);
}

bool query_parse(struct tokenizer *t, struct arena *a, struct slice text, struct ast **root, struct query_error *qe)
{
    struct parser p = { .tokenizer = t, .a = a, .qe = qe };
    bool ok = parse_all(&p, text, root);
    fold_fini(&p.fold);
    return ok;
}

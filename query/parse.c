#include "query/parser.h"

static bool at(const struct parser *p, enum lex_kind kind)
{
    return parser_at(p, kind);
}

static bool at_primary(const struct parser *p)
{
    return at(p, LEX_WORD) || at(p, LEX_QUOTED) || at(p, LEX_BRACED) || at(p, LEX_FIELD) || at(p, LEX_OPEN) || at(p, LEX_SQUARE) || at(p, LEX_REF);
}

/* The comments before the piece at hand wait for the next clause. */
static void keep_notes(struct parser *p)
{
    struct slice all = p->lx.notes, one;
    while (lex_note(&all, &one)) {
        *p->notes_tail = arena_zalloc(p->a, sizeof **p->notes_tail);
        (*p->notes_tail)->text = one;
        p->notes_tail = &(*p->notes_tail)->next;
    }
}

bool parser_advance(struct parser *p)
{
    if (!lex_advance(&p->lx, p->qe))
        return false;
    keep_notes(p);
    return true;
}

bool parser_advance_value(struct parser *p)
{
    if (!lex_advance_value(&p->lx, p->qe))
        return false;
    keep_notes(p);
    return true;
}

bool parser_fail_here(struct parser *p, const char *what)
{
    return query_fail(p->qe, p->lx.now.at, p->lx.now.len, "%s", what);
}

bool parser_enter(struct parser *p)
{
    if (p->depth++ < QUERY_MAX_DEPTH)
        return true;
    return query_fail(p->qe, p->lx.now.at, p->lx.now.len, "nested deeper than %d (QUERY_MAX_DEPTH): split the query", QUERY_MAX_DEPTH);
}

/* and, Or ...: an operator in the wrong case, or NULL. */
static const char *meant_operator(struct slice w)
{
    static const char *const names[] = { "AND", "OR", "NOT", "NEAR" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_eq_nocase(w, slice_of(names[i])))
            return names[i];
    return w.n > 5 && slice_eq_nocase((struct slice){ w.p, 5 }, SLICE("NEAR/")) ? "NEAR/" : NULL;
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
    if (now->kind == LEX_WORD && !term_parse(&p->tools, now, &term, p->qe))
        return false;   /* an operator of the full language, or of another one: that is the real mistake */
    if (now->kind != LEX_WORD || before->kind != LEX_WORD || a.n + b.n > 60)
        return parser_fail_here(p, "two terms stand side by side: write AND, OR or NOT between them");
    return query_fail(p->qe, now->at, now->len,
                      "two terms stand side by side: write " SLICE_FMT " AND " SLICE_FMT ", " SLICE_FMT " OR " SLICE_FMT
                      ", or the phrase \"" SLICE_FMT " " SLICE_FMT "\"",
                      SLICE_ARG(a), SLICE_ARG(b), SLICE_ARG(a), SLICE_ARG(b), SLICE_ARG(a), SLICE_ARG(b));
}

static bool group(struct parser *p, struct ast **out)
{
    size_t open = p->lx.now.at;
    if (!parser_enter(p) || !parser_advance(p))
        return false;
    if (at(p, LEX_CLOSE))
        return query_fail(p->qe, open, p->lx.now.at + 1 - open, "there is nothing between these brackets");
    if (!parser_or(p, out))
        return false;
    if (!at(p, LEX_CLOSE))
        return query_fail(p->qe, open, 1, "the bracket that opens here is never closed: add )");
    p->depth--;
    (*out)->at = open;
    (*out)->len = p->lx.now.at + 1 - open;
    (*out)->bracketed = true;
    if (!parser_advance(p))
        return false;
    return !at(p, LEX_WITHIN) || parser_within(p, out);
}

static bool fail_no_term(struct parser *p)
{
    switch (p->lx.now.kind) {
    case LEX_END: return parser_fail_here(p, "the query ends where a term was expected");
    case LEX_TIMES: case LEX_CLOSE: return parser_fail_here(p, "a term was expected before this bracket");
    default: return parser_fail_here(p, "a term was expected before this operator (put it in quotes if the word itself is meant)");
    }
}

static bool reference(struct parser *p, struct ast **out)
{
    const struct lexeme *lx = &p->lx.now;
    if (lx->body.n == 0)
        return parser_fail_here(p, "the name is missing here: write @@name for another query of the configuration");
    *out = ast_new(p->a, AST_REF, lx->at, lx->len);
    (*out)->folded = (*out)->as = lx->body;
    return parser_advance(p);
}

static bool not(struct parser *p, struct ast **out);

bool parser_primary(struct parser *p, struct ast **out)
{
    struct ast_note *notes = p->notes;   /* they stand before what is parsed now */
    p->notes = NULL;
    p->notes_tail = &p->notes;
    bool ok;
    switch (p->lx.now.kind) {
    case LEX_OPEN: ok = group(p, out); break;
    case LEX_FIELD: ok = parser_field(p, out); break;
    case LEX_SQUARE: ok = parser_times(p, out); break;
    case LEX_REF: ok = reference(p, out); break;
    case LEX_WORD: case LEX_QUOTED: case LEX_BRACED: ok = parser_term(p, out); break;
    default: return fail_no_term(p);
    }
    if (!ok || !notes)
        return ok;
    struct ast_note *last = notes;
    while (last->next)
        last = last->next;
    last->next = (*out)->notes;
    (*out)->notes = notes;
    return true;
}

static bool not(struct parser *p, struct ast **out)
{
    size_t from = p->lx.now.at;
    struct ast *child;
    if (!at(p, LEX_NOT))
        return parser_near(p, out);
    if (!parser_enter(p) || !parser_advance(p) || !not(p, &child))
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

static bool and(struct parser *p, struct ast **out)
{
    struct ast *first = NULL, **tail = &first, *n = NULL;
    bool spelled = false;
    for (;;) {
        struct lexeme before = p->lx.now;
        if (!not(p, &n))
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
        spelled = true;
        if (!parser_advance(p))
            return false;
    }
    *out = ast_group(p->a, AST_AND, first);
    if (*out != first)
        (*out)->spelled = spelled;
    return true;
}

bool parser_or(struct parser *p, struct ast **out)
{
    struct ast *first = NULL, **tail = &first, *n = NULL;
    for (;;) {
        if (!and(p, &n))
            return false;
        tail = ast_append(tail, n);
        if (!at(p, LEX_OR))
            break;
        if (!parser_advance(p))
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

static bool parse_all(struct parser *p, struct slice text, struct ast **root, struct ast_note **notes)
{
    if (!lex_open(&p->lx, text, p->qe))
        return false;
    keep_notes(p);
    if (at(p, LEX_END))
        return query_fail(p->qe, 0, text.n, "the query is empty: write at least one term");
    if (!parser_or(p, root))
        return false;
    if (at(p, LEX_CLOSE))
        return parser_fail_here(p, "no bracket is open here: take ) out or add the ( that it closes");
    if (!at(p, LEX_END))
        return parser_fail_here(p, "nothing is open here that this could close or follow");
    *notes = p->notes;
    return check_bounded(*root, p->qe);
}

bool query_parse_notes(struct tokenizer *t, struct arena *a, struct slice text, struct ast **root, struct ast_note **notes,
                       struct query_error *qe)
{
    struct parser p = { .a = a, .qe = qe };
    p.tools = (struct term_tools){ t, &p.fold, a };
    p.notes_tail = &p.notes;
    bool ok = parse_all(&p, text, root, notes);
    fold_fini(&p.fold);
    return ok;
}

bool query_parse(struct tokenizer *t, struct arena *a, struct slice text, struct ast **root, struct query_error *qe)
{
    struct ast_note *notes;
    return query_parse_notes(t, a, text, root, &notes, qe);
}

/* Fields: values, several values, ranges, and the title. */
#include "query/parser.h"

static bool value_node(struct parser *p, enum field f, struct ast **out)
{
    const struct lexeme *lx = &p->lx.now;
    const char *why;
    *out = ast_new(p->a, AST_FIELD, lx->at, lx->len);
    (*out)->field = f;
    (*out)->as = lx->body;
    if (field_value(f, lx->body, &p->fold, p->a, &(*out)->folded, &why))
        return true;
    return query_fail(p->qe, lx->at, lx->len, "%s: %s", field_name(f), why);
}

/* value OR value ... ), the bracket being open. */
static bool values(struct parser *p, enum field f, struct ast **out)
{
    struct ast *first = NULL, **tail = &first, *n = NULL;
    size_t open = p->lx.now.at;
    do {
        if (!parser_advance_value(p))
            return false;
        if (!parser_at(p, LEX_WORD) && !parser_at(p, LEX_QUOTED))
            return parser_fail_here(p, "a value is missing here: write field:(one OR two)");
        if (!value_node(p, f, &n) || !parser_advance_value(p))
            return false;
        tail = ast_append(tail, n);
    } while (parser_at(p, LEX_OR));
    if (parser_at(p, LEX_END))
        return query_fail(p->qe, open, 1, "the bracket that opens here is never closed: add ) behind the values");
    if (!parser_at(p, LEX_CLOSE))
        return parser_fail_here(p, "values in brackets are joined by OR: write field:(one OR two)");
    *out = ast_group(p->a, AST_OR, first);
    return true;
}

static bool fail_unknown(struct parser *p, const struct lexeme *name)
{
    const char *near = field_nearest(name->body);
    struct slice rest = { p->lx.text.p + p->lx.at, p->lx.text.n - p->lx.at };
    if (slice_starts(rest, SLICE("//")))
        return query_fail(p->qe, name->at, name->len, "addresses match no plain term: write links: for addresses in the text, url: or site: for the mention's own");
    if (near)
        return query_fail(p->qe, name->at, name->len, "there is no field " SLICE_FMT ": did you mean %s:", SLICE_ARG(name->body), near);
    return query_fail(p->qe, name->at, name->len, "there is no field %.40s (a term goes in quotes): the fields are %s",
                      arena_strz(p->a, name->body), field_list());
}

static bool fail_no_value(struct parser *p, const struct lexeme *name)
{
    return query_fail(p->qe, name->at, name->len, SLICE_FMT ": has no value: write it right behind the colon, without a space",
                      SLICE_ARG(name->body));
}

static bool range(struct parser *p, enum field f, struct ast **out)
{
    const struct lexeme *lx = &p->lx.now;
    const char *why;
    if (!parser_at(p, LEX_RANGE))
        return query_fail(p->qe, lx->at, lx->len, "%s: takes a range: write %s:[100 TO 500], with * for an open end", field_name(f), field_name(f));
    *out = ast_new(p->a, AST_RANGE, lx->at, lx->len);
    (*out)->field = f;
    return field_range(lx->body, &(*out)->n, &(*out)->most, &why) || query_fail(p->qe, lx->at, lx->len, "%s: %s", field_name(f), why);
}

static bool clause(struct parser *p, enum field f, const struct lexeme *name, struct ast **out)
{
    if (field_kind(f) == FIELD_IS_NUMBER)
        return range(p, f, out);
    if (parser_at(p, LEX_OPEN))
        return values(p, f, out);
    return parser_at(p, LEX_WORD) || parser_at(p, LEX_QUOTED) ? value_node(p, f, out) : fail_no_value(p, name);
}

/* title:word, title:"a phrase"~3, title:(a NEAR/3 b) */
static bool title(struct parser *p, const struct lexeme *name, struct ast **out)
{
    unsigned allowed = AST_PLACES | AST_BIT(AST_AND) | AST_BIT(AST_NOT) | AST_BIT(AST_WITHIN) | AST_BIT(AST_TIMES);
    struct ast *child;
    if (!parser_advance(p))
        return false;
    if (p->lx.now.at != name->at + name->len || parser_at(p, LEX_END) || parser_at(p, LEX_CLOSE))
        return fail_no_value(p, name);
    if (parser_at(p, LEX_FIELD) || parser_at(p, LEX_REF))
        return parser_fail_here(p, "only words stand in title: write the clause outside, with AND");
    if (!parser_enter(p) || !parser_primary(p, &child))
        return false;
    p->depth--;
    const struct ast *bad = ast_outside(child, allowed);
    if (bad)
        return query_fail(p->qe, bad->at, bad->len, "only words stand in title:( ): write this clause outside, with AND");
    *out = ast_new(p->a, AST_TITLE, name->at, child->at + child->len - name->at);
    (*out)->child = child;
    return true;
}

bool parser_field(struct parser *p, struct ast **out)
{
    struct lexeme name = p->lx.now;
    enum field f;
    enum field_known known = field_of(name.body, &f);
    if (known == FIELD_CLASSIFIED)
        return query_fail(p->qe, name.at, name.len, SLICE_FMT ": is what the classifier finds in a mention, and queries are matched before that: "
                          "it belongs in rules, dashboards and searches", SLICE_ARG(name.body));
    if (known == FIELD_UNKNOWN)
        return fail_unknown(p, &name);
    if (field_kind(f) == FIELD_IS_TITLE)
        return title(p, &name, out);
    if (!parser_advance_value(p))
        return false;
    if (p->lx.now.at != name.at + name.len || parser_at(p, LEX_END))
        return fail_no_value(p, &name);
    if (!clause(p, f, &name, out))
        return false;
    (*out)->at = name.at;
    (*out)->len = parser_end(p) - name.at;
    return parser_advance(p);
}

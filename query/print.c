#include "query/print.h"

#include <inttypes.h>

#include "query/parse.h"

struct printer { struct buf *out; size_t width, indent; };

static void node(struct printer *p, const struct ast *n);

/* Whether the lexer reads it as one word again that is no operator. */
static bool is_plain(struct slice s)
{
    static const char *const operators[] = { "AND", "OR", "NOT", "NEAR" };
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
        if (slice_eq_nocase(s, slice_of(operators[i])))
            return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || strchr("()\"[]{}<>~", s.p[i]))
            return false;
    return s.n && !memmem(s.p, s.n, "\xC2\xA0", 2) && !slice_starts(s, SLICE("NEAR/")) && !slice_starts(s, SLICE("@@"));
}

static void quoted(struct buf *out, struct slice s)
{
    buf_char(out, '"');
    buf_add(out, s);
    buf_char(out, '"');
}

static void written(struct buf *out, struct slice s)
{
    if (is_plain(s))
        buf_add(out, s);
    else
        quoted(out, s);
}

static void braced(struct buf *out, const struct ast *word)
{
    buf_addz(out, word->cased.n ? "{" : "");
    buf_add(out, word->as);
    buf_addz(out, word->cased.n ? "}" : "");
}

static void words_in_quotes(struct buf *out, const struct ast *first)
{
    buf_char(out, '"');
    for (const struct ast *w = first; w; w = w->next) {
        buf_addz(out, w == first ? "" : " ");
        braced(out, w);
    }
    buf_char(out, '"');
}

static void notes(struct buf *out, const struct ast_note *note)
{
    for (; note; note = note->next) {
        buf_add(out, note->text);
        buf_char(out, ' ');
    }
}

static bool all_words(const struct ast *n)
{
    for (; n; n = n->next)
        if (n->op != AST_WORD || n->notes)
            return false;
    return true;
}

/* country:AR OR country:UY, and so country:(AR OR UY) */
static bool is_values(const struct ast *n)
{
    if (n->op != AST_OR)
        return false;
    for (const struct ast *c = n->child; c; c = c->next)
        if (c->op != AST_FIELD || c->field != n->child->field || c->notes)
            return false;
    return true;
}

static void values(struct buf *out, const struct ast *n)
{
    buf_printf(out, "%s:(", field_name(n->child->field));
    for (const struct ast *c = n->child; c; c = c->next) {
        buf_addz(out, c == n->child ? "" : " OR ");
        written(out, c->as);
    }
    buf_char(out, ')');
}

static void range_end(struct buf *out, int64_t n, int64_t open)
{
    if (n == open)
        buf_char(out, '*');
    else
        buf_int(out, n);
}

static void range(struct buf *out, const struct ast *n)
{
    buf_printf(out, "%s:[", field_name(n->field));
    range_end(out, n->n, INT64_MIN + 1);
    buf_addz(out, " TO ");
    range_end(out, n->most, INT64_MAX);
    buf_char(out, ']');
}

static bool needs_brackets(const struct ast *n, enum ast_op under)
{
    switch (n->op) {
    case AST_OR: return !is_values(n);
    case AST_AND: return true;
    case AST_NOT: return under != AST_AND;
    case AST_NEAR: return under == AST_NEAR || under == AST_TITLE;
    default: return false;
    }
}

static void operand(struct printer *p, const struct ast *n, enum ast_op under)
{
    if (!needs_brackets(n, under)) {
        node(p, n);
        return;
    }
    notes(p->out, n->notes);
    buf_char(p->out, '(');
    struct ast bare = *n;
    bare.notes = NULL;
    p->indent++;
    node(p, &bare);
    p->indent--;
    buf_char(p->out, ')');
}

static const char *joint(const struct ast *n, const struct ast *child)
{
    return n->op == AST_OR ? "OR " : child->op == AST_NOT ? "" : "AND ";
}

static void joined(struct printer *p, const struct ast *n, bool broken)
{
    for (const struct ast *c = n->child; c; c = c->next) {
        if (c != n->child && broken)
            buf_printf(p->out, "\n%*s", (int)p->indent, "");
        else if (c != n->child)
            buf_char(p->out, ' ');
        buf_addz(p->out, c == n->child ? "" : joint(n, c));
        operand(p, c, n->op == AST_WITHIN ? AST_AND : n->op);
    }
}

/* On one line if it fits. */
static void group(struct printer *p, const struct ast *n)
{
    size_t from = p->out->n, width = p->width;
    p->width = PRINT_FLAT;
    joined(p, n, false);
    p->width = width;
    if (width == PRINT_FLAT || p->indent + (p->out->n - from) <= width)
        return;
    p->out->n = from;
    joined(p, n, true);
}

static void within(struct printer *p, const struct ast *n)
{
    if (all_words(n->child)) {
        words_in_quotes(p->out, n->child);
    } else {
        buf_char(p->out, '(');
        p->indent++;
        group(p, n);
        p->indent--;
        buf_char(p->out, ')');
    }
    buf_printf(p->out, "~%" PRId64, n->n);
}

static void near(struct printer *p, const struct ast *n)
{
    const struct ast *left = n->child;
    if (left->op == AST_NEAR)
        node(p, left);   /* a NEAR/1 b NEAR/2 c is (a NEAR/1 b) NEAR/2 c */
    else
        operand(p, left, AST_NEAR);
    buf_printf(p->out, " NEAR/%" PRId64 "%s ", n->n, n->forward ? "f" : "");
    operand(p, left->next, AST_NEAR);
}

/* Nothing may stand between the colon and what it is about, a comment neither. */
static void title(struct printer *p, const struct ast *child)
{
    buf_addz(p->out, "title:");
    if (!child->notes) {
        operand(p, child, AST_TITLE);
        return;
    }
    buf_char(p->out, '(');
    node(p, child);
    buf_char(p->out, ')');
}

static void word(struct buf *out, const struct ast *n)
{
    if (n->cased.n)
        braced(out, n);
    else
        written(out, n->as);
}

static void node(struct printer *p, const struct ast *n)
{
    struct buf *out = p->out;
    notes(out, n->notes);
    switch (n->op) {
    case AST_WORD: word(out, n); break;
    case AST_PHRASE: words_in_quotes(out, n->child); break;
    case AST_FIELD: buf_printf(out, "%s:", field_name(n->field)); written(out, n->as); break;
    case AST_RANGE: range(out, n); break;
    case AST_REF: buf_addz(out, "@@"); buf_add(out, n->as); break;
    case AST_NOT: buf_addz(out, "NOT "); operand(p, n->child, AST_NOT); break;
    case AST_TITLE: title(p, n->child); break;
    case AST_TIMES: buf_char(out, '['); operand(p, n->child, AST_TIMES); buf_printf(out, "]{%" PRId64 "}", n->n); break;
    case AST_NEAR: near(p, n); break;
    case AST_WITHIN: within(p, n); break;
    default:
        if (is_values(n))
            values(out, n);
        else
            group(p, n);
    }
}

void query_print(struct buf *out, const struct ast *root, const struct ast_note *after, size_t width)
{
    struct printer p = { .out = out, .width = width };
    node(&p, root);
    for (; after; after = after->next) {
        buf_char(out, ' ');
        buf_add(out, after->text);
    }
}

bool query_format(struct slice text, size_t width, struct buf *out, struct query_error *qe)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct ast *root;
    struct ast_note *after;
    bool ok = query_parse_notes(t, &a, text, &root, &after, qe);
    if (ok)
        query_print(out, root, after, width);
    arena_fini(&a);
    tokenizer_free(t);
    return ok;
}

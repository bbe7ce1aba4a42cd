#include "query/explain_inside.h"

#include <inttypes.h>

static struct slice text_at(const struct explain *x, const struct explain_place *p)
{
    const struct tokens *k = p->title ? &x->title : &x->text;
    return (struct slice){ k->text.p + p->start, p->end - p->start };
}

static struct slice clause_text(const struct ast *n, struct slice query)
{
    return (struct slice){ query.p + n->at, n->len };
}

static bool has_clauses(const struct ast *n)
{
    return n->op != AST_WORD && n->op != AST_PHRASE && n->op != AST_FIELD && n->op != AST_RANGE;
}

static void print_places(struct explain *x, const struct ast *n, struct buf *out)
{
    size_t count = match_holds(x->qm, n->op_at) ? explain_places_of(x, n) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct explain_place *p = VEC_AT(x->places, const struct explain_place, i);
        struct slice as = text_at(x, p);
        buf_printf(out, "%s%s %" PRIu32 "-%" PRIu32 " \"", i ? ", " : " -> ", p->title ? "title" : "text", p->start, p->end);
        buf_add(out, as);
        buf_char(out, '"');
    }
}

/* The query on one line, however it was broken. */
static void on_one_line(struct slice s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++)
        buf_char(out, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
}

static void print_node(struct explain *x, const struct ast *n, struct slice query, int indent, struct buf *out)
{
    buf_printf(out, "%-3s %*s", match_holds(x->qm, n->op_at) ? "yes" : "no", indent * 2, "");
    on_one_line(clause_text(n, query), out);
    if (n->op != AST_AND && n->op != AST_OR && n->op != AST_NOT)
        print_places(x, n, out);
    buf_char(out, '\n');
    const struct named *behind = n->op == AST_REF ? explain_show(x, n) : NULL;
    if (behind)
        print_node(x, behind->root, behind->text, indent + 1, out);
    for (const struct ast *c = has_clauses(n) ? n->child : NULL; c; c = c->next)
        print_node(x, c, query, indent + 1, out);
}

void explain_print(struct explain *x, struct buf *out)
{
    x->show++;
    print_node(x, x->root, x->query, 0, out);
}

static void json_places(struct explain *x, const struct ast *n, struct buf *out)
{
    size_t count = match_holds(x->qm, n->op_at) ? explain_places_of(x, n) : 0;
    buf_addz(out, ",\"places\":[");
    for (size_t i = 0; i < count; i++) {
        const struct explain_place *p = VEC_AT(x->places, const struct explain_place, i);
        struct slice as = text_at(x, p);
        buf_printf(out, "%s{\"in\":\"%s\",\"start\":%" PRIu32 ",\"end\":%" PRIu32 ",\"as\":", i ? "," : "", p->title ? "title" : "text", p->start, p->end);
        buf_json(out, as);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void json_node(struct explain *x, const struct ast *n, struct slice query, struct buf *out)
{
    static const char *const names[AST_OP_COUNT] = {
        [AST_WORD] = "word", [AST_PHRASE] = "phrase", [AST_FIELD] = "field", [AST_RANGE] = "range", [AST_AND] = "and", [AST_OR] = "or",
        [AST_NOT] = "not", [AST_NEAR] = "near", [AST_WITHIN] = "within", [AST_TIMES] = "times", [AST_TITLE] = "title", [AST_REF] = "query",
    };
    buf_printf(out, "{\"op\":\"%s\",\"text\":", names[n->op]);
    buf_json(out, clause_text(n, query));
    buf_printf(out, ",\"is\":%s", match_holds(x->qm, n->op_at) ? "true" : "false");
    json_places(x, n, out);
    buf_addz(out, ",\"clauses\":[");
    const struct named *behind = n->op == AST_REF ? explain_show(x, n) : NULL;
    if (behind)
        json_node(x, behind->root, behind->text, out);
    for (const struct ast *c = has_clauses(n) ? n->child : NULL; c; c = c->next) {
        buf_addz(out, c == n->child ? "" : ",");
        json_node(x, c, query, out);
    }
    buf_addz(out, "]}");
}

void explain_json(struct explain *x, struct buf *out)
{
    x->show++;
    buf_printf(out, "{\"match\":%s,\"clause\":", x->is ? "true" : "false");
    json_node(x, x->root, x->query, out);
    buf_char(out, '}');
}

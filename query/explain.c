#include "query/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "query/error.h"
#include "query/match.h"

struct explain {
    struct query_set *qs;
    struct query_match *qm;
    struct ast *root;
    struct slice query;              /* ours */
    struct tokenizer *tokenizer;
    struct arena kept, arena;        /* kept: of the query; arena: of the mention */
    struct tokens text, title;
    struct buf places;
    bool is;
};

static bool add_names(struct explain *x, const char *const *names, struct query_error *qe)
{
    for (size_t i = 0; names && names[i]; i += 2)
        if (!query_set_name(x->qs, slice_of(names[i]), slice_of(names[i + 1]), NULL, qe)) {
            struct query_error why = *qe;
            return query_fail(qe, 0, 0, "@@%.64s: %.300s", names[i], why.what);
        }
    return true;
}

/* A word by itself has no positions unless a distance asks for them: here all do. */
static bool want_positions(struct query_set *qs)
{
    for (size_t i = 0; i < VEC_COUNT(qs->atoms.v, struct atom); i++) {
        struct atom *a = VEC_AT(qs->atoms.v, struct atom, i);
        a->ordered = a->op == AST_WORD;
    }
    return true;
}

struct explain *explain_open(struct slice query, const struct query_options *o, const char *const *names, struct query_error *qe)
{
    struct explain *x = calloc(1, sizeof *x);
    struct err e;
    if (!x) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    x->qs = query_set_new();
    x->tokenizer = tokenizer_new();
    x->query = arena_dup(&x->kept, query);
    if (!add_names(x, names, qe) || !query_parse(x->tokenizer, &x->kept, x->query, &x->root, qe)
        || !index_add(x->qs, 0, x->root, o, qe) || !want_positions(x->qs) || !query_set_compile(x->qs, &e)) {
        explain_close(x);
        return NULL;
    }
    x->qm = query_match_new(x->qs);
    return x;
}

void explain_close(struct explain *x)
{
    if (!x)
        return;
    query_match_free(x->qm);
    query_set_free(x->qs);
    tokenizer_free(x->tokenizer);
    arena_fini(&x->kept);
    arena_fini(&x->arena);
    buf_fini(&x->places);
    free(x);
}

bool explain_run(struct explain *x, const struct mention *m)
{
    arena_reset(&x->arena);
    tokens_scan(x->tokenizer, &x->arena, m->text, &x->text);
    tokens_scan(x->tokenizer, &x->arena, m->title, &x->title);
    match_mark(x->qm, m, &x->text, &x->title);
    return x->is = match_holds(x->qm, x->root->op_at);
}

/* ---- places */

/* The token at a position, a hashtag for the parts in it. */
static uint32_t outside_tags(const struct explain *x, uint32_t at)
{
    for (size_t i = 0; i < VEC_COUNT(x->qm->zones, struct zone); i++) {
        const struct zone *z = VEC_AT(x->qm->zones, struct zone, i);
        if (at >= z->from && at < z->from + z->n)
            return z->at;
    }
    return at;
}

static void add_place(struct explain *x, struct span s)
{
    uint32_t first = outside_tags(x, s.first), last = outside_tags(x, s.last);
    bool title = first >= x->qm->title_from;
    const struct tokens *k = title ? &x->title : &x->text;
    uint32_t base = title ? x->qm->title_from : 0;
    *(struct explain_place *)vec_add(&x->places, sizeof(struct explain_place)) =
        (struct explain_place){ title, k->v[first - base].start, k->v[last - base].end };
}

static bool place_before(struct explain_place a, struct explain_place b)
{
    return a.title != b.title ? a.title : a.start != b.start ? a.start < b.start : a.end < b.end;
}

static void tidy_places(struct explain *x, size_t from)
{
    struct explain_place *v = VEC_AT(x->places, struct explain_place, from);
    size_t n = VEC_COUNT(x->places, struct explain_place) - from, kept = 0;
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k && place_before(v[k], v[k - 1]); k--) {
            struct explain_place p = v[k];
            v[k] = v[k - 1];
            v[k - 1] = p;
        }
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || place_before(v[kept - 1], v[i]))
            v[kept++] = v[i];
    x->places.n = (from + kept) * sizeof *v;
}

/* Those of the clause that lie between the two positions. */
static void span_places(struct explain *x, uint32_t op, struct span within)
{
    size_t from = x->qm->spans.n;
    struct spans s = spans_of(x->qm, op);
    for (size_t i = 0; i < s.n; i++) {
        struct span at = *span_at(x->qm, s.from + i);
        if (at.first >= within.first && at.last <= within.last)
            add_place(x, at);
    }
    x->qm->spans.n = from;
}

static const struct named *named_of(const struct explain *x, const struct ast *ref)
{
    return named_at(x->qs, names_find(x->qs, ref->folded));
}

/* The places that a true clause owes its truth to. */
static void node_places(struct explain *x, const struct ast *n)
{
    static const struct span anywhere = { 0, UINT32_MAX };
    if (!match_holds(x->qm, n->op_at))
        return;
    switch (n->op) {
    case AST_WORD: case AST_PHRASE: case AST_NEAR:
        span_places(x, n->op_at, anywhere);
        return;
    case AST_WITHIN:
        for (const struct ast *c = n->child; c; c = c->next)
            span_places(x, c->op_at, x->qm->within);
        return;
    case AST_REF:
        node_places(x, named_of(x, n)->root);
        return;
    case AST_NOT: case AST_FIELD: case AST_RANGE:
        return;
    default:
        for (const struct ast *c = n->child; c; c = c->next)
            node_places(x, c);
    }
}

static size_t places_of(struct explain *x, const struct ast *n)
{
    buf_reset(&x->places);
    node_places(x, n);
    tidy_places(x, 0);
    return VEC_COUNT(x->places, struct explain_place);
}

size_t explain_places(struct explain *x, const struct explain_place **out)
{
    size_t n = x->is ? places_of(x, x->root) : 0;
    *out = VEC_AT(x->places, const struct explain_place, 0);
    return n;
}

/* ---- the tree */

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
    size_t count = match_holds(x->qm, n->op_at) ? places_of(x, n) : 0;
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
    if (n->op == AST_REF)
        print_node(x, named_of(x, n)->root, named_of(x, n)->text, indent + 1, out);
    for (const struct ast *c = has_clauses(n) ? n->child : NULL; c; c = c->next)
        print_node(x, c, query, indent + 1, out);
}

void explain_print(struct explain *x, struct buf *out)
{
    print_node(x, x->root, x->query, 0, out);
}

static void json_places(struct explain *x, const struct ast *n, struct buf *out)
{
    size_t count = match_holds(x->qm, n->op_at) ? places_of(x, n) : 0;
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
    if (n->op == AST_REF)
        json_node(x, named_of(x, n)->root, named_of(x, n)->text, out);
    for (const struct ast *c = has_clauses(n) ? n->child : NULL; c; c = c->next) {
        buf_addz(out, c == n->child ? "" : ",");
        json_node(x, c, query, out);
    }
    buf_addz(out, "]}");
}

void explain_json(struct explain *x, struct buf *out)
{
    buf_printf(out, "{\"match\":%s,\"clause\":", x->is ? "true" : "false");
    json_node(x, x->root, x->query, out);
    buf_char(out, '}');
}

/* The grammar that the dialects share: NEAR binds over NOT over AND over OR; terms side by side are joined by AND. */
#include "query/import_inside.h"

#include "query/error.h"
#include "query/lex.h"
#include "query/parse.h"

static bool at(const struct importer *p, enum import_piece_kind kind)
{
    return import_at(p, kind);
}

static bool at_primary(const struct importer *p)
{
    return at(p, PIECE_WORD) || at(p, PIECE_QUOTED) || at(p, PIECE_BRACED) || at(p, PIECE_FIELD) || at(p, PIECE_OPEN) || at(p, PIECE_RAW)
        || at(p, PIECE_RANGE);
}

bool import_advance(struct importer *p)
{
    struct slice one, all;
    if (!(p->under ? import_lex_advance_value : import_lex_advance)(&p->lx, p->qe))
        return false;
    all = p->lx.notes;
    while (lex_note(&all, &one)) {
        *p->notes_tail = arena_zalloc(p->a, sizeof **p->notes_tail);
        (*p->notes_tail)->text = one;
        p->notes_tail = &(*p->notes_tail)->next;
    }
    return true;
}

void import_note(struct importer *p, struct ast *n)
{
    if (!n || !p->notes)
        return;
    while (n->child && n->op != AST_PHRASE && n->op != AST_TITLE && n->op != AST_NOT)
        n = n->child;   /* where it is printed whatever happens to the brackets around it */
    *p->notes_tail = n->notes;
    n->notes = p->notes;
    p->notes = NULL;
    p->notes_tail = &p->notes;
}

struct ast *import_join(struct importer *p, enum ast_op op, struct ast *first)
{
    struct ast **link = &first;
    if (!first || !first->next)
        return first;
    size_t from = first->at, end = 0;
    while (*link) {
        struct ast *n = *link;
        end = n->at + n->len > end ? n->at + n->len : end;
        if (n->op != op || n->notes) {
            link = &n->next;
            continue;
        }
        struct ast *last = n->child;
        while (last->next)
            last = last->next;
        last->next = n->next;
        *link = n->child;
        link = &last->next;
    }
    struct ast *joined = ast_new(p->a, op, from, end > from ? end - from : 0);
    joined->child = first;
    return joined;
}

static void read_small(struct importer *p, const struct import_piece *op)
{
    if (op->small)
        import_changed(p, op->at, op->len, "this is no operator of %s as it is written: read as one", p->d->name);
}

/* NOT, AND NOT, - : whether an odd number of them stands here. */
static bool negations(struct importer *p, bool *odd)
{
    for (*odd = false; at(p, PIECE_NOT) || at(p, PIECE_MINUS); *odd = !*odd) {
        if (at(p, PIECE_NOT))
            read_small(p, &p->lx.now);
        else if (!p->d->minus)
            import_changed(p, p->lx.now.at, 1, "a hyphen before a term is read as NOT");
        if (!import_advance(p))
            return false;
    }
    return true;
}

static bool not(struct importer *p, struct ast **out)
{
    size_t from = p->lx.now.at;
    bool odd;
    if (!negations(p, &odd) || !import_near(p, out))
        return false;
    if (!odd || !*out)
        return true;
    struct ast *child = *out;
    if (child->op == AST_NOT) {
        *out = child->child;
        return true;
    }
    *out = ast_new(p->a, AST_NOT, from, child->at + child->len - from);
    (*out)->child = child;
    return true;
}

/* Two clauses side by side. A number of plain words is one mistake, not many. */
static void beside(struct importer *p, size_t from)
{
    if (!p->d->spaces_and)
        import_changed(p, from, p->lx.now.at + p->lx.now.len - from, "no operator between these: read as AND");
}

/* `spelled`: an AND is written, outside of brackets. */
static bool and(struct importer *p, struct ast **out, bool *spelled)
{
    struct ast *first = NULL, **tail = &first, *n;
    *spelled = false;
    for (;;) {
        size_t from = p->lx.now.at;
        if (!not(p, &n))
            return false;
        if (n)
            tail = ast_append(tail, n);
        if (at(p, PIECE_NOT) || (at(p, PIECE_MINUS) && p->d->minus))
            continue;
        if (at_primary(p) || at(p, PIECE_MINUS)) {
            beside(p, from);
            *spelled = true;
            continue;
        }
        if (!at(p, PIECE_AND))
            break;
        *spelled = true;
        read_small(p, &p->lx.now);
        if (!import_advance(p))
            return false;
    }
    *out = import_join(p, AST_AND, first);
    return true;
}

bool import_or(struct importer *p, struct ast **out)
{
    struct ast *first = NULL, **tail = &first, *n;
    bool spelled, mixed = false;
    size_t from = p->lx.now.at, branches = 0;
    for (;;) {
        if (!and(p, &n, &spelled))
            return false;
        mixed |= spelled;
        branches++;
        if (n)
            tail = ast_append(tail, n);
        if (!at(p, PIECE_OR))
            break;
        read_small(p, &p->lx.now);
        if (!import_advance(p))
            return false;
    }
    if (mixed && branches > 1 && !p->d->and_first)
        import_changed(p, from, p->lx.now.at - from, "AND beside OR without brackets: read as AND before OR");
    *out = import_join(p, AST_OR, first);
    return true;
}

/* ^9: which hits are shown first. */
static bool skip_weight(struct importer *p)
{
    return !at(p, PIECE_WEIGHT) || import_advance(p);
}

bool import_group(struct importer *p, struct ast **out)
{
    struct import_piece open = p->lx.now;
    if (p->depth++ == IMPORT_MAX_DEPTH)
        return query_fail(p->qe, open.at, 1, "more than %d brackets inside each other (IMPORT_MAX_DEPTH): take needless ones out", IMPORT_MAX_DEPTH);
    if (!import_advance(p))
        return false;
    if (at(p, PIECE_CLOSE))
        return query_fail(p->qe, open.at, p->lx.now.at + 1 - open.at, "there is nothing between these brackets");
    if (!import_or(p, out))
        return false;
    if (!at(p, PIECE_CLOSE))
        return query_fail(p->qe, open.at, 1, "the bracket that opens here is never closed");
    p->depth--;
    return true;
}

static bool group(struct importer *p, struct ast **out)
{
    struct import_piece open = p->lx.now;
    if (!import_group(p, out) || !import_advance(p) || !skip_weight(p))
        return false;
    if (!at(p, PIECE_WITHIN))
        return true;
    struct import_piece all = open;
    all.len = p->lx.now.at + p->lx.now.len - open.at;
    if (*out && (*out)->op != AST_AND) {
        import_lost(p, all.at, all.len, "~n behind brackets whose operands are not joined by AND");
        *out = NULL;
    } else if (*out) {
        import_within(p, &all, (*out)->child, p->lx.now.n, out);
    }
    return import_advance(p) && skip_weight(p);
}

static enum lex_kind lex_of(const struct import_piece *pc)
{
    return pc->kind == PIECE_QUOTED ? LEX_QUOTED : pc->kind == PIECE_BRACED ? LEX_BRACED : LEX_WORD;
}

static bool term(struct importer *p, struct ast **out)
{
    struct import_piece pc = p->lx.now;
    if (!import_advance(p))
        return false;
    if (p->under)
        return import_value(p, p->under, &pc, out);
    bool within = at(p, PIECE_WITHIN);
    *out = NULL;
    if (!import_starred(p, &pc, within, out))
        import_term(p, &pc, lex_of(&pc), within, out);
    if (within) {
        pc.len = p->lx.now.at + p->lx.now.len - pc.at;
        if (*out)
            import_within(p, &pc, *out, p->lx.now.n, out);
        if (!import_advance(p))
            return false;
    }
    return skip_weight(p);
}

/* ASCII's, behind the first one: #, @ and $ stand there here, too. */
static bool has_signs(struct slice s)
{
    for (size_t i = 1; i < s.n; i++)
        if ((s.p[i] > ' ' && s.p[i] < '0') || (s.p[i] > '9' && s.p[i] < 'A') || (s.p[i] > 'Z' && s.p[i] < 'a' && s.p[i] != '_') || s.p[i] > 'z')
            return true;
    return false;
}

/* +"as written", ++"with its capitals" */
static bool raw(struct importer *p, struct ast **out)
{
    struct import_piece sign = p->lx.now;
    if (!import_advance(p))
        return false;
    if (!at(p, PIECE_WORD) && !at(p, PIECE_QUOTED))
        return query_fail(p->qe, sign.at, sign.len, "a term was expected behind this sign");
    struct import_piece pc = p->lx.now;
    pc.at = sign.at;
    pc.len += sign.len;
    if (!p->d->raw)
        import_changed(p, pc.at, pc.len, "the sign before the term is left out");
    else if (has_signs(pc.body))
        import_changed(p, pc.at, pc.len, "signs are no part of words here: only letters and digits are compared as written");
    import_term(p, &pc, p->d->raw && sign.n == 2 ? LEX_BRACED : lex_of(&pc), false, out);
    return import_advance(p);
}

static bool fail_no_term(struct importer *p)
{
    const struct import_piece *now = &p->lx.now;
    return query_fail(p->qe, now->at, now->len, now->kind == PIECE_END ? "the query ends where a term was expected"
                                              : now->kind == PIECE_CLOSE ? "a term was expected before this bracket"
                                                                         : "a term was expected before this operator");
}

bool import_primary(struct importer *p, struct ast **out)
{
    struct ast_note *notes = p->notes, **tail = p->notes_tail;
    bool ok;
    *out = NULL;
    p->notes = NULL;
    p->notes_tail = &p->notes;
    switch (p->lx.now.kind) {
    case PIECE_OPEN: ok = group(p, out); break;
    case PIECE_FIELD: ok = import_field(p, out); break;
    case PIECE_RAW: ok = raw(p, out); break;
    case PIECE_WORD: case PIECE_QUOTED: case PIECE_BRACED: case PIECE_RANGE: ok = term(p, out); break;
    default: return fail_no_term(p);
    }
    if (ok && notes) {   /* in front of those that came since */
        struct ast_note *since = p->notes, **since_tail = p->notes_tail;
        p->notes = notes;
        p->notes_tail = tail;
        import_note(p, *out);
        *p->notes_tail = since;
        if (since)
            p->notes_tail = since_tail;
    }
    return ok;
}

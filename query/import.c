#include "query/import.h"

#include <stdarg.h>
#include <stdio.h>

#include "query/error.h"
#include "query/import_inside.h"
#include "query/parse.h"
#include "query/print.h"

/* To add one, write import_<name>.c with its table and add its line. */
#define DIALECTS(X) \
    X(brandwatch)   \
    X(meltwater)    \
    X(talkwalker)   \
    X(x)

#define X(n) extern const struct import_dialect import_##n;
DIALECTS(X)
#undef X
#define X(n) &import_##n,
static const struct import_dialect *const dialects[] = { DIALECTS(X) NULL };
#undef X

const struct import_dialect *const *import_dialects(void)
{
    return dialects;
}

const struct import_dialect *import_dialect_find(struct slice name)
{
    for (const struct import_dialect *const *d = dialects; *d; d++)
        if (slice_eq_nocase(name, slice_of((*d)->name)))
            return *d;
    return NULL;
}

const char *import_dialect_name(const struct import_dialect *d)
{
    return d->name;
}

const char *import_dialect_about(const struct import_dialect *d)
{
    return d->about;
}

const char *import_outcome_name(enum import_outcome o)
{
    static const char *const names[] = { "exact", "approximated", "refused" };
    return names[o];
}

static void say(struct importer *p, enum import_effect effect, size_t at, size_t len, const char *fmt, va_list ap)
{
    struct query_error what = { .at = at, .len = len };
    vsnprintf(what.what, sizeof what.what, fmt, ap);
    p->say(p->self, effect, &what);
}

void import_changed(struct importer *p, size_t at, size_t len, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    p->changed = true;
    say(p, IMPORT_CHANGED, at, len, fmt, ap);
    va_end(ap);
}

void import_lost(struct importer *p, size_t at, size_t len, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    p->lost = true;
    say(p, IMPORT_LEFT_OUT, at, len, fmt, ap);
    va_end(ap);
}

/* What could match everything is taken out of the OR that it is a branch of. */
static bool drop(struct ast **link, const struct ast *bad)
{
    struct ast *n = *link;
    if (n == bad) {
        *link = n->next;
        return true;
    }
    for (struct ast **c = &n->child; n->op != AST_PHRASE && *c; c = &(*c)->next)
        if (drop(c, bad)) {
            if ((n->op == AST_OR || n->op == AST_AND) && n->child && !n->child->next) {
                n->child->next = n->next;
                *link = n->child;
            }
            return true;
        }
    return false;
}

static void bound(struct importer *p, struct ast **root)
{
    const struct ast *bad;
    while (*root && (bad = ast_unbounded(*root))) {
        import_lost(p, bad->at, bad->len, bad == *root ? "the query only says what must not be there and could match everything"
                                                       : "this branch of OR only says what must not be there and could match everything");
        if (bad == *root)
            *root = NULL;
        else
            drop(root, bad);
    }
}

/* What is printed has to be a query of ours that stays as it is. */
static bool print(struct importer *p, const struct ast *root, struct buf *out)
{
    struct buf native = { 0 };
    struct query_error qe;
    query_print(&native, root, p->notes, PRINT_FLAT);
    bool ok = query_format(buf_slice(&native), p->o->width ? p->o->width : PRINT_WIDTH, out, &qe);
    if (!ok)
        import_lost(p, 0, p->lx.text.n, "its translation is refused: %.300s", qe.what);
    buf_fini(&native);
    return ok;
}

static bool read(struct importer *p, struct slice text, struct ast **root)
{
    *root = NULL;
    if (!import_lex_open(&p->lx, p->d, text, p->qe))
        return false;
    if (import_at(p, PIECE_END))
        return query_fail(p->qe, 0, text.n, "the query is empty");
    if (p->d->plain && (!p->d->plain(p, root) || *root))
        return *root != NULL;
    p->lx = (struct import_lexer){ .d = p->d, .text = p->lx.text };
    if (!import_advance(p) || !import_or(p, root))
        return false;
    if (import_at(p, PIECE_CLOSE))
        return query_fail(p->qe, p->lx.now.at, 1, "no bracket is open here");
    return import_at(p, PIECE_END) || query_fail(p->qe, p->lx.now.at, p->lx.now.len, "this cannot stand here");
}

static enum import_outcome run(struct importer *p, struct slice text, struct buf *out)
{
    struct ast *root;
    size_t from = out->n;
    if (!read(p, text, &root)) {
        import_lost(p, p->qe->at, p->qe->len, "%.390s", p->qe->what);
        return IMPORT_REFUSED;
    }
    bound(p, &root);
    if (!root || (p->lost && !p->o->partial) || !print(p, root, out)) {
        out->n = from;
        return IMPORT_REFUSED;
    }
    return p->changed || p->lost ? IMPORT_APPROXIMATED : IMPORT_EXACT;
}

enum import_outcome import_query(const struct import_dialect *d, struct slice text, const struct import_options *o,
                                 import_fn *each, void *self, struct buf *out)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct query_error qe;
    struct importer p = { .d = d, .a = &a, .say = each, .self = self, .o = o, .qe = &qe };
    p.tools = (struct term_tools){ t, &p.fold, &a };
    p.notes_tail = &p.notes;
    enum import_outcome outcome = run(&p, text, out);
    fold_fini(&p.fold);
    arena_fini(&a);
    tokenizer_free(t);
    return outcome;
}

/* Fields of other dialects: which row of the table is meant, and what belongs to the field. */
#include "query/import_inside.h"

#include "query/error.h"

const struct import_row *import_row_of(const struct importer *p, struct slice name, struct slice value, bool *known)
{
    *known = false;
    for (const struct import_row *r = p->d->rows; r->name; r++) {
        bool same = slice_eq_nocase(slice_of(r->name), name);
        *known |= same;
        if (same && (!r->value || !value.p || slice_eq_nocase(slice_of(r->value), value)))
            return r;
    }
    return NULL;
}

static bool is_scope(const struct import_row *r)
{
    return r && (r->make == MAKE_TITLE || r->make == MAKE_ANYWHERE);
}

/* What belongs to a field that is left out, whatever it is. */
static bool skip_value(struct importer *p)
{
    size_t depth = 0;
    struct import_piece open = p->lx.now;
    do {
        depth += import_at(p, PIECE_OPEN);
        depth -= depth && import_at(p, PIECE_CLOSE);
        if (import_at(p, PIECE_END))
            return query_fail(p->qe, open.at, open.len, "the bracket that opens here is never closed");
        if (depth && !import_lex_advance_value(&p->lx, p->qe))
            return false;
    } while (depth);
    return import_advance(p);
}

static struct import_piece spanned(const struct import_piece *name, const struct import_piece *value)
{
    struct import_piece all = *value;
    all.at = name->at;
    all.len = value->at + value->len - name->at;
    return all;
}

static bool lost(struct importer *p, const struct import_piece *name, const char *why)
{
    struct import_piece all = spanned(name, &p->lx.now);
    import_lost(p, all.at, all.len, SLICE_FMT ": %s", (int)(name->body.n < 60 ? name->body.n : 60), name->body.p, why);
    return skip_value(p);
}

/* A scope's words; ~n and brackets belong to it. */
static bool scope(struct importer *p, const struct import_row *row, const struct import_piece *name, struct ast **out)
{
    bool outer = p->scoped;
    struct ast *child;
    p->scoped = true;
    bool ok = import_primary(p, &child);
    p->scoped = outer;
    *out = child;
    if (!ok || !child)
        return ok;
    if (row->why)
        import_changed(p, name->at, name->len, "%s: %s", row->name, row->why);
    if (row->make == MAKE_ANYWHERE || child->op == AST_TITLE)
        return true;
    *out = ast_new(p->a, AST_TITLE, name->at, child->at + child->len > name->at ? child->at + child->len - name->at : name->len);
    (*out)->child = child;
    return true;
}

/* field:(one OR two) */
static bool values(struct importer *p, const struct import_row *row, struct ast **out)
{
    const struct import_row *outer = p->under;
    p->under = row;
    bool ok = import_group(p, out);
    p->under = outer;
    return ok && import_advance(p);
}

static bool is_value(const struct importer *p)
{
    return import_at(p, PIECE_WORD) || import_at(p, PIECE_QUOTED) || import_at(p, PIECE_RANGE);
}

static bool one(struct importer *p, const struct import_row *row, const struct import_piece *name, struct ast **out)
{
    struct import_piece all = spanned(name, &p->lx.now);
    return import_advance(p) && import_value(p, row, &all, out);
}

/* Of a field whose values have rows of their own the value is needed to find the row. */
static bool clause(struct importer *p, const struct import_piece *name, struct ast **out)
{
    bool known, direct = p->lx.now.at == name->at + name->len;
    if (direct && (import_at(p, PIECE_AND) || import_at(p, PIECE_OR) || import_at(p, PIECE_NOT) || import_at(p, PIECE_NEAR)))
        p->lx.now.kind = PIECE_WORD;   /* lang:or */
    const struct import_row *row = import_row_of(p, name->body, is_value(p) ? slice_trim(p->lx.now.body) : (struct slice){ 0 }, &known);
    if (!import_at(p, PIECE_OPEN) && !is_value(p))
        return query_fail(p->qe, name->at, name->len, "this field has no value");
    if (!row)
        return lost(p, name, known ? "this value has no equivalent" : "there is no such field among those that can be imported");
    if (p->scoped)
        return lost(p, name, "a field within the brackets of another one");
    if (row->make == MAKE_LOST)
        return lost(p, name, row->why);
    if (import_at(p, PIECE_OPEN))
        return values(p, row, out);
    return one(p, row, name, out);
}

bool import_field(struct importer *p, struct ast **out)
{
    struct import_piece name = p->lx.now;
    bool known;
    const struct import_row *row = import_row_of(p, name.body, (struct slice){ 0 }, &known);
    *out = NULL;
    if (is_scope(row) && !p->under) {
        if (!import_advance(p))
            return false;
        return p->scoped && import_at(p, PIECE_FIELD) ? lost(p, &name, "a field within the brackets of another one") : scope(p, row, &name, out);
    }
    return import_lex_advance_value(&p->lx, p->qe) && clause(p, &name, out);
}

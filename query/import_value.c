/* Values of fields: what the rows of a dialect's table make of them. */
#include "query/import_inside.h"

static struct ast *field_node(struct importer *p, const struct import_piece *pc, enum field f, struct slice raw)
{
    struct ast *n = ast_new(p->a, AST_FIELD, pc->at, pc->len);
    const char *why;
    n->field = f;
    n->as = raw;
    if (field_value(f, raw, &p->fold, p->a, &n->folded, &why))
        return n;
    import_lost(p, pc->at, pc->len, "%s: %s", field_name(f), why);
    return NULL;
}

/* Blanks for what no line of a query can hold. */
static struct slice tidy(struct importer *p, struct slice s)
{
    char *z = arena_strz(p->a, s);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)z[i] < ' ' || z[i] == 0x7F || z[i] == '"')
            z[i] = ' ';
    for (size_t i = 0; i + 1 < s.n; i++)
        if (z[i] == '\xC2' && (unsigned char)z[i + 1] < 0xA1)
            z[i] = z[i + 1] = ' ';
    return slice_trim((struct slice){ z, s.n });
}

static struct slice with(struct importer *p, const char *pattern, struct slice value)
{
    const char *hole = pattern ? strstr(pattern, "%s") : NULL;
    return hole ? arena_printf(p->a, "%.*s" SLICE_FMT "%s", (int)(hole - pattern), pattern, SLICE_ARG(value), hole + 2) : value;
}

static struct ast *negated(struct importer *p, struct ast *child)
{
    if (!child)
        return NULL;
    struct ast *n = ast_new(p->a, AST_NOT, child->at, child->len);
    n->child = child;
    return n;
}

static struct ast *fixed(struct importer *p, const struct import_row *row, const struct import_piece *pc)
{
    struct ast *first = NULL, **tail = &first;
    struct slice rest = slice_of(row->to), one;
    while (slice_next(&rest, '|', &one)) {
        struct ast *n = field_node(p, pc, row->field, one);
        if (n)
            tail = ast_append(tail, n);
    }
    return import_join(p, AST_OR, first);
}

static struct ast *engaged(struct importer *p, const struct import_row *row, const struct import_piece *pc, struct slice value)
{
    struct ast *who = field_node(p, pc, FIELD_ENGAGING_WITH, value);
    if (!who)
        return NULL;
    struct ast *how = fixed(p, row, pc);
    how->next = who;
    return import_join(p, AST_AND, how);
}

/* A number; K and M are thousands and millions. */
static bool whole(struct slice s, int64_t *n)
{
    s = slice_trim(s);
    char unit = s.n > 1 ? s.p[s.n - 1] | 0x20 : 0;
    int64_t times = unit == 'k' ? 1000 : unit == 'm' ? 1000000 : 1;
    s.n -= times > 1;
    if (!slice_int(s, n) || *n < 0 || *n > INT32_MAX)
        return false;
    *n *= times;
    return true;
}

static bool compared(struct slice s, int64_t *least, int64_t *most)
{
    bool more = s.p[0] == '>', equal = s.n > 1 && s.p[1] == '=';
    int64_t n;
    if ((!more && s.p[0] != '<') || !whole((struct slice){ s.p + 1 + equal, s.n - 1 - equal }, &n) || (!more && !equal && n == 0))
        return false;
    *least = more ? n + !equal : INT64_MIN + 1;
    *most = more ? INT64_MAX : n - !equal;
    return true;
}

static bool numbers(const struct import_row *row, const struct import_piece *pc, struct slice s, int64_t *least, int64_t *most)
{
    const char *why;
    const char *dots = s.n > 3 ? memmem(s.p, s.n, "..", 2) : NULL;
    *most = INT64_MAX;
    if (pc->kind == PIECE_RANGE)
        return field_range(s, least, most, &why);
    if (s.n == 0)
        return false;
    if (dots)
        return whole((struct slice){ s.p, (size_t)(dots - s.p) }, least) && whole((struct slice){ dots + 2, s.n - 2 - (size_t)(dots - s.p) }, most)
            && *least <= *most;
    if (compared(s, least, most))
        return true;
    if (!whole(s, least))
        return false;
    *most = row->make == MAKE_RANGE ? *least : INT64_MAX;
    return true;
}

static struct ast *range(struct importer *p, const struct import_row *row, const struct import_piece *pc, struct slice s)
{
    struct ast *n = ast_new(p->a, AST_RANGE, pc->at, pc->len);
    n->field = row->field;
    if (numbers(row, pc, s, &n->n, &n->most))
        return n;
    import_lost(p, pc->at, pc->len, "%s: is no number or range that can be read", row->name);
    return NULL;
}

static struct slice language(struct importer *p, const struct import_piece *pc, struct slice s)
{
    static const char *const old[][2] = { { "iw", "he" }, { "in", "id" }, { "ji", "yi" }, { "esp", "es" }, { "spa", "es" }, { "eng", "en" }, { "por", "pt" } };
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
        if (slice_eq_nocase(s, slice_of(old[i][0])))
            return slice_of(old[i][1]);
    const char *region = s.n ? memchr(s.p, '-', s.n) : NULL;
    if (!region)
        return s;
    import_changed(p, pc->at, pc->len, "language: has no regions: all of the language");
    return (struct slice){ s.p, (size_t)(region - s.p) };
}

static struct slice country(struct slice s)
{
    struct slice two = import_country(s);
    return two.n ? two : s;
}

static struct ast *signed_term(struct importer *p, const struct import_row *row, const struct import_piece *pc, struct slice value)
{
    struct ast *n;
    struct import_piece term = *pc;
    term.kind = PIECE_WORD;
    term.body = value.n && value.p[0] == row->to[0] ? value : arena_printf(p->a, "%s" SLICE_FMT, row->to, SLICE_ARG(value));
    import_term(p, &term, LEX_WORD, false, &n);
    return n;
}

/* Without scheme and the slash behind: a site is a host. */
static struct slice host(struct slice s)
{
    s = memmem(s.p, s.n, "://", 3) ? field_address(s) : s;
    s.n -= s.n > 1 && s.p[s.n - 1] == '/';
    return s;
}

static bool is_account(const struct import_row *row)
{
    return row->make == MAKE_ENGAGED || (row->make == MAKE_VALUE && row->field == FIELD_AUTHOR);
}

static bool is_number(struct slice s)
{
    size_t i = 0;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i && i == s.n;
}

static struct ast *made(struct importer *p, const struct import_row *row, const struct import_piece *pc)
{
    struct slice v = tidy(p, pc->body);
    if (p->d->numbered && is_account(row) && is_number(v)) {
        import_lost(p, pc->at, pc->len, "%s: accounts are compared by their handle, not by their number", row->name);
        return NULL;
    }
    switch (row->make) {
    case MAKE_FIXED: return fixed(p, row, pc);
    case MAKE_NOT: return negated(p, fixed(p, row, pc));
    case MAKE_RANGE: case MAKE_LEAST: return range(p, row, pc, v);
    case MAKE_ENGAGED: return engaged(p, row, pc, v);
    case MAKE_COUNTRY: return field_node(p, pc, FIELD_COUNTRY, country(v));
    case MAKE_LANGUAGE: return field_node(p, pc, FIELD_LANGUAGE, language(p, pc, v));
    case MAKE_SIGN: return signed_term(p, row, pc, v);
    default: return field_node(p, pc, row->field, with(p, row->to, row->field == FIELD_SITE ? host(v) : v));
    }
}

/* Nothing of an address is left to compare once scheme and www. are off. */
static bool is_empty_address(const struct ast *n)
{
    return n->op == AST_FIELD && n->folded.n == 0;
}

/* Within brackets a value may have a row of its own. */
static const struct import_row *row_of_value(const struct importer *p, const struct import_row *row, struct slice value)
{
    bool known;
    return row == p->under ? import_row_of(p, slice_of(row->name), value, &known) : row;
}

bool import_value(struct importer *p, const struct import_row *row, const struct import_piece *pc, struct ast **out)
{
    const char *name = row->name;
    *out = NULL;
    row = row_of_value(p, row, slice_trim(pc->body));
    if (!row) {
        import_lost(p, pc->at, pc->len, "%s: this value has no equivalent", name);
        return true;
    }
    if (pc->kind == PIECE_RANGE && row->make != MAKE_RANGE && row->make != MAKE_LEAST && row->make != MAKE_LOST) {
        import_lost(p, pc->at, pc->len, "%s: takes no range", row->name);
        return true;
    }
    if (row->make == MAKE_LOST) {
        import_lost(p, pc->at, pc->len, "%s: %s", row->name, row->why);
        return true;
    }
    *out = made(p, row, pc);
    if (*out && is_empty_address(*out))
        *out = NULL;
    if (*out && row->why)
        import_changed(p, pc->at, pc->len, "%s: %s", row->name, row->why);
    return true;
}

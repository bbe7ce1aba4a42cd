/*
 * A lone * in quotes: any one word in the search box of X, a sign that is left
 * out in its API. A distance of one word in this order finds what either finds.
 *
 *   "this is the * time"  ->  "this is the" NEAR/1f time
 */
#include "query/import_inside.h"

struct star_scan {
    struct importer *p;
    const struct import_piece *pc;
    struct slice part;      /* what stands between two stars */
    struct ast *left;       /* what stood before them */
    int64_t stars;
    size_t parts;
};

/* The next word, blanks before it passed over; empty: none. */
static struct slice next_word(struct slice *s)
{
    size_t n = 0, blank;
    while ((blank = import_blank(*s)))
        *s = (struct slice){ s->p + blank, s->n - blank };
    while (n < s->n && !import_blank((struct slice){ s->p + n, s->n - n }))
        n++;
    struct slice word = { s->p, n };
    *s = (struct slice){ s->p + n, s->n - n };
    return word;
}

/* A star between words or beside one. */
static bool has_star(struct slice s)
{
    struct slice word;
    bool star = false, other = false;
    while ((word = next_word(&s)).n) {
        star |= slice_is(word, "*");
        other |= !slice_is(word, "*");
    }
    return star && other;
}

/* What was gathered, as far behind what stood before it as there were stars. */
static bool part_end(struct star_scan *c)
{
    struct import_piece pc = *c->pc;
    struct ast *n;
    if (c->part.n == 0)
        return true;
    pc.body = c->part;
    pc.at = (size_t)(c->part.p - c->p->lx.text.p);
    pc.len = c->part.n;
    import_term(c->p, &pc, LEX_QUOTED, false, &n);
    c->part.n = 0;
    if (!n)
        return false;
    if (c->left && c->p->depth + ++c->parts > IMPORT_MAX_DEPTH) {
        import_lost(c->p, c->pc->at, c->pc->len, "more than %d distances in a row (IMPORT_MAX_DEPTH)", IMPORT_MAX_DEPTH);
        return false;
    }
    c->left = c->left ? import_distance(c->p, c->pc, c->left, n, c->stars, true) : n;
    c->stars = 0;
    return true;
}

bool import_starred(struct importer *p, const struct import_piece *pc, bool within, struct ast **out)
{
    struct star_scan c = { .p = p, .pc = pc };
    struct slice rest = pc->body, word;
    if (!p->d->stars || pc->kind != PIECE_QUOTED || !has_star(rest))
        return false;
    import_changed(p, pc->at, pc->len, "* is any one word in the search box of %s, and nothing in its API: %s", p->d->name,
                   within ? "left out" : "read as at most one word");
    if (within)
        return false;
    while ((word = next_word(&rest)).n) {
        bool star = slice_is(word, "*");
        if (star && !part_end(&c))
            return true;
        if (star)
            c.stars++;
        else
            c.part = c.part.n ? (struct slice){ c.part.p, (size_t)(word.p + word.n - c.part.p) } : word;
    }
    if (part_end(&c))
        *out = c.left;
    return true;
}

#include "query/term.h"

#include "query/error.h"
#include "text/utf8.h"

/* Where `needle` stands in the piece, as an offset into the query; false: nowhere. */
static bool holds(const struct lexeme *lx, const char *needle, size_t *at)
{
    const char *hit = lx->body.n ? memmem(lx->body.p, lx->body.n, needle, strlen(needle)) : NULL;
    if (hit)
        *at = lx->at + (lx->kind == LEX_QUOTED) + (size_t)(hit - lx->body.p);
    return hit != NULL;
}

/* Operators of the full language, and habits from other dialects. To support one, take its row out.
 * `first`: only where it opens the piece. `quoted`: also inside quotes. */
static const struct { const char *sign; bool first, quoted; const char *what; } refused[] = {
    { "NEAR/", true, false, "NEAR/n is not supported yet: use AND, or a phrase for words one after the other" },
    { "@@", true, false, "@@name (another query) is not supported yet: write that query here in brackets" },
    { "<<<", false, false, "comments (<<< >>>) are not supported yet: leave it out" },
    { ">>>", false, false, "comments (<<< >>>) are not supported yet: leave it out" },
    { "{", false, true, "{ } (case as written, or a count) is not supported yet: leave the braces out" },
    { "}", false, true, "{ } (case as written, or a count) is not supported yet: leave the braces out" },
    { "[", false, false, "[ ] (a count or a range) is not supported yet: leave it out" },
    { "]", false, false, "[ ] (a count or a range) is not supported yet: leave it out" },
    { "~", false, false, "~n (proximity) is not supported yet: use AND, or a phrase for words one after the other" },
    { "^", false, false, "^ is not an operator: leave it out" },
    { "|", false, false, "| is not an operator: write OR" },
    { "&&", false, false, "&& is not an operator: write AND" },
    { "&", true, false, "& is not an operator: write AND" },
    { "+", true, false, "+ is not an operator: join terms with AND" },
    { "-", true, false, "- is not an operator: write NOT in front of the term" },
    { "!", true, false, "! is not an operator: write NOT in front of the term" },
    { "\xE2\x80\x9C", false, true, "this is a typographic quote: phrases take straight ones, \"like this\"" },
    { "\xE2\x80\x9D", false, true, "this is a typographic quote: phrases take straight ones, \"like this\"" },
    { "\xE2\x80\x9E", false, true, "this is a typographic quote: phrases take straight ones, \"like this\"" },
};

static bool check_operators(const struct lexeme *lx, struct query_error *qe)
{
    bool in_quotes = lx->kind == LEX_QUOTED;
    size_t at;
    if (!in_quotes && slice_is(lx->body, "NEAR"))
        return query_fail(qe, lx->at, lx->len, "%s", refused[0].what);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (in_quotes && !refused[i].quoted)
            continue;
        if (refused[i].first ? slice_starts(lx->body, slice_of(refused[i].sign)) : holds(lx, refused[i].sign, &at))
            return query_fail(qe, refused[i].first ? lx->at : at, strlen(refused[i].sign), "%s", refused[i].what);
    }
    if (holds(lx, "?", &at))
        return query_fail(qe, at, 1, "? (exactly one letter) is not supported yet: use * at the end of a word, or leave it out");
    return true;
}

static size_t fixed_letters(const struct token *t)
{
    size_t n = 0;
    for (struct slice s = t->bare; s.n; )
        n += utf8_next(&s) != '_';
    return n - (t->kind != TOKEN_WORD);
}

static bool check_prefix(const struct token *t, size_t at, struct query_error *qe)
{
    if (t->kind == TOKEN_EMOJI)
        return query_fail(qe, at, 1, "* cannot follow an emoji: it stands for letters");
    if (fixed_letters(t) < 2)
        return query_fail(qe, at, 1, "* needs at least two letters before it: write more of the word");
    return true;
}

/* What the * at byte `i` of the body belongs to: prefix[k] for the token that ends there. */
static bool take_star(const struct lexeme *lx, const struct tokens *k, size_t i, bool *prefix, struct query_error *qe)
{
    size_t at = lx->at + (lx->kind == LEX_QUOTED) + i, ends = k->n;
    bool starts = false;
    for (size_t n = 0; n < k->n; n++) {
        if (k->v[n].start <= i && i < k->v[n].end)
            return true;  /* part of an emoji: *️⃣ */
        if (k->v[n].end == i)
            ends = n;
        starts |= k->v[n].start == i + 1;
    }
    if (ends == k->n)
        return query_fail(qe, at, 1, "* cannot come first: it stands for the rest of a word, after at least two letters");
    if (starts)
        return query_fail(qe, at, 1, "* inside a word is not supported yet: put it at the end");
    prefix[ends] = true;
    return check_prefix(&k->v[ends], at, qe);
}

static bool take_stars(const struct lexeme *lx, const struct tokens *k, bool *prefix, struct query_error *qe)
{
    for (size_t i = 0; i < lx->body.n; i++)
        if (lx->body.p[i] == '*' && !take_star(lx, k, i, prefix, qe))
            return false;
    return true;
}

static bool check_tokens(const struct lexeme *lx, const struct tokens *k, struct query_error *qe)
{
    if (k->n == 0)
        return query_fail(qe, lx->at, lx->len, "there is no word here: a term needs a letter, a digit or an emoji");
    for (size_t i = 0; i < k->n; i++)
        if (k->v[i].kind == TOKEN_URL || k->v[i].kind == TOKEN_EMAIL)
            return query_fail(qe, lx->at + (lx->kind == LEX_QUOTED) + k->v[i].start, k->v[i].end - k->v[i].start,
                              "addresses match no plain term, and url: and links: are not supported yet: use site: or words");
    return true;
}

static struct ast *word_node(struct arena *a, const struct lexeme *lx, const struct token *t, bool prefix)
{
    size_t at = lx->at + (lx->kind == LEX_QUOTED) + t->start;
    struct ast *n = ast_new(a, AST_WORD, at, t->end - t->start + prefix);
    n->folded = t->folded;
    n->bare = t->bare;
    n->kind = t->kind;
    n->marked = t->flags & TOKEN_MARKED;
    n->prefix = prefix;
    return n;
}

bool term_parse(struct tokenizer *t, struct arena *a, const struct lexeme *lx, struct ast **out, struct query_error *qe)
{
    struct tokens k;
    struct ast *first = NULL, **tail = &first;
    if (!check_operators(lx, qe))
        return false;
    tokens_scan(t, a, lx->body, &k);
    bool *prefix = arena_zalloc(a, k.n + 1);
    if (!take_stars(lx, &k, prefix, qe) || !check_tokens(lx, &k, qe))
        return false;
    for (size_t i = 0; i < k.n; i++)
        tail = ast_append(tail, word_node(a, lx, &k.v[i], prefix[i]));
    *out = ast_group(a, AST_PHRASE, first);
    (*out)->at = lx->at;
    (*out)->len = lx->len;
    return true;
}

#include "query/term.h"

#include "query/error.h"
#include "query/wild.h"
#include "text/chars.h"
#include "text/utf8.h"

/* What is being cut: a piece of a lexeme. */
struct piece {
    struct slice body;
    size_t at;                /* of body, in the query */
    bool quoted, braced;      /* braced: all of it stands in { } */
};

/* Where `needle` stands in the piece, as an offset into the query; false: nowhere. */
static bool holds(const struct piece *pc, const char *needle, size_t *at)
{
    const char *hit = pc->body.n ? memmem(pc->body.p, pc->body.n, needle, strlen(needle)) : NULL;
    if (hit)
        *at = pc->at + (size_t)(hit - pc->body.p);
    return hit != NULL;
}

/* Signs that stand elsewhere, and habits from other dialects. `first`: only where it opens the piece. `quoted`: also
 * inside quotes. */
static const struct { const char *sign; bool first, quoted; const char *what; } refused[] = {
    { ">>>", false, false, "no comment is open here: <<< opens one" },
    { "}", false, false, "no brace is open here: braces go around whole words, as in {BT}" },
    { "~", false, false, "~n goes right behind a phrase or a group: \"a b\"~5 or (a AND b)~5" },
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

static bool check_signs(const struct piece *pc, struct query_error *qe)
{
    size_t at;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (pc->quoted && !refused[i].quoted)
            continue;
        if (refused[i].first ? slice_starts(pc->body, slice_of(refused[i].sign)) : holds(pc, refused[i].sign, &at))
            return query_fail(qe, refused[i].first ? pc->at : at, strlen(refused[i].sign), "%s", refused[i].what);
    }
    return true;
}

static bool in_word(struct slice s, size_t i)
{
    unsigned char c = i < s.n ? (unsigned char)s.p[i] : ' ';
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Braces inside quotes: in pairs, around whole words. */
static bool check_braces(const struct piece *pc, struct query_error *qe)
{
    bool inside = false, fine = true;
    size_t last = 0;
    for (size_t i = 0; fine && i < pc->body.n; i++) {
        char c = pc->body.p[i];
        if (c != '{' && c != '}')
            continue;
        last = i;
        fine = inside == (c == '}') && !in_word(pc->body, c == '}' ? i + 1 : i - 1);
        inside = c == '{';
    }
    return (fine && !inside) || query_fail(qe, pc->at + last, 1, "braces go in pairs around whole words, as in {BT}");
}

/* Whether byte `at` of the body stands between { and }. */
static bool in_braces(const struct piece *pc, size_t at)
{
    for (size_t i = at; i-- > 0; )
        if (pc->body.p[i] == '{' || pc->body.p[i] == '}')
            return pc->body.p[i] == '{';
    return pc->braced;
}

/* Letters and digits before the first *, or in all of it. */
static size_t fixed_letters(struct slice pattern)
{
    size_t n = 0;
    while (pattern.n && *pattern.p != '*') {
        int32_t cp = utf8_next(&pattern);
        n += cp != '?' && cp != '_' && cp != '#' && cp != '@' && cp != '$';
    }
    return n;
}

static size_t letters(struct slice s)
{
    size_t n = 0;
    for (; s.n; n++)
        utf8_next(&s);
    return n;
}

/* `at`, `w`: the word as it is written. */
static bool check_wildcards(const struct ast *n, size_t at, struct slice w, bool after_emoji, struct query_error *qe)
{
    const char *star = memchr(w.p, '*', w.n);
    if (*w.p == '*')
        return query_fail(qe, at, 1, after_emoji ? "* cannot follow an emoji: it stands for letters"
                          : "* cannot come first: it stands for the rest of a word, after at least two letters");
    const char *twice = w.n > 1 ? memmem(w.p, w.n, "**", 2) : NULL;
    if (twice)
        return query_fail(qe, at + (size_t)(twice + 1 - w.p), 1, "one * is enough: it stands for any run of letters");
    if (star && fixed_letters(n->bare) < 2)
        return query_fail(qe, at + (size_t)(star - w.p), 1, "* needs at least two letters before it: write more of the word");
    if (fixed_letters(n->bare) == 0)
        return query_fail(qe, at, w.n, "a term of ? alone matches nearly everything: write some letter of the word");
    if (n->skip > QUERY_MAX_LEADING)
        return query_fail(qe, at, n->skip, "more than %d ? before the first letter (QUERY_MAX_LEADING): write more of the word", QUERY_MAX_LEADING);
    return letters(n->folded) <= QUERY_MAX_PATTERN
        || query_fail(qe, at, w.n, "a term with wildcards of more than %d letters (QUERY_MAX_PATTERN): write less of the word", QUERY_MAX_PATTERN);
}

static void take_lead(struct ast *n)
{
    struct slice s = n->bare;
    while (s.n && *s.p == '?')
        n->skip++, s.p++, s.n--;
    size_t len = 0;
    while (len < s.n && s.p[len] != '*' && s.p[len] != '?')
        len++;
    n->lead = (struct slice){ s.p, len };
}

static struct slice cased_form(const struct term_tools *t, const struct wild *w, struct slice token)
{
    struct buf b = { 0 };
    fold_cased(t->fold, token, &b);
    struct slice s = wild_show(w, t->a, arena_dup(t->a, buf_slice(&b)));
    buf_fini(&b);
    return s;
}

/* What stands in the pattern besides a * at its end. */
static bool is_glob(struct slice pattern)
{
    return memchr(pattern.p, '?', pattern.n) || memchr(pattern.p, '*', pattern.n - 1);
}

static struct slice without_last(struct slice s)
{
    return (struct slice){ s.p, s.n - 1 };
}

static bool word_node(const struct term_tools *t, const struct piece *pc, const struct wild *w, const struct tokens *all, size_t i,
                      struct ast **out, struct query_error *qe)
{
    const struct token *k = &all->v[i];
    bool after_emoji = i && k[-1].kind == TOKEN_EMOJI && k[-1].end == k->start;
    size_t from = wild_back(w, k->start), to = wild_back(w, k->end);
    struct ast *n = *out = ast_new(t->a, AST_WORD, pc->at + from, to - from);
    n->as = (struct slice){ pc->body.p + from, to - from };
    n->kind = k->kind;
    n->marked = k->flags & TOKEN_MARKED;
    n->folded = wild_show(w, t->a, k->folded);
    n->bare = wild_show(w, t->a, k->bare);
    if (in_braces(pc, from))
        n->cased = cased_form(t, w, token_written(all, k));
    if (k->kind == TOKEN_EMOJI || !(memchr(n->as.p, '*', n->as.n) || memchr(n->as.p, '?', n->as.n)))
        return true;
    take_lead(n);
    if (!check_wildcards(n, n->at, n->as, after_emoji, qe))
        return false;
    n->glob = is_glob(n->bare);
    n->prefix = !n->glob;
    if (n->prefix) {
        n->folded = without_last(n->folded);
        n->bare = without_last(n->bare);
        n->cased = n->cased.n ? without_last(n->cased) : n->cased;
    }
    return true;
}

static bool check_token(const struct piece *pc, const struct wild *w, const struct token *k, struct query_error *qe)
{
    if (k->kind != TOKEN_URL && k->kind != TOKEN_EMAIL)
        return true;
    size_t from = wild_back(w, k->start), to = wild_back(w, k->end);
    return query_fail(qe, pc->at + from, to - from,
                      "addresses match no plain term: write links: for addresses in the text, url: or site: for the mention's own");
}

static bool parse_piece(const struct term_tools *t, const struct piece *pc, struct ast **out, struct query_error *qe)
{
    struct wild w;
    struct tokens k;
    struct ast *first = NULL, **tail = &first, *n = NULL;
    if (!check_signs(pc, qe) || (pc->quoted && !check_braces(pc, qe)))
        return false;
    if (!wild_hide(t->a, pc->body, &w))
        return query_fail(qe, pc->at, pc->body.n, "a term with so many Gothic letters cannot be read: split it");
    tokens_scan(t->tokenizer, t->a, w.text, &k);
    for (size_t i = 0; i < k.n; i++) {
        if (!check_token(pc, &w, &k.v[i], qe) || !word_node(t, pc, &w, &k, i, &n, qe))
            return false;
        tail = ast_append(tail, n);
    }
    *out = first ? ast_group(t->a, AST_PHRASE, first) : NULL;
    return true;
}

static struct piece piece_of(const struct lexeme *lx)
{
    return (struct piece){ lx->body, lx->at + (lx->kind != LEX_WORD), lx->kind != LEX_WORD, lx->kind == LEX_BRACED };
}

static bool fail_no_word(const struct lexeme *lx, struct query_error *qe)
{
    return query_fail(qe, lx->at, lx->len, "there is no word here: a term needs a letter, a digit or an emoji");
}

bool term_parse(const struct term_tools *t, const struct lexeme *lx, struct ast **out, struct query_error *qe)
{
    struct piece pc = piece_of(lx);
    if (!parse_piece(t, &pc, out, qe))
        return false;
    if (!*out)
        return fail_no_word(lx, qe);
    (*out)->at = lx->at;
    (*out)->len = lx->len;
    return true;
}

/* Up to the next blank that is not between braces. */
static struct slice operand(struct slice body, size_t from)
{
    bool inside = false;
    size_t i = from;
    for (; i < body.n && (inside || !strchr(" \t\r\n", body.p[i]) || !body.p[i]); i++)
        inside = body.p[i] == '{' || (inside && body.p[i] != '}');
    return (struct slice){ body.p + from, i - from };
}

bool term_parse_each(const struct term_tools *t, const struct lexeme *lx, struct ast **first, struct query_error *qe)
{
    struct piece all = piece_of(lx);
    struct ast **tail = first, *n;
    *first = NULL;
    if (!check_braces(&all, qe))
        return false;
    for (size_t i = 0; i < all.body.n; ) {
        struct piece pc = all;
        pc.body = operand(all.body, i);
        pc.at += i;
        i += pc.body.n + 1;
        if (!parse_piece(t, &pc, &n, qe))
            return false;
        if (n)
            tail = ast_append(tail, n);
    }
    return *first || fail_no_word(lx, qe);
}

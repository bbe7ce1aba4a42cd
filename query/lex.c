#include "query/lex.h"

#include "query/error.h"
#include "text/utf8.h"

static struct slice from(const struct lexer *lx, size_t at)
{
    return (struct slice){ lx->text.p + at, lx->text.n - at };
}

/* Bytes of white space here: ASCII's, and the no-break space that comes with pasted text. */
static size_t blank(struct slice s)
{
    if (s.n && strchr(" \t\r\n\v\f", s.p[0]) && s.p[0])
        return 1;
    return slice_starts(s, SLICE("\xC2\xA0")) ? 2 : 0;
}

static bool ends_word(struct slice s)
{
    return s.n == 0 || blank(s) || s.p[0] == '(' || s.p[0] == ')' || s.p[0] == '"';
}

static void put(struct lexer *lx, enum lex_kind kind, size_t len, struct slice body)
{
    lx->now = (struct lexeme){ .kind = kind, .at = lx->at, .len = len, .body = body };
    lx->at += len;
}

static bool quoted(struct lexer *lx, struct query_error *qe)
{
    struct slice s = from(lx, lx->at);
    const char *close = memchr(s.p + 1, '"', s.n - 1);
    if (!close)
        return query_fail(qe, lx->at, 1, "the quote that opens here is never closed: add \" behind the phrase");
    size_t len = (size_t)(close + 1 - s.p);
    put(lx, LEX_QUOTED, len, (struct slice){ s.p + 1, len - 2 });
    return true;
}

static enum lex_kind word_kind(struct slice w)
{
    return slice_is(w, "AND") ? LEX_AND : slice_is(w, "OR") ? LEX_OR : slice_is(w, "NOT") ? LEX_NOT : LEX_WORD;
}

/* The length of name: at the front, colon included, or 0. */
static size_t field_len(struct slice w)
{
    size_t i = 0;
    while (i < w.n && (w.p[i] | 0x20) >= 'a' && (w.p[i] | 0x20) <= 'z')
        i++;
    return i && i < w.n && w.p[i] == ':' ? i + 1 : 0;
}

static void word(struct lexer *lx, bool value)
{
    struct slice w = from(lx, lx->at);
    size_t n = 1;
    while (!ends_word((struct slice){ w.p + n, w.n - n }))
        n++;
    w.n = n;
    size_t field = value ? 0 : field_len(w);
    if (field)
        put(lx, LEX_FIELD, field, (struct slice){ w.p, field - 1 });
    else
        put(lx, word_kind(w), n, w);
}

static bool advance(struct lexer *lx, bool value, struct query_error *qe)
{
    for (size_t n; (n = blank(from(lx, lx->at))) != 0; )
        lx->at += n;
    struct slice s = from(lx, lx->at);
    if (s.n == 0)
        put(lx, LEX_END, 0, s);
    else if (s.p[0] == '(')
        put(lx, LEX_OPEN, 1, s);
    else if (s.p[0] == ')')
        put(lx, LEX_CLOSE, 1, s);
    else if (s.p[0] == '"')
        return quoted(lx, qe);
    else
        word(lx, value);
    return true;
}

bool lex_open(struct lexer *lx, struct slice text, struct query_error *qe)
{
    size_t bad;
    *lx = (struct lexer){ .text = text };
    if (!text.p)
        lx->text = SLICE("");
    if (!utf8_valid(text, &bad))
        return query_fail(qe, bad, 1, "this byte is not UTF-8: save the query as UTF-8");
    return advance(lx, false, qe);
}

bool lex_advance(struct lexer *lx, struct query_error *qe)
{
    return advance(lx, false, qe);
}

bool lex_advance_value(struct lexer *lx, struct query_error *qe)
{
    return advance(lx, true, qe);
}

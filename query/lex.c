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
    return s.n == 0 || blank(s) || (s.p[0] && strchr("()\"[]{}", s.p[0])) || slice_starts(s, SLICE("<<<"));
}

static void put(struct lexer *lx, enum lex_kind kind, size_t len, struct slice body)
{
    lx->now = (struct lexeme){ .kind = kind, .at = lx->at, .len = len, .body = body };
    lx->at += len;
}

/* From an opening sign to the next `close`. */
static bool enclosed(struct lexer *lx, enum lex_kind kind, char close, struct query_error *qe)
{
    struct slice s = from(lx, lx->at);
    const char *end = memchr(s.p + 1, close, s.n - 1);
    if (!end)
        return query_fail(qe, lx->at, 1, kind == LEX_QUOTED ? "the quote that opens here is never closed: add \" behind the phrase"
                                       : kind == LEX_RANGE ? "the range that opens here is never closed: write [1 TO 5], or * for an open end"
                                                           : "the brace that opens here is never closed: add } behind the word");
    size_t len = (size_t)(end + 1 - s.p);
    put(lx, kind, len, (struct slice){ s.p + 1, len - 2 });
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

static struct slice tail(struct slice s, size_t n)
{
    return (struct slice){ s.p + n, s.n - n };
}

static void word(struct lexer *lx, bool value)
{
    struct slice w = from(lx, lx->at);
    size_t n = 1;
    while (!ends_word(tail(w, n)))
        n++;
    w.n = n;
    size_t field = value ? 0 : field_len(w);
    if (field)
        put(lx, LEX_FIELD, field, (struct slice){ w.p, field - 1 });
    else if (slice_starts(w, SLICE("NEAR/")) || slice_is(w, "NEAR"))
        put(lx, LEX_NEAR, n, n > 5 ? tail(w, 5) : tail(w, n));
    else if (slice_starts(w, SLICE("@@")))
        put(lx, LEX_REF, n, tail(w, 2));
    else
        put(lx, word_kind(w), n, w);
}

/* ~5, right behind what it belongs to. */
static void within(struct lexer *lx)
{
    struct slice s = from(lx, lx->at);
    size_t n = 1;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    while (!ends_word(tail(s, n)))
        n++;
    put(lx, LEX_WITHIN, n, (struct slice){ s.p + 1, n - 1 });
}

/* ]{3} */
static bool times(struct lexer *lx, struct query_error *qe)
{
    struct slice s = from(lx, lx->at);
    const char *end = s.n > 1 && s.p[1] == '{' ? memchr(s.p, '}', s.n) : NULL;
    if (!end)
        return query_fail(qe, lx->at, 1, "how often is missing behind this bracket: write [term]{3} for three times and more");
    size_t len = (size_t)(end + 1 - s.p);
    put(lx, LEX_TIMES, len, (struct slice){ s.p + 2, len - 3 });
    return true;
}

/* White space and comments. */
static bool skip(struct lexer *lx, struct query_error *qe)
{
    lx->notes = (struct slice){ 0 };
    for (;;) {
        struct slice s = from(lx, lx->at);
        size_t n = blank(s);
        if (n == 0 && !slice_starts(s, SLICE("<<<")))
            return true;
        if (n == 0) {
            const char *end = memmem(s.p + 3, s.n - 3, ">>>", 3);
            if (!end)
                return query_fail(qe, lx->at, 3, "the comment that opens here is never closed: add >>> behind it");
            n = (size_t)(end + 3 - s.p);
            if (!lx->notes.p)
                lx->notes.p = s.p;
            lx->notes.n = (size_t)(end + 3 - lx->notes.p);
        }
        lx->at += n;
    }
}

bool lex_note(struct slice *notes, struct slice *one)
{
    const char *p = notes->n ? memmem(notes->p, notes->n, "<<<", 3) : NULL;
    if (!p)
        return false;
    struct slice rest = tail(*notes, (size_t)(p - notes->p));
    const char *end = memmem(rest.p + 3, rest.n - 3, ">>>", 3);
    *one = (struct slice){ rest.p, (size_t)(end + 3 - rest.p) };
    *notes = tail(rest, one->n);
    return true;
}

static bool advance(struct lexer *lx, bool value, struct query_error *qe)
{
    size_t was = lx->at;
    bool closed = lx->now.kind == LEX_QUOTED || lx->now.kind == LEX_CLOSE;
    if (!skip(lx, qe))
        return false;
    struct slice s = from(lx, lx->at);
    switch (s.n ? s.p[0] : 0) {
    case '(': put(lx, LEX_OPEN, 1, s); return true;
    case ')': put(lx, LEX_CLOSE, 1, s); return true;
    case '"': return enclosed(lx, LEX_QUOTED, '"', qe);
    case '{': return enclosed(lx, LEX_BRACED, '}', qe);
    case '[':
        if (value)
            return enclosed(lx, LEX_RANGE, ']', qe);
        put(lx, LEX_SQUARE, 1, s);
        return true;
    case ']': return times(lx, qe);
    case '~':
        if (closed && was == lx->at) {
            within(lx);
            return true;
        }
        break;
    default: break;
    }
    if (s.n == 0)
        put(lx, LEX_END, 0, s);
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

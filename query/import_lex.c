#include "query/import_lex.h"

#include "query/error.h"
#include "query/import_inside.h"
#include "text/utf8.h"

static struct slice tail(struct slice s, size_t n)
{
    return (struct slice){ s.p + n, s.n - n };
}

size_t import_blank(struct slice s)
{
    static const char *const wide[] = { "\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE3\x80\x80", "\xEF\xBB\xBF" };
    if (s.n && ((unsigned char)s.p[0] <= ' ' || s.p[0] == 0x7F))
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (slice_starts(s, slice_of(wide[i])))
            return strlen(wide[i]);
    return 0;
}

size_t import_quote(struct slice s)
{
    static const char *const quotes[] = { "\"", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E", "\xE2\x80\x9F", "\xC2\xAB", "\xC2\xBB", "\xEF\xBC\x82" };
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++)
        if (slice_starts(s, slice_of(quotes[i])))
            return strlen(quotes[i]);
    return 0;
}

static struct slice rest(const struct import_lexer *lx)
{
    return tail(lx->text, lx->at);
}

static void put(struct import_lexer *lx, enum import_piece_kind kind, size_t len, struct slice body)
{
    lx->now = (struct import_piece){ .kind = kind, .at = lx->at, .len = len, .body = body, .n = PIECE_NO_NUMBER };
    lx->at += len;
}

static bool ends_word(const struct import_lexer *lx, struct slice s)
{
    return s.n == 0 || s.p[0] == '(' || s.p[0] == ')' || (lx->d->weights && s.p[0] == '^') || import_blank(s) || import_quote(s)
        || slice_starts(s, SLICE("<<<"));
}

/* Digits at the front as *n; how many. What is larger than any number that we know stays that large. */
static size_t number(struct slice s, int64_t *n)
{
    size_t i = 0;
    for (*n = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        *n = *n > INT32_MAX ? *n : *n * 10 + (s.p[i] - '0');
    if (i == 0)
        *n = PIECE_NO_NUMBER;
    return i;
}

/* In capitals always; small where the dialect has the operator, for a person means it then. */
static bool is(const struct import_lexer *lx, struct slice w, const char *name, bool *small)
{
    bool capital = slice_is(w, name), there = strstr(lx->d->operators, name);
    *small = !there || !(capital || lx->d->any_case);
    return capital || (there && slice_eq_nocase(w, slice_of(name))) || (lx->d->spaces_and && slice_is(w, "and") && name[0] == 'A');
}

/* NEAR, NEAR/5, NEAR/5f, ONEAR/5 */
static bool near(struct import_lexer *lx, struct slice w)
{
    bool small, ordered = lx->d->ordered && w.n > 4 && (w.p[0] | 0x20) == 'o';
    struct slice s = ordered ? tail(w, 1) : w;
    struct slice name = { s.p, s.n < 4 ? s.n : 4 };
    if (!lx->d->near || !is(lx, name, "NEAR", &small))
        return false;
    s = tail(s, 4);
    small = small || (ordered && w.p[0] != 'O' && !lx->d->any_case);
    if (s.n ? s.p[0] != '/' : small)
        return false;
    int64_t n = lx->d->near_words;
    size_t used = s.n ? 1 + number(tail(s, 1), &n) : 0;
    bool forward = s.n - used == 1 && (s.p[used] | 0x20) == 'f';
    if (used + forward != s.n)
        n = PIECE_NO_NUMBER;
    put(lx, PIECE_NEAR, w.n, w);
    lx->now.n = n;
    lx->now.forward = forward || ordered;
    lx->now.small = small;
    return true;
}

static bool operator(struct import_lexer *lx, struct slice w)
{
    static const struct { const char *name; enum import_piece_kind kind; } ops[] = {
        { "AND", PIECE_AND }, { "OR", PIECE_OR }, { "NOT", PIECE_NOT },
    };
    bool small;
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
        if (is(lx, w, ops[i].name, &small)) {
            put(lx, ops[i].kind, w.n, w);
            lx->now.small = small;
            return true;
        }
    return near(lx, w);
}

/* The length of name: at the front, colon included, or 0. An address is no field. */
static size_t field_len(struct slice w)
{
    size_t i = 0;
    while (i < w.n && (((w.p[i] | 0x20) >= 'a' && (w.p[i] | 0x20) <= 'z') || (i && (w.p[i] == '_' || w.p[i] == '.' || (w.p[i] >= '0' && w.p[i] <= '9')))))
        i++;
    bool is = i && i < w.n && w.p[i] == ':' && !slice_starts(tail(w, i + 1), SLICE("//"));
    return is ? i + 1 : 0;
}

static void word(struct import_lexer *lx, bool value)
{
    struct slice w = rest(lx);
    size_t n = 1;
    while (!ends_word(lx, tail(w, n)))
        n++;
    w.n = n;
    size_t field = value ? 0 : field_len(w);
    if (field)
        put(lx, PIECE_FIELD, field, (struct slice){ w.p, field - 1 });
    else if (!operator(lx, w))
        put(lx, PIECE_WORD, n, w);
}

static bool enclosed(struct import_lexer *lx, enum import_piece_kind kind, char close)
{
    struct slice s = rest(lx);
    const char *end = memchr(s.p, close, s.n);
    if (!end)
        return false;
    size_t len = (size_t)(end + 1 - s.p);
    put(lx, kind, len, (struct slice){ s.p + 1, len - 2 });
    return true;
}

/* To the next quote of any kind: pasted text has them in all pairings. */
static bool quoted(struct import_lexer *lx, size_t open, struct query_error *qe)
{
    struct slice s = rest(lx);
    for (size_t i = open; i < s.n; i++) {
        size_t close = import_quote(tail(s, i));
        if (close) {
            put(lx, PIECE_QUOTED, i + close, (struct slice){ s.p + open, i - open });
            return true;
        }
    }
    return query_fail(qe, lx->at, open, "the quote that opens here is never closed");
}

/* White space and comments. */
static bool skip(struct import_lexer *lx, struct query_error *qe)
{
    lx->notes = (struct slice){ 0 };
    for (;;) {
        struct slice s = rest(lx);
        size_t n = import_blank(s);
        if (n == 0 && !slice_starts(s, SLICE("<<<")))
            return true;
        if (n == 0) {
            const char *end = memmem(s.p + 3, s.n - 3, ">>>", 3);
            if (!end)
                return query_fail(qe, lx->at, 3, "the comment that opens here is never closed");
            n = (size_t)(end + 3 - s.p);
            if (!lx->notes.p)
                lx->notes.p = s.p;
            lx->notes.n = (size_t)(end + 3 - lx->notes.p);
        }
        lx->at += n;
    }
}

/* ~5 and ^9, right behind what they are about. */
static bool behind(struct import_lexer *lx, struct slice s, enum import_piece_kind before)
{
    bool closed = before == PIECE_QUOTED || before == PIECE_CLOSE;
    int64_t n;
    if (!(s.p[0] == '~' && closed) && !(s.p[0] == '^' && lx->d->weights && (closed || before == PIECE_WORD)))
        return false;
    size_t len = 1 + number(tail(s, 1), &n);
    put(lx, s.p[0] == '~' ? PIECE_WITHIN : PIECE_WEIGHT, len, s);
    lx->now.n = n;
    return true;
}

/* - + ++ right before what they are about. */
static bool sign(struct import_lexer *lx, struct slice s)
{
    size_t n = s.p[0] == '-' || s.p[0] == '+' ? 1 : 0;
    if (n && lx->d->raw && slice_starts(s, SLICE("++")))
        n = 2;
    if (n == 0 || n == s.n || s.p[n] == ')' || s.p[n] == s.p[0] || import_blank(tail(s, n)))
        return false;
    put(lx, s.p[0] == '-' ? PIECE_MINUS : PIECE_RAW, n, s);
    lx->now.n = (int64_t)n;
    return true;
}

static bool advance(struct import_lexer *lx, bool value, struct query_error *qe)
{
    size_t was = lx->at;
    enum import_piece_kind before = lx->now.kind;
    if (!skip(lx, qe))
        return false;
    struct slice s = rest(lx);
    size_t quote = import_quote(s);
    if (s.n == 0)
        put(lx, PIECE_END, 0, s);
    else if (was == lx->at && was && behind(lx, s, before))
        return true;
    else if (quote)
        return quoted(lx, quote, qe);
    else if (s.p[0] == '(' || s.p[0] == ')')
        put(lx, s.p[0] == '(' ? PIECE_OPEN : PIECE_CLOSE, 1, s);
    else if ((value && s.p[0] == '[' && enclosed(lx, PIECE_RANGE, ']'))
             || (!value && s.p[0] == '{' && lx->d->braces && enclosed(lx, PIECE_BRACED, '}')) || (!value && sign(lx, s)))
        return true;
    else
        word(lx, value);
    return true;
}

bool import_lex_open(struct import_lexer *lx, const struct import_dialect *d, struct slice text, struct query_error *qe)
{
    size_t bad;
    *lx = (struct import_lexer){ .d = d, .text = text.p ? text : SLICE("") };
    if (!utf8_valid(lx->text, &bad))
        return query_fail(qe, bad, 1, "this byte is not UTF-8: save the query as UTF-8");
    return advance(lx, false, qe);
}

bool import_lex_advance(struct import_lexer *lx, struct query_error *qe)
{
    return advance(lx, false, qe);
}

bool import_lex_advance_value(struct import_lexer *lx, struct query_error *qe)
{
    return advance(lx, true, qe);
}

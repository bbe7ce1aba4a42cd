#include "text/address.h"

#include "text/chars.h"
#include "text/utf8.h"
#include "text/words.h"

static bool alnum_at(struct slice s, size_t i)
{
    return i < s.n && byte_class[(unsigned char)s.p[i]] & (BYTE_LOWER | BYTE_UPPER | BYTE_DIGIT);
}

static bool byte_at(struct slice s, size_t i, char c)
{
    return i < s.n && s.p[i] == c;
}

/* Labels of letters, digits and inner hyphens with dots between; counts the dots. */
static size_t host_end(struct slice s, size_t i, size_t *dots)
{
    size_t end = 0;
    *dots = 0;
    while (alnum_at(s, i)) {
        while (alnum_at(s, i) || (byte_at(s, i, '-') && (alnum_at(s, i + 1) || byte_at(s, i + 1, '-'))))
            i++;
        for (end = i; s.p[end - 1] == '-'; )   /* several in a row may end it: inner ones only */
            end--;
        if (end < i || !byte_at(s, i, '.') || !alnum_at(s, i + 1))
            break;
        ++*dots;
        i++;
    }
    return end;
}

/* Not part of an address even where it is printable ASCII: what encloses it in running text. */
static bool encloses(int32_t cp)
{
    return cp <= ' ' || cp == '<' || cp == '>' || cp == '"' || cp == '{' || cp == '}' || cp == '|' || cp == '\\'
        || cp == '^' || cp == '`' || cp == 0x7F;
}

static bool in_url(int32_t cp)
{
    if (cp < 0x80)
        return !encloses(cp);
    enum char_class c = char_class(cp);
    return c == CHAR_LETTER || c == CHAR_DIGIT || c == CHAR_MARK || c == CHAR_SINGLE;
}

/* A sentence's own punctuation behind an address is not part of it; a bracket is if it was opened inside. */
static size_t trim_tail(struct slice s, size_t from, size_t end)
{
    bool opened = memchr(s.p + from, '(', end - from) != NULL;
    while (end > from && strchr(".,;:!?'*_~)]", s.p[end - 1]) && !(opened && s.p[end - 1] == ')'))
        end--;
    return end;
}

static size_t run_end(struct slice s, size_t from)
{
    struct slice rest = { s.p + from, s.n - from };
    size_t end = from;
    while (rest.n && in_url(utf8_next(&rest)))
        end = s.n - rest.n;
    return trim_tail(s, from, end);
}

size_t address_url_end(struct slice s, size_t start, size_t word_end)
{
    size_t body = word_end;
    if (word_end + 3 < s.n && memcmp(s.p + word_end, "://", 3) == 0)
        body += 3;
    else if (byte_at(s, word_end, '.') && slice_eq_nocase((struct slice){ s.p + start, word_end - start }, SLICE("www")))
        body += 1;
    else
        return 0;
    size_t end = run_end(s, body);
    return end > body ? end : 0;
}

size_t address_email_end(struct slice s, size_t at)
{
    size_t dots, end = host_end(s, at + 1, &dots);
    return dots ? end : 0;
}

size_t address_host_end(struct slice s, size_t at)
{
    size_t dots;
    return host_end(s, at + 1, &dots);
}

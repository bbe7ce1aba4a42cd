#include "pii/run.h"

#include "text/chars.h"
#include "text/utf8.h"

#define GAP_MAX 3         /* signs between two groups: "(55) - 1234" has them all */
#define BACK_BYTES 72     /* a chunk that began longer ago is no number */
#define LONE_LETTERS 4    /* of a group without digits: GOMC 900101 ABC */

static struct run_char ascii(char c)
{
    struct run_char x = { .class = RUN_STOP, .c = c };
    if (run_is_digit(c)) {
        x.class = RUN_DIGIT;
        x.upper = true;
    } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        x.class = RUN_LETTER;
        x.upper = c <= 'Z';
        x.c = (char)(c & ~0x20);
    } else {
        switch (c) {
        case ' ': x.gap = GAP_SPACE; break;
        case '-': x.gap = GAP_DASH; break;
        case '.': x.gap = GAP_DOT; break;
        case '/': x.gap = GAP_SLASH; break;
        case '(': x.gap = GAP_OPEN; break;
        case ')': x.gap = GAP_CLOSE; break;
        case '+': x.gap = GAP_PLUS; break;
        default: return x;
        }
        x.class = RUN_GAP;
    }
    return x;
}

static struct run_char beyond_ascii(int32_t cp)
{
    struct run_char x = { .class = RUN_STOP };
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        return ascii((char)(cp - 0xFF01 + '!'));
    switch (cp) {
    case 0xAD: case 0x200B: case 0x200C: case 0x200D: case 0x200E: case 0x200F: case 0x2060: case 0xFEFF:
        x.class = RUN_NOTHING;
        return x;
    case 0xA0: case 0x2007: case 0x2009: case 0x202F: case 0x3000:
        return (struct run_char){ .class = RUN_GAP, .gap = GAP_SPACE };
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212:
        return (struct run_char){ .class = RUN_GAP, .gap = GAP_DASH };
    case 0xD1: case 0xF1:
        return (struct run_char){ .class = RUN_LETTER, .c = RUN_ENYE, .upper = cp == 0xD1 };
    default:
        break;
    }
    enum char_class c = char_class(cp);
    if (c == CHAR_LETTER || c == CHAR_DIGIT || c == CHAR_MARK)
        return (struct run_char){ .class = RUN_LETTER, .c = RUN_OTHER };
    return x;
}

struct run_char run_char(struct slice text, size_t at)
{
    struct slice rest = { text.p + at, text.n - at };
    int32_t cp = utf8_next(&rest);
    struct run_char x = cp < 0 ? (struct run_char){ .class = RUN_STOP } : cp < 0x80 ? ascii((char)cp) : beyond_ascii(cp);
    x.end = text.n - rest.n;
    return x;
}

/* Where the chunk that `at` lies in begins. */
static size_t chunk_start(struct slice text, size_t at, size_t floor)
{
    while (at > floor) {
        size_t before = utf8_back(text, at);
        enum run_class c = before < floor ? RUN_STOP : run_char(text, before).class;
        if (c != RUN_DIGIT && c != RUN_LETTER && c != RUN_NOTHING)
            break;
        at = before;
    }
    while (at < text.n && run_char(text, at).class == RUN_NOTHING)
        at = run_char(text, at).end;
    return at;
}

static bool only_letters(struct slice text, size_t from, size_t to)
{
    size_t n = 0;
    for (; from < to; n++) {
        struct run_char x = run_char(text, from);
        if (x.class != RUN_LETTER || x.c == RUN_OTHER)
            return false;
        from = x.end;
    }
    return n >= 1 && n <= LONE_LETTERS;
}

/* The letters before a number's first digits, where one sign stands between: "GOMC-900101". */
static size_t lead_start(struct slice text, size_t start, size_t floor)
{
    if (start <= floor || start < 2 || (text.p[start - 1] != ' ' && text.p[start - 1] != '-'))
        return start;
    size_t lead = chunk_start(text, start - 1, floor > BACK_BYTES && start - floor > BACK_BYTES ? start - BACK_BYTES : floor);
    return only_letters(text, lead, start - 1) ? lead : start;
}

/* The signs right before byte `at`. */
static uint8_t gap_before(struct slice text, size_t at)
{
    uint8_t gap = 0;
    for (size_t i = 0; i < GAP_MAX && at > 0; i++) {
        at = utf8_back(text, at);
        struct run_char x = run_char(text, at);
        if (x.class != RUN_GAP)
            break;
        gap |= x.gap;
        if (x.gap == GAP_SPACE)    /* only what touches */
            break;
    }
    return gap;
}

/* Reads the signs between two chunks; 0: the run ends here. */
static size_t skip_gap(struct slice text, size_t at, uint8_t *gap)
{
    *gap = 0;
    for (size_t i = 0; at < text.n; ) {
        struct run_char x = run_char(text, at);
        if (x.class == RUN_DIGIT || x.class == RUN_LETTER)
            return at;
        if (x.class == RUN_STOP || (x.class == RUN_GAP && i++ == GAP_MAX))
            return 0;
        *gap |= x.gap;
        at = x.end;
    }
    return 0;
}

struct chunk { size_t end, letters, digits; };

/* false: it does not fit any more; then only chunk.end is right. */
static bool read_chunk(struct slice text, size_t at, struct run *r, struct chunk *out)
{
    size_t n = r->n;
    *out = (struct chunk){ .end = at };
    while (out->end < text.n) {
        struct run_char x = run_char(text, out->end);
        if (x.class == RUN_NOTHING) {
            out->end = x.end;
            continue;
        }
        if (x.class != RUN_DIGIT && x.class != RUN_LETTER)
            break;
        if (n < RUN_MAX) {
            r->c[n] = x.c;
            r->upper[n] = x.upper;
            r->at[n] = (uint32_t)out->end;
            r->end[n] = (uint32_t)x.end;
            if (n > r->n)
                r->gap[n] = 0;
        }
        n++;
        out->end = x.end;
        *(x.class == RUN_DIGIT ? &out->digits : &out->letters) += 1;
    }
    if (n > RUN_MAX)
        return false;
    r->n = n;
    return true;
}

size_t run_read(struct slice text, size_t digit, size_t floor, struct run *r)
{
    size_t low = digit > BACK_BYTES && digit - BACK_BYTES > floor ? digit - BACK_BYTES : floor;
    size_t start = chunk_start(text, digit, low), at = lead_start(text, start, floor), behind = 0, letters_only = 0;
    r->text = text;
    r->n = 0;
    r->digits_from = 0;
    r->gap[0] = gap_before(text, at);
    for (;;) {
        struct chunk k;
        size_t n = r->n;
        uint8_t before = r->gap[n];
        bool fits = read_chunk(text, at, r, &k);
        if (at == start) {
            r->digits_from = n;
            behind = k.end;
        }
        letters_only = k.digits ? 0 : letters_only + 1;
        if (!fits || letters_only > 1 || (!k.digits && k.letters > LONE_LETTERS)) {
            r->n = n;
            r->gap[n] = before | GAP_SPACE;
            return behind;
        }
        at = skip_gap(text, k.end, &r->gap[r->n]);
        if (!at || r->n == RUN_MAX)
            break;
    }
    r->gap[r->n] |= GAP_SPACE;
    return behind;
}

bool run_digits(const struct run *r, size_t s, size_t n)
{
    if (s + n > r->n)
        return false;
    for (size_t i = s; i < s + n; i++)
        if (!run_is_digit(r->c[i]))
            return false;
    return true;
}

/* One form of those: the sizes up to a blank or the end. */
static bool groups_as(const struct run *r, size_t s, size_t n, const char *form)
{
    size_t i = s;
    for (;;) {
        size_t size = 0;
        for (; *form >= '0' && *form <= '9'; form++)
            size = size * 10 + (size_t)(*form - '0');
        for (size_t k = 1; k < size; k++)
            if (i + k >= r->n || r->gap[i + k])
                return false;
        i += size;
        if (!run_ends(r, i))
            return false;
        if (*form != '-')
            return i == s + n;
        form++;
    }
}

bool run_grouped(const struct run *r, size_t s, size_t n, const char *forms)
{
    for (const char *f = forms; f; f = strchr(f, ' ') ? strchr(f, ' ') + 1 : NULL)
        if (groups_as(r, s, n, f))
            return true;
    return false;
}

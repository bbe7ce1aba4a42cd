#include "query/wild.h"

#include "text/chars.h"
#include "text/utf8.h"

#define FIRST_LETTER 0x10330   /* Gothic: letters without case and marks, of four bytes */
#define LAST_LETTER  0x1034A
#define LETTER_BYTES 4

static bool choose(struct slice term, int32_t *next, char out[LETTER_BYTES])
{
    while (*next < LAST_LETTER) {
        utf8_put(out, (*next)++);
        if (term.n == 0 || !memmem(term.p, term.n, out, LETTER_BYTES))
            return true;
    }
    return false;
}

/* Bytes of a keycap such as *️⃣ at `i`, else 0. */
static size_t keycap(struct slice term, size_t i)
{
    size_t end = term.p[i] == '*' ? emoji_end(term, i) : 0;
    return end ? end - i : 0;
}

bool wild_hide(struct arena *a, struct slice term, struct wild *w)
{
    int32_t next = FIRST_LETTER;
    *w = (struct wild){ .original = term };
    if (!choose(term, &next, w->star) || !choose(term, &next, w->one))
        return false;
    char *p = arena_alloc(a, term.n * LETTER_BYTES + 1), *to = p;
    for (size_t i = 0; i < term.n; i++) {
        size_t cap = keycap(term, i);
        char c = term.p[i];
        if (cap) {
            memcpy(to, term.p + i, cap);
            to += cap;
            i += cap - 1;
        } else if (c == '*' || c == '?') {
            memcpy(to, c == '*' ? w->star : w->one, LETTER_BYTES);
            to += LETTER_BYTES;
            w->any = true;
        } else {
            *to++ = c == '{' || c == '}' ? ' ' : c;
        }
    }
    w->text = (struct slice){ p, (size_t)(to - p) };
    return true;
}

static bool stands_at(struct slice s, size_t i, const char letter[LETTER_BYTES])
{
    return s.n - i >= LETTER_BYTES && memcmp(s.p + i, letter, LETTER_BYTES) == 0;
}

struct slice wild_show(const struct wild *w, struct arena *a, struct slice piece)
{
    if (!w->any)
        return piece;
    char *p = arena_alloc(a, piece.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < piece.n; i++) {
        bool star = stands_at(piece, i, w->star), one = stands_at(piece, i, w->one);
        p[n++] = star ? '*' : one ? '?' : piece.p[i];
        if (star || one)
            i += LETTER_BYTES - 1;
    }
    return (struct slice){ p, n };
}

size_t wild_back(const struct wild *w, size_t at)
{
    size_t back = at;
    for (size_t i = 0; w->any && i < at; i++)
        if (stands_at(w->text, i, w->star) || stands_at(w->text, i, w->one))
            back -= LETTER_BYTES - 1;
    return back;
}

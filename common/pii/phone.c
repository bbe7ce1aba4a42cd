/* Phone numbers: by country code, by shape, or by the word beside them. */
#include "pii/check.h"
#include "pii/match.h"

#define LEAST 7
#define MOST 15
#define ZEROS 6        /* a number with so many in a row was blanked */

/* How many digits behind the code; numbers that begin with one of `free` are a company's, not a person's. To add one, add
 * its line. */
static const struct country { const char *code; uint8_t least, most; const char *free; } countries[] = {
    { "54", 10, 11, "800 810" }, { "52", 10, 11, "800 900" }, { "34", 9, 9, "800 900 901 902" }, { "55", 10, 11, "800" },
    { "57", 10, 10, "800 018" }, { "56", 9, 9, "600 800" }, { "51", 8, 9, "800" }, { "598", 8, 8, "800" }, { "595", 8, 9, "800" },
    { "591", 8, 8, "800" }, { "593", 8, 9, "800" }, { "58", 10, 10, "800" }, { "506", 8, 8, "800" }, { "507", 7, 8, "800" },
    { "502", 8, 8, "" }, { "503", 8, 8, "" }, { "504", 8, 8, "" }, { "505", 8, 8, "" }, { "1", 10, 10, "800 888 877 866 855" },
    { "351", 9, 9, "800" }, { "33", 9, 9, "800" }, { "39", 8, 11, "800" }, { "44", 9, 10, "800" }, { "49", 7, 11, "800" },
};

/*
 * Shapes: d any digit, 2 to 9 themselves, N 2-9, M 6-9; a blank any sign between, - a dash, ( and ) brackets, ~ no dot.
 * `sure`: enough by itself; else a word must say that it is a phone. To add one, add its line.
 */
static const struct shape { const char *form; bool sure; } shapes[] = {
    /* Argentina */
    { "(0dd) dddd dddd", true }, { "(0dd) 15 dddd dddd", true }, { "(0dd)dddddddd", true }, { "(0ddd) ddd dddd", true },
    { "(0ddd) dddddd", true }, { "(0ddd) ddddddd", true }, { "(0ddd) 15 ddd dddd", true }, { "(0dddd) dd dddd", true },
    { "(0dddd) dddddd", true }, { "011 dddd dddd", true }, { "011 15 dddd dddd", true }, { "011-dddddddd", true }, { "011dddddddd", false },
    { "15-dddd-dddd", true }, { "15 dddd dddd", false }, { "15dddddddd", false }, { "02dd ddd dddd", true }, { "03dd ddd dddd", true },
    { "02dd-ddddddd", true }, { "03dd-ddddddd", true }, { "02dd ddddddd", false }, { "03dd ddddddd", false }, { "02dddd-dddddd", true },
    { "03dddd-dddddd", true }, { "54 9 dd dddd dddd", true }, { "54 9 ddd ddd dddd", true }, { "549dddddddddd", false },
    /* Brazil */
    { "(dd) 9dddd dddd", true }, { "(dd) 9 dddd dddd", true }, { "(dd) 9dddddddd", true }, { "(0dd) 9dddd dddd", true },
    { "dd 9dddd-dddd", true }, { "dd 9 dddd-dddd", true }, { "dd 9dddd dddd", false }, { "9dddd dddd", false }, { "dd9dddddddd", false },
    { "55 dd 9dddd dddd", true },
    /* Mexico, and what it shares with others */
    { "(dd) dddd dddd", true }, { "(dd) dddddddd", true }, { "(ddd) ddd dddd", true }, { "(ddd) ddddddd", true }, { "(ddd) ddd dd dd", true },
    { "dd-dddd-dddd", true }, { "dd dddd-dddd", true }, { "55 dddd dddd", true }, { "56 dddd dddd", true }, { "33 dddd dddd", true },
    { "81 dddd dddd", true }, { "11 dddd dddd", true }, { "Ndd ddd dd dd", true }, { "Ndd-ddd-dddd", true }, { "Ndd~ddd~dddd", true },
    { "Ndd ddd dddd", true }, { "1-Ndd-ddd-dddd", true }, { "1 Ndd ddd dddd", true }, { "04d dd dddd dddd", true }, { "04d ddd ddd dddd", true }, { "01 dd dddd dddd", true }, { "01 ddd ddd dddd", true },
    { "52 dd dddd dddd", true }, { "52 1 dd dddd dddd", true },
    /* Colombia */
    { "3dd ddd dddd", true }, { "3dd ddddddd", false }, { "57 3dd ddd dddd", true }, { "57 3ddddddddd", false },
    /* Spain */
    { "6dd dd dd dd", true }, { "7dd dd dd dd", true }, { "8dd dd dd dd", true }, { "9dd dd dd dd", true }, { "6dd~ddd~ddd", true },
    { "7dd~ddd~ddd", true }, { "34 6dd ddd ddd", true }, { "34 6dd dd dd dd", true },
};

static const char service[] = "0800 0810 0822 0600 0300 800 900 901 902 018 01800 01900 1800 1888 1877 1866 1855";

/* Whether the digits from s begin with one of the list. */
static bool begins(const struct run *r, size_t s, const char *list)
{
    while (*list) {
        size_t n = strcspn(list, " ");
        if (s + n <= r->n && memcmp(r->c + s, list, n) == 0)
            return true;
        list += n + (list[n] == ' ');
    }
    return false;
}

static bool digit_fits(char form, char c)
{
    switch (form) {
    case 'd': return run_is_digit(c);
    case 'N': return c >= '2' && c <= '9';
    case 'M': return c >= '6' && c <= '9';
    default: return form == c;
    }
}

static bool gap_fits(char form, uint8_t gap)
{
    switch (form) {
    case 0: return gap == 0;
    case '-': return gap & GAP_DASH;
    case '~': return gap && !(gap & GAP_DOT);
    case ')': return gap & GAP_CLOSE;
    default: return gap && !(gap & (GAP_PLUS | GAP_SLASH | GAP_OPEN));
    }
}

static size_t shape_fits(const struct run *r, size_t s, const char *form)
{
    size_t i = s;
    char sign = 0;
    if (*form == '(') {
        if (!(r->gap[s] & GAP_OPEN))
            return 0;
        form++;
    }
    for (; *form; form++) {
        if (*form == ' ' && sign == ')')
            continue;
        if (*form == ' ' || *form == '-' || *form == '~' || *form == ')') {
            sign = *form;
            continue;
        }
        if (i >= r->n || !digit_fits(*form, r->c[i]) || (i > s && !gap_fits(sign, r->gap[i])))
            return 0;
        sign = 0;
        i++;
    }
    return run_ends(r, i) ? i - s : 0;
}

static size_t by_shape(const struct run *r, size_t s, bool asked)
{
    size_t most = 0;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        size_t n = shapes[i].sure || asked ? shape_fits(r, s, shapes[i].form) : 0;
        if (n && !asked && s + n < r->n && run_is_digit(r->c[s + n]) && !(r->gap[s + n] & (GAP_SLASH | GAP_OPEN | GAP_PLUS)))
            continue;        /* it goes on: 640 433 949 86 */
        most = n > most ? n : most;
    }
    return most;
}

/* Digits from s to the end of a chunk, at most `most` of them and at least `least`: how many. */
static size_t whole_chunks(const struct run *r, size_t s, size_t least, size_t most)
{
    size_t best = 0;
    for (size_t i = s; i < r->n && i - s < most && run_is_digit(r->c[i]); i++) {
        if (i > s && r->gap[i] & (GAP_PLUS | GAP_SLASH))
            break;
        if (run_ends(r, i + 1) && i + 1 - s >= least)
            best = i + 1 - s;
    }
    return best;
}

/* Behind + or 00. A code that is not listed: nine digits or more. */
static size_t international(const struct run *r, size_t s, size_t code)
{
    for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
        const struct country *c = &countries[i];
        size_t n = strlen(c->code), skip = s + code + n;
        if (skip >= r->n || memcmp(r->c + s + code, c->code, n) != 0)
            continue;
        /* 00 is trunk inside of the number, too: +54 (0)11, +54 011 */
        size_t all = whole_chunks(r, s, code + n + c->least, code + n + c->most + 1), rest = all - code - n;
        if (!all || begins(r, skip, c->free))
            return 0;
        return rest <= c->most || r->c[skip] == '0' ? all : whole_chunks(r, s, code + n + c->least, code + n + c->most);
    }
    return code == 0 && r->c[s] != '0' ? whole_chunks(r, s, 9, MOST) : 0;
}

/* A date (2-2-4, 4-2-2) or years from and to. */
static bool is_date(const struct run *r, size_t s, size_t n)
{
    if (n == 8 && run_grouped(r, s, n, "4-4"))
        return memcmp(r->c + s, "19", 2) == 0 || memcmp(r->c + s, "20", 2) == 0;
    return n == 8 && run_grouped(r, s, n, "2-2-4 4-2-2");
}

/* The rest of a longer number that was none: 01 800 468 8722, 1-3001408092. */
static bool follows_digits(const struct run *r, size_t s)
{
    size_t at = r->at[s];
    return (at > 0 && run_is_digit(r->text.p[at - 1]))
        || (at > 1 && strchr(" -.", r->text.p[at - 1]) && run_is_digit(r->text.p[at - 2]));
}

/* A day among the groups, as addresses of articles have it: 20191022-0080. */
static bool holds_day(const struct run *r, size_t s, size_t n)
{
    for (size_t i = s; i + 8 <= s + n; i++)
        if ((i == s || r->gap[i]) && run_grouped(r, i, 8, "8") && (memcmp(r->c + i, "20", 2) == 0 || memcmp(r->c + i, "19", 2) == 0)
            && check_date(r->c + i + 2))
            return true;
    return false;
}

/* A word says that it is one: any grouping, as many digits as numbers have without their country. */
static size_t as_told(const struct run *r, size_t s)
{
    size_t n = whole_chunks(r, s, LEAST, 13);
    if (holds_day(r, s, n))
        return 0;
    if (n == 7)
        return run_grouped(r, s, n, "7 3-4 3-2-2") ? n : 0;
    if (n == 9)
        return (r->c[s] >= '6' || run_grouped(r, s, n, "5-4 1-4-4")) && !(r->gap[s + 1] & GAP_DOT) ? n : 0;
    if (n == 8)
        return run_grouped(r, s, n, "8 4-4 2-2-2-2 2-3-3") && !is_date(r, s, n) ? n : 0;
    return n;
}

size_t match_phone(const struct run *r, size_t s, int hint)
{
    bool told = hint == PII_PHONE || hint == HINT_NUMBER;
    size_t n = 0;
    if (!run_is_digit(r->c[s]))
        return 0;
    if (r->gap[s] & GAP_PLUS)
        n = international(r, s, 0);
    else if (r->c[s] == '0' && s + 1 < r->n && r->c[s + 1] == '0')
        n = international(r, s, 2);
    if (!n && hint != HINT_OTHER && !(r->gap[s] & GAP_PLUS) && !begins(r, s, service) && !follows_digits(r, s)) {
        n = by_shape(r, s, told);
        if (!n && hint == PII_PHONE)
            n = as_told(r, s);
        else if (!n && hint == HINT_NUMBER)
            n = run_digits(r, s, 10) && run_grouped(r, s, 10, "10") ? 10 : 0;
    }
    return n && !match_blanked(r, s, n, ZEROS) && !is_date(r, s, n) ? n : 0;
}

/* Postal addresses: a street's word, its name and a number; a number and a street as English has it; postal codes. */
#include "pii/match.h"

#include <stdlib.h>

#define NAME_WORDS 6
#define BACK_BYTES 72
#define NUMBER_MAX 5

/* `common`: a word of everyday, which needs a name in capitals ("en la calle 20 minutos"). To add one, put it where
 * strcmp() wants it. */
static const struct keyword { char word[12]; bool common; } keywords[] = {
    { "alameda", false }, { "av", false }, { "avda", false }, { "ave", false }, { "avenida", false }, { "blvd", false },
    { "boulevard", false }, { "bulevar", false }, { "bv", false }, { "c", true }, { "calle", false }, { "callejon", false },
    { "calz", false }, { "calzada", false }, { "camino", true }, { "carrera", true }, { "carretera", true },
    { "circuito", true }, { "cra", false }, { "diagonal", true }, { "estrada", true }, { "kra", false }, { "pasaje", true },
    { "paseo", true }, { "plaza", true }, { "praca", true }, { "privada", true }, { "psje", false }, { "pza", false }, { "r", true },
    { "rodovia", false }, { "ronda", true }, { "rua", false }, { "transversal", true }, { "travesia", true }, { "travessa", false },
};

/* Small words inside of names. */
static const char *const joins[] = { "da", "das", "de", "del", "do", "dos", "e", "el", "la", "las", "los", "san", "santa", "y" };
/* Between name and number. */
static const char *const number_words[] = { "n", "no", "nro", "num", "numero" };
/* Words that no street has in its name, where nothing is in capitals. */
static const char *const stops[] = {
    "a", "al", "como", "con", "cuando", "desde", "en", "eram", "es", "esta", "este", "fue", "ha", "hace", "hasta", "hay", "he", "le", "lo",
    "mas", "me", "mi", "na", "no", "o", "para", "pero", "por", "que", "se", "si", "sin", "solo", "son", "su", "te", "tem", "tiene", "todo", "tu",
    "un", "una", "unos", "va", "van", "ya",
};
/* What may follow the number of a street in small letters. */
static const char *const tails[] = {
    "apto", "bairro", "bloque", "casa", "ciudad", "col", "colonia", "cp", "depto", "dpto", "entre", "esq", "esquina", "int", "local", "piso",
    "portal", "puerta",
};
static const char *const types[] = { "ave", "avenue", "blvd", "boulevard", "drive", "lane", "rd", "road", "st", "street" };
static const char *const post_words[] = { "cep", "cp", "postal", "zip" };
#define IN(list, word) context_in(list, sizeof(list) / sizeof(list)[0], word)

static int keyword_cmp(const void *key, const void *row)
{
    return strcmp(key, ((const struct keyword *)row)->word);
}

static const struct keyword *keyword(const char *word)
{
    return bsearch(word, keywords, sizeof keywords / sizeof keywords[0], sizeof keywords[0], keyword_cmp);
}

/* Only these signs stand between two words of an address; `sign`: those that are no blank. */
static bool joined(struct slice text, size_t from, size_t to, const char *allowed)
{
    for (size_t i = from; i < to; i++)
        if (text.p[i] != ' ' && (text.p[i] == 0 || !strchr(allowed, text.p[i])))
            return false;
    return to > from;
}

static bool is_capital(struct slice text, const struct context_word *w)
{
    unsigned char c = (unsigned char)text.p[w->start];
    return (c >= 'A' && c <= 'Z') || (c == 0xC3 && (unsigned char)text.p[w->start + 1] < 0xA0);
}

static bool is_number(const char *z)
{
    return *z && strspn(z, "0123456789") == strlen(z);
}

/* Short ones are words only with their sign: C/ Mayor, R. Augusta. */
static bool abbreviated(struct slice text, const struct context_word *w)
{
    return strlen(w->z) > 1 || (w->end < text.n && (text.p[w->end] == '/' || text.p[w->end] == '.'));
}

static bool all_zeros(struct slice text, size_t from, size_t to)
{
    while (from < to && text.p[from] == '0')
        from++;
    return from == to;
}

struct name { size_t words, capitals; bool small, may_be_small; };

/* Goes back from the number over the name to the street's word. */
static const struct keyword *name_before(struct slice text, size_t at, size_t floor, struct name *n, size_t *start)
{
    struct context_word w = { .start = at };
    size_t low = at > BACK_BYTES && at - BACK_BYTES > floor ? at - BACK_BYTES : floor;
    bool first = true;
    for (int i = 0; i <= NAME_WORDS; i++) {
        size_t behind = w.start;
        if (!context_word_before(text, behind, low, &w))
            return NULL;
        const struct keyword *k = keyword(w.z);
        if (!joined(text, w.end, behind, k ? "./" : first ? ",.#\xC2\xBA\xB0" : "."))
            return NULL;
        first &= IN(number_words, w.z);
        if (k && abbreviated(text, &w) && (n->words || n->capitals)) {
            *start = w.start;
            return k;
        }
        if (IN(number_words, w.z) && !n->words) {
            n->may_be_small = true;           /* "mayor nº 15" says what it is */
            continue;
        }
        n->words++;
        if (IN(joins, w.z) || is_number(w.z))
            continue;
        n->capitals += is_capital(text, &w);
        if (is_capital(text, &w))
            continue;
        n->small = true;
        if (!n->may_be_small || IN(stops, w.z))
            return NULL;
    }
    return NULL;
}

/* The number, with one letter: 12, 12B. 0: too long, or a part of something. */
static size_t number_end(struct slice text, size_t at)
{
    size_t i = at;
    while (i < text.n && run_is_digit(text.p[i]))
        i++;
    if (i - at > NUMBER_MAX || all_zeros(text, at, i))
        return 0;
    if (i + 1 < text.n && strchr(".,:/%", text.p[i]) && run_is_digit(text.p[i + 1]))
        return 0;
    struct run_char x = i < text.n ? run_char(text, i) : (struct run_char){ .class = RUN_STOP };
    if (x.class == RUN_LETTER) {
        size_t behind = x.end;
        if (behind < text.n && (run_char(text, behind).class == RUN_LETTER || run_char(text, behind).class == RUN_DIGIT))
            return 0;
        i = behind;
    }
    return i;
}

/* In small letters all rests on what follows: nothing, a sign, or a word of addresses. */
static bool tail_fits(struct slice text, size_t end)
{
    struct context_word w;
    size_t i = end;
    while (i < text.n && text.p[i] == ' ')
        i++;
    if (i == text.n || strchr(",.;\n)-", text.p[i]))
        return true;
    return context_word_after(text, i, text.n - i < 16 ? text.n : i + 16, &w) && w.start == i && IN(tails, w.z);
}

static bool street(struct slice text, size_t digit, size_t floor, struct pii_span *out)
{
    size_t start = 0, end = number_end(text, digit);
    struct name n = { .may_be_small = end >= digit + 2 && tail_fits(text, end) };
    const struct keyword *k = end ? name_before(text, digit, floor, &n, &start) : NULL;
    if (!k || context_amount(text, digit, end) || (n.words > 0 && n.capitals == 0 && !n.small))
        return false;
    if (n.small && (k->common || n.words > 3))
        return false;
    *out = (struct pii_span){ (uint32_t)start, (uint32_t)end, PII_ADDRESS };
    return true;
}

static size_t digits_end(struct slice text, size_t at)
{
    while (at < text.n && run_is_digit(text.p[at]))
        at++;
    return at;
}

/* Colombia counts its streets: Calle 100 # 8A-55, Cra. 7 No. 71-21. */
static bool counted_street(struct slice text, size_t digit, size_t floor, struct pii_span *out)
{
    struct context_word w;
    size_t i = number_end(text, digit);
    if (!i || !context_word_before(text, digit, floor, &w) || !joined(text, w.end, digit, ".")
        || !(keyword(w.z) || strcmp(w.z, "cl") == 0 || strcmp(w.z, "tv") == 0 || strcmp(w.z, "diag") == 0))
        return false;
    size_t from = i;
    while (i < text.n && i - from < 8 && !run_is_digit(text.p[i]) && (strchr(" #.", text.p[i]) || strchr("NnoO\xC2\xBA\xB0", text.p[i])))
        i++;
    if (!memchr(text.p + from, '#', i - from) && !memchr(text.p + from, 'o', i - from) && !memchr(text.p + from, 'N', i - from))
        return false;
    size_t end = digits_end(text, i);
    if (end == i)
        return false;
    if (end < text.n && run_char(text, end).class == RUN_LETTER)
        end++;
    while (end < text.n && text.p[end] == ' ')
        end++;
    if (end + 1 >= text.n || text.p[end] != '-')
        return false;
    for (end++; end < text.n && text.p[end] == ' '; )
        end++;
    size_t behind = digits_end(text, end);
    if (behind == end)
        return false;
    *out = (struct pii_span){ (uint32_t)w.start, (uint32_t)behind, PII_ADDRESS };
    return true;
}

/* 1600 Pennsylvania Avenue: one to three words in capitals, then the type. */
static bool english_street(struct slice text, size_t digit, struct pii_span *out)
{
    size_t end = digits_end(text, digit);
    struct context_word w = { .end = end };
    if (end - digit < 2 || end - digit > NUMBER_MAX || end + 1 >= text.n || text.p[end] != ' ' || !(text.p[end + 1] >= 'A' && text.p[end + 1] <= 'Z')
        || all_zeros(text, digit, end))
        return false;
    for (int i = 0; i < 4; i++) {
        size_t before = w.end, limit = text.n - before < 24 ? text.n : before + 24;
        if (!context_word_after(text, before, limit, &w) || !joined(text, before, w.start, i ? "." : "") || !is_capital(text, &w))
            return false;
        if (i && IN(types, w.z)) {
            *out = (struct pii_span){ (uint32_t)digit, (uint32_t)w.end, PII_ADDRESS };
            return true;
        }
    }
    return false;
}

/* CP 28013, C.P. 06600, CEP 01310-100. */
static bool postal_code(struct slice text, size_t digit, size_t floor, struct pii_span *out)
{
    struct context_word w;
    size_t end = digits_end(text, digit), low = digit > 12 && digit - 12 > floor ? digit - 12 : floor;
    if (end - digit < 4 || end - digit > 8 || all_zeros(text, digit, end) || !context_word_before(text, digit, low, &w)
        || !joined(text, w.end, digit, ".:#"))
        return false;
    if (strcmp(w.z, "p") == 0 && w.start >= 2 && (text.p[w.start - 2] | 0x20) == 'c' && text.p[w.start - 1] == '.')
        w.start -= 2;
    else if (!IN(post_words, w.z))
        return false;
    size_t more = end < text.n && text.p[end] == '-' ? digits_end(text, end + 1) : 0;
    end = more >= end + 4 ? more : end;       /* 01310-100, 10001-1234 */
    *out = (struct pii_span){ (uint32_t)w.start, (uint32_t)end, PII_ADDRESS };
    return true;
}

bool match_street(struct slice text, size_t digit, size_t floor, struct pii_span *out)
{
    return counted_street(text, digit, floor, out) || street(text, digit, floor, out) || postal_code(text, digit, floor, out)
        || english_street(text, digit, out);
}

/*
 * One pass over the bytes looks for digits and @ alone. Around a digit the run of numbers it stands in is read
 * (run.c) and tried against all kinds (match.c), then as the number of a street (street.c).
 */
#include "pii/pii.h"

#include "pii/context.h"
#include "pii/match.h"
#include "text/address.h"
#include "text/utf8.h"
#include "text/words.h"

#define LOCAL_MAX 64      /* bytes before the @, by RFC 5321 */

static const char *const names[PII_KINDS] = {
    [PII_CARD] = "card", [PII_IBAN] = "iban", [PII_CBU] = "cbu", [PII_CLABE] = "clabe", [PII_DNI] = "dni", [PII_NIF] = "nif",
    [PII_NIE] = "nie", [PII_CUIT] = "cuit", [PII_CURP] = "curp", [PII_RFC] = "rfc", [PII_CPF] = "cpf", [PII_CNPJ] = "cnpj",
    [PII_PHONE] = "phone", [PII_EMAIL] = "email", [PII_ADDRESS] = "address",
};

const char *pii_name(enum pii_kind kind)
{
    return names[kind];
}

#define STRIDE 16

/* Digits, the : behind a scheme, @, and what full-width forms begin with. */
static bool may_begin(unsigned char c)
{
    return (unsigned char)(c - '0') <= ':' - '0' || c == '@' || c == 0xEF;
}

/* The next byte that may begin something; the loop over a stride has no branch, so that it becomes a few instructions. */
static size_t next_sign(struct slice text, size_t at)
{
    const unsigned char *p = (const unsigned char *)text.p;
    for (; at + STRIDE <= text.n; at += STRIDE) {
        unsigned any = 0;
        for (size_t i = 0; i < STRIDE; i++)
            any |= ((unsigned char)(p[at + i] - '0') <= ':' - '0') | (p[at + i] == '@') | (p[at + i] == 0xEF);
        if (any)
            break;
    }
    while (at < text.n && !may_begin(p[at]))
        at++;
    return at;
}

static bool in_local(unsigned char c)
{
    return (byte_class[c] & (BYTE_LOWER | BYTE_UPPER | BYTE_DIGIT | BYTE_JOINER)) || c == '.' || c == '%' || c == '+' || c == '-' || c >= 0xC3;
}

/* A continuation counts with the Latin-1 letter that it belongs to. */
static bool local_byte(struct slice text, size_t i)
{
    unsigned char c = (unsigned char)text.p[i];
    return c >= 0x80 && c < 0xC0 ? i > 0 && (unsigned char)text.p[i - 1] == 0xC3 : c == 0xC3 || (c < 0x80 && in_local(c));
}

static bool email(struct slice text, size_t at, size_t floor, struct pii_span *out)
{
    size_t start = at, end = address_email_end(text, at);
    while (end && start > floor && at - start < LOCAL_MAX && local_byte(text, start - 1))
        start--;
    while (start < at && strchr(".-%+_", text.p[start]))
        start++;
    if (!end || start == at || (start > 0 && text.p[start - 1] == '@'))    /* @ana@host is a handle */
        return false;
    *out = (struct pii_span){ (uint32_t)start, (uint32_t)end, PII_EMAIL };
    return true;
}

/* The end of the URL whose scheme ends at the colon; before a phone number in a link that opens a chat with it. 0: no URL. */
static size_t past_url(struct slice text, size_t colon)
{
    static const char *const chats[] = { "wa.me/", "phone=" };
    size_t end = colon > 0 && colon + 2 < text.n && text.p[colon + 1] == '/' ? address_url_end(text, colon, colon) : 0;
    for (size_t i = 0; end && i < sizeof chats / sizeof chats[0]; i++) {
        const char *at = memmem(text.p + colon, end - colon, chats[i], strlen(chats[i]));
        if (at)
            return (size_t)(at - text.p) + strlen(chats[i]);
    }
    return end;
}

/* Where digits are the local part of an address: its @. 0: they are not. */
static size_t local_part(struct slice text, size_t digit)
{
    size_t i = digit;
    while (i < text.n && i - digit < LOCAL_MAX && local_byte(text, i))
        i++;
    return i < text.n && text.p[i] == '@' ? i : 0;
}

/* Handles, tags with letters, parts of words, paths, entities: no numbers by themselves. */
static bool is_part(const struct run *r, size_t s)
{
    size_t at = r->at[s];
    if (at == 0)
        return false;
    char c = r->text.p[at - 1];
    if (c == '@' || c == '_' || (c == '#' && at > 1 && r->text.p[at - 2] == '&'))
        return true;
    if (c == '=')
        return at < 6 || memcmp(r->text.p + at - 6, "phone=", 6) != 0;
    if (s == 0) {
        struct run_char x = run_char(r->text, utf8_back(r->text, at));
        if (x.class == RUN_DIGIT || x.class == RUN_LETTER)
            return true;
    }
    return false;
}

/* Digits of an address on the web that is written apart, as some sources do: news.example/12345678, title-20191022-0080.
 * wa.me/5491143456789 opens a chat with that number. */
static bool is_path(const struct run *r, size_t s)
{
    size_t at = r->at[s];
    if (at < 2 || (r->text.p[at - 1] != '/' && r->text.p[at - 1] != '-'))
        return false;
    return run_char(r->text, utf8_back(r->text, at - 1)).class == RUN_LETTER && (at < 6 || memcmp(r->text.p + at - 6, "wa.me/", 6) != 0);
}

static bool weak(enum pii_kind kind)
{
    return kind == PII_PHONE || kind == PII_DNI;
}

/* Between other digits: 1,234567890 or 12345678,50. */
static bool is_fraction(struct slice text, size_t start, size_t end)
{
    return (start >= 2 && (text.p[start - 1] == ',' || text.p[start - 1] == '.') && run_is_digit(text.p[start - 2]))
        || (end + 1 < text.n && text.p[end] == ',' && run_is_digit(text.p[end + 1]));
}

static bool run_match(const struct run *r, size_t s, struct pii_span *out)
{
    enum pii_kind kind;
    if (s >= r->n || is_part(r, s))
        return false;
    size_t n = match_at(r, s, &kind);
    if (!n)
        return false;
    size_t start = r->at[s], end = r->end[s + n - 1];
    if (is_path(r, s))
        return false;
    if (weak(kind) && !(r->gap[s] & GAP_PLUS) && (context_amount(r->text, start, end) || is_fraction(r->text, start, end)))
        return false;
    if (kind == PII_PHONE)    /* the + and the bracket belong to it */
        while (start > 0 && start + 3 > r->at[s] && (r->text.p[start - 1] == '+' || r->text.p[start - 1] == '('))
            start--;
    *out = (struct pii_span){ (uint32_t)start, (uint32_t)end, kind };
    return true;
}

#define LEAST_DIGITS 6     /* of any number that is looked for */
#define LOOK_BYTES 48
#define LONE_LETTERS 4     /* as in run.c */

/* Most numbers are short and alone, and are left here: whether a run from this digit could have digits enough. */
static bool has_digits_enough(struct slice text, size_t digit)
{
    size_t digits = 0, lone = 0, end = text.n - digit < LOOK_BYTES ? text.n : digit + LOOK_BYTES;
    bool glued = true;
    for (size_t i = digit; i < end; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (byte_class[c] & BYTE_DIGIT) {
            glued = true;
            if (++digits == LEAST_DIGITS)
                return true;
        } else if (byte_class[c] & (BYTE_LOWER | BYTE_UPPER)) {
            if (!glued && ++lone > LONE_LETTERS)
                return false;
        } else if (c >= 0x80) {
            if (c == 0xEF)
                return true;
        } else if (strchr(" .-()/+", c) && c) {
            glued = false;
            lone = 0;
        } else {
            return false;
        }
    }
    return false;
}

/* Nothing of a word, a handle or an entity touches the digit from before. */
static bool begins_alone(struct slice text, size_t digit)
{
    if (digit == 0)
        return true;
    unsigned char c = (unsigned char)text.p[digit - 1];
    if (c < 0x80)
        return !(byte_class[c] & (BYTE_LOWER | BYTE_UPPER | BYTE_DIGIT | BYTE_JOINER)) && c != '@' && c != '=' && c != '$' && c != '/'
            && !(c == '#' && digit > 1 && text.p[digit - 2] == '&');
    enum run_class k = run_char(text, utf8_back(text, digit)).class;
    return k != RUN_LETTER && k != RUN_DIGIT;
}

static bool number(struct slice text, size_t digit, size_t floor, size_t *next, struct pii_span *out)
{
    struct run r;
    size_t at = local_part(text, digit);
    *next = digit + 1;
    if (at && email(text, at, floor, out))
        return true;
    if (has_digits_enough(text, digit)) {
        size_t behind = run_read(text, digit, floor, &r);
        if (behind > digit)
            *next = behind;
        if (run_match(&r, 0, out) || (r.digits_from && run_match(&r, r.digits_from, out)))
            return true;
    } else {
        while (*next < text.n && byte_class[(unsigned char)text.p[*next]] & (BYTE_LOWER | BYTE_UPPER | BYTE_DIGIT))
            ++*next;
    }
    return begins_alone(text, digit) && match_street(text, digit, floor, out);
}

bool pii_next(struct slice text, size_t *at, struct pii_span *out)
{
    size_t floor = *at, next;
    for (size_t i = floor; (i = next_sign(text, i)) < text.n; i = next) {
        unsigned char c = (unsigned char)text.p[i];
        bool found = false;
        next = i + 1;
        if (c == ':') {
            size_t end = past_url(text, i);
            if (end)
                next = floor = end;
        } else if (c == '@') {
            found = email(text, i, floor, out);
        } else if (run_char(text, i).class == RUN_DIGIT) {
            found = number(text, i, floor, &next, out);
        }
        if (found) {
            *at = out->end > i ? out->end : next;
            return true;
        }
    }
    *at = text.n;
    return false;
}

unsigned pii_kinds(struct slice text)
{
    struct pii_span s;
    unsigned kinds = 0;
    for (size_t at = 0; pii_next(text, &at, &s); )
        kinds |= 1u << s.kind;
    return kinds;
}

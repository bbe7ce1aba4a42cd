#include "pii/pii.h"
#include "pii/run.h"

#define MASK '*'

/* How much stays. To add a kind, add its line here and in pii.c. */
static const uint8_t last_kept[PII_KINDS] = {
    [PII_CARD] = 4, [PII_IBAN] = 4, [PII_CBU] = 4, [PII_CLABE] = 4, [PII_DNI] = 2, [PII_NIF] = 2, [PII_NIE] = 2, [PII_CUIT] = 2,
    [PII_CURP] = 2, [PII_RFC] = 2, [PII_CPF] = 2, [PII_CNPJ] = 2, [PII_PHONE] = 2,
};

static void blot(char *p, size_t n)
{
    memset(p, MASK, n);
}

/* Letters and digits but for the last `keep`; signs between stay. */
static void mask_number(struct slice text, char *copy, const struct pii_span *s, size_t keep)
{
    size_t all = 0;
    for (size_t i = s->start; i < s->end; ) {
        struct run_char x = run_char(text, i);
        all += x.class == RUN_DIGIT || x.class == RUN_LETTER;
        i = x.end;
    }
    for (size_t i = s->start, seen = 0; i < s->end; ) {
        struct run_char x = run_char(text, i);
        bool counts = x.class == RUN_DIGIT || x.class == RUN_LETTER;
        seen += counts;
        if (counts && seen + keep <= all)
            blot(copy + i, x.end - i);
        i = x.end;
    }
}

static void mask_email(struct slice text, char *copy, const struct pii_span *s)
{
    size_t first = run_char(text, s->start).end;
    const char *sign = memchr(text.p + s->start, '@', s->end - s->start);
    size_t at = sign ? (size_t)(sign - text.p) : first;
    if (at == first)          /* a@x.example: its only letter */
        first = s->start;
    blot(copy + first, at - first);
}

/* The street's word stays, which is what a capital or a small letter up to the first sign is. */
static void mask_address(struct slice text, char *copy, const struct pii_span *s)
{
    size_t i = s->start;
    while (i < s->end && run_char(text, i).class == RUN_LETTER)
        i = run_char(text, i).end;
    for (; i < s->end; ) {
        struct run_char x = run_char(text, i);
        if (x.class == RUN_DIGIT || x.class == RUN_LETTER)
            blot(copy + i, x.end - i);
        i = x.end;
    }
}

void pii_mask(struct slice text, struct buf *out)
{
    struct pii_span s;
    size_t from = out->n;
    if (text.n == 0)
        return;
    buf_add(out, text);
    char *copy = out->p + from;
    for (size_t at = 0; pii_next(text, &at, &s); ) {
        if (s.kind == PII_EMAIL)
            mask_email(text, copy, &s);
        else if (s.kind == PII_ADDRESS)
            mask_address(text, copy, &s);
        else
            mask_number(text, copy, &s, last_kept[s.kind]);
    }
}

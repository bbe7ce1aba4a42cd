#include "pii/match.h"

#include "pii/check.h"

bool match_blanked(const struct run *r, size_t s, size_t n, size_t zeros)
{
    size_t row = 0, most = 0;
    for (size_t i = s; i < s + n; i++) {
        row = r->c[i] == '0' ? row + 1 : 0;
        most = row > most ? row : most;
    }
    return most >= zeros;
}

/* Accounts have long rows of zeros; one with hardly anything else was blanked. */
static bool blank_account(const struct run *r, size_t s, size_t n)
{
    size_t others = 0;
    for (size_t i = s; i < s + n; i++)
        others += r->c[i] != '0';
    return others < 4;
}

static bool plain_gaps(const struct run *r, size_t s, size_t n)
{
    for (size_t i = s + 1; i < s + n; i++)
        if (r->gap[i] & (GAP_PLUS | GAP_OPEN | GAP_CLOSE))
            return false;
    return s + n <= r->n && run_ends(r, s + n);
}

static size_t iban(const struct run *r, size_t s, int hint)
{
    (void)hint;
    size_t n = s + 15 <= r->n && run_digits(r, s + 2, 2) ? check_iban_length(r->c + s) : 0;
    return n && s + n <= r->n && plain_gaps(r, s, n) && check_iban(r->c + s, n) && !blank_account(r, s + 4, n - 4) ? n : 0;
}

static size_t cbu(const struct run *r, size_t s, int hint)
{
    (void)hint;
    return run_digits(r, s, 22) && plain_gaps(r, s, 22) && check_cbu(r->c + s) && !blank_account(r, s, 22) ? 22 : 0;
}

static size_t clabe(const struct run *r, size_t s, int hint)
{
    (void)hint;
    return run_digits(r, s, 18) && plain_gaps(r, s, 18) && check_clabe(r->c + s) && !blank_account(r, s, 18) ? 18 : 0;
}

static size_t curp(const struct run *r, size_t s, int hint)
{
    (void)hint;
    return s + 18 <= r->n && plain_gaps(r, s, 18) && check_curp(r->c + s) ? 18 : 0;
}

static size_t rfc(const struct run *r, size_t s, int hint)
{
    (void)hint;
    for (size_t n = 13; n >= 12; n--)
        if (s + n <= r->n && plain_gaps(r, s, n) && check_rfc(r->c + s, n))
            return n;
    return 0;
}

/* 14 digits in a row that begin as a time of day of these years do are one. */
static bool is_timestamp(const struct run *r, size_t s)
{
    return run_grouped(r, s, 14, "14") && memcmp(r->c + s, "20", 2) == 0 && check_date(r->c + s + 2);
}

static size_t cnpj(const struct run *r, size_t s, int hint)
{
    return run_digits(r, s, 14) && run_grouped(r, s, 14, "14 2-3-3-4-2 8-4-2 8-6 12-2") && check_cnpj(r->c + s)
        && (hint == PII_CNPJ || !is_timestamp(r, s)) && !match_blanked(r, s, 14, 8) ? 14 : 0;
}

static size_t cuit(const struct run *r, size_t s, int hint)
{
    return run_digits(r, s, 11) && run_grouped(r, s, 11, hint == HINT_OTHER ? "2-8-1 2-2-3-3-1" : "11 2-8-1 2-2-3-3-1 2-9 10-1")
        && check_cuit(r->c + s) && !match_blanked(r, s, 11, 7) ? 11 : 0;
}

static size_t cpf(const struct run *r, size_t s, int hint)
{
    return run_digits(r, s, 11) && run_grouped(r, s, 11, hint == HINT_OTHER ? "3-3-3-2 9-2" : "11 3-3-3-2 9-2") && check_cpf(r->c + s)
        && !match_blanked(r, s, 11, 7) ? 11 : 0;
}

/* A letter apart must be a capital: "12345678 y", "12345678 a" are words. */
static bool letter_fits(const struct run *r, size_t at)
{
    return r->upper[at] || r->gap[at] == 0 || r->gap[at] & GAP_DASH;
}

static size_t nif(const struct run *r, size_t s, int hint)
{
    (void)hint;
    return s + 9 <= r->n && run_digits(r, s, 8) && run_grouped(r, s, 9, "9 8-1 2-3-3-1 2-3-4") && letter_fits(r, s + 8) && check_nif(r->c + s)
        && !match_blanked(r, s, 8, 6) ? 9 : 0;
}

static size_t nie(const struct run *r, size_t s, int hint)
{
    (void)hint;
    return s + 9 <= r->n && run_digits(r, s + 1, 7) && run_grouped(r, s, 9, "9 8-1 1-7-1 1-1-3-3-1 2-3-3-1 2-3-4 1-8") && letter_fits(r, s + 8)
        && check_nie(r->c + s) && !match_blanked(r, s + 1, 7, 6) ? 9 : 0;
}

/* Has no checksum: its word must stand by it. Argentina's has 7 or 8 digits, Colombia's cédula 6 to 8 or 10. */
static size_t dni(const struct run *r, size_t s, int hint)
{
    static const char *const forms[] = { [6] = "6 3-3", [7] = "7 1-3-3", [8] = "8 2-3-3", [9] = "10", [10] = "10 1-3-3-3" };
    for (size_t n = 10; hint == PII_DNI && n >= 6; n--)
        if (run_digits(r, s, n) && run_grouped(r, s, n, forms[n]) && r->c[s] != '0' && !match_blanked(r, s, n, 6))
            return n;
    return 0;
}

/* What a run may be, first fits first taken: long numbers and strong checks before short and weak ones. To add one, write
 * its function, put it where it belongs, and give it a name and a mask in pii.c. */
static const struct matcher { enum pii_kind kind; size_t (*match)(const struct run *r, size_t s, int hint); } matchers[] = {
    { PII_IBAN, iban }, { PII_CURP, curp }, { PII_CBU, cbu }, { PII_CLABE, clabe }, { PII_CARD, match_card }, { PII_RFC, rfc },
    { PII_CNPJ, cnpj }, { PII_NIE, nie }, { PII_NIF, nif }, { PII_CPF, cpf }, { PII_CUIT, cuit }, { PII_DNI, dni }, { PII_PHONE, match_phone },
};

size_t match_at(const struct run *r, size_t s, enum pii_kind *kind)
{
    int hint = context_hint(r->text, r->at[s], r->end[r->n - 1]), first = r->gap[s] & GAP_PLUS ? PII_PHONE : hint;
    for (int told = 1; told >= 0; told--)            /* what the words say comes first */
        for (size_t i = 0; i < sizeof matchers / sizeof matchers[0]; i++) {
            const struct matcher *m = &matchers[i];
            size_t n = ((int)m->kind == first) == told ? m->match(r, s, hint) : 0;
            if (n) {
                *kind = m->kind;
                return n;
            }
        }
    return 0;
}

#include "pii/check.h"

#include "pii/run.h"

static int value(char c)
{
    return c - '0';
}

/* The sum of n digits by their weights. */
static int weighed(const char *c, const char *weights, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += value(c[i]) * value(weights[i]);
    return sum;
}

bool check_luhn(const char *c, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int v = value(c[n - 1 - i]) * (i % 2 ? 2 : 1);
        sum += v > 9 ? v - 9 : v;
    }
    return sum % 10 == 0;
}

bool check_cbu(const char *c)
{
    return (10 - weighed(c, "7139713", 7) % 10) % 10 == value(c[7])
        && (10 - weighed(c + 8, "3971397139713", 13) % 10) % 10 == value(c[21]);
}

/* Codes of Mexican banks: a bit each, those of three digits that begin with 0, 1, 6, 7 and 9. To add one, add its number. */
static bool is_mexican_bank(int code)
{
    static const uint16_t low[] = {
        2, 6, 9, 12, 14, 19, 21, 30, 32, 36, 37, 42, 44, 58, 59, 60, 62, 72, 103, 106, 108, 110, 112, 113, 116, 124, 126, 127, 128,
        129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 143, 145, 147, 148, 150, 151, 152, 154, 155, 156, 157,
        158, 159, 160, 166, 167, 168,
    };
    for (size_t i = 0; i < sizeof low / sizeof low[0]; i++)
        if (low[i] == code)
            return true;
    return (code >= 600 && code < 740) || (code >= 901 && code <= 903);
}

bool check_clabe(const char *c)
{
    int sum = 0;
    for (size_t i = 0; i < 17; i++)
        sum += value(c[i]) * value("371"[i % 3]) % 10;
    return (10 - sum % 10) % 10 == value(c[17]) && is_mexican_bank(value(c[0]) * 100 + value(c[1]) * 10 + value(c[2]));
}

static const char nif_letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";

static bool nif_letter(int first, const char *c, size_t n, char letter)
{
    int v = first;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + value(c[i]);
    return nif_letters[v % 23] == letter;
}

bool check_nif(const char *c)
{
    return nif_letter(0, c, 8, c[8]);
}

bool check_nie(const char *c)
{
    return c[0] >= 'X' && c[0] <= 'Z' && nif_letter(c[0] - 'X', c + 1, 7, c[8]);
}

/* What the number begins with says whose it is: people 20 to 27, companies 30 to 34. */
bool check_cuit(const char *c)
{
    static const uint8_t begins[] = { 20, 23, 24, 25, 26, 27, 30, 33, 34 };
    int rest = 11 - weighed(c, "5432765432", 10) % 11, begin = value(c[0]) * 10 + value(c[1]);
    if (rest == 10 || rest % 11 != value(c[10]))
        return false;
    for (size_t i = 0; i < sizeof begins; i++)
        if (begins[i] == begin)
            return true;
    return false;
}

bool check_cpf(const char *c)
{
    for (size_t n = 9; n < 11; n++) {
        int sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += value(c[i]) * (int)(n + 1 - i);
        if (sum * 10 % 11 % 10 != value(c[n]))
            return false;
    }
    return memcmp(c, c + 1, 10) != 0;     /* eleven times the same passes, and is nobody's */
}

bool check_cnpj(const char *c)
{
    int a = weighed(c, "543298765432", 12) % 11, b = weighed(c, "6543298765432", 13) % 11;
    return value(c[12]) == (a < 2 ? 0 : 11 - a) && value(c[13]) == (b < 2 ? 0 : 11 - b) && memcmp(c, c + 1, 13) != 0;
}

bool check_date(const char *c)
{
    for (size_t i = 0; i < 6; i++)
        if (!run_is_digit(c[i]))
            return false;
    int month = value(c[2]) * 10 + value(c[3]), day = value(c[4]) * 10 + value(c[5]);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool in_list(const char *list, const char *c, size_t n)
{
    for (; *list; list += n + 1)
        if (memcmp(list, c, n) == 0)
            return true;
    return false;
}

static bool letters(const char *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(c[i] >= 'A' && c[i] <= 'Z') && c[i] != RUN_ENYE)
            return false;
    return true;
}

/* Of a letter in a CURP: Ñ lies between N and O. */
static int curp_value(char c)
{
    return run_is_digit(c) ? value(c) : c == RUN_ENYE ? 24 : c - 'A' + 10 + (c > 'N');
}

bool check_curp(const char *c)
{
    static const char states[] = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE ";
    int sum = 0;
    if (!letters(c, 4) || !check_date(c + 4) || !strchr("HMX", c[10]) || !in_list(states, c + 11, 2) || !letters(c + 13, 3)
        || c[16] == RUN_OTHER || !run_is_digit(c[17]))
        return false;
    for (size_t i = 0; i < 17; i++)
        sum += curp_value(c[i]) * (int)(18 - i);
    return (10 - sum % 10) % 10 == value(c[17]);
}

static int rfc_value(char c)
{
    static const char order[] = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ ~";
    return (int)(strchr(order, c) - order);
}

bool check_rfc(const char *c, size_t n)
{
    size_t name = n - 9;
    int sum = n == 12 ? rfc_value(' ') * 13 : 0;
    if (!letters(c, name) || !check_date(c + name) || (name == 4 && in_list("XAXX XEXX ", c, 4)))   /* those stand for anybody */
        return false;
    for (size_t i = 0; i + 1 < n; i++) {
        if (c[i] == RUN_OTHER)
            return false;
        sum += rfc_value(c[i]) * (int)(n - i);
    }
    int rest = 11 - sum % 11;
    return c[n - 1] == (rest == 11 ? '0' : rest == 10 ? 'A' : (char)('0' + rest));
}

/* Country and length of its IBANs, by ISO 13616. To add one, add its line. */
static const struct { char country[3]; uint8_t n; } ibans[] = {
    { "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 }, { "BA", 20 }, { "BE", 16 }, { "BG", 22 }, { "BH", 22 }, { "BR", 29 },
    { "BY", 28 }, { "CH", 21 }, { "CR", 22 }, { "CY", 28 }, { "CZ", 24 }, { "DE", 22 }, { "DK", 18 }, { "DO", 28 }, { "EE", 20 }, { "EG", 29 },
    { "ES", 24 }, { "FI", 18 }, { "FO", 18 }, { "FR", 27 }, { "GB", 22 }, { "GE", 22 }, { "GI", 23 }, { "GL", 18 }, { "GR", 27 }, { "GT", 28 },
    { "HR", 21 }, { "HU", 28 }, { "IE", 22 }, { "IL", 23 }, { "IQ", 23 }, { "IS", 26 }, { "IT", 27 }, { "JO", 30 }, { "KW", 30 }, { "KZ", 20 },
    { "LB", 28 }, { "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 }, { "LV", 21 }, { "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 },
    { "MK", 19 }, { "MR", 27 }, { "MT", 31 }, { "MU", 30 }, { "NI", 28 }, { "NL", 18 }, { "NO", 15 }, { "PK", 24 }, { "PL", 28 }, { "PS", 29 },
    { "PT", 25 }, { "QA", 29 }, { "RO", 24 }, { "RS", 22 }, { "SA", 24 }, { "SC", 31 }, { "SD", 18 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 },
    { "SM", 27 }, { "ST", 25 }, { "SV", 28 }, { "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 }, { "VA", 22 }, { "VG", 24 }, { "XK", 20 },
};

size_t check_iban_length(const char *c)
{
    for (size_t i = 0; i < sizeof ibans / sizeof ibans[0]; i++)
        if (memcmp(ibans[i].country, c, 2) == 0)
            return ibans[i].n;
    return 0;
}

bool check_iban(const char *c, size_t n)
{
    unsigned rest = 0;
    if (check_iban_length(c) != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char k = c[(i + 4) % n];
        if (k == RUN_ENYE || k == RUN_OTHER)
            return false;
        rest = run_is_digit(k) ? (rest * 10 + (unsigned)value(k)) % 97 : (rest * 100 + (unsigned)(k - 'A' + 10)) % 97;
    }
    return rest == 1;
}

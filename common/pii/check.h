/* check: the checksums of cards, accounts and ids. Digits as ASCII, letters in capitals. Pure functions. Inside of pii only. */
#ifndef PULSO_PII_CHECK_H
#define PULSO_PII_CHECK_H

#include "base/slice.h"

bool check_luhn(const char *c, size_t n);
bool check_iban(const char *c, size_t n);     /* country, its length, and mod 97 */
size_t check_iban_length(const char *c);      /* by the two letters; 0: no such country */
bool check_cbu(const char *c);                /* 22 digits; CVUs, too */
bool check_clabe(const char *c);              /* 18 digits, with a bank's code */
bool check_nif(const char *c);                /* 8 digits and the letter */
bool check_nie(const char *c);                /* X, Y or Z, 7 digits and the letter */
bool check_cuit(const char *c);               /* 11 digits */
bool check_cpf(const char *c);                /* 11 digits */
bool check_cnpj(const char *c);               /* 14 digits */
bool check_curp(const char *c);               /* 18 characters */
bool check_rfc(const char *c, size_t n);      /* 12 or 13 characters, Ñ as RUN_ENYE */
/* Two digits of a year, of a month, of a day. */
bool check_date(const char *c);

#endif

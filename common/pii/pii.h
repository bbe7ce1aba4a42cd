/*
 * pii: personal data in a text: card and account numbers, national ids, phones,
 * e-mail and postal addresses. Places are bytes of the original. No memory is
 * allocated, no state kept; a text without digits and @ is passed over at once.
 * What has a checksum must pass it; what has none (phones, DNI, streets) must be
 * written as such or have its word beside it. docs/privacy.md has the rules and
 * how often they are right. Handles and names of authors are not looked for.
 */
#ifndef PULSO_PII_PII_H
#define PULSO_PII_PII_H

#include "base/buf.h"

enum pii_kind {
    PII_CARD, PII_IBAN, PII_CBU, PII_CLABE, PII_DNI, PII_NIF, PII_NIE, PII_CUIT, PII_CURP, PII_RFC, PII_CPF, PII_CNPJ,
    PII_PHONE, PII_EMAIL, PII_ADDRESS, PII_KINDS
};

const char *pii_name(enum pii_kind kind);      /* "card", ... as in the member `pulso.pii` */

struct pii_span { uint32_t start, end; enum pii_kind kind; };

/* The next one that begins at byte *at or later; *at moves behind it. false: there is none. Begin with *at = 0. */
bool pii_next(struct slice text, size_t *at, struct pii_span *out);
/* Bit k: the text holds some of kind k. */
unsigned pii_kinds(struct slice text);

/*
 * Appends the text with what was found masked. Letters and digits become one * for each byte, so that places in the
 * text stay what they are; kept are the last digits of numbers (4 of cards and accounts, 2 of others), the first
 * letter and the host of e-mail addresses, and what kind of a street it is.
 */
void pii_mask(struct slice text, struct buf *out);
/* The same for the string values of a JSON text, but for those of members that hold ids, addresses on the web and times.
 * What is no JSON is masked as a text. */
void pii_mask_json(struct slice json, struct buf *out);

#endif

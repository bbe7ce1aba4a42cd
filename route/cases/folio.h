/*
 * folio: what people call a case by. It is the origin of the record that opened
 * the case (partition and offset of pulso.mentions), so a replay gives the same
 * one, in 32 letters that are not mistaken for each other when they are read out
 * (Crockford's: no I, L, O, U), with a check letter behind:
 *
 *   34T7-KQ    partition, offset, check; a dash after each four
 *
 * The check letter is a code over GF(32): it finds every letter that is wrong and
 * every two that changed places (weights are distinct powers of a generator).
 */
#ifndef PULSO_ROUTE_CASES_FOLIO_H
#define PULSO_ROUTE_CASES_FOLIO_H

#include "io/origin.h"

#define FOLIO_TEXT 32
size_t folio_print(const struct origin *o, char out[FOLIO_TEXT]);
/* As people type it: small letters, without dashes or with others, O for 0, I and L for 1. False: it is none. */
bool folio_parse(struct slice text, struct origin *o);

#endif

/*
 * intent_table: what people say who want something: signs of intents, by language.
 *
 * A sign is words without accents, in their order. `x*`: words that begin so; `a|b`: one of them; `..`: up to three others
 * between. To add one, add its line; those of one intent and language in any order. A first word has two letters at least,
 * and no `|` behind a `*` alone; it may be a #tag. Of `noise` are what a company's agents answer with, whatever they are
 * sorry for; where a language has signs of praise, a good label without one is no praise.
 */
#ifndef PULSO_CLASSIFY_INTENT_TABLE_H
#define PULSO_CLASSIFY_INTENT_TABLE_H

#include "classify/sentiment/scorer.h"

struct intent_sign { const char *lang; enum intent intent; const char *words; };
extern const struct intent_sign intent_signs[];
extern const size_t intent_signs_n;

#endif

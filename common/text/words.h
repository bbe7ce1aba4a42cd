/*
 * words: where one word ends and what it looks like folded. ASCII and Latin-1
 * letters, nearly all of what Spanish, Portuguese and English write, take one
 * pass over the bytes; a word with anything else is done again by utf8proc.
 */
#ifndef PULSO_TEXT_WORDS_H
#define PULSO_TEXT_WORDS_H

#include "text/fold.h"

/* What a byte is at the start of a token, and inside one. */
#define BYTE_LOWER  1u
#define BYTE_UPPER  2u
#define BYTE_DIGIT  4u
#define BYTE_JOINER 8u    /* _ */
#define BYTE_SIGN   16u   /* # @ $, and * for its keycap */
#define BYTE_LATIN  32u   /* C3: a Latin-1 letter follows */
#define BYTE_HIGH   64u   /* any other byte of a longer sequence */
#define BYTE_GAP    128u  /* ends a word for good: it belongs to no address, name or number either */
extern const unsigned char byte_class[256];

struct word {
    size_t end;           /* in the text; 0: no word begins here */
    unsigned flags;       /* TOKEN_* */
};

/*
 * The word at `at`. Its bare form is appended to `bare`; its folded form to
 * `folded` if that differs (TOKEN_MARKED). In a name (after # or @) a joiner
 * may stand first and last, elsewhere only inside.
 */
struct word word_scan(struct fold *f, struct slice text, size_t at, bool name, struct buf *folded, struct buf *bare);

#endif

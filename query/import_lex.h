/*
 * import_lex: the text of another dialect cut into pieces, which borrow from it.
 * What the dialects share is here: quotes (straight and typographic), brackets,
 * comments, operators in either case; what they do not is a member of the dialect.
 */
#ifndef PULSO_QUERY_IMPORT_LEX_H
#define PULSO_QUERY_IMPORT_LEX_H

#include "query/import.h"

enum import_piece_kind {
    PIECE_END, PIECE_WORD, PIECE_QUOTED, PIECE_BRACED, PIECE_FIELD, PIECE_OPEN, PIECE_CLOSE, PIECE_AND, PIECE_OR, PIECE_NOT,
    PIECE_NEAR,      /* n, forward */
    PIECE_WITHIN,    /* ~n right behind a quote or bracket */
    PIECE_MINUS,     /* right before what it excludes */
    PIECE_RAW,       /* + or ++, right before what it is about: n is how many */
    PIECE_WEIGHT,    /* ^9 */
    PIECE_RANGE      /* [ ... ], only as a value; body without the brackets */
};

#define PIECE_NO_NUMBER (-1)

struct import_piece {
    enum import_piece_kind kind;
    size_t at, len;
    struct slice body;       /* without quotes, brackets, the field's colon */
    int64_t n;
    bool forward, small;     /* small: an operator in small letters */
};

struct import_lexer {
    const struct import_dialect *d;
    struct slice text;
    size_t at;
    struct import_piece now;
    struct slice notes;      /* as of struct lexer */
};

bool import_lex_open(struct import_lexer *lx, const struct import_dialect *d, struct slice text, struct query_error *qe);
bool import_lex_advance(struct import_lexer *lx, struct query_error *qe);
bool import_lex_advance_value(struct import_lexer *lx, struct query_error *qe);   /* no fields, signs and operators: a value comes next */
/* Bytes of white space at the front, 0: none. */
size_t import_blank(struct slice s);
/* Bytes of a double quote of any kind at the front, 0: none. */
size_t import_quote(struct slice s);

#endif

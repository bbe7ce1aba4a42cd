/*
 * lex: a query's text cut into the parser's pieces, which borrow from it. One
 * piece ahead; the parser says when a field's value comes next, for a value may
 * hold colons and a range in [ ].
 */
#ifndef PULSO_QUERY_LEX_H
#define PULSO_QUERY_LEX_H

#include "query/query.h"

enum lex_kind {
    LEX_END, LEX_WORD, LEX_QUOTED, LEX_BRACED, LEX_FIELD, LEX_OPEN, LEX_CLOSE, LEX_AND, LEX_OR, LEX_NOT,
    LEX_NEAR,      /* NEAR/5, NEAR/5f: body is what follows the slash */
    LEX_WITHIN,    /* ~5 right behind a quote or bracket: body is the number */
    LEX_SQUARE,    /* [ of a count */
    LEX_TIMES,     /* ]{3}: body is the number */
    LEX_REF,       /* @@name: body is the name */
    LEX_RANGE      /* [1 TO 5], only as a value: body without the brackets */
};

struct lexeme {
    enum lex_kind kind;
    size_t at, len;       /* with quotes, with the field's colon */
    struct slice body;    /* without */
};

struct lexer {
    struct slice text;
    size_t at;                   /* behind `now` */
    struct lexeme now;
    struct slice notes;          /* from the first to the last comment between `now` and the piece before it; empty: none */
};

bool lex_open(struct lexer *lx, struct slice text, struct query_error *qe);   /* and the first piece */
bool lex_advance(struct lexer *lx, struct query_error *qe);
bool lex_advance_value(struct lexer *lx, struct query_error *qe);             /* no fields, colons are letters */
/* Takes the next comment off `notes`, with its signs; false: there is none left. */
bool lex_note(struct slice *notes, struct slice *one);

#endif

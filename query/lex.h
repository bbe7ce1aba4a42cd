/*
 * lex: a query's text cut into the parser's pieces, which borrow from it. One
 * piece ahead; the parser says when a field's value comes next, for a value may
 * hold colons.
 */
#ifndef PULSO_QUERY_LEX_H
#define PULSO_QUERY_LEX_H

#include "query/query.h"

enum lex_kind { LEX_END, LEX_WORD, LEX_QUOTED, LEX_FIELD, LEX_OPEN, LEX_CLOSE, LEX_AND, LEX_OR, LEX_NOT };

struct lexeme {
    enum lex_kind kind;
    size_t at, len;       /* with quotes, with the field's colon */
    struct slice body;    /* without */
};

struct lexer {
    struct slice text;
    size_t at;            /* behind `now` */
    struct lexeme now;
};

bool lex_open(struct lexer *lx, struct slice text, struct query_error *qe);   /* and the first piece */
bool lex_advance(struct lexer *lx, struct query_error *qe);
bool lex_advance_value(struct lexer *lx, struct query_error *qe);             /* no fields, colons are letters */

#endif

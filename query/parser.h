/* parser: what the files of the parser share: parse.c (AND, OR, NOT), parse_place.c (distances, counts), parse_field.c. */
#ifndef PULSO_QUERY_PARSER_H
#define PULSO_QUERY_PARSER_H

#include "query/error.h"
#include "query/lex.h"
#include "query/parse.h"
#include "query/term.h"

struct parser {
    struct lexer lx;
    struct term_tools tools;
    struct arena *a;
    struct fold fold;
    struct ast_note *notes, **notes_tail;   /* comments that no clause has taken yet */
    size_t depth;
    struct query_error *qe;
};

static inline bool parser_at(const struct parser *p, enum lex_kind kind)
{
    return p->lx.now.kind == kind;
}

static inline size_t parser_end(const struct parser *p)   /* of the piece at hand */
{
    return p->lx.now.at + p->lx.now.len;
}

bool parser_advance(struct parser *p);
bool parser_advance_value(struct parser *p);                  /* the next piece is a field's value */
bool parser_fail_here(struct parser *p, const char *what);
bool parser_enter(struct parser *p);                          /* one level deeper; leave with p->depth-- */

bool parser_or(struct parser *p, struct ast **out);           /* parse.c: whatever may stand between brackets */
bool parser_primary(struct parser *p, struct ast **out);
bool parser_near(struct parser *p, struct ast **out);         /* parse_place.c: primaries joined by NEAR */
bool parser_term(struct parser *p, struct ast **out);         /* a word or phrase, ~n behind it */
bool parser_within(struct parser *p, struct ast **group);     /* ~n behind a group */
bool parser_times(struct parser *p, struct ast **out);        /* [term]{n} */
bool parser_field(struct parser *p, struct ast **out);        /* parse_field.c */

#endif

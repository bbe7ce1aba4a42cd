/* import_inside: what the files of the importers share: dialects as tables, the parser, what makes clauses of fields. */
#ifndef PULSO_QUERY_IMPORT_INSIDE_H
#define PULSO_QUERY_IMPORT_INSIDE_H

#include "query/ast.h"
#include "query/import_lex.h"
#include "query/term.h"

enum import_make {
    MAKE_VALUE,       /* to: what the value becomes, %s for it; NULL: as it is */
    MAKE_FIXED,       /* field:to, whatever the value; several with | */
    MAKE_NOT,         /* the same, excluded */
    MAKE_RANGE,       /* [a TO b], a..b, >a, >=a, <a; a number alone is that number */
    MAKE_LEAST,       /* the same; a number alone is the least one */
    MAKE_COUNTRY,     /* ISO 3166 of two or three letters */
    MAKE_LANGUAGE,    /* ISO 639, and what else the dialects have for it */
    MAKE_ENGAGED,     /* engagementType:to AND engagingWith:value */
    MAKE_TITLE, MAKE_ANYWHERE,   /* scopes: words, phrases, brackets */
    MAKE_SIGN,        /* to: # or @ in front of the value */
    MAKE_LOST
};

/* `value` NULL: any. `why`: what differs, or why there is none; NULL: exact. */
struct import_row {
    const char *name, *value;
    enum import_make make;
    enum field field;
    const char *to, *why;
};

struct importer;

struct import_dialect {
    const char *name, *about;
    const struct import_row *rows;      /* ends in a NULL name */
    const char *operators; /* those that it has: "AND OR NOT NEAR" */
    bool spaces_and;       /* terms side by side are joined by AND, as documented */
    bool any_case;         /* operators may be written small */
    bool and_first;        /* AND binds before OR, as documented */
    bool braces;           /* { } keeps capitals */
    bool minus, raw;       /* - excludes, + and ++ search as written, as documented */
    bool weights;          /* ^9 */
    bool near, ordered;    /* NEAR/n; ONEAR/n */
    bool forward;          /* NEAR/nf */
    bool wildcards;        /* * and ? */
    bool signs_in_quotes;  /* # and @ in quotes are part of the words */
    bool moves;            /* "a b"~n counts moves: words in turned order are two farther apart */
    bool proximity;        /* what "a b"~n means is documented */
    bool distances;        /* so is NEAR/n: at most n words between */
    bool numbered;         /* accounts may be named by their number */
    bool punctuation;      /* so is that every other sign only separates words */
    bool stars;            /* a lone * in quotes may be any word */
    const char *signs;     /* signs that are compared there, and not here */
    int64_t near_words;    /* NEAR without a number; PIECE_NO_NUMBER: has none */
    /* A query without any operator that has a meaning of its own; *out stays NULL where it has none. May be NULL. */
    bool (*plain)(struct importer *p, struct ast **out);
};

#define IMPORT_MAX_DEPTH 400   /* brackets inside each other: bounds the stack. What is left of them is QUERY_MAX_DEPTH's */

struct importer {
    const struct import_dialect *d;
    struct import_lexer lx;
    struct term_tools tools;
    struct fold fold;
    struct arena *a;
    import_fn *say;
    void *self;
    const struct import_options *o;
    const struct import_row *under;     /* within the brackets of a field with values */
    bool scoped;                        /* within those of a scope */
    bool changed, lost;
    size_t depth;
    struct ast_note *notes, **notes_tail;
    struct query_error *qe;
};

static inline bool import_at(const struct importer *p, enum import_piece_kind kind)
{
    return p->lx.now.kind == kind;
}

/* All return false for what cannot be read at all. *out is NULL for what was left out. */
bool import_or(struct importer *p, struct ast **out);
bool import_primary(struct importer *p, struct ast **out);
bool import_group(struct importer *p, struct ast **out);
bool import_advance(struct importer *p);
bool import_field(struct importer *p, struct ast **out);
/* value.p NULL: any row of the name. known: there is one of the name, whatever its value. */
const struct import_row *import_row_of(const struct importer *p, struct slice name, struct slice value, bool *known);
bool import_value(struct importer *p, const struct import_row *row, const struct import_piece *pc, struct ast **out);
bool import_near(struct importer *p, struct ast **out);
/* The words of `first` (siblings) or the operands of an AND with ~n. */
void import_within(struct importer *p, const struct import_piece *pc, struct ast *first, int64_t n, struct ast **out);
/* left NEAR/n right, or NEAR/nf. */
struct ast *import_distance(struct importer *p, const struct import_piece *pc, struct ast *left, struct ast *right, int64_t n, bool forward);
/* A quoted piece that holds lone stars; false: it holds none, or is to be read without them. */
bool import_starred(struct importer *p, const struct import_piece *pc, bool within, struct ast **out);
/* A term; within: it has ~n, and *out is the first of its words. */
void import_term(struct importer *p, const struct import_piece *pc, enum lex_kind as, bool within, struct ast **out);

void import_changed(struct importer *p, size_t at, size_t len, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void import_lost(struct importer *p, size_t at, size_t len, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The nodes under one AND or OR; those of the same kind in it are spliced. NULL for none. */
struct ast *import_join(struct importer *p, enum ast_op op, struct ast *first);
struct ast *import_copy(struct arena *a, const struct ast *n);   /* without its siblings and comments */
/* Comments that wait go in front of it. */
void import_note(struct importer *p, struct ast *n);
/* ISO 3166: three letters to two; empty: no such country. */
struct slice import_country(struct slice three);

#endif

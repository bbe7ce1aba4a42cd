/*
 * explain: why a query matches a mention, or does not: its tree with the truth
 * of each clause and the places in title and text where it holds. For one
 * query at a time, by the same program and matcher as a whole set; as text for
 * people and as JSON for the dashboard.
 */
#ifndef PULSO_QUERY_EXPLAIN_H
#define PULSO_QUERY_EXPLAIN_H

#include "query/ast.h"
#include "query/query.h"

struct explain;

/* The query, whose @@names are those of `names` (pairs of name and text, ended by NULL; NULL: none). NULL: qe says why. */
struct explain *explain_open(struct slice query, const struct query_options *o, const char *const *names, struct query_error *qe);
void explain_close(struct explain *x);   /* accepts NULL */
/* Runs it on a mention, which must live until the next call: whether it matches. */
bool explain_run(struct explain *x, const struct mention *m);

/* A place in the mention: bytes of its title or text. */
struct explain_place { bool title; uint32_t start, end; };
/* The places of all clauses that hold and are not under NOT, in order, none twice; returns how many. Valid until the next call. */
size_t explain_places(struct explain *x, const struct explain_place **out);

/* The clause that decides, as it is written: what it matches by, or what it fails at. Where several would do, one that the
 * other query, which judged the same mention, does not have (NULL: no other). */
void explain_why(struct explain *x, const struct explain *other, struct buf *out);

/* The tree: an indented line for each clause. */
void explain_print(struct explain *x, struct buf *out);
/* {"match":true,"clause":{"op":"and","text":"...","is":true,"places":[{"in":"text","start":0,"end":4,"as":"..."}],"clauses":[...]}} */
void explain_json(struct explain *x, struct buf *out);

#endif

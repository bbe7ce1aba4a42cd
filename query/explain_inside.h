/* explain_inside: what explain.c (running it, finding places) and explain_print.c (the tree) share. */
#ifndef PULSO_QUERY_EXPLAIN_INSIDE_H
#define PULSO_QUERY_EXPLAIN_INSIDE_H

#include "query/explain.h"
#include "query/match.h"

struct explain {
    struct query_set *qs;
    struct query_match *qm;
    struct ast *root;
    struct slice query;              /* ours */
    struct tokenizer *tokenizer;
    struct arena kept, arena;        /* kept: of the query; arena: of the mention */
    struct tokens text, title;
    struct buf places;
    uint32_t *visited, visit;        /* by name: the walk that has been there */
    uint32_t *shown, show;           /* the same for printing, in which many walks take place */
    bool is;
};

/* The places of one clause, in x->places; how many. */
size_t explain_places_of(struct explain *x, const struct ast *n);
/* The query behind @@name; NULL: this walk has been there, and names inside names may lead back many ways. */
const struct named *explain_enter(struct explain *x, const struct ast *ref);
/* The same for a print. */
const struct named *explain_show(struct explain *x, const struct ast *ref);

#endif

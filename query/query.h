/*
 * query: boolean queries over mentions, thousands at once. A query_set is
 * compiled once (query_set_add ..., query_set_compile), then read-only and
 * shared by all threads; a query_match holds one thread's scratch. The cost of
 * a mention depends on its own words: each query is indexed under its rarest
 * required terms, only candidates are evaluated.
 */
#ifndef PULSO_QUERY_QUERY_H
#define PULSO_QUERY_QUERY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/mention.h"
#include "text/tokens.h"

struct query_set;
struct query_match;

/* Where a mistake is: bytes from the start of the query's text, and what was wrong, in one sentence with the fix. */
struct query_error {
    size_t at, len;
    char what[400];
};

/* Appends "name:line:col: what", the line, and a caret under the mistake. first_line: of the file, where the text begins. */
void query_print_error(struct buf *out, const char *name, size_t first_line, struct slice text, const struct query_error *qe);

struct query_options {
    bool whole_hashtags;   /* #MovistarNoFunciona is then one word, and movistar does not match it */
};

struct query_set *query_set_new(void);
void query_set_free(struct query_set *qs);
/* Compiles one query; its number is the count of those before it. `id` is handed back by matches.
 * false: qe says where and why; the set is as it was. */
bool query_set_add(struct query_set *qs, uint32_t id, struct slice text, struct query_error *qe);
bool query_set_add_with(struct query_set *qs, uint32_t id, struct slice text, const struct query_options *o, struct query_error *qe);
/* A query that others may take in as @@name; give all names before the queries that use them. Its own @@names may come
 * later. false: the name is taken or no name, or qe says where its text is wrong. */
bool query_set_name(struct query_set *qs, struct slice name, struct slice text, const struct query_options *o, struct query_error *qe);
/* A table of frequencies.h in the place of the built-in one; before query_set_compile. Only speed depends on it. */
bool query_set_frequencies(struct query_set *qs, struct slice table, struct err *e);
bool query_set_frequencies_file(struct query_set *qs, const char *path, struct err *e);
bool query_set_compile(struct query_set *qs, struct err *e);
size_t query_set_count(const struct query_set *qs);
size_t query_set_bytes(const struct query_set *qs);   /* the memory that it takes */

struct query_match *query_match_new(const struct query_set *qs);
void query_match_free(struct query_match *qm);
/* The ids of the queries that match, ascending, each once; valid until the next call. text/title are the tokens of
 * m->text and m->title. */
size_t query_match_run(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title,
                       const uint32_t **ids);

/* Where what was just matched is named, for the few mentions that ask: `begin` looks at the mention once more, keeping all positions
 * (ids that query_match_run gave are void then); then for each query the tokens [first, last] of words and phrases that stand for
 * themselves; of clauses that must all hold (AND, NEAR) only of those that hold one of `names`, else of the first. `number`: of the
 * query, see query_set_add. Places come in no order, some twice. */
struct query_names { const uint64_t *v; size_t n; };   /* hash64 of bare words without sign */
typedef void query_place_fn(void *self, uint32_t first, uint32_t last);
void query_match_places_begin(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title);
void query_match_places(struct query_match *qm, uint32_t number, const struct query_names *names, bool in_title, query_place_fn *found,
                        void *self);

/* What it took, all mentions together: postings that were seen, queries that were evaluated, queries that matched. */
struct query_work { uint64_t postings, candidates, matches; };
struct query_work query_match_work(const struct query_match *qm);

#endif

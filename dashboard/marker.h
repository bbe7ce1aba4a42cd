/*
 * marker: where in a mention's text the queries matched, what felt negative or
 * positive, and what is masked, as spans of the text that is sent. Queries are
 * those in force, each compiled when it is first asked for. One a thread.
 */
#ifndef PULSO_DASHBOARD_MARKER_H
#define PULSO_DASHBOARD_MARKER_H

#include "base/buf.h"
#include "dashboard/post.h"

struct brand_query;
struct explain;
struct setup;

#define MARKER_SPANS 64

enum span_kind { SPAN_MATCH, SPAN_NEGATIVE, SPAN_POSITIVE, SPAN_MASKED };
struct span { uint32_t start, end; enum span_kind kind; double value; };   /* bytes, of the text */
struct spans { struct span v[MARKER_SPANS]; size_t n; };

struct marker;
struct marker *marker_new(void);
void marker_free(struct marker *m);                                    /* accepts NULL */
void marker_use(struct marker *m, struct setup *s);                    /* the queries of this version; holds it */
/* The query of that name, run on the mention; NULL: there is none in force, or it cannot be compiled. *query: its brand_query; *brand: NULL: of none. */
struct explain *marker_run(struct marker *m, struct slice name, const struct mention *on, bool *is, const struct brand_query **query, const char **brand);
const char *const *marker_names(const struct marker *m);                /* name, text, ..., NULL: what @@names stand for */
void marker_match(struct explain *x, struct spans *out);               /* adds where it holds, in the text */
/* Everything that is to be seen in the text, in order. */
void marker_spans(struct marker *m, const struct post_view *v, struct spans *out);
/* [{"start":..,"end":..,"kind":..}, ...] in UTF-16 code units. */
void spans_print(const struct spans *s, struct slice text, struct buf *out);
size_t utf16_units(struct slice s);

#endif

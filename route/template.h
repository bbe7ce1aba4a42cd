/*
 * template: a text with places for what an alert says, read once and filled for
 * every attempt. {{title}} puts the value in, escaped for where it stands: a
 * value can never end the string, field or element that it is put into.
 * {{level:crisis=P1,alert=P3,P5}} puts in the word for a value, the last one
 * where none fits. {{title:130}} puts in at most so many characters. {{body}} is the incident's JSON and stands outside quotes.
 * Read-only once made; any thread.
 */
#ifndef PULSO_ROUTE_TEMPLATE_H
#define PULSO_ROUTE_TEMPLATE_H

#include "base/buf.h"
#include "route/hook.h"

enum template_escape {
    ESCAPE_NONE,    /* plain text */
    ESCAPE_JSON,    /* within a string: "…" */
    ESCAPE_URL,     /* application/x-www-form-urlencoded, and URLs */
    ESCAPE_XML      /* text and attributes of XML and HTML; control characters but tab and line ends become U+FFFD */
};

struct template;
/* NULL: e says what is wrong and *at at which byte. text is copied. */
struct template *template_new(struct slice text, enum template_escape escape, size_t *at, struct err *e);
void template_free(struct template *t);      /* accepts NULL */
void template_fill(const struct template *t, const struct hook_alert *a, struct buf *out);
void template_escape(struct slice value, enum template_escape escape, struct buf *out);
/* An alert that holds every escape's worst characters, to try a template on. */
extern const struct hook_alert template_sample;
/* The names that a template may use, with blanks between, for help. */
void template_names(struct buf *out);

#endif

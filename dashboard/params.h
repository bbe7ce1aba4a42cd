/*
 * params: what stands in a request's address: its path, and the names and values
 * behind the question mark (or in a form), percent-decoded. What is no sound
 * address is refused whole: a half-read filter would be a wrong figure. Any
 * thread; slices lie in the arena.
 */
#ifndef PULSO_DASHBOARD_PARAMS_H
#define PULSO_DASHBOARD_PARAMS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define PARAMS_MAX 32
#define PARAMS_URI_MAX 8192

struct params {
    struct slice path;
    struct { struct slice name, value; } v[PARAMS_MAX];
    size_t n;
};

/* "/v1/now?set=bancos&tz=UTC". ERR_DROP: too long, a broken percent sign, bytes that are no UTF-8, a NUL, a name said twice, too many. */
bool params_read(struct arena *a, struct slice uri, struct params *out, struct err *e);
/* Only "a=b&c=d", as in application/x-www-form-urlencoded. */
bool params_read_form(struct arena *a, struct slice form, struct params *out, struct err *e);
/* The value; p NULL: not there. An empty value is as good as none. */
struct slice params_get(const struct params *p, const char *name);
const char *params_getz(const struct params *p, struct arena *a, const char *name);   /* ends in NUL; NULL: not there */
/* Names and values in one order, whatever the request's was: what answers are kept under. */
void params_canonical(const struct params *p, struct buf *out);

/* The value of one cookie of a Cookie header; p NULL: not there, or there twice. */
struct slice cookie_get(struct slice header, const char *name);

#endif

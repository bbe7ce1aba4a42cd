/*
 * json: reads JSON that strangers wrote (simdjson behind a C header). The whole
 * document is validated, the parts that nobody asks for as well, since the bytes
 * travel on: syntax, UTF-8, escapes, nesting, numbers beyond 64 bits. Strings are
 * unescaped and live, like every value, until the next json_parse. One a thread.
 */
#ifndef PULSO_MODEL_JSON_H
#define PULSO_MODEL_JSON_H

#include "base/err.h"
#include "base/slice.h"

#define JSON_PADDING 64    /* readable bytes that must follow the input */
#define JSON_MAX_DEPTH 64  /* objects and arrays within each other */

enum json_type { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_STRING, JSON_OBJECT, JSON_ARRAY };

struct json_value {
    enum json_type type;
    bool yes;             /* JSON_BOOL */
    int64_t whole;        /* JSON_INT */
    double real;          /* JSON_REAL; also whole numbers beyond int64 */
    struct slice text;    /* JSON_STRING */
    size_t at, end;       /* JSON_OBJECT, JSON_ARRAY: for json_member and json_item */
};

struct json;

struct json *json_new(size_t size_bytes);  /* what it holds without allocating; grows. NULL: out of memory */
void json_free(struct json *j);            /* accepts NULL */

bool json_parse(struct json *j, const char *padded, size_t n, struct json_value *root, struct err *e);
/* Takes the next member of an object, or item of an array, off it; false at the end. */
bool json_member(const struct json *j, struct json_value *object, struct slice *name, struct json_value *v);
bool json_item(const struct json *j, struct json_value *array, struct json_value *v);
/* The n-th (from 0) member's value of the outermost object, as it was written. */
struct slice json_raw(const struct json *j, size_t nth);
const char *json_type_name(enum json_type t);  /* "a string" */

#endif

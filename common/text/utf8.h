/*
 * utf8: code points in and out of bytes. Strict: overlong forms, surrogates and
 * what is beyond U+10FFFF are invalid. No state, any thread.
 */
#ifndef PULSO_TEXT_UTF8_H
#define PULSO_TEXT_UTF8_H

#include "base/slice.h"

#define UTF8_INVALID (-1)

/* The code point at the front of `s`, which moves past it; UTF8_INVALID moves one byte. s->n must not be 0. */
int32_t utf8_next(struct slice *s);
/* Writes a valid code point, returns its 1 to 4 bytes. */
size_t utf8_put(char *out, int32_t cp);
/* false: `at` is the offset of the first bad byte. */
bool utf8_valid(struct slice s, size_t *at);
/* Where the code point before byte `at` begins; at > 0. */
size_t utf8_back(struct slice s, size_t at);

#endif

/*
 * chars: what a code point is to the tokenizer, and where an emoji sequence
 * ends. From utf8proc's tables; read-only, any thread.
 */
#ifndef PULSO_TEXT_CHARS_H
#define PULSO_TEXT_CHARS_H

#include "base/slice.h"

enum char_class {
    CHAR_OTHER,    /* separates words */
    CHAR_LETTER,
    CHAR_DIGIT,
    CHAR_MARK,     /* goes with the letter before it */
    CHAR_JOINER,   /* _ : inside words, and anywhere in tags and handles */
    CHAR_IGNORED,  /* soft hyphen and the like: neither seen nor separating */
    CHAR_SINGLE,   /* ideographs, hiragana: a word each, as UAX 29 has it */
    CHAR_EMOJI
};

enum char_class char_class(int32_t cp);
bool char_is_upper(int32_t cp);
bool char_is_tone(int32_t cp);       /* skin tone */
bool char_is_variation(int32_t cp);  /* text or emoji presentation: never compared */
/* A mark that a bare term looks through: accents, points; not the vowels of
 * Indic scripts nor the voicing of kana, which make another letter. */
bool char_is_accent(int32_t cp);

/* The end of the emoji sequence that begins at `at` (flags, keycaps, skin tones, joined); 0: none begins there. */
size_t emoji_end(struct slice s, size_t at);

#endif

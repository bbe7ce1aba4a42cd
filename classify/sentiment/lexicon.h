/*
 * lexicon: the words, expressions and emoji that carry a feeling or change that
 * of others. Inside of sentiment only; sentiment.h is what callers see. One
 * open-addressing table: a word is found by its hash, an expression by that of
 * its first two words (hundreds begin with "no"); the forms of one key lie
 * together, longest first. Read-only once built.
 */
#ifndef PULSO_CLASSIFY_LEXICON_H
#define PULSO_CLASSIFY_LEXICON_H

#include "base/buf.h"
#include "classify/sentiment/sentiment.h"

enum entry_kind {
    ENTRY_NONE,
    ENTRY_FEELING,   /* value: -4 to 4; extra: what it multiplies the next feeling by, or 0 */
    ENTRY_NEGATOR,   /* value: what feelings in its scope are multiplied by; extra: its own when it finds none */
    ENTRY_SCALE,     /* value: what it multiplies its neighbour by */
    ENTRY_CONTRAST,  /* value: weight of what came before; extra: of what comes after */
    ENTRY_FACE       /* an emoticon, as written; value: -4 to 4 */
};

#define ENTRY_FIXED 1u   /* negation leaves it as it is: "no sean ratas" */
#define ENTRY_EXACT 2u   /* accents must be as written: "pena" is not "peña" */

struct entry {
    float value, extra;
    uint8_t kind, flags;
};

/* A form as the file gives it, before the table is built. */
struct form {
    struct entry entry;
    struct slice text;            /* as written; ENTRY_FACE: what to look for */
    const uint64_t *hash;         /* of each word */
    size_t words;
    uint64_t key;                 /* what the table finds it by; lexicon_build sets it */
    uint64_t exact;               /* hash of the first word with its accents */
    const char *file;
    int line;
};

struct face { char text[8]; uint8_t len; float value; };

struct lexicon_row { struct entry entry; uint32_t rest, words; uint64_t exact; };
struct lexicon_slot { uint64_t hash; uint32_t first, n; };   /* n 0: free */

struct lexicon {
    uint64_t maybe[1024];         /* one bit for each key: most words of a text are no form, and end here */
    uint64_t begins[64];          /* one bit for each first word of an expression */
    struct lexicon_slot *slots;
    size_t mask;
    struct lexicon_row *rows;     /* grouped by key, longest first */
    uint64_t *rest;               /* hashes of the words after the second */
    struct face *faces;           /* longest first */
    size_t rows_n, faces_n;
    bool face_start[256];
};

/* Sorts `forms` and builds the table. A form given twice is an error at the second place. */
struct lexicon *lexicon_build(struct form *forms, size_t n, struct err *e);

/* Reads one file's text into forms (struct form, one after another). */
bool lexicon_parse(struct buf *forms, struct arena *a, struct tokenizer *tk, const char *file, struct slice text,
                   struct err *e);

/* The longest form that begins at v[0] and has at most n words; NULL: none. */
const struct entry *lexicon_find(const struct lexicon *lx, const struct token *v, size_t n, size_t *words);

/* The emoticon at p, before end; NULL: none. */
const struct face *lexicon_face(const struct lexicon *lx, const char *p, const char *end);

#endif

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
    float own;               /* of a form that is not the built-in one's: by how much its value is another; else 0 */
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
    int line, col;
};

struct face { char text[8]; uint8_t len; float value, own; };

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
    bool face_first[256], face_second[256];   /* bytes that a face may begin with */
    uint64_t sum;                 /* of all that is in it */
    const struct lexicon *base;   /* NULL, or what is asked beneath: of two forms the longer one wins, of equal ones ours */
    struct lexicon *owned;        /* the base, where it goes with us */
};

/* What files are read into. */
struct lexicon_reading {
    struct buf forms;             /* struct form, one after another */
    struct arena a;
    struct tokenizer *tk;
    bool on_top;                  /* a file says [built-in]: the built-in forms are beneath */
    void (*mistake)(void *self, const struct err *e);   /* NULL: the first one ends the reading; else it goes on behind each */
    void *self;
};
void lexicon_reading_init(struct lexicon_reading *r);
void lexicon_reading_fini(struct lexicon_reading *r);
static inline struct form *lexicon_reading_forms(const struct lexicon_reading *r) { return (struct form *)r->forms.p; }
static inline size_t lexicon_reading_count(const struct lexicon_reading *r) { return r->forms.n / sizeof(struct form); }

/* One file's text; errors begin with FILE:LINE:COLUMN, in characters from 1. */
bool lexicon_parse(struct lexicon_reading *r, const char *file, struct slice text, struct err *e);
/* One line of another kind of file, such as a configuration: a feeling. */
bool lexicon_parse_feeling(struct lexicon_reading *r, const char *file, int line, int col, struct slice form, struct slice value, struct err *e);
bool lexicon_read_built_in(struct lexicon_reading *r, const char *lang, struct err *e);
bool lexicon_read_folder(struct lexicon_reading *r, const char *folder, const char *lang, bool must, struct err *e);

/* Sorts them as lexicon_build does; the same ones then stand together. */
void lexicon_sort(struct form *forms, size_t n);
int lexicon_order(const struct form *x, const struct form *y);
static inline bool lexicon_same(const struct form *x, const struct form *y) { return lexicon_order(x, y) == 0; }
/* Sorts `forms` and builds the table. A form given twice is an error at the second place. rows[i] is then of forms[i], and
 * faces follow the rows. */
struct lexicon *lexicon_build(struct form *forms, size_t n, struct err *e);
/* Sets entry.own: what differs from `built_in` (or from what that one has of its own). Once, while nobody else looks. */
void lexicon_differ(struct lexicon *lx, const struct form *forms, const struct lexicon *built_in);
/* Puts it on top of another one, which outlives it. */
void lexicon_put_on(struct lexicon *lx, const struct lexicon *base);

/* The longest form that begins at v[0] and has at most n words; NULL: none. *words stays as it is then. */
const struct entry *lexicon_find(const struct lexicon *lx, const struct token *v, size_t n, size_t *words);

/* The emoticon at p, before end; NULL: none. */
const struct face *lexicon_face(const struct lexicon *lx, const char *p, const char *end);
static inline bool lexicon_may_face(const struct lexicon *lx, const char *p, const char *end)
{
    return lx->face_first[(unsigned char)*p] && (end - p < 2 || lx->face_second[(unsigned char)p[1]]);
}

#endif

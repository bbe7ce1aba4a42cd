/*
 * tokens: a text cut into the words that queries and lexicons see, as
 * query-language says: words are runs of letters, digits and marks; inner
 * apostrophes, dots and hyphens split them; #tags, @handles ($cash too) keep
 * their sign; URLs, e-mail addresses and each emoji (joined sequences whole,
 * without variation selectors) are one token. Each takes one position.
 * HTML entities are what they stand for: &amp; is no word, se&ntilde;al is señal;
 * so are JSON's escapes: it\u2019s is it’s.
 * Tokens live in the arena that was given; text must be valid UTF-8.
 *
 *   "¡Nooo funciona @Movistar!"  ->  nooo  funciona  @movistar
 *
 * Folding is NFKC and case; `bare` is `folded` without marks (ñ -> n, á -> a).
 */
#ifndef PULSO_TEXT_TOKENS_H
#define PULSO_TEXT_TOKENS_H

#include "base/arena.h"
#include "base/slice.h"

enum token_kind { TOKEN_WORD, TOKEN_TAG, TOKEN_HANDLE, TOKEN_CASH, TOKEN_EMOJI, TOKEN_URL, TOKEN_EMAIL };

#define TOKEN_MARKED    1u   /* folded differs from bare */
#define TOKEN_CAPS      2u   /* two or more letters, all upper case as written */
#define TOKEN_LONG      4u   /* a letter three or more times in a row: squeezed differs */
#define TOKEN_NUMBER    8u   /* digits only */
#define TOKEN_LAUGH     16u  /* jaja, haha, kkk, rsrs */

struct token {
    uint32_t start, end;          /* bytes [start, end) of the original text */
    enum token_kind kind;
    uint32_t flags;
    struct slice folded, bare;    /* with the sign # @ $ in front, where it has one */
    struct slice squeezed;        /* bare with runs of 3+ letters cut to 1; = bare without TOKEN_LONG */
    uint64_t hash;                /* hash64 of bare */
};

struct tokens {
    struct slice text;
    struct token *v;
    size_t n;
    const struct slice *written;  /* of each token with its entities decoded; NULL: the text has none */
};

/* As it was written, case and all. */
static inline struct slice token_written(const struct tokens *k, const struct token *t)
{
    return k->written ? k->written[t - k->v] : (struct slice){ k->text.p + t->start, t->end - t->start };
}

/* One scratch a thread: buffers that grow to the longest text and stay. */
struct tokenizer;
struct tokenizer *tokenizer_new(void);
void tokenizer_free(struct tokenizer *t);

void tokens_scan(struct tokenizer *t, struct arena *a, struct slice text, struct tokens *out);
/* The same folding for a single word from a query or a lexicon, into the arena. */
struct slice tokens_fold(struct tokenizer *t, struct arena *a, struct slice word);
struct slice tokens_bare(struct tokenizer *t, struct arena *a, struct slice word);

#endif

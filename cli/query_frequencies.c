#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "cli/query_tools.h"
#include "query/frequencies.h"
#include "query/vec.h"

#define LEAST_MENTIONS 5      /* a word of few people says more about them than about the language */
#define WORDS_MAX 1000000     /* then those seen once are forgotten */

struct word { struct slice s; int64_t mentions, last; };

struct counts {
    struct mention_parser *parser;
    struct tokenizer *tokenizer;
    struct arena mention, words;
    struct map by_hash;
    struct buf v;
    int64_t mentions;
};

static struct word *word_at(const struct counts *c, size_t i)
{
    return VEC_AT(c->v, struct word, i);
}

static void forget_rare(struct counts *c)
{
    struct arena words = { 0 };
    size_t kept = 0;
    map_fini(&c->by_hash);
    for (size_t i = 0; i < VEC_COUNT(c->v, struct word); i++) {
        struct word w = *word_at(c, i);
        if (w.mentions == 1)
            continue;
        w.s = arena_dup(&words, w.s);
        map_put(&c->by_hash, hash64(w.s), (uint32_t)kept);
        *word_at(c, kept++) = w;
    }
    c->v.n = kept * sizeof(struct word);
    arena_fini(&c->words);
    c->words = words;
}

/* Once a mention, however often the word stands there. */
static void count_word(struct counts *c, const struct token *t)
{
    uint32_t i = map_get(&c->by_hash, t->hash);
    if (i == MAP_NONE) {
        i = (uint32_t)VEC_COUNT(c->v, struct word);
        vec_add(&c->v, sizeof(struct word));
        word_at(c, i)->s = arena_dup(&c->words, t->bare);
        map_put(&c->by_hash, t->hash, i);
    }
    struct word *w = word_at(c, i);
    w->mentions += w->last != c->mentions;
    w->last = c->mentions;
}

static void count_text(struct counts *c, struct slice text)
{
    struct tokens k;
    tokens_scan(c->tokenizer, &c->mention, text, &k);
    for (size_t i = 0; i < k.n; i++)
        if (k.v[i].kind == TOKEN_WORD && !(k.v[i].flags & (TOKEN_NUMBER | TOKEN_LONG)))
            count_word(c, &k.v[i]);
}

static bool count_line(void *self, struct slice line, struct err *e)
{
    struct counts *c = self;
    struct mention m;
    arena_reset(&c->mention);
    if (!mention_parse(c->parser, &c->mention, line, &m, e))
        return false;
    c->mentions++;
    count_text(c, m.text);
    count_text(c, m.title);
    if (VEC_COUNT(c->v, struct word) > WORDS_MAX)
        forget_rare(c);
    return true;
}

static int by_word(const void *a, const void *b)
{
    return slice_cmp(((const struct word *)a)->s, ((const struct word *)b)->s);
}

static void print(const struct counts *c)
{
    size_t n = VEC_COUNT(c->v, struct word);
    if (n)
        qsort(c->v.p, n, sizeof(struct word), by_word);
    for (size_t i = 0; i < n; i++) {
        const struct word *w = word_at(c, i);
        double of_a_million = (double)w->mentions * 1e6 / (double)c->mentions;
        if (w->mentions >= LEAST_MENTIONS && of_a_million >= FREQUENCIES_LEAST)
            printf(SLICE_FMT "\t%.0f\n", SLICE_ARG(w->s), of_a_million);
    }
}

bool query_frequencies(struct cli *cli, const struct query_opts *o, struct err *e)
{
    struct counts c = { .parser = mention_parser_new(), .tokenizer = tokenizer_new() };
    int64_t bad = 0;
    (void)o;
    bool ok = cli->arg_count == 1 || err_set(e, ERR_CONFIG, "frequencies takes no argument, but mentions on standard input");
    ok = ok && cli_lines(count_line, &c, &bad, e);
    if (ok)
        print(&c);
    mention_parser_free(c.parser);
    tokenizer_free(c.tokenizer);
    arena_fini(&c.mention);
    arena_fini(&c.words);
    map_fini(&c.by_hash);
    buf_fini(&c.v);
    return ok;
}

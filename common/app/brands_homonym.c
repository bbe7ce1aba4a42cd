/* Names that are common words: what tells them apart, as text of the query language. */
#include "app/brands_own.h"

#include <string.h>

#define REFS_MAX 8                  /* named queries inside each other */
#define NEAR_MAX_BYTES (1u << 20)   /* of them written out: eight lists that each hold the next ten times would not end */

struct homonym {
    const char *near, *capital;
    const struct conf_node *word, *never;
    int64_t within;
};

static const struct conf_key homonym_keys[] = {
    { "word", CONF_NODE, offsetof(struct homonym, word), NULL, "the bare word that is also a common one, in one or several spellings" },
    { "near", CONF_STR, offsetof(struct homonym, near), "", "words of the brand's world, with OR; @@name takes in a list of `queries`" },
    { "within", CONF_INT, offsetof(struct homonym, within), "8", "at most so many words between the word and those of `near`" },
    { "never", CONF_NODE, offsetof(struct homonym, never), NULL, "queries; where one matches, `near` proves nothing" },
    { "capital", CONF_STR, offsetof(struct homonym, capital), "any",
      "any: however it is written; needed: only {Word} and {WORD} count; enough: {Word} behind a preposition is the brand even without `near`" },
    { 0 }
};

void homonyms_print_config(bool markdown)
{
    conf_print("brands[].homonyms[]", homonym_keys, markdown);
}

static const struct brand_query *shared_find(const struct brands *all, struct slice name)
{
    for (size_t i = 0; i < all->shared_count; i++)
        if (slice_is(name, all->shared[i].name))
            return &all->shared[i];
    return NULL;
}

static bool put_near(struct draft *d, const struct conf_node *node, const char *text, int depth, struct err *e);

static bool put_ref(struct draft *d, const struct conf_node *node, struct slice name, int depth, struct err *e)
{
    const struct brand_query *q = shared_find(d->all, name);
    if (!q)
        return conf_fail(node, e, "there is no @@" SLICE_FMT " under queries", SLICE_ARG(name));
    if (depth == REFS_MAX)
        return conf_fail(node, e, "@@" SLICE_FMT " stands inside too many others, or in itself", SLICE_ARG(name));
    if (d->text.n > NEAR_MAX_BYTES)
        return conf_fail(node, e, "@@" SLICE_FMT " and what stands in it is more than %u bytes (NEAR_MAX_BYTES)", SLICE_ARG(name), NEAR_MAX_BYTES);
    draft_put(d, "(");
    bool ok = draft_pairs(q->node, q->text, e) && put_near(d, q->node, q->text, depth + 1, e);
    draft_put(d, ")");
    return ok;
}

/* NEAR takes no @@name, so the text behind it is written out. */
static bool put_near(struct draft *d, const struct conf_node *node, const char *text, int depth, struct err *e)
{
    size_t at = 0;
    for (const char *ref; (ref = strstr(text + at, "@@")); ) {
        struct slice name = { ref + 2, draft_word(ref + 2) };
        draft_part(d, node, (struct slice){ text + at, (size_t)(ref - text) - at }, at);
        if (!put_ref(d, node, name, depth, e))
            return false;
        at = (size_t)(name.p + name.n - text);
    }
    draft_part(d, node, slice_of(text + at), at);
    return true;
}

/* Claro and CLARO of claro; Á is Latin-1's á less 0x20 in its second byte. */
static void put_capital(struct draft *d, const struct conf_node *node, const char *word, bool all)
{
    struct buf b = { 0 };
    bool before = false;
    for (const char *p = word; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool first = p == word || (p == word + 1 && before);
        bool small = (c >= 'a' && c <= 'z') || (before && c >= 0xa0 && c <= 0xbe && c != 0xb7);
        buf_char(&b, (char)(small && (first || all) ? c - 0x20 : c));
        before = c == 0xc3;
    }
    draft_put(d, "{");
    draft_piece(d, node, buf_z(&b));
    draft_put(d, "}");
    buf_fini(&b);
}

static bool check_word(const struct conf_node *node, const char *word, struct err *e)
{
    return (*word && draft_word(word) == strlen(word)) || conf_fail(node, e, "'%.60s' is not one word; names take phrases", word);
}

static bool put_word(struct draft *d, const struct homonym *h, struct err *e)
{
    const struct conf_node *item;
    bool needed = strcmp(h->capital, "needed") == 0;
    draft_put(d, "(");
    for (size_t i = 0; i < brands_texts(h->word); i++) {
        const char *word = brands_text(h->word, i, &item, e);
        if (!word || !check_word(item, word, e))
            return false;
        draft_put(d, i ? " OR " : "");
        if (!needed) {
            draft_piece(d, item, word);
            continue;
        }
        put_capital(d, item, word, false);
        draft_put(d, " OR ");
        put_capital(d, item, word, true);
    }
    draft_put(d, ")");
    return true;
}

/* Words that a sentence does not end with: the capital behind them is a name's. */
static const char *const before[] = { "a", "con", "contra", "de", "desde", "en", "hacia", "mi", "para", "por", "sin", "tu", "vs" };

static bool put_named(struct draft *d, const struct homonym *h, struct err *e)
{
    const struct conf_node *item;
    bool first = true;
    for (size_t i = 0; i < brands_texts(h->word); i++) {
        const char *word = brands_text(h->word, i, &item, e);
        if (!word || !check_word(item, word, e))
            return false;
        for (size_t k = 0; k < sizeof before / sizeof before[0]; k++, first = false) {
            draft_put(d, first ? "\"" : " OR \"");
            draft_put(d, before[k]);
            draft_put(d, " ");
            put_capital(d, item, word, false);
            draft_put(d, "\"");
        }
    }
    return true;
}

static bool read_homonym(const struct conf_node *n, struct homonym *h, struct err *e)
{
    static const char *const ways[] = { "any", "needed", "enough" };
    bool known = false;
    if (!conf_read(n, homonym_keys, h, e))
        return false;
    for (size_t i = 0; i < 3; i++)
        known |= strcmp(h->capital, ways[i]) == 0;
    if (!known)
        return conf_fail(conf_get(n, "capital"), e, "'%.40s' is none of any, needed, enough", h->capital);
    if (brands_texts(h->word) == 0)
        return conf_fail(n, e, "a homonym needs its word");
    if (!(h->near && *h->near) && strcmp(h->capital, "enough") != 0)
        return conf_fail(n, e, "a homonym needs near, or capital: enough; a word that always counts is a name");
    if (h->within < 0 || h->within > 1000)
        return conf_fail(conf_get(n, "within"), e, "%lld is not between 0 and 1000 words", (long long)h->within);
    return true;
}

static bool put_homonym(struct draft *d, const struct conf_node *n, struct err *e)
{
    struct homonym h = { 0 };
    if (!read_homonym(n, &h, e))
        return false;
    bool near = h.near && *h.near, enough = strcmp(h.capital, "enough") == 0;
    draft_put(d, near ? "(" : "");
    if (near) {
        if (!put_word(d, &h, e))
            return false;
        buf_printf(&d->text, " NEAR/%lld (", (long long)h.within);
        if (!draft_pairs(conf_get(n, "near"), h.near, e) || !put_near(d, conf_get(n, "near"), h.near, 0, e))
            return false;
        draft_put(d, ")");
        if (!draft_without(d, h.never, e))
            return false;
        draft_put(d, ")");
    }
    draft_put(d, near && enough ? " OR " : "");
    return !enough || put_named(d, &h, e);
}

bool draft_homonyms(struct draft *d, const struct conf_node *list, struct err *e)
{
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "homonyms must be a list: - { word: claro, near: '...' }");
    draft_put(d, "(");
    for (size_t i = 0; i < conf_len(list); i++) {
        draft_put(d, i ? " OR " : "");
        if (!put_homonym(d, conf_at(list, i), e))
            return false;
    }
    draft_put(d, ")");
    return true;
}

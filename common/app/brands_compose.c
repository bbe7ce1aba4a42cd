/* The queries that a brand's names, homonyms and accounts stand for, as text of the query language. */
#include "app/brands_own.h"

#include <string.h>

#include "base/buf.h"

#define REFS_MAX 8   /* named queries inside each other */

/* A query being written, with where its pieces come from. */
struct draft {
    const struct brands *all;
    struct buf text, pieces;
};

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

void brands_compose_print_config(bool markdown)
{
    conf_print("brands[].homonyms[]", homonym_keys, markdown);
}

static void put(struct draft *d, const char *z)
{
    buf_addz(&d->text, z);
}

static void put_piece(struct draft *d, const struct conf_node *node, const char *text)
{
    struct brand_piece p = { d->text.n, strlen(text), node };
    put(d, text);
    buf_add(&d->pieces, (struct slice){ (const char *)&p, sizeof p });
}

static void draft_fini(struct draft *d)
{
    buf_fini(&d->text);
    buf_fini(&d->pieces);
}

/* What is put between brackets must not close them. The query language says all other mistakes, and says them better. */
static bool check_pairs(const struct conf_node *node, const char *text, struct err *e)
{
    bool quoted = false;
    int open = 0;
    for (const char *p = text; *p && open >= 0; p++) {
        quoted ^= *p == '"';
        if (!quoted)
            open += *p == '(' ? 1 : *p == ')' ? -1 : 0;
    }
    return (open == 0 && !quoted) || conf_fail(node, e, "brackets and quotes do not pair in '%.80s'", text);
}

/* ---- names ---- */

/* A phrase of one word is that word, so quotes never harm; {Claro} stays as it is. */
static bool put_name(struct draft *d, const struct conf_node *node, const char *name, struct err *e)
{
    if (strchr(name, '"'))
        return conf_fail(node, e, "a name is a plain text without quotes: '%.80s' belongs under queries", name);
    bool braces = name[0] == '{' && strchr(name, '}') == name + strlen(name) - 1;
    put(d, braces ? "" : "\"");
    put_piece(d, node, name);
    put(d, braces ? "" : "\"");
    return true;
}

static bool put_names(struct draft *d, const struct conf_node *names, struct err *e)
{
    const struct conf_node *item;
    put(d, "(");
    for (size_t i = 0; i < brands_texts(names); i++) {
        const char *name = brands_text(names, i, &item, e);
        put(d, i ? " OR " : "");
        if (!name || !put_name(d, item, name, e))
            return false;
    }
    put(d, ")");
    return true;
}

/* ---- what takes a mention away again ---- */

static bool put_queries(struct draft *d, const struct conf_node *list, struct err *e)
{
    const struct conf_node *item;
    for (size_t i = 0; i < brands_texts(list); i++) {
        const char *text = brands_text(list, i, &item, e);
        if (!text || !check_pairs(item, text, e))
            return false;
        put(d, i ? " OR (" : "(");
        put_piece(d, item, text);
        put(d, ")");
    }
    return true;
}

static bool put_without(struct draft *d, const struct conf_node *list, struct err *e)
{
    if (brands_texts(list) == 0)
        return true;
    put(d, " NOT (");
    bool ok = put_queries(d, list, e);
    put(d, ")");
    return ok;
}

static bool put_country(struct draft *d, const struct conf_node *node, const char *country, struct err *e)
{
    if (strlen(country) != 2 || strspn(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != 2)
        return conf_fail(node, e, "'%.40s' is no country: write two letters, as in AR", country);
    put_piece(d, node, country);
    return true;
}

/* A mention whose country is not known passes, unless the brand says that it must be known. */
static bool put_countries(struct draft *d, const struct brand *b, const struct brand_row *row, struct err *e)
{
    const struct conf_node *item;
    size_t n = brands_texts(row->elsewhere);
    if (row->country_needed) {
        put(d, " AND country:");
        return put_country(d, b->node, row->country, e);
    }
    for (size_t i = 0; i < n; i++) {
        const char *text = brands_text(row->elsewhere, i, &item, e);
        put(d, i ? " OR " : " NOT country:(");
        if (!text || !put_country(d, item, text, e))
            return false;
    }
    put(d, n ? ")" : "");
    return true;
}

/* ---- homonyms ---- */

static const struct brand_query *shared_find(const struct brands *all, struct slice name)
{
    for (size_t i = 0; i < all->shared_count; i++)
        if (slice_is(name, all->shared[i].name))
            return &all->shared[i];
    return NULL;
}

static size_t name_length(const char *z)
{
    size_t n = 0;
    while ((unsigned char)z[n] > ' ' && !strchr("()\"[]{}<>", z[n]))
        n++;
    return n;
}

/* NEAR takes no @@name, so the text behind it is written out. */
static bool put_near(struct draft *d, const struct conf_node *node, const char *text, int depth, struct err *e)
{
    const char *ref = strstr(text, "@@");
    if (!ref) {
        put_piece(d, node, text);
        return true;
    }
    struct slice name = { ref + 2, name_length(ref + 2) };
    const struct brand_query *q = shared_find(d->all, name);
    if (!q || depth == REFS_MAX)
        return conf_fail(node, e, q ? "@@" SLICE_FMT " stands inside too many others, or in itself" : "there is no @@" SLICE_FMT " under queries", SLICE_ARG(name));
    buf_add(&d->text, (struct slice){ text, (size_t)(ref - text) });
    put(d, "(");
    if (!check_pairs(q->node, q->text, e) || !put_near(d, q->node, q->text, depth + 1, e))
        return false;
    put(d, ")");
    const char *rest = name.p + name.n;
    return !*rest || put_near(d, node, rest, depth, e);
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
    put(d, "{");
    put_piece(d, node, buf_z(&b));
    put(d, "}");
    buf_fini(&b);
}

static bool check_word(const struct conf_node *node, const char *word, struct err *e)
{
    return (*word && name_length(word) == strlen(word)) || conf_fail(node, e, "'%.60s' is not one word; names take phrases", word);
}

static bool put_word(struct draft *d, const struct homonym *h, struct err *e)
{
    const struct conf_node *item;
    bool needed = strcmp(h->capital, "needed") == 0;
    put(d, "(");
    for (size_t i = 0; i < brands_texts(h->word); i++) {
        const char *word = brands_text(h->word, i, &item, e);
        if (!word || !check_word(item, word, e))
            return false;
        put(d, i ? " OR " : "");
        if (!needed) {
            put_piece(d, item, word);
            continue;
        }
        put_capital(d, item, word, false);
        put(d, " OR ");
        put_capital(d, item, word, true);
    }
    put(d, ")");
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
            put(d, first ? "\"" : " OR \"");
            put(d, before[k]);
            put(d, " ");
            put_capital(d, item, word, false);
            put(d, "\"");
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
    put(d, near ? "(" : "");
    if (near) {
        if (!put_word(d, &h, e))
            return false;
        buf_printf(&d->text, " NEAR/%lld (", (long long)h.within);
        if (!check_pairs(conf_get(n, "near"), h.near, e) || !put_near(d, conf_get(n, "near"), h.near, 0, e))
            return false;
        put(d, ")");
        if (!put_without(d, h.never, e))
            return false;
        put(d, ")");
    }
    put(d, near && enough ? " OR " : "");
    return !enough || put_named(d, &h, e);
}

static bool put_homonyms(struct draft *d, const struct conf_node *list, struct err *e)
{
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "homonyms must be a list: - { word: claro, near: '...' }");
    put(d, "(");
    for (size_t i = 0; i < conf_len(list); i++) {
        put(d, i ? " OR " : "");
        if (!put_homonym(d, conf_at(list, i), e))
            return false;
    }
    put(d, ")");
    return true;
}

/* ---- accounts ---- */

static bool put_account(struct draft *d, const struct brand_account *a, struct err *e)
{
    const char *handle = a->handle + (a->handle[0] == '@');
    if (!*handle || name_length(handle) != strlen(handle))
        return conf_fail(a->node, e, "'%.60s' is no account: write it as in @bancomer", a->handle);
    if (a->platform) {
        put(d, "(platform:");
        put_piece(d, a->node, a->platform);
        put(d, " AND (");
    }
    put(d, "\"@");
    put_piece(d, a->node, handle);
    put(d, "\" OR engagingWith:\"");
    put_piece(d, a->node, handle);
    put(d, a->platform ? "\"))" : "\"");
    return true;
}

static bool put_accounts(struct draft *d, const struct brand *b, struct err *e)
{
    for (size_t i = 0; i < b->accounts.n; i++) {
        put(d, i ? " OR " : "");
        if (!put_account(d, &b->account[i], e))
            return false;
    }
    return true;
}

/* ---- all of them ---- */

static void keep(struct draft *d, struct brands *all, struct brand *b, const char *kind, const struct conf_node *node)
{
    struct slice name = arena_printf(&all->arena, "%s~%s", b->id, kind), pieces = arena_dup(&all->arena, buf_slice(&d->pieces));
    b->queries[b->query_count++] = (struct brand_query){
        .name = arena_strz(&all->arena, name), .text = arena_strz(&all->arena, buf_slice(&d->text)), .hashtag_parts = true, .node = node,
        .implied = true, .pieces = (const struct brand_piece *)(const void *)pieces.p, .piece_count = d->pieces.n / sizeof(struct brand_piece),
    };
}

static bool compose_names(struct brands *all, struct brand *b, const struct brand_row *row, struct err *e)
{
    struct draft d = { .all = all };
    bool ok = put_names(&d, row->names, e) && put_without(&d, row->exclusions, e) && put_countries(&d, b, row, e);
    if (ok)
        keep(&d, all, b, "names", row->names);
    draft_fini(&d);
    return ok;
}

static bool compose_context(struct brands *all, struct brand *b, const struct brand_row *row, struct err *e)
{
    struct draft d = { .all = all };
    bool ok = put_homonyms(&d, row->homonyms, e) && put_without(&d, row->exclusions, e) && put_countries(&d, b, row, e);
    if (ok)
        keep(&d, all, b, "context", row->homonyms);
    draft_fini(&d);
    return ok;
}

static bool compose_accounts(struct brands *all, struct brand *b, const struct brand_row *row, struct err *e)
{
    struct draft d = { .all = all };
    bool ok = put_accounts(&d, b, e);
    if (ok)
        keep(&d, all, b, "accounts", row->accounts);
    draft_fini(&d);
    return ok;
}

bool brands_compose(struct brands *all, struct brand *b, const struct brand_row *row, struct err *e)
{
    bool names = brands_texts(row->names) > 0, homonyms = conf_len(row->homonyms) > 0;
    if (row->country_needed && !row->country)
        return conf_fail(b->node, e, "brand '%s': country_needed needs its country", b->id);
    if (names && !compose_names(all, b, row, e))
        return false;
    if (homonyms && !compose_context(all, b, row, e))
        return false;
    /* Whoever writes queries alone says with them which accounts count. */
    bool counts = names || homonyms || conf_len(row->queries) == 0;
    return !counts || b->accounts.n == 0 || compose_accounts(all, b, row, e);
}

const struct conf_node *brand_query_place(const struct brand_query *q, size_t at, size_t *within)
{
    *within = q->implied ? 0 : at;
    for (size_t i = 0; i < q->piece_count; i++)
        if (at >= q->pieces[i].at && at <= q->pieces[i].at + q->pieces[i].n) {
            *within = at - q->pieces[i].at;
            return q->pieces[i].node;
        }
    return q->node;
}

/* The queries that a brand's names, homonyms and accounts stand for, as text of the query language. */
#include "app/brands_own.h"

#include <string.h>

/* ---- names ---- */

/* A phrase of one word is that word, so quotes never harm; {Claro} stays as it is. */
static bool put_name(struct draft *d, const struct conf_node *node, const char *name, struct err *e)
{
    if (strchr(name, '"'))
        return conf_fail(node, e, "a name is a plain text without quotes: '%.80s' belongs under queries", name);
    bool braces = name[0] == '{' && strchr(name, '}') == name + strlen(name) - 1;
    draft_put(d, braces ? "" : "\"");
    draft_piece(d, node, name);
    draft_put(d, braces ? "" : "\"");
    return true;
}

static bool put_names(struct draft *d, const struct conf_node *names, struct err *e)
{
    const struct conf_node *item;
    draft_put(d, "(");
    for (size_t i = 0; i < brands_texts(names); i++) {
        const char *name = brands_text(names, i, &item, e);
        draft_put(d, i ? " OR " : "");
        if (!name || !put_name(d, item, name, e))
            return false;
    }
    draft_put(d, ")");
    return true;
}

/* ---- what takes a mention away again ---- */

static bool put_country(struct draft *d, const struct conf_node *node, const char *country, struct err *e)
{
    if (strlen(country) != 2 || strspn(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != 2)
        return conf_fail(node, e, "'%.40s' is no country: write two letters, as in AR", country);
    draft_piece(d, node, country);
    return true;
}

/* A mention whose country is not known passes, unless the brand says that it must be known. */
static bool put_countries(struct draft *d, const struct brand *b, const struct brand_row *row, struct err *e)
{
    const struct conf_node *item;
    size_t n = brands_texts(row->elsewhere);
    if (row->country_needed) {
        draft_put(d, " AND country:");
        return put_country(d, b->node, row->country, e);
    }
    for (size_t i = 0; i < n; i++) {
        const char *text = brands_text(row->elsewhere, i, &item, e);
        draft_put(d, i ? " OR " : " NOT country:(");
        if (!text || !put_country(d, item, text, e))
            return false;
    }
    draft_put(d, n ? ")" : "");
    return true;
}

/* ---- accounts ---- */

static bool put_account(struct draft *d, const struct brand_account *a, struct err *e)
{
    const char *handle = a->handle + (a->handle[0] == '@');
    if (!*handle || draft_word(handle) != strlen(handle))
        return conf_fail(a->node, e, "'%.60s' is no account: write it as in @bancomer", a->handle);
    if (a->platform) {
        draft_put(d, "(platform:");
        draft_piece(d, a->node, a->platform);
        draft_put(d, " AND (");
    }
    draft_put(d, "\"@");
    draft_part(d, a->node, slice_of(handle), (size_t)(handle - a->handle));
    draft_put(d, "\" OR engagingWith:\"");
    draft_part(d, a->node, slice_of(handle), (size_t)(handle - a->handle));
    draft_put(d, a->platform ? "\"))" : "\"");
    return true;
}

static bool put_accounts(struct draft *d, const struct brand *b, struct err *e)
{
    for (size_t i = 0; i < b->accounts.n; i++) {
        draft_put(d, i ? " OR " : "");
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
    bool ok = put_names(&d, row->names, e) && draft_without(&d, row->exclusions, e) && put_countries(&d, b, row, e);
    if (ok)
        keep(&d, all, b, "names", row->names);
    draft_fini(&d);
    return ok;
}

static bool compose_context(struct brands *all, struct brand *b, const struct brand_row *row, struct err *e)
{
    struct draft d = { .all = all };
    bool ok = draft_homonyms(&d, row->homonyms, e) && draft_without(&d, row->exclusions, e) && put_countries(&d, b, row, e);
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
    bool names = brands_texts(row->names) > 0, homonyms = brands_texts(row->homonyms) > 0;
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

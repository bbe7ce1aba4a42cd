/* The text of a query being written, and which piece of it stands where in the file. */
#include "app/brands_own.h"

#include <string.h>

void draft_put(struct draft *d, const char *z)
{
    buf_addz(&d->text, z);
}

void draft_part(struct draft *d, const struct conf_node *node, struct slice part, size_t from)
{
    struct brand_piece p = { d->text.n, part.n, from, node };
    buf_add(&d->text, part);
    buf_add(&d->pieces, (struct slice){ (const char *)&p, sizeof p });
}

void draft_piece(struct draft *d, const struct conf_node *node, const char *text)
{
    draft_part(d, node, slice_of(text), 0);
}

void draft_fini(struct draft *d)
{
    buf_fini(&d->text);
    buf_fini(&d->pieces);
}

/* What is put between brackets must not close them. The query language says all other mistakes, and says them better. */
bool draft_pairs(const struct conf_node *node, const char *text, struct err *e)
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

size_t draft_word(const char *z)
{
    size_t n = 0;
    while ((unsigned char)z[n] > ' ' && !strchr("()\"[]{}<>", z[n]))
        n++;
    return n;
}

static bool put_queries(struct draft *d, const struct conf_node *list, struct err *e)
{
    const struct conf_node *item;
    for (size_t i = 0; i < brands_texts(list); i++) {
        const char *text = brands_text(list, i, &item, e);
        if (!text || !draft_pairs(item, text, e))
            return false;
        draft_put(d, i ? " OR (" : "(");
        draft_piece(d, item, text);
        draft_put(d, ")");
    }
    return true;
}

bool draft_without(struct draft *d, const struct conf_node *list, struct err *e)
{
    if (brands_texts(list) == 0)
        return true;
    draft_put(d, " NOT (");
    bool ok = put_queries(d, list, e);
    draft_put(d, ")");
    return ok;
}

const struct conf_node *brand_query_place(const struct brand_query *q, size_t at, size_t *within)
{
    *within = q->implied ? 0 : at;
    for (size_t i = 0; i < q->piece_count; i++)
        if (at >= q->pieces[i].at && at <= q->pieces[i].at + q->pieces[i].n) {
            *within = q->pieces[i].from + at - q->pieces[i].at;
            return q->pieces[i].node;
        }
    return q->node;
}

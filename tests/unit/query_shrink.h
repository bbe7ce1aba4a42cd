/*
 * query_shrink: makes a query and a mention on which two evaluators disagree as
 * small as they get, by delta debugging: parts are taken away, and stay away
 * where the pair still fails. What a random test finds is hardly readable; what
 * is left of it is. For test_query_differential.c, which has the types.
 */
#ifndef PULSO_TESTS_QUERY_SHRINK_H
#define PULSO_TESTS_QUERY_SHRINK_H

/* Whether the pair fails in the same way. A query that cannot be read does not. */
typedef bool fails_fn(void *self, struct node *q, const struct sample *s);

struct shrink { struct node *root; struct sample *s; fails_fn *fails; void *self; bool smaller; };

static bool still(struct shrink *k)
{
    if (!k->fails(k->self, k->root, k->s))
        return false;
    return k->smaller = true;
}

/* ---- the query: each change is made in place, and taken back where it does not fail any more */

static bool keep(struct shrink *k, struct node *n, const struct node *changed)
{
    struct node was = *n;
    *n = *changed;
    if (still(k))
        return true;
    *n = was;
    return false;
}

static void without_child(struct shrink *k, struct node *n)
{
    for (int i = 0; i < n->children && n->children > 1; i++) {
        struct node less = *n;
        memmove(less.child + i, less.child + i + 1, (size_t)(less.children - i - 1) * sizeof *less.child);
        less.children--;
        if (less.children > 1 && keep(k, n, &less))
            i--;
    }
}

static bool child_instead(struct shrink *k, struct node *n)
{
    for (int i = 0; i < n->children; i++)
        if (keep(k, n, n->child[i]))
            return true;
    return false;
}

static void without_term(struct shrink *k, struct node *n)
{
    for (int i = 0; i < n->terms && n->terms > 1; i++) {
        struct node less = *n;
        memmove(less.term + i, less.term + i + 1, (size_t)(less.terms - i - 1) * sizeof *less.term);
        less.kind = --less.terms == 1 ? TERM : PHRASE;
        if (keep(k, n, &less))
            i--;
    }
}

static void simpler_terms(struct shrink *k, struct node *n)
{
    for (int i = 0; i < n->terms; i++) {
        struct node less = *n;
        less.term[i].sign = 0;
        if (n->term[i].sign)
            keep(k, n, &less);
        less = *n;
        less.term[i].cased = false;
        if (n->term[i].cased)
            keep(k, n, &less);
        for (size_t at = 0; n->term[i].pattern[at] && n->term[i].pattern[1]; ) {
            less = *n;
            char *p = less.term[i].pattern + at;
            memmove(p, p + 1, strlen(p));
            at += !keep(k, n, &less);
        }
    }
}

static void smaller_numbers(struct shrink *k, struct node *n)
{
    for (int to = 0; to < n->n; to++) {
        struct node less = *n;
        less.n = to;
        if (keep(k, n, &less))
            break;
    }
    struct node less = *n;
    less.forward = false;
    if (n->forward)
        keep(k, n, &less);
}

static void shrink_node(struct shrink *k, struct node *n)
{
    while (child_instead(k, n))
        ;
    without_child(k, n);
    without_term(k, n);
    smaller_numbers(k, n);
    simpler_terms(k, n);
    for (int i = 0; i < n->children; i++)
        shrink_node(k, n->child[i]);
}

/* ---- the mention: worlds are told by their tokens, and written anew after each change */

static bool keep_sample(struct shrink *k, const struct sample *changed)
{
    struct sample was = *k->s;
    for (int i = 0; i < changed->worlds; i++)
        k->s->world[i] = changed->world[i];
    k->s->worlds = changed->worlds;
    k->s->country = changed->country;
    k->s->likes = changed->likes;
    write_sample(k->s, true);
    if (still(k))
        return true;
    memcpy(k->s->world, was.world, sizeof was.world);
    k->s->worlds = was.worlds;
    k->s->country = was.country;
    k->s->likes = was.likes;
    write_sample(k->s, true);
    return false;
}

/* Runs of words: half of them, a quarter, down to one. */
static void without_words(struct shrink *k, int world)
{
    for (int size = k->s->world[world].n; size >= 1; size /= 2)
        for (int at = 0; at + size <= k->s->world[world].n; ) {
            struct sample less = *k->s;
            struct world *w = &less.world[world];
            memmove(w->token + at, w->token + at + size, (size_t)(w->n - at - size) * sizeof *w->token);
            w->n -= size;
            at += keep_sample(k, &less) ? 0 : size;
        }
}

static void plainer_words(struct shrink *k, int world)
{
    for (int i = 0; i < k->s->world[world].n; i++) {
        struct sample less = *k->s;
        struct token_as *t = &less.world[world].token[i];
        for (int p = 0; p < t->parts; p++) {
            struct token_as only = { .parts = 1 };
            strcpy(only.part[0], t->part[p]);
            strcpy(only.whole, t->part[p]);
            less = *k->s;
            less.world[world].token[i] = only;
            if ((k->s->world[world].token[i].sign || t->parts > 1) && keep_sample(k, &less))
                break;
        }
    }
}

static void shrink_sample(struct shrink *k)
{
    for (int i = 0; i < k->s->worlds; i++)
        if (!k->s->world[i].inside) {
            without_words(k, i);
            plainer_words(k, i);
        }
    struct sample less = *k->s;
    less.country = 0;
    if (k->s->country)
        keep_sample(k, &less);
    less = *k->s;
    less.likes = MENTION_NONE;
    if (k->s->likes != MENTION_NONE)
        keep_sample(k, &less);
}

/* The query may be changed, and its nodes are; what it was is lost. */
static void shrink_pair(struct node *root, struct sample *s, fails_fn *fails, void *self)
{
    struct shrink k = { root, s, fails, self, true };
    while (k.smaller) {
        k.smaller = false;
        shrink_node(&k, root);
        shrink_sample(&k);
    }
}

#endif

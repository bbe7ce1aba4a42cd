/* The queries of a classifier: those of its brands, one by one, the shared ones that they may take in, and its topics'. */
#include <stdlib.h>
#include <string.h>

#include "classify/by_brand.h"
#include "classify/classifier_parts.h"

static bool query_fail(const struct brand_query *q, const struct query_error *qe, struct err *e)
{
    size_t into;
    struct conf_place at;
    const struct conf_node *node = brand_query_place(q, qe->at, &into);
    if (!conf_place(node, into, &at))
        return conf_fail(node, e, "query '%s', character %zu: %s", q->name, qe->at + 1, qe->what);
    return err_set(e, ERR_CONFIG, "%s:%d:%d: query '%s': %s", at.file, at.line, at.col, q->name, qe->what);
}

static bool add_query(struct classifier *cl, uint32_t brand, const struct brand_query *q, struct err *e)
{
    struct query_error qe;
    for (size_t i = 0; i < cl->owner_count; i++)
        if (strcmp(cl->owners[i].name, q->name) == 0)
            return conf_fail(q->node, e, "a query named '%s' stands further up, in %s:%d:%d", q->name, conf_node_file(cl->owners[i].node),
                             conf_line(cl->owners[i].node), conf_col(cl->owners[i].node));
    struct query_options o = { .whole_hashtags = !q->hashtag_parts };
    if (!query_set_add_with(cl->queries, (uint32_t)cl->owner_count, slice_of(q->text), &o, &qe))
        return query_fail(q, &qe, e);
    cl->owners[cl->owner_count++] = (struct query_owner){ brand, q->name, q->node };
    return true;
}

/* Any query may take another one in as @@name. What is wrong with a brand's is said when it is added; those of no brand
 * are not added. */
static bool name_queries(struct classifier *cl, struct err *e)
{
    struct query_error qe;
    for (size_t i = 0; i < cl->brands.shared_count; i++) {
        const struct brand_query *q = &cl->brands.shared[i];
        struct query_options o = { .whole_hashtags = !q->hashtag_parts };
        if (!query_set_name(cl->queries, slice_of(q->name), slice_of(q->text), &o, &qe))
            return query_fail(q, &qe, e);
    }
    for (size_t i = 0; i < cl->brands.n; i++)
        for (size_t k = 0; k < cl->brands.v[i].query_count; k++) {
            const struct brand_query *q = &cl->brands.v[i].queries[k];
            struct query_options o = { .whole_hashtags = !q->hashtag_parts };
            query_set_name(cl->queries, slice_of(q->name), slice_of(q->text), &o, &qe);
        }
    return true;
}

/* Their ids stand behind those of the brands' queries. */
static bool add_topics(struct classifier *cl, struct err *e)
{
    struct query_error qe;
    struct conf_place at;
    for (size_t i = 0; i < cl->topics.query_count; i++) {
        const struct topic_query *q = &cl->topics.queries[i];
        struct query_options o = { .whole_hashtags = !q->hashtag_parts };
        if (query_set_add_with(cl->queries, (uint32_t)(cl->owner_count + i), slice_of(q->text), &o, &qe))
            continue;
        const char *name = cl->topics.names[q->topic];
        if (!conf_place(q->node, qe.at, &at))
            return conf_fail(q->node, e, "topic '%s', character %zu: %s", name, qe.at + 1, qe.what);
        return err_set(e, ERR_CONFIG, "%s:%d:%d: topic '%s': %s", at.file, at.line, at.col, name, qe.what);
    }
    return true;
}

static bool choose_frequencies(struct query_set *qs, const struct classifier_words *words, struct err *e)
{
    if (words->file)
        return query_set_frequencies_file(qs, words->file, e);
    return words->table.n == 0 || query_set_frequencies(qs, words->table, e);
}

bool classifier_compile(struct classifier *cl, const struct classifier_words *words, struct err *e)
{
    size_t total = 0;
    for (size_t i = 0; i < cl->brands.n; i++)
        total += cl->brands.v[i].query_count;
    cl->owners = calloc(total ? total : 1, sizeof *cl->owners);
    cl->queries = query_set_new();
    if (!cl->owners)
        abort();
    cl->called = by_brand_names(&cl->brands, &cl->arena);
    if (!name_queries(cl, e))
        return false;
    for (size_t i = 0; i < cl->brands.n; i++)
        for (size_t q = 0; q < cl->brands.v[i].query_count; q++)
            if (!add_query(cl, (uint32_t)i, &cl->brands.v[i].queries[q], e))
                return false;
    if (!add_topics(cl, e))
        return false;
    return choose_frequencies(cl->queries, words, e) && query_set_compile(cl->queries, e);
}

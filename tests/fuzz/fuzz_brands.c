/* Whatever a file says of brands: it is read or refused with a place, and what is read of it can be walked; the queries that it
 * implies lie within their pieces. A brand that the classifier takes is one that it can run. */
#include <assert.h>
#include <stdint.h>

#include "classify/classifier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_query(const struct brand_query *q)
{
    size_t within, length = strlen(q->text);
    for (size_t i = 0; i < q->piece_count; i++) {
        const struct brand_piece *p = &q->pieces[i];
        assert(p->at + p->n <= length);
        assert(brand_query_place(q, p->at, &within) != NULL);
    }
    assert(brand_query_place(q, length, &within) != NULL);
    assert(q->implied == (strchr(q->name, '~') != NULL) || !q->implied);
}

static void check_brands(const struct brands *b)
{
    for (size_t i = 0; i < b->n; i++) {
        for (size_t k = 0; k < b->v[i].query_count; k++)
            check_query(&b->v[i].queries[k]);
        for (size_t k = 0; k < b->v[i].competitor_count; k++)
            assert(b->v[i].competitors[k] < b->n);
    }
}

/* One mention, which the brackets of a name or an exclusion must not turn into a crash. */
static void classify(const struct classifier *cl)
{
    static const char text[] = "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T10:00:00Z\",\"author\":{\"handle\":\"a\"},\"text\":\"claro x sin red, de Claro\"}";
    struct mention_parser *mp = mention_parser_new();
    struct classifier_worker *w = classifier_worker_new(cl);
    struct arena a = { 0 };
    struct mention m;
    struct verdict v;
    struct err e = { 0 };
    assert(mention_parse(mp, &a, slice_of(text), &m, &e));
    classifier_run(w, &a, &m, &v);
    classifier_worker_free(w);
    mention_parser_free(mp);
    arena_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct err e = { 0 };
    struct brands b;
    struct conf *c = conf_parse("fuzz.yaml", (struct slice){ (const char *)data, n }, &e);
    if (!c)
        return 0;
    if (brands_read(c, &b, &e)) {
        check_brands(&b);
        brands_fini(&b);
        struct classifier *cl = conf_get(conf_root(c), "classify") ? NULL : classifier_open(c, &e);   /* its section names files */
        if (cl)
            classify(cl);
        classifier_close(cl);
    } else {
        assert(e.kind == ERR_CONFIG && strncmp(e.msg, "fuzz.yaml:", 10) == 0);
    }
    conf_free(c);
    return 0;
}

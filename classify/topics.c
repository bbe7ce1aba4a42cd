#include "classify/topics.h"

#include <string.h>

/* Packs that the linker put into the program. To add one, write classify/topics/<lang>.yaml and add its line. */
#define BUILT_IN(X) X(es) X(en) X(pt)
#define X(lang) extern const char _binary_classify_topics_##lang##_yaml_start[], _binary_classify_topics_##lang##_yaml_end[];
BUILT_IN(X)
#undef X
#define X(lang) { "classify/topics/" #lang ".yaml", _binary_classify_topics_##lang##_yaml_start, _binary_classify_topics_##lang##_yaml_end },
static const struct built_in { const char *file, *start, *end; } built_ins[] = { BUILT_IN(X) };
#undef X
enum { BUILT_INS = sizeof built_ins / sizeof *built_ins };

struct topic_row { const char *name, *query; struct conf_strs languages; bool instead, hashtag_parts; };
static const struct conf_key topic_keys[] = {
    { "name", CONF_STR, offsetof(struct topic_row, name), NULL, "the topic: a-z, 0-9, dash, underscore; one that has queries gets one more" },
    { "query", CONF_STR, offsetof(struct topic_row, query), NULL, "a boolean query (docs/queries.md)" },
    { "languages", CONF_STRS, offsetof(struct topic_row, languages), NULL, "only mentions of these languages, such as [es, pt]; absent: any" },
    { "instead", CONF_BOOL, offsetof(struct topic_row, instead), "false", "true: the program's own queries of this topic, in these languages, are left out" },
    { "hashtag_parts", CONF_BOOL, offsetof(struct topic_row, hashtag_parts), "true", "false: a hashtag is one word, its parts are not looked at" },
    { 0 }
};

void topics_print_config(bool markdown)
{
    conf_print("topics[]", topic_keys, markdown);
}

bool topics_find(const struct topics *t, struct slice name, uint32_t *index)
{
    for (uint32_t i = 0; i < t->n; i++)
        if (slice_is(name, t->names[i])) {
            *index = i;
            return true;
        }
    return false;
}

static bool name_index(struct topics *t, const struct topic_row *row, const struct conf_node *n, uint32_t *index, struct err *e)
{
    const char *z = row->name;
    if (!*z || strlen(z) > 32 || strspn(z, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(z))
        return conf_fail(conf_get(n, "name"), e, "topic '%.40s': use a-z, 0-9, dash and underscore, at most 32", z);
    if (topics_find(t, slice_of(z), index))
        return true;
    if (t->n == TOPICS_MAX)
        return conf_fail(conf_get(n, "name"), e, "more than %d topics: each is a counter of every brand", TOPICS_MAX);
    *index = (uint32_t)t->n;
    t->names[t->n++] = z;
    return true;
}

static bool lang_bit(struct topics *t, const char *lang, const struct conf_node *n, uint32_t *bits, struct err *e)
{
    size_t i = 0;
    if (strlen(lang) != 2 || strspn(lang, "abcdefghijklmnopqrstuvwxyz") != 2)
        return conf_fail(conf_get(n, "languages"), e, "'%.20s' is no language: two small letters, as es", lang);
    while (i < t->lang_count && strcmp(t->lang[i], lang) != 0)
        i++;
    if (i == TOPICS_LANGS)
        return conf_fail(conf_get(n, "languages"), e, "more than %d languages", TOPICS_LANGS);
    if (i == t->lang_count)
        t->lang[t->lang_count++] = lang;
    *bits |= 1u << i;
    return true;
}

/* Takes the languages `bits` (0: all) of a topic from the first `n` queries: the packs'. */
static void leave_out(struct topics *t, size_t n, uint32_t topic, uint32_t bits)
{
    for (size_t i = 0; i < n; i++) {
        struct topic_query *q = &t->queries[i];
        if (q->topic == topic && (!bits || (q->langs && !(q->langs &= ~bits))))
            q->text = NULL;
    }
}

static bool read_one(struct topics *t, const struct conf_node *n, size_t from_packs, struct err *e)
{
    struct topic_row row = { 0 };
    struct topic_query q = { 0 };
    if (!conf_read(n, topic_keys, &row, e) || !name_index(t, &row, n, &q.topic, e))
        return false;
    for (size_t i = 0; i < row.languages.n; i++)
        if (!lang_bit(t, row.languages.v[i], n, &q.langs, e))
            return false;
    if (row.instead)
        leave_out(t, from_packs, q.topic, q.langs);
    q.text = row.query;
    q.hashtag_parts = row.hashtag_parts;
    q.node = conf_get(n, "query");
    t->queries[t->query_count++] = q;
    return true;
}

static bool read_list(struct topics *t, struct conf *c, struct err *e)
{
    const struct conf_node *root = conf_root(c), *list = root ? conf_get(root, "topics") : NULL;
    size_t had = t->query_count;
    if (!list)
        return true;
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "topics must be a list: - { name: ..., query: '...' }");
    struct topic_query *all = arena_alloc(&t->arena, (had + conf_len(list) + 1) * sizeof *all);
    if (had)
        memcpy(all, t->queries, had * sizeof *all);
    t->queries = all;
    for (size_t i = 0; i < conf_len(list); i++)
        if (!read_one(t, conf_at(list, i), had, e))
            return false;
    return true;
}

static bool read_built_in(struct topics *t, struct err *e)
{
    t->packs = arena_zalloc(&t->arena, BUILT_INS * sizeof(struct conf *));
    for (size_t i = 0; i < BUILT_INS; i++) {
        const struct built_in *b = &built_ins[i];
        struct conf *c = conf_parse(b->file, (struct slice){ b->start, (size_t)(b->end - b->start) }, e);
        if (!c)
            return false;
        t->packs[t->pack_count++] = c;
        if (!read_list(t, c, e))
            return false;
    }
    return true;
}

static void drop_left_out(struct topics *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->query_count; i++)
        if (t->queries[i].text)
            t->queries[kept++] = t->queries[i];
    t->query_count = kept;
}

bool topics_read(struct conf *c, bool built_in, struct topics *out, struct err *e)
{
    *out = (struct topics){ 0 };
    if ((!built_in || read_built_in(out, e)) && read_list(out, c, e)) {
        drop_left_out(out);
        return true;
    }
    topics_fini(out);
    return false;
}

void topics_fini(struct topics *t)
{
    for (size_t i = 0; i < t->pack_count; i++)
        conf_free(t->packs[i]);
    arena_fini(&t->arena);
    *t = (struct topics){ 0 };
}

uint32_t topics_langs(const struct topics *t, struct slice lang)
{
    if (slice_is(lang, "und"))
        return UINT32_MAX;
    if (lang.n > 2 && lang.p[2] == '-')
        lang.n = 2;
    for (size_t i = 0; i < t->lang_count; i++)
        if (slice_eq_nocase(slice_of(t->lang[i]), lang))
            return 1u << i;
    return 0;
}

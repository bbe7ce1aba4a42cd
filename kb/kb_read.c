/* The knowledge base as the configuration says it, with every mistake at its place. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "base/zone.h"
#include "kb/bm25.h"

struct kb_row { double confidence; const struct conf_node *articles, *send, *private; };
struct article_row { const char *id, *title, *from, *to; struct conf_strs brands, patterns, questions; const struct conf_node *answers; bool private; };
struct answer_row { const char *lang, *text; struct conf_strs regions, brands; };

#define AT(m) offsetof(struct kb_row, m)
static const struct conf_key kb_keys[] = {
    { "confidence", CONF_DOUBLE, AT(confidence), "0.45", "an article below it is none that fits, 0 to 1" },
    { "articles", CONF_NODE, AT(articles), NULL, "the articles" },
    { "send", CONF_NODE, AT(send), NULL, "what may go out without a person, of rules with send: true" },
    { "private", CONF_NODE, AT(private), NULL, "answers with the privacy notice: where personal data is shown or needed they move the talk to a private channel" },
    { 0 }
};
#undef AT
#define AT(m) offsetof(struct article_row, m)
static const struct conf_key article_keys[] = {
    { "id", CONF_STR, AT(id), NULL, "what records and figures call it" },
    { "title", CONF_STR, AT(title), "", "for people" },
    { "brands", CONF_STRS, AT(brands), NULL, "only mentions of these brands" },
    { "patterns", CONF_STRS, AT(patterns), NULL, "boolean queries; one that matches is enough" },
    { "questions", CONF_STRS, AT(questions), NULL, "how customers ask, in their words" },
    { "answers", CONF_NODE, AT(answers), NULL, "what is answered" },
    { "from", CONF_STR, AT(from), "", "the first day that it is true, 2026-01-31" },
    { "to", CONF_STR, AT(to), "", "the last one" },
    { "private", CONF_BOOL, AT(private), "false", "to answer it takes personal data: in public, kb.private is answered instead" },
    { 0 }
};
#undef AT
#define AT(m) offsetof(struct answer_row, m)
static const struct conf_key answer_keys[] = {
    { "lang", CONF_STR, AT(lang), NULL, "es, en, pt" },
    { "text", CONF_STR, AT(text), NULL, "the answer" },
    { "region", CONF_STRS, AT(regions), NULL, "countries: how one is addressed there (voseo, tuteo, ustedeo)" },
    { "brands", CONF_STRS, AT(brands), NULL, "only for these brands" },
    { 0 }
};
#undef AT

static const struct conf_key send_keys[] = {
    { "platforms", CONF_STRS, offsetof(struct kb_send, platforms), NULL, "that permit automatic answers to who asked; none: nothing is sent" },
    { 0 }
};

struct reading {
    struct kb *kb;
    const struct brands *brands;
    const struct zone *zone;
    struct tokenizer *tokenizer;
    struct err *e;
};

/* Local days: [the first's beginning, the beginning of the day behind the last). */
static bool read_day(struct reading *r, const struct conf_node *node, const char *name, const char *text, int64_t otherwise, int days, int64_t *ms)
{
    int y, m, d, n = 0;
    *ms = otherwise;
    if (!text)
        return true;
    if (sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &n) != 3 || text[n] || n != 10 || m < 1 || m > 12 || d < 1 || d > 31)
        return conf_fail(conf_get(node, name), r->e, "a day is written 2026-01-31");
    *ms = zone_to_utc(r->zone, (when_days(y, m, d) + days) * 86400) * 1000;
    return true;
}

static bool read_answer(struct reading *r, const struct conf_node *node, struct kb_answer *out)
{
    struct answer_row row = { 0 };
    if (!conf_read(node, answer_keys, &row, r->e) || !brands_known(r->brands, node, "brands", &row.brands, r->e))
        return false;
    if (strcmp(row.lang, "es") != 0 && strcmp(row.lang, "en") != 0 && strcmp(row.lang, "pt") != 0)
        return conf_fail(conf_get(node, "lang"), r->e, "a language is es, en or pt");
    if (strlen(row.text) > KB_ANSWER_BYTES)
        return conf_fail(conf_get(node, "text"), r->e, "%zu bytes, more than %d", strlen(row.text), KB_ANSWER_BYTES);
    *out = (struct kb_answer){ row.lang, row.text, row.regions, row.brands };
    return true;
}

/* Two that fit the same mention equally: the second would never be given. */
static bool twice(const struct kb_answer *a, const struct kb_answer *b)
{
    if (strcmp(a->lang, b->lang) != 0 || a->regions.n != b->regions.n || a->brands.n != b->brands.n)
        return false;
    for (size_t i = 0; i < a->regions.n; i++)
        if (strcmp(a->regions.v[i], b->regions.v[i]) != 0)
            return false;
    for (size_t i = 0; i < a->brands.n; i++)
        if (strcmp(a->brands.v[i], b->brands.v[i]) != 0)
            return false;
    return true;
}

static bool read_answers(struct reading *r, const struct conf_node *node, const struct conf_node *answers, struct kb_article *x)
{
    x->answer_count = conf_kind(answers) == CONF_KIND_LIST ? conf_len(answers) : 0;
    if (x->answer_count == 0)
        return conf_fail(answers ? answers : node, r->e, "article \"%.60s\" has no answers; the least is: answers: [ { lang: es, text: \"...\" } ]", x->id);
    x->answers = arena_alloc(&r->kb->arena, x->answer_count * sizeof *x->answers);
    for (size_t i = 0; i < x->answer_count; i++) {
        if (!read_answer(r, conf_at(answers, i), &x->answers[i]))
            return false;
        for (size_t k = 0; k < i; k++)
            if (twice(&x->answers[k], &x->answers[i]))
                return conf_fail(conf_at(answers, i), r->e, "an answer for the same language, region and brands stands further up; this one would never be given");
    }
    return true;
}

static bool read_patterns(struct reading *r, const struct conf_node *node, size_t number, const struct kb_article *x)
{
    struct query_error qe = { 0 };
    for (size_t i = 0; i < x->patterns.n; i++) {
        if (!r->kb->patterns)
            r->kb->patterns = query_set_new();
        if (!query_set_add(r->kb->patterns, (uint32_t)number, slice_of(x->patterns.v[i]), &qe))
            return conf_fail(conf_entry(conf_get(node, "patterns"), i), r->e, "pattern, character %zu: %s", qe.at + 1, qe.what);
    }
    return true;
}

static void add_words(struct reading *r, struct kb_article *x, struct buf *all, const char *text)
{
    struct tokens t;
    buf_addz(all, text);
    buf_char(all, '\n');
    tokens_scan(r->tokenizer, &r->kb->arena, slice_of(text), &t);
    kb_words_of(&r->kb->arena, &t, &x->asked[x->asked_count]);
    x->asked_count += x->asked[x->asked_count].n > 0;
}

static void read_words(struct reading *r, struct kb_article *x)
{
    struct buf all = { 0 };
    struct tokens t;
    x->asked = arena_alloc(&r->kb->arena, (x->questions.n + 1) * sizeof *x->asked);
    for (size_t i = 0; i < x->questions.n; i++)
        add_words(r, x, &all, x->questions.v[i]);
    if (x->title)
        add_words(r, x, &all, x->title);
    for (size_t i = 0; i < x->answer_count; i++) {
        buf_addz(&all, x->answers[i].text);
        buf_char(&all, '\n');
    }
    tokens_scan(r->tokenizer, &r->kb->arena, arena_dup(&r->kb->arena, buf_slice(&all)), &t);
    kb_words_of(&r->kb->arena, &t, &x->all);
    buf_fini(&all);
}

static bool is_id(const char *id)
{
    return *id && strlen(id) <= 64 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(id);
}

static bool read_article(struct reading *r, const struct conf_node *node, size_t number)
{
    struct kb_article *x = &r->kb->v[number];
    struct article_row row = { 0 };
    if (!conf_read(node, article_keys, &row, r->e) || !brands_known(r->brands, node, "brands", &row.brands, r->e))
        return false;
    *x = (struct kb_article){ .id = row.id, .title = row.title, .node = node, .brands = row.brands, .patterns = row.patterns, .questions = row.questions,
                              .private = row.private };
    if (!is_id(x->id))
        return conf_fail(conf_get(node, "id"), r->e, "an id is 1 to 64 of a-z 0-9 . _ -");
    for (size_t i = 0; i < number; i++)
        if (strcmp(r->kb->v[i].id, x->id) == 0)
            return conf_fail(conf_get(node, "id"), r->e, "an article \"%.60s\" stands further up, in line %d", x->id, conf_line(r->kb->v[i].node));
    if (x->patterns.n == 0 && x->questions.n == 0)
        return conf_fail(node, r->e, "article \"%.60s\" has neither patterns nor questions, so nothing would ever find it", x->id);
    if (!read_day(r, node, "from", row.from, INT64_MIN, 0, &x->from_ms) || !read_day(r, node, "to", row.to, INT64_MAX, 1, &x->to_ms))
        return false;
    if (x->from_ms >= x->to_ms)
        return conf_fail(conf_get(node, "to"), r->e, "the last day lies before the first: the article is never valid");
    if (!read_answers(r, node, row.answers, x) || !read_patterns(r, node, number, x))
        return false;
    read_words(r, x);
    return true;
}

static bool read_all(struct reading *r, struct conf *c)
{
    struct kb *kb = r->kb;
    struct kb_row row = { 0 };
    const struct conf_node *section = conf_get(conf_root(c), "kb");
    if (!conf_section(c, "kb", kb_keys, &row, r->e))
        return false;
    if (row.confidence < 0 || row.confidence > 1)
        return conf_fail(conf_get(section, "confidence"), r->e, "a confidence is 0 to 1");
    if (row.send && !conf_read(row.send, send_keys, &kb->send, r->e))
        return false;
    kb->hand_off = (struct kb_article){ .id = "private-channel", .from_ms = INT64_MIN, .to_ms = INT64_MAX };
    if (row.private && !read_answers(r, section, row.private, &kb->hand_off))
        return false;
    if (!row.articles)
        return true;
    if (conf_kind(row.articles) != CONF_KIND_LIST)
        return conf_fail(row.articles, r->e, "a list of articles is expected");
    if (conf_len(row.articles) > KB_ARTICLES_MAX)
        return conf_fail(row.articles, r->e, "%zu articles, more than %d", conf_len(row.articles), KB_ARTICLES_MAX);
    kb->confidence = row.confidence;
    kb->v = arena_zalloc(&kb->arena, (conf_len(row.articles) + 1) * sizeof *kb->v);
    for (; kb->n < conf_len(row.articles); kb->n++)
        if (!read_article(r, conf_at(row.articles, kb->n), kb->n))
            return false;
    bm25_build(kb);
    return !kb->patterns || query_set_compile(kb->patterns, r->e);
}

struct kb *kb_open(struct conf *c, const struct brands *brands, const char *zone, struct err *e)
{
    struct kb *kb = calloc(1, sizeof *kb);
    struct zone *z = zone_open(zone, e);
    if (!kb)
        abort();
    struct reading r = { kb, brands, z, tokenizer_new(), e };
    bool ok = z && read_all(&r, c);
    tokenizer_free(r.tokenizer);
    zone_close(z);
    if (ok)
        return kb;
    kb_close(kb);
    return NULL;
}

void kb_close(struct kb *kb)
{
    if (!kb)
        return;
    if (kb->patterns)
        query_set_free(kb->patterns);
    arena_fini(&kb->arena);
    free(kb);
}

void kb_print_config(bool markdown)
{
    conf_print("kb", kb_keys, markdown);
    conf_print("kb.send", send_keys, markdown);
    conf_print("kb.private[]", answer_keys, markdown);
    conf_print("kb.articles[]", article_keys, markdown);
    conf_print("kb.articles[].answers[]", answer_keys, markdown);
}

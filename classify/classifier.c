#include "classify/classifier.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "classify/brand_lexicons.h"
#include "classify/bundle_lexicons.h"
#include "classify/by_brand.h"
#include "classify/lang.h"
#include "classify/tongue.h"
#include "pii/pii.h"
#include "query/query.h"

#define WINDOW_LEAST_MS 60000

/* Languages with a lexicon, in the order of enum lang. To add one, add its files (classify/sentiment/lexicon_load.c), its
 * name here and in tongue.c, and teach it to lang.c (classify/train/lang). */
static const char *const languages[] = { "es", "en", "pt" };
enum { LANGUAGES = sizeof languages / sizeof *languages };

struct query_owner { uint32_t brand; const char *name; const struct conf_node *node; };

struct classifier {
    struct conf *conf;               /* of a version; NULL: the installation's, which is not ours */
    struct brands brands;
    struct topics topics;
    struct query_set *queries;
    struct query_owner *owners;      /* by query id */
    size_t owner_count;
    const struct query_names *called;        /* by brand, in the arena */
    struct arena arena;
    struct lexicon *lexicons[LANGUAGES];
    struct model *models[LANGUAGES];         /* NULL: the lexicon decides alone */
    struct scorer scorers[LANGUAGES];
    struct brand_lexicons own_words;
    struct tongues tongues;
    char config[17];
};

struct classifier_worker {
    const struct classifier *cl;
    struct tokenizer *tokenizer;
    struct query_match *match;
    const char **names;              /* of the queries that matched, and their numbers */
    uint32_t *numbers;
    struct scorer_scratch *scratch;
};

const struct conf_key classify_keys[] = {
    { "lexicon", CONF_STR, offsetof(struct classify_options, lexicon), "", "folder with lexicons of your own (es/*.tsv, en/*.tsv, pt/*.tsv, any/*.tsv for all); a language that is absent: the built-in one" },
    { "models", CONF_STR, offsetof(struct classify_options, models), "", "folder with models of your own (es.model, ...) from `pulso train`; a language that is absent: the built-in one; off: lexicons decide alone" },
    { "coverage", CONF_DOUBLE, offsetof(struct classify_options, coverage), "0.9", "of how much of the mentions the sentiment must be sure enough, 0 to 1; the rest is marked `unsure`" },
    { "frequencies", CONF_STR, offsetof(struct classify_options, frequencies), "", "file of `pulso query frequencies`: which words are rare where you listen, so that matching is fast; absent: the built-in one" },
    { "built_in_topics", CONF_BOOL, offsetof(struct classify_options, built_in_topics), "true", "false: only the topics of `topics:`, none of the program's own" },
    { "languages", CONF_STRS, offsetof(struct classify_options, languages), NULL, "es, en, pt: in which you listen, the commonest first. A text that does not tell its language is read in that of its country or of its brand's, if it stands here, else in the first; absent: es, en, pt" },
    { "window", CONF_MS, offsetof(struct classify_options, window_ms), "7d", "how long an id is remembered, at least: repeats, updates and deletions within it are exact" },
    { 0 }
};

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

static bool compile(struct classifier *cl, const char *frequencies, struct err *e)
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
    return (!frequencies || query_set_frequencies_file(cl->queries, frequencies, e)) && query_set_compile(cl->queries, e);
}

/* A mark of all that results depend on, so that figures of two configurations are never mixed up unnoticed. */
static void fingerprint(struct classifier *cl)
{
    uint64_t h = cl->tongues.first;
    for (size_t i = 0; i < LANGUAGES; i++)
        h = h * 31 + !cl->tongues.heard[i];
    for (size_t i = 0; i < LANGUAGES; i++)
        h = h * 31 + lexicon_sum(cl->lexicons[i]) + (cl->models[i] ? cl->models[i]->file.sum : 0);
    h = h * 31 + brand_lexicons_sum(&cl->own_words);
    for (size_t i = 0; i < cl->brands.shared_count; i++)
        h = hash64_seed(slice_of(cl->brands.shared[i].text), hash64_seed(slice_of(cl->brands.shared[i].name), h + cl->brands.shared[i].hashtag_parts));
    for (size_t i = 0; i < cl->brands.n; i++) {
        const struct brand *b = &cl->brands.v[i];
        h = hash64_seed(slice_of(b->id), h);
        for (size_t q = 0; q < b->query_count; q++)
            h = hash64_seed(slice_of(b->queries[q].text), hash64_seed(slice_of(b->queries[q].name), h + b->queries[q].hashtag_parts));
        for (size_t k = 0; k < b->accounts.n; k++)
            h = hash64_seed(slice_of(b->account[k].platform), hash64_seed(slice_of(b->accounts.v[k]), h));
    }
    for (size_t i = 0; i < cl->topics.query_count; i++) {
        const struct topic_query *q = &cl->topics.queries[i];
        h = hash64_seed(slice_of(q->text), hash64_seed(slice_of(cl->topics.names[q->topic]), h + q->hashtag_parts));
        for (size_t k = 0; k < cl->topics.lang_count; k++)
            if (q->langs & 1u << k)
                h = hash64_seed(slice_of(cl->topics.lang[k]), h);
    }
    snprintf(cl->config, sizeof cl->config, "%016" PRIx64, h);
}

/* A folder needs not hold every language, but one of them: else its name is a mistake. */
static bool lexicons_load(struct classifier *cl, const char *folder, struct err *e)
{
    size_t given = 0;
    for (size_t i = 0; i < LANGUAGES; i++) {
        bool own = folder && lexicon_has(folder, languages[i]);
        given += own;
        if (!(cl->lexicons[i] = lexicon_load(own ? folder : NULL, languages[i], e)))
            return false;
    }
    return !folder || given || lexicon_has(folder, "brands") || err_set(e, ERR_CONFIG, "classify.lexicon: %s: no lexicon files there, as es/*.tsv", folder);
}

static bool models_load(struct classifier *cl, const char *folder, struct err *e)
{
    char path[4096];
    for (size_t i = 0; i < LANGUAGES && (!folder || strcmp(folder, "off") != 0); i++) {
        snprintf(path, sizeof path, "%s/%s.model", folder ? folder : "", languages[i]);
        if (!(cl->models[i] = folder && access(path, F_OK) == 0 ? model_load(path, e) : model_built_in(languages[i], e)))
            return false;
    }
    return true;
}

/* What a version brings; the built-in one where it brings none. */
static bool models_of(const struct bundle *files, const char *said, struct classifier *cl, struct err *e)
{
    char name[32];
    for (size_t i = 0; i < LANGUAGES && (!said || strcmp(said, "off") != 0); i++) {
        snprintf(name, sizeof name, "model/%s.model", languages[i]);
        const struct bundle_file *f = bundle_find(files, name);
        if (!(cl->models[i] = f ? model_of(f->bytes, f->place, e) : model_built_in(languages[i], e)))
            return false;
    }
    return true;
}

static bool scorers_ready(struct conf *c, struct classifier *cl, double coverage, struct err *e)
{
    if (coverage < 0 || coverage > 1)
        return conf_fail_at(c, "classify.coverage", e, "0 to 1: 0.9 marks the least sure tenth");
    for (size_t i = 0; i < LANGUAGES; i++)
        cl->scorers[i] = (struct scorer){ .lang = languages[i], .lx = cl->lexicons[i], .model = cl->models[i], .coverage = (float)coverage };
    return true;
}

static bool own_words_load(struct classifier *cl, const char *folder, struct err *e)
{
    struct bundle files;
    bundle_init(&files, folder ? folder : "");
    bool ok = (!folder || brand_lexicons_folder(folder, &files, e)) && brand_lexicons_open(&cl->own_words, &cl->brands, &files, cl->scorers, e);
    bundle_fini(&files);
    return ok;
}

struct classifier *classifier_open(struct conf *c, struct err *e)
{
    struct classifier *cl = calloc(1, sizeof *cl);
    if (!cl)
        abort();
    struct classify_options o = { 0 };
    if (conf_section(c, "classify", classify_keys, &o, e) && (o.window_ms >= WINDOW_LEAST_MS || conf_fail_at(c, "classify.window", e, "at least 1m"))
        && tongues_read(c, &o.languages, &cl->tongues, e) && brands_read(c, &cl->brands, e) && topics_read(c, o.built_in_topics, &cl->topics, e)
        && compile(cl, o.frequencies && *o.frequencies ? conf_resolve(c, o.frequencies) : NULL, e)
        && lexicons_load(cl, o.lexicon && *o.lexicon ? conf_resolve(c, o.lexicon) : NULL, e)
        && models_load(cl, !o.models || !*o.models ? NULL : strcmp(o.models, "off") == 0 ? o.models : conf_resolve(c, o.models), e)
        && scorers_ready(c, cl, o.coverage, e) && own_words_load(cl, o.lexicon && *o.lexicon ? conf_resolve(c, o.lexicon) : NULL, e)) {
        fingerprint(cl);
        return cl;
    }
    classifier_close(cl);
    return NULL;
}

static bool is_off(const struct conf_node *n)
{
    const char *said = conf_scalar(n);
    return said && strcmp(said, "off") == 0;
}

/* What a version cannot say: it was fixed when the installation began, or a path means another file on each machine. */
static bool nothing_fixed(struct conf *c, struct err *e)
{
    static const struct { const char *name, *why; bool may_be_off; } row[] = {
        { "window", "the window cannot change once there are counters; it belongs into the installation's own file" },
        { "lexicon", "put the lexicon itself into the directory, as lexicon/es/FILE.tsv" },
        { "models", "put the model itself into the directory, as model/es.model; only `off` can stand here", true },
        { "frequencies", "they change how fast is matched, not what; they belong into the installation's own file" },
    };
    const struct conf_node *s = conf_get(conf_root(c), "classify");
    for (size_t i = 0; s && i < sizeof row / sizeof row[0]; i++)
        if (conf_get(s, row[i].name) && !(row[i].may_be_off && is_off(conf_get(s, row[i].name))))
            return conf_fail(conf_get(s, row[i].name), e, "%s", row[i].why);
    return true;
}

static bool lexicons_of(const struct bundle *files, struct classifier *cl, struct err *e)
{
    bool ok = bundle_lexicons_known(files, languages, LANGUAGES, e);
    for (size_t i = 0; ok && i < LANGUAGES; i++)
        ok = (cl->lexicons[i] = bundle_lexicon(files, languages[i], e)) != NULL;
    return ok;
}

struct classifier *classifier_open_bundle(const struct bundle *files, const char *manifest, const char *frequencies, struct err *e)
{
    struct classifier *cl = calloc(1, sizeof *cl);
    if (!cl)
        abort();
    struct classify_options o = { 0 };
    cl->conf = bundle_conf(files, e);
    if (cl->conf && nothing_fixed(cl->conf, e) && conf_section(cl->conf, "classify", classify_keys, &o, e)
        && tongues_read(cl->conf, &o.languages, &cl->tongues, e) && brands_read(cl->conf, &cl->brands, e)
        && topics_read(cl->conf, o.built_in_topics, &cl->topics, e) && compile(cl, frequencies, e)
        && lexicons_of(files, cl, e) && models_of(files, o.models, cl, e) && scorers_ready(cl->conf, cl, o.coverage, e)
        && brand_lexicons_open(&cl->own_words, &cl->brands, files, cl->scorers, e)) {
        snprintf(cl->config, sizeof cl->config, "%.16s", manifest);
        return cl;
    }
    classifier_close(cl);
    return NULL;
}

void classifier_close(struct classifier *cl)
{
    if (!cl)
        return;
    brand_lexicons_close(&cl->own_words);
    for (size_t i = 0; i < LANGUAGES; i++)
        lexicon_free(cl->lexicons[i]), model_free(cl->models[i]);
    query_set_free(cl->queries);
    brands_fini(&cl->brands);
    topics_fini(&cl->topics);
    arena_fini(&cl->arena);
    free(cl->owners);
    conf_free(cl->conf);
    free(cl);
}

const struct brands *classifier_brands(const struct classifier *cl)
{
    return &cl->brands;
}

const struct topics *classifier_topics(const struct classifier *cl)
{
    return &cl->topics;
}

const struct scorer *classifier_scorer(const struct classifier *cl, enum lang lang)
{
    return &cl->scorers[lang];
}

size_t classifier_queries(const struct classifier *cl, size_t *bytes)
{
    *bytes = query_set_bytes(cl->queries);
    return query_set_count(cl->queries);
}

const char *classifier_config(const struct classifier *cl)
{
    return cl->config;
}

struct classifier_worker *classifier_worker_new(const struct classifier *cl)
{
    struct classifier_worker *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->cl = cl;
    w->tokenizer = tokenizer_new();
    w->match = query_match_new(cl->queries);
    w->names = calloc(cl->owner_count ? cl->owner_count : 1, sizeof *w->names);
    w->numbers = calloc(cl->owner_count ? cl->owner_count : 1, sizeof *w->numbers);
    w->scratch = calloc(1, sizeof *w->scratch);
    if (!w->names || !w->numbers || !w->scratch)
        abort();
    return w;
}

void classifier_worker_free(struct classifier_worker *w)
{
    if (!w)
        return;
    tokenizer_free(w->tokenizer);
    query_match_free(w->match);
    free(w->names);
    free(w->numbers);
    free(w->scratch);
    free(w);
}

static enum lang language(const struct mention *m, const struct tokens *said)
{
    for (enum lang l = LANG_ES; l < LANG_OTHER; l++)
        if (m->lang.n >= 2 && strncasecmp(m->lang.p, languages[l], 2) == 0 && (m->lang.n == 2 || m->lang.p[2] == '-'))
            return l;
    return lang_find(said);
}

/* In which language the text is read. ids: the queries that matched, for the brands' markets. */
static enum lang read_in(const struct classifier *cl, enum lang l, const struct mention *m, const uint32_t *ids, size_t n)
{
    if (l != LANG_NONE)
        return l;
    l = tongue_of_country(&cl->tongues, m->country);
    for (size_t i = 0; i < n && l == LANG_OTHER; i++) {
        const char *market = cl->brands.v[cl->owners[ids[i]].brand].country;
        l = market ? tongue_of_country(&cl->tongues, slice_of(market)) : LANG_OTHER;
    }
    return l == LANG_OTHER ? cl->tongues.first : l;
}

static bool is_account(const struct brand *b, const struct mention *m)
{
    for (size_t i = 0; i < b->accounts.n; i++) {
        struct slice account = slice_of(b->accounts.v[i]), handle = m->author_handle;
        if (b->account[i].platform && !slice_eq_nocase(slice_of(b->account[i].platform), m->platform))
            continue;
        if (account.n && account.p[0] == '@')
            account.p++, account.n--;
        if (handle.n && handle.p[0] == '@')
            handle.p++, handle.n--;
        if (handle.n && slice_eq_nocase(account, handle))
            return true;
    }
    return false;
}

/* Queries are numbered brand by brand, so the ids, ascending, come in runs of one brand. */
static void group_by_brand(struct classifier_worker *w, const struct mention *m, const uint32_t *ids, size_t n, struct verdict *out)
{
    const struct classifier *cl = w->cl;
    for (size_t i = 0; i < n; i++) {
        const struct query_owner *o = &cl->owners[ids[i]];
        w->names[i] = o->name;
        w->numbers[i] = ids[i];
        struct verdict_brand *last = out->brand_count ? &out->brands[out->brand_count - 1] : NULL;
        if (last && last->brand == o->brand) {
            last->query_count++;
            continue;
        }
        if (out->brand_count == VERDICT_BRANDS_MAX)
            break;
        out->brands[out->brand_count++] = (struct verdict_brand){
            .brand = o->brand, .first_query = (uint32_t)i, .query_count = 1, .own = is_account(&cl->brands.v[o->brand], m),
            .label = out->sentiment.label, .score = out->sentiment.score, .confidence = out->sentiment.confidence,
        };
    }
    out->queries = w->names;
}

/* Of the queries that matched, those behind the brands'. */
static uint32_t topics_of(const struct classifier *cl, struct slice lang, const uint32_t *ids, size_t n)
{
    uint32_t found = 0, langs = n ? topics_langs(&cl->topics, lang) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct topic_query *q = &cl->topics.queries[ids[i] - cl->owner_count];
        if (!q->langs || q->langs & langs)
            found |= 1u << q->topic;
    }
    return found;
}

static const struct scorer *scorer_in(const struct classifier *cl, enum lang lang)
{
    static const struct scorer none;
    return lang == LANG_OTHER ? &none : &cl->scorers[lang];
}

static void score(struct classifier_worker *w, enum lang lang, const struct tokens *what, struct verdict *out)
{
    struct feeling f;
    const struct scorer *sc = scorer_in(w->cl, lang);
    scorer_run(sc, w->scratch, what, 0, what->n, &f);
    out->sentiment = f.sentiment;
    out->intent = f.intent;
    out->unsure = f.unsure;
    out->model = sc->model ? sc->model->version : "lexicon";
}

/* Brands with words of their own are scored once more, with these; the others as they are. */
static void score_own_words(struct classifier_worker *w, enum lang lang, struct arena *a, const struct mention *m, const struct tokens *text,
                            const struct tokens *title, struct verdict *out)
{
    const struct tokens *what = text->n ? text : title;
    for (size_t i = 0; i < out->brand_count; i++) {
        const struct scorer *sc = brand_scorer(&w->cl->own_words, out->brands[i].brand, lang);
        struct feeling f;
        if (!sc)
            continue;
        scorer_run(sc, w->scratch, what, 0, what->n, &f);
        struct verdict *own = arena_alloc(a, sizeof *own);
        *own = *out;
        by_brand_keep(a, &f.sentiment, &own->brands[i]);
        if (out->brand_count > 1)
            by_brand_score(&(struct by_brand){ w->match, w->cl->called, sc, w->scratch }, a, m, text, title, w->numbers, own);
        out->brands[i] = own->brands[i];
    }
}

void classifier_run(struct classifier_worker *w, struct arena *a, const struct mention *m, struct verdict *out)
{
    struct tokens text, title;
    const uint32_t *ids;
    tokens_scan(w->tokenizer, a, m->text, &text);
    tokens_scan(w->tokenizer, a, m->title, &title);
    out->brand_count = 0;
    out->pii = pii_kinds(m->text) | pii_kinds(m->title);
    const struct tokens *what = text.n ? &text : &title;
    enum lang lang = language(m, what);
    out->lang = lang_name(lang);
    struct mention said = *m;            /* what a query's language: sees: the record's, else the detected one */
    if (!said.lang.n)
        said.lang = slice_of(out->lang);
    size_t n = query_match_run(w->match, &said, &text, &title, &ids), of_brands = 0;
    while (of_brands < n && ids[of_brands] < w->cl->owner_count)
        of_brands++;
    enum lang read = read_in(w->cl, lang, m, ids, of_brands);
    score(w, read, what, out);
    group_by_brand(w, m, ids, of_brands, out);
    out->topics = topics_of(w->cl, said.lang, ids + of_brands, n - of_brands);
    if (out->brand_count > 1)            /* the ids are void from here on */
        by_brand_score(&(struct by_brand){ w->match, w->cl->called, scorer_in(w->cl, read), w->scratch }, a, &said, &text, &title, w->numbers, out);
    score_own_words(w, read, a, &said, &text, &title, out);
}

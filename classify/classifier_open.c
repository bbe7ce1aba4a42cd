/* Opening a classifier: from the installation's file or from a version, by the same steps. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "classify/bundle_lexicons.h"
#include "classify/classifier_parts.h"
#include "classify/files_named.h"

#define WINDOW_LEAST_MS 60000

/* To add one, add its files (classify/sentiment/lexicon_load.c), its name here and in tongue.c, and teach it to lang.c
 * (classify/train/lang). */
const char *const classifier_languages[LANGUAGES] = { "es", "en", "pt" };

const struct conf_key classify_keys[] = {
    { "lexicon", CONF_STR, offsetof(struct classify_options, lexicon), "", "folder with lexicons of your own (es/*.tsv, en/*.tsv, pt/*.tsv, any/*.tsv for all); a language that is absent: the built-in one" },
    { "models", CONF_STR, offsetof(struct classify_options, models), "", "folder with models of your own (es.model, ...) from `pulso train`; a language that is absent: the built-in one; off: lexicons decide alone" },
    { "coverage", CONF_DOUBLE, offsetof(struct classify_options, coverage), "0.9", "of how much of the mentions the sentiment must be sure enough, 0 to 1; the rest is marked `unsure`" },
    { "frequencies", CONF_STR, offsetof(struct classify_options, frequencies), "", "file of `pulso query frequencies`: which words are rare where you listen, so that matching is fast; absent: learned from the stream" },
    { "built_in_topics", CONF_BOOL, offsetof(struct classify_options, built_in_topics), "true", "false: only the topics of `topics:`, none of the program's own" },
    { "languages", CONF_STRS, offsetof(struct classify_options, languages), NULL, "es, en, pt: in which you listen, the commonest first. A text that does not tell its language is read in that of its country or of its brand's, if it stands here, else in the first; absent: es, en, pt" },
    { "window", CONF_MS, offsetof(struct classify_options, window_ms), "7d", "how long an id is remembered, at least: repeats, updates and deletions within it are exact" },
    { 0 }
};

/* A mark of all that results depend on, so that figures of two configurations are never mixed up unnoticed. */
static void fingerprint(struct classifier *cl)
{
    uint64_t h = cl->tongues.first + (uint64_t)(1e6f * cl->scorers[0].coverage);
    for (size_t i = 0; i < LANGUAGES; i++)
        h = h * 31 + !cl->tongues.heard[i];
    for (size_t i = 0; i < LANGUAGES; i++)
        h = h * 31 + lexicon_sum(cl->lexicons[i]) + (cl->models[i] ? cl->models[i]->file.sum : 0);
    h = h * 31 + brand_scorers_sum(&cl->own);
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
    bool ok = bundle_lexicons_known(files, classifier_languages, LANGUAGES, e);
    for (size_t i = 0; ok && i < LANGUAGES; i++)
        ok = (cl->lexicons[i] = bundle_lexicon(files, classifier_languages[i], e)) != NULL;
    return ok;
}

/* The built-in one where none is brought along. */
static bool models_of(const struct bundle *files, const char *said, struct classifier *cl, struct err *e)
{
    char name[32];
    for (size_t i = 0; i < LANGUAGES && (!said || strcmp(said, "off") != 0); i++) {
        snprintf(name, sizeof name, "model/%s.model", classifier_languages[i]);
        const struct bundle_file *f = bundle_find(files, name);
        if (!(cl->models[i] = f ? model_of(f->bytes, f->place, e) : model_built_in(classifier_languages[i], e)))
            return false;
    }
    return true;
}

static bool scorers_ready(struct conf *c, struct classifier *cl, double coverage, struct err *e)
{
    if (coverage < 0 || coverage > 1)
        return conf_fail_at(c, "classify.coverage", e, "0 to 1: 0.9 marks the least sure tenth");
    for (size_t i = 0; i < LANGUAGES; i++)
        cl->scorers[i] = (struct scorer){ .lang = classifier_languages[i], .lx = cl->lexicons[i], .model = cl->models[i], .coverage = (float)coverage };
    cl->foreign.coverage = (float)coverage;
    return true;
}

/* own: the configuration whose files lie beside it; NULL: a version's, which lie in the bundle alone. */
static bool open_all(struct classifier *cl, struct conf *c, struct conf *own, const struct bundle *files, const struct classify_options *o,
                     const struct classifier_words *words, struct err *e)
{
    return tongues_read(c, &o->languages, &cl->tongues, e) && brands_read(c, &cl->brands, e) && topics_read(c, o->built_in_topics, &cl->topics, e)
        && classifier_compile(cl, words, e) && lexicons_of(files, cl, e) && models_of(files, o->models, cl, e)
        && scorers_ready(c, cl, o->coverage, e) && brand_scorers_open(&cl->own, &cl->brands, own, files, cl->scorers, e);
}

struct classifier *classifier_open(struct conf *c, struct err *e)
{
    return classifier_open_for(c, SLICE(""), e);
}

struct classifier *classifier_open_for(struct conf *c, struct slice table, struct err *e)
{
    struct classifier *cl = calloc(1, sizeof *cl);
    if (!cl)
        abort();
    struct classify_options o = { 0 };
    struct bundle files = { 0 };
    struct classifier_words words = { .table = table };
    bool ok = conf_section(c, "classify", classify_keys, &o, e) && (o.window_ms >= WINDOW_LEAST_MS || conf_fail_at(c, "classify.window", e, "at least 1m"))
           && files_named(c, &o, classifier_languages, LANGUAGES, &files, e);
    if (ok && o.frequencies && *o.frequencies)
        words.file = conf_resolve(c, o.frequencies);
    ok = ok && open_all(cl, c, c, &files, &o, &words, e);
    bundle_fini(&files);
    if (ok) {
        fingerprint(cl);
        return cl;
    }
    classifier_close(cl);
    return NULL;
}

struct classifier *classifier_open_bundle(const struct bundle *files, const char *manifest, const struct classifier_words *words, struct err *e)
{
    struct classifier *cl = calloc(1, sizeof *cl);
    if (!cl)
        abort();
    struct classify_options o = { 0 };
    const struct classifier_words none = { 0 };
    cl->conf = bundle_conf(files, e);
    if (cl->conf && nothing_fixed(cl->conf, e) && conf_section(cl->conf, "classify", classify_keys, &o, e)
        && open_all(cl, cl->conf, NULL, files, &o, words ? words : &none, e)) {
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
    brand_scorers_close(&cl->own);
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

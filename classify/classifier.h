/*
 * classifier: from a mention to what is known about it: brands, language,
 * sentiment, topics. A pure function of the mention and the configuration: no server,
 * no clock. A classifier is read-only once open and may be shared; a
 * classifier_worker is one thread's scratch.
 */
#ifndef PULSO_CLASSIFY_CLASSIFIER_H
#define PULSO_CLASSIFY_CLASSIFIER_H

#include "app/brands.h"
#include "app/bundle.h"
#include "base/buf.h"
#include "classify/lang.h"
#include "classify/sentiment/scorer.h"
#include "classify/topics.h"
#include "model/mention.h"
#include "text/tokens.h"

#define VERDICT_BRANDS_MAX 64   /* of one mention; more are cut by the order of the configuration, and counted */

struct verdict_brand {
    uint32_t brand;             /* index into the configuration's brands */
    uint32_t first_query, query_count;  /* into verdict.queries */
    bool own;                   /* the author is one of the brand's accounts */
    enum label label;
    float score, confidence;
    bool unsure;                /* of its own label: see classify.coverage */
    const char *model;          /* its own, that judged it; NULL: that of all */
    const struct sentiment_why *why;   /* NULL: all of the text is said about it; else the reasons of its own, in the arena */
    size_t whys;
};

struct verdict {
    const char *lang;           /* the record's, if it is one we know, else the detected one */
    struct sentiment sentiment;
    bool unsure;                /* see classify.coverage */
    bool irony;                 /* see sentiment/irony.h */
    enum intent intent;
    float intent_confidence;    /* below 0: a sign in the words decided, which tells none */
    const char *model;          /* what decided: "es-1f03c2d4", or "lexicon"; of a mention of one brand with a model of its own: that one */
    struct verdict_brand brands[VERDICT_BRANDS_MAX];
    size_t brand_count;
    unsigned pii;               /* bit k: personal data of kind k (pii/pii.h) */
    uint32_t topics;            /* bits: indexes into the classifier's topics */
    uint64_t story;             /* the same for reposts and copies (classify/story.h) */
    struct slice cluster;       /* "<partition>:<offset>" of the record that it is nearly a copy of; empty: of none. Where there is state alone (estimates/near.h) */
    unsigned spam_rules;        /* which hold, and what they come to (spam.h) */
    int spam;
    struct tokens said;         /* of the text, else of the title; in the arena */
    const char *const *queries; /* names, in the worker's memory until its next run */
};

/* The section `classify` of the configuration. */
struct classify_options { const char *lexicon, *models, *frequencies; bool built_in_topics; double coverage; int64_t window_ms; struct conf_strs languages; };
extern const struct conf_key classify_keys[];

struct classifier;
struct classifier_worker;

/* How often words come (query/frequencies.h): the file if there is one, else the table, else the built-in one. Changes how fast is
 * matched and not what. */
struct classifier_words { const char *file; struct slice table; };

struct classifier *classifier_open(struct conf *c, struct err *e);  /* reads brands, sets, classify.lexicon, ... */
struct classifier *classifier_open_for(struct conf *c, struct slice table, struct err *e);   /* words.table; words.file is the configuration's */
/* A version of the configuration; manifest: its hash, whose first 16 digits are classifier_config. Nothing is read from elsewhere but
 * words (may be NULL). */
struct classifier *classifier_open_bundle(const struct bundle *files, const char *manifest, const struct classifier_words *words, struct err *e);
void classifier_close(struct classifier *cl);                      /* accepts NULL */
const struct brands *classifier_brands(const struct classifier *cl);
const struct topics *classifier_topics(const struct classifier *cl);
const struct scorer *classifier_scorer(const struct classifier *cl, enum lang lang);   /* of es, en or pt */
size_t classifier_queries(const struct classifier *cl, size_t *bytes);   /* how many, and the memory that they take */
const char *classifier_config(const struct classifier *cl);        /* 16 hex digits: what results depend on */

struct classifier_worker *classifier_worker_new(const struct classifier *cl);
void classifier_worker_free(struct classifier_worker *w);
void classifier_run(struct classifier_worker *w, struct arena *a, const struct mention *m, struct verdict *out);

/* The mention as it came, with one more member "pulso": appended to the input's bytes. */
void verdict_print(const struct classifier *cl, const struct mention *m, const struct verdict *v, struct buf *out);

#endif

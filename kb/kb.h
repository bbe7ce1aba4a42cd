/*
 * kb: the knowledge base: articles that answer what customers ask often. Which
 * one fits a mention: first by the boolean patterns that an article names, then
 * by BM25 over what articles say; how sure that is, 0 to 1. A function of the
 * record and the configuration. A kb is read-only once open; a kb_worker is one
 * thread's scratch.
 *
 *   kb:
 *     confidence: 0.45
 *     send: { platforms: [mastodon] }        # of rules with send: true
 *     private: [ { lang: es, text: "Por tu privacidad, sigamos por mensaje privado: ..." } ]
 *     articles:
 *       - id: opening-hours
 *         title: Horarios de las sucursales
 *         brands: [telenorte]                # none: of every brand
 *         patterns: ['(horario* OR "a que hora") AND (sucursal* OR abr*)']
 *         questions: ["¿A qué hora abren las sucursales?"]
 *         from: 2026-01-01                   # local days, both included
 *         to: 2026-12-31
 *         answers:
 *           - { lang: es, text: "Abrimos de 9 a 18." }
 *           - { lang: es, region: AR, text: "Abrimos de 9 a 18, te esperamos." }   # voseo, tuteo, ustedeo: an answer each
 *           - { lang: pt, text: "Abrimos das 9 às 18." }
 */
#ifndef PULSO_KB_KB_H
#define PULSO_KB_KB_H

#include "app/brands.h"
#include "model/mention.h"
#include "query/query.h"
#include "model/found.h"
#include "kb/words.h"

#define KB_ARTICLES_MAX 10000
#define KB_ANSWER_BYTES 4096
#define KB_SEND_BYTES 1024           /* longer ones are not sent without a person */

struct kb_answer {
    const char *lang, *text;
    struct conf_strs regions, brands;   /* empty: of every one */
};

struct kb_article {
    const char *id, *title;
    const struct conf_node *node;
    struct conf_strs brands, patterns, questions;
    struct kb_answer *answers;
    size_t answer_count;
    int64_t from_ms, to_ms;             /* valid in [from, to) */
    bool private;                       /* what it answers needs personal data: it moves the talk to a private channel */
    struct kb_words *asked;             /* of each question, and of the title */
    size_t asked_count;
    struct kb_words all;                /* title, questions and answers together: what BM25 ranks by */
};

/* What may go out without a person; see route/desk/decide.h for what is never sent. */
struct kb_send {
    struct conf_strs platforms;         /* that permit automatic answers; none: nothing is sent */
};

struct kb {
    struct kb_send send;
    struct kb_article hand_off;         /* "private-channel", with the answers of kb.private; none: answer_count 0 */
    struct kb_article *v;
    size_t n;
    double confidence;                  /* below it, an article is none that fits */
    struct query_set *patterns;         /* ids are indexes into v; NULL: no article has any */
    struct kb_posting *postings;        /* by term */
    size_t posting_count;
    double mean_length;
    struct arena arena;
};

/* The section `kb`; without it there are no articles. zone: whose days from and to are. Everything that is wrong is
 * ERR_CONFIG with its place. */
struct kb *kb_open(struct conf *c, const struct brands *brands, const char *zone, struct err *e);
void kb_close(struct kb *kb);           /* accepts NULL */
void kb_print_config(bool markdown);

struct kb_hit {
    const struct kb_article *article;
    const struct kb_answer *answer;     /* in the mention's language, for its country and brand; never NULL */
    double confidence;
    bool by_pattern;
    double score;                       /* BM25 */
};

struct kb_worker;
struct kb_worker *kb_worker_new(const struct kb *kb);
void kb_worker_free(struct kb_worker *w);        /* accepts NULL */
/* The articles that may answer it, the surest first, below kb.confidence as well. Articles that are not valid at the mention's
 * time, of another brand, or without an answer in its language are none. */
size_t kb_find(struct kb_worker *w, struct arena *a, const struct mention *m, const struct found *f, struct kb_hit *out, size_t most);
/* The surest, where it is sure enough (kb.confidence). An empty knowledge base costs nothing. */
bool kb_best(struct kb_worker *w, struct arena *a, const struct mention *m, const struct found *f, struct kb_hit *out);
/* Said in public with personal data in it, or answered by what needs some: the privacy notice takes the article's place. False: neither, or
 * there is none in the mention's language. */
bool kb_hand_off(const struct kb *kb, const struct mention *m, const struct found *f, struct kb_hit *hit);
/* May it go out by itself? Never in the place of what was handed off, never to somebody who is angry, never to who did not ask, never where the
 * platform does not permit it. */
bool kb_may_send(const struct kb *kb, const struct mention *m, const struct found *f, bool asked, const struct kb_hit *hit);
const struct kb *kb_of(const struct kb_worker *w);
/* {"article":…,"lang":…,"text":…,"confidence":0.93,"by":"pattern|words"} */
void kb_print_hit(const struct kb_hit *h, struct buf *out);

#endif

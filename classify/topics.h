/*
 * topics: what a mention can be about (coverage, billing, ...), as queries of the
 * query language, so that analysts can read, edit and explain them. A pack for
 * each language is part of the program (classify/topics/<lang>.yaml); `topics:` of the
 * configuration adds to it, or stands instead of it. docs/topics.md has the rules.
 *
 *   topics:
 *     - { name: roaming, query: 'roaming OR itinerancia', languages: [es, pt] }
 *     - { name: price, query: 'caro OR tarifas', languages: es, instead: true }
 *
 * A topic may have several queries; it is given when one matches. The classifier
 * compiles them into the same set as the brands' queries. Lives as long as the conf.
 */
#ifndef PULSO_CLASSIFY_TOPICS_H
#define PULSO_CLASSIFY_TOPICS_H

#include "app/conf.h"
#include "base/arena.h"

#define TOPICS_MAX 32        /* names of an installation: a bit each in struct verdict */
#define TOPICS_LANGS 32

struct topic_query {
    uint32_t topic;                  /* index into names */
    uint32_t langs;                  /* bits of topics.lang; 0: mentions of any language */
    const char *text;
    bool hashtag_parts;
    const struct conf_node *node;    /* the text's place, for errors */
};

struct topics {
    const char *names[TOPICS_MAX];   /* in order of their first query */
    size_t n;
    const char *lang[TOPICS_LANGS];
    size_t lang_count;
    struct topic_query *queries;
    size_t query_count;
    struct conf **packs;             /* which the texts lie in */
    size_t pack_count;
    struct arena arena;
};

/* built_in: with the program's own packs. {0} is no topics. */
bool topics_read(struct conf *c, bool built_in, struct topics *out, struct err *e);
void topics_fini(struct topics *t);                                 /* accepts {0} */
/* The bits of queries that look at mentions of this language (es, es-MX): all of them where it is unknown ("und"). */
uint32_t topics_langs(const struct topics *t, struct slice lang);
bool topics_find(const struct topics *t, struct slice name, uint32_t *index);
void topics_print_config(bool markdown);

#endif

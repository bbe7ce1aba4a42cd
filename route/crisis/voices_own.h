/* voices_own: what voices are made of, for the files voices*.c alone. */
#ifndef PULSO_ROUTE_CRISIS_VOICES_OWN_H
#define PULSO_ROUTE_CRISIS_VOICES_OWN_H

#include "base/arena.h"
#include "route/crisis/causes.h"
#include "route/crisis/voices.h"
#include "text/tokens.h"

enum { VOICES_ALL = VOICES_MAX + VOICES_BEFORE, PARTS_MAX = 48, TOPICS_MAX = 8, TERMS = 16384, BRAND_WORDS = 64 };

enum part_kind { PART_TERM, PART_AUTHOR, PART_LINK, PART_KINDS };

/* A term, an author or a link that somebody said; where the table is full, what comes up for the first time is nobody's. */
struct part { uint64_t hash; struct slice text; };

struct voice {
    uint64_t id, author, said, thread;   /* hashes; said: of the words, 0: too few or a repost; thread: of the post of the brand that it answers, 0: of none */
    struct slice platform, id_text, handle, text;
    int64_t ms, updated_ms, followers;
    bool gone, repost, sensitive;
    uint64_t topics[TOPICS_MAX];
    size_t topic_count;
    uint16_t parts[PART_KINDS][PARTS_MAX];
    size_t part_count[PART_KINDS];
};

struct voices {
    const struct voices_conf *conf;
    const struct brand *brand;
    struct arena arena;                  /* texts */
    struct arena scratch;                /* one mention's tokens */
    struct tokenizer *tokenizer;
    struct voice *v;                     /* those of the window, then those of before, as they came; VOICES_ALL */
    size_t now[VOICES_MAX], now_count, before[VOICES_BEFORE], before_count, n;
    struct part *parts;                  /* open addressing by hash, TERMS */
    size_t part_count;
    uint64_t own[BRAND_WORDS];           /* words of the brand's names */
    size_t own_count;
    uint64_t sensitive[VOICES_TERMS];
    size_t sensitive_count;
};

/* Of the topic, or of all where it is NULL, and still there. */
bool voice_is(const struct voice *x, const char *topic);
/* Its words, its author and its links into x, and what it says as one number. */
void voice_read(struct voices *v, struct voice *x, struct slice text);
/* The largest terms, at most CAUSES_SHOWN: x of now, day of before; names live in the arena. */
size_t voices_terms(struct voices *v, const char *topic, struct cause *out);

#endif

/*
 * found: what classify found out about a mention, read back from the member
 * "pulso" of a classified record. Members that are not known here are skipped,
 * so classify may say more than route understands.
 */
#ifndef PULSO_MODEL_FOUND_H
#define PULSO_MODEL_FOUND_H

#include "base/arena.h"
#include "base/err.h"
#include "model/json.h"

#define FOUND_BRANDS_MAX 64   /* as many as classify says of one mention */
#define FOUND_TOPICS_MAX 32   /* the same */

struct found_brand {
    struct slice id, label;   /* label: negative, neutral, positive */
    bool own;                 /* the author is one of the brand's accounts */
    double score;
};

struct found {
    struct slice lang, label, intent;   /* intent empty: not said */
    double score;
    bool unsure;              /* classify would rather not say how it feels */
    struct slice topics[FOUND_TOPICS_MAX];
    size_t topic_count;
    unsigned pii;             /* bit k: personal data of kind k (pii/pii.h) */
    struct found_brand *brands;
    size_t brand_count;
};

/* All of it lives in the arena. ERR_DROP: not what classify writes. */
bool found_read(struct json *j, struct arena *a, struct slice pulso, struct found *out, struct err *e);

#endif

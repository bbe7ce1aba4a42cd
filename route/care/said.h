/*
 * said: one message as a conversation remembers it: who said it, to whom, when.
 * Everything that the configuration decides (whose account, which hours) is
 * decided when the message comes, by the version that it was judged by, so what
 * is counted later follows from what is remembered and nothing else.
 */
#ifndef PULSO_ROUTE_CARE_SAID_H
#define PULSO_ROUTE_CARE_SAID_H

#include "io/names.h"
#include "model/mention.h"
#include "route/care/book.h"
#include "model/found.h"

#define SAID_OWN        1u    /* by an account of a brand; it asks nobody */
#define SAID_AUTOMATIC  2u    /* ... that a program writes for, or a program signed it */
#define SAID_POST       4u    /* ... to everybody: no answer */
#define SAID_PRIVATE    8u    /* kind dm */
#define SAID_TO_PERSON  16u   /* target is the person it speaks to */
#define SAID_TO_MESSAGE 32u   /* target is the message it answers; whose that is, the conversation knows, or nobody */
#define SAID_THANKS     64u   /* praise: it starts no clock where an answer came before */
#define SAID_OPEN       128u  /* hours are known: busy_ms counts */

#define SAID_ASKS_MAX 3       /* accounts of different brands that one message asks, the first of each; one more for the message it answers */

enum said_label { SAID_NEGATIVE, SAID_NEUTRAL, SAID_POSITIVE };

struct said {
    uint64_t id, author;      /* hashes */
    uint64_t target;          /* 0: nobody in particular */
    int64_t created_ms, updated_ms;   /* MENTION_NONE: not said */
    int64_t busy_ms;          /* by the calendar's clock (base/hours.h) */
    unsigned flags;
    enum said_label label;    /* of the whole message */
    uint32_t by, agent;       /* SAID_OWN: names of its account and of the initials; SAID_UNSIGNED */
    uint32_t asks[SAID_ASKS_MAX + 1];   /* names of accounts */
    size_t ask_count;
};
#define SAID_UNSIGNED UINT32_MAX

/* False: nothing that conversations remember: a post that asks nobody, a repost, an article. */
bool said_make(const struct book *b, struct names *names, const struct mention *m, const struct found *f, struct said *out);

/* Whoever wrote it, as said.author and said.target name people. */
uint64_t care_author(const struct mention *m);

/* The entry of an account in the dictionary: "e|<brand>|<handle>|<purpose>" -> "<brand>", and all behind "e|". */
struct slice said_brand(const struct names *names, uint32_t account);

#define SAID_BYTES 80                                    /* at most */
size_t said_encode(const struct said *s, unsigned char *out);
bool said_decode(const unsigned char **p, const unsigned char *end, struct said *out);

#endif

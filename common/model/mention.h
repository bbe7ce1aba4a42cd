/*
 * mention: one thing somebody said, as it travels in pulso.mentions and, with
 * one more member, in pulso.classified. Text members are slices into the arena
 * of the batch (unescaped UTF-8); raw is the JSON as it came, copied there as
 * well, so nothing of a mention borrows from the caller. Absent members are
 * empty slices; absent numbers are MENTION_NONE; null is the same as absent.
 */
#ifndef PULSO_MODEL_MENTION_H
#define PULSO_MODEL_MENTION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#define MENTION_MAX_BYTES (256u * 1024)
#define MENTION_MAX_EXTRA_BYTES (256u * 1024)   /* the member "pulso", beyond those */
#define MENTION_MAX_ID 2048                       /* bytes, of every id */
#define MENTION_MAX_PLATFORM 32
#define MENTION_NONE INT64_MIN

enum mention_kind {  /* "post" where the record says nothing */
    KIND_POST, KIND_REPLY, KIND_REPOST, KIND_QUOTE, KIND_COMMENT, KIND_REVIEW, KIND_ARTICLE, KIND_DM, KIND_COUNT
};

struct mention {
    struct slice raw;
    struct slice platform, id, conversation, in_reply_to, in_reply_to_author;
    enum mention_kind kind;
    int64_t created_ms, updated_ms;
    struct slice author_id, author_handle, author_name;
    struct slice author_customer;     /* author.customer: who it is in all networks, where the source knows */
    int64_t followers, following;     /* author.followers, author.following */
    int64_t joined_ms;                /* author.joined_at: when the account was made */
    int verified;                     /* 1, 0, or -1: not said */
    struct slice text, title, url, lang, country;
    int64_t rating, likes, replies, shares, views;
    struct slice source;
    bool deleted, refresh;
    bool backfill;                    /* history: it counts like any other, and nobody is called for it: no queue, no answer, no alert */
    bool accepted_answer;             /* its forum shows it as the answer that the asker accepted */
    struct slice extra;               /* the member "pulso" as JSON, for readers of pulso.classified; else empty */
};

/* One a thread; reused for every message, so nothing is allocated in the steady state. */
struct mention_parser;
struct mention_parser *mention_parser_new(void);
void mention_parser_free(struct mention_parser *mp);

/*
 * Reads and validates one message. What is refused (ERR_DROP) says which member
 * and why: not JSON, bad UTF-8, too large, nested too deep, a required member
 * missing, a wrong type, a time outside 1990 to 2200, an empty or NUL-holding id,
 * platform with characters outside [a-z0-9_-] or longer than 32, a member of
 * ours said twice, a NUL in a text, a version other than 1. Then *m is unusable.
 * Required: platform, id, created_at, author.id or author.handle, and text or
 * title; with "deleted":true only platform and id.
 */
bool mention_parse(struct mention_parser *mp, struct arena *a, struct slice json, struct mention *m, struct err *e);

/* The same with text or title alone required: for texts that never travel, as on standard input of `pulso classify`. */
bool mention_parse_text(struct mention_parser *mp, struct arena *a, struct slice json, struct mention *m, struct err *e);

const char *mention_kind_name(enum mention_kind k);
bool mention_kind_of(struct slice name, enum mention_kind *k);
/* platform:id, the record key of pulso.mentions, into the arena. */
struct slice mention_key(struct arena *a, const struct mention *m);
/* What dedup remembers: hash64 of platform, NUL, id. */
uint64_t mention_id_hash(const struct mention *m);

#endif

/*
 * token: who may hand in what over HTTP. A token names the platforms and the
 * sources that it may speak for; it is shown as a bearer, or signs the body
 * together with a timestamp. Read-only after tokens_read, so any thread.
 *
 *   tokens:
 *     - name: crm
 *       secret: file:/etc/pulso/crm.token     # at least 16 bytes
 *       platforms: [x, facebook]              # "*": any
 *       sources: [crm:mx]                     # default: the one that ingest writes; "*": any
 *       deletions: true                       # default false
 */
#ifndef PULSO_INGEST_TOKEN_H
#define PULSO_INGEST_TOKEN_H

#include "app/conf.h"
#include "model/mention.h"

struct token {
    const char *name, *secret;
    struct conf_strs platforms, sources;
    bool deletions;
};

struct tokens {
    struct token *v;
    size_t n;
    struct tokens *older;    /* those of before a reload: requests may still point at them */
};

/* NULL: e says why. older: becomes the new one's, also on failure it stays as it was. */
struct tokens *tokens_read(const struct conf_node *list, struct tokens *older, struct err *e);
void tokens_free(struct tokens *t);          /* the older ones as well; accepts NULL */

/* NULL: no such token. The time that it takes does not tell how much was right. */
const struct token *tokens_bearer(const struct tokens *t, struct slice secret);
/* Whom a signature that is about to come claims to be of; NULL: whatever the body, it cannot be valid. */
const struct token *tokens_claimed(const struct tokens *t, struct slice name, struct slice timestamp, struct slice signature, int64_t now_s);
/* See io/signed.h; the secret is the named token's. */
const struct token *tokens_signed(const struct tokens *t, struct slice name, struct slice timestamp, struct slice signature,
                                  struct slice body, int64_t now_s);
/* What the member source becomes where the record has none. */
struct slice token_source(const struct token *t, struct slice fallback);
/* ERR_DROP: "member: why". */
bool token_allows(const struct token *t, const struct mention *m, struct slice fallback, struct err *e);

#endif

#include "ingest/token.h"

#include <stdlib.h>

#include "io/hmac.h"
#include "io/signed.h"

#define SECRET_MIN 16

static const struct conf_key keys[] = {
    { "name", CONF_STR, offsetof(struct token, name), NULL, "for the log, and X-Pulso-Token" },
    { "secret", CONF_SECRET, offsetof(struct token, secret), NULL, "at least 16 bytes" },
    { "platforms", CONF_STRS, offsetof(struct token, platforms), NULL, "that it may speak for; \"*\": any" },
    { "sources", CONF_STRS, offsetof(struct token, sources), NULL, "that it may name; the first stands where a record names none" },
    { "deletions", CONF_BOOL, offsetof(struct token, deletions), "false", "it may delete mentions of its platforms" },
    { 0 }
};

static bool check(const struct tokens *t, const struct conf_node *n, struct err *e)
{
    const struct token *last = &t->v[t->n - 1];
    if (strlen(last->secret) < SECRET_MIN)
        return conf_fail(conf_get(n, "secret"), e, "the secret has fewer than %d bytes; `openssl rand -hex 32` makes one", SECRET_MIN);
    if (!last->platforms.n)
        return conf_fail(n, e, "platforms is missing: which platforms may this token speak for? (\"*\": any)");
    for (size_t i = 0; i + 1 < t->n; i++)
        if (strcmp(t->v[i].name, last->name) == 0 || strcmp(t->v[i].secret, last->secret) == 0)
            return conf_fail(n, e, "two tokens have the same name or the same secret");
    return true;
}

static bool read_all(const struct conf_node *list, struct tokens *t, struct err *e)
{
    size_t n = conf_len(list);
    if (conf_kind(list) != CONF_KIND_LIST || n == 0)
        return conf_fail(list, e, "tokens is a list: - { name: ..., secret: ..., platforms: [...] }");
    t->v = calloc(n, sizeof *t->v);
    if (!t->v)
        abort();
    for (size_t i = 0; i < n; i++)
        if (!conf_read(conf_at(list, i), keys, &t->v[t->n++], e) || !check(t, conf_at(list, i), e))
            return false;
    return true;
}

struct tokens *tokens_read(const struct conf_node *list, struct tokens *older, struct err *e)
{
    struct tokens *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    if (!read_all(list, t, e)) {
        tokens_free(t);
        return NULL;
    }
    t->older = older;
    return t;
}

void tokens_free(struct tokens *t)
{
    while (t) {
        struct tokens *older = t->older;
        free(t->v);
        free(t);
        t = older;
    }
}

const struct token *tokens_bearer(const struct tokens *t, struct slice secret)
{
    const struct token *found = NULL;
    for (size_t i = 0; i < t->n; i++)
        if (hmac_same_secret(slice_of(t->v[i].secret), secret))
            found = &t->v[i];
    return found;
}

const struct token *tokens_claimed(const struct tokens *t, struct slice name, struct slice timestamp, struct slice signature, int64_t now_s)
{
    if (!signed_could_be(timestamp, signature, now_s))
        return NULL;
    for (size_t i = 0; i < t->n; i++)
        if (slice_is(name, t->v[i].name))
            return &t->v[i];
    return NULL;
}

const struct token *tokens_signed(const struct tokens *t, struct slice name, struct slice timestamp, struct slice signature,
                                  struct slice body, int64_t now_s)
{
    const struct token *claimed = tokens_claimed(t, name, timestamp, signature, now_s);
    return claimed && signed_is(slice_of(claimed->secret), timestamp, signature, body, now_s) ? claimed : NULL;
}

struct slice token_source(const struct token *t, struct slice fallback)
{
    return t->sources.n && strcmp(t->sources.v[0], "*") != 0 ? slice_of(t->sources.v[0]) : fallback;
}

static bool listed(const struct conf_strs *l, struct slice s)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i], "*") == 0 || slice_is(s, l->v[i]))
            return true;
    return false;
}

bool token_allows(const struct token *t, const struct mention *m, struct slice fallback, struct err *e)
{
    if (!listed(&t->platforms, m->platform))
        return err_set(e, ERR_DROP, "platform: this token may not speak for " SLICE_FMT, SLICE_ARG(m->platform));
    if (m->source.n && !slice_eq(m->source, token_source(t, fallback)) && !listed(&t->sources, m->source))
        return err_set(e, ERR_DROP, "source: this token may not speak for this source");
    if (m->deleted && !t->deletions)
        return err_set(e, ERR_DROP, "deleted: this token may not delete");
    return true;
}

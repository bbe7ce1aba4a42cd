#include "model/mention.h"

#include <assert.h>

#include "base/hash.h"

static const char *const kind_names[KIND_COUNT] = {
    [KIND_POST] = "post", [KIND_REPLY] = "reply", [KIND_REPOST] = "repost", [KIND_QUOTE] = "quote",
    [KIND_COMMENT] = "comment", [KIND_REVIEW] = "review", [KIND_ARTICLE] = "article", [KIND_DM] = "dm",
};

const char *mention_kind_name(enum mention_kind k)
{
    assert(k < KIND_COUNT);
    return kind_names[k];
}

bool mention_kind_of(struct slice name, enum mention_kind *k)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (slice_is(name, kind_names[i])) {
            *k = (enum mention_kind)i;
            return true;
        }
    return false;
}

struct slice mention_key(struct arena *a, const struct mention *m)
{
    size_t n = m->platform.n + 1 + m->id.n;
    char *p = arena_alloc(a, n);
    memcpy(p, m->platform.p, m->platform.n);
    p[m->platform.n] = ':';
    memcpy(p + m->platform.n + 1, m->id.p, m->id.n);
    return (struct slice){ p, n };
}

/* NUL can be in neither, so no two pairs make the same bytes. */
uint64_t mention_id_hash(const struct mention *m)
{
    char bytes[MENTION_MAX_PLATFORM + 1 + MENTION_MAX_ID];
    size_t n = m->platform.n;
    assert(n <= MENTION_MAX_PLATFORM && m->id.n <= MENTION_MAX_ID);
    memcpy(bytes, m->platform.p, n);
    bytes[n++] = 0;
    memcpy(bytes + n, m->id.p, m->id.n);
    return hash64((struct slice){ bytes, n + m->id.n });
}

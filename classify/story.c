#include "classify/story.h"

#include "base/hash.h"

size_t story_begins(const struct tokens *said)
{
    size_t i = 0;
    if (said->n > 1 && slice_is(said->v[0].bare, "rt") && said->v[1].kind == TOKEN_HANDLE)
        i = 1;
    while (i < said->n && said->v[i].kind == TOKEN_HANDLE)
        i++;
    return i;
}

uint64_t story_of(const struct mention *m, const struct tokens *said)
{
    uint64_t h = 0;
    size_t words = 0;
    for (size_t i = story_begins(said); i < said->n; i++) {
        if (said->v[i].kind == TOKEN_URL)
            continue;
        h = (h ^ said->v[i].hash) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
        words++;
    }
    if (words)
        return h;
    if (m->kind == KIND_REPOST && m->in_reply_to.n)
        return hash64_seed(m->in_reply_to, hash64(m->platform));
    return hash64_seed(m->id, hash64(m->platform));
}

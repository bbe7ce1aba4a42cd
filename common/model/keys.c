#include "model/keys.h"

struct slice keys_mentions_tag(struct arena *a, struct slice prefix, int partition)
{
    return arena_printf(a, "{" SLICE_FMT "m.%d}", SLICE_ARG(prefix), partition);
}

struct slice keys_classified_tag(struct arena *a, struct slice prefix, int partition)
{
    return arena_printf(a, "{" SLICE_FMT "c.%d}", SLICE_ARG(prefix), partition);
}

struct slice keys_words(struct arena *a, struct slice prefix)
{
    return arena_printf(a, "{" SLICE_FMT "words}", SLICE_ARG(prefix));
}

struct slice keys_meta(struct arena *a, struct slice prefix)
{
    return arena_printf(a, "{" SLICE_FMT "meta}", SLICE_ARG(prefix));
}

struct slice keys_crisis(struct arena *a, struct slice prefix)
{
    return arena_printf(a, "{" SLICE_FMT "crisis}:t", SLICE_ARG(prefix));
}

struct slice keys_watch(struct arena *a, struct slice prefix)
{
    return arena_printf(a, "{" SLICE_FMT "crisis}:w", SLICE_ARG(prefix));
}

static uint32_t fnv1a(uint32_t h, struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h;
}

int keys_author_group(struct slice platform, struct slice author)
{
    return (int)(fnv1a(fnv1a(fnv1a(2166136261u, platform), SLICE(":")), author) % AUTHOR_GROUPS);
}

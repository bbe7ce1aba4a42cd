#include "route/crisis/mutes.h"

#include <string.h>

#include "base/when.h"

struct said { const char *brand, *from, *to, *why; };

#define AT(m) offsetof(struct said, m)
const struct conf_key mute_keys[] = {
    { "brand", CONF_STR, AT(brand), NULL, "id of the brand" },
    { "from", CONF_STR, AT(from), NULL, "when it begins, as 2026-12-01T02:00:00Z" },
    { "to", CONF_STR, AT(to), NULL, "when it ends" },
    { "why", CONF_STR, AT(why), NULL, "for whoever wonders why nobody was told" },
    { 0 }
};
#undef AT

static bool read_time(const struct conf_node *item, const char *name, const char *text, int64_t *ms, struct err *e)
{
    return when_parse(slice_of(text), WHEN_RFC3339, NULL, ms) || conf_fail(conf_get(item, name), e, "no time that can be read; 2026-12-01T02:00:00Z is one");
}

static bool read_one(const struct conf_node *item, struct mute *m, struct err *e)
{
    struct said s;
    if (!conf_read(item, mute_keys, &s, e) || !read_time(item, "from", s.from, &m->from_ms, e) || !read_time(item, "to", s.to, &m->to_ms, e))
        return false;
    m->brand = s.brand;
    m->why = s.why;
    return m->to_ms > m->from_ms || conf_fail(conf_get(item, "to"), e, "it ends before it begins");
}

bool mutes_read(const struct conf_node *list, struct mutes *out, struct err *e)
{
    out->n = 0;
    if (!list)
        return true;
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "a list is wanted: - { brand: ..., from: ..., to: ..., why: ... }");
    if (conf_len(list) > MUTES_MAX)
        return conf_fail(list, e, "at most %d: take out what is over", MUTES_MAX);
    for (size_t i = 0; i < conf_len(list); i++)
        if (!read_one(conf_at(list, i), &out->v[out->n++], e))
            return false;
    return true;
}

const struct mute *mutes_find(const struct mutes *m, const char *brand, int64_t now_ms)
{
    for (size_t i = 0; i < m->n; i++)
        if (now_ms >= m->v[i].from_ms && now_ms < m->v[i].to_ms && strcmp(m->v[i].brand, brand) == 0)
            return &m->v[i];
    return NULL;
}

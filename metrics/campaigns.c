#include "metrics/campaigns.h"

#include <stdio.h>
#include <string.h>

#define AT(m) offsetof(struct campaign, m)
const struct conf_key campaign_keys[] = {
    { "name", CONF_STR, AT(name), NULL, "what --campaign calls it; a-z, 0-9, dash, dot and underscore" },
    { "from", CONF_STR, AT(from), NULL, "its first day, or a time (RFC 3339)" },
    { "to", CONF_STR, AT(to), NULL, "its last day, or the time that it ends at" },
    { "set", CONF_STR, AT(set), "", "the brands of this set, where --set says nothing" },
    { "query", CONF_STR, AT(query), "", "what is said of it: `pulso archive query --campaign` searches for it" },
    { "about", CONF_STR, AT(about), "", "for people" },
    { 0 }
};
#undef AT

const char *campaign_period(const struct campaign *g, char out[CAMPAIGN_PERIOD])
{
    snprintf(out, CAMPAIGN_PERIOD, "%.46s..%.46s", g->from, g->to);
    return out;
}

static bool check_one(struct conf *c, const struct conf_node *n, const struct campaign *g, const struct zone *z, struct err *e)
{
    char text[CAMPAIGN_PERIOD];
    struct period p;
    struct err why = { 0 };
    const struct conf_node *sets = conf_get(conf_root(c), "sets");
    size_t length = strlen(g->name);
    if (length == 0 || length > 64 || strspn(g->name, "abcdefghijklmnopqrstuvwxyz0123456789-._") != length)
        return conf_fail(conf_get(n, "name"), e, "campaign '%.64s': use a-z, 0-9, dash, dot and underscore, at most 64", g->name);
    if (!period_parse(slice_of(campaign_period(g, text)), z, 0, &p, &why))
        return conf_fail(conf_get(n, "from"), e, "campaign %s: %.300s", g->name, why.msg);
    return !g->set || !sets || conf_get(sets, g->set) || conf_fail(conf_get(n, "set"), e, "campaign %s: `sets:` names no %.64s", g->name, g->set);
}

/* Calls `each` until it says false; not for a mistake. */
static bool walk(struct conf *c, bool (*each)(void *self, const struct campaign *g), void *self, struct err *e)
{
    const struct conf_node *list = conf_get(conf_root(c), "campaigns");
    const char *name = conf_scalar(conf_get(conf_root(c), "zone"));
    if (!list)
        return true;
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "campaigns is a list: - { name: ..., from: 2026-11-13, to: 2026-11-16 }");
    struct zone *z = zone_open(name ? name : "UTC", e);
    bool ok = z != NULL, more = true;
    for (size_t i = 0; ok && more && i < conf_len(list); i++) {
        struct campaign g;
        ok = conf_read(conf_at(list, i), campaign_keys, &g, e) && check_one(c, conf_at(list, i), &g, z, e);
        more = ok && (!each || each(self, &g));
    }
    zone_close(z);
    return ok;
}

/* Two of one name: which is meant? */
struct twice { const struct conf_node *list; size_t n; const char *seen[256], *which; };
static bool is_new(void *self, const struct campaign *g)
{
    struct twice *t = self;
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->seen[i], g->name) == 0) {
            t->which = g->name;
            return false;
        }
    if (t->n < 256)
        t->seen[t->n++] = g->name;
    return true;
}

bool campaigns_check(struct conf *c, void *self, struct err *e)
{
    struct twice t = { .list = conf_get(conf_root(c), "campaigns") };
    (void)self;
    return walk(c, is_new, &t, e) && (!t.which || conf_fail(t.list, e, "two campaigns are called %s", t.which));
}

struct wanted { const char *name; struct campaign *out; bool found; char names[400]; };
static bool is_it(void *self, const struct campaign *g)
{
    struct wanted *w = self;
    size_t n = strlen(w->names);
    w->found = strcmp(g->name, w->name) == 0;
    if (w->found)
        *w->out = *g;
    snprintf(w->names + n, sizeof w->names - n, "%s%s", n ? ", " : "", g->name);
    return !w->found;
}

bool campaign_find(struct conf *c, const char *name, struct campaign *out, struct err *e)
{
    struct wanted w = { .name = name, .out = out };
    if (!walk(c, is_it, &w, e))
        return false;
    if (w.found)
        return true;
    return w.names[0] ? err_set(e, ERR_CONFIG, "no campaign is called %.64s; `campaigns:` of %s names %.300s", name, conf_path(c), w.names)
                      : err_set(e, ERR_CONFIG, "%s names no campaigns: - { name: %.64s, from: 2026-11-13, to: 2026-11-16 } under `campaigns:`", conf_path(c), name);
}

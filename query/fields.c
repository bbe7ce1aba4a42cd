#include "query/fields.h"

#include <stdlib.h>

static const struct { const char *name; double cost; } rows[FIELD_COUNT] = {
    [FIELD_AUTHOR] = { "author", 1 },      [FIELD_PLATFORM] = { "platform", 500 }, [FIELD_LANGUAGE] = { "language", 1000 },
    [FIELD_COUNTRY] = { "country", 300 },  [FIELD_KIND] = { "kind", 800 },         [FIELD_SOURCE] = { "source", 200 },
    [FIELD_SITE] = { "site", 20 },
};

static const char *const later[] = {
    "title", "url", "links", "authorFollowers", "authorVerified", "likes", "shares", "replies", "views", "rating",
    "engagementType", "engagingWith", "sentiment", "topic", "intent", "brand",
};

enum field_known field_of(struct slice name, enum field *f)
{
    if (slice_eq_nocase(name, SLICE("lang"))) {
        *f = FIELD_LANGUAGE;
        return FIELD_KNOWN;
    }
    for (int i = 0; i < FIELD_COUNT; i++)
        if (slice_eq_nocase(name, slice_of(rows[i].name))) {
            *f = (enum field)i;
            return FIELD_KNOWN;
        }
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        if (slice_eq_nocase(name, slice_of(later[i])))
            return FIELD_LATER;
    return FIELD_UNKNOWN;
}

const char *field_name(enum field f)
{
    return rows[f].name;
}

const char *field_list(void)
{
    return "author:, platform:, language:, country:, kind:, source:, site:";
}

double field_cost(enum field f)
{
    return rows[f].cost;
}

/* Edits between two short names; more than 15 letters are no misspelling of ours. */
static size_t edits(struct slice a, struct slice b)
{
    size_t row[17];
    if (a.n > 15 || b.n > 15)
        return 16;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = diagonal + ((a.p[i - 1] | 0x20) != b.p[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.n];
}

const char *field_nearest(struct slice name)
{
    const char *found = NULL;
    size_t best = 3;
    for (int i = 0; i < FIELD_COUNT; i++) {
        size_t d = edits(name, slice_of(rows[i].name));
        if (d < best && d < name.n) {
            best = d;
            found = rows[i].name;
        }
    }
    return found;
}

static bool all_of(struct slice s, size_t least, size_t most, const char *extra)
{
    if (s.n < least || s.n > most)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] && strchr(extra, s.p[i]))))
            return false;
    return true;
}

static bool is_ascii(struct slice s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return any < 0x80;
}

/* Case folded, at the end of `out`. */
static struct slice fold_value(struct fold *f, struct slice s, struct buf *out)
{
    size_t from = out->n;
    if (!is_ascii(s)) {
        fold_append(f, s, out, NULL);
        return (struct slice){ out->p + from, out->n - from };
    }
    buf_reserve(out, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        out->p[out->n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return (struct slice){ out->p + from, s.n };
}

static struct slice without(struct slice s, struct slice prefix)
{
    return slice_starts(s, prefix) ? (struct slice){ s.p + prefix.n, s.n - prefix.n } : s;
}

static bool is_kind(struct slice s)
{
    enum mention_kind k;
    return mention_kind_of(s, &k);
}

/* NULL, or what is wrong with it. */
static const char *value_fault(enum field f, struct slice v)
{
    static const char digits[] = "0123456789_-";
    if (v.n == 0)
        return "has no value";
    switch (f) {
    case FIELD_PLATFORM:
        return all_of(v, 1, 32, digits) ? NULL : "takes a platform's slug: letters, digits, _ and -";
    case FIELD_LANGUAGE:
        return all_of(v, 2, 3, "") ? NULL : "takes an ISO 639 code of two or three letters such as es";
    case FIELD_COUNTRY:
        return all_of(v, 2, 2, "") ? NULL : "takes an ISO 3166 code of two letters such as AR";
    case FIELD_KIND:
        return is_kind(v) ? NULL : "takes post, reply, repost, quote, comment, review, article or dm";
    case FIELD_SITE:
        return memchr(v.p, '/', v.n) || !memchr(v.p, '.', v.n) ? "takes a host such as example.com, without scheme and path" : NULL;
    default:
        return NULL;
    }
}

bool field_value(enum field f, struct slice raw, struct fold *fold, struct arena *a, struct slice *value, const char **why)
{
    struct buf b = { 0 };
    struct slice v = fold_value(fold, slice_trim(raw), &b);
    if (f == FIELD_AUTHOR)
        v = without(v, SLICE("@"));
    if (f == FIELD_SITE)
        v = without(v, SLICE("www."));
    *why = v.n && memchr(v.p, '*', v.n) ? "is compared whole: wildcards in field values are not supported yet" : value_fault(f, v);
    *value = arena_dup(a, v);
    buf_fini(&b);
    return !*why;
}

/* The host of an address, without user, port and www. */
static struct slice host_of(struct slice url)
{
    const char *scheme = url.n > 3 ? memmem(url.p, url.n, "://", 3) : NULL;
    struct slice h = scheme ? (struct slice){ scheme + 3, url.n - (size_t)(scheme + 3 - url.p) } : url;
    for (size_t i = 0; i < h.n; i++)
        if (strchr("/?#", h.p[i])) {
            h.n = i;
            break;
        }
    const char *user = h.n ? memrchr(h.p, '@', h.n) : NULL;
    if (user)
        h = (struct slice){ user + 1, h.n - (size_t)(user + 1 - h.p) };
    const char *port = h.n ? memrchr(h.p, ':', h.n) : NULL;
    if (port)
        h.n = (size_t)(port - h.p);
    return h;
}

/* The host and every domain that it lies in, for subdomains are included: a.b.com, b.com, com. */
static void each_site(struct slice host, field_fn *each, void *self)
{
    host = without(host, SLICE("www."));
    while (host.n) {
        each(self, FIELD_SITE, host);
        const char *dot = memchr(host.p, '.', host.n);
        if (!dot)
            return;
        host = (struct slice){ dot + 1, host.n - (size_t)(dot + 1 - host.p) };
    }
}

/* The value, and the part before `sep`: language:es holds for es-MX, source:mastodon for mastodon:public@host. */
static void each_with_head(enum field f, struct slice v, char sep, field_fn *each, void *self)
{
    const char *cut = v.n ? memchr(v.p, sep, v.n) : NULL;
    if (v.n)
        each(self, f, v);
    if (cut)
        each(self, f, (struct slice){ v.p, (size_t)(cut - v.p) });
}

static void each_author(const struct mention *m, struct fold *fold, struct buf *scratch, field_fn *each, void *self)
{
    struct slice handle = without(fold_value(fold, m->author_handle, scratch), SLICE("@"));
    if (handle.n)
        each(self, FIELD_AUTHOR, handle);
    buf_reset(scratch);
    struct slice name = fold_value(fold, m->author_name, scratch);
    if (name.n)
        each(self, FIELD_AUTHOR, name);
}

static void each_value(const struct mention *m, enum field f, struct fold *fold, struct buf *scratch, field_fn *each, void *self)
{
    buf_reset(scratch);
    switch (f) {
    case FIELD_AUTHOR:
        each_author(m, fold, scratch, each, self);
        break;
    case FIELD_LANGUAGE:
        each_with_head(f, fold_value(fold, m->lang, scratch), '-', each, self);
        break;
    case FIELD_SOURCE:
        each_with_head(f, fold_value(fold, m->source, scratch), ':', each, self);
        break;
    case FIELD_SITE:
        each_site(fold_value(fold, host_of(m->url), scratch), each, self);
        break;
    case FIELD_KIND:
        each(self, f, slice_of(mention_kind_name(m->kind)));
        break;
    case FIELD_PLATFORM: case FIELD_COUNTRY: case FIELD_COUNT: {
        struct slice v = fold_value(fold, f == FIELD_PLATFORM ? m->platform : m->country, scratch);
        if (v.n)
            each(self, f, v);
    }
    }
}

void field_each(const struct mention *m, unsigned mask, struct fold *fold, struct buf *scratch, field_fn *each, void *self)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (mask & 1u << f)
            each_value(m, (enum field)f, fold, scratch, each, self);
}

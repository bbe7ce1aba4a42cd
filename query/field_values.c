/* What a mention has for the fields of queries. */
#include "query/fields.h"

static struct slice without(struct slice s, struct slice prefix)
{
    return slice_starts(s, prefix) ? (struct slice){ s.p + prefix.n, s.n - prefix.n } : s;
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
    struct slice handle = without(field_fold(fold, m->author_handle, scratch), SLICE("@"));
    if (handle.n)
        each(self, FIELD_AUTHOR, handle);
    buf_reset(scratch);
    struct slice name = field_fold(fold, m->author_name, scratch);
    if (name.n)
        each(self, FIELD_AUTHOR, name);
}

static void each_engaged(const struct mention *m, struct fold *fold, struct buf *scratch, field_fn *each, void *self)
{
    struct slice v = without(field_fold(fold, m->in_reply_to_author, scratch), SLICE("@"));
    if (v.n)
        each(self, FIELD_ENGAGING_WITH, v);
}

static bool engages(enum mention_kind k)
{
    return k == KIND_REPLY || k == KIND_REPOST || k == KIND_QUOTE || k == KIND_COMMENT;
}

static void each_value(const struct mention *m, enum field f, struct fold *fold, struct buf *scratch, field_fn *each, void *self)
{
    buf_reset(scratch);
    switch (f) {
    case FIELD_AUTHOR:
        each_author(m, fold, scratch, each, self);
        break;
    case FIELD_LANGUAGE:
        each_with_head(f, field_fold(fold, m->lang, scratch), '-', each, self);
        break;
    case FIELD_SOURCE:
        each_with_head(f, field_fold(fold, m->source, scratch), ':', each, self);
        break;
    case FIELD_SITE:
        each_site(field_fold(fold, host_of(m->url), scratch), each, self);
        break;
    case FIELD_KIND:
        each(self, f, slice_of(mention_kind_name(m->kind)));
        break;
    case FIELD_URL:
        each(self, f, field_address(field_fold(fold, m->url, scratch)));
        break;
    case FIELD_VERIFIED:
        if (m->verified >= 0)
            each(self, f, m->verified ? SLICE("true") : SLICE("false"));
        break;
    case FIELD_ENGAGEMENT:
        if (engages(m->kind))
            each(self, f, slice_of(mention_kind_name(m->kind)));
        break;
    case FIELD_ENGAGING_WITH:
        each_engaged(m, fold, scratch, each, self);
        break;
    case FIELD_PLATFORM: case FIELD_COUNTRY: {
        struct slice v = field_fold(fold, f == FIELD_PLATFORM ? m->platform : m->country, scratch);
        if (v.n)
            each(self, f, v);
        break;
    }
    default:   /* numbers are compared where they stand, links are tokens */
        break;
    }
}

void field_each(const struct mention *m, unsigned mask, struct fold *fold, struct buf *scratch, field_fn *each, void *self)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (mask & 1u << f)
            each_value(m, (enum field)f, fold, scratch, each, self);
}

int64_t field_number(const struct mention *m, enum field f)
{
    switch (f) {
    case FIELD_FOLLOWERS: return m->followers;
    case FIELD_LIKES: return m->likes;
    case FIELD_SHARES: return m->shares;
    case FIELD_REPLIES: return m->replies;
    case FIELD_VIEWS: return m->views;
    case FIELD_RATING: return m->rating;
    default: return MENTION_NONE;
    }
}

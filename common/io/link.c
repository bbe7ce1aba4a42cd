#include "io/link.h"

#include "io/hmac.h"
#include "io/http.h"

#define SECRET_MIN 16

#define AT(m) offsetof(struct links, m)
const struct conf_key links_keys[] = {
    { "url", CONF_STR, AT(url), "", "the dashboard as people reach it from their mail, such as https://pulso.example.com; without it notifications hold no link" },
    { "secret", CONF_SECRET, AT(secret), "", "key of the links' signatures, at least 16 characters, the same for route and dashboard: file:/path or env:NAME" },
    { "valid", CONF_MS, AT(valid_ms), "24h", "how long a link may be used; 1m to 30d" },
    { 0 }
};
#undef AT

bool links_read(struct conf *c, struct links *out, struct err *e)
{
    struct err why = { 0 };
    if (!conf_section(c, "links", links_keys, out, e))
        return false;
    if (out->valid_ms < 60 * 1000 || out->valid_ms > 30LL * 24 * 3600 * 1000)
        return conf_fail_at(c, "links.valid", e, "a link is valid for 1m to 30d");
    if (!out->url)
        return true;
    if (!http_url_ok(out->url, &why))
        return conf_fail_at(c, "links.url", e, "%s", why.msg);
    if (strpbrk(out->url, "?#") || out->url[strlen(out->url) - 1] == '/')
        return conf_fail_at(c, "links.url", e, "the address alone is wanted, without a / at its end, a ? or a #");
    if (!out->secret || strlen(out->secret) < SECRET_MIN)
        return conf_fail_at(c, "links.secret", e, "links need a secret of at least %d characters; make one by: openssl rand -hex 32", SECRET_MIN);
    return true;
}

bool link_name_ok(struct slice name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    for (size_t i = 0; i < name.n; i++)
        if (!name.p[i] || !strchr(allowed, name.p[i]))
            return false;
    return name.n >= 1 && name.n <= 64;
}

static void sign(const struct links *l, struct slice incident, struct slice person, int64_t expires_s, char out[HMAC_URL])
{
    char text[INT_TEXT];
    unsigned char mac[HMAC_BYTES];
    const struct slice pieces[] = { SLICE("pulso-link-1|"), incident, SLICE("|"), person, SLICE("|"), { text, int_text(expires_s, text) } };
    hmac_sha256(slice_of(l->secret), pieces, sizeof pieces / sizeof pieces[0], mac);
    hmac_url(mac, out);
}

void link_make(const struct links *l, struct slice incident, struct slice person, int64_t now_ms, struct buf *out)
{
    char signature[HMAC_URL];
    int64_t expires_s = (now_ms + l->valid_ms) / 1000;
    if (!l->url)
        return;
    buf_printf(out, "%s/i/" SLICE_FMT, l->url, SLICE_ARG(incident));
    if (!link_name_ok(incident) || !link_name_ok(person))
        return;
    sign(l, incident, person, expires_s, signature);
    buf_printf(out, "?p=" SLICE_FMT "&x=%lld&s=%s", SLICE_ARG(person), (long long)expires_s, signature);
}

enum link_answer link_check(const struct links *l, struct slice incident, struct slice person, struct slice expires, struct slice signature,
                            int64_t now_ms)
{
    char want[HMAC_URL];
    int64_t expires_s = 0;
    bool shape = l->secret && link_name_ok(incident) && link_name_ok(person) && slice_int(expires, &expires_s);
    if (!shape)
        return LINK_FORGED;
    sign(l, incident, person, expires_s, want);
    if (!hmac_same((struct slice){ want, HMAC_URL - 1 }, signature))
        return LINK_FORGED;
    return now_ms / 1000 < expires_s ? LINK_GOOD : LINK_EXPIRED;
}

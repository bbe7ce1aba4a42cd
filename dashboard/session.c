#include "dashboard/session.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>

#include "io/hmac.h"

static void hex(const unsigned char *p, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[p[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[p[i] & 15];
    }
    out[2 * n] = 0;
}

bool session_key_make(struct session_key *k, const char *secret, struct err *e)
{
    if (secret)
        return EVP_Digest(secret, strlen(secret), k->v, NULL, EVP_sha256(), NULL) == 1;
    return RAND_bytes(k->v, sizeof k->v) == 1 || err_set(e, ERR_BUG, "no random bytes to sign sessions with");
}

/* The person's token is part of it: whoever gets a new one is signed out everywhere. */
static void sign(const struct session_key *k, const char *what, const struct person *p, int64_t until_s, const char *nonce, char out[65])
{
    unsigned char secret[EVP_MAX_MD_SIZE], mac[HMAC_BYTES];
    char until[INT_TEXT + 1];
    int n = snprintf(until, sizeof until, "%lld", (long long)until_s);
    EVP_Digest(p->secret, strlen(p->secret), secret, NULL, EVP_sha256(), NULL);
    const struct slice pieces[] = { slice_of(what), SLICE("|"), slice_of(p->name), SLICE("|"), { until, (size_t)n }, SLICE("|"), slice_of(nonce), SLICE("|"),
                                    { (const char *)secret, 32 } };
    hmac_sha256((struct slice){ (const char *)k->v, sizeof k->v }, pieces, sizeof pieces / sizeof pieces[0], mac);
    hmac_hex(mac, out);
}

bool session_make(const struct session_key *k, const struct person *p, int64_t now_ms, int64_t for_ms, struct session *out, struct buf *value, struct err *e)
{
    unsigned char random[16];
    char mac[65];
    if (RAND_bytes(random, sizeof random) != 1)
        return err_set(e, ERR_BUG, "no random bytes for a session");
    *out = (struct session){ .person = p, .until_ms = (now_ms + for_ms) / 1000 * 1000 };
    hex(random, sizeof random, out->nonce);
    sign(k, "session", p, out->until_ms / 1000, out->nonce, mac);
    buf_printf(value, "%s~%lld~%s~%s", p->name, (long long)(out->until_ms / 1000), out->nonce, mac);
    return true;
}

bool session_read(const struct session_key *k, const struct people *all, struct slice value, int64_t now_ms, struct session *out)
{
    struct slice name, until, nonce, mac;
    char ours[65];
    int64_t until_s;
    *out = (struct session){ 0 };
    if (!slice_next(&value, '~', &name) || !slice_next(&value, '~', &until) || !slice_next(&value, '~', &nonce) || !slice_next(&value, '~', &mac)
        || value.n || nonce.n != 32 || !slice_int(until, &until_s) || until_s <= now_ms / 1000 || until_s > INT64_MAX / 1000)
        return false;
    const struct person *p = people_named(all, name);
    if (!p)
        return false;
    memcpy(out->nonce, nonce.p, 32);
    out->until_ms = until_s * 1000;
    sign(k, "session", p, until_s, out->nonce, ours);
    if (!hmac_same(mac, slice_of(ours)))
        return false;
    out->person = p;
    return true;
}

void session_csrf(const struct session_key *k, const struct session *s, char out[SESSION_CSRF])
{
    sign(k, "csrf", s->person, s->until_ms / 1000, s->nonce, out);
}

bool session_csrf_is(const struct session_key *k, const struct session *s, struct slice given)
{
    char ours[SESSION_CSRF];
    session_csrf(k, s, ours);
    return hmac_same(given, slice_of(ours));
}

/*
 * session: how a browser shows who it is without holding the token itself: a
 * cookie that we signed. It names the person, when it ends, and a random part that
 * the CSRF token is made of; it is void when the person's token changes. Nothing
 * is stored, so any dashboard with the same secret takes it. Any thread.
 *
 *   pulso_session = <name>~<ends, s since 1970>~<32 hex digits>~<64 hex digits of HMAC-SHA-256>
 */
#ifndef PULSO_DASHBOARD_SESSION_H
#define PULSO_DASHBOARD_SESSION_H

#include "base/buf.h"
#include "dashboard/person.h"

#define SESSION_COOKIE "pulso_session"
#define SESSION_CSRF 65

struct session_key { unsigned char v[32]; };

struct session {
    const struct person *person;
    int64_t until_ms;
    char nonce[33];
};

/* From the secret of the configuration; NULL: a random one, for this process alone. */
bool session_key_make(struct session_key *k, const char *secret, struct err *e);
/* Appends the cookie's value. */
bool session_make(const struct session_key *k, const struct person *p, int64_t now_ms, int64_t for_ms, struct session *out, struct buf *value, struct err *e);
/* false: forged, over, or of nobody that we know (any more). */
bool session_read(const struct session_key *k, const struct people *all, struct slice value, int64_t now_ms, struct session *out);
/* What a page must send as X-CSRF-Token with every POST. */
void session_csrf(const struct session_key *k, const struct session *s, char out[SESSION_CSRF]);
bool session_csrf_is(const struct session_key *k, const struct session *s, struct slice given);   /* constant time */

#endif

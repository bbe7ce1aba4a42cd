/* Who asks, whether they may, and how often. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/hash.h"
#include "dashboard/server_own.h"
#include "io/signed.h"

/* Of an IPv6 client the first 64 bits: the rest is theirs to choose. */
static uint64_t address_of(const struct request *r)
{
    const union MHD_ConnectionInfo *i = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *a = i ? i->client_addr : NULL;
    if (a && a->sa_family == AF_INET)
        return hash64((struct slice){ (const char *)&((const struct sockaddr_in *)(const void *)a)->sin_addr, 4 });
    if (a && a->sa_family == AF_INET6)
        return hash64((struct slice){ (const char *)&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr, 8 });
    return 0;
}

static bool limit(struct server *s, struct request *r, uint64_t key, int64_t a_minute)
{
    if (limits_take(&s->limits, key, a_minute, clock_mono_us(), &r->retry_s))
        return true;
    stat_add(s->stats.limited, 1);
    return request_refuse(r, REFUSE_TOO_MANY, "too many requests; the next one in %d s", r->retry_s);
}

/* Whom the signature claims to be of; what it is of comes with the body. */
static const struct person *claimed(const struct people *all, const struct request *r)
{
    const struct person *p = people_named(all, server_header(r, "X-Pulso-Token"));
    bool could_be = signed_could_be(server_header(r, "X-Pulso-Timestamp"), server_header(r, "X-Pulso-Signature"), clock_now_ms() / 1000);
    return p && p->tool && could_be ? p : NULL;
}

bool server_proven(struct request *r)
{
    if (!r->claimed || signed_is(slice_of(r->person->secret), server_header(r, "X-Pulso-Timestamp"), server_header(r, "X-Pulso-Signature"), buf_slice(&r->body),
                                 clock_now_ms() / 1000))
        return true;
    return request_refuse(r, REFUSE_UNAUTHORIZED, "the signature is not that of %s for this timestamp and body", r->person->name);
}

static void find_person(struct server *s, struct request *r)
{
    const struct people *all = atomic_load(&s->api->people);
    if (server_header(r, "X-Pulso-Signature").n) {
        r->claimed = r->endpoint->tools && (r->person = claimed(all, r)) != NULL;
        return;
    }
    struct slice bearer = server_header(r, "Authorization"), cookie = cookie_get(server_header(r, "Cookie"), SESSION_COOKIE);
    if (bearer.n > 7 && slice_eq_nocase((struct slice){ bearer.p, 7 }, SLICE("Bearer ")))
        r->person = people_bearer(all, slice_trim((struct slice){ bearer.p + 7, bearer.n - 7 }));
    else if (!bearer.n && cookie.n && session_read(&s->api->key, all, cookie, clock_now_ms(), &r->session))
        r->person = r->session.person;
}

/* A page of somebody else's may make a browser post, with our cookie: not with the header that only our pages know. */
static bool refuse_forged(struct server *s, struct request *r)
{
    struct slice origin = server_header(r, "Origin"), host = server_header(r, "Host");
    if (origin.n && (!slice_ends(origin, host) || host.n == 0 || !slice_ends((struct slice){ origin.p, origin.n - host.n }, SLICE("://"))))
        return request_refuse(r, REFUSE_FORBIDDEN, "posted from another site");
    if (r->session.person && !r->endpoint->open && !session_csrf_is(&s->api->key, &r->session, server_header(r, "X-CSRF-Token")))
        return request_refuse(r, REFUSE_FORBIDDEN, "X-CSRF-Token is missing or wrong; /v1/me has the one of this session");
    return true;
}

bool server_who(struct server *s, struct request *r)
{
    static const char *const roles[] = { "viewer", "analyst", "committee" };
    r->address = address_of(r);
    find_person(s, r);
    if (r->endpoint->open && r->post && !limit(s, r, r->address ^ 1, LOGINS_A_MINUTE))
        return false;
    /* Who only claims to be somebody uses up nothing of theirs elsewhere. */
    if (r->person && !limit(s, r, hash64_seed(slice_of(r->person->name), r->claimed ? r->address | 1 : 0), s->api->options->requests))
        return false;
    if (!r->person && !limit(s, r, r->address ^ 2, STRANGERS_A_MINUTE))
        return false;
    if (r->post && !refuse_forged(s, r))
        return false;
    if (!r->person && server_header(r, "X-Pulso-Signature").n)
        return request_refuse(r, REFUSE_UNAUTHORIZED, r->endpoint->tools ? "X-Pulso-Token names no tool, X-Pulso-Timestamp is more than 300 s from now, or X-Pulso-Signature is not sha256= and 64 hex digits"
                                                                         : "signed requests are for /v1/actions");
    if (!r->person && !r->endpoint->open)
        return request_refuse(r, REFUSE_UNAUTHORIZED, "nobody known: send Authorization: Bearer, or sign in at /login");
    if (r->person && r->person->role < r->endpoint->least)
        return request_refuse(r, REFUSE_FORBIDDEN, "the role %s may not do this; %s may", r->person->role_name, roles[r->endpoint->least]);
    return true;
}

/* From a filled-in request to libmicrohttpd's response. */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "app/stats.h"
#include "base/when.h"
#include "dashboard/server_own.h"

#define FOLD_FROM 512        /* bytes; less is not worth it */

static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'none'; "
                             "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

struct slice server_header(const struct request *r, const char *name)
{
    return slice_of(MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name));
}

static bool takes_gzip(const struct request *r)
{
    struct slice all = server_header(r, "Accept-Encoding"), one, name;
    while (slice_next(&all, ',', &one))
        if (slice_next(&one, ';', &name) && slice_eq_nocase(slice_trim(name), SLICE("gzip")))
            return !slice_starts(slice_trim(one), SLICE("q=0")) || slice_starts(slice_trim(one), SLICE("q=0."));
    return false;
}

static bool known_already(const struct request *r)
{
    struct slice all = server_header(r, "If-None-Match"), one;
    while (r->etag[0] && slice_next(&all, ',', &one)) {
        one = slice_trim(one);
        if (slice_starts(one, SLICE("W/")))
            one = (struct slice){ one.p + 2, one.n - 2 };
        if (slice_is(one, r->etag))
            return true;
    }
    return false;
}

/* How old it is changes with every giving out; the columns for it were left free. */
static void write_age(struct request *r)
{
    char text[24];
    if (!r->age_at || r->age_at + 10 > r->answer.n)
        return;
    snprintf(text, sizeof text, "%10lld", (long long)(r->age_ms < 9999999999 ? r->age_ms : 9999999999));
    memcpy(r->answer.p + r->age_at, text, 10);
}

static bool fold(struct request *r)
{
    z_stream z = { 0 };
    if (r->answer.n < FOLD_FROM || deflateInit2(&z, 3, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    struct buf out = { 0 };
    buf_reserve(&out, deflateBound(&z, r->answer.n));
    z.next_in = (unsigned char *)r->answer.p;
    z.avail_in = (unsigned)r->answer.n;
    z.next_out = (unsigned char *)out.p;
    z.avail_out = (unsigned)out.cap;
    bool ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
    out.n = z.total_out;
    deflateEnd(&z);
    if (ok) {
        buf_fini(&r->answer);
        r->answer = out;
    } else {
        buf_fini(&out);
    }
    return ok;
}

static bool unfold_asset(struct request *r, size_t most)
{
    z_stream z = { 0 };
    if (inflateInit2(&z, 31) != Z_OK)
        return false;
    buf_reset(&r->answer);
    buf_reserve(&r->answer, most + 1);
    z.next_in = (unsigned char *)(uintptr_t)r->asset;
    z.avail_in = (unsigned)r->asset_bytes;
    z.next_out = (unsigned char *)r->answer.p;
    z.avail_out = (unsigned)most + 1;
    bool ok = inflate(&z, Z_FINISH) == Z_STREAM_END;
    r->answer.n = z.total_out;
    inflateEnd(&z);
    return ok;
}

static void security_headers(struct MHD_Response *out)
{
    MHD_add_response_header(out, "Content-Security-Policy", policy);
    MHD_add_response_header(out, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(out, "Referrer-Policy", "same-origin");
    MHD_add_response_header(out, "X-Frame-Options", "DENY");
    MHD_add_response_header(out, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(out, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(out, "Permissions-Policy", "geolocation=(), camera=(), microphone=()");
}

static void headers(struct server *s, struct request *r, struct MHD_Response *out)
{
    char number[24];
    MHD_add_response_header(out, "X-Request-Id", r->id);
    security_headers(out);
    if (s->api->options->https)
        MHD_add_response_header(out, "Strict-Transport-Security", "max-age=31536000");
    if (r->etag[0])
        MHD_add_response_header(out, "ETag", r->etag);
    MHD_add_response_header(out, "Cache-Control", r->asset_immutable ? "public, max-age=31536000, immutable" : r->etag[0] ? "private, no-cache" : "no-store");
    MHD_add_response_header(out, "Vary", "Accept-Encoding, Authorization, Cookie");
    if (r->age_ms >= 1000) {
        snprintf(number, sizeof number, "%lld", (long long)r->age_ms / 1000);
        MHD_add_response_header(out, "Age", number);
    }
    int64_t stale_ms = r->status < 400 ? api_stale_ms(s->api, r) : 0;
    if (stale_ms) {
        char at[WHEN_TEXT];
        when_print(stale_ms, at);
        MHD_add_response_header(out, "Pulso-Stale", at);      /* beside a 304, too: what the asker holds is as old */
    }
    if (r->retry_s) {
        snprintf(number, sizeof number, "%d", r->retry_s);
        MHD_add_response_header(out, "Retry-After", number);
    }
    if (r->status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(out, "WWW-Authenticate", "Bearer");
    if (r->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(out, "Allow", r->endpoint && r->endpoint->post ? "POST" : "GET, HEAD");
    if (r->cookie.n)
        MHD_add_response_header(out, "Set-Cookie", buf_z(&r->cookie));
    if (r->location)
        MHD_add_response_header(out, "Location", r->location);
    if (r->disposition)
        MHD_add_response_header(out, "Content-Disposition", r->disposition);
}

static struct MHD_Response *body(struct request *r, bool *folded)
{
    *folded = takes_gzip(r);
    if (r->asset && *folded)
        return MHD_create_response_from_buffer(r->asset_bytes, (void *)(uintptr_t)r->asset, MHD_RESPMEM_PERSISTENT);
    if (r->asset) {
        if (!unfold_asset(r, 16u << 20))
            return NULL;
    } else {
        write_age(r);
        *folded = *folded && fold(r);
    }
    return MHD_create_response_from_buffer(r->answer.n, r->answer.p, MHD_RESPMEM_MUST_COPY);
}

enum MHD_Result server_reply(struct server *s, struct request *r)
{
    bool folded = false;
    struct MHD_Response *out;
    if (r->stream) {
        out = r->stream;
        r->stream = NULL;
    } else if (r->status == MHD_HTTP_OK && known_already(r)) {
        r->status = MHD_HTTP_NOT_MODIFIED;
        out = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    } else {
        out = body(r, &folded);
        if (out && (r->answer.n || r->asset))
            MHD_add_response_header(out, "Content-Type", r->type ? r->type : "application/json");
    }
    if (!out)
        return MHD_NO;
    if (folded)
        MHD_add_response_header(out, "Content-Encoding", "gzip");
    headers(s, r, out);
    stat_add(s->stats.requests[r->status / 100 < 6 ? r->status / 100 : 5], 1);
    enum MHD_Result sent = MHD_queue_response(r->connection, r->status, out);
    MHD_destroy_response(out);
    return sent;
}

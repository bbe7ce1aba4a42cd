/* The server's thread: who sends, what, and whether there is room; then the queue. */
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "ingest/intake_own.h"

/* Refusals in words, all of one shape. Always true: the request has its answer. */
static bool refuse(struct request *r, unsigned status, const char *why)
{
    r->status = status;
    r->answered = true;
    buf_reset(&r->answer);
    buf_addz(&r->answer, "{\"error\":");
    buf_json(&r->answer, slice_of(why));
    buf_char(&r->answer, '}');
    return true;
}

static enum MHD_Result reply(struct request *r)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(r->answer.n, r->answer.p, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "application/json");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (r->status == MHD_HTTP_TOO_MANY_REQUESTS)
        MHD_add_response_header(response, "Retry-After", "1");
    if (r->status == MHD_HTTP_SERVICE_UNAVAILABLE)
        MHD_add_response_header(response, "Retry-After", "5");
    if (r->status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    if (r->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, "Allow", "POST");
    enum MHD_Result sent = MHD_queue_response(r->connection, r->status, response);
    MHD_destroy_response(response);
    return sent;
}

static struct slice header(const struct request *r, const char *name)
{
    return slice_of(MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name));
}

/* Takes n more bytes into what all requests hold together. */
static bool hold(struct intake *in, struct request *r, size_t n)
{
    pthread_mutex_lock(&in->lock);
    bool room = in->held + (int64_t)n <= in->o->held_max;
    if (room) {
        in->held += (int64_t)n;
        r->held += n;
    }
    pthread_mutex_unlock(&in->lock);
    return room;
}

static bool refuse_stalled(struct request *r)
{
    return refuse(r, MHD_HTTP_SERVICE_UNAVAILABLE, "Kafka does not acknowledge at present; nothing was taken, try again");
}

static bool busy(struct intake *in, struct request *r)
{
    pthread_mutex_lock(&in->lock);
    bool stalled = in->stalled, full = in->waiting >= INTAKE_QUEUE;
    pthread_mutex_unlock(&in->lock);
    if (stalled)
        return refuse_stalled(r);
    return full && refuse(r, MHD_HTTP_TOO_MANY_REQUESTS, "too many requests wait already; nothing was taken, try again");
}

static const struct tokens *tokens(struct intake *in)
{
    pthread_mutex_lock(&in->lock);
    const struct tokens *t = in->tokens;
    pthread_mutex_unlock(&in->lock);
    return t;
}

static bool refuse_signature(struct request *r)
{
    return refuse(r, MHD_HTTP_UNAUTHORIZED, "the signature is not valid, or its timestamp is more than 300 s from now");
}

/* true: refused. A bearer is known by the head. A signature needs the body, but who
 * cannot have made one is refused before anything of the body is taken. */
static bool refuse_stranger(struct intake *in, struct request *r)
{
    struct slice bearer = header(r, "Authorization");
    r->signed_body = header(r, "X-Pulso-Signature").n > 0;
    if (r->signed_body)
        return !tokens_claimed(tokens(in), header(r, "X-Pulso-Token"), header(r, "X-Pulso-Timestamp"), header(r, "X-Pulso-Signature"),
                               clock_now_ms() / 1000) && refuse_signature(r);
    if (bearer.n > 7 && slice_eq_nocase((struct slice){ bearer.p, 7 }, SLICE("Bearer ")))
        r->token = tokens_bearer(tokens(in), slice_trim((struct slice){ bearer.p + 7, bearer.n - 7 }));
    return !r->token && refuse(r, MHD_HTTP_UNAUTHORIZED,
                               "no valid token: send Authorization: Bearer, or X-Pulso-Token, X-Pulso-Timestamp and X-Pulso-Signature");
}

static bool refuse_head(struct intake *in, struct request *r, const char *url, const char *method)
{
    struct slice coding = header(r, "Content-Encoding"), length = header(r, "Content-Length"), type = header(r, "Content-Type");
    const char *partial = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "partial");
    int64_t bytes = 0;
    r->gzip = slice_eq_nocase(coding, SLICE("gzip"));
    r->lines = slice_starts(type, SLICE("application/x-ndjson")) || slice_starts(type, SLICE("application/jsonl"));
    r->partial = partial && strcmp(partial, "1") == 0;
    if (strcmp(url, "/v1/mentions") != 0)
        return refuse(r, MHD_HTTP_NOT_FOUND, "nothing here; mentions are posted to /v1/mentions");
    if (strcmp(method, "POST") != 0)
        return refuse(r, MHD_HTTP_METHOD_NOT_ALLOWED, "mentions are posted");
    if (refuse_stranger(in, r))
        return true;
    if (coding.n && !r->gzip && !slice_eq_nocase(coding, SLICE("identity")))
        return refuse(r, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "the only Content-Encoding is gzip");
    if (length.n && slice_int(length, &bytes) && bytes > in->o->body_max)
        return refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large");
    return busy(in, r);
}

/* A body has to be in after body_ms. What has not come by then ends the connection:
 * its timeout is what is left of that, and bytes that come too late end it as well. */
static bool in_time(struct request *r)
{
    int64_t left_ms = r->due_ms - clock_mono_us() / 1000;
    MHD_set_connection_option(r->connection, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)(left_ms > 0 ? left_ms / 1000 + 1 : 1));
    return left_ms > 0;
}

/* The rest of a body that is too large is passed over, so that the sender reads why; not without end. */
static enum MHD_Result receive(struct intake *in, struct request *r, const char *p, size_t n)
{
    size_t most = (size_t)in->o->body_max;
    if (!r->answered && r->bytes.n + n > most)
        refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large");
    if (!r->answered && !hold(in, r, n))
        refuse(r, MHD_HTTP_TOO_MANY_REQUESTS, "too much is waiting already; nothing was taken, try again");
    if (!r->answered) {
        buf_add(&r->bytes, (struct slice){ p, n });
        return MHD_YES;
    }
    buf_fini(&r->bytes);
    r->passed += n;
    return r->passed > 2 * most ? MHD_NO : MHD_YES;
}

static bool refuse_forged(struct intake *in, struct request *r)
{
    if (!r->signed_body)
        return false;
    r->token = tokens_signed(tokens(in), header(r, "X-Pulso-Token"), header(r, "X-Pulso-Timestamp"), header(r, "X-Pulso-Signature"),
                             buf_slice(&r->bytes), clock_now_ms() / 1000);
    return !r->token && refuse_signature(r);
}

static bool refuse_gzip(struct intake *in, struct request *r)
{
    struct buf out = { 0 };
    struct err e = { 0 };
    bool too_large = false;
    if (!r->gzip)
        return false;
    bool ok = body_unfold(buf_slice(&r->bytes), (size_t)in->o->unfolded_max, &out, &too_large, &e);
    bool room = ok && hold(in, r, out.n);
    buf_fini(&r->bytes);
    r->bytes = out;
    if (too_large)
        return refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, "the body unfolds to too much");
    if (!ok)
        return refuse(r, MHD_HTTP_BAD_REQUEST, e.msg);
    return !room && refuse(r, MHD_HTTP_TOO_MANY_REQUESTS, "too much is waiting already; nothing was taken, try again");
}

static void wake(const struct intake *in)
{
    uint64_t one = 1;
    if (in->o->wake_fd >= 0 && write(in->o->wake_fd, &one, sizeof one) < 0)
        log_debug("event=wake source=%s text=\"it is awake already\"", in->o->name);
}

/* The connection sleeps from here on, until intake_answer. Suspended before the
 * main thread can see it, which might answer at once. */
static void enqueue(struct intake *in, struct request *r)
{
    MHD_suspend_connection(r->connection);
    pthread_mutex_lock(&in->lock);
    bool open = !in->stalled;        /* closing looks at the queue for the last time after it said so */
    if (open) {
        r->next = NULL;
        *in->last = r;
        in->last = &r->next;
        in->waiting++;
    }
    pthread_mutex_unlock(&in->lock);
    if (open) {
        wake(in);
        return;
    }
    refuse_stalled(r);
    MHD_resume_connection(r->connection);
}

enum MHD_Result intake_request(void *self, struct MHD_Connection *c, const char *url, const char *method,
                               const char *version, const char *upload, size_t *upload_n, void **context)
{
    struct intake *in = self;
    struct request *r = *context;
    (void)version;
    if (!r) {
        r = *context = calloc(1, sizeof *r);
        if (!r)
            return MHD_NO;
        r->connection = c;
        r->due_ms = clock_mono_us() / 1000 + in->o->body_ms;
        return refuse_head(in, r, url, method) ? reply(r) : in_time(r) ? MHD_YES : MHD_NO;
    }
    if (*upload_n) {
        size_t n = *upload_n;
        *upload_n = 0;
        return in_time(r) ? receive(in, r, upload, n) : MHD_NO;
    }
    MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, INTAKE_IDLE_S);   /* the next request is another one's time */
    if (!r->answered && !refuse_forged(in, r) && !refuse_gzip(in, r) && !busy(in, r)) {
        enqueue(in, r);
        return MHD_YES;
    }
    return reply(r);
}

void intake_completed(void *self, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
    struct intake *in = self;
    struct request *r = *context;
    (void)c, (void)why;
    if (!r)
        return;
    pthread_mutex_lock(&in->lock);
    in->held -= (int64_t)r->held;
    pthread_mutex_unlock(&in->lock);
    for (size_t i = 0; i < r->fault_count; i++)
        free(r->faults[i].reason);
    free(r->faults);
    buf_fini(&r->bytes);
    buf_fini(&r->answer);
    free(r);
    *context = NULL;
}

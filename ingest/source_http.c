/* http: mentions that others post to /v1/mentions; answered with 202 only when Kafka has acknowledged them. */
#include <microhttpd.h>
#include <stdlib.h>

#include "app/listen.h"
#include "base/clock.h"
#include "base/log.h"
#include "ingest/intake.h"
#include "ingest/normal.h"
#include "ingest/source.h"

#define STALLED_MS 10000
#define ERRORS_SHOWN 100     /* of a partial request; all are counted */

struct http {
    struct source base;
    const char *listen;
    int64_t body_max, unfolded_max, held_max, body_time, connections_per_address;
    const struct conf_node *token_list;
    struct tokens *tokens;
    struct intake_options options;
    struct intake *intake;
    struct normal *normal;
    struct arena scratch;        /* of one item while it is checked */
    struct request *now;         /* its items are being given out */
    struct request *waiting;     /* given out whole, for ack to answer */
};

static const struct conf_key keys[] = {
    { "listen", CONF_STR, offsetof(struct http, listen), "127.0.0.1:8480", "host:port; port 0: any free one, which the log names. TLS is a proxy's work" },
    { "tokens", CONF_NODE, offsetof(struct http, token_list), NULL, "who may hand in what: a list of { name, secret, platforms, sources, deletions }" },
    { "body_max", CONF_BYTES, offsetof(struct http, body_max), "8M", "of one request as it is sent; more is answered with 413" },
    { "unfolded_max", CONF_BYTES, offsetof(struct http, unfolded_max), "16M", "of one gzip request, unfolded" },
    { "held_max", CONF_BYTES, offsetof(struct http, held_max), "32M", "of all requests at a time; more are answered with 429" },
    { "body_time", CONF_MS, offsetof(struct http, body_time), "30s", "for one request to come in whole; then its connection is closed" },
    { "connections_per_address", CONF_INT, offsetof(struct http, connections_per_address), "64", "at a time, of 256 in all; 0: no limit. A reverse proxy is one address" },
    { 0 }
};

static bool http_check(void *self, struct err *e)
{
    struct http *h = self;
    char host[256], port[8];
    if (!listen_shape(h->listen, host, port))
        return conf_fail(conf_get(h->base.node, "listen"), e, "\"%s\" is not host:port", h->listen);
    if (!h->token_list)
        return conf_fail(h->base.node, e, "tokens is missing: nobody could hand anything in");
    if (h->held_max < h->body_max + h->unfolded_max)
        return conf_fail(h->base.node, e, "held_max must be at least body_max and unfolded_max together");
    if (h->body_time < 1000)
        return conf_fail(conf_get(h->base.node, "body_time"), e, "body_time must be at least 1s");
    if (h->connections_per_address < 0 || h->connections_per_address > INTAKE_CONNECTIONS)
        return conf_fail(conf_get(h->base.node, "connections_per_address"), e, "connections_per_address is 0 to %u", INTAKE_CONNECTIONS);
    h->tokens = tokens_read(h->token_list, NULL, e);
    return h->tokens != NULL;
}

static bool http_open(void *self, struct err *e)
{
    struct http *h = self;
    h->options = (struct intake_options){ .name = h->base.name, .listen = h->listen, .body_max = h->body_max, .unfolded_max = h->unfolded_max,
                                          .held_max = h->held_max, .body_ms = h->body_time,
                                          .connections_per_address = h->connections_per_address, .wake_fd = h->base.wake_fd };
    h->normal = normal_new();
    h->intake = intake_open(&h->options, h->tokens, e);
    return h->intake != NULL;
}

/* A token is given out or taken back without anybody losing a connection. */
static void http_reload(void *self, const struct conf_node *node)
{
    struct http *h = self;
    struct err ignored = { 0 };      /* the file was checked whole before */
    const struct conf_node *list = conf_get(node, "tokens");
    struct tokens *fresh = list ? tokens_read(list, h->tokens, &ignored) : NULL;
    if (!fresh)
        return;
    h->tokens = fresh;
    intake_tokens(h->intake, fresh);
    log_info("event=reload source=%s tokens=%zu", h->base.name, fresh->n);
}

/* ---- answers ---- */

static bool is_name(struct slice s)
{
    size_t i = 0;
    while (i < s.n && ((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_'))
        i++;
    return s.n && i == s.n;
}

/* Reasons begin with the member as in "author: followers: negative". */
static void add_member(struct buf *out, struct slice reason)
{
    bool first = true;
    for (const char *colon; (colon = memchr(reason.p, ':', reason.n)); first = false) {
        struct slice part = { reason.p, (size_t)(colon - reason.p) };
        if (!is_name(part) || part.n + 2 > reason.n)
            break;
        buf_addz(out, first ? ",\"member\":\"" : ".");
        buf_add(out, part);
        reason = (struct slice){ colon + 2, reason.n - part.n - 2 };
    }
    if (!first)
        buf_char(out, '"');
    buf_addz(out, ",\"reason\":");
    buf_json(out, reason);
}

static void add_fault(struct buf *out, const struct fault *f)
{
    buf_printf(out, "\"item\":%zu,\"line\":%zu", f->item, f->line);
    add_member(out, slice_of(f->reason));
}

static void answer_refused(struct http *h, struct request *r)
{
    const struct fault *f = &r->faults[0];
    buf_addz(&r->answer, "{\"error\":\"nothing of it was taken; ?partial=1 takes what is good\",");
    add_fault(&r->answer, f);
    buf_char(&r->answer, '}');
    intake_answer(h->intake, r, f->forbidden ? MHD_HTTP_FORBIDDEN : MHD_HTTP_BAD_REQUEST);
}

static void answer_taken(struct http *h, struct request *r)
{
    buf_printf(&r->answer, "{\"accepted\":%zu,\"rejected\":%zu", r->accepted, r->fault_count);
    for (size_t i = 0; i < r->fault_count && i < ERRORS_SHOWN; i++) {
        buf_addz(&r->answer, i ? ",{" : ",\"errors\":[{");
        add_fault(&r->answer, &r->faults[i]);
        buf_char(&r->answer, '}');
    }
    buf_addz(&r->answer, r->fault_count ? "]}" : "}");
    intake_answer(h->intake, r, MHD_HTTP_ACCEPTED);
}

static void answer_stalled(struct http *h, struct request *r)
{
    buf_addz(&r->answer, "{\"error\":\"Kafka or Redis keep us waiting; send it again, what was taken is not counted twice\"}");
    intake_answer(h->intake, r, MHD_HTTP_SERVICE_UNAVAILABLE);
}

/* ---- checking a request whole, before anything of it is taken ---- */

static void note_fault(struct request *r, const char *reason, bool forbidden)
{
    if (r->fault_count == r->fault_cap) {
        r->fault_cap = r->fault_cap ? 2 * r->fault_cap : 8;
        r->faults = realloc(r->faults, r->fault_cap * sizeof *r->faults);
        if (!r->faults)
            abort();
    }
    r->faults[r->fault_count++] = (struct fault){ .item = r->body.item, .line = r->body.line, .reason = strdup(reason), .forbidden = forbidden };
}

static bool check_item(struct http *h, struct request *r, struct slice item)
{
    struct err e = { 0 };
    struct mention m;
    arena_reset(&h->scratch);
    bool readable = normal_read(h->normal, &h->scratch, item, clock_now_ms(), &m, &e);
    if (readable && token_allows(r->token, &m, h->base.label, &e))
        return true;
    note_fault(r, e.msg, readable);
    return false;
}

/* true: its good items may be given out. */
static bool check_request(struct http *h, struct request *r)
{
    struct err e = { 0 };
    struct slice item;
    body_open(&r->body, buf_slice(&r->bytes), r->lines);
    while (body_next(&r->body, &item, &e)) {
        if (!check_item(h, r, item) && !r->partial)
            break;
    }
    if (e.kind != ERR_NONE || r->body.item == 0) {
        /* Where the array breaks off nothing can be told apart any more, so nothing is taken. */
        r->body.item++;
        while (r->fault_count)
            free(r->faults[--r->fault_count].reason);
        note_fault(r, e.kind != ERR_NONE ? e.msg : "the body holds no mention", false);
        r->partial = false;
    }
    body_open(&r->body, buf_slice(&r->bytes), r->lines);
    return !r->fault_count || r->partial;
}

/* ---- giving out ---- */

/* What the token may not say is only listed: from pulso.dlq somebody might replay it. */
static void give_item(struct http *h, struct batch *b, struct request *r, struct slice bytes)
{
    const struct fault *f = r->fault_at < r->fault_count && r->faults[r->fault_at].item == r->body.item ? &r->faults[r->fault_at++] : NULL;
    if (f && f->forbidden)
        return;
    struct item *i = batch_add(b, &h->base, arena_dup(&b->arena, bytes));
    i->source = token_source(r->token, h->base.label);
    if (f)
        i->reason = arena_strz(&b->arena, slice_of(f->reason));
    else
        r->accepted++;
}

static bool next_request(struct http *h)
{
    while (!h->now && (h->now = intake_take(h->intake)))
        if (!check_request(h, h->now)) {
            answer_refused(h, h->now);
            h->now = NULL;
        }
    return h->now;
}

static bool http_poll(void *self, struct batch *b, struct err *e)
{
    struct http *h = self;
    struct slice item;
    (void)e;
    while (!batch_full(b) && next_request(h)) {
        struct err ignored = { 0 };      /* checked before */
        while (!batch_full(b) && body_next(&h->now->body, &item, &ignored))
            give_item(h, b, h->now, item);
        if (!h->now->body.over)
            break;
        h->now->next = h->waiting;
        h->waiting = h->now;
        h->now = NULL;
    }
    return true;
}

static struct request *pop(struct request **list)
{
    struct request *r = *list;
    if (r)
        *list = r->next;
    return r;
}

static bool http_ack(void *self, struct err *e)
{
    struct http *h = self;
    (void)e;
    for (struct request *r; (r = pop(&h->waiting));)
        answer_taken(h, r);
    intake_stall(h->intake, false);
    return true;
}

static void refuse_all(struct http *h)
{
    for (struct request *r; (r = pop(&h->waiting));)
        answer_stalled(h, r);
    if (h->now)
        answer_stalled(h, h->now);
    h->now = NULL;
}

static void http_stalled(void *self, int64_t ms)
{
    struct http *h = self;
    if (ms < STALLED_MS)
        return;
    intake_stall(h->intake, true);
    refuse_all(h);
    for (struct request *r; (r = intake_take(h->intake));)
        answer_stalled(h, r);
}

static void http_close(void *self)
{
    struct http *h = self;
    if (h->intake)
        refuse_all(h);
    intake_close(h->intake);
    normal_free(h->normal);
    tokens_free(h->tokens);
    arena_fini(&h->scratch);
}

const struct source_ops source_http = {
    .name = "http", .help = "mentions posted to /v1/mentions", .size = sizeof(struct http), .keys = keys,
    .check = http_check, .open = http_open, .poll = http_poll, .ack = http_ack, .stalled = http_stalled, .reload = http_reload, .close = http_close,
};

#include "io/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/buf.h"
#include "base/log.h"

#define SCRIPT(n) extern const char _binary_common_io_##n##_lua_start[], _binary_common_io_##n##_lua_end[];
SCRIPT(claim) SCRIPT(read) SCRIPT(commit) SCRIPT(gap) SCRIPT(skip) SCRIPT(keep)
#undef SCRIPT

#define TEXT(n) { _binary_common_io_##n##_lua_start, _binary_common_io_##n##_lua_end }
static const struct { const char *start, *end; } scripts[STORE_SCRIPTS] = {
    [STORE_CLAIM] = TEXT(claim), [STORE_READ] = TEXT(read), [STORE_COMMIT] = TEXT(commit), [STORE_GAP] = TEXT(gap), [STORE_SKIP] = TEXT(skip), [STORE_KEEP] = TEXT(keep),
};
#undef TEXT

/* A command is written as Redis reads it: "*<arguments>\r\n", then "$<bytes>\r\n...\r\n" for each. How many there are
 * is known at the end: room is left for that line, and filled from the right. */
#define HEAD 24
#define SHA_AT (HEAD + sizeof "$7\r\nEVALSHA\r\n$40\r\n" - 1)
struct store {
    const struct app_common *conf;
    const char *name;
    redisContext *ctx;
    char sha[STORE_SCRIPTS][41];
    bool loaded;                 /* the scripts are known to the server: asked for with the first of them */
    struct buf bytes;
    size_t argc;
    int script;                  /* of the command at hand; -1: none */
};

struct store *store_open(const struct app_common *c, const char *client_name)
{
    struct store *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->conf = c;
    s->name = client_name;
    return s;
}

void store_drop(struct store *s)
{
    if (s->ctx)
        redisFree(s->ctx);
    s->ctx = NULL;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    store_drop(s);
    buf_fini(&s->bytes);
    free(s);
}

bool store_up(const struct store *s)
{
    return s->ctx != NULL;
}

/* The code is the first word; of an error that a script raised, the first one behind its place. */
static bool has_code(const char *text, const char *code)
{
    const char *p = strstr(text, "user_script:");
    if (strncmp(text, "ERR user_script:", 16) == 0 && (p = strstr(p, ": ")))
        text = p + 2;
    return strncmp(text, code, strlen(code)) == 0;
}

/* What passes by itself is worth waiting for; the rest needs a person. */
static bool refused(struct store *s, const char *text, struct err *e)
{
    static const char *const wait[] = { "LOADING", "OOM", "MISCONF", "READONLY", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "MASTERDOWN", "NOREPLICAS", "NOSCRIPT",
                                        "ERR max number of clients" };
    static const char *const person[] = { "NOAUTH", "NOPERM", "WRONGPASS", "MOVED" };
    for (size_t i = 0; i < sizeof wait / sizeof wait[0]; i++)
        if (has_code(text, wait[i])) {
            if (has_code(text, "NOSCRIPT") || has_code(text, "READONLY"))
                store_drop(s);   /* a new connection loads the scripts again, perhaps elsewhere */
            return err_set(e, ERR_RETRY, "Redis %s: %s", s->conf->redis.address, text);
        }
    for (size_t i = 0; i < sizeof person / sizeof person[0]; i++)
        if (has_code(text, person[i]))
            return err_set(e, ERR_CONFIG, "Redis %s refuses: %s; see redis.user and its ACL (pulso doctor)", s->conf->redis.address, text);
    return err_set(e, ERR_BUG, "Redis %s: %s", s->conf->redis.address, text);
}

static bool lost(struct store *s, struct err *e)
{
    err_set(e, ERR_RETRY, "Redis %s: %s", s->conf->redis.address, s->ctx && s->ctx->errstr[0] ? s->ctx->errstr : "connection lost");
    store_drop(s);
    return false;
}

static bool say(struct store *s, redisReply *r, struct err *e)
{
    bool ok = r && r->type != REDIS_REPLY_ERROR;
    if (!r)
        lost(s, e);
    else if (!ok)
        refused(s, r->str, e);
    freeReplyObject(r);
    return ok;
}

static bool load_scripts(struct store *s, struct err *e)
{
    for (int i = 0; i < STORE_SCRIPTS; i++) {
        redisReply *r = redisCommand(s->ctx, "SCRIPT LOAD %b", scripts[i].start, (size_t)(scripts[i].end - scripts[i].start));
        if (r && r->type == REDIS_REPLY_STRING && r->len == 40)
            memcpy(s->sha[i], r->str, 41);
        if (!say(s, r, e))
            return false;
    }
    s->loaded = true;
    return true;
}

static redisContext *dial(const char *address, struct timeval t)
{
    char host[256];
    if (strncmp(address, "unix:", 5) == 0)
        return redisConnectUnixWithTimeout(address + 5, t);
    const char *colon = strrchr(address, ':');
    int n = colon ? (int)(colon - address) : (int)strlen(address);
    snprintf(host, sizeof host, "%.*s", n, address);
    return redisConnectWithTimeout(host, colon ? atoi(colon + 1) : 6379, t);
}

static bool connected(struct store *s, struct err *e)
{
    if (s->ctx && !s->ctx->err)
        return true;
    store_drop(s);
    s->loaded = false;
    int64_t ms = s->conf->redis.timeout_ms;
    struct timeval t = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
    s->ctx = dial(s->conf->redis.address, t);
    if (!s->ctx || s->ctx->err)
        return lost(s, e);
    redisSetTimeout(s->ctx, t);
    if (s->ctx->connection_type == REDIS_CONN_TCP)
        redisEnableKeepAlive(s->ctx);    /* of a unix socket that is an error */
    const char *user = s->conf->redis.user, *password = s->conf->redis.password;
    if (password && *password) {
        redisReply *r = user && *user ? redisCommand(s->ctx, "AUTH %s %s", user, password) : redisCommand(s->ctx, "AUTH %s", password);
        if (!say(s, r, e)) {
            store_drop(s);
            return false;
        }
    }
    freeReplyObject(redisCommand(s->ctx, "CLIENT SETNAME %s", s->name));
    return !s->ctx->err || lost(s, e);
}

static void end_line(struct buf *b)
{
    b->p[b->n++] = '\r';
    b->p[b->n++] = '\n';
}

void store_arg(struct store *s, struct slice v)
{
    struct buf *b = &s->bytes;
    buf_reserve(b, v.n + INT_TEXT + 5);
    b->p[b->n++] = '$';
    b->n += int_text((int64_t)v.n, b->p + b->n);
    end_line(b);
    if (v.n)
        memcpy(b->p + b->n, v.p, v.n);
    b->n += v.n;
    end_line(b);
    s->argc++;
}

void store_arg_int(struct store *s, int64_t v)
{
    char tmp[INT_TEXT];
    store_arg(s, (struct slice){ tmp, int_text(v, tmp) });
}

size_t store_hold(struct store *s, struct slice v)
{
    store_arg(s, v);
    return s->bytes.n - v.n - 2;
}

void store_fill(struct store *s, size_t mark, struct slice v)
{
    memcpy(s->bytes.p + mark, v.p, v.n);
}

static void begin(struct store *s, int script, struct slice name)
{
    buf_reset(&s->bytes);
    buf_reserve(&s->bytes, HEAD);
    s->bytes.n = HEAD;
    s->argc = 0;
    s->script = script;
    store_arg(s, name);
}

void store_command(struct store *s, const char *name)
{
    begin(s, -1, slice_of(name));
}

void store_begin(struct store *s, enum store_script script, struct slice tag)
{
    static const char later[41] = "the hash of the script, once it is known";
    begin(s, (int)script, SLICE("EVALSHA"));
    store_arg(s, (struct slice){ later, 40 });
    store_arg(s, SLICE("1"));
    store_arg(s, tag);
}

/* The line in front; answers where the command begins. */
static size_t put_head(struct store *s)
{
    char line[HEAD] = "*";
    size_t n = 1 + int_text((int64_t)s->argc, line + 1);
    line[n++] = '\r';
    line[n++] = '\n';
    memcpy(s->bytes.p + HEAD - n, line, n);
    return HEAD - n;
}

bool store_send(struct store *s, struct err *e)
{
    if (!connected(s, e))
        return false;
    if (s->script >= 0 && !s->loaded && !load_scripts(s, e)) {
        store_drop(s);
        return false;
    }
    if (s->script >= 0)
        memcpy(s->bytes.p + SHA_AT, s->sha[s->script], 40);
    size_t from = put_head(s);
    return redisAppendFormattedCommand(s->ctx, s->bytes.p + from, s->bytes.n - from) == REDIS_OK || lost(s, e);
}

redisReply *store_reply(struct store *s, struct err *e)
{
    void *r = NULL;
    if (!s->ctx) {
        err_set(e, ERR_RETRY, "Redis %s: connection lost", s->conf->redis.address);
        return NULL;
    }
    if (redisGetReply(s->ctx, &r) != REDIS_OK || !r) {
        lost(s, e);
        return NULL;
    }
    redisReply *reply = r;
    if (reply->type != REDIS_REPLY_ERROR)
        return reply;
    refused(s, reply->str, e);
    freeReplyObject(reply);
    return NULL;
}

redisReply *store_ask(struct store *s, struct err *e)
{
    return store_send(s, e) ? store_reply(s, e) : NULL;
}

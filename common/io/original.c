#include "io/original.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/when.h"
#include "io/follow.h"
#include "model/topics.h"

enum { ABOUT = 4 };

static void about_of(const struct original *o, struct slice about[ABOUT])
{
    about[0] = SLICE("pulso.originals 1");
    about[1] = o->mention;
    about[2] = o->conversation;
    about[3] = o->brand;
}

/* ---- writing ---- */

static void member(struct buf *out, const char *before, struct slice value)
{
    buf_addz(out, before);
    buf_json(out, value);
}

static void add_base64(struct buf *out, struct slice bytes)
{
    buf_reserve(out, (bytes.n + 2) / 3 * 4 + 1);
    out->n += (size_t)EVP_EncodeBlock((unsigned char *)out->p + out->n, (const unsigned char *)bytes.p, (int)bytes.n);
}

bool original_print(const struct keyring *k, const struct original *o, struct buf *out, struct err *e)
{
    struct buf plain = { 0 }, sealed = { 0 };
    struct slice about[ABOUT];
    char at[WHEN_TEXT];
    about_of(o, about);
    member(&plain, "{\"text\":", o->text);
    member(&plain, ",\"title\":", o->title);
    buf_char(&plain, '}');
    bool ok = keyring_seal(k, about, ABOUT, buf_slice(&plain), &sealed, e);
    if (ok) {
        member(out, "{\"v\":1,\"mention\":", o->mention);
        member(out, ",\"conversation\":", o->conversation);
        member(out, ",\"brand\":", o->brand);
        member(out, ",\"at\":", (struct slice){ at, when_print(o->at_ms, at) });
        member(out, ",\"key\":", slice_of(keyring_first(k)));
        buf_addz(out, ",\"sealed\":\"");
        add_base64(out, buf_slice(&sealed));
        buf_addz(out, "\"}");
    }
    explicit_bzero(plain.p, plain.n);
    buf_fini(&plain);
    buf_fini(&sealed);
    return ok;
}

/* ---- reading ---- */

static bool parse(struct json *j, struct arena *a, struct slice text, struct json_value *root, struct err *e)
{
    char *padded = arena_alloc(a, text.n + JSON_PADDING);
    if (text.n)
        memcpy(padded, text.p, text.n);
    memset(padded + text.n, 0, JSON_PADDING);
    return json_parse(j, padded, text.n, root, e)
        && (root->type == JSON_OBJECT || err_set(e, ERR_DROP, "%s where an object belongs", json_type_name(root->type)));
}

/* EVP_DecodeBlock counts the padding as bytes. */
static bool take_base64(struct arena *a, struct slice text, struct slice *out)
{
    size_t pad = 0;
    while (pad < 2 && pad < text.n && text.p[text.n - 1 - pad] == '=')
        pad++;
    if (text.n == 0 || text.n % 4 || text.n > 1 << 24)
        return false;
    unsigned char *bytes = arena_alloc(a, text.n / 4 * 3 + 1);
    int n = EVP_DecodeBlock(bytes, (const unsigned char *)text.p, (int)text.n);
    if (n < (int)pad)
        return false;
    *out = (struct slice){ (const char *)bytes, (size_t)n - pad };
    return true;
}

bool original_parse(struct json *j, struct arena *a, struct slice record, struct original *o, struct err *e)
{
    struct json_value root, v;
    struct slice name, at = { 0 }, sealed = { 0 };
    int64_t version = 0;
    const struct { const char *name; struct slice *out; } texts[] = { { "mention", &o->mention }, { "conversation", &o->conversation }, { "brand", &o->brand },
                                                                     { "key", &o->key }, { "at", &at }, { "sealed", &sealed } };
    *o = (struct original){ 0 };
    if (!parse(j, a, record, &root, e))
        return err_at(e, "original");
    while (json_member(j, &root, &name, &v)) {
        for (size_t i = 0; v.type == JSON_STRING && i < sizeof texts / sizeof texts[0]; i++)
            if (slice_is(name, texts[i].name))
                *texts[i].out = arena_dup(a, v.text);
        if (slice_is(name, "v") && v.type == JSON_INT)
            version = v.whole;
    }
    if (version != 1)
        return err_set(e, ERR_DROP, "original: not of version 1; is route newer than this program?");
    if (!o->mention.n || !o->conversation.n || !o->key.n || memchr(o->mention.p, 0, o->mention.n) || memchr(o->conversation.p, 0, o->conversation.n)
        || (o->brand.n && memchr(o->brand.p, 0, o->brand.n)))
        return err_set(e, ERR_DROP, "original: without mention, conversation or key");
    if (!when_parse(at, WHEN_RFC3339, NULL, &o->at_ms) || !take_base64(a, sealed, &o->sealed))
        return err_set(e, ERR_DROP, "original: at or sealed cannot be read");
    return true;
}

bool original_open(const struct keyring *k, struct json *j, struct arena *a, struct original *o, struct err *e)
{
    struct buf plain = { 0 };
    struct slice about[ABOUT], name;
    struct json_value root, v;
    about_of(o, about);
    bool ok = keyring_unseal(k, o->key, about, ABOUT, o->sealed, &plain, e) && parse(j, a, buf_slice(&plain), &root, e);
    while (ok && json_member(j, &root, &name, &v)) {
        if (slice_is(name, "text") && v.type == JSON_STRING)
            o->text = arena_dup(a, v.text);
        else if (slice_is(name, "title") && v.type == JSON_STRING)
            o->title = arena_dup(a, v.text);
    }
    if (plain.p)
        explicit_bzero(plain.p, plain.n);
    buf_fini(&plain);
    return ok || err_at(e, SLICE_FMT, SLICE_ARG(o->mention));
}

/* ---- those of a conversation ---- */

static void forget(struct original_set *all, struct slice mention)
{
    for (size_t i = 0; i < all->n; i++)
        if (slice_eq(all->v[i].mention, mention)) {
            all->v[i] = all->v[--all->n];
            return;
        }
}

/* The last record of a mention stands. One of another conversation is told by its bytes, without being read: written is ours as JSON. */
static bool take(struct original_set *all, const rd_kafka_message_t *m, struct slice conversation, struct slice written, struct json *j, struct arena *a, struct err *e)
{
    struct original o;
    struct slice mention = { m->key, m->key_len };
    forget(all, mention);
    if (!m->payload || !memmem(m->payload, m->len, written.p, written.n))
        return true;
    if (!original_parse(j, a, (struct slice){ m->payload, m->len }, &o, e))
        return false;
    if (!slice_eq(o.conversation, conversation) || !slice_eq(o.mention, mention))
        return true;
    if (all->n == all->cap) {
        all->cap = all->cap ? 2 * all->cap : 16;
        all->v = realloc(all->v, all->cap * sizeof *all->v);
        if (!all->v)
            abort();
    }
    all->v[all->n++] = o;
    return true;
}

static int by_time(const void *x, const void *y)
{
    const struct original *a = x, *b = y;
    return a->at_ms != b->at_ms ? (a->at_ms < b->at_ms ? -1 : 1) : slice_cmp(a->mention, b->mention);
}

bool original_set_read(const struct app_common *c, const char *client_id, struct slice conversation, int wait_ms, struct json *j, struct arena *a,
                    struct original_set *out, struct err *e)
{
    int64_t until = clock_mono_us() + wait_ms * INT64_C(1000);
    struct follow *f = follow_open(c, client_id, bus_topic(c, TOPIC_ORIGINALS), NULL, wait_ms < FOLLOW_WAIT_MS ? wait_ms : FOLLOW_WAIT_MS, e);
    struct buf written = { 0 };
    buf_json(&written, conversation);
    *out = (struct original_set){ 0 };
    while (f && e->kind == ERR_NONE && !follow_at_end(f)) {
        rd_kafka_message_t *m = follow_next(f, 50, e);
        if (m)
            take(out, m, conversation, buf_slice(&written), j, a, e);
        if (m)
            rd_kafka_message_destroy(m);
        if (clock_mono_us() > until && e->kind == ERR_NONE)
            err_set(e, ERR_RETRY, "Kafka: the originals were not read within %d ms", wait_ms);
    }
    follow_close(f);
    buf_fini(&written);
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_time);
    return e->kind == ERR_NONE;
}

void original_set_fini(struct original_set *o)
{
    free(o->v);
    *o = (struct original_set){ 0 };
}

void original_set_open(const struct keyring *k, struct json *j, struct arena *a, struct original_set *o, struct err *closed)
{
    size_t kept = 0;
    if (o->n > ORIGINALS_LOOK)
        memmove(o->v, o->v + o->n - ORIGINALS_LOOK, ORIGINALS_LOOK * sizeof *o->v);
    o->n = o->n > ORIGINALS_LOOK ? ORIGINALS_LOOK : o->n;
    for (size_t i = 0; i < o->n; i++) {
        struct err why = { 0 };
        if (original_open(k, j, a, &o->v[i], &why))
            o->v[kept++] = o->v[i];
        else if (closed->kind == ERR_NONE)
            *closed = why;
    }
    o->n = kept;
}

void original_set_print_look(const struct original_set *o, struct slice reason, struct buf *out)
{
    member(out, "{\"reason\":", reason);
    for (size_t i = 0; i < o->n; i++)
        member(out, i ? "," : ",\"mentions\":[", o->v[i].mention);
    buf_addz(out, o->n ? "]}" : "}");
}

void original_set_print(const struct original_set *o, struct buf *out)
{
    char at[WHEN_TEXT];
    buf_char(out, '[');
    for (size_t i = 0; i < o->n; i++) {
        member(out, i ? ",{\"mention\":" : "{\"mention\":", o->v[i].mention);
        member(out, ",\"at\":", (struct slice){ at, when_print(o->v[i].at_ms, at) });
        member(out, ",\"text\":", o->v[i].text);
        member(out, ",\"title\":", o->v[i].title);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

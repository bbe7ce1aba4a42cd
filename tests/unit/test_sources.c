/* Sources: the contract that each of the table keeps, what the configuration may say, the bodies and tokens of HTTP,
 * and conversations without Redis. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "ingest/body.h"
#include "ingest/conversation.h"
#include "ingest/ingest.h"
#include "ingest/token.h"

#define N(t) (sizeof(t) / sizeof(t)[0])
#define MENTION "{\"platform\":\"x\",\"id\":\"%d\",\"created_at\":\"2026-11-20T10:00:00Z\",\"author\":{\"id\":\"7\"},\"text\":\"t\"}"

struct world {
    char dir[64];
    struct err e;
    struct batch b;
    struct buf text;
};

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    snprintf(w->dir, sizeof w->dir, "/tmp/pulso-sources.XXXXXX");
    if (!mkdtemp(w->dir))
        return -1;
    setenv("TEST_TOKEN", "0123456789abcdef", 1);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", w->dir);
    batch_fini(&w->b);
    buf_fini(&w->text);
    int r = system(command);
    free(w);
    return r;
}

static struct conf *conf_of(struct world *w, const char *yaml)
{
    struct conf *c = conf_parse("t.yaml", slice_of(yaml), &w->e);
    if (!c)
        fail_msg("%s", w->e.msg);
    return c;
}

static void write_file(struct world *w, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", w->dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* ---- the contract ---- */

/* A sound instance of every kind, with what it gives. A new kind needs its line: the test says so. */
static const struct { const char *type, *yaml; size_t items; bool ends; } samples[] = {
    { "file", "{ name: s, type: file, path: %s/lines }", 1203, true },
    { "csv", "{ name: s, type: csv, path: %s/rows, mapping: { fields: { platform: {value: x}, id: id, author.id: who, text: what, created_at: {value: \"2026-11-20T10:00:00Z\"} } } }", 2, true },
    { "http", "{ name: s, type: http, listen: \"127.0.0.1:0\", tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] } ] }", 0, false },
    { "memory", "{ name: s, type: memory, mentions: [a, b, c] }", 3, true },
    { "null", "{ name: s, type: \"null\" }", 0, true },
};

static struct source *sample(struct world *w, size_t i, struct conf **c)
{
    buf_reset(&w->text);
    buf_printf(&w->text, samples[i].yaml, w->dir);
    *c = conf_of(w, buf_z(&w->text));
    struct source *s = source_new(conf_root(*c), *c, &w->e);
    if (!s)
        fail_msg("%s: %s", samples[i].type, w->e.msg);
    s->state = w->dir;
    return s;
}

static void make_files(struct world *w)
{
    struct buf b = { 0 };
    for (int i = 0; i < 1203; i++) {
        buf_printf(&b, MENTION, i);
        buf_char(&b, '\n');
    }
    write_file(w, "lines", buf_z(&b));
    write_file(w, "rows", "id,who,what\n1,2,\"a\nb\"\n\n2,2,c\n");
    buf_fini(&b);
}

static void every_source_of_the_table_has_a_sample_here(void **state)
{
    (void)state;
    for (size_t i = 0; source_kind(i); i++) {
        size_t k = 0;
        while (k < N(samples) && strcmp(samples[k].type, source_kind(i)->name) != 0)
            k++;
        if (k == N(samples))
            fail_msg("add a line to samples: %s", source_kind(i)->name);
        assert_non_null(source_kind(i)->keys);
        assert_non_null(source_kind(i)->poll);
        assert_ptr_equal(source_find(source_kind(i)->name), source_kind(i));
    }
    assert_null(source_find("carrier-pigeon"));
}

static void every_source_gives_what_it_has_in_full_batches_and_ends(void **state)
{
    struct world *w = *state;
    make_files(w);
    for (size_t i = 0; i < N(samples); i++) {
        struct conf *c;
        struct source *s = sample(w, i, &c);
        size_t got = 0, polls = 0;
        if (!source_open(s, &w->e))
            fail_msg("%s", w->e.msg);
        for (; polls < 10 && !(s->ops->done && s->ops->done(s)); polls++) {
            batch_reset(&w->b);
            assert_true(s->ops->poll(s, &w->b, &w->e));
            assert_true(w->b.n <= BATCH_ITEMS);
            for (size_t k = 0; k < w->b.n; k++) {
                assert_ptr_equal(w->b.v[k].from, s);
                assert_true(w->b.v[k].json.n > 0 && w->b.v[k].original.n > 0);
                assert_true(slice_eq(w->b.v[k].source, s->label));
            }
            got += w->b.n;
            assert_true(!s->ops->ack || s->ops->ack(s, &w->e));
        }
        assert_int_equal(got, samples[i].items);
        assert_int_equal(polls < 10, samples[i].ends);
        source_free(s);
        conf_free(c);
    }
}

static void every_source_can_be_closed_without_having_been_opened(void **state)
{
    struct world *w = *state;
    for (size_t i = 0; i < N(samples); i++) {
        struct conf *c;
        source_free(sample(w, i, &c));
        conf_free(c);
    }
    source_free(NULL);
}

static void every_source_that_cannot_open_says_so_and_can_be_closed(void **state)
{
    static const struct { const char *yaml, *why; } row[] = {
        { "{ name: s, type: file, path: /nowhere/lines }", "source s: /nowhere/lines: No such file" },
        { "{ name: s, type: file, path: /tmp }", "is a folder" },
        { "{ name: s, type: csv, path: /nowhere/rows, mapping: { fields: { platform: {value: x}, id: a } } }", "No such file" },
        { "{ name: s, type: http, listen: \"192.0.2.1:1\", tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] } ] }", "listen 192.0.2.1:1" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct conf *c = conf_of(w, row[i].yaml);
        struct source *s = source_new(conf_root(c), c, &w->e);
        assert_non_null(s);
        s->state = w->dir;
        assert_false(source_open(s, &w->e));
        if (w->e.kind != ERR_CONFIG || !strstr(w->e.msg, row[i].why))
            fail_msg("said \"%s\", should hold \"%s\"", w->e.msg, row[i].why);
        source_free(s);
        conf_free(c);
    }
}

/* One run of a file source to its end: how many items it gave. */
static size_t items_of_a_run(struct world *w, const char *last)
{
    struct conf *c;
    struct source *s = sample(w, 0, &c);
    batch_reset(&w->b);
    assert_true(source_open(s, &w->e));
    assert_true(s->ops->poll(s, &w->b, &w->e) && s->ops->poll(s, &w->b, &w->e));
    assert_true(s->ops->done(s) && s->ops->ack(s, &w->e));
    size_t n = w->b.n;
    if (n)
        assert_true(slice_is(w->b.v[n - 1].original, last));
    source_free(s);
    conf_free(c);
    return n;
}

static void a_last_line_that_is_still_being_written_waits_for_the_next_start(void **state)
{
    struct world *w = *state;
    write_file(w, "lines", "{\"a\":1}\n{\"b\":[2,{}");
    assert_int_equal(items_of_a_run(w, "{\"a\":1}"), 1);
    assert_int_equal(items_of_a_run(w, ""), 0);           /* still the same */
    write_file(w, "lines", "{\"a\":1}\n{\"b\":[2,{}]}");
    assert_int_equal(items_of_a_run(w, "{\"b\":[2,{}]}"), 1);   /* whole, although without an end */
    write_file(w, "lines", "{\"a\":1}\n{\"b\":[2,{}]}\n{\"c\"\n");
    assert_int_equal(items_of_a_run(w, "{\"c\""), 1);       /* ended: what it is now it stays */
    assert_int_equal(items_of_a_run(w, ""), 0);
}

static void a_row_that_does_not_fit_goes_with_its_reason_and_the_others_stay(void **state)
{
    struct world *w = *state;
    struct conf *c;
    write_file(w, "rows", "\xef\xbb\xbfid,who,what\n1,2,a\n1,2\n2,2,b\n");
    struct source *s = sample(w, 1, &c);
    assert_true(source_open(s, &w->e) && s->ops->poll(s, &w->b, &w->e));
    assert_int_equal(w->b.n, 3);
    assert_null(w->b.v[0].reason);
    assert_string_equal(w->b.v[1].reason, "2 columns where the header has 3");
    assert_true(slice_is(w->b.v[1].original, "1,2"));
    assert_true(slice_is(w->b.v[2].json, "{\"v\":1,\"platform\":\"x\",\"id\":\"2\",\"created_at\":\"2026-11-20T10:00:00.000Z\",\"author\":{\"id\":\"2\"},\"text\":\"b\"}"));
    source_free(s);
    conf_free(c);
}

static void a_column_that_the_header_lacks_is_a_mistake_of_the_configuration(void **state)
{
    struct world *w = *state;
    struct conf *c;
    write_file(w, "rows", "id,who,text\n1,2,a\n");
    struct source *s = sample(w, 1, &c);
    assert_true(source_open(s, &w->e));
    assert_false(s->ops->poll(s, &w->b, &w->e));
    assert_int_equal(w->e.kind, ERR_CONFIG);
    assert_non_null(strstr(w->e.msg, "has no column \"what\""));
    source_free(s);
    conf_free(c);
}

/* ---- the configuration ---- */

static void what_the_configuration_may_not_say_is_refused_with_its_place(void **state)
{
    static const struct { const char *yaml, *why; } row[] = {
        { "ingest: { sources: { a: b } }", "t.yaml:1:" },
        { "ingest: { sources: [ { name: a } ] }", "type" },
        { "ingest: { sources: [ { name: a, type: pigeon } ] }", "known are file, csv" },
        { "ingest: { sources: [ { type: \"null\" } ] }", "name" },
        { "ingest: { sources: [ { name: ../a, type: \"null\" } ] }", "cannot be a name" },
        { "ingest: { sources: [ { name: a, type: \"null\" }, { name: a, type: \"null\" } ] }", "two sources are called \"a\"" },
        { "ingest: { sources: [ { name: a, type: file, path: \"-\", follow: true } ] }", "standard input" },
        { "ingest: { sources: [ { name: a, type: file, pth: x } ] }", "path" },
        { "ingest: { sources: [ { name: a, type: csv, path: x } ] }", "mapping is missing" },
        { "ingest: { sources: [ { name: a, type: csv, path: x, delimiter: ab, mapping: { fields: { platform: {value: x}, id: a } } } ] }", "delimiter" },
        { "ingest: { sources: [ { name: a, type: csv, path: x, columns: [b], mapping: { fields: { platform: {value: x}, id: a } } } ] }", "no column \"a\"" },
        { "ingest: { sources: [ { name: a, type: csv, path: x, mapping: /nowhere.yaml } ] }", "/nowhere.yaml" },
        { "ingest: { sources: [ { name: a, type: http } ] }", "tokens is missing" },
        { "ingest: { sources: [ { name: a, type: http, listen: here, tokens: [] } ] }", "host:port" },
        { "ingest: { sources: [ { name: a, type: http, tokens: [] } ] }", "tokens is a list" },
        { "ingest: { sources: [ { name: a, type: http, tokens: [ { name: t, secret: \"env:TEST_TOKEN\" } ] } ] }", "platforms is missing" },
        { "ingest: { sources: [ { name: a, type: http, held_max: 1M, tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] } ] } ] }", "held_max" },
        { "ingest: { sources: [ { name: a, type: http, body_time: 10ms, tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] } ] } ] }", "at least 1s" },
        { "ingest: { sources: [ { name: a, type: http, connections_per_address: 300, tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] } ] } ] }", "0 to 256" },
        { "ingest: { sources: [ { name: a, type: http, tokens: [ { name: t, secret: \"env:TEST_SHORT\", platforms: [x] } ] } ] }", "fewer than 16" },
        { "ingest: { sources: [ { name: a, type: http, tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] }, { name: u, secret: \"env:TEST_TOKEN\", platforms: [x] } ] } ] }", "same secret" },
    };
    struct world *w = *state;
    setenv("TEST_SHORT", "short", 1);
    for (size_t i = 0; i < N(row); i++) {
        struct conf *c = conf_of(w, row[i].yaml);
        err_clear(&w->e);
        assert_false(ingest_read(c, NULL, &w->e));
        if (w->e.kind != ERR_CONFIG || !strstr(w->e.msg, row[i].why))
            fail_msg("%s\nsaid \"%s\", should hold \"%s\"", row[i].yaml, w->e.msg, row[i].why);
        conf_free(c);
    }
    struct conf *none = conf_of(w, "prefix: a.");
    assert_true(ingest_read(none, NULL, &w->e));
    conf_free(none);
}

/* ---- bodies ---- */

static void a_body_is_cut_into_items_with_their_lines(void **state)
{
    static const struct { const char *in; bool lines; const char *want, *why; } row[] = {
        { "{\"a\":1}", false, "1@1 {\"a\":1};", NULL },
        { " \n{\"a\":1}\n", false, "1@2 {\"a\":1}\n;", NULL },
        { "{\"a\":1}\n\n{\"b\":2}\r\n", false, "1@1 {\"a\":1};2@3 {\"b\":2}\r;", NULL },
        { "{\n\"a\":\n1}\n", false, "1@1 {\n\"a\":\n1}\n;", NULL },
        { "{bad\n{\"b\":2}\n", true, "1@1 {bad;2@2 {\"b\":2};", NULL },
        { "[]", false, "", NULL },
        { "[{\"a\":\"]}\\\"\"},\n {\"b\":[1,{}]} ,3]\n", false, "1@1 {\"a\":\"]}\\\"\"};2@2 {\"b\":[1,{}]};3@2 3;", NULL },
        { "[{} {}]", false, "1@1 {};", "a comma is missing" },
        { "[{},]", false, "1@1 {};", "a value is missing" },
        { "[{},\n", false, "1@1 {};", "does not end" },
        { "[{}\n", false, "1@1 {};", "does not end" },
        { "[{}] x", false, "1@1 {};", "something follows" },
        { "[", false, "", "does not end" },
        { "[\"open", false, "1@1 \"open;", "does not end" },
        { "  ", false, "", NULL },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        struct body b;
        struct slice item;
        err_clear(&w->e);
        buf_reset(&w->text);
        body_open(&b, slice_of(row[i].in), row[i].lines);
        while (body_next(&b, &item, &w->e))
            buf_printf(&w->text, "%zu@%zu " SLICE_FMT ";", b.item, b.line, SLICE_ARG(item));
        assert_string_equal(buf_z(&w->text), row[i].want);
        assert_true(b.over);
        if (!row[i].why != (w->e.kind == ERR_NONE) || (row[i].why && !strstr(w->e.msg, row[i].why)))
            fail_msg("%s: said \"%s\"", row[i].in, w->e.msg);
    }
}

static void gzip_is_unfolded_up_to_the_limit_and_no_further(void **state)
{
    struct world *w = *state;
    unsigned char gz[4096];
    z_stream z = { 0 };
    char *zeros = calloc(1, 1 << 20);
    bool too_large;
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)zeros, z.avail_in = 1 << 20, z.next_out = gz, z.avail_out = sizeof gz;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    struct slice all = { (char *)gz, sizeof gz - z.avail_out };
    deflateEnd(&z);
    assert_true(body_unfold(all, 1 << 20, &w->text, &too_large, &w->e) && w->text.n == 1 << 20);
    buf_reset(&w->text);
    assert_false(body_unfold(all, (1 << 20) - 1, &w->text, &too_large, &w->e));
    assert_true(too_large);
    buf_reset(&w->text);
    assert_false(body_unfold(all, 1000, &w->text, &too_large, &w->e));
    assert_true(too_large && w->text.n < 20000);      /* it stopped there */
    buf_reset(&w->text);
    assert_false(body_unfold((struct slice){ all.p, all.n - 9 }, 1 << 20, &w->text, &too_large, &w->e));
    assert_false(too_large);
    assert_false(body_unfold(SLICE("no gzip"), 100, &w->text, &too_large, &w->e));
    assert_false(body_unfold(SLICE(""), 100, &w->text, &too_large, &w->e));
    free(zeros);
}

/* ---- tokens ---- */

static void a_token_speaks_for_what_it_names_and_nothing_else(void **state)
{
    static const char *x[] = { "x", "facebook" }, *any[] = { "*" }, *mx[] = { "crm:mx", "crm:co" };
    const struct token narrow = { .platforms = { x, 2 } }, wide = { .platforms = { any, 1 }, .sources = { any, 1 }, .deletions = true },
                       named = { .platforms = { x, 2 }, .sources = { mx, 2 } };
    const struct { const struct token *t; struct mention m; const char *why; } row[] = {
        { &narrow, { .platform = SLICE("x") }, NULL },
        { &narrow, { .platform = SLICE("x"), .source = SLICE("http:s") }, NULL },
        { &narrow, { .platform = SLICE("reviews") }, "platform: " },
        { &narrow, { .platform = SLICE("x"), .source = SLICE("press") }, "source: " },
        { &narrow, { .platform = SLICE("x"), .deleted = true }, "deleted: " },
        { &named, { .platform = SLICE("facebook"), .source = SLICE("crm:co") }, NULL },
        { &named, { .platform = SLICE("facebook"), .source = SLICE("crm:ar") }, "source: " },
        { &named, { .platform = SLICE("facebook"), .source = SLICE("http:s") }, "source: " },
        { &wide, { .platform = SLICE("anything"), .source = SLICE("whatever"), .deleted = true }, NULL },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        bool ok = token_allows(row[i].t, &row[i].m, SLICE("http:s"), &w->e);
        assert_int_equal(ok, row[i].why == NULL);
        if (!ok)
            assert_memory_equal(w->e.msg, row[i].why, strlen(row[i].why));
    }
    assert_true(slice_is(token_source(&named, SLICE("f")), "crm:mx"));
    assert_true(slice_is(token_source(&wide, SLICE("f")), "f"));
}

/* The signature is one that `openssl dgst -hmac` made. */
static void a_signature_covers_body_time_and_secret(void **state)
{
#define SIGNATURE "sha256=33e81af10a38d015406f4bb8f67f10943e709bad86840a76c4e4ffd34195cd75"
    struct token t[] = { { .name = "a", .secret = "0123456789abcdef" }, { .name = "b", .secret = "fedcba9876543210" } };
    const struct tokens all = { t, 2 };
    const struct { const char *name, *time, *signature, *body; int64_t now; bool ok; } row[] = {
        { "a", "1795322532", SIGNATURE, "{}", 1795322532, true },
        { "a", "1795322532", SIGNATURE, "{}", 1795322532 + 300, true },
        { "a", "1795322532", SIGNATURE, "{}", 1795322532 + 301, false },
        { "a", "1795322532", SIGNATURE, "{}", 1795322532 - 301, false },
        { "a", "1795322533", SIGNATURE, "{}", 1795322532, false },
        { "a", "1795322532", SIGNATURE, "{ }", 1795322532, false },
        { "b", "1795322532", SIGNATURE, "{}", 1795322532, false },
        { "c", "1795322532", SIGNATURE, "{}", 1795322532, false },
        { "a", "", SIGNATURE, "{}", 1795322532, false },
        { "a", "1795322532", "sha256=00", "{}", 1795322532, false },
        { "a", "1795322532", "", "{}", 1795322532, false },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++)
        assert_ptr_equal(tokens_signed(&all, slice_of(row[i].name), slice_of(row[i].time), slice_of(row[i].signature), slice_of(row[i].body), row[i].now),
                         row[i].ok ? &t[0] : NULL);
    /* What shows in the head already; the rest needs the body. */
    const struct { const char *name, *time, *signature; int64_t now; const struct token *want; } head[] = {
        { "a", "1795322532", SIGNATURE, 1795322532 + 300, &t[0] },
        { "b", "1795322532", SIGNATURE, 1795322532, &t[1] },
        { "c", "1795322532", SIGNATURE, 1795322532, NULL },
        { "", "1795322532", SIGNATURE, 1795322532, NULL },
        { "a", "1795322532", SIGNATURE, 1795322532 + 301, NULL },
        { "a", "now", SIGNATURE, 1795322532, NULL },
        { "a", "1795322532", SIGNATURE "0", 1795322532, NULL },
        { "a", "1795322532", "sha256=g3e81af10a38d015406f4bb8f67f10943e709bad86840a76c4e4ffd34195cd75", 1795322532, NULL },
        { "a", "1795322532", "x", 1795322532, NULL },
    };
    for (size_t i = 0; i < N(head); i++)
        assert_ptr_equal(tokens_claimed(&all, slice_of(head[i].name), slice_of(head[i].time), slice_of(head[i].signature), head[i].now), head[i].want);
    assert_ptr_equal(tokens_bearer(&all, SLICE("fedcba9876543210")), &t[1]);
    assert_null(tokens_bearer(&all, SLICE("fedcba987654321")));
    assert_null(tokens_bearer(&all, SLICE("")));
}

/* ---- many senders ---- */

enum { SENDERS = 8, POSTS = 25, ITEMS = 30 };
static int port;

static int free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
    close(fd);
    return ntohs(at.sin_port);
}

static void *send_posts(void *arg)
{
    struct buf body = { 0 };
    long status = 0, taken = 0;
    for (int i = 0; i < ITEMS; i++) {
        buf_printf(&body, MENTION, i);
        buf_char(&body, '\n');
    }
    CURL *c = curl_easy_init();
    struct curl_slist *head = curl_slist_append(NULL, "Authorization: Bearer 0123456789abcdef");
    FILE *nowhere = fopen("/dev/null", "w");
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1/mentions", port);
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, head);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, buf_z(&body));
    curl_easy_setopt(c, CURLOPT_WRITEDATA, nowhere);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    for (int i = 0; i < POSTS; i++)
        if (curl_easy_perform(c) == CURLE_OK && curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status == 202)
            taken++;
    curl_slist_free_all(head);
    curl_easy_cleanup(c);
    fclose(nowhere);
    buf_fini(&body);
    *(long *)arg = taken;
    return NULL;
}

static void many_senders_at_a_time_are_each_answered(void **state)
{
    struct world *w = *state;
    pthread_t thread[SENDERS];
    long taken[SENDERS] = { 0 }, all = 0;
    size_t items = 0;
    port = free_port();
    buf_printf(&w->text, "{ name: s, type: http, listen: \"127.0.0.1:%d\", tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] } ] }", port);
    struct conf *c = conf_of(w, buf_z(&w->text));
    struct source *s = source_new(conf_root(c), c, &w->e);
    assert_non_null(s);
    assert_true(source_open(s, &w->e));
    curl_global_init(CURL_GLOBAL_ALL);
    for (int i = 0; i < SENDERS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, send_posts, &taken[i]), 0);
    while (items < (size_t)SENDERS * POSTS * ITEMS) {
        batch_reset(&w->b);
        assert_true(s->ops->poll(s, &w->b, &w->e));
        items += w->b.n;
        assert_true(s->ops->ack(s, &w->e));
        if (!w->b.n)
            clock_sleep_ms(1);
    }
    /* A request whose last item filled a batch is answered after the next poll. */
    batch_reset(&w->b);
    assert_true(s->ops->poll(s, &w->b, &w->e) && s->ops->ack(s, &w->e));
    assert_int_equal(w->b.n, 0);
    for (int i = 0; i < SENDERS; i++) {
        pthread_join(thread[i], NULL);
        all += taken[i];
    }
    assert_int_equal(all, SENDERS * POSTS);
    source_free(s);
    conf_free(c);
}

static void who_waits_when_it_ends_is_told_so(void **state)
{
    struct world *w = *state;
    pthread_t thread;
    long taken = -1;
    port = free_port();
    buf_printf(&w->text, "{ name: s, type: http, listen: \"127.0.0.1:%d\", tokens: [ { name: t, secret: \"env:TEST_TOKEN\", platforms: [x] } ] }", port);
    struct conf *c = conf_of(w, buf_z(&w->text));
    struct source *s = source_new(conf_root(c), c, &w->e);
    assert_non_null(s);
    assert_true(source_open(s, &w->e));
    assert_int_equal(pthread_create(&thread, NULL, send_posts, &taken), 0);
    while (!w->b.n) {
        assert_true(s->ops->poll(s, &w->b, &w->e));
        clock_sleep_ms(1);
    }
    source_free(s);              /* with one under way and no acknowledgement */
    pthread_join(thread, NULL);
    assert_int_equal(taken, 0);
    conf_free(c);
}

/* ---- conversations ---- */

static void add_mention(struct world *w, const struct mention *m)
{
    static const struct source from = { 0 };
    struct item *i = batch_add(&w->b, &from, SLICE("{}"));
    i->m = *m;
    if (!m->updated_ms)
        i->m.updated_ms = MENTION_NONE;
}

static void of_new_messages_that_answer_nobody_redis_is_not_asked(void **state)
{
    const struct mention asks[] = {
        { .platform = SLICE("x"), .id = SLICE("5"), .in_reply_to = SLICE("1") },
        { .platform = SLICE("x"), .id = SLICE("5"), .deleted = true },
        { .platform = SLICE("x"), .id = SLICE("5"), .refresh = true },
        { .platform = SLICE("x"), .id = SLICE("5"), .updated_ms = 1 },
    };
    struct world *w = *state;
    const struct app_common nowhere = { .redis = { .address = "127.0.0.1:1", .timeout_ms = 100 } };
    struct store *s = store_open(&nowhere, "test");
    struct conversations *c = conversations_new(SLICE("t."));
    add_mention(w, &(struct mention){ .platform = SLICE("x"), .id = SLICE("1") });
    add_mention(w, &(struct mention){ .platform = SLICE("x"), .id = SLICE("2"), .kind = KIND_REPOST, .in_reply_to = SLICE("1") });
    add_mention(w, &(struct mention){ .platform = SLICE("x"), .id = SLICE("3"), .deleted = true, .conversation = SLICE("3") });
    add_mention(w, &(struct mention){ .platform = SLICE("x"), .id = SLICE("4"), .conversation = SLICE("4") });
    assert_true(conversations_settle(c, s, &w->b, &w->e));
    for (size_t i = 0; i < w->b.n; i++)
        assert_true(slice_eq(w->b.v[i].conversation, w->b.v[i].m.id));
    for (size_t i = 0; i < N(asks); i++) {
        batch_reset(&w->b);
        add_mention(w, &asks[i]);
        assert_false(conversations_settle(c, s, &w->b, &w->e));   /* it waits */
        assert_int_equal(w->e.kind, ERR_RETRY);
    }
    conversations_free(c);
    store_close(s);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)
    const struct CMUnitTest tests[] = {
        TEST(every_source_of_the_table_has_a_sample_here),
        TEST(every_source_gives_what_it_has_in_full_batches_and_ends),
        TEST(every_source_can_be_closed_without_having_been_opened),
        TEST(every_source_that_cannot_open_says_so_and_can_be_closed),
        TEST(a_last_line_that_is_still_being_written_waits_for_the_next_start),
        TEST(a_row_that_does_not_fit_goes_with_its_reason_and_the_others_stay),
        TEST(a_column_that_the_header_lacks_is_a_mistake_of_the_configuration),
        TEST(what_the_configuration_may_not_say_is_refused_with_its_place),
        TEST(a_body_is_cut_into_items_with_their_lines),
        TEST(gzip_is_unfolded_up_to_the_limit_and_no_further),
        TEST(a_token_speaks_for_what_it_names_and_nothing_else),
        TEST(a_signature_covers_body_time_and_secret),
        TEST(many_senders_at_a_time_are_each_answered),
        TEST(who_waits_when_it_ends_is_told_so),
        TEST(of_new_messages_that_answer_nobody_redis_is_not_asked),
    };
    log_init("test", LOG_LEVEL_ERROR);
    return cmocka_run_group_tests_name("sources", tests, NULL, NULL);
}

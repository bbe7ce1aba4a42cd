/* mention: what comes in as JSON, and what is refused and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/when.h"
#include "model/json.h"
#include "model/keys.h"
#include "model/mention.h"
#include "model/topics.h"

#define N(t) (sizeof(t) / sizeof(t)[0])
#define NONE MENTION_NONE

struct world {
    struct mention_parser *mp;
    struct arena a;
    struct mention m;
    struct err e;
};

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    w->mp = mention_parser_new();
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    mention_parser_free(w->mp);
    arena_fini(&w->a);
    free(w);
    return 0;
}

static bool parse(struct world *w, struct slice json)
{
    arena_reset(&w->a);
    err_clear(&w->e);
    return mention_parse(w->mp, &w->a, json, &w->m, &w->e);
}

static void assert_parses(struct world *w, struct slice json)
{
    if (!parse(w, json))
        fail_msg("refused: %s\n%.*s", w->e.msg, (int)(json.n < 400 ? json.n : 400), json.p);
}

static void assert_refused(struct world *w, struct slice json, const char *why)
{
    if (parse(w, json))
        fail_msg("accepted, should say \"%s\":\n%.*s", why, (int)(json.n < 400 ? json.n : 400), json.p);
    assert_int_equal(w->e.kind, ERR_DROP);
    if (!strstr(w->e.msg, why))
        fail_msg("said \"%s\", not \"%s\", of\n%.*s", w->e.msg, why, (int)(json.n < 400 ? json.n : 400), json.p);
}

static void assert_slice(struct slice got, const char *want)
{
    if (!slice_is(got, want))
        fail_msg("\"" SLICE_FMT "\" is not \"%s\"", SLICE_ARG(got), want);
}

/* The least that a mention needs, with room for one member more, or less. */
#define P "\"platform\":\"x\","
#define I "\"id\":\"7\","
#define C "\"created_at\":\"2026-11-22T04:42:13.120Z\","
#define A "\"author\":{\"handle\":\"ana\"},"
#define T "\"text\":\"hola\""
#define WITH(member) "{" P I C A T "," member "}"
#define MIN_MS 1795322533120

static void every_member_arrives_where_it_belongs(void **state)
{
    struct world *w = *state;
    struct slice json = SLICE(
        " {\"v\":1, \"platform\":\"mastodon\", \"id\":\"https://a.social/1135\", \"conversation\":\"c/1120\","
        "\"in_reply_to\":\"r/1130\", \"in_reply_to_author\":\"marca\", \"kind\":\"reply\","
        "\"created_at\":\"2026-11-22T04:42:13.120Z\", \"updated_at\":\"2026-11-22T06:42:14+02:00\","
        "\"author\":{\"id\":\"88\",\"handle\":\"ana\",\"name\":\"Ana \\u00d1\",\"followers\":1200,\"verified\":false},"
        "\"text\":\"no\\nfunciona \\ud83d\\ude21\", \"title\":\"t\", \"url\":\"http:\\/\\/u\", \"lang\":\"es\", \"country\":\"AR\","
        "\"rating\":4, \"metrics\":{\"likes\":1,\"replies\":2,\"shares\":3,\"views\":4}, \"source\":\"s\","
        "\"ingested_at\":\"later\", \"deleted\":false, \"refresh\":true}\n");
    assert_parses(w, json);
    const struct mention *m = &w->m;
    assert_true(slice_eq(m->raw, json));
    assert_ptr_not_equal(m->raw.p, json.p);
    assert_slice(m->platform, "mastodon");
    assert_slice(m->id, "https://a.social/1135");
    assert_slice(m->conversation, "c/1120");
    assert_slice(m->in_reply_to, "r/1130");
    assert_slice(m->in_reply_to_author, "marca");
    assert_int_equal(m->kind, KIND_REPLY);
    assert_int_equal(m->created_ms, MIN_MS);
    assert_int_equal(m->updated_ms, MIN_MS + 880);
    assert_slice(m->author_id, "88");
    assert_slice(m->author_handle, "ana");
    assert_slice(m->author_name, "Ana Ñ");
    assert_int_equal(m->followers, 1200);
    assert_int_equal(m->verified, 0);
    assert_slice(m->text, "no\nfunciona 😡");
    assert_slice(m->title, "t");
    assert_slice(m->url, "http://u");
    assert_slice(m->lang, "es");
    assert_slice(m->country, "AR");
    assert_int_equal(m->rating, 4);
    assert_int_equal(m->likes, 1);
    assert_int_equal(m->replies, 2);
    assert_int_equal(m->shares, 3);
    assert_int_equal(m->views, 4);
    assert_slice(m->source, "s");
    assert_false(m->deleted);
    assert_true(m->refresh);
    assert_int_equal(m->extra.n, 0);
}

static void what_is_not_said_is_absent(void **state)
{
    static const char *const json[] = {
        "{" P I C A T "}",
        WITH("\"conversation\":null,\"in_reply_to\":null,\"in_reply_to_author\":null,\"kind\":null,\"updated_at\":null,"
             "\"title\":null,\"url\":null,\"lang\":null,\"country\":null,\"rating\":null,\"metrics\":null,\"v\":null,"
             "\"source\":null,\"deleted\":null,\"refresh\":null,\"pulso\":null"),
        WITH("\"metrics\":{\"likes\":null,\"replies\":null,\"shares\":null,\"views\":null}"),
        "{" P I C T ",\"author\":{\"handle\":\"ana\",\"id\":null,\"name\":null,\"followers\":null,\"verified\":null}}",
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(json); i++) {
        assert_parses(w, slice_of(json[i]));
        const struct mention *m = &w->m;
        const struct slice texts[] = { m->conversation, m->in_reply_to, m->in_reply_to_author, m->author_id,
                                       m->author_name, m->title, m->url, m->lang, m->country, m->source, m->extra };
        const int64_t numbers[] = { m->updated_ms, m->followers, m->rating, m->likes, m->replies, m->shares, m->views };
        for (size_t k = 0; k < N(texts); k++)
            assert_int_equal(texts[k].n, 0);
        for (size_t k = 0; k < N(numbers); k++)
            assert_int_equal(numbers[k], NONE);
        assert_int_equal(m->kind, KIND_POST);
        assert_int_equal(m->verified, -1);
        assert_false(m->deleted || m->refresh);
    }
}

static void odd_but_valid_mentions_are_accepted(void **state)
{
    static const char *const json[] = {
        "{" P I "\"deleted\":true}",
        "{\"deleted\":true," I P "\"created_at\":null}",
        "{" P I C "\"author\":{\"id\":\"1\"}," T "}",
        "{" P I C A "\"title\":\"t\"}",
        "{" P I C A "\"text\":\"\"}",
        "{" T "," A C I P "\"v\":1}",
        "{\"\\u0070latform\":\"x\"," I C A T "}",
        "\t\r\n {" P I C A T "} \n",
        WITH("\"unknown\":{\"platform\":[1,2,{\"id\":7}],\"x\":-1.5e10}"),
        WITH("\"unknown\":1,\"unknown\":2"),
        WITH("\"lang\":\"zh-Hant-TW-x-ab\""),
        WITH("\"lang\":\"ES\""),
        WITH("\"country\":\"Argentina\""),
        WITH("\"rating\":-3"),
        WITH("\"metrics\":{}"),
        WITH("\"metrics\":{\"likes\":0,\"quotes\":\"many\"}"),
        WITH("\"conversation\":\"\""),
        WITH("\"v\":1.0"),
        WITH("\"\":\"\""),
        "{\"platform\":\"abcdefghijklmnopqrstuvwxyz_-0129\"," I C A T "}",
        "{" P I A T ",\"created_at\":\"1990-01-01T00:00:00Z\"}",
        "{" P I A T ",\"created_at\":\"2200-12-31T23:59:59.999Z\"}",
        "{" P I A T ",\"created_at\":\"2026-11-22 04:42:13-0300\"}",
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(json); i++)
        assert_parses(w, slice_of(json[i]));
}

static void what_cannot_be_a_mention_is_refused_with_the_reason(void **state)
{
    static const struct { const char *json, *why; } row[] = {
        { "", "not valid JSON" },
        { " ", "not valid JSON" },
        { "{", "not valid JSON" },
        { "nonsense", "not valid JSON" },
        { "[]", "not a JSON object" },
        { "\"text\"", "not a JSON object" },
        { "7", "not a JSON object" },
        { "null", "not a JSON object" },
        { "{}", "platform: missing" },
        { "{" P I C A T "}{}", "not valid JSON" },
        { "{" P I C A T ",}", "not valid JSON" },
        { "{" P I C A T " \"lang\":\"es\"}", "not valid JSON" },
        { "{" P I C A T "} x", "not valid JSON" },
        { "{'platform':\"x\"}", "not valid JSON" },
        { WITH("\"unknown\":[1,2"), "not valid JSON" },
        { WITH("\"unknown\":tru"), "not valid JSON" },
        { WITH("\"unknown\":01"), "not valid JSON" },
        { WITH("\"unknown\":+1"), "not valid JSON" },
        { WITH("\"unknown\":NaN"), "not valid JSON" },
        { WITH("\"unknown\":\"a\tb\""), "not valid JSON" },
        { WITH("\"unknown\":\"\\x\""), "not valid JSON" },
        { WITH("\"unknown\":\"\\u12g4\""), "not valid JSON" },
        { WITH("\"unknown\":\"\\ud83d\""), "not valid JSON" },
        { WITH("\"unknown\":\"\\ude21\\ud83d\""), "not valid JSON" },
        { WITH("\"unknown\":\"\xff\""), "not valid JSON" },
        { WITH("\"unknown\":\"\xc3\""), "not valid JSON" },
        { WITH("\"unknown\":\"\xc0\xaf\""), "not valid JSON" },
        { WITH("\"unknown\":\"\xed\xa0\x80\""), "not valid JSON" },
        { WITH("\"unknown\":\"\xf4\x90\x80\x80\""), "not valid JSON" },
        { WITH("\"\xff\":1"), "not valid JSON" },
        { "\xef\xbb\xbf{" P I C A T "}", "not valid JSON" },
        { "{" I C A T "}", "platform: missing" },
        { "{\"platform\":\"\"," I C A T "}", "platform: missing or empty" },
        { "{\"platform\":null," I C A T "}", "platform: missing" },
        { "{\"platform\":7," I C A T "}", "platform: a whole number where a string belongs" },
        { "{\"platform\":\"X\"," I C A T "}", "platform: only a-z" },
        { "{\"platform\":\"a:b\"," I C A T "}", "platform: only a-z" },
        { "{\"platform\":\"ñ\"," I C A T "}", "platform: only a-z" },
        { "{\"platform\":\"abcdefghijklmnopqrstuvwxyz_-01234\"," I C A T "}", "platform: 33 bytes, more than 32" },
        { "{" P C A T "}", "id: missing" },
        { "{" P "\"deleted\":true}", "id: missing" },
        { "{" I "\"deleted\":true}", "platform: missing" },
        { "{" P "\"id\":\"\"," C A T "}", "id: missing or empty" },
        { "{" P "\"id\":7," C A T "}", "id: a whole number where a string belongs" },
        { "{" P "\"id\":\"a\\u0000b\"," C A T "}", "id: holds a NUL" },
        { "{" P I A T "}", "created_at: missing" },
        { "{" P I A T ",\"created_at\":1795322533}", "created_at: a whole number where a string" },
        { "{" P I A T ",\"created_at\":\"yesterday\"}", "created_at: not a time" },
        { "{" P I A T ",\"created_at\":\"\"}", "created_at: not a time" },
        { "{" P I A T ",\"created_at\":\"2026-11-22T04:42:13\"}", "created_at: not a time" },
        { "{" P I A T ",\"created_at\":\"2026-02-29T04:42:13Z\"}", "created_at: not a time" },
        { "{" P I A T ",\"created_at\":\"1989-12-31T23:59:59Z\"}", "created_at: not a time" },
        { "{" P I A T ",\"created_at\":\"2201-01-01T00:00:00Z\"}", "created_at: not a time" },
        { "{" P I "\"deleted\":true,\"created_at\":\"x\"}", "created_at: not a time" },
        { WITH("\"updated_at\":\"x\""), "updated_at: not a time" },
        { "{" P I C T "}", "author: neither id nor handle" },
        { "{" P I C T ",\"author\":{}}", "author: neither id nor handle" },
        { "{" P I C T ",\"author\":{\"name\":\"Ana\",\"id\":\"\"}}", "author: neither id nor handle" },
        { "{" P I C T ",\"author\":\"ana\"}", "author: a string where an object belongs" },
        { "{" P I C T ",\"author\":{\"id\":7}}", "author: id: a whole number where a string belongs" },
        { "{" P I C T ",\"author\":{\"id\":\"\\u0000\"}}", "author: id: holds a NUL" },
        { "{" P I C T ",\"author\":{\"id\":\"7\",\"id\":\"8\"}}", "author: id: said twice" },
        { "{" P I C T ",\"author\":{\"id\":\"7\",\"followers\":-1}}", "author: followers: negative" },
        { "{" P I C T ",\"author\":{\"id\":\"7\",\"verified\":1}}", "author: verified: a whole number where true or false" },
        { "{" P I C A "\"lang\":\"es\"}", "text: missing" },
        { "{" P I C A "\"text\":null,\"title\":null}", "text: missing" },
        { "{" P I C A "\"text\":[\"a\"]}", "text: an array where a string belongs" },
        { "{" P I C A "\"text\":\"a\\u0000b\"}", "text: holds a NUL" },
        { WITH("\"text\":\"again\""), "text: said twice" },
        { WITH("\"\\u0074ext\":\"again\""), "text: said twice" },
        { WITH("\"platform\":null"), "platform: said twice" },
        { WITH("\"kind\":\"tweet\""), "kind: not post, reply" },
        { WITH("\"kind\":1"), "kind: a whole number" },
        { WITH("\"lang\":\"abcdefghijklmnopq\""), "lang: 17 bytes, more than 16" },
        { WITH("\"country\":\"abcdefghijklmnopq\""), "country: 17 bytes, more than 16" },
        { WITH("\"country\":54"), "country: a whole number" },
        { WITH("\"rating\":\"4\""), "rating: a string where a whole number belongs" },
        { WITH("\"rating\":4.5"), "rating: not a whole number" },
        { WITH("\"rating\":true"), "rating: true or false where a whole number" },
        { WITH("\"rating\":9223372036854775808"), "rating: out of range" },
        { WITH("\"rating\":-9223372036854775808"), "rating: out of range" },
        { WITH("\"rating\":1e300"), "rating: out of range" },
        { WITH("\"metrics\":{\"likes\":-1}"), "metrics: likes: negative" },
        { WITH("\"metrics\":{\"views\":1,\"views\":1}"), "metrics: views: said twice" },
        { WITH("\"metrics\":[1]"), "metrics: an array where an object belongs" },
        { WITH("\"deleted\":\"true\""), "deleted: a string where true or false belongs" },
        { WITH("\"refresh\":0"), "refresh: a whole number where true or false" },
        { WITH("\"v\":2"), "v: only version 1" },
        { WITH("\"v\":\"1\""), "v: a string" },
        { WITH("\"pulso\":[]"), "pulso: an array where an object belongs" },
        { WITH("\"pulso\":{},\"pulso\":{}"), "pulso: said twice" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++)
        assert_refused(w, slice_of(row[i].json), row[i].why);
}

static void bytes_after_a_nul_are_not_overlooked(void **state)
{
    assert_refused(*state, SLICE("{" P I C A T "}\0{}"), "not valid JSON");
}

static void whole_numbers_may_be_written_as_floats(void **state)
{
    static const struct { const char *json; int64_t likes; } row[] = {
        { WITH("\"metrics\":{\"likes\":0}"), 0 },
        { WITH("\"metrics\":{\"likes\":12.0}"), 12 },
        { WITH("\"metrics\":{\"likes\":1.5e3}"), 1500 },
        { WITH("\"metrics\":{\"likes\":-0.0}"), 0 },
        { WITH("\"metrics\":{\"likes\":9223372036854775807}"), INT64_MAX },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        assert_parses(w, slice_of(row[i].json));
        assert_int_equal(w->m.likes, row[i].likes);
    }
}

static void the_member_pulso_is_handed_on_as_it_was_written(void **state)
{
    static const struct { const char *json, *want; } row[] = {
        { WITH("\"pulso\":{}"), "{}" },
        { WITH("\"pulso\" : {\"a\":[1, {\"pulso\":2}], \"b\":\"},\\\"{\"} "), "{\"a\":[1, {\"pulso\":2}], \"b\":\"},\\\"{\"}" },
        { "{\"pulso\":{\"score\":-0.710} ,\n" P I C A T "}", "{\"score\":-0.710}" },
        { "{" P "\"x\":{\"pulso\":[{},{}]},\"\\u0070ulso\":{\"k\" : 1}," I C A T "}", "{\"k\" : 1}" },
        { "{\"x\":[],\"y\":{},\"z\":\"a,b:c\"," P I C A T ",\"pulso\":{\"n\":null}}", "{\"n\":null}" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        assert_parses(w, slice_of(row[i].json));
        assert_slice(w->m.extra, row[i].want);
        assert_true(w->m.extra.p > w->m.raw.p && w->m.extra.p < w->m.raw.p + w->m.raw.n);
    }
}

static void nest(struct buf *b, int depth, bool array)
{
    buf_addz(b, "{" P I C A T ",\"deep\":");
    for (int i = 1; i < depth; i++)   /* the mention itself is the first */
        buf_addz(b, array ? "[" : "{\"a\":");
    buf_char(b, '1');
    for (int i = 1; i < depth; i++)
        buf_char(b, array ? ']' : '}');
    buf_char(b, '}');
}

static void nesting_ends_at_sixty_four(void **state)
{
    struct world *w = *state;
    for (int array = 0; array < 2; array++) {
        struct buf b = { 0 };
        nest(&b, JSON_MAX_DEPTH, array);
        assert_parses(w, buf_slice(&b));
        buf_reset(&b);
        nest(&b, JSON_MAX_DEPTH + 1, array);
        assert_refused(w, buf_slice(&b), "not valid JSON");
        buf_reset(&b);
        nest(&b, 20000, array);
        assert_refused(w, buf_slice(&b), "not valid JSON");
        buf_fini(&b);
    }
}

/* A mention whose text makes it so many bytes long, with pulso of so many. */
static void fill(struct buf *b, size_t bytes, size_t extra)
{
    buf_reset(b);
    buf_addz(b, "{" P I C A "\"text\":\"");
    while (b->n < bytes - 2 - (extra ? 9 : 0))
        buf_char(b, 'a');
    buf_char(b, '"');
    if (extra) {
        buf_addz(b, ",\"pulso\":{\"a\":\"");
        for (size_t i = 8; i < extra; i++)
            buf_char(b, 'b');
        buf_addz(b, "\"}");
    }
    buf_char(b, '}');
}

static void a_mention_has_at_most_256_kib_and_pulso_as_much_again(void **state)
{
    static const struct { size_t bytes, extra; const char *why; } row[] = {
        { MENTION_MAX_BYTES, 0, NULL },
        { MENTION_MAX_BYTES + 1, 0, "262145 bytes, more than 262144" },
        { MENTION_MAX_BYTES, 100, NULL },
        { MENTION_MAX_BYTES + 1, 100, "262145 bytes, more than 262144" },
        { MENTION_MAX_BYTES, MENTION_MAX_EXTRA_BYTES, NULL },
        { MENTION_MAX_BYTES - 1, MENTION_MAX_EXTRA_BYTES + 1, "pulso: 262145 bytes" },
        { MENTION_MAX_BYTES * 3, 0, "more than 262144" },
    };
    struct world *w = *state;
    struct buf b = { 0 };
    for (size_t i = 0; i < N(row); i++) {
        fill(&b, row[i].bytes, row[i].extra);
        assert_int_equal(b.n, row[i].bytes + row[i].extra);
        if (row[i].why)
            assert_refused(w, buf_slice(&b), row[i].why);
        else
            assert_parses(w, buf_slice(&b));
    }
    buf_fini(&b);
}

static void ids_have_at_most_2048_bytes(void **state)
{
    static const char *const before[] = {
        "{" P C A T ",\"id\":\"", "{" P I C A T ",\"conversation\":\"", "{" P I C A T ",\"in_reply_to\":\"",
        "{" P I C T ",\"author\":{\"id\":\"",
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(before); i++)
        for (size_t n = 2048; n <= 2049; n++) {
            struct buf b = { 0 };
            buf_addz(&b, before[i]);
            for (size_t k = 0; k < n; k++)
                buf_char(&b, 'i');
            buf_addz(&b, strstr(before[i], "author\":{\"id") ? "\"}}" : "\"}");
            if (n == 2048)
                assert_parses(w, buf_slice(&b));
            else
                assert_refused(w, buf_slice(&b), "2049 bytes, more than 2048");
            buf_fini(&b);
        }
}

static void a_mention_does_not_borrow_from_the_caller_or_the_parser(void **state)
{
    struct world *w = *state;
    char bytes[] = WITH("\"lang\":\"es\",\"pulso\":{\"a\":1}");
    struct mention other;
    assert_parses(w, slice_of(bytes));
    memset(bytes, '#', sizeof bytes);
    assert_true(mention_parse(w->mp, &w->a, SLICE("{\"platform\":\"zz\",\"id\":\"zzzz\",\"deleted\":true}"), &other, &w->e));
    assert_slice(w->m.text, "hola");
    assert_slice(w->m.platform, "x");
    assert_slice(w->m.extra, "{\"a\":1}");
    assert_slice(w->m.raw, WITH("\"lang\":\"es\",\"pulso\":{\"a\":1}"));
}

static void a_refused_mention_does_not_spoil_the_next(void **state)
{
    struct world *w = *state;
    assert_refused(w, SLICE("{" P "\"x\":[[[{"), "not valid JSON");
    assert_refused(w, SLICE(WITH("\"text\":\"again\"")), "said twice");
    assert_parses(w, SLICE("{" P I C A T "}"));
    assert_slice(w->m.text, "hola");
}

static void kinds_have_names_both_ways(void **state)
{
    static const char *const names[] = { "post", "reply", "repost", "quote", "comment", "review", "article", "dm" };
    enum mention_kind k;
    (void)state;
    assert_int_equal(N(names), KIND_COUNT);
    for (size_t i = 0; i < N(names); i++) {
        assert_true(mention_kind_of(slice_of(names[i]), &k));
        assert_int_equal(k, i);
        assert_string_equal(mention_kind_name(k), names[i]);
    }
    assert_false(mention_kind_of(SLICE("Post"), &k));
    assert_false(mention_kind_of(SLICE(""), &k));
}

static void key_and_hash_come_from_platform_and_id(void **state)
{
    struct world *w = *state;
    struct mention a = { .platform = SLICE("x"), .id = SLICE("7:8") };
    struct mention b = { .platform = SLICE("x-7"), .id = SLICE("8") };
    assert_slice(mention_key(&w->a, &a), "x:7:8");
    assert_true(mention_id_hash(&a) == hash64(SLICE("x\0" "7:8")));
    assert_true(mention_id_hash(&a) != mention_id_hash(&b));
    a.text = SLICE("does not matter");
    assert_true(mention_id_hash(&a) == hash64(SLICE("x\0" "7:8")));
}

static void redis_keys_carry_their_hash_tag(void **state)
{
    struct world *w = *state;
    assert_slice(keys_mentions_tag(&w->a, SLICE("pulso."), 3), "{pulso.m.3}");
    assert_slice(keys_classified_tag(&w->a, SLICE("pulso."), 12), "{pulso.c.12}");
    assert_slice(keys_meta(&w->a, SLICE("pulso.")), "{pulso.meta}");
    assert_slice(keys_meta(&w->a, (struct slice){ 0 }), "{meta}");
}

static const char *topic_config(const char *topic, const char *name)
{
    for (const struct topic_spec *t = topic_specs; t->name; t++)
        for (size_t i = 0; strcmp(t->name, topic) == 0 && t->config[i]; i += 2)
            if (strcmp(t->config[i], name) == 0)
                return t->config[i + 1];
    return "";
}

static void topics_are_made_with_what_the_promises_need(void **state)
{
    static const struct { const char *topic, *name, *want; } row[] = {
        { TOPIC_MENTIONS, "message.timestamp.type", "LogAppendTime" },
        { TOPIC_MENTIONS, "retention.ms", "2592000000" },
        { TOPIC_MENTIONS, "max.message.bytes", "1048576" },
        { TOPIC_CLASSIFIED, "retention.ms", "2592000000" },
        { TOPIC_CLASSIFIED, "max.message.bytes", "1048576" },
        { TOPIC_ALERTS, "cleanup.policy", "compact" },
        { TOPIC_DLQ, "retention.ms", "2592000000" },
        { TOPIC_DLQ, "max.message.bytes", "1048576" },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++)
        assert_string_equal(topic_config(row[i].topic, row[i].name), row[i].want);
    assert_string_equal(topic_config(TOPIC_CONTROL, "cleanup.policy"), "");
}

static void json_arrays_are_read_item_by_item(void **state)
{
    static const char text[] = "[1,\"dos\",[3],{\"c\":4},5.5,18446744073709551615,true,null]";
    static const enum json_type want[] = { JSON_INT, JSON_STRING, JSON_ARRAY, JSON_OBJECT, JSON_REAL, JSON_REAL,
                                           JSON_BOOL, JSON_NULL };
    char padded[sizeof text + JSON_PADDING] = { 0 };
    struct json *j = json_new(100);
    struct json_value root, v;
    struct err e = { 0 };
    size_t n = 0;
    (void)state;
    memcpy(padded, text, sizeof text);
    assert_true(json_parse(j, padded, sizeof text - 1, &root, &e));
    for (; json_item(j, &root, &v); n++)
        assert_int_equal(v.type, want[n]);
    assert_int_equal(n, N(want));
    json_free(j);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)
    const struct CMUnitTest tests[] = {
        TEST(every_member_arrives_where_it_belongs),
        TEST(what_is_not_said_is_absent),
        TEST(odd_but_valid_mentions_are_accepted),
        TEST(what_cannot_be_a_mention_is_refused_with_the_reason),
        TEST(bytes_after_a_nul_are_not_overlooked),
        TEST(whole_numbers_may_be_written_as_floats),
        TEST(the_member_pulso_is_handed_on_as_it_was_written),
        TEST(nesting_ends_at_sixty_four),
        TEST(a_mention_has_at_most_256_kib_and_pulso_as_much_again),
        TEST(ids_have_at_most_2048_bytes),
        TEST(a_mention_does_not_borrow_from_the_caller_or_the_parser),
        TEST(a_refused_mention_does_not_spoil_the_next),
        TEST(kinds_have_names_both_ways),
        TEST(key_and_hash_come_from_platform_and_id),
        TEST(redis_keys_carry_their_hash_tag),
        TEST(topics_are_made_with_what_the_promises_need),
        TEST(json_arrays_are_read_item_by_item),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

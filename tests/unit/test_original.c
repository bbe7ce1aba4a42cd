/* original: what is sealed opens with its key at its place and nowhere else; keys are exchanged, lost and refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/original.h"

#define N(t) (sizeof(t) / sizeof(t)[0])

struct world {
    char dir[64], path[6][96];
    struct conf *conf[16];
    size_t confs;
    struct json *json;
    struct arena a;
    struct buf out;
    struct err e;
};

static void put(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    assert_int_equal(chmod(path, mode), 0);
}

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    char hex[130];
    snprintf(w->dir, sizeof w->dir, "/tmp/pulso-keys.XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    for (int i = 0; i < 6; i++)
        snprintf(w->path[i], sizeof w->path[i], "%s/%c.key", w->dir, 'a' + i);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 128; k++)
            hex[k] = "0123456789abcdefABCDEF"[(k * 7 + i * 5 + k / 9) % 22];
        hex[128] = '\n';
        hex[129] = 0;
        put(w->path[i], hex, 0600);
    }
    w->json = json_new(65536);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    for (int i = 0; i < 6; i++)
        unlink(w->path[i]);
    rmdir(w->dir);
    for (size_t i = 0; i < w->confs; i++)
        conf_free(w->conf[i]);
    json_free(w->json);
    arena_fini(&w->a);
    buf_fini(&w->out);
    free(w);
    return 0;
}

/* files: "ab" are a.key, which seals, and b.key. NULL: e says why. */
static struct keyring *ring(struct world *w, const char *files)
{
    struct buf yaml = { 0 };
    struct keyring *k = NULL;
    buf_addz(&yaml, "originals:\n  keys: [");
    for (size_t i = 0; files[i]; i++)
        buf_printf(&yaml, "%s%s", i ? ", " : "", w->path[files[i] - 'a']);
    buf_addz(&yaml, "]\n");
    w->e = (struct err){ 0 };
    struct conf *c = w->conf[w->confs++] = conf_parse("p.yaml", buf_slice(&yaml), &w->e);
    assert_non_null(c);
    bool ok = keyring_open(c, NULL, &k, &w->e);
    assert_true(ok == (k != NULL));
    buf_fini(&yaml);
    return k;
}

static struct original card(void)
{
    return (struct original){ .mention = SLICE("x:1135"), .conversation = SLICE("x:1120"), .brand = SLICE("telenorte"), .at_ms = 1790000000123,
                              .text = SLICE("mi tarjeta es 4111 1111 1111 1111 \"sí\"\n"), .title = SLICE("hola") };
}

static void what_is_sealed_shows_nothing_and_opens_again(void **state)
{
    struct world *w = *state;
    struct keyring *k = ring(w, "ab");
    struct original o = card(), x;
    struct buf again = { 0 };
    assert_true(original_print(k, &o, &w->out, &w->e));
    assert_null(memmem(w->out.p, w->out.n, "4111", 4));
    assert_true(original_parse(w->json, &w->a, buf_slice(&w->out), &x, &w->e));
    assert_true(slice_eq(x.mention, o.mention) && slice_eq(x.conversation, o.conversation) && slice_eq(x.brand, o.brand) && x.at_ms == o.at_ms);
    assert_true(!x.text.n && slice_is(x.key, keyring_first(k)));
    assert_true(original_open(k, w->json, &w->a, &x, &w->e));
    assert_true(slice_eq(x.text, o.text) && slice_eq(x.title, o.title));
    assert_true(original_print(k, &o, &again, &w->e));
    assert_true(slice_eq(buf_slice(&again), buf_slice(&w->out)));      /* a replay writes the same */
    buf_fini(&again);
    keyring_close(k);
}

static void it_opens_at_its_place_only(void **state)
{
    struct world *w = *state;
    struct keyring *k = ring(w, "a");
    struct original o = card(), x, moved;
    assert_true(original_print(k, &o, &w->out, &w->e));
    assert_true(original_parse(w->json, &w->a, buf_slice(&w->out), &x, &w->e));
    struct slice *const place[] = { &moved.mention, &moved.conversation, &moved.brand };
    for (size_t i = 0; i < N(place); i++) {
        moved = x;
        *place[i] = SLICE("x:1136");
        w->e = (struct err){ 0 };
        assert_false(original_open(k, w->json, &w->a, &moved, &w->e));
        assert_int_equal(w->e.kind, ERR_DROP);
        assert_non_null(strstr(w->e.msg, "changed, or moved"));
    }
    for (size_t i = 0; i < x.sealed.n; i += 7) {
        struct original bent = x;
        char *bytes = arena_strz(&w->a, x.sealed);
        bytes[i] ^= 4;
        bent.sealed.p = bytes;
        assert_false(original_open(k, w->json, &w->a, &bent, &w->e));
    }
    for (size_t n = 0; n < x.sealed.n; n += 5) {
        struct original cut = x;
        cut.sealed.n = n;
        assert_false(original_open(k, w->json, &w->a, &cut, &w->e));
    }
    keyring_close(k);
}

static void keys_are_exchanged_and_a_lost_one_is_named(void **state)
{
    struct world *w = *state;
    struct keyring *first = ring(w, "a"), *both = ring(w, "ba"), *second = ring(w, "b");
    struct original o = card(), old, new;
    struct original_set all = { 0 };
    struct err closed = { 0 };
    assert_true(original_print(first, &o, &w->out, &w->e));
    assert_true(original_parse(w->json, &w->a, buf_slice(&w->out), &old, &w->e));
    o.mention = SLICE("x:1136");
    buf_reset(&w->out);
    assert_true(original_print(both, &o, &w->out, &w->e));
    assert_true(original_parse(w->json, &w->a, buf_slice(&w->out), &new, &w->e));
    assert_true(slice_is(new.key, keyring_first(second)) && !slice_eq(new.key, old.key));      /* the new one seals */
    struct original copy = old;
    assert_true(original_open(both, w->json, &w->a, &copy, &w->e));                            /* both open */
    copy = old;
    assert_false(original_open(second, w->json, &w->a, &copy, &w->e));
    assert_int_equal(w->e.kind, ERR_CONFIG);
    assert_non_null(strstr(w->e.msg, keyring_first(first)));
    assert_non_null(strstr(w->e.msg, "originals.keys"));
    all.v = calloc(2, sizeof *all.v);
    all.v[0] = old;
    all.v[1] = new;
    all.n = all.cap = 2;
    original_set_open(second, w->json, &w->a, &all, &closed);                                     /* the rest is there all the same */
    assert_true(all.n == 1 && slice_is(all.v[0].mention, "x:1136") && all.v[0].text.n);
    assert_non_null(strstr(closed.msg, "x:1135"));
    original_set_fini(&all);
    keyring_close(first);
    keyring_close(both);
    keyring_close(second);
}

static void a_key_that_others_can_read_is_refused(void **state)
{
    struct world *w = *state;
    const struct { const char *what, *files, *text; mode_t mode; const char *want; } row[] = {
        { "the group reads", "d", NULL, 0640, "chmod 600" }, { "everybody reads", "d", NULL, 0604, "chmod 600" }, { "others write", "d", NULL, 0602, "chmod 600" },
        { "it is short", "e", "0011\n", 0600, "128 hex digits" }, { "it is empty", "e", "", 0600, "128 hex digits" },
        { "it is not there", "f", NULL, 0, "No such file" }, { "twice", "aa", NULL, 0, "a file before it" },
    };
    char hex[130];
    memset(hex, 'a', 128);
    hex[128] = '\n';
    hex[129] = 0;
    for (size_t i = 0; i < N(row); i++) {
        if (row[i].mode)
            put(w->path[row[i].files[0] - 'a'], row[i].text ? row[i].text : hex, row[i].mode);
        assert_null(ring(w, row[i].files));
        if (w->e.kind != ERR_CONFIG || !strstr(w->e.msg, row[i].want) || !strstr(w->e.msg, "p.yaml:2:"))
            fail_msg("%s: %s", row[i].what, w->e.msg);
    }
    put(w->path[3], hex, 0400);
    struct keyring *k = ring(w, "d");
    assert_non_null(k);
    keyring_close(k);
}

static void a_record_that_is_none_is_refused(void **state)
{
    struct world *w = *state;
    static const char *const row[] = {
        "", "[]", "{}", "{\"v\":2,\"mention\":\"x:1\",\"conversation\":\"x:1\",\"key\":\"k\",\"at\":\"2026-11-22T04:42:13Z\",\"sealed\":\"AAAA\"}",
        "{\"v\":1,\"mention\":\"x:1\",\"key\":\"k\",\"at\":\"2026-11-22T04:42:13Z\",\"sealed\":\"AAAA\"}",
        "{\"v\":1,\"mention\":\"x:1\",\"conversation\":\"x:1\",\"key\":\"k\",\"at\":\"now\",\"sealed\":\"AAAA\"}",
        "{\"v\":1,\"mention\":\"x:1\",\"conversation\":\"x:1\",\"key\":\"k\",\"at\":\"2026-11-22T04:42:13Z\",\"sealed\":\"AAA\"}",
        "{\"v\":1,\"mention\":\"x:1\",\"conversation\":\"x:1\",\"key\":\"k\",\"at\":\"2026-11-22T04:42:13Z\",\"sealed\":\"A!AA\"}",
        "{\"v\":1,\"mention\":\"x:1\\u0000\",\"conversation\":\"x:1\",\"key\":\"k\",\"at\":\"2026-11-22T04:42:13Z\",\"sealed\":\"AAAA\"}",
    };
    for (size_t i = 0; i < N(row); i++) {
        struct original x;
        w->e = (struct err){ 0 };
        if (original_parse(w->json, &w->a, slice_of(row[i]), &x, &w->e) || w->e.kind != ERR_DROP)
            fail_msg("%s is taken", row[i]);
    }
}

static void a_look_says_why_and_at_what(void **state)
{
    struct world *w = *state;
    struct original v[2] = { card(), card() };
    v[1].mention = SLICE("x:\"2\"");
    original_set_print_look(&(struct original_set){ v, 2, 2 }, SLICE("por qué"), &w->out);
    assert_string_equal(buf_z(&w->out), "{\"reason\":\"por qué\",\"mentions\":[\"x:1135\",\"x:\\\"2\\\"\"]}");
}

static void without_the_section_nothing_is_kept(void **state)
{
    struct world *w = *state;
    struct keyring *k = NULL;
    struct conf *c = w->conf[w->confs++] = conf_parse("p.yaml", SLICE("prefix: pulso.\n"), &w->e);
    assert_true(keyring_open(c, NULL, &k, &w->e) && !k);
    c = w->conf[w->confs++] = conf_parse("p.yaml", SLICE("originals: { keys: [] }\n"), &w->e);
    assert_false(keyring_open(c, NULL, &k, &w->e));
    assert_non_null(strstr(w->e.msg, "openssl rand -hex 64"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)
    const struct CMUnitTest tests[] = {
        T(what_is_sealed_shows_nothing_and_opens_again), T(it_opens_at_its_place_only), T(keys_are_exchanged_and_a_lost_one_is_named),
        T(a_key_that_others_can_read_is_refused), T(a_record_that_is_none_is_refused), T(a_look_says_why_and_at_what), T(without_the_section_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

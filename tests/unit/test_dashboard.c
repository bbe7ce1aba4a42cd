/* The dashboard's pieces that need no server: addresses, sessions, limits, the ring, the cache. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dashboard/cache.h"
#include "dashboard/api.h"
#include "dashboard/limits.h"
#include "dashboard/params.h"
#include "dashboard/ring.h"
#include "dashboard/session.h"

/* ---- addresses ---- */

static void an_address_is_read_whole_or_refused(void **state)
{
    static const struct { const char *uri, *path, *q; } good[] = {
        { "/v1/now", "/v1/now", NULL }, { "/v1/mentions?q=a+b%26c", "/v1/mentions", "a b&c" }, { "/x?q=%C3%B1", "/x", "ñ" }, { "/x?&q=1&", "/x", "1" }, { "/a+b", "/a+b", NULL },
    };
    static const char *const bad[] = { "", "v1", "/x?q=%", "/x?q=%4", "/x?q=%zz", "/x?q=%00", "/x?q=%ff", "/x?a=1&a=2", "/%2" };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct arena a = { 0 };
        struct params p;
        struct err e = { 0 };
        assert_true(params_read(&a, slice_of(good[i].uri), &p, &e));
        assert_true(slice_is(p.path, good[i].path));
        struct slice q = params_get(&p, "q");
        assert_true(good[i].q ? slice_is(q, good[i].q) : q.p == NULL);
        arena_fini(&a);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct arena a = { 0 };
        struct params p;
        struct err e = { 0 };
        assert_false(params_read(&a, slice_of(bad[i]), &p, &e));
        assert_int_equal(e.kind, ERR_DROP);
        arena_fini(&a);
    }
}

static void the_order_of_parameters_does_not_matter(void **state)
{
    struct arena a = { 0 };
    struct params x, y;
    struct err e = { 0 };
    struct buf one = { 0 }, two = { 0 };
    (void)state;
    assert_true(params_read(&a, SLICE("/v1/now?set=a&tz=UTC"), &x, &e) && params_read(&a, SLICE("/v1/now?tz=UTC&set=a"), &y, &e));
    params_canonical(&x, &one);
    params_canonical(&y, &two);
    assert_true(slice_eq(buf_slice(&one), buf_slice(&two)));
    buf_fini(&one);
    buf_fini(&two);
    arena_fini(&a);
}

static void a_cookie_that_stands_twice_is_none(void **state)
{
    (void)state;
    assert_true(slice_is(cookie_get(SLICE("a=1; pulso_session=x=y; b=2"), "pulso_session"), "x=y"));
    assert_null(cookie_get(SLICE("pulso_session=x; pulso_session=y"), "pulso_session").p);
    assert_null(cookie_get(SLICE("xpulso_session=x"), "pulso_session").p);
}

static void an_endpoint_is_found_by_path_and_method(void **state)
{
    struct slice below;
    bool other;
    (void)state;
    assert_non_null(endpoint_find(SLICE("/v1/brands/movistar-mx/series"), false, &below, &other));
    assert_true(slice_is(below, "movistar-mx"));
    assert_null(endpoint_find(SLICE("/v1/brands//series"), false, &below, &other));
    assert_null(endpoint_find(SLICE("/v1/brands/a/b/series"), false, &below, &other));
    assert_null(endpoint_find(SLICE("/v1/now"), true, &below, &other));
    assert_true(other);
}

/* ---- sessions ---- */

static const struct people *people(const char *secret)
{
    static struct person one;
    static struct people all;
    one = (struct person){ .name = "caro", .secret = secret, .role_name = "committee", .role = ROLE_COMMITTEE };
    all = (struct people){ .v = &one, .n = 1 };
    return &all;
}

static void a_session_is_good_until_it_ends_or_the_token_changes(void **state)
{
    struct session_key k, other;
    struct session s, again;
    struct buf value = { 0 };
    struct err e = { 0 };
    char csrf[SESSION_CSRF];
    const struct people *all = people("secret-0123456789");
    (void)state;
    assert_true(session_key_make(&k, NULL, &e) && session_key_make(&other, "another-0123456789", &e));
    assert_true(session_make(&k, &all->v[0], 1000000, 3600000, &s, &value, &e));
    assert_true(session_read(&k, all, buf_slice(&value), 1000000, &again));
    session_csrf(&k, &again, csrf);
    assert_true(session_csrf_is(&k, &s, slice_of(csrf)));
    csrf[5] ^= 1;
    assert_false(session_csrf_is(&k, &s, slice_of(csrf)));
    assert_false(session_read(&k, all, buf_slice(&value), 1000000 + 3600000, &again));
    assert_false(session_read(&other, all, buf_slice(&value), 1000000, &again));
    for (size_t i = 0; i < value.n; i++) {
        value.p[i] ^= 1;
        assert_false(session_read(&k, all, buf_slice(&value), 1000000, &again));
        value.p[i] ^= 1;
    }
    assert_false(session_read(&k, people("a-new-secret-0123"), buf_slice(&value), 1000000, &again));
    buf_fini(&value);
}

/* ---- limits ---- */

/* What signs with its secret must never be known by showing it: whoever sees a request of it pass would be it. */
static void a_tool_is_not_known_by_its_secret(void **state)
{
    struct err e = { 0 };
    (void)state;
    setenv("CRM", "crm-0123456789abcdef", 1);
    setenv("ANA", "ana-0123456789abcdef", 1);
    struct conf *c = conf_parse("t.yaml", SLICE("t: [ { name: crm, secret: 'env:CRM', role: analyst, tool: true }, { name: ana, secret: 'env:ANA' } ]"), &e);
    struct people *p = people_read(conf_get(conf_root(c), "t"), NULL, &e);
    assert_non_null(p);
    assert_null(people_bearer(p, SLICE("crm-0123456789abcdef")));
    assert_string_equal(people_bearer(p, SLICE("ana-0123456789abcdef"))->name, "ana");
    assert_true(people_named(p, SLICE("crm"))->tool && !people_named(p, SLICE("ana"))->tool);
    people_free(p);
    conf_free(c);
}

static void whoever_asks_too_often_is_told_when_to_come_again(void **state)
{
    struct limits l;
    int retry = 0;
    (void)state;
    limits_init(&l);
    for (int i = 0; i < 60; i++)
        assert_true(limits_take(&l, 7, 600, 1000, &retry));
    assert_false(limits_take(&l, 7, 600, 1000, &retry));
    assert_int_equal(retry, 1);
    assert_true(limits_take(&l, 8, 600, 1000, &retry));          /* somebody else */
    assert_true(limits_take(&l, 7, 600, 1000 + 100000, &retry)); /* a tenth of a second brings one */
    assert_false(limits_take(&l, 7, 600, 1000 + 100000, &retry));
    limits_fini(&l);
}

/* ---- the ring ---- */

static struct post *post(struct post_reader *r, int64_t offset, const char *id, const char *more)
{
    struct buf b = { 0 };
    buf_printf(&b, "{\"v\":1,\"platform\":\"x\",\"id\":\"%s\",\"created_at\":\"2026-11-20T10:00:00Z\",\"author\":{\"id\":\"a\"},\"text\":\"hola\"%s}", id, more);
    struct post *p = post_new(r, buf_slice(&b), 0, offset, 1000 + offset, 0);
    buf_fini(&b);
    assert_non_null(p);
    return p;
}

static size_t shown(struct ring *r)
{
    struct ring_look l = ring_look(r);
    size_t n = 0;
    for (size_t i = 0; i < l.n; i++)
        n += !atomic_load(&l.v[i]->gone);
    ring_done(&l);
    return n;
}

static void what_is_deleted_or_brought_up_to_date_is_gone_from_the_ring(void **state)
{
    struct post_reader *reader = post_reader_new();
    struct ring *r = ring_new(1000);
    (void)state;
    ring_add(r, post(reader, 0, "one", ""));
    ring_add(r, post(reader, 1, "two", ""));
    assert_int_equal(shown(r), 2);
    ring_add(r, post(reader, 2, "one", ",\"updated_at\":\"2026-11-20T11:00:00Z\""));
    assert_int_equal(shown(r), 2);
    struct post *deletion = post(reader, 3, "one", ",\"deleted\":true");
    uint64_t key = deletion->key;
    ring_add(r, deletion);
    assert_int_equal(shown(r), 1);
    assert_true(ring_forgot(r, key));
    ring_add(r, post(reader, 4, "two", ",\"refresh\":true"));
    assert_int_equal(shown(r), 1);                               /* new numbers of a post are no mention, and it stays */
    ring_free(r);
    post_reader_free(reader);
}

static void the_ring_holds_the_newest(void **state)
{
    struct post_reader *reader = post_reader_new();
    struct ring *r = ring_new(1000);
    char id[16];
    (void)state;
    for (int i = 0; i < 2500; i++) {
        snprintf(id, sizeof id, "%d", i);
        ring_add(r, post(reader, i, id, ""));
    }
    struct ring_look l = ring_look(r);
    assert_int_equal(l.n, 1000);
    assert_int_equal(l.v[0]->offset, 2499);
    assert_int_equal(l.v[999]->offset, 1500);
    ring_done(&l);
    struct post *p = ring_find(r, 0, 2000);
    assert_non_null(p);
    post_drop(p);
    assert_null(ring_find(r, 0, 100));
    ring_free(r);
    post_reader_free(reader);
}

/* ---- the cache ---- */

static void an_answer_is_kept_while_nothing_changed_or_it_is_young(void **state)
{
    struct cache *c = cache_new();
    struct request put = { .status = 200 }, get = { 0 };
    (void)state;
    buf_addz(&put.key, "k");
    buf_addz(&put.answer, "{\"n\":1}");
    strcpy(put.etag, "\"a\"");
    put.made_ms = 1000;
    buf_addz(&get.key, "k");
    cache_put(c, &put, 1000, 500);
    assert_true(cache_get(c, &get, "\"a\"", false, 100000));
    assert_int_equal(get.age_ms, 99000);
    assert_true(slice_is(buf_slice(&get.answer), "{\"n\":1}"));
    assert_true(cache_get(c, &get, "\"b\"", false, 1400));
    assert_false(cache_get(c, &get, "\"b\"", false, 1600));
    assert_true(cache_get(c, &get, "\"b\"", true, 1600));        /* a server is away: what was true a moment ago */
    assert_false(cache_get(c, &get, "\"b\"", true, 1000000));
    buf_fini(&put.key);
    buf_fini(&put.answer);
    buf_fini(&get.key);
    buf_fini(&get.answer);
    cache_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_read_whole_or_refused),
        cmocka_unit_test(the_order_of_parameters_does_not_matter),
        cmocka_unit_test(a_cookie_that_stands_twice_is_none),
        cmocka_unit_test(an_endpoint_is_found_by_path_and_method),
        cmocka_unit_test(a_session_is_good_until_it_ends_or_the_token_changes),
        cmocka_unit_test(a_tool_is_not_known_by_its_secret),
        cmocka_unit_test(whoever_asks_too_often_is_told_when_to_come_again),
        cmocka_unit_test(what_is_deleted_or_brought_up_to_date_is_gone_from_the_ring),
        cmocka_unit_test(the_ring_holds_the_newest),
        cmocka_unit_test(an_answer_is_kept_while_nothing_changed_or_it_is_young),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

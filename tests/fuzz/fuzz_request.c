/* Whatever bytes come as an address, a form, a cookie or a signature: refused, or decoded text that is UTF-8, without NUL, each name once. The
 * same parameters in any order have one canonical form; nobody's session, and no tool's signature, can be made up. */
#include <assert.h>
#include <stdlib.h>

#include "dashboard/params.h"
#include "dashboard/session.h"
#include "io/signed.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct params *p)
{
    size_t at;
    for (size_t i = 0; i < p->n; i++) {
        assert(utf8_valid(p->v[i].name, &at) && utf8_valid(p->v[i].value, &at));
        assert(!memchr(p->v[i].value.p, 0, p->v[i].value.n));
        for (size_t k = 0; k < i; k++)
            assert(!slice_eq(p->v[i].name, p->v[k].name));
    }
}

static void check_order(struct params *p)
{
    struct buf one = { 0 }, two = { 0 };
    params_canonical(p, &one);
    for (size_t i = 0; i < p->n / 2; i++) {
        struct slice name = p->v[i].name, value = p->v[i].value;
        p->v[i] = p->v[p->n - 1 - i];
        p->v[p->n - 1 - i].name = name;
        p->v[p->n - 1 - i].value = value;
    }
    params_canonical(p, &two);
    assert(slice_eq(buf_slice(&one), buf_slice(&two)));
    buf_fini(&one);
    buf_fini(&two);
}

static void check_cookie(struct slice s)
{
    static struct person person = { .name = "ana", .secret = "ana-0123456789abcdef", .role_name = "viewer" };
    static const struct people all = { .v = &person, .n = 1 };
    static const struct session_key key = { { 1, 2, 3 } };
    struct session session;
    struct slice value = cookie_get(s, SESSION_COOKIE);
    assert(value.p == NULL || (value.p >= s.p && value.p + value.n <= s.p + s.n));
    assert(!session_read(&key, &all, value.p ? value : s, 0, &session));
}

/* The first line the timestamp, the second the signature, of all of it. */
static void check_signature(struct slice s)
{
    struct slice rest = s, timestamp = { 0 }, signature = { 0 };
    slice_next(&rest, '\n', &timestamp);
    slice_next(&rest, '\n', &signature);
    if (signed_could_be(timestamp, signature, 1795322533))
        assert(signature.n == 71 && timestamp.n);
    assert(!signed_is(SLICE("a secret that nobody guesses"), timestamp, signature, s, 1795322533));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice s = { (const char *)data, n };
    struct arena a = { 0 };
    struct params p;
    struct err e = { 0 };
    if (params_read(&a, s, &p, &e)) {
        check(&p);
        check_order(&p);
    }
    err_clear(&e);
    if (params_read_form(&a, s, &p, &e))
        check(&p);
    check_cookie(s);
    check_signature(s);
    arena_fini(&a);
    return 0;
}

/* link: who may act on which incident, and until when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/hmac.h"
#include "io/link.h"

#define NOW 1795322533120LL
static const struct links links = { "https://pulso.example.com", "0123456789abcdef0123", 3600000 };

struct parts { char incident[80], person[80], expires[32], signature[64]; };

/* What a browser would send back of the link. */
static struct parts made(const char *incident, const char *person)
{
    struct buf out = { 0 };
    struct parts p;
    link_make(&links, slice_of(incident), slice_of(person), NOW, &out);
    if (sscanf(buf_z(&out), "https://pulso.example.com/i/%79[^?]?p=%79[^&]&x=%31[0-9]&s=%63s", p.incident, p.person, p.expires, p.signature) != 4)
        fail_msg("not a link: %s", buf_z(&out));
    buf_fini(&out);
    return p;
}

static enum link_answer check(const struct parts *p, int64_t now_ms)
{
    return link_check(&links, slice_of(p->incident), slice_of(p->person), slice_of(p->expires), slice_of(p->signature), now_ms);
}

static void a_link_is_good_for_its_person_its_incident_and_its_time_alone(void **state)
{
    (void)state;
    struct parts p = made("5f0c9a3e7d21b846", "ana"), q;
    assert_int_equal(check(&p, NOW), LINK_GOOD);
    assert_int_equal(check(&p, NOW + 3599000), LINK_GOOD);
    assert_int_equal(check(&p, NOW + 3600000), LINK_EXPIRED);
    q = p, strcpy(q.person, "luis");
    assert_int_equal(check(&q, NOW), LINK_FORGED);
    q = p, strcpy(q.incident, "5f0c9a3e7d21b847");
    assert_int_equal(check(&q, NOW), LINK_FORGED);
    q = p, strcpy(q.expires, "1995322533");
    assert_int_equal(check(&q, NOW), LINK_FORGED);
    struct links other = links;
    other.secret = "0123456789abcdef0124";
    assert_int_equal(link_check(&other, slice_of(p.incident), slice_of(p.person), slice_of(p.expires), slice_of(p.signature), NOW), LINK_FORGED);
}

static void every_changed_character_of_the_signature_is_a_forgery(void **state)
{
    (void)state;
    struct parts p = made("5f0c9a3e7d21b846", "ana");
    assert_int_equal(strlen(p.signature), 43);
    for (size_t i = 0; i < 43; i++) {
        struct parts q = p;
        q.signature[i] = q.signature[i] == 'A' ? 'B' : 'A';
        assert_int_equal(check(&q, NOW), LINK_FORGED);
        q.signature[i] = 0;
        assert_int_equal(check(&q, NOW), LINK_FORGED);
    }
}

static void what_has_no_shape_is_forged(void **state)
{
    (void)state;
    static const struct { const char *incident, *person, *expires; } row[] = {
        { "", "ana", "1795326133" },       { "5f0c", "", "1795326133" },        { "5f0c", "ana", "" },
        { "5f0c|ana", "x", "1795326133" }, { "5f0c", "ana|17", "1795326133" }, { "5f0c", "ana", "soon" },
        { "../x", "ana", "1795326133" },   { "5f0c", "a b", "1795326133" },    { "5f0c", "ana", "99999999999999999999" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_int_equal(link_check(&links, slice_of(row[i].incident), slice_of(row[i].person), slice_of(row[i].expires), SLICE(""), NOW), LINK_FORGED);
}

static void without_a_person_it_is_the_page_and_without_an_address_nothing(void **state)
{
    (void)state;
    struct buf out = { 0 };
    link_make(&links, SLICE("5f0c"), SLICE(""), NOW, &out);
    assert_string_equal(buf_z(&out), "https://pulso.example.com/i/5f0c");
    buf_reset(&out);
    link_make(&(struct links){ NULL, NULL, 3600000 }, SLICE("5f0c"), SLICE("ana"), NOW, &out);
    assert_int_equal(out.n, 0);
    buf_fini(&out);
}

/* RFC 4231, test case 2. */
static void the_mac_is_that_of_the_standard(void **state)
{
    (void)state;
    unsigned char mac[HMAC_BYTES];
    char hex[HMAC_HEX];
    const struct slice pieces[] = { SLICE("what do ya want "), SLICE("for nothing?") };
    hmac_sha256(SLICE("Jefe"), pieces, 2, mac);
    hmac_hex(mac, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void mistakes_in_the_section_are_said_with_their_place(void **state)
{
    (void)state;
    static const struct { const char *yaml, *what; } row[] = {
        { "links: { url: 'https://x.example.com' }", "secret" },
        { "links: { url: 'https://x.example.com/', secret: 'env:PULSO_TEST_LINK' }", "without a /" },
        { "links: { url: 'mailto:x', secret: 'env:PULSO_TEST_LINK' }", "http://" },
        { "links: { url: 'https://x.example.com', secret: 'env:PULSO_TEST_SHORT' }", "16" },
        { "links: { valid: 1s }", "1m to 30d" },
    };
    setenv("PULSO_TEST_LINK", "0123456789abcdef", 1);
    setenv("PULSO_TEST_SHORT", "0123456789abcde", 1);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct links l = { 0 };
        struct err e = { 0 };
        struct conf *c = conf_parse("test.yaml", slice_of(row[i].yaml), &e);
        assert_non_null(c);
        if (links_read(c, &l, &e) || e.kind != ERR_CONFIG || !strstr(e.msg, "test.yaml:") || !strstr(e.msg, row[i].what))
            fail_msg("row %zu: %s", i, e.msg);
        conf_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_is_good_for_its_person_its_incident_and_its_time_alone),
        cmocka_unit_test(every_changed_character_of_the_signature_is_a_forgery),
        cmocka_unit_test(what_has_no_shape_is_forged),
        cmocka_unit_test(without_a_person_it_is_the_page_and_without_an_address_nothing),
        cmocka_unit_test(the_mac_is_that_of_the_standard),
        cmocka_unit_test(mistakes_in_the_section_are_said_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* spam: each rule holds where it says and nowhere else, and what a person may do alone is not suspicious. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "classify/spam.h"

#define DAY INT64_C(86400000)

static struct tokenizer *tk;
static struct arena a;

static struct mention author(const char *handle, int64_t followers, int64_t following, int64_t days_old)
{
    return (struct mention){ .author_handle = slice_of(handle), .followers = followers, .following = following, .created_ms = 20000 * DAY, .verified = -1,
                             .joined_ms = days_old < 0 ? MENTION_NONE : (20000 - days_old) * DAY, .kind = KIND_POST };
}

static unsigned rules_of(struct mention m, const char *text, enum spam_copy copy)
{
    struct tokens said;
    tokens_scan(tk, &a, slice_of(text), &said);
    return spam_rules(&m, &said, (struct spam_seen){ .copy = copy });
}

#define B(r) (1u << SPAM_##r)

static void a_rule_holds_where_it_says(void **state)
{
    static const char plain[] = "No anda la app de nuevo desde ayer";
    const struct { struct mention m; const char *text; enum spam_copy copy; unsigned want; } row[] = {
        { author("ana", 120, 80, 900), plain, SPAM_NO_COPY, 0 },
        { author("ana", 120, 80, 900), plain, SPAM_COPY, B(COPIES) },
        { author("ana", 120, 80, 900), plain, SPAM_OWN_COPY, B(REPEATS_ITSELF) },
        { author("ana", 120, 80, 900), "@banco no anda la app de nuevo desde ayer", SPAM_OWN_COPY, 0 },              /* who asks again waits */
        { author("ana", 120, 80, 900), "@banco @otro https://a.example/x", SPAM_NO_COPY, 0 },
        { author("ana", 120, 80, 900), "mira https://a.example/x #banco", SPAM_NO_COPY, B(LINK_ONLY) },
        { author("ana", 120, 80, 900), "mira lo que dicen https://a.example/x", SPAM_NO_COPY, 0 },
        { author("ana", 120, 80, 900), "gana ya mismo plata #a1 #b1 #c1 #d1 #e1", SPAM_NO_COPY, B(MANY_TAGS) },
        { author("ana", 120, 80, 900), "@a1 @b1 @c1 @d1 @e1 miren todos esto", SPAM_NO_COPY, B(MANY_HANDLES) },
        { author("ana", 120, 80, 6), plain, SPAM_NO_COPY, B(YOUNG_ACCOUNT) },
        { author("ana", 120, 80, 7), plain, SPAM_NO_COPY, 0 },
        { author("ana", 20, 2000, 900), plain, SPAM_NO_COPY, B(FOLLOWS_MANY) },
        { author("ana", 20, 499, 900), plain, SPAM_NO_COPY, 0 },
        { author("ana", 4, 30, 900), plain, SPAM_NO_COPY, B(NO_FOLLOWERS) },
        { author("ana", MENTION_NONE, MENTION_NONE, -1), plain, SPAM_NO_COPY, 0 },        /* what is not said speaks against nobody */
        { author("ana48213377", 120, 80, 900), plain, SPAM_NO_COPY, B(MADE_UP_HANDLE) },
        { author("ana1987", 120, 80, 900), plain, SPAM_NO_COPY, 0 },
        { author("48213377", 120, 80, 900), plain, SPAM_NO_COPY, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (rules_of(row[i].m, row[i].text, row[i].copy) != row[i].want)
            fail_msg("row %zu: %x instead of %x", i, rules_of(row[i].m, row[i].text, row[i].copy), row[i].want);
}

static void reposts_and_verified_accounts_do_not_copy(void **state)
{
    struct mention m = author("ana", 120, 80, 900);
    (void)state;
    m.kind = KIND_REPOST;
    assert_int_equal(rules_of(m, "https://a.example/x", SPAM_OWN_COPY), 0);
    m = author("banco48213377", 0, 9000, 1);
    m.verified = 1;
    assert_int_equal(rules_of(m, "https://a.example/x", SPAM_OWN_COPY), 0);
}

static void who_writes_twelve_an_hour_writes_fast(void **state)
{
    static const struct { int written, partitions; bool fast; } row[] = {
        { 11, 1, false }, { 12, 1, true }, { 3, 3, false }, { 4, 3, true }, { 2, 64, false }, { 3, 64, true }, { 0, 8, false },
    };
    struct mention m = author("ana", 120, 80, 900);
    struct tokens said;
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (spam_fast(row[i].written, row[i].partitions) != row[i].fast)
            fail_msg("%d in one of %d partitions", row[i].written, row[i].partitions);
    tokens_scan(tk, &a, SLICE("otra vez sin internet"), &said);
    assert_int_equal(spam_rules(&m, &said, (struct spam_seen){ .fast = true }), B(POSTS_FAST));
    m.kind = KIND_REPOST;                        /* who does nothing but repost writes as well */
    assert_int_equal(spam_rules(&m, &said, (struct spam_seen){ .fast = true }), B(POSTS_FAST));
}

static void who_calls_on_readers_to_buy_advertises(void **state)
{
    static const struct { const char *text; bool is; } row[] = {
        { "¡No te pierdas nuestro curso! Suscríbete", true }, { "Suscríbete a nuestro análisis: https://a.example/x", true }, { "Estrena tu moto con 10% adicional", true },
        { "Regístrate gratis", true }, { "Inscreva-se já: https://a.example/x", true }, { "Aproveite o frete grátis #oferta", true }, { "Don't miss out, sign up", true }, { "Shop now https://a.example/x", true },
        { "Suscríbete", false }, { "me suscribí y no me llega nada https://a.example/x", false }, { "@Telenorte suscríbete a la realidad https://a.example/x", false },
        { "la oferta era gratis y me cobraron el 10% https://a.example/x", false }, { "la acción cotiza en 20 https://a.example/x", false }, { "quiero la promoción de descuento #telenorte", false }, { "", false },
    };
    struct mention m = author("ana", 120, 80, 900);
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (((rules_of(m, row[i].text, SPAM_NO_COPY) & B(ADVERTISES)) != 0) != row[i].is)
            fail_msg("'%s' %s", row[i].text, row[i].is ? "is an advert" : "is none");
    m.kind = KIND_REPOST;
    assert_int_equal(rules_of(m, row[0].text, SPAM_NO_COPY), 0);
}

static void an_advert_is_suspicious_and_no_other_rule_alone_is(void **state)
{
    (void)state;
    for (int r = 0; r < SPAM_RULES; r++)
        if (r == SPAM_ADVERTISES)
            assert_true(spam_score(1u << r) >= SPAM_SUSPICIOUS);
        else
            assert_in_range(spam_score(1u << r), 1, SPAM_SUSPICIOUS - 1);
    assert_true(spam_score(B(REPEATS_ITSELF) | B(NO_FOLLOWERS)) >= SPAM_SUSPICIOUS);
    assert_true(spam_score(B(LINK_ONLY) | B(COPIES)) >= SPAM_SUSPICIOUS);
    assert_true(spam_score(B(POSTS_FAST) | B(LINK_ONLY)) >= SPAM_SUSPICIOUS && spam_score(B(POSTS_FAST) | B(REPEATS_ITSELF)) >= SPAM_SUSPICIOUS);
    assert_true(spam_score(B(POSTS_FAST) | B(NO_FOLLOWERS)) < SPAM_SUSPICIOUS);   /* somebody new who is very angry */
    assert_true(spam_score(B(COPIES) | B(MADE_UP_HANDLE)) < SPAM_SUSPICIOUS);   /* a person with a number who joins a campaign */
    assert_int_equal(spam_score((1u << SPAM_RULES) - 1), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_holds_where_it_says),
        cmocka_unit_test(reposts_and_verified_accounts_do_not_copy),
        cmocka_unit_test(who_writes_twelve_an_hour_writes_fast),
        cmocka_unit_test(who_calls_on_readers_to_buy_advertises),
        cmocka_unit_test(an_advert_is_suspicious_and_no_other_rule_alone_is),
    };
    tk = tokenizer_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tokenizer_free(tk);
    arena_fini(&a);
    return failed;
}

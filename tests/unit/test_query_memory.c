/*
 * The path of every mention must not allocate once its buffers have grown: this
 * program puts its own malloc in front and counts. Sanitizers bring theirs, so
 * there it only runs the path.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "query/query.h"

static size_t calls;

#if defined(__SANITIZE_ADDRESS__)
#define COUNTED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COUNTED 0
#endif
#endif
#ifndef COUNTED
#define COUNTED 1
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *malloc(size_t n)
{
    calls++;
    return __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    calls++;
    return __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    calls++;
    return __libc_realloc(p, n);
}
#endif

static const char *const queries[] = {
    "movistar AND (mal* OR pésim*)", "\"no funciona\" NOT claro", "author:ana OR site:x.com OR author:ñandú", "#FelizNoche", "😡",
    "language:es AND country:(AR OR UY) AND kind:post", "gol AND buen*",
    "(no OR nada) NEAR/5 (func*na OR mal?simo) NEAR/9 #FelizNoche", "\"no funciona movistar\"~6", "((no OR sí) AND \"no funciona\")~9",
    "[funciona]{3} OR [no]{2}", "{Movistar} OR {Ñandú}", "title:(título OR {TÍTULO})", "links:t.co OR url:x.com OR likes:[* TO *]", "feliz NEAR/0f noche",
    "?noche OR ??liz", "feliznoche AND movistar",
};
static const char *const texts[] = {
    "¡Nooo funciona @Movistar! 😡😡 malísimoooo #FelizNoche", "Čeština łódź se\xCC\x81ñal 👩🏽‍💻", "ver https://t.co/a_(b) juan@x.com @ana@host.org",
    "#MovistarNoFunciona y #movistarfunciona, Ñandú MalÍsimo", "", "goooool bueeeenísimo ＡＢＣ ﬁn", "no funciona no funciona no funciona",
};

static size_t pass(struct query_match *qm, struct tokenizer *t, struct arena *a)
{
    const uint32_t *ids;
    size_t hits = 0;
    arena_reset(a);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct mention m = { .author_handle = SLICE("Ana"), .author_name = SLICE("Ñandú"), .lang = SLICE("es"), .country = SLICE("AR"),
                             .url = SLICE("https://www.x.com/1"), .source = SLICE("x:stream"), .platform = SLICE("x") };
        struct tokens text, title;
        tokens_scan(t, a, slice_of(texts[i]), &text);
        tokens_scan(t, a, SLICE("Título"), &title);
        hits += query_match_run(qm, &m, &text, &title, &ids);
    }
    return hits;
}

static void a_mention_allocates_nothing_once_the_buffers_have_grown(void **state)
{
    struct query_set *qs = query_set_new();
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct query_error qe;
    struct err e;
    (void)state;
    for (uint32_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        assert_true(query_set_add(qs, i, slice_of(queries[i]), &qe));
    for (uint32_t i = 0; i < 600; i++)   /* many matches of one mention: sorting them must not allocate either */
        assert_true(query_set_add(qs, 1000 - i, SLICE("platform:x"), &qe));
    assert_true(query_set_compile(qs, &e));
    struct query_match *qm = query_match_new(qs);
    size_t hits = pass(qm, t, &a), before = calls;
    assert_true(!COUNTED || before > 0);   /* it does count */
    for (int i = 0; i < 100; i++)
        assert_int_equal(pass(qm, t, &a), hits);
    assert_int_equal(calls, before);
    query_match_free(qm);
    query_set_free(qs);
    tokenizer_free(t);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_mention_allocates_nothing_once_the_buffers_have_grown) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

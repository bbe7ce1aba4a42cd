/* voices: who says what of a brand: what counts, what raises, what makes the excess, and five that say it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/json.h"
#include "route/crisis/alarm.h"
#include "route/crisis/voices.h"

#define T0 1795322520000LL

static struct voices_conf conf;
static struct voices *v;
static struct brand brand;
static const char *accounts[] = { "@TelenorteAR" };
static int number;                       /* so that each mention has an id of its own */

static void begin(void)
{
    conf = voices_usual;
    brand = (struct brand){ .id = "telenorte", .name = "Tele Norte", .accounts = { accounts, 1 } };
    voices_free(v);
    v = voices_new(&conf);
    voices_begin(v, &brand);
    number = 0;
}

static struct mention mention(const char *author, const char *text)
{
    static char id[32];
    snprintf(id, sizeof id, "m%d", number++);
    return (struct mention){ .platform = SLICE("x"), .id = slice_of(id), .author_handle = slice_of(author), .text = slice_of(text), .created_ms = T0 };
}

static const struct slice outage = { "outage", 6 };

static void say(const char *author, const char *text, bool before)
{
    struct mention m = mention(author, text);
    voices_add(v, &m, &outage, 1, before);
}

static const char *nth(const char *fmt, int i)
{
    static char text[4][96];
    static int at;
    at = (at + 1) % 4;
    snprintf(text[at], sizeof text[at], fmt, i);
    return text[at];
}

/* Words, not numbers: those are no other text. */
static const char *word(int i)
{
    static char text[4][16];
    static int at;
    at = (at + 1) % 4;
    snprintf(text[at], sizeof text[at], "zz%c%c%c", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26);
    return text[at];
}

static double heard(void)
{
    struct voices_weight w;
    voices_weigh(v, NULL, &w);
    return w.heard;
}

static unsigned raised(void)
{
    struct voices_weight w;
    voices_weigh(v, NULL, &w);
    return w.raised;
}

static void people(int n)
{
    for (int i = 0; i < n; i++)
        say(nth("ana%d", i), nth("sin señal desde hace horas en %d", 0 * i), false);
}

static void three_accounts_are_no_crowd(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 60; i++)
        say(nth("bot%d", i % 3), word(i), false);
    assert_true(fabs(heard() - 6 / 60.0) < 1e-9);
    conf.same_author = 0;
    assert_true(heard() == 1);
}

static void one_text_of_many_accounts_is_no_crowd_and_its_numbers_make_it_no_other(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 40; i++)
        say(nth("bot%d", i), nth("Telenorte es una estafa total y absoluta %d https://t.co/x", i), false);
    assert_true(fabs(heard() - 3 / 40.0) < 1e-9);
    conf.same_text = 0;
    assert_true(heard() == 1);
}

static void many_people_in_their_own_words_all_count_and_so_do_short_cries_and_reposts(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 30; i++) {
        struct mention m = mention(nth("ana%d", i), "otra vez sin señal en toda la ciudad");
        m.kind = KIND_REPOST;
        voices_add(v, &m, NULL, 0, false);
        say(nth("eva%d", i), nth("sin señal %d", i), false);
        say(nth("luis%d", i), word(i), false);
    }
    assert_true(heard() == 1);
}

static void a_flood_is_a_watch_and_the_same_from_people_a_page(void **state)
{
    (void)state;
    struct sight s = { .x = 60, .usual = 2, .share = 0.3, .history = 600, .authors = { -1, -1 }, .all = { 62, 900 } };
    s.score.x[0] = s.score.x[1] = 60;
    s.score.expected[0] = 2;
    s.score.expected[1] = 24;
    s.score.hours[0] = s.score.hours[1] = s.score.hours[2] = 800;
    begin();
    for (int i = 0; i < 60; i++)
        say(nth("bot%d", i % 3), word(i), false);
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_CRISIS);
    s.unheard = 1 - heard();
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_WATCH);
}

static void what_speaks_for_more_than_numbers_needs_half_of_them(void **state)
{
    (void)state;
    struct sight s = { .x = 6, .usual = 1, .share = 0.3, .history = 600, .authors = { -1, -1 }, .all = { 6, 900 } };
    s.score.x[0] = s.score.x[1] = 6;
    s.score.expected[0] = 1;
    s.score.expected[1] = 12;
    s.score.hours[0] = s.score.hours[1] = s.score.hours[2] = 120;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_WATCH);
    s.raised = true;
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_ALERT);
    s.score.hours[2] = s.score.hours[0] = 100;               /* and not half as rare as a page */
    assert_int_equal(alarm_level(&alarm_usual, &s), LEVEL_WATCH);
}

static void an_influential_author_raises(void **state)
{
    (void)state;
    begin();
    struct mention m = mention("famosa", "qué vergüenza");
    m.followers = 99999;
    voices_add(v, &m, NULL, 0, false);
    assert_int_equal(raised(), 0);
    m = mention("famosa2", "qué vergüenza");
    m.followers = 100000;
    voices_add(v, &m, NULL, 0, false);
    assert_int_equal(raised(), RAISED_INFLUENTIAL);
    conf.influential = 0;
    assert_int_equal(raised(), 0);
}

static void say_before(int n, int64_t followers)
{
    for (int i = 0; i < n; i++) {
        struct mention m = mention(nth("antes%d", i), word(i));
        m.followers = followers;
        voices_add(v, &m, NULL, 0, true);
    }
}

static void authors_who_together_reach_many_more_than_those_before_raise(void **state)
{
    static const struct { int before; int64_t usual; int now; int64_t each; bool want; } row[] = {
        { 40, 300, 5, 40000, true },  { 40, 300, 5, 39999, false },         /* fewer together */
        { 40, 13334, 5, 40000, false }, { 40, 13333, 5, 40000, true },      /* not three times as many each */
        { 19, 90000, 5, 40000, true },                                     /* too few to say what is usual */
        { 40, 300, 4, 60000, false },                                      /* four are no incident yet */
        { 40, 300, 5, MENTION_NONE, false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        begin();
        say_before(row[i].before, row[i].usual);
        for (int k = 0; k < row[i].now; k++) {
            struct mention m = mention(nth("ana%d", k), word(k));
            m.followers = row[i].each;
            voices_add(v, &m, NULL, 0, false);
        }
        if (raised() != (row[i].want ? RAISED_REACH : 0))
            fail_msg("row %zu: raised %u", i, raised());
        struct mention again = mention("ana0", "otra vez lo mismo");        /* an author reaches the same people twice */
        again.followers = row[i].each;
        voices_add(v, &again, NULL, 0, false);
        if (raised() != (row[i].want ? RAISED_REACH : 0) && row[i].now > 4)
            fail_msg("row %zu, said twice: raised %u", i, raised());
        conf.reach = 0;
        assert_int_equal(raised(), 0);
    }
}

static void harm_to_people_said_by_three_raises(void **state)
{
    (void)state;
    begin();
    say("ana", "dicen que hay dos MUERTOS en la torre", false);
    say("ana", "dos muertos, repito", false);
    say("eva", "hay heridos", false);
    assert_int_equal(raised(), 0);
    say("luis", "Explosión en la central", false);
    assert_int_equal(raised(), RAISED_SENSITIVE);
}

static void angry_answers_to_one_post_of_the_brand_raise(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 8; i++) {
        struct mention m = mention(nth("ana%d", i), word(i));
        m.kind = KIND_REPLY;
        m.in_reply_to = SLICE("p1");
        m.in_reply_to_author = i < 4 ? SLICE("telenortear") : SLICE("eva");   /* a handle without @ and case */
        voices_add(v, &m, NULL, 0, false);
    }
    assert_int_equal(raised(), RAISED_OWN_POST);
    say("luis", "otra cosa", false);                          /* fewer than half */
    assert_int_equal(raised(), 0);
}

static void a_term_that_is_suddenly_said_raises_where_that_is_wanted(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 40; i++)
        say(nth("antes%d", i), nth("la factura llega tarde %d", i), true);
    people(10);
    assert_int_equal(raised(), 0);
    conf.sudden_term = true;
    assert_int_equal(raised(), RAISED_TERM);
}

/* ---- causes ---- */

static struct json *json;
static char padded[65536];
struct found { char kind[16], name[96]; double count, excess; };

static size_t causes(const char *topic, double x, double expected, struct found *out, size_t max)
{
    struct buf text = { 0 };
    struct err e = { 0 };
    struct json_value root, item, m;
    struct slice name;
    size_t n = 0;
    buf_addz(&text, "[");
    struct buf parts = { 0 };
    voices_causes(v, topic, x, expected, &parts);
    buf_add(&text, buf_slice(&parts));
    buf_addz(&text, "]");
    assert_true(text.n < sizeof padded - JSON_PADDING);
    memset(padded, 0, sizeof padded);
    memcpy(padded, text.p, text.n);
    assert_true(json_parse(json, padded, text.n, &root, &e));
    while (n < max && json_item(json, &root, &item)) {
        struct found *f = &out[n++];
        *f = (struct found){ .count = 0 };
        while (json_member(json, &item, &name, &m)) {
            if (slice_is(name, "kind"))
                snprintf(f->kind, sizeof f->kind, SLICE_FMT, SLICE_ARG(m.text));
            else if (slice_is(name, "name"))
                snprintf(f->name, sizeof f->name, SLICE_FMT, SLICE_ARG(m.text));
            else
                *(slice_is(name, "count") ? &f->count : &f->excess) = m.type == JSON_INT ? (double)m.whole : m.real;
        }
    }
    buf_fini(&text);
    buf_fini(&parts);
    return n;
}

static double excess_of(const struct found *f, size_t n, const char *kind, const char *name)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (strcmp(f[i].kind, kind) == 0 && (!name || strcmp(f[i].name, name) == 0))
            sum += f[i].excess;
    return sum;
}

static void each_kind_of_cause_sums_up_to_the_excess_and_each_mention_counts_once(void **state)
{
    (void)state;
    struct found f[64];
    begin();
    for (int i = 0; i < 100; i++)                             /* as usual: bills, a tenth of them without signal */
        say(nth("antes%d", i), i % 10 ? "la factura llega tarde" : "sin señal", true);
    for (int i = 0; i < 30; i++)
        say(nth("ana%d", i), "Telenorte otra vez sin señal y sin internet https://a.example/estado", false);
    for (int i = 0; i < 10; i++)
        say(i < 4 ? "luis" : nth("eva%d", i), "tarde la factura", false);
    size_t n = causes(NULL, 40, 8, f, 64);
    assert_true(fabs(excess_of(f, n, "term", NULL) - 32) < 0.05);
    assert_true(fabs(excess_of(f, n, "author", NULL) - 32) < 0.05);
    assert_true(fabs(excess_of(f, n, "link", NULL) - 32) < 0.05);
    assert_string_equal(f[0].kind, "term");
    assert_true(f[0].count == 30);                            /* of "sin internet", "otra vez", ... one counts, and none of them again */
    for (size_t i = 1; i < n && strcmp(f[i].kind, "term") == 0; i++)
        assert_true(f[i].count <= 10);
    assert_true(fabs(excess_of(f, n, "author", "luis") - 4) < 0.05);
    assert_true(fabs(excess_of(f, n, "link", "https://a.example/estado") - 30) < 0.05);
    for (size_t i = 0; i < n; i++)
        if (strstr(f[i].name, "telenorte") || strcmp(f[i].name, "de") == 0)
            fail_msg("%s is no cause", f[i].name);
}

static void what_was_not_read_is_scaled_and_topics_are_apart(void **state)
{
    (void)state;
    struct found f[64];
    begin();
    people(20);
    for (int i = 0; i < 20; i++) {
        struct mention m = mention(nth("otro%d", i), "la factura es un robo");
        voices_add(v, &m, &(struct slice){ "billing", 7 }, 1, false);
    }
    size_t n = causes("billing", 200, 0, f, 64);
    assert_true(fabs(excess_of(f, n, "term", NULL) - 200) < 0.05);
    assert_true(f[0].count == 200);
    for (size_t i = 0; i < n; i++)
        assert_null(strstr(f[i].name, "señal"));
    struct buf out = { 0 };
    voices_samples(v, "billing", &out);
    assert_null(strstr(buf_z(&out), "señal"));
    assert_non_null(strstr(buf_z(&out), "factura"));
    buf_fini(&out);
}

static size_t occurrences(const char *text, const char *of)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, of)); p += strlen(of))
        n++;
    return n;
}

static void five_samples_are_of_five_authors_in_other_words_and_masked(void **state)
{
    (void)state;
    struct buf out = { 0 };
    begin();
    for (int i = 0; i < 30; i++)
        say("loro", "sin señal otra vez, esto no puede ser", false);
    for (int i = 0; i < 10; i++)
        say(nth("ana%d", i), nth(i % 2 ? "sin señal en el barrio, llamen al +52 55 1234 5678 por favor %d" : "sin señal en la calle del norte %d", 0), false);
    say("eva", "la atención es pésima", false);
    say("ana@example.com", "no contestan nunca el chat", false);
    say("raul", "me cobraron de más", false);
    voices_samples(v, NULL, &out);
    assert_int_equal(occurrences(buf_z(&out), "\"platform\""), 5);
    assert_int_equal(occurrences(out.p, "\"author\":\"loro\""), 1);
    assert_int_equal(occurrences(out.p, "1234"), 0);
    assert_int_equal(occurrences(out.p, "ana@example"), 0);
    assert_true(occurrences(out.p, "sin se") >= 2);
    buf_fini(&out);
}

static void what_was_deleted_or_edited_is_not_said(void **state)
{
    (void)state;
    struct buf out = { 0 };
    struct voices_weight w;
    begin();
    struct mention a = mention("ana", "devuelvan mi dinero ladrones");
    voices_add(v, &a, NULL, 0, false);
    a.text = SLICE("ya lo arreglaron pero tarde");
    voices_add(v, &a, NULL, 0, false);
    voices_weigh(v, NULL, &w);
    assert_int_equal(w.n, 1);
    voices_samples(v, NULL, &out);
    assert_null(strstr(buf_z(&out), "ladrones"));
    voices_drop(v, &a);
    voices_weigh(v, NULL, &w);
    assert_int_equal(w.n, 0);
    buf_reset(&out);
    voices_samples(v, NULL, &out);
    assert_int_equal(out.n, 0);
    buf_fini(&out);
}

static void more_than_is_kept_is_passed_over(void **state)
{
    (void)state;
    struct voices_weight w;
    struct found f[64];
    begin();
    for (int i = 0; i < VOICES_MAX + 500; i++)
        say(nth("ana%d", i), nth("%d palabras", i), i % 2);
    voices_weigh(v, NULL, &w);
    assert_int_equal(w.n, VOICES_MAX / 2 + 250);
    for (int i = 0; i < 2 * VOICES_MAX; i++)
        say(nth("eva%d", i), word(i), false);
    voices_weigh(v, NULL, &w);
    assert_int_equal(w.n, VOICES_MAX);
    causes(NULL, 10, 1, f, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_accounts_are_no_crowd),
        cmocka_unit_test(one_text_of_many_accounts_is_no_crowd_and_its_numbers_make_it_no_other),
        cmocka_unit_test(many_people_in_their_own_words_all_count_and_so_do_short_cries_and_reposts),
        cmocka_unit_test(a_flood_is_a_watch_and_the_same_from_people_a_page),
        cmocka_unit_test(what_speaks_for_more_than_numbers_needs_half_of_them),
        cmocka_unit_test(an_influential_author_raises),
        cmocka_unit_test(authors_who_together_reach_many_more_than_those_before_raise),
        cmocka_unit_test(harm_to_people_said_by_three_raises),
        cmocka_unit_test(angry_answers_to_one_post_of_the_brand_raise),
        cmocka_unit_test(a_term_that_is_suddenly_said_raises_where_that_is_wanted),
        cmocka_unit_test(each_kind_of_cause_sums_up_to_the_excess_and_each_mention_counts_once),
        cmocka_unit_test(what_was_not_read_is_scaled_and_topics_are_apart),
        cmocka_unit_test(five_samples_are_of_five_authors_in_other_words_and_masked),
        cmocka_unit_test(what_was_deleted_or_edited_is_not_said),
        cmocka_unit_test(more_than_is_kept_is_passed_over),
    };
    json = json_new(65536);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    voices_free(v);
    json_free(json);
    return failed;
}

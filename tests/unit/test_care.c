/* care: what conversations count, trap by trap, in any order of arrival; own posts; sealing; the calendar's and the buckets' arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hll.h"
#include "model/care_names.h"
#include "route/care/care.h"
#include "route/cases/change.h"
#include "route/care/handle.h"
#include "route/care/thread.h"
#include "kept_store.h"

#define DAY_MS (24 * 3600 * INT64_C(1000))
#define START_MS INT64_C(1792393200000)   /* Monday, 2026-10-19 09:00 in Madrid */

/* One message: minutes after the start. kind as in a record; parent: index of the one that it answers, from 1; 0: none. */
struct line { int minute; const char *who, *kind; int parent; const char *to, *text, *label; };
#define END { 0, NULL, NULL, 0, NULL, NULL, NULL }
#define LINES 12

struct world {
    struct zone *utc;
    struct conf *conf;
    struct brands brands;
    struct book *book;
    struct care_part *part;
    struct arena a, scratch;
    struct sums sums;
    struct care_batch batch;
};

static const char yaml[] =
    "brands:\n"
    "  - { id: tele, names: [telenorte], accounts: [{ handle: '@TeleAyuda', purpose: care }, '@TelePrensa', '@TeleBot'] }\n"
    "  - { id: banco, names: [bancosur], accounts: [{ handle: bancosur, platform: x, purpose: main }] }\n"
    "care:\n"
    "  automatic: { signatures: [BOT], accounts: [telebot] }\n"
    "  calendar: { zone: Europe/Madrid, hours: { mon-fri: \"09:00-18:00\" }, holidays: [\"2026-10-12\"] }\n";

static struct world open_world(void)
{
    struct world w = { 0 };
    struct err e = { 0 };
    redisReply none = { .type = REDIS_REPLY_ARRAY };
    w.utc = zone_open("UTC", &e);
    w.conf = conf_parse("test.yaml", slice_of(yaml), &e);
    if (!w.conf || !brands_read(w.conf, &w.brands, &e) || !(w.book = book_open(&w.brands, conf_get(conf_root(w.conf), "care"), "UTC", &e)))
        fail_msg("%s", e.msg);
    w.part = care_part_new(&none, &none, &e);
    return w;
}

static void close_world(struct world *w)
{
    care_part_free(w->part);
    book_close(w->book);
    brands_fini(&w->brands);
    conf_free(w->conf);
    zone_close(w->utc);
    sums_fini(&w->sums);
    arena_fini(&w->a);
    arena_fini(&w->scratch);
}

static void begin(struct world *w, int64_t append_ms, size_t records)
{
    care_clock(w->part, append_ms, 15 * DAY_MS);
    care_begin(&w->batch, &w->a, &w->scratch, &w->sums, w->part, w->utc, 15 * DAY_MS, records);
}

static struct mention mention_of(struct world *w, const struct line *l, size_t i)
{
    struct mention m = {
        .platform = SLICE("x"), .id = arena_printf(&w->a, "m%zu", i + 1), .conversation = SLICE("t"), .created_ms = START_MS + l->minute * INT64_C(60000),
        .updated_ms = MENTION_NONE, .author_handle = slice_of(l->who), .text = slice_of(l->text), .likes = MENTION_NONE, .replies = MENTION_NONE,
        .shares = MENTION_NONE, .views = MENTION_NONE, .followers = MENTION_NONE,
    };
    if (!mention_kind_of(slice_of(l->kind), &m.kind))
        fail_msg("no kind '%s'", l->kind);
    if (l->parent)
        m.in_reply_to = arena_printf(&w->a, "m%d", l->parent);
    m.in_reply_to_author = slice_of(l->to);
    return m;
}

static struct found found_of(const char *label)
{
    bool praise = label && strcmp(label, "praise") == 0;
    return (struct found){ .label = slice_of(praise ? "positive" : label ? label : "neutral"), .intent = slice_of(praise ? "praise" : "noise") };
}

static void say(struct world *w, const struct mention *m, const struct found *f)
{
    const struct slice key = SLICE("x:t");
    int64_t append_ms = START_MS + 14 * DAY_MS;
    care_want(&w->batch, w->book, key, m);
    care_record(&w->batch, w->book, key, m, f, append_ms);
}

/* The counter of all accounts and agents and minutes; kind: q, g or p. */
static int64_t counted(const struct world *w, char kind, const char *brand, const char *what)
{
    int64_t sum = 0;
    const struct tally *t = &w->batch.tally;
    for (uint32_t i = 0; i <= t->mask; i++) {
        struct slice name;
        if (!t->cells[i].key)
            continue;
        name = w->part->names.by_number[t->cells[i].key & 0x3fffffff];
        if (name.p[0] == kind && slice_starts((struct slice){ name.p + 2, name.n - 2 }, slice_of(brand)) && slice_ends(name, slice_of(what))
            && name.p[name.n - strlen(what) - 1] == '|')
            sum += t->cells[i].delta;
    }
    return sum;
}

/* "asks=2 answered=1 first_s=600": all that is named must be so; what is not named may be anything. */
static void expect(const struct world *w, const char *trap, const char *brand, const char *want)
{
    struct slice rest = slice_of(want), one, name;
    while (slice_next(&rest, ' ', &one)) {
        char what[64];
        int64_t n;
        slice_next(&one, '=', &name);
        snprintf(what, sizeof what, SLICE_FMT, SLICE_ARG(name));
        if (!slice_int(one, &n) || counted(w, 'q', brand, what) != n)
            fail_msg("%s: %s is %lld, expected " SLICE_FMT, trap, what, (long long)counted(w, 'q', brand, what), SLICE_ARG(one));
    }
}

static const struct { const char *trap; struct line said[LINES]; const char *brand, *want; } traps[] = {
    { "one of two is answered", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 10, "TeleAyuda", "reply", 1, "ana", "Lo vemos ^AR", NULL },
        { 20, "luis", "post", 0, NULL, "¿y a mí? @teleayuda", NULL }, END }, "tele", "asks=2 answered=1 cases=2 first=1 first_s=600 busy_s=600 solved=1 replies=1" },
    { "bots and automatic answers do not stop the clock", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL },
        { 1, "TeleAyuda", "reply", 1, "ana", "Su turno es el 7 ^BOT", NULL }, { 2, "TeleBot", "reply", 1, "ana", "Hola", NULL },
        { 30, "TeleAyuda", "reply", 1, "ana", "Ya está -JM", NULL }, END }, "tele", "asks=1 answered=1 first=1 first_s=1800 automatic=2 replies=1 case_replies=1" },
    { "a burst counts from its first unanswered message", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 5, "ana", "reply", 1, "ana", "¿hola?", NULL },
        { 9, "ana", "reply", 1, "ana", "sigue igual @TeleAyuda", NULL }, { 15, "TeleAyuda", "reply", 3, "ana", "Lo vemos", NULL }, END },
        "tele", "asks=3 answered=3 cases=1 first=1 first_s=900" },
    { "a conversation that goes on within a day is the same case", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL },
        { 10, "TeleAyuda", "reply", 1, "ana", "¿Su número?", NULL }, { 60, "ana", "reply", 2, "TeleAyuda", "5", "negative" },
        { 90, "TeleAyuda", "reply", 3, "ana", "Listo", NULL }, END }, "tele", "asks=2 answered=2 cases=1 reopened=0 first=1 first_s=600 solved=1 solved_s=5400 back_negative=1 case_replies=2" },
    { "a reopened conversation starts a new clock", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 10, "TeleAyuda", "reply", 1, "ana", "Listo", NULL },
        { 10 + 24 * 60 + 1, "ana", "reply", 2, "TeleAyuda", "otra vez", "negative" }, { 10 + 24 * 60 + 31, "TeleAyuda", "reply", 3, "ana", "Vamos", NULL }, END },
        "tele", "asks=2 cases=2 reopened=1 first=2 first_s=2400 solved=2 back_negative=1" },
    { "whoever comes back and is not answered has no solution", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL },
        { 10, "TeleAyuda", "reply", 1, "ana", "Listo", NULL }, { 20, "ana", "reply", 2, "TeleAyuda", "no", "negative" }, END }, "tele", "asks=2 answered=1 cases=1 first=1 solved=0" },
    { "thanks start no clock", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 10, "TeleAyuda", "reply", 1, "ana", "Listo", NULL },
        { 3000, "ana", "reply", 2, "TeleAyuda", "¡gracias!", "praise" }, END }, "tele", "asks=2 answered=1 cases=1 thanks=1 solved=1 solved_s=600 back_positive=1" },
    { "praise that asks first is an ask", { { 0, "ana", "post", 0, NULL, "genial @TeleAyuda", "praise" }, { 10, "TeleAyuda", "reply", 1, "ana", "¡Gracias!", NULL }, END },
        "tele", "asks=1 answered=1 thanks=0 cases=1" },
    { "the brand's own posts open no case", { { 0, "TelePrensa", "post", 0, NULL, "Buenos días", NULL }, { 5, "TeleAyuda", "post", 0, NULL, "Hola a todos", NULL }, END },
        "tele", "asks=0 cases=0" },
    { "who comments on the brand's post asks it", { { 0, "TelePrensa", "post", 0, NULL, "Buenos días", NULL }, { 5, "ana", "comment", 1, NULL, "no anda", NULL },
        { 7, "luis", "comment", 1, NULL, "a mí tampoco", NULL }, { 9, "TelePrensa", "comment", 2, NULL, "Lo vemos", NULL }, END }, "tele", "asks=2 answered=1 cases=2 first=1 first_s=240" },
    { "a private answer counts", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 10, "TeleAyuda", "dm", 1, "ana", "Le escribimos", NULL }, END },
        "tele", "asks=1 answered=1 first=1 replies=1 private=1" },
    { "an answer to somebody else is no answer", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 10, "TeleAyuda", "reply", 0, "luis", "Lo vemos", NULL },
        { 11, "TeleAyuda", "reply", 0, NULL, "@eva listo", NULL }, END }, "tele", "asks=1 answered=0 replies=2" },
    { "another brand's answer is no answer", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 10, "bancosur", "reply", 1, "ana", "Lo vemos", NULL }, END },
        "tele", "asks=1 answered=0 replies=0" },
    { "whoever asks two brands asks each", { { 0, "ana", "post", 0, NULL, "@TeleAyuda @TelePrensa y @bancosur", NULL }, { 10, "bancosur", "reply", 1, "ana", "Sí", NULL }, END },
        "banco", "asks=1 answered=1" },
    { "the community answered", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 5, "luis", "reply", 1, NULL, "apaga y prende", NULL }, END },
        "tele", "asks=1 answered=0 cases=1 community=1" },
    { "both answered: the brand did", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 5, "luis", "reply", 1, NULL, "apaga y prende", NULL },
        { 9, "TeleAyuda", "reply", 1, NULL, "Lo vemos", NULL }, END }, "tele", "answered=1 first=1 first_s=540 community=0" },
    { "whoever answers the brand is no community", { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 5, "TelePrensa", "reply", 1, "ana", "Ya ^BOT", NULL },
        { 6, "luis", "reply", 2, "TelePrensa", "yo también", NULL }, END }, "tele", "asks=2 community=0 automatic=1" },
    { "what was not addressed is answered in a chat", { { 0, "ana", "dm", 0, NULL, "@teleayuda hola", NULL }, { 1, "ana", "dm", 0, NULL, "¿están?", NULL },
        { 4, "TeleAyuda", "dm", 0, NULL, "Sí ^AR", NULL }, END }, "tele", "asks=2 answered=2 cases=1 first_s=240 private=1" },
    { "a night and a weekend", { { 8 * 60, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL },           /* Monday 17:00 */
        { 25 * 60, "TeleAyuda", "reply", 1, "ana", "Listo", NULL },                                        /* Tuesday 10:00 */
        { 4 * 1440 + 540, "luis", "post", 0, NULL, "@TeleAyuda ¿hola?", NULL },                            /* Friday 18:00 */
        { 7 * 1440 + 60 + 30, "TeleAyuda", "reply", 3, "luis", "Sí", NULL }, END },                        /* Monday 09:30: the clocks went back an hour on Sunday */
        "tele", "first_s=293400 busy=2 busy_s=9000" },
};

static void each_trap_is_counted_as_written_in_any_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++)
        for (unsigned order = 0; order < 30; order++) {
            struct world w = open_world();
            size_t n = 0, place[LINES];
            for (; traps[i].said[n].who; n++)
                place[n] = n;
            srand(order);
            for (size_t k = n; order && k-- > 1;) {
                size_t other = (size_t)rand() % (k + 1), was = place[k];
                place[k] = place[other];
                place[other] = was;
            }
            begin(&w, START_MS + 14 * DAY_MS, LINES);
            for (size_t k = 0; k < n; k++) {
                const struct line *l = &traps[i].said[place[k]];
                struct mention m = mention_of(&w, l, place[k]);
                struct found f = found_of(l->label);
                if (l->kind[0] == 'p' && l->who[0] == 'T')
                    m.conversation = m.id;
                say(&w, &m, &f);
            }
            expect(&w, traps[i].trap, traps[i].brand, traps[i].want);
            close_world(&w);
        }
}

/* So many messages behind an answer of the brand, thanks aside, and from anew in a new case: what the two-reply rule goes by. */
static void who_comes_back_after_answers_is_counted(void **state)
{
    static const struct { struct line line; int64_t want; } row[] = {
        { { 0, "ana", "post", 0, NULL, "@teleayuda no anda", "negative" }, 0 }, { { 5, "ana", "reply", 1, NULL, "¿hola?", "negative" }, 0 },
        { { 9, "TeleBot", "reply", 1, "ana", "Recibido", NULL }, 0 }, { { 10, "ana", "reply", 1, NULL, "un bot no", "negative" }, 0 },
        { { 20, "TeleAyuda", "reply", 1, "ana", "Ya está", NULL }, 0 }, { { 30, "ana", "reply", 1, NULL, "sigue igual", "negative" }, 1 },
        { { 31, "luis", "post", 0, NULL, "@teleayuda yo también", NULL }, 0 }, { { 32, "ana", "reply", 1, NULL, "de verdad", "negative" }, 2 },
        { { 40, "TeleAyuda", "reply", 1, "ana", "Reinicie", NULL }, 0 }, { { 41, "ana", "reply", 1, NULL, "gracias", "praise" }, 0 },
        { { 50, "ana", "reply", 1, NULL, "no, sigue", "negative" }, 3 }, { { 60, "TeleAyuda", "reply", 1, "ana", "Listo", NULL }, 0 },
        { { 60 + 25 * 60, "ana", "reply", 1, NULL, "otra cosa", NULL }, 0 },
    };
    struct world w = open_world();
    (void)state;
    begin(&w, START_MS, 32);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct mention m = mention_of(&w, &row[i].line, i);
        struct found f = found_of(row[i].line.label);
        say(&w, &m, &f);
        if (w.batch.backs != row[i].want)
            fail_msg("'%s' comes back %d times, expected %d", row[i].line.text, (int)w.batch.backs, (int)row[i].want);
    }
    close_world(&w);
}

static void deletions_and_edits_correct_what_was_counted(void **state)
{
    (void)state;
    static const struct line said[] = { { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", "negative" }, { 10, "TeleAyuda", "reply", 1, "ana", "Lo vemos ^AR", NULL } };
    struct world w = open_world();
    struct mention m[2], change;
    begin(&w, START_MS + 14 * DAY_MS, LINES);
    for (size_t i = 0; i < 2; i++) {
        struct found f = found_of(said[i].label);
        m[i] = mention_of(&w, &said[i], i);
        say(&w, &m[i], &f);
    }
    struct found f = found_of(NULL);
    assert_int_equal(counted(&w, 'g', "tele", "first"), 1);
    change = m[1];
    change.text = SLICE("Lo vemos ^JM");
    change.updated_ms = m[1].created_ms + 1000;
    say(&w, &change, &f);
    assert_int_equal(counted(&w, 'g', "tele|x|AR", "first"), 0);
    assert_int_equal(counted(&w, 'g', "tele|x|JM", "first"), 1);
    change = (struct mention){ .platform = m[1].platform, .id = m[1].id, .conversation = m[1].conversation, .deleted = true, .created_ms = MENTION_NONE, .updated_ms = MENTION_NONE };
    say(&w, &change, &f);
    expect(&w, "the answer is deleted", "tele", "asks=1 answered=0 cases=1 first=0 replies=0");
    change = m[0];
    change.text = SLICE("ya anda");
    change.updated_ms = m[0].created_ms + 1000;
    say(&w, &change, &f);
    expect(&w, "the ask is edited away", "tele", "asks=0 cases=0");
    close_world(&w);
}

/* Cells that count something: who was attended. */
static size_t attended(const struct world *w, uint8_t people[HLL_REGISTERS])
{
    const struct tally *t = &w->batch.tally;
    struct care_name n;
    size_t cells = 0;
    memset(people, 0, HLL_REGISTERS);
    for (uint32_t i = 0; i <= t->mask; i++) {
        if (!t->cells[i].key || !care_name_parse(w->part->names.by_number[t->cells[i].key & 0x3fffffff], &n) || n.spread != CARE_PEOPLE || t->cells[i].delta == 0)
            continue;
        assert_true(t->cells[i].delta > 0);
        hll_raise(people, n.what);
        cells++;
    }
    return cells;
}

static void who_was_attended_is_one_person_until_all_of_it_is_deleted(void **state)
{
    (void)state;
    static const struct line said[] = {
        { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL }, { 10, "TeleAyuda", "reply", 1, "ana", "Lo vemos", NULL },
        { 20, "ana", "reply", 2, "TeleAyuda", "sigue igual", NULL }, { 30, "TeleAyuda", "reply", 3, "ana", "Ya está", NULL },
        { 40, "luis", "post", 0, NULL, "@TelePrensa ¿y a mí?", NULL }, { 50, "TelePrensa", "reply", 5, "luis", "También", NULL },
        { 60, "eva", "post", 0, NULL, "@TeleAyuda ¿hola?", NULL },
    };
    enum { N = sizeof said / sizeof said[0] };
    struct world w = open_world();
    struct found f = found_of(NULL);
    struct mention m[N];
    uint8_t people[HLL_REGISTERS];
    begin(&w, START_MS + 14 * DAY_MS, 2 * N);
    for (size_t i = 0; i < N; i++) {
        m[i] = mention_of(&w, &said[i], i);
        say(&w, &m[i], &f);
    }
    assert_int_equal(attended(&w, people), 3);      /* ana in two minutes, luis in one */
    assert_int_equal((int)(hll_count(people) + 0.5), 2);
    for (size_t i = 4; i < 6; i++) {
        struct mention gone = { .platform = m[i].platform, .id = m[i].id, .conversation = m[i].conversation, .deleted = true, .created_ms = MENTION_NONE, .updated_ms = MENTION_NONE };
        say(&w, &gone, &f);
    }
    attended(&w, people);
    assert_int_equal((int)(hll_count(people) + 0.5), 1);
    assert_int_not_equal(care_person(SLICE("x"), handle_hash(SLICE("ana"))), care_person(SLICE("mastodon"), handle_hash(SLICE("ana"))));
    close_world(&w);
}

static void an_edit_of_what_is_forgotten_is_not_counted_again(void **state)
{
    (void)state;
    static const struct line said = { 0, "ana", "post", 0, NULL, "@TeleAyuda no anda", NULL };
    struct world w = open_world();
    struct found f = found_of(NULL);
    begin(&w, START_MS + 16 * DAY_MS, LINES);
    struct mention m = mention_of(&w, &said, 0);
    m.updated_ms = m.created_ms + 1000;
    say(&w, &m, &f);
    expect(&w, "too late", "tele", "asks=0");
    close_world(&w);
}

static void new_numbers_of_a_post_replace_the_old_ones_in_its_own_minute(void **state)
{
    (void)state;
    static const struct line said = { 0, "@TelePrensa", "post", 0, NULL, "Buenos días", NULL };
    static const struct { int64_t likes, as_of; bool deleted; int64_t want, posts; } row[] = {
        { 7, MENTION_NONE, false, 7, 1 }, { 90, START_MS + 5000, false, 90, 1 }, { 80, START_MS + 4000, false, 90, 1 }, { 85, START_MS + 6000, false, 85, 1 },
        { MENTION_NONE, START_MS + 7000, false, 85, 1 }, { 99, MENTION_NONE, false, 99, 1 }, { 0, 0, true, 0, 0 }, { 120, START_MS + 9000, false, 0, 0 },
    };
    struct world w = open_world();
    struct found f = found_of(NULL);
    begin(&w, START_MS + DAY_MS, LINES);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct mention m = mention_of(&w, &said, 0);
        m.conversation = m.id;
        m.refresh = i > 0 && !row[i].deleted;
        m.deleted = row[i].deleted;
        m.likes = row[i].likes;
        m.updated_ms = row[i].deleted ? MENTION_NONE : row[i].as_of;
        say(&w, &m, &f);
        if (counted(&w, 'p', "tele", "likes") != row[i].want || counted(&w, 'p', "tele", "posts") != row[i].posts)
            fail_msg("row %zu: %lld likes", i, (long long)counted(&w, 'p', "tele", "likes"));
    }
    close_world(&w);
}

/* A post that hundreds comment on: what was counted stays, nothing goes below zero, and what is remembered is bounded. */
static void a_conversation_that_outgrows_its_room_seals_those_who_are_silent(void **state)
{
    (void)state;
    struct world w = open_world();
    struct found f = found_of(NULL);
    static const struct line post = { 0, "TelePrensa", "post", 0, NULL, "Buenos días", NULL };
    begin(&w, START_MS + 14 * DAY_MS, 4000);
    struct mention m = mention_of(&w, &post, 0);
    m.conversation = m.id;
    say(&w, &m, &f);
    for (int i = 0; i < 1200; i++) {
        char who[16];
        snprintf(who, sizeof who, "p%d", i / 2);
        struct line l = { 1 + i, who, "comment", i % 7 ? 1 : i + 1, NULL, "no anda", NULL };
        if (i % 2)
            l = (struct line){ 1 + i, "TeleAyuda", "comment", i + 1, NULL, "Lo vemos", NULL };
        m = mention_of(&w, &l, (size_t)i + 1);
        say(&w, &m, &f);
    }
    expect(&w, "sealed", "tele", "replies=600 asks=600 answered=600");
    for (uint32_t i = 0; i <= w.batch.tally.mask; i++)
        assert_true(w.batch.tally.cells[i].delta >= 0);
    close_world(&w);
}

/* ---- batches: what is kept between them lies in a list that stands for Redis ---- */

struct kept_entry { struct slice key; uint64_t field; struct slice value; };
struct redis { struct arena a; struct kept_entry v[20000]; size_t n; };

static struct kept_entry *lookup(struct redis *r, struct slice key, uint64_t field)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].field == field && slice_eq(r->v[i].key, key))
            return &r->v[i];
    return NULL;
}

static void store_entry(struct redis *r, struct slice key, struct slice field, struct slice value)
{
    uint64_t id;
    memcpy(&id, field.p, 8);
    struct kept_entry *en = lookup(r, key, id);
    if (!en) {
        assert_true(r->n < sizeof r->v / sizeof r->v[0]);
        en = &r->v[r->n++];
        *en = (struct kept_entry){ arena_dup(&r->a, key), id, { 0 } };
    }
    en->value = arena_dup(&r->a, value);
}

static void drop_key(struct redis *r, struct slice key)
{
    for (size_t i = r->n; i-- > 0;)
        if (slice_eq(r->v[i].key, key))
            r->v[i] = r->v[--r->n];
}

/* The arguments of a commit: ":k:..." with "1", field and value is written, alone it is dropped. */
static void apply_commit(struct redis *r)
{
    for (size_t i = 0; i < kept.n; i++) {
        if (!slice_starts(kept.arg[i], SLICE(":k:")))
            continue;
        if (i + 3 < kept.n && slice_is(kept.arg[i + 1], "1"))
            store_entry(r, kept.arg[i], kept.arg[i + 2], kept.arg[i + 3]);
        else
            drop_key(r, kept.arg[i]);
    }
}

static void forget_arguments(void)
{
    kept.n = 0;
    arena_reset(&kept.a);
}

/* What read.lua answers to the arguments kept. */
static struct slice answer_read(struct redis *r, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i + 2 < kept.n; i += 3) {
        uint64_t id;
        memcpy(&id, kept.arg[i + 2].p, 8);
        const struct kept_entry *en = lookup(r, kept.arg[i], id);
        size_t n = en ? en->value.n : 65535;
        buf_char(out, (char)(n & 0xff));
        buf_char(out, (char)(n >> 8));
        if (en)
            buf_add(out, en->value);
    }
    return buf_slice(out);
}

enum { STREAM = 1500, TALKS = 25, HOUR = 3600 * 1000 };

/* The k-th record of a stream in which conversations go on, are taken up again after hours, and lose messages. Messages answer earlier ones. */
static struct mention stream_record(struct world *w, size_t k, int64_t *append_ms, struct slice *key)
{
    uint64_t dice = k * UINT64_C(0x9e3779b97f4a7c15);
    dice ^= dice >> 29;
    unsigned talk = (unsigned)(dice % TALKS);
    struct line l = { 0, dice >> 8 & 1 ? "ana" : "luis", "comment", 0, NULL, dice >> 9 & 3 ? "@TeleAyuda no anda" : "sigue igual", NULL };
    if (dice >> 11 & 1)
        l = (struct line){ 0, "TeleAyuda", "comment", 0, dice >> 12 & 1 ? "ana" : "luis", "Lo vemos ^AR", NULL };
    struct mention m = mention_of(w, &l, k);
    *append_ms = START_MS + DAY_MS + (int64_t)k * 5 * 60000;
    m.created_ms = *append_ms - (int64_t)(dice >> 13 & 63) * 60000 - (int64_t)k;
    m.conversation = arena_printf(&w->a, "talk%u", talk);
    *key = arena_printf(&w->a, "x:talk%u", talk);
    if ((dice >> 20 & 7) == 0 && k > 60) {          /* the message of some records before, if it was of this talk */
        m = (struct mention){ .platform = m.platform, .id = arena_printf(&w->a, "m%zu", k - 20), .deleted = true, .created_ms = MENTION_NONE, .updated_ms = MENTION_NONE };
        uint64_t before = (k - 21) * UINT64_C(0x9e3779b97f4a7c15);
        before ^= before >> 29;
        *key = arena_printf(&w->a, "x:talk%u", (unsigned)(before % TALKS));
    }
    return m;
}

struct totals { int64_t asks, answered, first, first_s, solved_s, replies, named; size_t entries; };

static void run_stream(unsigned seed, int64_t window_ms, size_t longest, struct totals *out)
{
    static struct redis r;
    struct world w = open_world();
    struct buf packed = { 0 };
    struct err e = { 0 };
    struct found f = found_of(NULL);
    r.n = 0;
    *out = (struct totals){ 0 };
    srand(seed);
    for (size_t at = 0; at < STREAM;) {
        struct mention m[64];
        struct slice key[64];
        int64_t append_ms[64];
        size_t n = 0, most = longest == 1 ? 1 : 1 + (size_t)rand() % longest;
        for (; n < most && at + n < STREAM; n++) {
            m[n] = stream_record(&w, at + n, &append_ms[n], &key[n]);
            if (n == 0)
                care_clock(w.part, append_ms[0], window_ms);
            if (n && append_ms[n] / window_ms > w.part->kept.now.number)
                break;
        }
        care_begin(&w.batch, &w.a, &w.scratch, &w.sums, w.part, w.utc, window_ms, n);
        for (size_t i = 0; i < n; i++)
            care_want(&w.batch, w.book, key[i], &m[i]);
        forget_arguments();
        care_ask(&w.batch, &kept);
        if (!care_learn(&w.batch, answer_read(&r, &packed), &e))
            fail_msg("%s", e.msg);
        for (size_t i = 0; i < n; i++) {
            care_clock(w.part, append_ms[i], window_ms);
            care_record(&w.batch, w.book, key[i], &m[i], &f, append_ms[i]);
        }
        out->asks += counted(&w, 'q', "tele", "asks");
        out->answered += counted(&w, 'q', "tele", "answered");
        out->first += counted(&w, 'q', "tele", "first");
        out->first_s += counted(&w, 'q', "tele", "first_s");
        out->solved_s += counted(&w, 'q', "tele", "solved_s");
        out->replies += counted(&w, 'g', "tele", "replies");
        forget_arguments();
        struct commit k = { .s = &kept, .section = COMMIT_FIELDS, .mark = store_hold(&kept, SLICE("0")) };
        care_commit(&w.batch, &k);
        apply_commit(&r);
        at += n;
    }
    out->entries = r.n;
    out->named = w.part->names.count;
    buf_fini(&packed);
    arena_reset(&r.a);
    close_world(&w);
}

static void batches_change_nothing_and_what_is_old_is_forgotten(void **state)
{
    (void)state;
    struct totals one, some, all;
    for (int hours = 2; hours <= 200; hours *= 10) {
        run_stream(0, hours * (int64_t)HOUR, 1, &one);
        assert_true(one.asks > 200 && one.answered > 100 && one.first > 20 && one.replies > 300);
        for (unsigned seed = 1; seed < 4; seed++) {
            run_stream(seed, hours * (int64_t)HOUR, 64, &some);
            assert_memory_equal(&one, &some, offsetof(struct totals, entries));   /* how much is dropped with each commit is another matter */
        }
        if (hours == 2)
            all = one;
    }
    assert_true(one.answered > all.answered && one.entries >= all.entries);   /* a short memory knows of fewer askers */
    assert_true(all.entries <= 2 * TALKS);
}

/* Luis answers what the brand said to Ana; when she is forgotten, he has still asked. */
static void who_is_sealed_takes_nobody_else_along(void **state)
{
    (void)state;
    struct world w = open_world();
    struct found f = found_of(NULL);
    static const struct line said[] = { { 1, "ana", "comment", 0, NULL, "@TeleAyuda no anda", NULL }, { 2, "TeleAyuda", "comment", 1, NULL, "Lo vemos", NULL },
                                        { 5000, "luis", "comment", 2, NULL, "a mí tampoco", NULL } };
    begin(&w, START_MS + 14 * DAY_MS, 1000);
    for (size_t i = 0; i < 3; i++) {
        struct mention m = mention_of(&w, &said[i], i);
        say(&w, &m, &f);
    }
    for (int i = 3; i < 400; i++) {
        char who[16];
        snprintf(who, sizeof who, "p%d", i);
        struct line l = { i, who, "comment", 0, NULL, "@teleayuda hola", NULL };
        struct mention m = mention_of(&w, &l, (size_t)i);
        say(&w, &m, &f);
    }
    expect(&w, "before", "tele", "asks=399 answered=1");
    struct line last = { 5001, "TeleAyuda", "comment", 0, "luis", "Ya está", NULL };
    struct mention m = mention_of(&w, &last, 999);
    say(&w, &m, &f);
    expect(&w, "after", "tele", "asks=399 answered=2 first=2");
    close_world(&w);
}

static void what_is_remembered_survives_being_stored(void **state)
{
    (void)state;
    struct arena a = { 0 };
    struct thread t = { .sealed_ms = 1792400400123 }, back;
    const struct said row[] = {
        { .id = 1, .author = UINT64_MAX, .created_ms = START_MS, .updated_ms = MENTION_NONE, .agent = SAID_UNSIGNED, .label = SAID_POSITIVE },
        { .id = 2, .author = 3, .target = 77, .created_ms = START_MS, .updated_ms = START_MS + 1, .agent = 300, .by = 1 << 28, .busy_ms = 5,
          .flags = SAID_OWN | SAID_OPEN | SAID_TO_PERSON | SAID_PRIVATE },
        { .id = 4, .author = 5, .target = 6, .created_ms = 0, .updated_ms = MENTION_NONE, .agent = SAID_UNSIGNED, .flags = SAID_TO_MESSAGE | SAID_THANKS,
          .asks = { 1, 200, 70000, 1 << 28 }, .ask_count = 4 },
    };
    for (size_t i = 0; i < 3; i++)
        thread_put(&a, &t, &row[i]);
    struct slice bytes = thread_encode(&a, &t);
    assert_true(thread_decode(&a, bytes, &back));
    assert_int_equal(back.sealed_ms, t.sealed_ms);
    assert_int_equal(back.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(&back.v[i], &row[i], sizeof row[i]);
    for (size_t n = 0; n < bytes.n; n++) {                  /* cut anywhere: no message too many, no read beyond */
        char *cut = malloc(n + 1);
        memcpy(cut, bytes.p, n);
        assert_true(!thread_decode(&a, (struct slice){ cut, n }, &back) || back.n < 3);
        free(cut);
    }
    arena_fini(&a);
}

static void agents_are_known_by_what_stands_at_the_end(void **state)
{
    (void)state;
    static const struct { const char *text, *want; } row[] = {
        { "Lo vemos ^AR", "AR" }, { "Lo vemos.- AR", "AR" }, { "Lo vemos .-YA", "YA" }, { "¿Me confirmas? -JM", "JM" }, { "Listo – XQ", "XQ" }, { "Thanks! *MS", "MS" },
        { "Done /TC https://t.co/a1", "TC" }, { "Listo ^AR\n", "AR" }, { "Listo^AR", "AR" }, { "Vea la e-TV", "" }, { "Hablamos de Wi-FI", "" }, { "Escriba a IBM", "" },
        { "Listo ^", "" }, { "^AR", "" }, { "Listo -ABCDE", "" }, { "Listo -ar", "" }, { "https://a.b/AR", "" }, { "", "" },
    };
    struct world w = open_world();
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (!slice_is(book_signature(w.book, slice_of(row[i].text)), row[i].want))
            fail_msg("'%s' is not signed '%s'", row[i].text, row[i].want);
    close_world(&w);
}

static void accounts_are_found_in_texts(void **state)
{
    (void)state;
    static const struct { const char *text, *entity; } row[] = {
        { "hola @TELEAYUDA!", "e|tele|teleayuda|care" }, { "hola.@teleprensa", NULL }, { "¡@TelePrensa!", "e|tele|teleprensa|-" }, { "@teleayuda@social.example", "e|tele|teleayuda|care" },
        { "@teleayuda-gracias", "e|tele|teleayuda|care" }, { "ana@teleayuda", NULL }, { "@teleayudas", NULL }, { "(@bancosur)", "e|banco|bancosur|main" }, { "@ @@", NULL },
    };
    struct world w = open_world();
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct slice h;
        size_t at = 0;
        const struct book_account *a = handle_next(slice_of(row[i].text), &at, &h) ? book_account_in_text(w.book, SLICE("x"), h) : NULL;
        if (!row[i].entity != !a || (a && !slice_is(a->entity, row[i].entity)))
            fail_msg("'%s': " SLICE_FMT, row[i].text, SLICE_ARG(a ? a->entity : (struct slice){ 0 }));
    }
    assert_null(book_account(w.book, SLICE("mastodon"), SLICE("bancosur")));
    close_world(&w);
}

static void the_calendar_says_what_is_wrong_with_it(void **state)
{
    (void)state;
    static const struct { const char *care, *want; } row[] = {
        { "{ calendar: { hours: { mon-fri: '9-18' } } }", "t.yaml:1:30: mon-fri: hours are written as" },
        { "{ calendar: { hours: { fri-mon: '09:00-18:00' } } }", "t.yaml:1:30: fri-mon: days are" },
        { "{ calendar: { hours: { mon: '09:00-18:00', mon-tue: '09:00-18:00' } } }", "t.yaml:1:50: mon-tue: this day has" },
        { "{ calendar: { hours: { mon: '18:00-09:00' } } }", "t.yaml:1:30: mon: hours are written as" },
        { "{ calendar: { hours: { mon: '09:00-18:00' }, holidays: ['2026-02-29'] } }", "t.yaml:1:62: '2026-02-29' is no day" },
        { "{ calendar: { zone: Nowhere/Here, hours: { mon: '09:00-18:00' } } }", "t.yaml:1:27: no such time zone: 'Nowhere/Here'" },
        { "{ calendar: { zone: UTC } }", "t.yaml:1:19: the calendar has no hours" },
    };
    struct brands none = { 0 };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char text[256];
        struct err e = { 0 };
        snprintf(text, sizeof text, "care: %s\n", row[i].care);
        struct conf *c = conf_parse("t.yaml", slice_of(text), &e);
        struct book *b = c ? book_open(&none, conf_get(conf_root(c), "care"), "UTC", &e) : NULL;
        if (b || strncmp(e.msg, row[i].want, strlen(row[i].want)) != 0)
            fail_msg("%s: '%s'", row[i].care, e.msg);
        conf_free(c);
    }
}

static void business_time_runs_while_it_is_open_and_never_back(void **state)
{
    (void)state;
    struct err e = { 0 };
    const char *why;
    struct hours_week w = { 0 };
    int32_t holiday;
    struct zone *z = zone_open("Europe/Madrid", &e);
    assert_true(hours_date(SLICE("2026-10-28"), &holiday));
    assert_true(hours_week_add(&w, SLICE("mon-fri"), SLICE("09:00-13:00, 15:00-18:00"), &why) && hours_week_add(&w, SLICE("sun"), SLICE("00:00-24:00"), &why));
    struct hours *h = hours_new(z, &w, &holiday, 1);
    static const struct { const char *what; int64_t from_s, to_s, want_s; } row[] = {   /* from 2026-10-19 00:00 in Madrid, +02:00 */
        { "a Monday", 0, 86400, 7 * 3600 }, { "across noon", 12 * 3600, 16 * 3600, 2 * 3600 }, { "at night", 20 * 3600, 30 * 3600, 0 },
        { "the Sunday of 25 hours", 6 * 86400, 7 * 86400 + 3600, 25 * 3600 }, { "the holiday", 9 * 86400 + 3600, 10 * 86400 + 3600, 0 },
        { "a week with a holiday", 7 * 86400 + 3600, 14 * 86400 + 3600, 4 * 7 * 3600 + 24 * 3600 },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        int64_t zero = 1792360800000, got = hours_ms(h, zero + row[i].to_s * 1000) - hours_ms(h, zero + row[i].from_s * 1000);
        if (got != row[i].want_s * 1000)
            fail_msg("%s: %lld s", row[i].what, (long long)got / 1000);
    }
    int64_t last = 0;
    for (int64_t ms = 0; ms < INT64_C(3155760000000); ms += INT64_C(7777777777)) {
        assert_true(hours_ms(h, ms) >= last);
        last = hours_ms(h, ms);
    }
    hours_free(h);
    zone_close(z);
}

static void buckets_are_narrow_and_follow_each_other(void **state)
{
    (void)state;
    assert_int_equal(spread_bucket(-5), 0);
    assert_int_equal(spread_bucket(INT64_MAX), SPREAD_BUCKETS - 1);
    for (int b = 0; b + 1 < SPREAD_BUCKETS; b++) {
        int64_t low = spread_low(b), next = spread_low(b + 1);
        assert_int_equal(spread_bucket(low), b);
        assert_int_equal(spread_bucket(next - 1), b);
        assert_true(next > low && (next - low - 1) * 64 <= low * 2);
    }
    static int64_t n[SPREAD_BUCKETS];
    assert_true(spread_quantile(n, 0.5) == 0);
    n[10] = 1, n[20] = 1, n[spread_bucket(1000)] = 2;
    assert_true(spread_quantile(n, 0.5) == 20 && spread_quantile(n, 0.25) == 10 && spread_quantile(n, 0) == 10);
    assert_true(spread_quantile(n, 0.9) > 984 && spread_quantile(n, 0.9) < 1016);
}

static void names_of_counters_are_read_back(void **state)
{
    (void)state;
    char text[CARE_NAME];
    struct care_name n;
    for (int i = 0; i < CARE_COUNTS; i++) {
        assert_true(care_name_parse(care_name_put(text, 'q', SLICE("tele"), SLICE("x"), SLICE("teleayuda|care"), care_what_name((enum care_what)i)), &n));
        assert_true(n.kind == 'q' && n.what == i && n.spread == CARE_NO_SPREAD && slice_is(n.purpose, "care") && slice_is(n.who, "teleayuda"));
    }
    assert_true(care_name_parse(care_name_bucket(text, 'g', SLICE("tele"), SLICE("x"), SLICE("AR"), SPREAD_BUSY, 895), &n));
    assert_true(n.kind == 'g' && n.spread == SPREAD_BUSY && n.what == 895 && slice_is(n.who, "AR") && n.purpose.n == 0);
    assert_true(care_name_parse(care_name_put(text, 'f', SLICE("tele"), SLICE("x"), SLICE("teleayuda|care"), CARE_FOLLOWERS), &n));
    assert_true(n.kind == 'f' && slice_is(n.brand, "tele") && slice_is(n.platform, "x") && slice_is(n.who, "teleayuda") && slice_is(n.purpose, "care"));
    assert_true(care_name_parse(care_name_bucket(text, 'q', SLICE("tele"), SLICE("x"), SLICE("-|-"), CARE_PEOPLE, HLL_CELLS - 1), &n) && n.spread == CARE_PEOPLE && n.what == HLL_CELLS - 1);
    static const char *const bad[] = { "q|tele|x|-|-|person.131072", "e|tele|a|b", "q|tele|x|a|b|sums", "q|tele|x|a", "g|tele|x|AR|first.896", "g|tele|x|AR|first.-1", "p|t|x|a|b|asks", "f|t|x|a|b|", "f|t|x|a|b|posts", "" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(care_name_parse(slice_of(bad[i]), &n));
}

/* Of a case only so many events stay; those that a batch both brings and folds for good are told all the same. */
static void a_batch_that_outgrows_a_case_tells_all_of_it(void **state)
{
    struct world w = open_world();
    const struct slice key = SLICE("x:t");
    const struct changes *changes;
    size_t at = 0, told = 0, n = 3 * CASE_EVENTS_MAX;
    struct slice of;
    (void)state;
    begin(&w, START_MS, n);
    care_want_case(&w.batch, key);
    for (size_t i = 0; i < n; i++) {
        struct casefile *c = care_case(&w.batch, key);
        struct case_event ev = { .kind = i % 2 ? CASE_BRAND : CASE_SAYS, .id = 100 + i, .ms = START_MS + (int64_t)i, .team = i % 2 ? SLICE("") : SLICE("care") };
        c->opened = true;
        case_put(&w.a, c, &ev);
        care_case_changed(&w.batch, key);
    }
    assert_non_null(care_next_case(&w.batch, &at, &of, &changes));
    assert_true(changes->first->kind == CHANGE_OPENED && slice_eq(of, key));
    for (const struct change *ch = changes->first; ch; ch = ch->next)
        told++;
    assert_int_equal(told, n);           /* every message, and every answer, moves it */
    assert_null(care_next_case(&w.batch, &at, &of, &changes));
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trap_is_counted_as_written_in_any_order),
        cmocka_unit_test(who_comes_back_after_answers_is_counted),
        cmocka_unit_test(deletions_and_edits_correct_what_was_counted),
        cmocka_unit_test(who_was_attended_is_one_person_until_all_of_it_is_deleted),
        cmocka_unit_test(an_edit_of_what_is_forgotten_is_not_counted_again),
        cmocka_unit_test(new_numbers_of_a_post_replace_the_old_ones_in_its_own_minute),
        cmocka_unit_test(a_conversation_that_outgrows_its_room_seals_those_who_are_silent),
        cmocka_unit_test(who_is_sealed_takes_nobody_else_along),
        cmocka_unit_test(batches_change_nothing_and_what_is_old_is_forgotten),
        cmocka_unit_test(what_is_remembered_survives_being_stored),
        cmocka_unit_test(agents_are_known_by_what_stands_at_the_end),
        cmocka_unit_test(accounts_are_found_in_texts),
        cmocka_unit_test(the_calendar_says_what_is_wrong_with_it),
        cmocka_unit_test(business_time_runs_while_it_is_open_and_never_back),
        cmocka_unit_test(buckets_are_narrow_and_follow_each_other),
        cmocka_unit_test(names_of_counters_are_read_back),
        cmocka_unit_test(a_batch_that_outgrows_a_case_tells_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

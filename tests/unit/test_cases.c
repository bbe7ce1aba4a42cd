/* Cases: folios, deadlines in the time that a team is there, and the fold, in every order of arrival. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/hours.h"
#include "route/cases/change.h"
#include "route/cases/folio.h"
#include "route/cases/terms.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))
#define MIN INT64_C(60000)
#define HOUR (60 * MIN)
#define DAY (24 * HOUR)

/* ---- folios ---- */

static void a_folio_is_read_as_people_type_it(void **state)
{
    static const struct origin row[] = { { 0, 0 }, { 3, 1200 }, { 30, 31 }, { 31, 0 }, { 4095, INT64_C(1) << 50 }, { 7, INT64_C(123456789012) } };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        char text[FOLIO_TEXT], typed[2 * FOLIO_TEXT];
        struct origin o;
        size_t n = folio_print(&row[i], text), k = 0;
        assert_true(folio_parse((struct slice){ text, n }, &o) && o.partition == row[i].partition && o.offset == row[i].offset);
        for (const char *p = text; *p; p++) {
            char c = *p == '0' ? 'o' : *p == '1' ? 'l' : (char)(*p >= 'A' ? *p + 32 : *p);
            if (*p != '-')
                typed[k++] = c;
            if (k % 3 == 0)
                typed[k++] = ' ';
        }
        assert_true(folio_parse((struct slice){ typed, k }, &o) && o.partition == row[i].partition && o.offset == row[i].offset);
    }
    struct origin o;
    assert_false(folio_parse(SLICE(""), &o));
    assert_false(folio_parse(SLICE("mastodon:c1"), &o));
    assert_false(folio_parse(SLICE("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"), &o));
}

static void a_wrong_letter_or_two_swapped_ones_are_found(void **state)
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (void)state;
    for (int64_t offset = 1; offset < INT64_C(2000000000000); offset = offset * 7 + 13) {
        char right[FOLIO_TEXT], wrong[FOLIO_TEXT];
        struct origin o = { (int32_t)(offset % 29), offset };
        size_t n = folio_print(&o, right);
        for (size_t i = 0; i < n; i++) {
            for (const char *c = letters; right[i] != '-' && *c; c++) {
                memcpy(wrong, right, sizeof wrong);
                wrong[i] = *c;
                assert_int_equal(folio_parse((struct slice){ wrong, n }, &o), *c == right[i]);
            }
            size_t k = i + 1 < n && right[i + 1] == '-' ? i + 2 : i + 1;
            memcpy(wrong, right, sizeof wrong);
            if (k >= n || right[i] == '-' || right[i] == right[k])
                continue;
            wrong[i] = right[k];
            wrong[k] = right[i];
            assert_false(folio_parse((struct slice){ wrong, n }, &o));
        }
    }
}

/* ---- deadlines ---- */

/* Of every minute of two months with both changes of the clock: so much time has passed at hours_due, and not a millisecond before. */
static void what_is_due_has_had_its_time_and_no_more(void **state)
{
    static const int64_t within[] = { 1, 15 * MIN, 4 * HOUR, 9 * HOUR, 30 * HOUR, 100 * HOUR };
    static const char *const zones[] = { "Europe/Madrid", "America/Mexico_City" };
    (void)state;
    for (size_t z = 0; z < ROWS(zones); z++) {
        struct err e = { 0 };
        const char *why;
        struct hours_week w = { 0 };
        int32_t holiday;
        struct zone *zone = zone_open(zones[z], &e);
        assert_true(hours_date(SLICE("2026-10-28"), &holiday) && hours_week_add(&w, SLICE("mon-fri"), SLICE("09:00-13:00, 15:00-18:00"), &why)
                    && hours_week_add(&w, SLICE("sun"), SLICE("00:00-24:00"), &why));
        struct hours *h = hours_new(zone, &w, &holiday, 1);
        for (int64_t from = INT64_C(1792360800000); from < INT64_C(1792360800000) + 14 * DAY; from += 17 * MIN)
            for (size_t i = 0; i < ROWS(within); i++) {
                int64_t due = hours_due(h, from, within[i]);
                assert_true(due > from);
                assert_int_equal(hours_ms(h, due) - hours_ms(h, from), within[i]);
                assert_int_equal(hours_ms(h, due - 1) - hours_ms(h, from), within[i] - 1);
            }
        assert_int_equal(hours_due(h, 1792360800000, 0), 1792360800000);
        hours_free(h);
        zone_close(zone);
    }
}

static struct terms *terms_of(const char *yaml, struct conf **conf, struct err *e)
{
    static const char *teams[] = { "care", "network" };
    static struct conf_strs list;
    list = (struct conf_strs){ teams, 2 };
    *conf = conf_parse("t.yaml", slice_of(yaml), e);
    const struct conf_node *root = *conf ? conf_root(*conf) : NULL;
    return root ? terms_open(conf_get(root, "cases"), conf_get(root, "care"), &list, "Europe/Madrid", e) : NULL;
}

static void a_deadline_is_of_the_priority_and_the_teams_calendar(void **state)
{
    static const char yaml[] =
        "care: { calendar: { hours: { mon-fri: \"09:00-18:00\" } } }\n"
        "cases:\n  deadlines: [ { priority_from: 80, first: 15m, solve: 9h }, { first: 4h } ]\n"
        "  calendars: { network: { hours: { mon-sun: \"00:00-24:00\" } } }\n";
    const int64_t friday = 1792771200000;    /* 2026-10-23 18:00 in Madrid, two days before the clocks go back */
    static const struct { const char *team; int64_t priority, at, first, solve; } row[] = {
        { "care", 50, -2 * HOUR, 61 * HOUR + 3 * HOUR + 2 * HOUR - 0, 0 },
        { "care", 80, 0, 64 * HOUR + 15 * MIN, 64 * HOUR + 9 * HOUR },
        { "network", 95, 0, 15 * MIN, 9 * HOUR }, { "network", 79, 0, 4 * HOUR, 0 },
    };
    struct err e = { 0 };
    struct conf *conf;
    struct terms *t = terms_of(yaml, &conf, &e);
    (void)state;
    assert_non_null(t);
    assert_int_equal(terms_contact_after(t), 2);
    for (size_t i = 0; i < ROWS(row); i++) {
        int64_t first, solve;
        terms_due(t, slice_of(row[i].team), row[i].priority, friday + row[i].at, &first, &solve);
        assert_int_equal(first - friday, row[i].first);
        assert_int_equal(solve ? solve - friday : 0, row[i].solve);
    }
    terms_close(t);
    conf_free(conf);
}

static void what_is_wrong_in_the_terms_is_said_at_its_place(void **state)
{
    static const struct { const char *yaml, *want; } row[] = {
        { "cases: { deadlines: { first: 4h } }", "t.yaml:1:21: a list is expected" },
        { "cases: { deadlines: [ { first: 4h }, { priority_from: 80, first: 1h } ] }", "t.yaml:1:38: never reached" },
        { "cases: { deadlines: [ { priority_from: 101 } ] }", "t.yaml:1:40: a priority is 0 to 100" },
        { "cases: { deadlines: [ { first: 4h, solve: 1h } ] }", "solved before it is answered" },
        { "cases: { calendars: { carr: { hours: { mon: \"09:00-18:00\" } } } }", "t.yaml:1:23: no team \"carr\"; did you mean \"care\"?" },
        { "cases: { calendars: { care: { } } }", "the calendar has no hours" },
        { "cases: { contact_after: 101 }", "t.yaml:1:25: 0 to 100" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        struct conf *conf;
        assert_null(terms_of(row[i].yaml, &conf, &e));
        if (!strstr(e.msg, row[i].want))
            fail_msg("%s: '%s' where '%s' belongs", row[i].yaml, e.msg, row[i].want);
        conf_free(conf);
    }
}

/* ---- the fold ---- */

struct step { enum case_kind kind; int64_t min; unsigned flags; int64_t priority; const char *team, *who; };
#define END { CASE_KINDS, 0, 0, 0, NULL, NULL }

static struct case_event event_of(const struct step *s, size_t i)
{
    struct case_event ev = { .kind = s->kind, .flags = s->flags, .id = 100 + i, .ms = DAY + s->min * MIN, .priority = s->priority, .team = slice_of(s->team),
                             .who = slice_of(s->who) };
    if (s->kind == CASE_SAYS && s->priority) {
        ev.first_due_ms = ev.ms + (100 - s->priority) * MIN;
        ev.solve_due_ms = ev.first_due_ms + HOUR;
    }
    return ev;
}

static const struct tale { const char *what; struct step v[12]; const char *want; } tales[] = {
    { "a message", { { CASE_SAYS, 0, 0, 40, "care", "" }, END }, "new care - p=40 m=1 a=0 due=60 r=0" },
    { "taken, answered, and back", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_TAKE, 5, 0, 0, "", "AR" }, { CASE_BRAND, 9, 0, 0, "", "AR" },
        { CASE_SAYS, 30, 0, 70, "care", "" }, END }, "waiting_for_us care AR p=70 m=2 a=1 due=60 first=9 r=0" },
    { "an answer stops the clock, a program's does not", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_ROBOT, 1, 0, 0, "", "" }, END },
        "new care - p=40 m=1 a=0 due=60 r=0" },
    { "what is worse makes it more urgent", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_SAYS, 10, 0, 90, "press", "" }, END },
        "new care - p=90 m=2 a=0 due=20 r=0" },
    { "thanks change nothing", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_BRAND, 9, 0, 0, "", "" }, { CASE_SAYS, 12, SAYS_THANKS, 20, "care", "" }, END },
        "waiting_for_customer care - p=40 m=2 a=1 due=60 first=9 r=0" },
    { "closed, and back: the same agent, new clocks", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_TAKE, 1, 0, 0, "", "AR" }, { CASE_BRAND, 2, 0, 0, "", "AR" },
        { CASE_CLOSE, 3, 0, 0, "", "AR" }, { CASE_SAYS, 100, 0, 60, "care", "" }, END }, "reopened care AR p=60 m=2 a=1 due=140 r=1" },
    { "thanks do not reopen", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_BRAND, 2, 0, 0, "", "" }, { CASE_CLOSE, 3, 0, 0, "", "AR" },
        { CASE_SAYS, 9, SAYS_THANKS, 10, "care", "" }, END }, "closed care - p=40 m=2 a=1 due=60 first=2 r=0" },
    { "handed over", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_TAKE, 1, 0, 0, "", "AR" }, { CASE_HAND_OVER, 2, 0, 0, "network", "" }, END },
        "waiting_for_us network - p=40 m=1 a=0 due=60 r=0" },
    { "contact stays until it is closed", { { CASE_SAYS, 0, SAYS_CONTACT, 40, "care", "" }, { CASE_TAKE, 1, 0, 0, "", "AR" }, { CASE_BRAND, 2, 0, 0, "", "AR" },
        { CASE_SAYS, 5, 0, 40, "care", "" }, END }, "contact care AR p=40 m=2 a=1 due=60 first=2 r=0" },
    { "an answer of the inbox and the same on the network are one", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_REPLY, 4, 0, 0, "", "AR" },
        { CASE_BRAND, 6, 0, 0, "", "AR" }, END }, "waiting_for_customer care AR p=40 m=1 a=1 due=60 first=4 r=0" },
    { "reopened by a person", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_CLOSE, 3, 0, 0, "", "AR" }, { CASE_REOPEN, 8, 0, 0, "", "AR" }, END },
        "reopened care - p=40 m=1 a=0 due=65 r=1" },
    { "a close without a case is nothing", { { CASE_CLOSE, 3, 0, 0, "", "AR" }, { CASE_BRAND, 4, 0, 0, "", "" }, END }, "none - - p=0 m=0 a=1 due=0 r=0" },
};

static void say_state(const struct case_now *n, char out[200])
{
    int k = snprintf(out, 200, "%s " SLICE_FMT " " SLICE_FMT " p=%d m=%d a=%d due=%d", case_state_name(n->state), SLICE_ARG(n->team.n ? n->team : SLICE("-")),
                     SLICE_ARG(n->agent.n ? n->agent : SLICE("-")), (int)n->priority, (int)n->messages, (int)n->answers,
                     n->first_due_ms ? (int)((n->first_due_ms - DAY) / MIN) : 0);
    if (n->first_ms)
        k += snprintf(out + k, 200 - (size_t)k, " first=%d", (int)((n->first_ms - DAY) / MIN));
    snprintf(out + k, 200 - (size_t)k, " r=%d", (int)n->times_reopened);
}

/* Stored and read back between any two events, with repeats, in forty orders. */
static void a_case_stands_where_it_stands_in_any_order(void **state)
{
    struct arena a = { 0 };
    (void)state;
    srand(7);
    for (size_t t = 0; t < ROWS(tales); t++)
        for (int order = 0; order < 40; order++) {
            struct casefile c = { .opened = true, .folio = { 3, 1200 }, .brand = SLICE("telenorte"), .customer = SLICE("ana"), .mention = SLICE("m1") };
            size_t at[12], n = 0;
            char got[200];
            struct case_now now;
            while (tales[t].v[n].kind != CASE_KINDS)
                at[n] = n, n++;
            for (size_t i = n; order && i > 1; i--) {
                size_t k = (size_t)rand() % i, x = at[i - 1];
                at[i - 1] = at[k];
                at[k] = x;
            }
            for (size_t i = 0; i < 2 * n; i++) {
                struct case_event ev = event_of(&tales[t].v[at[i % n]], at[i % n]);
                case_put(&a, &c, &ev);
                assert_true(case_decode(&a, case_encode(&a, &c), &c));
            }
            case_fold(&a, &c, &now);
            say_state(&now, got);
            if (strcmp(got, tales[t].want) != 0)
                fail_msg("%s: '%s' where '%s' belongs", tales[t].what, got, tales[t].want);
            assert_true(c.opened && c.folio.partition == 3 && c.folio.offset == 1200 && slice_is(c.customer, "ana") && slice_is(c.mention, "m1"));
        }
    arena_fini(&a);
}

static void what_is_deleted_takes_its_case_with_it(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct case_now now;
    struct case_event ev = event_of(&(struct step){ CASE_SAYS, 0, 0, 40, "care", "" }, 0);
    struct buf out = { 0 };
    (void)state;
    case_put(&a, &c, &ev);
    assert_true(case_remove(&c, ev.id) && !case_remove(&c, ev.id));
    case_fold(&a, &c, &now);
    assert_int_equal(now.state, CASE_NONE);
    case_print(&c, &now, SLICE("x:t"), &out);
    assert_non_null(strstr(buf_z(&out), "\"state\":\"withdrawn\""));
    buf_fini(&out);
    arena_fini(&a);
}

/* However long a talk gets, what is stored of it stays small, and it stands where a fold of all of it would. */
static void a_long_talk_is_bounded_and_loses_nothing(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct case_now now;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        static const char *const who[] = { "AR", "BT", "CM", "DL", "EV" };
        struct step s = i % 2 ? (struct step){ CASE_BRAND, i, 0, 0, "", who[i / 2 % 5] } : (struct step){ CASE_SAYS, i, 0, 40, "care", "" };
        struct case_event ev = event_of(&s, (size_t)i);
        case_put(&a, &c, &ev);
        assert_true(c.n <= CASE_EVENTS_MAX);
        struct slice bytes = case_encode(&a, &c);
        assert_true(bytes.n < 3000);
        assert_true(case_decode(&a, bytes, &c));
    }
    case_fold(&a, &c, &now);
    assert_int_equal(now.state, CASE_THEIRS);
    assert_int_equal(now.messages, 500);
    assert_int_equal(now.answers, 500);
    assert_int_equal(now.first_ms, DAY + MIN);
    assert_true(now.people > CASE_PEOPLE_MAX);
    arena_fini(&a);
}

/* ---- what is told of it ---- */

static bool is_told(const struct changes *x, struct slice id)
{
    for (const struct change *ch = x->first; ch; ch = ch->next)
        if (slice_eq(ch->id, id))
            return true;
    return false;
}

static bool holds(const struct change *ch, const char *what)
{
    return memmem(ch->record.p, ch->record.n, what, strlen(what)) != NULL;
}

/* "opened@0 assigned@5", by minutes. */
static void list_changes(const struct changes *x, struct buf *out)
{
    for (const struct change *ch = x->first; ch; ch = ch->next) {
        const char *at = memmem(ch->record.p, ch->record.n, "\"at\":\"1970-01-02T", 17);
        int hours, minutes;
        assert_true(at && sscanf(at + 17, "%d:%d", &hours, &minutes) == 2);
        buf_printf(out, "%s%s@%d", out->n ? " " : "", change_name(ch->kind), 60 * hours + minutes);
    }
}

static const struct { const char *what; struct step v[12]; const char *want; } told[] = {
    { "a course", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_TAKE, 5, 0, 0, "", "AR" }, { CASE_BRAND, 9, 0, 0, "", "AR" }, { CASE_SAYS, 30, 0, 70, "care", "" },
        { CASE_CLOSE, 40, 0, 0, "", "AR" }, { CASE_NOTE, 41, 0, 0, "", "AR" }, { CASE_SAYS, 50, 0, 40, "care", "" }, END },
        "opened@0 state@5 assigned@5 state@9 state@30 closed@40 reopened@50" },
    { "deadlines", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_WARN, 50, WARN_FIRST, 0, "", "desk" }, { CASE_WARN, 51, WARN_FIRST, 0, "", "desk" },
        { CASE_WARN, 60, WARN_FIRST | WARN_LATE, 0, "", "desk" }, END }, "opened@0 warned@50 breached@60" },
    { "hand-overs", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_ASSIGN, 1, 0, 0, "", "AR" }, { CASE_HAND_OVER, 2, 0, 0, "network", "" },
        { CASE_HAND_OVER, 3, 0, 0, "", "BT" }, { CASE_ASSIGN, 4, GIVEN_IF, 0, "", "CM" }, END }, "opened@0 assigned@1 handed_over@2 handed_over@3" },
    { "thanks and answers of programs are no news", { { CASE_SAYS, 0, 0, 40, "care", "" }, { CASE_ROBOT, 1, 0, 0, "", "" }, { CASE_SAYS, 2, SAYS_THANKS, 0, "care", "" }, END },
        "opened@0" },
    { "what came before it was a case", { { CASE_TAKE, 1, 0, 0, "", "AR" }, { CASE_SAYS, 5, 0, 40, "care", "" }, END }, "assigned@1 opened@5" },
};

static void each_change_of_a_case_is_told_once(void **state)
{
    (void)state;
    for (size_t t = 0; t < ROWS(told); t++) {
        struct arena a = { 0 };
        struct casefile c = { .opened = true, .folio = { 3, 1200 } };
        struct changes x;
        struct buf got = { 0 };
        for (size_t i = 0; told[t].v[i].kind != CASE_KINDS; i++) {
            struct case_event ev = event_of(&told[t].v[i], i);
            changes_begin(&x, &a, &c);
            case_put(&a, &c, &ev);
            changes_collect(&x, &a, &c, SLICE("x:t"));
            list_changes(&x, &got);
        }
        if (strcmp(buf_z(&got), told[t].want) != 0)
            fail_msg("%s: '%s' where '%s' belongs", told[t].what, buf_z(&got), told[t].want);
        buf_fini(&got);
        arena_fini(&a);
    }
}

/* In forty orders, and cut into batches anyhow: nothing that it comes to is missed, and it is told under the same ids. */
static void no_order_and_no_batch_loses_a_change(void **state)
{
    struct arena a = { 0 };
    (void)state;
    srand(11);
    for (size_t t = 0; t < ROWS(tales); t++) {
        struct casefile whole = { .opened = true, .folio = { 3, 1200 } };
        struct changes all, x = { 0 };
        size_t n = 0, at[12];
        changes_begin(&all, &a, &(struct casefile){ 0 });
        for (; tales[t].v[n].kind != CASE_KINDS; n++) {
            struct case_event ev = event_of(&tales[t].v[n], n);
            case_put(&a, &whole, &ev);
        }
        changes_collect(&all, &a, &whole, SLICE("x:t"));
        for (int order = 0; order < 40; order++) {
            struct casefile c = { .folio = { 3, 1200 } };
            struct changes sum = { 0 };
            sum.last = &sum.first;
            for (size_t i = 0; i < n; i++)
                at[i] = i;
            for (size_t i = n; i > 1; i--) {
                size_t k = (size_t)rand() % i, one = at[i - 1];
                at[i - 1] = at[k];
                at[k] = one;
            }
            for (size_t i = 0; i < n; i++) {
                struct case_event ev = event_of(&tales[t].v[at[i]], at[i]);
                if (i == 0 || rand() % 2)
                    changes_begin(&x, &a, &c);
                case_put(&a, &c, &ev);
                c.opened = c.opened || ev.kind == CASE_SAYS || i + 1 == n;
                changes_collect(&x, &a, &c, SLICE("x:t"));
                *sum.last = x.first;
                while (*sum.last)
                    sum.last = &(*sum.last)->next;
                x.first = NULL;
                x.last = &x.first;
            }
            for (const struct change *ch = all.first; ch; ch = ch->next)
                if (!is_told(&sum, ch->id))
                    fail_msg("%s: " SLICE_FMT " was never told", tales[t].what, SLICE_ARG(ch->id));
        }
    }
    arena_fini(&a);
}

static void what_falls_back_is_told_as_it_stands(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct changes x;
    struct case_event says = event_of(&(struct step){ CASE_SAYS, 0, 0, 40, "care", "" }, 0), answer = event_of(&(struct step){ CASE_BRAND, 9, 0, 0, "", "AR" }, 1);
    (void)state;
    case_put(&a, &c, &says);
    case_put(&a, &c, &answer);
    changes_begin(&x, &a, &c);
    assert_true(case_remove(&c, answer.id));
    changes_collect(&x, &a, &c, SLICE("x:t"));
    assert_true(x.first && x.first->kind == CHANGE_STATE && !x.first->next);
    assert_true(holds(x.first, "\"was\":{\"state\":\"waiting_for_customer\",\"team\":\"care\"},\"case\":{\"v\":1,") && holds(x.first, "\"state\":\"new\""));
    changes_begin(&x, &a, &c);
    assert_true(case_remove(&c, says.id));
    changes_collect(&x, &a, &c, SLICE("x:t"));
    assert_true(x.first && x.first->kind == CHANGE_STATE && holds(x.first, "\"state\":\"withdrawn\""));
    arena_fini(&a);
}

/* Before Redis went back its opening may have been told. */
static void what_was_opened_and_withdrawn_at_once_is_told(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { 0 };
    struct changes x;
    struct case_event says = event_of(&(struct step){ CASE_SAYS, 0, 0, 40, "care", "" }, 0);
    (void)state;
    changes_begin(&x, &a, &c);
    c.opened = true;
    case_put(&a, &c, &says);
    assert_true(case_remove(&c, says.id));
    changes_collect(&x, &a, &c, SLICE("x:t"));
    assert_true(x.first && x.first->kind == CHANGE_STATE && !x.first->next && holds(x.first, "\"state\":\"withdrawn\"") && !holds(x.first, "\"was\""));
    changes_collect(&x, &a, &c, SLICE("x:t"));
    assert_null(x.first->next);
    arena_fini(&a);
}

/* What the programs before this one stored. */
static void a_case_of_the_versions_before_is_read(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true, .folio = { 3, 1200 }, .base = { .state = CASE_THEIRS, .last_ms = DAY, .team = SLICE("care"), .sent = SLICE("hours") } }, out;
    (void)state;
    char *bytes = arena_strz(&a, case_encode(&a, &c));
    size_t n = case_encode(&a, &c).n;
    assert_int_equal(bytes[1], 7);
    bytes[1] = 6;
    assert_memory_equal(bytes + 14, "\0\0\0\0\0\0", 6);    /* nothing of merges: four numbers, a name and no members; behind the base three names and five numbers */
    n -= 6 + 8;
    memmove(bytes + 14, bytes + 20, n - 14);
    assert_true(case_decode(&a, (struct slice){ bytes, n }, &out) && slice_is(out.base.sent, "hours") && out.since_ms == out.base.opened_ms);
    bytes[1] = 5;
    assert_memory_equal(bytes + 12, "\0\0", 2);            /* no language, no labels: behind the folio, three names, a time, and what may be sent */
    n -= 2;
    memmove(bytes + 12, bytes + 14, n - 12);
    assert_true(case_decode(&a, (struct slice){ bytes, n }, &out) && slice_is(out.base.sent, "hours"));
    n -= 7;                                  /* four numbers and three names of forums */
    bytes[1] = 4;
    assert_true(case_decode(&a, (struct slice){ bytes, n }, &out) && !out.base.community && out.base.opener == 0);
    assert_memory_equal(bytes + n - 4, "\0\0\0\0", 4);     /* no external, two numbers and a name of looks */
    bytes[1] = 3;
    assert_true(case_decode(&a, (struct slice){ bytes, n - 3 }, &out) && out.base.looks == 0);
    bytes[1] = 2;
    assert_true(case_decode(&a, (struct slice){ bytes, n - 4 }, &out));
    assert_true(out.base.state == CASE_THEIRS && slice_is(out.base.team, "care") && slice_is(out.base.sent, "hours") && !out.base.external.n);
    bytes[1] = 7;
    assert_false(case_decode(&a, (struct slice){ bytes, n }, &out));
    arena_fini(&a);
}

/* It stays when its event is folded for good. */
static void what_another_tool_calls_it_stays_with_the_case(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct case_now now;
    struct buf out = { 0 };
    (void)state;
    for (int i = 0; i < 3 * CASE_EVENTS_MAX; i++) {
        struct step s = i == 1 || i == 5 ? (struct step){ CASE_EXTERNAL, i, 0, 0, "", i == 1 ? "T-990" : "T-991" } : (struct step){ CASE_SAYS, i, 0, 40, "care", "" };
        struct case_event ev = event_of(&s, (size_t)i);
        case_put(&a, &c, &ev);
        assert_true(case_decode(&a, case_encode(&a, &c), &c));
    }
    case_fold(&a, &c, &now);
    assert_true(slice_is(now.external, "T-991") && now.state == CASE_NEW);
    case_print(&c, &now, SLICE("x:t"), &out);
    assert_non_null(strstr(buf_z(&out), "\"external\":\"T-991\""));
    buf_fini(&out);
    arena_fini(&a);
}

static void bytes_that_are_no_case_are_refused(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true }, out;
    struct case_event ev = event_of(&(struct step){ CASE_SAYS, 0, 0, 40, "care", "" }, 0);
    (void)state;
    case_put(&a, &c, &ev);
    struct slice bytes = case_encode(&a, &c);
    for (size_t n = 0; n < bytes.n; n++) {
        char *copy = malloc(n + 1);      /* exactly so long: the sanitizer sees a byte too many */
        memcpy(copy, bytes.p, n);
        bool ok = case_decode(&a, (struct slice){ copy, n }, &out);
        assert_true(!ok || out.n == 0);  /* cut between two events it is a shorter case */
        free(copy);
    }
    arena_fini(&a);
}

/* ---- in a forum ---- */

#define ROOT (SAYS_FORUM)
#define PEER (SAYS_FORUM | SAYS_UNROUTED | SAYS_TO_MESSAGE)
#define TALE_END { CASE_KINDS, 0, 0, NULL, 0 }

/* to: the number of the message that is answered; of TO_PERSON: of a message by that person. JUDGE: of the answer that it is about. */
struct word { enum case_kind kind; int64_t min; unsigned flags; const char *who; int to; };
static const struct { const char *what; struct word v[8]; const char *want; } forum[] = {
    { "an answer alone is nothing yet", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER, "luis", 0 }, TALE_END }, "new ana - - 0 m=1" },
    { "the author thanks for it", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER, "luis", 0 }, { CASE_SAYS, 9, PEER | SAYS_THANKS, "ana", 1 }, TALE_END },
        "to_validate ana luis m1 0 m=1" },
    { "the author thanks the person", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER, "luis", 0 }, { CASE_SAYS, 6, PEER, "eva", 0 },
        { CASE_SAYS, 9, SAYS_FORUM | SAYS_UNROUTED | SAYS_TO_PERSON | SAYS_THANKS, "ana", 1 }, TALE_END }, "to_validate ana luis m1 0 m=1" },
    { "the author thanks nobody in particular", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER, "luis", 0 },
        { CASE_SAYS, 9, ROOT | SAYS_UNROUTED | SAYS_THANKS, "ana", 0 }, TALE_END }, "to_validate ana luis m1 0 m=1" },
    { "behind the brand's answer these thanks are the brand's", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER, "luis", 0 }, { CASE_BRAND, 7, 0, "AR", 0 },
        { CASE_SAYS, 9, ROOT | SAYS_UNROUTED | SAYS_THANKS, "ana", 0 }, TALE_END }, "waiting_for_customer ana - - 0 m=1" },
    { "the forum's own mark", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, TALE_END }, "to_validate ana luis m1 0 m=1" },
    { "another's thanks accept nothing", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER, "luis", 0 }, { CASE_SAYS, 9, PEER | SAYS_THANKS, "eva", 1 }, TALE_END },
        "new ana - - 0 m=1" },
    { "nor do thanks for what nobody answered", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 9, ROOT | SAYS_UNROUTED | SAYS_THANKS, "ana", 0 }, TALE_END }, "new ana - - 0 m=1" },
    { "it holds", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, { CASE_JUDGE, 20, JUDGE_GOOD, "MO", 1 }, TALE_END },
        "closed ana luis m1 1 m=1" },
    { "it does not: back to where it was", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_TAKE, 2, 0, "AR", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, { CASE_JUDGE, 20, 0, "MO", 2 }, TALE_END },
        "waiting_for_us ana - - 0 m=1" },
    { "a word about another answer than that", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, { CASE_JUDGE, 20, JUDGE_GOOD, "MO", 0 }, TALE_END },
        "to_validate ana luis m1 0 m=1" },
    { "the customer asks on", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, { CASE_SAYS, 8, ROOT, "ana", 0 }, TALE_END },
        "waiting_for_us ana - - 0 m=2" },
    { "the brand answers after all", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, { CASE_BRAND, 8, 0, "AR", 0 }, TALE_END },
        "waiting_for_customer ana - - 0 m=1" },
    { "closed, and the customer comes back", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, { CASE_JUDGE, 20, JUDGE_GOOD, "MO", 1 },
        { CASE_SAYS, 90, ROOT, "ana", 0 }, TALE_END }, "reopened ana - - 0 m=2" },
    { "direct contact stays", { { CASE_SAYS, 0, ROOT | SAYS_CONTACT, "ana", 0 }, { CASE_SAYS, 5, PEER | SAYS_SOLUTION, "luis", 0 }, TALE_END }, "contact ana - - 0 m=1" },
    { "what a rule gives to a team is an answer, too", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, SAYS_FORUM | SAYS_TO_MESSAGE, "luis", 0 },
        { CASE_SAYS, 9, SAYS_FORUM | SAYS_THANKS | SAYS_TO_MESSAGE, "ana", 1 }, TALE_END }, "to_validate ana luis m1 0 m=1" },
    { "somebody with the same trouble is a message", { { CASE_SAYS, 0, ROOT, "ana", 0 }, { CASE_SAYS, 5, ROOT, "eva", 0 }, TALE_END }, "new ana - - 0 m=2" },
    { "elsewhere thanks are what they were", { { CASE_SAYS, 0, 0, "ana", 0 }, { CASE_SAYS, 5, 0, "luis", 0 }, { CASE_SAYS, 9, SAYS_THANKS, "ana", 0 }, TALE_END },
        "new - - - 0 m=3" },
};

static struct case_event word_of(const struct word *v, size_t i)
{
    static char mention[8][8];
    const struct word *w = &v[i];
    struct case_event ev = { .kind = w->kind, .flags = w->flags, .id = 100 + i, .ms = DAY + w->min * MIN, .priority = 40, .who = slice_of(w->who) };
    bool judges = w->kind == CASE_JUDGE, talks = w->kind == CASE_SAYS && w->flags & SAYS_FORUM;
    snprintf(mention[i], sizeof mention[i], "m%zu", i);
    if (talks) {
        ev.author = hash64(ev.who);
        ev.target = w->flags & SAYS_TO_MESSAGE ? (uint64_t)(100 + w->to) : w->flags & SAYS_TO_PERSON ? hash64(slice_of(v[w->to].who)) : 0;
        ev.mention = slice_of(mention[i]);
    }
    if (judges) {
        snprintf(mention[7], sizeof mention[7], "m%d", w->to);
        ev.mention = slice_of(mention[7]);
    }
    return ev;
}

static void say_forum(const struct case_now *n, char out[200])
{
    struct slice none = SLICE("-");
    snprintf(out, 200, "%s " SLICE_FMT " " SLICE_FMT " " SLICE_FMT " %d m=%d", case_state_name(n->state), SLICE_ARG(n->customer.n ? n->customer : none),
             SLICE_ARG(n->helper.n ? n->helper : none), SLICE_ARG(n->help.n ? n->help : none), n->community, (int)n->messages);
}

static void what_another_customer_answers_goes_before_a_moderator(void **state)
{
    struct arena a = { 0 };
    (void)state;
    srand(11);
    for (size_t t = 0; t < ROWS(forum); t++)
        for (int order = 0; order < 40; order++) {
            struct casefile c = { .opened = true };
            size_t at[8], n = 0;
            char got[200];
            struct case_now now;
            while (forum[t].v[n].kind != CASE_KINDS)
                at[n] = n, n++;
            for (size_t i = n; order && i > 1; i--) {
                size_t k = (size_t)rand() % i, x = at[i - 1];
                at[i - 1] = at[k];
                at[k] = x;
            }
            for (size_t i = 0; i < 2 * n; i++) {
                struct case_event ev = word_of(forum[t].v, at[i % n]);
                case_put(&a, &c, &ev);
                assert_true(case_decode(&a, case_encode(&a, &c), &c));
            }
            case_fold(&a, &c, &now);
            say_forum(&now, got);
            if (strcmp(got, forum[t].want) != 0)
                fail_msg("%s: '%s' where '%s' belongs", forum[t].what, got, forum[t].want);
        }
    arena_fini(&a);
}

static void a_deleted_answer_takes_its_effect_with_it(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct case_now now;
    struct buf out = { 0 };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct case_event ev = word_of(forum[8].v, i);      /* it holds */
        case_put(&a, &c, &ev);
    }
    case_fold(&a, &c, &now);
    case_print(&c, &now, SLICE("foro:1"), &out);
    assert_non_null(strstr(buf_z(&out), "\"helped_by\":\"luis\",\"help\":\"m1\",\"community\":true"));
    assert_true(case_remove(&c, 101));
    case_fold(&a, &c, &now);
    assert_true(now.state == CASE_NEW && !now.community && !now.helper.n);
    buf_fini(&out);
    arena_fini(&a);
}

/* Who opened it, and what was accepted, is known also when those messages are folded for good. */
static void a_long_thread_knows_its_customer(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct case_now now;
    (void)state;
    for (size_t i = 0; i < 200; i++) {
        struct case_event ev = { .kind = CASE_SAYS, .flags = i ? PEER : ROOT, .id = 100 + i, .ms = DAY + (int64_t)i * MIN, .author = i ? 7 : 5, .target = i ? 100 : 0,
                                 .who = i ? SLICE("luis") : SLICE("ana"), .mention = SLICE("m") };
        if (i == 199)
            ev = (struct case_event){ .kind = CASE_SAYS, .flags = PEER | SAYS_THANKS, .id = 300, .ms = DAY + 500 * MIN, .author = 5, .target = 298, .who = SLICE("ana"), .mention = SLICE("t") };
        case_put(&a, &c, &ev);
        assert_true(case_decode(&a, case_encode(&a, &c), &c));
    }
    case_fold(&a, &c, &now);
    assert_true(now.state == CASE_VALIDATE && slice_is(now.customer, "ana") && slice_is(now.helper, "luis") && now.messages == 1 && now.last_ms == DAY + 500 * MIN);
    arena_fini(&a);
}

/* Who reads what is masked is told by the case for good, and does no work on it: whoever is silent stays silent. */
static void a_look_is_counted_and_is_no_work(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct case_now now;
    struct buf out = { 0 };
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct step s = i == 0 ? (struct step){ CASE_SAYS, 0, 0, 40, "care", "" } : (struct step){ CASE_LOOK, i, 0, 0, "", i == 199 ? "EV" : "AR" };
        struct case_event ev = event_of(&s, (size_t)i);
        case_put(&a, &c, &ev);
        assert_true(case_decode(&a, case_encode(&a, &c), &c));
    }
    case_fold(&a, &c, &now);
    assert_int_equal(now.looks, 199);
    assert_true(slice_is(now.looked_by, "EV") && now.looked_ms == DAY + 199 * MIN);
    assert_true(now.state == CASE_NEW && now.last_ms == DAY && now.people == 0 && !now.agent.n && !now.first_ms);
    case_print(&c, &now, SLICE("x:t"), &out);
    assert_non_null(strstr(buf_z(&out), "\"looks\":199,\"looked\":\"1970-01-02T03:19:00.000Z\",\"looked_by\":\"EV\""));
    buf_fini(&out);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folio_is_read_as_people_type_it),
        cmocka_unit_test(a_wrong_letter_or_two_swapped_ones_are_found),
        cmocka_unit_test(what_is_due_has_had_its_time_and_no_more),
        cmocka_unit_test(a_deadline_is_of_the_priority_and_the_teams_calendar),
        cmocka_unit_test(what_is_wrong_in_the_terms_is_said_at_its_place),
        cmocka_unit_test(a_case_stands_where_it_stands_in_any_order),
        cmocka_unit_test(what_is_deleted_takes_its_case_with_it),
        cmocka_unit_test(a_long_talk_is_bounded_and_loses_nothing),
        cmocka_unit_test(each_change_of_a_case_is_told_once),
        cmocka_unit_test(no_order_and_no_batch_loses_a_change),
        cmocka_unit_test(what_falls_back_is_told_as_it_stands), cmocka_unit_test(what_was_opened_and_withdrawn_at_once_is_told),
        cmocka_unit_test(a_case_of_the_versions_before_is_read),
        cmocka_unit_test(what_another_tool_calls_it_stays_with_the_case),
        cmocka_unit_test(bytes_that_are_no_case_are_refused),
        cmocka_unit_test(a_look_is_counted_and_is_no_work),
        cmocka_unit_test(what_another_customer_answers_goes_before_a_moderator),
        cmocka_unit_test(a_deleted_answer_takes_its_effect_with_it),
        cmocka_unit_test(a_long_thread_knows_its_customer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

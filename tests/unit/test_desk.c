/* The desk: the board follows pulso.cases, and cases go to who is there, may, and has the least to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/when.h"
#include "route/cases/case.h"
#include "route/cases/folio.h"
#include "route/desk/decide.h"
#include "route/desk/fit.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))
#define MIN INT64_C(60000)
#define NOW INT64_C(1792771200000)       /* Friday, 2026-10-23 18:00 in Madrid */

struct world {
    struct conf *conf;
    struct desk_rules rules;
    struct board board;
    struct sent sent;
    struct buf said;                     /* what the desk wrote: "1:assign AR<" ... */
    int left;                            /* so many it may write */
    int level;                           /* of the incident of telenorte */
    bool whole;                          /* said has the reasons, too */
    const char *lang, *labels;           /* of cases that are put */
};

static const char yaml[] =
    "desk:\n"
    "  silence: 20m\n"
    "  warn: 80\n"
    "  agents:\n"
    "    - { id: AR, teams: [care], capacity: 2 }\n"
    "    - { id: BT, teams: [care, network], brands: [telenorte], capacity: 4 }\n"
    "    - { id: NG, teams: [care], shift: { hours: { mon-fri: \"22:00-24:00\" } } }\n"
    "  overflow: [ { team: care, waiting: 1, to: outside } ]\n";

static struct world open_world(const char *text)
{
    static const char *teams[] = { "care", "network", "outside" };
    struct world w = { .left = 1000, .level = -1 };
    struct err e = { 0 };
    w.conf = conf_parse("d.yaml", slice_of(text), &e);
    if (!w.conf || !desk_rules_read(conf_get(conf_root(w.conf), "desk"), &(struct conf_strs){ teams, 3 }, NULL, "Europe/Madrid", &w.rules, &e))
        fail_msg("%s", e.msg);
    board_init(&w.board);
    sent_init(&w.sent);
    return w;
}

static void close_world(struct world *w)
{
    desk_rules_fini(&w->rules);
    board_fini(&w->board);
    sent_fini(&w->sent);
    conf_free(w->conf);
    buf_fini(&w->said);
}

struct row { int n; const char *state, *team, *agent, *brand; int priority, opened, last, first_due; };   /* minutes before NOW; due: after it; 0: none */

static void put(struct world *w, struct row r)
{
    char key[32], opened[WHEN_TEXT], last[WHEN_TEXT], due[WHEN_TEXT], folio[FOLIO_TEXT];
    struct buf b = { 0 };
    folio_print(&(struct origin){ 1, r.n }, folio);
    snprintf(key, sizeof key, "x:%d", r.n);
    when_print(NOW - r.opened * MIN, opened);
    when_print(NOW - r.last * MIN, last);
    when_print(NOW + r.first_due * MIN, due);
    buf_printf(&b, "{\"v\":1,\"folio\":\"%s\",\"conversation\":\"%s\",\"state\":\"%s\",\"brand\":\"%s\",\"team\":\"%s\",\"agent\":\"%s\",\"priority\":%d,"
               "\"opened\":\"%s\",\"last\":\"%s\"", folio, key, r.state, r.brand, r.team, r.agent, r.priority, opened, last);
    if (r.first_due)
        buf_printf(&b, ",\"first_due\":\"%s\"", due);
    if (w->lang)
        buf_printf(&b, ",\"lang\":\"%s\",\"labels\":[%s]", w->lang, w->labels);
    buf_char(&b, '}');
    sent_note(&w->sent, board_record(&w->board, buf_slice(&b)), NOW);
    buf_fini(&b);
}

static bool emit(void *self, const struct action *x, struct err *e)
{
    struct world *w = self;
    (void)e;
    if (w->left-- == 0)
        return false;
    assert_true(slice_is(x->by, "desk") && x->at_ms == NOW && slice_starts(x->id, SLICE("desk:")));
    const char *why = w->whole ? NULL : memmem(x->data.p, x->data.n, ",\"why\"", 6);
    struct slice data = { x->data.p, why ? (size_t)(why - x->data.p) : x->data.n };
    buf_printf(&w->said, "%s" SLICE_FMT " %s " SLICE_FMT "%s", w->said.n ? "; " : "", SLICE_ARG(x->conversation), action_kind_name(x->kind), SLICE_ARG(data), why ? "}" : "");
    return true;
}

static int level(void *self, struct slice brand)
{
    const struct world *w = self;
    return slice_is(brand, "telenorte") ? w->level : -1;
}

static void expect(struct world *w, const char *what, const char *want)
{
    struct err e = { 0 };
    buf_reset(&w->said);
    desk_decide(&w->board, &w->sent, &w->rules, NOW, level, emit, w, &e);
    if (strcmp(buf_z(&w->said), want) != 0)
        fail_msg("%s: '%s' where '%s' belongs", what, buf_z(&w->said), want);
}

static void a_case_goes_to_who_is_there_and_has_the_least_to_do(void **state)
{
    struct world w = open_world(yaml);
    (void)state;
    put(&w, (struct row){ 1, "new", "care", "", "telenorte", 50, 5, 5, 0 });
    expect(&w, "the first of two who have nothing to do", "x:1 assign {\"to\":\"AR\",\"from\":\"\"}");
    expect(&w, "it is not asked for again", "");
    put(&w, (struct row){ 7, "new", "care", "", "telenorte", 50, 5, 5, 0 });
    expect(&w, "and counts as theirs", "x:7 assign {\"to\":\"BT\",\"from\":\"\"}");
    put(&w, (struct row){ 7, "closed", "care", "BT", "telenorte", 50, 5, 0, 0 });
    put(&w, (struct row){ 1, "new", "care", "AR", "telenorte", 50, 5, 0, 0 });
    put(&w, (struct row){ 2, "new", "care", "", "telenorte", 50, 5, 5, 0 });
    put(&w, (struct row){ 3, "new", "care", "", "bancosur", 90, 4, 4, 0 });
    expect(&w, "what is urgent first, and only who may", "x:3 assign {\"to\":\"AR\",\"from\":\"\"}; x:2 assign {\"to\":\"BT\",\"from\":\"\"}");
    put(&w, (struct row){ 3, "new", "care", "AR", "bancosur", 90, 4, 0, 0 });
    put(&w, (struct row){ 2, "waiting_for_customer", "care", "BT", "telenorte", 50, 5, 0, 0 });
    put(&w, (struct row){ 4, "contact", "network", "", "telenorte", 50, 5, 5, 0 });
    put(&w, (struct row){ 5, "new", "care", "", "bancosur", 50, 5, 5, 0 });
    expect(&w, "who is full gets no more; one may wait", "x:4 assign {\"to\":\"BT\",\"from\":\"\"}");
    put(&w, (struct row){ 6, "new", "care", "", "bancosur", 20, 5, 5, 0 });
    expect(&w, "more than one waits: the least urgent goes outside", "x:6 hand_over {\"to\":\"outside\",\"from\":\"\"}");
    put(&w, (struct row){ 1, "closed", "care", "AR", "telenorte", 50, 5, 0, 0 });
    expect(&w, "a closed one makes room", "x:5 assign {\"to\":\"AR\",\"from\":\"\"}");
    close_world(&w);
}

static void a_case_stays_with_who_has_it_unless_they_are_silent_or_gone(void **state)
{
    struct world w = open_world(yaml);
    (void)state;
    put(&w, (struct row){ 1, "reopened", "care", "AR", "telenorte", 50, 500, 1, 0 });
    put(&w, (struct row){ 2, "waiting_for_us", "care", "someone-elses", "telenorte", 50, 500, 400, 0 });
    expect(&w, "the same person again, and others' people are theirs", "");
    put(&w, (struct row){ 3, "waiting_for_us", "care", "AR", "telenorte", 50, 60, 21, 0 });
    expect(&w, "nothing happens in it", "x:3 assign {\"to\":\"BT\",\"from\":\"AR\"}");
    put(&w, (struct row){ 4, "waiting_for_us", "care", "NG", "telenorte", 50, 60, 3, 0 });
    expect(&w, "the shift is over", "x:4 assign {\"to\":\"BT\",\"from\":\"NG\"}");
    put(&w, (struct row){ 5, "waiting_for_customer", "care", "AR", "telenorte", 50, 600, 300, 0 });
    expect(&w, "who waits for the customer is not silent", "");
    close_world(&w);
}

static void put_in(struct world *w, int n, const char *lang, const char *labels)
{
    w->lang = lang;
    w->labels = labels;
    put(w, (struct row){ n, "new", "care", "", "telenorte", 50, 5, 5, 0 });
}

static void a_case_goes_to_who_speaks_its_language_and_knows_the_product(void **state)
{
    struct world w = open_world("desk:\n  agents:\n    - { id: AR, teams: [care], languages: [es], capacity: 9 }\n    - { id: BT, teams: [care], languages: [es, pt], skills: [fibra], capacity: 9 }\n"
                                "    - { id: CM, teams: [care], skills: [fibra, sme], capacity: 9 }\n    - { id: DV, teams: [care], brands: [bancosur], languages: [de], skills: [cards], capacity: 9 }\n");
    static const struct { const char *lang, *labels, *want; } row[] = {
        { "es", "", "{\"to\":\"AR\",\"from\":\"\",\"why\":{\"fit\":3,\"load\":0,\"capacity\":9,\"lang\":\"es\"}}" },
        { "pt", "", "{\"to\":\"BT\",\"from\":\"\",\"why\":{\"fit\":2,\"load\":0,\"capacity\":9,\"lang\":\"pt\"}}" },
        { "es", "\"fibra\"", "{\"to\":\"CM\",\"from\":\"\",\"why\":{\"fit\":2,\"load\":0,\"capacity\":9,\"lang\":\"es\",\"skills\":[\"fibra\"]}}" },
        { "pt", "\"privacy\",\"fibra\",\"sme\"", "{\"to\":\"CM\",\"from\":\"\",\"why\":{\"fit\":1,\"load\":1,\"capacity\":9,\"lang\":\"pt\",\"skills\":[\"fibra\",\"sme\"]}}" },
        /* what nobody who answers for this brand speaks or knows strands no case */
        { "de", "\"cards\"", "{\"to\":\"AR\",\"from\":\"\",\"why\":{\"fit\":3,\"load\":1,\"capacity\":9}}" },
    };
    (void)state;
    w.whole = true;
    for (size_t i = 0; i < ROWS(row); i++) {
        char want[256];
        put_in(&w, (int)i + 1, row[i].lang, row[i].labels);
        snprintf(want, sizeof want, "x:%zu assign %s", i + 1, row[i].want);
        expect(&w, row[i].labels, want);
    }
    close_world(&w);
}

static void why_somebody_may_not_is_said(void **state)
{
    struct world w = open_world("desk:\n  agents:\n    - { id: AR, teams: [care], languages: [es] }\n    - { id: BT, teams: [care], languages: [pt], capacity: 3 }\n"
                                "    - { id: CM, teams: [network] }\n    - { id: DV, teams: [care], brands: [bancosur] }\n    - { id: EV, teams: [care], skills: [fibra], capacity: 3 }\n"
                                "    - { id: NG, teams: [care], skills: [fibra], shift: { hours: { mon-fri: \"22:00-24:00\" } } }\n    - { id: ZZ, teams: [care], skills: [fibra] }\n");
    static const enum fit want[] = { FIT_LANGUAGE, FIT_SKILL, FIT_TEAM, FIT_BRAND, FIT_FULL, FIT_AWAY, FIT_HAS_IT };
    struct case_seen c = { .team = SLICE("care"), .brand = SLICE("telenorte"), .lang = SLICE("pt"), .labels = SLICE("fibra"), .agent = SLICE("ZZ"), .state = SLICE("new") };
    struct fit_needs n;
    struct slice lacking = { 0 };
    (void)state;
    fit_needs(&w.rules, &c, &n);
    for (size_t i = 0; i < ROWS(want); i++)
        if (fit_of(&w.rules.agents[i], &c, &n, 3, agent_is_there(&w.rules.agents[i], NOW), &lacking) != want[i])
            fail_msg("%s: %s", w.rules.agents[i].id, fit_text(fit_of(&w.rules.agents[i], &c, &n, 3, agent_is_there(&w.rules.agents[i], NOW), &lacking)));
    assert_true(slice_is(lacking, "fibra"));
    c.state = SLICE("to_validate");
    assert_int_equal(fit_of(&w.rules.agents[1], &c, &n, 0, true, NULL), FIT_MODERATOR);
    close_world(&w);
}

static void what_is_to_be_validated_goes_to_moderators(void **state)
{
    struct world w = open_world("desk:\n  agents:\n    - { id: AR, teams: [care], capacity: 2 }\n    - { id: MO, teams: [care], capacity: 1, validates: true }\n"
                                "    - { id: NM, teams: [network], validates: true }\n  overflow: [ { team: care, waiting: 0, to: outside } ]\n");
    (void)state;
    put(&w, (struct row){ 1, "to_validate", "care", "", "telenorte", 50, 60, 5, 0 });
    expect(&w, "who has nothing to do is no moderator", "x:1 assign {\"to\":\"MO\",\"from\":\"\"}");
    put(&w, (struct row){ 1, "to_validate", "care", "MO", "telenorte", 50, 60, 1, 0 });
    put(&w, (struct row){ 2, "to_validate", "care", "", "telenorte", 50, 60, 5, 0 });
    expect(&w, "it waits for one, and does not flow over", "");
    put(&w, (struct row){ 1, "closed", "care", "MO", "telenorte", 50, 60, 0, 0 });
    put(&w, (struct row){ 2, "to_validate", "care", "AR", "telenorte", 50, 60, 1, 0 });
    expect(&w, "whoever had the case before does not keep it", "x:2 assign {\"to\":\"MO\",\"from\":\"AR\"}");
    close_world(&w);
}

static void a_deadline_is_marked_before_it_passes_and_once(void **state)
{
    static const char only[] = "desk: { warn: 80 }\n";
    struct world w = open_world(only);
    (void)state;
    put(&w, (struct row){ 1, "new", "care", "", "telenorte", 50, 79, 79, 21 });
    expect(&w, "not yet", "");
    put(&w, (struct row){ 1, "new", "care", "", "telenorte", 50, 80, 80, 20 });
    expect(&w, "80 of 100 minutes", "x:1 warn {\"of\":\"first\",\"late\":false}");
    expect(&w, "once", "");
    put(&w, (struct row){ 2, "new", "care", "", "telenorte", 50, 80, 80, -1 });
    expect(&w, "it has passed", "x:2 warn {\"of\":\"first\",\"late\":true}");
    close_world(&w);
}

static void what_could_not_be_written_is_decided_again(void **state)
{
    struct world w = open_world(yaml);
    (void)state;
    put(&w, (struct row){ 1, "new", "care", "", "telenorte", 50, 5, 5, 0 });
    w.left = 0;
    expect(&w, "Kafka takes nothing", "");
    w.left = 10;
    expect(&w, "and then it does", "x:1 assign {\"to\":\"AR\",\"from\":\"\"}");
    put(&w, (struct row){ 2, "new", "outside", "", "telenorte", 50, 80, 80, -1 });
    w.left = 0;
    expect(&w, "nothing again", "");
    w.left = 10;
    expect(&w, "a warning waits, too", "x:2 warn {\"of\":\"first\",\"late\":true}");
    close_world(&w);
}

static void the_board_holds_what_is_open_and_nothing_else(void **state)
{
    struct world w = open_world(yaml);
    static struct row kept[500];
    (void)state;
    srand(3);
    for (int i = 0; i < 20000; i++) {
        int n = rand() % 500;
        kept[n] = (struct row){ n, rand() % 3 ? "new" : "closed", "care", "AR", "telenorte", rand() % 100, 5, 5, 0 };
        put(&w, kept[n]);
    }
    size_t open = 0;
    for (int n = 0; n < 500; n++) {
        char key[32];
        snprintf(key, sizeof key, "x:%d", n);
        const struct board_case *c = board_find(&w.board, slice_of(key));
        bool is_open = kept[n].state && strcmp(kept[n].state, "new") == 0;
        assert_int_equal(c != NULL, is_open);
        assert_true(!c || c->seen.priority == kept[n].priority);
        open += is_open;
    }
    assert_int_equal(w.board.n, open);
    assert_null(board_record(&w.board, SLICE("{\"v\":1}")));
    assert_int_equal(w.board.bad, 1);
    close_world(&w);
}

/* With an arena of its own each of them took 256 KiB and a mapping: no machine has as many. */
static void a_hundred_thousand_open_cases_fit_into_memory_and_are_given_by_need(void **state)
{
    struct world w = open_world(yaml);
    (void)state;
    for (int i = 0; i < 100000; i++)
        put(&w, (struct row){ i, "new", "care", "", "bancosur", 50, 5, 5, 500 + i % 77777 });
    put(&w, (struct row){ 0, "waiting_for_customer", "care", "", "bancosur", 50, 5, 5, 500 });
    assert_int_equal(w.board.n, 100000);
    w.left = 3;
    expect(&w, "what is due first, then the least urgent to others", "x:77777 assign {\"to\":\"AR\",\"from\":\"\"}; x:1 assign {\"to\":\"AR\",\"from\":\"\"}; "
           "x:77776 hand_over {\"to\":\"outside\",\"from\":\"\"}");
    for (int i = 0; i < 100000; i++)
        put(&w, (struct row){ i, "closed", "care", "", "bancosur", 50, 5, 5, 0 });
    assert_int_equal(w.board.n, 0);
    close_world(&w);
}

static void what_a_customer_waits_for_comes_before_marks(void **state)
{
    struct world w = open_world(yaml);
    (void)state;
    put(&w, (struct row){ 1, "new", "network", "", "telenorte", 50, 80, 80, -1 });
    put(&w, (struct row){ 2, "new", "network", "", "telenorte", 50, 80, 80, -2 });
    w.left = 3;
    expect(&w, "cases are given first", "x:2 assign {\"to\":\"BT\",\"from\":\"\"}; x:1 assign {\"to\":\"BT\",\"from\":\"\"}; x:1 warn {\"of\":\"first\",\"late\":true}");
    close_world(&w);
}

struct offer { int n; const char *customer, *state, *agent, *brand; int said, automatic, answered; };   /* minutes before NOW; 0: never */

static void offer(struct world *w, struct offer o)
{
    char t[3][WHEN_TEXT];
    struct buf b = { 0 };
    const int minutes[] = { o.said, o.automatic, o.answered };
    for (int i = 0; i < 3; i++)
        when_print(NOW - minutes[i] * MIN, t[i]);
    buf_printf(&b, "{\"v\":1,\"folio\":\"F%d\",\"conversation\":\"x:%d\",\"state\":\"%s\",\"brand\":\"%s\",\"team\":\"network\",\"customer\":\"%s\",\"agent\":\"%s\","
               "\"mention\":\"m%d\",\"article\":\"hours\",\"may_send\":\"De 9 a 18.\",\"said\":\"%s\",\"last\":\"%s\"", o.n, o.n, o.state, o.brand, o.customer, o.agent, o.n, t[0], t[0]);
    if (o.automatic)
        buf_printf(&b, ",\"automatic_at\":\"%s\"", t[1]);
    if (o.answered)
        buf_printf(&b, ",\"answered_at\":\"%s\"", t[2]);
    buf_char(&b, '}');
    sent_note(&w->sent, board_record(&w->board, buf_slice(&b)), NOW);
    buf_fini(&b);
}

/* What no rule can lift: each line is a question that an article answers, and what the desk does about it. */
static void an_answer_goes_out_by_itself_only_within_its_limits(void **state)
{
    static const char only[] = "desk: { send: { author_pause: 6h, brand_per_hour: 3, within: 1h } }\n";
    static const struct { const char *what; struct offer before, now; int level; bool sends; } row[] = {
        { "a question", { 0 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, -1, true },
        { "two in a row", { 9, "ana", "closed", "", "telenorte", 900, 800, 0 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, -1, false },
        { "a person in between", { 9, "ana", "closed", "", "telenorte", 900, 800, 700 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, -1, true },
        { "in another conversation", { 9, "ana", "closed", "", "telenorte", 900, 800, 900 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, -1, false },
        { "too soon after the last", { 9, "ana", "closed", "", "telenorte", 300, 200, 100 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, -1, false },
        { "another author", { 9, "luis", "closed", "", "telenorte", 900, 800, 0 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, -1, true },
        { "somebody has it", { 0 }, { 1, "ana", "reopened", "AR", "telenorte", 2, 0, 0 }, -1, false },
        { "direct contact", { 0 }, { 1, "ana", "contact", "", "telenorte", 2, 0, 0 }, -1, false },
        { "answered already", { 0 }, { 1, "ana", "waiting_for_customer", "", "telenorte", 2, 0, 0 }, -1, false },
        { "said too long ago", { 0 }, { 1, "ana", "new", "", "telenorte", 61, 0, 0 }, -1, false },
        { "in a watch", { 0 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, 0, true },
        { "in an incident", { 0 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, 1, false },
        { "of another brand", { 0 }, { 1, "ana", "new", "", "bancosur", 2, 0, 0 }, 2, true },
        { "incidents are not known", { 0 }, { 1, "ana", "new", "", "telenorte", 2, 0, 0 }, 1000, false },
        { "nobody knows who asks", { 0 }, { 1, "", "new", "", "telenorte", 2, 0, 0 }, -1, false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct world w = open_world(only);
        w.level = row[i].level;
        if (row[i].before.n)
            offer(&w, row[i].before);
        offer(&w, row[i].now);
        expect(&w, row[i].what, row[i].sends ? "x:1 answer {\"text\":\"De 9 a 18.\",\"in_reply_to\":\"m1\",\"article\":\"hours\"}" : "");
        expect(&w, "once", "");
        close_world(&w);
    }
}

static void a_brand_sends_so_many_an_hour_and_no_more(void **state)
{
    static const char only[] = "desk: { send: { brand_per_hour: 3 } }\n";
    struct world w = open_world(only);
    struct err e = { 0 };
    char name[16];
    (void)state;
    for (int n = 1; n <= 9; n++) {
        snprintf(name, sizeof name, "p%d", n);
        offer(&w, (struct offer){ n, name, "new", "", n == 9 ? "bancosur" : "telenorte", 2, 0, 0 });
    }
    desk_decide(&w.board, &w.sent, &w.rules, NOW, level, emit, &w, &e);
    int answers = 0;
    for (const char *p = buf_z(&w.said); (p = strstr(p, " answer ")); p++)
        answers++;
    assert_int_equal(answers, 4);
    close_world(&w);
}

/* What the desk decided on an old view of the case does nothing. */
static void who_was_faster_than_the_desk_keeps_the_case(void **state)
{
    struct arena a = { 0 };
    struct casefile c = { .opened = true };
    struct case_now now;
    struct case_event says = { .kind = CASE_SAYS, .id = 1, .ms = 1000, .team = SLICE("care") }, take = { .kind = CASE_TAKE, .id = 2, .ms = 2000, .who = SLICE("ana") },
                      late = { .kind = CASE_ASSIGN, .flags = GIVEN_IF, .id = 3, .ms = 3000, .who = SLICE("AR") },
                      over = { .kind = CASE_HAND_OVER, .flags = GIVEN_IF, .id = 4, .ms = 3500, .team = SLICE("outside") };
    (void)state;
    case_put(&a, &c, &late);
    case_put(&a, &c, &over);
    case_put(&a, &c, &says);
    case_fold(&a, &c, &now);
    assert_true(slice_is(now.agent, "AR") && slice_is(now.team, "care"));
    case_put(&a, &c, &take);
    case_fold(&a, &c, &now);
    assert_true(slice_is(now.agent, "ana") && slice_is(now.team, "care"));
    arena_fini(&a);
}

static void what_is_wrong_with_the_desk_is_said_at_its_place(void **state)
{
    static const char *teams[] = { "care", "outside" };
    static const struct { const char *yaml, *want; } row[] = {
        { "desk: { agents: [ { id: AR } ] }", "AR is in no team" }, { "desk: { agents: [ { id: AR, teams: [carr] } ] }", "did you mean \"care\"?" },
        { "desk: { agents: [ { id: care, teams: [care] } ] }", "care is a team" },
        { "desk: { agents: [ { id: AR, teams: [care] }, { id: AR, teams: [care] } ] }", "AR stands further up" },
        { "desk: { agents: [ { id: AR, teams: [care], capacity: 0 } ] }", "a capacity is 1 to 1000" }, { "desk: { warn: 101 }", "1 to 100 percent" },
        { "desk: { overflow: [ { team: care, waiting: 1, to: care } ] }", "in a circle" },
        { "desk: { overflow: [ { team: care, waiting: 1, to: outside }, { team: outside, waiting: 1, to: care } ] }", "in a circle" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        struct desk_rules r;
        struct conf *c = conf_parse("d.yaml", slice_of(row[i].yaml), &e);
        assert_false(desk_rules_read(conf_get(conf_root(c), "desk"), &(struct conf_strs){ teams, 2 }, NULL, "UTC", &r, &e));
        if (!strstr(e.msg, row[i].want))
            fail_msg("%s: '%s' where '%s' belongs", row[i].yaml, e.msg, row[i].want);
        conf_free(c);
    }
}

/* One customer in several networks, as a rule says: each goes on in the oldest, once; what a person took apart stays apart, and other brands' are others. */
static void put_customer(struct world *w, int n, const char *customer, const char *brand, int since, const char *more)
{
    char folio[FOLIO_TEXT], at[WHEN_TEXT];
    struct buf b = { 0 };
    folio_print(&(struct origin){ 1, n }, folio);
    when_print(NOW - since * MIN, at);
    buf_printf(&b, "{\"v\":1,\"folio\":\"%s\",\"conversation\":\"x:%d\",\"state\":\"new\",\"brand\":\"%s\",\"team\":\"network\",\"agent\":\"XX\",\"customer_id\":\"%s\",\"since\":\"%s\",\"opened\":\"%s\",\"last\":\"%s\"%s}",
               folio, n, brand, customer, at, at, at, more);
    assert_non_null(board_record(&w->board, buf_slice(&b)));
    buf_fini(&b);
}

static void one_customer_is_one_case(void **state)
{
    struct world w = open_world(yaml);
    (void)state;
    put_customer(&w, 1, "C-1", "telenorte", 5, "");
    put_customer(&w, 2, "C-1", "telenorte", 9, "");
    put_customer(&w, 3, "C-1", "bancosur", 20, "");
    put_customer(&w, 4, "C-1", "telenorte", 7, "");
    put_customer(&w, 5, "C-2", "telenorte", 7, "");
    put_customer(&w, 6, "C-1", "telenorte", 3, ",\"parted\":true");
    expect(&w, "into the oldest", "x:4 merge {\"into\":\"x:2\",\"folio\":\"120\",\"since\":\"2026-10-23T15:51:00.000Z\"}; x:1 merge {\"into\":\"x:2\",\"folio\":\"120\",\"since\":\"2026-10-23T15:51:00.000Z\"}");
    expect(&w, "once", "");
    put_customer(&w, 4, "C-1", "telenorte", 7, "");
    expect(&w, "what came of it is looked at", "x:4 merge {\"into\":\"x:2\",\"folio\":\"120\",\"since\":\"2026-10-23T15:51:00.000Z\"}");
    close_world(&w);
}

/* The oldest takes eight; the tenth begins another one, in which the eleventh goes on. */
static void a_case_holds_so_many_conversations_and_no_more(void **state)
{
    struct world w = open_world(yaml);
    struct buf want = { 0 };
    (void)state;
    for (int i = 1; i <= 11; i++) {
        int head = i <= 1 + CASE_MEMBERS_MAX ? 1 : 2 + CASE_MEMBERS_MAX;
        char folio[FOLIO_TEXT], at[WHEN_TEXT];
        put_customer(&w, i, "C-9", "telenorte", 100 - i, "");
        folio_print(&(struct origin){ 1, head }, folio);
        when_print(NOW - (100 - head) * MIN, at);
        if (i != head)
            buf_printf(&want, "%sx:%d merge {\"into\":\"x:%d\",\"folio\":\"%s\",\"since\":\"%s\"}", want.n ? "; " : "", i, head, folio, at);
    }
    expect(&w, "nine are one case", buf_z(&want));
    buf_fini(&want);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_customer_is_one_case),
        cmocka_unit_test(a_case_holds_so_many_conversations_and_no_more),
        cmocka_unit_test(a_case_goes_to_who_is_there_and_has_the_least_to_do),
        cmocka_unit_test(a_case_stays_with_who_has_it_unless_they_are_silent_or_gone),
        cmocka_unit_test(what_is_to_be_validated_goes_to_moderators),
        cmocka_unit_test(a_case_goes_to_who_speaks_its_language_and_knows_the_product),
        cmocka_unit_test(why_somebody_may_not_is_said),
        cmocka_unit_test(a_deadline_is_marked_before_it_passes_and_once),
        cmocka_unit_test(what_could_not_be_written_is_decided_again),
        cmocka_unit_test(the_board_holds_what_is_open_and_nothing_else),
        cmocka_unit_test(a_hundred_thousand_open_cases_fit_into_memory_and_are_given_by_need),
        cmocka_unit_test(what_a_customer_waits_for_comes_before_marks),
        cmocka_unit_test(an_answer_goes_out_by_itself_only_within_its_limits),
        cmocka_unit_test(a_brand_sends_so_many_an_hour_and_no_more),
        cmocka_unit_test(who_was_faster_than_the_desk_keeps_the_case),
        cmocka_unit_test(what_is_wrong_with_the_desk_is_said_at_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

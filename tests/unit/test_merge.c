/* Merged cases: one fold over several conversations, and the protocol by which partitions that no commit moves together come to it, under crashes and replays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/when.h"
#include "model/decision.h"
#include "route/cases/change.h"
#include "route/cases/folio.h"
#include "route/cases/merge.h"
#include "route/cases/same.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))
#define MIN INT64_C(60000)
#define T0 INT64_C(1792771200000)

enum { CONVERSATIONS = 7, PARTITIONS = 3, LOG_MAX = 4000 };

static const char *const keys[CONVERSATIONS] = { "x:c0", "mastodon:c1", "app:c2", "web:c3", "x:c4", "mail:c5", "app:c6" };

struct line { int conversation; bool remove; struct case_event ev; };            /* of pulso.classified */
struct said { int conversation; struct action x; };                              /* of pulso.actions */
struct partition { int64_t main, side; struct slice cases[CONVERSATIONS]; };     /* what is stored */
struct world {
    struct arena a;
    struct json *json;
    struct line lines[PARTITIONS][LOG_MAX];
    struct said said[PARTITIONS][LOG_MAX];
    size_t line_count[PARTITIONS], said_count[PARTITIONS];
    struct partition now[PARTITIONS], before[PARTITIONS][64];
    size_t kept[PARTITIONS];
    uint64_t next_id;
    struct said late[LOG_MAX];       /* of processes that stood still: their records come when they go on */
    size_t late_count;
    bool stands_still;
};

static int partition_of(int conversation) { return conversation % PARTITIONS; }

static int conversation_of(struct slice key)
{
    int i = 0;
    while (i < CONVERSATIONS && !slice_is(key, keys[i]))
        i++;
    assert_true(i < CONVERSATIONS);
    return i;
}

static struct casefile load(struct world *w, const struct partition *p, int i)
{
    struct casefile c = { 0 };
    if (p->cases[i].n)
        assert_true(case_decode(&w->a, p->cases[i], &c));
    return c;
}

/* ---- the two logs ---- */

static void say(struct world *w, int i, struct line l)
{
    int p = partition_of(i);
    l.conversation = i;
    assert_true(w->line_count[p] < LOG_MAX);
    w->lines[p][w->line_count[p]++] = l;
}

static bool write_down(void *self, const struct action *x, struct err *e)
{
    struct world *w = self;
    int i = conversation_of(x->conversation), p = partition_of(i);
    (void)e;
    assert_true(x->at_ms >= T0);             /* else whoever reads it refuses it: all that was said may be deleted by then */
    assert_true(w->said_count[p] < LOG_MAX && w->late_count < LOG_MAX);
    if (w->stands_still) {
        w->late[w->late_count++] = (struct said){ i, *x };
        return true;
    }
    w->said[p][w->said_count[p]++] = (struct said){ i, *x };
    return true;
}

static void decide(struct world *w, enum action_kind kind, int i, int64_t ms, const char *data)
{
    struct err e = { 0 };
    struct action x = { .kind = kind, .id = arena_printf(&w->a, "d%llu", (unsigned long long)w->next_id++), .by = SLICE("ana"), .at_ms = ms,
                        .conversation = slice_of(keys[i]), .data = arena_dup(&w->a, slice_of(data)) };
    write_down(w, &x, &e);
}

static int64_t since_of(int i) { return T0 + i * MIN; }      /* c0 is the oldest */

static void merge(struct world *w, int young, int head, int64_t ms)
{
    char data[300], folio[FOLIO_TEXT], since[WHEN_TEXT];
    folio_print(&(struct origin){ 1, head + 100 }, folio);
    when_print(since_of(head), since);
    snprintf(data, sizeof data, "{\"into\":\"%s\",\"folio\":\"%s\",\"since\":\"%s\"}", keys[head], folio, since);
    decide(w, ACTION_MERGE, young, ms, data);
}

/* ---- one partition goes on ---- */

static bool has(const struct casefile *c, uint64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].id == id)
            return true;
    return false;
}

static void apply_line(struct casefile *c, struct world *w, const struct line *l, int64_t offset)
{
    if (!c->opened && !l->remove && l->ev.kind == CASE_SAYS) {
        c->opened = true;
        c->folio = (struct origin){ 1, l->conversation + 100 };
        c->since_ms = since_of(l->conversation);
        c->brand = SLICE("telenorte");
        c->customer = SLICE("ana");
        c->contact_after = 2;
    }
    if (l->remove)
        case_remove(c, l->ev.id);
    else
        case_put(&w->a, c, &l->ev);
    if (l->ev.kind == CASE_SAYS && !l->remove && l->ev.ms >= c->mention_ms) {
        c->mention_ms = l->ev.ms;
        c->mention = arena_printf(&w->a, "m%llu", (unsigned long long)l->ev.id);
    }
    c->at_main = offset + 1 > c->at_main ? offset + 1 : c->at_main;
}

static void apply_said(struct casefile *c, struct world *w, const struct said *s, int64_t offset)
{
    struct decision d;
    struct err e = { 0 };
    bool changed = true;
    if (!decision_read(w->json, &w->a, &s->x, &d, &e))
        fail_msg("%s", e.msg);
    struct case_event ev = { .id = hash64_seed(s->x.id, 'a'), .ms = s->x.at_ms, .who = s->x.by };
    if (s->x.kind == ACTION_JOINED) {
        struct merge_joined j = { .member = { .key = d.of, .at = d.rev, .merged_ms = d.merged_ms, .left = d.left }, .head_folio = d.folio, .head_since_ms = d.since_ms };
        assert_true(merge_hex(&w->a, d.state, &j.member.bytes));
        if (!merge_join(&w->a, c, slice_of(keys[s->conversation]), &j, &changed, &e))
            fail_msg("%s", e.msg);
    } else if (has(c, ev.id)) {
        return;
    } else {
        ev.kind = s->x.kind == ACTION_MERGE ? CASE_MERGE : s->x.kind == ACTION_UNMERGE ? CASE_PART : s->x.kind == ACTION_TAKE ? CASE_TAKE : CASE_CLOSE;
        ev.mention = d.into;
        ev.team = d.folio;
        ev.first_due_ms = d.since_ms;
        case_put(&w->a, c, &ev);
    }
    if (changed && offset + 1 > c->at_side)
        c->at_side = offset + 1;
}

/* So many records of each log; what the changed cases tell is in the logs before the state is stored, and stays there where it never is. */
static void turn(struct world *w, int p, int64_t lines, int64_t said, bool dies)
{
    struct casefile c[CONVERSATIONS];
    bool dirty[CONVERSATIONS] = { false };
    struct partition next = w->now[p];
    struct err e = { 0 };
    for (int i = 0; i < CONVERSATIONS; i++)
        c[i] = load(w, &next, i);
    for (; lines-- > 0 && (size_t)next.main < w->line_count[p]; next.main++) {
        const struct line *l = &w->lines[p][next.main];
        apply_line(&c[l->conversation], w, l, next.main);
        dirty[l->conversation] = true;
    }
    for (size_t until = w->said_count[p]; said-- > 0 && (size_t)next.side < until; next.side++) {
        const struct said *s = &w->said[p][next.side];
        int64_t was = c[s->conversation].at_side;
        apply_said(&c[s->conversation], w, s, next.side);
        dirty[s->conversation] |= was != c[s->conversation].at_side;
    }
    for (int i = 0; i < CONVERSATIONS; i++) {
        struct case_now now;
        if (!dirty[i])
            continue;
        case_fold(&w->a, &c[i], &now);
        if (c[i].opened && !merge_tell(&w->a, &c[i], &now, slice_of(keys[i]), write_down, w, &e))
            fail_msg("%s", e.msg);
        next.cases[i] = case_encode(&w->a, &c[i]);
    }
    if (dies)
        return;
    if (w->kept[p] < ROWS(w->before[p]))
        w->before[p][w->kept[p]++] = w->now[p];
    w->now[p] = next;
}

static void go_on(struct world *w)
{
    for (size_t i = 0; i < w->late_count; i++) {
        int p = partition_of(w->late[i].conversation);
        w->said[p][w->said_count[p]++] = w->late[i];
    }
    w->late_count = 0;
}

static void settle(struct world *w)
{
    for (bool more = true; more;) {
        more = false;
        for (int p = 0; p < PARTITIONS; p++) {
            struct partition *s = &w->now[p];
            if ((size_t)s->main == w->line_count[p] && (size_t)s->side == w->said_count[p])
                continue;
            turn(w, p, 1 + rand() % 5, 1 + rand() % 5, false);
            more = true;
        }
    }
}

/* ---- what must hold ---- */

static void stands(struct world *w)
{
    struct casefile c[CONVERSATIONS];
    struct case_now now[CONVERSATIONS];
    for (int i = 0; i < CONVERSATIONS; i++) {
        c[i] = load(w, &w->now[partition_of(i)], i);
        case_fold(&w->a, &c[i], &now[i]);
    }
    for (int h = 0; h < CONVERSATIONS; h++) {
        int64_t messages = 0;
        size_t members = 0;
        for (int i = 0; i < CONVERSATIONS; i++) {
            bool in = slice_is(now[i].into, keys[h]);
            for (size_t k = 0; (in || i == h) && k < c[i].n; k++)
                messages += c[i].v[k].kind == CASE_SAYS;
            members += in;
        }
        if (now[h].into.n) {
            int to = conversation_of(now[h].into);
            assert_true(since_of(to) < since_of(h));             /* into an older one ... */
            assert_int_equal(now[to].into.n, 0);                 /* ... that stands for itself */
            assert_int_equal(members, 0);
            continue;
        }
        assert_int_equal(now[h].messages, messages);
        for (size_t m = 0; m < c[h].member_count; m++) {
            int i = conversation_of(c[h].members[m].key);
            assert_int_equal(!c[h].members[m].left, slice_is(now[i].into, keys[h]));
            if (!c[h].members[m].left)
                assert_int_equal(c[h].members[m].at, c[i].at_main + c[i].at_side);   /* what it brings is what it has */
            members -= !c[h].members[m].left;
        }
        assert_int_equal(members, 0);
    }
}

static struct case_event message(struct world *w, enum case_kind kind, int64_t ms)
{
    return (struct case_event){ .kind = kind, .id = ++w->next_id * 0x9e3779b97f4a7c15u, .ms = ms, .priority = 40, .team = SLICE("care"), .who = kind == CASE_BRAND ? SLICE("AR") : (struct slice){ 0 } };
}

static struct world *new_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->json = json_new(ACTION_MAX_BYTES);
    return w;
}

static void end_world(struct world *w)
{
    json_free(w->json);
    arena_fini(&w->a);
    free(w);
}

static void something_happens(struct world *w)
{
    int i = rand() % CONVERSATIONS, k = rand() % CONVERSATIONS, p = partition_of(i);
    int64_t ms = T0 + (CONVERSATIONS + rand() % 1000) * MIN;
    switch (rand() % 10) {
    case 0: case 1: case 2: say(w, i, (struct line){ .ev = message(w, rand() % 3 ? CASE_SAYS : CASE_BRAND, ms) }); break;
    case 3:
        if (w->line_count[p])
            say(w, w->lines[p][w->line_count[p] / 2].conversation, (struct line){ .remove = true, .ev = w->lines[p][w->line_count[p] / 2].ev });
        break;
    case 4: 
        if (i != k)
            merge(w, i, k, ms);
        break;
    case 5: decide(w, rand() % 3 ? ACTION_TAKE : ACTION_UNMERGE, i, ms, "{}"); break;
    case 6:
        w->stands_still = rand() % 2;
        turn(w, p, rand() % 4, rand() % 6, true);
        w->stands_still = false;
        break;
    case 7:                                  /* Redis goes back */
        if (w->kept[p]) {
            w->kept[p] = (size_t)rand() % w->kept[p];
            w->now[p] = w->before[p][w->kept[p]];
        }
        break;
    default: turn(w, p, rand() % 4, rand() % 6, false); break;
    }
}

/* Two operators may merge A into B and B into A, C into what is merged itself; partitions may die in between, stand still and write what is old by then, and go
 * back, as often as they like. */
static void partitions_come_to_one_picture_whatever_dies(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 300; seed++) {
        struct world *w = new_world();
        srand(seed);
        for (int i = 0; i < CONVERSATIONS; i++)
            say(w, i, (struct line){ .ev = message(w, CASE_SAYS, since_of(i)) });
        for (int n = 0; n < 80; n++)
            something_happens(w);
        settle(w);
        go_on(w);
        settle(w);
        stands(w);
        for (int p = 0; p < PARTITIONS; p++)         /* everything is built anew */
            w->now[p] = (struct partition){ 0 };
        settle(w);
        stands(w);
        end_world(w);
    }
}

/* ---- the fold ---- */

struct step { int channel; enum case_kind kind; int min; unsigned flags; int64_t priority; const char *team, *who; };

static struct casefile file_of(struct arena *a, const struct step *v, size_t n, int channel)
{
    struct casefile c = { .opened = true, .folio = { 1, 100 + channel }, .since_ms = T0 + channel, .contact_after = 2, .brand = SLICE("telenorte"), .mention = SLICE("m") };
    for (size_t i = 0; i < n; i++) {
        struct case_event ev = { .kind = v[i].kind, .flags = v[i].flags, .id = i + 1, .ms = T0 + v[i].min * MIN, .priority = v[i].priority, .team = slice_of(v[i].team),
                                 .who = slice_of(v[i].who) };
        if (v[i].channel != channel)
            continue;
        ev.first_due_ms = ev.kind == CASE_SAYS ? ev.ms + (v[i].priority >= 80 ? 15 : 240) * MIN : 0;
        ev.solve_due_ms = ev.kind == CASE_SAYS ? ev.ms + (v[i].priority >= 80 ? 480 : 4320) * MIN : 0;
        case_put(a, &c, &ev);
        c.mention_ms = ev.kind == CASE_SAYS && ev.ms > c.mention_ms ? ev.ms : c.mention_ms;
    }
    return c;
}

static bool keep_one(void *self, const struct action *x, struct err *e)
{
    *(struct action *)self = *x;
    (void)e;
    return true;
}

/* channel 1 goes into channel 0 at `at` minutes; what the older one then is. */
static struct casefile merged(struct arena *a, const struct step *v, size_t n, int at, struct case_now *now, struct case_now *young_now)
{
    struct casefile head = file_of(a, v, n, 0), young = file_of(a, v, n, 1);
    struct json *j = json_new(ACTION_MAX_BYTES);
    struct action x = { 0 };
    struct decision d;
    struct err e = { 0 };
    bool changed;
    char folio[FOLIO_TEXT];
    folio_print(&head.folio, folio);
    struct case_event ev = { .kind = CASE_MERGE, .id = 77, .ms = T0 + at * MIN, .who = SLICE("ana"), .mention = SLICE("x:c0"), .team = slice_of(folio), .first_due_ms = head.since_ms };
    case_put(a, &young, &ev);
    young.at_side = 1;
    case_fold(a, &young, young_now);
    assert_true(merge_tell(a, &young, young_now, SLICE("web:c1"), keep_one, &x, &e));
    assert_true(x.kind == ACTION_JOINED && slice_is(x.conversation, "x:c0"));
    if (!decision_read(j, a, &x, &d, &e))
        fail_msg("%s", e.msg);
    struct merge_joined joined = { .member = { .key = d.of, .at = d.rev, .merged_ms = d.merged_ms, .left = d.left }, .head_folio = d.folio, .head_since_ms = d.since_ms };
    assert_true(merge_hex(a, d.state, &joined.member.bytes) && merge_join(a, &head, SLICE("x:c0"), &joined, &changed, &e) && changed);
    case_fold(a, &head, now);
    json_free(j);
    return head;
}

static const struct { const char *what; int at; struct step v[12]; size_t n; enum case_state state; int64_t messages, answers; int opened, first, first_due; const char *agent; } tales[] = {
    { "an answer there stops the clock here", 20, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 1, CASE_SAYS, 10, 0, 40, "care", "" }, { 1, CASE_BRAND, 15, 0, 0, "", "AR" } }, 3,
        CASE_THEIRS, 2, 1, 0, 15, 240, "" },
    { "what is more urgent brings the deadline forward", 20, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 1, CASE_SAYS, 10, 0, 90, "care", "" } }, 2, CASE_NEW, 2, 0, 0, 0, 25, "" },
    { "who had the older one keeps it, and it stays open", 20, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 0, CASE_TAKE, 2, 0, 0, "", "AR" }, { 1, CASE_SAYS, 10, 0, 40, "care", "" },
        { 1, CASE_TAKE, 11, 0, 0, "", "BT" }, { 1, CASE_CLOSE, 12, 0, 0, "", "BT" } }, 5, CASE_OURS, 2, 0, 0, 0, 240, "AR" },
    { "what is decided about the younger from then on counts", 20, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 1, CASE_SAYS, 10, 0, 40, "care", "" }, { 1, CASE_TAKE, 30, 0, 0, "", "BT" } }, 3,
        CASE_OURS, 2, 0, 0, 0, 240, "BT" },
    { "two messages behind answers, one in each network", 60, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 0, CASE_BRAND, 5, 0, 0, "", "AR" }, { 0, CASE_SAYS, 10, 0, 40, "care", "" },
        { 1, CASE_SAYS, 20, 0, 40, "network", "" } }, 4, CASE_CONTACT, 3, 1, 0, 5, 240, "" },
    { "but after a day of silence it begins anew", 60, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 0, CASE_BRAND, 5, 0, 0, "", "AR" }, { 0, CASE_SAYS, 1500, 0, 40, "care", "" },
        { 1, CASE_SAYS, 1510, 0, 40, "network", "" } }, 4, CASE_OURS, 3, 1, 0, 5, 240, "" },
    { "and thanks are none", 60, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 0, CASE_BRAND, 5, 0, 0, "", "AR" }, { 0, CASE_SAYS, 10, SAYS_THANKS, 40, "care", "" },
        { 1, CASE_SAYS, 20, 0, 40, "network", "" } }, 4, CASE_OURS, 3, 1, 0, 5, 240, "" },
    { "an answer written here is not the one that another network shows", 60, { { 0, CASE_SAYS, 0, 0, 40, "care", "" }, { 0, CASE_REPLY, 5, 0, 0, "", "AR" }, { 1, CASE_SAYS, 6, 0, 40, "care", "" },
        { 1, CASE_BRAND, 7, 0, 0, "", "BT" } }, 4, CASE_THEIRS, 2, 2, 0, 5, 240, "AR" },
    { "one that was opened first by a late message", 60, { { 1, CASE_SAYS, -5, 0, 40, "network", "" }, { 0, CASE_SAYS, 0, 0, 40, "care", "" } }, 2, CASE_NEW, 2, 0, -5, 0, 235, "" },
};

static void one_case_is_one_history(void **state)
{
    struct arena a = { 0 };
    (void)state;
    for (size_t t = 0; t < ROWS(tales); t++) {
        struct case_now now, young;
        struct buf out = { 0 };
        struct casefile head = merged(&a, tales[t].v, tales[t].n, tales[t].at, &now, &young);
        if (now.state != tales[t].state || now.messages != tales[t].messages || now.answers != tales[t].answers)
            fail_msg("%s: %s, %d messages, %d answers", tales[t].what, case_state_name(now.state), (int)now.messages, (int)now.answers);
        assert_int_equal(now.opened_ms, T0 + tales[t].opened * MIN);
        assert_int_equal(now.first_ms, tales[t].first ? T0 + tales[t].first * MIN : 0);
        assert_int_equal(now.first_due_ms, T0 + tales[t].first_due * MIN);
        assert_true(slice_is(now.agent, tales[t].agent) && slice_is(young.into, "x:c0"));
        case_print(&head, &now, SLICE("x:c0"), &out);
        assert_non_null(strstr(buf_z(&out), "\"merged\":[{\"folio\":\""));
        assert_non_null(strstr(buf_z(&out), "\"conversation\":\"web:c1\""));
        buf_fini(&out);
    }
    arena_fini(&a);
}

/* The younger one says where it went, the other what came to it; and a stored case says the same. */
static void what_is_stored_is_what_was_merged(void **state)
{
    struct arena a = { 0 };
    struct case_now now, again, young;
    struct casefile back, head = merged(&a, tales[0].v, tales[0].n, 20, &now, &young);
    struct slice key;
    (void)state;
    assert_true(case_decode(&a, case_encode(&a, &head), &back));
    case_fold(&a, &back, &again);
    assert_int_equal(again.messages, now.messages);
    assert_int_equal(again.first_ms, now.first_ms);
    assert_int_equal(back.member_count, 1);
    assert_true(merge_newest(&back, &key) == back.members[0].file && slice_is(key, "web:c1"));
    arena_fini(&a);
}

/* ---- who is the same ---- */

static void a_customer_is_known_by_rule(void **state)
{
    static const char yaml[] = "same_customer:\n  - { by: customer }\n  - { by: id, platforms: [app, web] }\n  - { by: handle, platforms: [x, threads] }\n"
                               "  - { customer: C-1001, is: [\"mail:88\", \"mastodon:@ana\"] }\n";
    static const struct { const char *platform, *id, *handle, *customer, *want; } row[] = {
        { "web", "7", "ana", "", "app:7" }, { "app", "7", "", "", "app:7" }, { "threads", "9", "@Ana_R", "", "x:@ana_r" }, { "x", "12", "ana_r", "", "x:@ana_r" },
        { "mail", "88", "", "", "C-1001" }, { "mastodon", "4", "Ana", "", "C-1001" }, { "mastodon", "88", "eva", "", "" }, { "x", "12", "ana_r", "C-7", "C-7" },
    };
    struct arena a = { 0 };
    struct err e = { 0 };
    struct conf *conf = conf_parse("s.yaml", slice_of(yaml), &e);
    struct same *s = conf ? same_open(conf_get(conf_root(conf), "same_customer"), &e) : NULL;
    (void)state;
    if (!s)
        fail_msg("%s", e.msg);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct mention m = { .platform = slice_of(row[i].platform), .author_id = slice_of(row[i].id), .author_handle = slice_of(row[i].handle), .author_customer = slice_of(row[i].customer) };
        struct slice got = same_customer(s, &a, &m);
        if (!slice_is(got, row[i].want))
            fail_msg("%s:%s is '" SLICE_FMT "' where '%s' belongs", row[i].platform, row[i].id, SLICE_ARG(got), row[i].want);
    }
    same_close(s);
    conf_free(conf);
    arena_fini(&a);
}

static void what_is_wrong_in_the_rules_is_said_at_its_place(void **state)
{
    static const struct { const char *yaml, *want; } row[] = {
        { "same_customer: [ { by: name, platforms: [x, y] } ]", "customer, id or handle" }, { "same_customer: [ { by: id, platforms: [x] } ]", "at least two" },
        { "same_customer: [ { platforms: [x, y] } ]", "by is wanted" }, { "same_customer: [ { customer: C-1 } ]", "which accounts" },
        { "same_customer: [ { customer: C-1, is: [\"ana\"] } ]", "an account is platform:id" }, { "same_customer: yes", "a list is expected" },
        { "same_customer: [ { customer: A, is: [\"x:1\"] }, { customer: B, is: [\"X:1\"] } ]", "one owner" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        struct conf *conf = conf_parse("s.yaml", slice_of(row[i].yaml), &e);
        assert_non_null(conf);
        assert_null(same_open(conf_get(conf_root(conf), "same_customer"), &e));
        if (!strstr(e.msg, row[i].want) || !strstr(e.msg, "s.yaml:1:"))
            fail_msg("'%s' where '%s' belongs", e.msg, row[i].want);
        conf_free(conf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_case_is_one_history),
        cmocka_unit_test(what_is_stored_is_what_was_merged),
        cmocka_unit_test(partitions_come_to_one_picture_whatever_dies),
        cmocka_unit_test(a_customer_is_known_by_rule),
        cmocka_unit_test(what_is_wrong_in_the_rules_is_said_at_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

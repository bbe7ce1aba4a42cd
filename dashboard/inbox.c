#include "dashboard/inbox.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "dashboard/json_out.h"
#include "dashboard/owners.h"

enum { TEAMS_MAX = 64, AGENTS_MAX = 100 };

struct inbox { pthread_mutex_t lock; struct board board; struct owners owners; };

struct inbox *inbox_new(void)
{
    struct inbox *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    pthread_mutex_init(&c->lock, NULL);
    board_init(&c->board);
    return c;
}

void inbox_free(struct inbox *c)
{
    if (!c)
        return;
    board_fini(&c->board);
    owners_fini(&c->owners);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void inbox_record(struct inbox *c, struct slice record)
{
    pthread_mutex_lock(&c->lock);
    const struct case_seen *s = board_record(&c->board, record);
    if (s)
        owners_note(&c->owners, s->conversation, s->brand);
    pthread_mutex_unlock(&c->lock);
}

static bool sees(const struct person *p, const struct case_seen *s)
{
    return s->brand.n ? person_sees(p, s->brand) : person_sees_all(p);
}

static bool wanted(const struct case_seen *s, const struct person *p, const struct inbox_filter *f)
{
    return sees(p, s) && (!f->team.n || slice_eq(s->team, f->team)) && (!f->agent.n || slice_eq(s->agent, f->agent))
        && (!f->state.n || slice_eq(s->state, f->state)) && (!f->brand.n || slice_eq(s->brand, f->brand)) && (!f->late || case_is_late(s, f->now_ms));
}

/* What waits for the customer stands behind what waits for us. */
static int by_need(const void *x, const void *y)
{
    const struct case_seen *a = *(const struct case_seen *const *)x, *b = *(const struct case_seen *const *)y;
    bool wa = case_is_waiting(a), wb = case_is_waiting(b);
    return wa != wb ? (wa ? -1 : 1) : case_by_need(a, b);
}

size_t inbox_print(struct inbox *c, const struct person *p, const struct inbox_filter *f, size_t most, struct buf *out)
{
    pthread_mutex_lock(&c->lock);
    const struct case_seen **v = malloc((c->board.n + 1) * sizeof *v);
    size_t n = 0;
    if (!v)
        abort();
    for (size_t i = 0; i < c->board.n; i++)
        if (wanted(&c->board.v[i]->seen, p, f))
            v[n++] = &c->board.v[i]->seen;
    if (n)
        qsort(v, n, sizeof *v, by_need);
    buf_char(out, '[');
    for (size_t i = 0; i < n && i < most; i++) {
        if (i)
            buf_char(out, ',');
        buf_add(out, v[i]->record);
    }
    buf_char(out, ']');
    pthread_mutex_unlock(&c->lock);
    free(v);
    return n;
}

struct agent_sum { struct slice agent; int64_t open, waiting; };
struct team_sum {
    struct slice team;
    struct case_load load;
    int64_t next_due_ms;                 /* 0: nothing was promised */
    struct agent_sum agents[AGENTS_MAX];
    size_t agent_count;
};
struct team_sums { struct team_sum *v; size_t n; };

static int by_team(const void *x, const void *y)
{
    return slice_cmp(((const struct team_sum *)x)->team, ((const struct team_sum *)y)->team);
}

static struct team_sum *sum_of(struct team_sums *s, struct slice team)
{
    for (size_t i = 0; i < s->n; i++)
        if (slice_eq(s->v[i].team, team))
            return &s->v[i];
    if (s->n == TEAMS_MAX)
        return NULL;
    s->v[s->n] = (struct team_sum){ .team = team };
    return &s->v[s->n++];
}

static void add_agent(struct team_sum *t, const struct case_seen *c)
{
    size_t i = 0;
    while (i < t->agent_count && !slice_eq(t->agents[i].agent, c->agent))
        i++;
    if (c->agent.n == 0 || i == AGENTS_MAX)
        return;
    if (i == t->agent_count)
        t->agents[t->agent_count++] = (struct agent_sum){ .agent = c->agent };
    t->agents[i].open++;
    t->agents[i].waiting += case_is_waiting(c);
}

/* Of the cases that are wanted, by name. To be freed. */
static struct team_sums sum_up(const struct inbox *c, const struct person *p, const struct inbox_filter *f, struct inbox_teams named)
{
    struct team_sums s = { calloc(TEAMS_MAX, sizeof *s.v), 0 };
    if (!s.v)
        abort();
    for (size_t i = 0; i < named.n; i++)
        sum_of(&s, named.v[i]);
    for (size_t i = 0; i < c->board.n; i++) {
        const struct case_seen *one = &c->board.v[i]->seen;
        const char *what;
        struct team_sum *t = wanted(one, p, f) ? sum_of(&s, one->team) : NULL;
        if (!t)
            continue;
        int64_t due = case_next_due(one, &what);
        case_load_add(&t->load, one, f->now_ms);
        add_agent(t, one);
        if (due && (!t->next_due_ms || due < t->next_due_ms))
            t->next_due_ms = due;
    }
    if (s.n)
        qsort(s.v, s.n, sizeof *s.v, by_team);
    return s;
}

static void print_load(const struct team_sum *t, struct buf *out)
{
    const struct case_load *l = &t->load;
    buf_addz(out, "{\"team\":");
    buf_json(out, t->team);
    buf_printf(out, ",\"open\":%" PRId64 ",\"waiting\":%" PRId64 ",\"nobody\":%" PRId64 ",\"late\":%" PRId64, l->open, l->waiting, l->nobody, l->late);
}

void inbox_print_teams(struct inbox *c, const struct person *p, const struct inbox_filter *f, struct buf *out)
{
    pthread_mutex_lock(&c->lock);
    struct team_sums s = sum_up(c, p, f, (struct inbox_teams){ 0 });
    buf_char(out, '[');
    for (size_t i = 0; i < s.n; i++) {
        if (i)
            buf_char(out, ',');
        print_load(&s.v[i], out);
        buf_char(out, '}');
    }
    buf_char(out, ']');
    pthread_mutex_unlock(&c->lock);
    free(s.v);
}

static void print_time(struct buf *out, const char *name, int64_t ms)
{
    buf_printf(out, ",\"%s\":", name);
    if (ms)
        json_time(out, ms);
    else
        buf_addz(out, "null");
}

void inbox_print_queues(struct inbox *c, const struct person *p, const struct inbox_filter *f, struct inbox_teams teams, struct buf *out)
{
    pthread_mutex_lock(&c->lock);
    struct team_sums s = sum_up(c, p, f, teams);
    buf_char(out, '[');
    for (size_t i = 0; i < s.n; i++) {
        const struct team_sum *t = &s.v[i];
        if (i)
            buf_char(out, ',');
        print_load(t, out);
        print_time(out, "oldest", t->load.oldest_ms);
        print_time(out, "next_due", t->next_due_ms);
        buf_addz(out, ",\"agents\":[");
        for (size_t k = 0; k < t->agent_count; k++) {
            buf_addz(out, k ? ",{\"agent\":" : "{\"agent\":");
            buf_json(out, t->agents[k].agent);
            buf_printf(out, ",\"open\":%" PRId64 ",\"waiting\":%" PRId64 "}", t->agents[k].open, t->agents[k].waiting);
        }
        buf_addz(out, "]}");
    }
    buf_char(out, ']');
    pthread_mutex_unlock(&c->lock);
    free(s.v);
}

static const struct case_seen *called(const struct inbox *c, const struct person *p, struct slice name)
{
    struct slice rest, one;
    for (size_t i = 0; i < c->board.n; i++) {
        const struct case_seen *s = &c->board.v[i]->seen;
        if (!sees(p, s))
            continue;
        if (case_is_called(s, name))
            return s;
        for (rest = (struct slice){ 0 }; case_next_conversation(s, &rest, &one);)
            if (slice_eq(one, name))
                return s;
    }
    return NULL;
}

bool inbox_one(struct inbox *c, const struct person *p, struct slice folio, struct arena *a, struct inbox_case *out)
{
    pthread_mutex_lock(&c->lock);
    const struct case_seen *s = called(c, p, folio);
    if (s && case_is_called(s, folio))
        *out = (struct inbox_case){ .record = arena_dup(a, s->record), .conversation = arena_dup(a, s->conversation), .own = arena_dup(a, case_own_conversation(s, folio)),
                                    .asks = arena_dup(a, s->mention_in.n ? s->mention_in : s->conversation), .mention = arena_dup(a, s->mention) };
    else
        s = NULL;
    pthread_mutex_unlock(&c->lock);
    return s != NULL;
}

static const char *may_merge(const struct case_seen *x, const struct case_seen *y)
{
    static const char *const why[] = {
        [CASE_MAY_MERGE] = NULL,
        [CASE_SAME] = "they are one case already",
        [CASE_SHUT] = "no such open case of your brands",
        [CASE_OF_TWO_BRANDS] = "they are of two brands, and stay two cases",
        [CASE_TOO_MANY] = "they are too many conversations for one case",
        [CASE_TOO_OLD] = "the record of one of them is of an older route; wait until something happens in it",
    };
    return why[x && y ? case_merge_bar(x, y) : CASE_SHUT];
}

const char *inbox_merge(struct inbox *c, const struct person *p, struct slice one, struct slice other, struct arena *a, struct inbox_merge *out)
{
    pthread_mutex_lock(&c->lock);
    const struct case_seen *x = called(c, p, one), *y = called(c, p, other);
    const char *why = may_merge(x, y);
    if (!why) {
        const struct case_seen *head = case_is_older(x, y) ? x : y, *young = head == x ? y : x;
        *out = (struct inbox_merge){ arena_dup(a, young->conversation), arena_dup(a, head->conversation), arena_dup(a, head->folio), head->since_ms };
    }
    pthread_mutex_unlock(&c->lock);
    return why;
}

bool inbox_shows(struct inbox *c, const struct person *p, struct slice conversation)
{
    struct slice brand;
    pthread_mutex_lock(&c->lock);
    bool yes = owners_find(&c->owners, conversation, &brand) && (brand.n ? person_sees(p, brand) : person_sees_all(p));
    pthread_mutex_unlock(&c->lock);
    return yes;
}

bool inbox_lets(struct inbox *c, const struct person *p, struct slice conversation)
{
    pthread_mutex_lock(&c->lock);
    const struct board_case *one = board_find(&c->board, conversation);
    bool yes = !one || sees(p, &one->seen);
    pthread_mutex_unlock(&c->lock);
    return yes;
}

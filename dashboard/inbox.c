#include "dashboard/inbox.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

enum { TEAMS_MAX = 64 };

struct inbox { pthread_mutex_t lock; struct board board; };

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
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void inbox_record(struct inbox *c, struct slice record)
{
    pthread_mutex_lock(&c->lock);
    board_record(&c->board, record);
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

struct team_sum { struct slice team; struct case_load load; };

static int by_team(const void *x, const void *y)
{
    return slice_cmp(((const struct team_sum *)x)->team, ((const struct team_sum *)y)->team);
}

static struct team_sum *sum_of(struct team_sum *v, size_t *n, struct slice team)
{
    for (size_t i = 0; i < *n; i++)
        if (slice_eq(v[i].team, team))
            return &v[i];
    if (*n == TEAMS_MAX)
        return NULL;
    v[*n] = (struct team_sum){ .team = team };
    return &v[(*n)++];
}

void inbox_print_teams(struct inbox *c, const struct person *p, const struct inbox_filter *f, struct buf *out)
{
    struct team_sum v[TEAMS_MAX];
    size_t n = 0;
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < c->board.n; i++) {
        const struct case_seen *s = &c->board.v[i]->seen;
        struct team_sum *t = wanted(s, p, f) ? sum_of(v, &n, s->team) : NULL;
        if (t)
            case_load_add(&t->load, s, f->now_ms);
    }
    if (n)
        qsort(v, n, sizeof *v, by_team);
    buf_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        const struct case_load *l = &v[i].load;
        buf_addz(out, i ? ",{\"team\":" : "{\"team\":");
        buf_json(out, v[i].team);
        buf_printf(out, ",\"open\":%" PRId64 ",\"waiting\":%" PRId64 ",\"nobody\":%" PRId64 ",\"late\":%" PRId64 "}", l->open, l->waiting, l->nobody, l->late);
    }
    buf_char(out, ']');
    pthread_mutex_unlock(&c->lock);
}

bool inbox_one(struct inbox *c, const struct person *p, struct slice folio, struct arena *a, struct slice *record, struct slice *conversation)
{
    bool found = false;
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; !found && i < c->board.n; i++) {
        const struct case_seen *s = &c->board.v[i]->seen;
        if (!slice_eq(s->folio, folio) || !sees(p, s))
            continue;
        found = true;
        *record = arena_dup(a, s->record);
        *conversation = arena_dup(a, s->conversation);
    }
    pthread_mutex_unlock(&c->lock);
    return found;
}

bool inbox_lets(struct inbox *c, const struct person *p, struct slice conversation)
{
    pthread_mutex_lock(&c->lock);
    const struct board_case *one = board_find(&c->board, conversation);
    bool yes = !one || sees(p, &one->seen);
    pthread_mutex_unlock(&c->lock);
    return yes;
}

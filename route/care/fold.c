#include "route/care/fold.h"

#include <stdlib.h>
#include <string.h>

#include "model/care_names.h"

#define NONE SIZE_MAX

/* An ask that nobody has answered yet. */
struct pending { const struct said *ask; uint32_t account; size_t next; };

/* One person and one brand. */
struct talk {
    uint64_t person;
    struct slice brand;
    const struct said *start;    /* of the case; NULL: none yet */
    uint32_t account;            /* that was asked then */
    bool waiting, first, community, back;
    size_t pending;              /* the latest of them */
    const struct said *answer, *solved;   /* the last answer; the one that stopped the last clock */
    int64_t replies, backs;      /* backs: messages of the person behind an answer, thanks aside */
};

struct folding {
    const struct thread *t;
    struct slice platform;
    struct names *names;
    struct sums *out;
    int sign;
    struct talk *talks;
    size_t talk_count;
    struct pending *pending;
    size_t pending_count, pending_cap;
    struct arena *scratch;
    uint64_t about;              /* a message, and what is asked of it: see fold.h */
    int64_t backs;
};

/* ---- counting ---- */

/* "e|<brand>|<account>|<purpose>" -> brand and the rest. */
static struct slice account_parts(const struct folding *f, uint32_t account, struct slice *brand)
{
    struct slice s = f->names->by_number[account], kind;
    slice_next(&s, '|', &kind);
    slice_next(&s, '|', brand);
    return s;
}

static void count(struct folding *f, int64_t ms, uint32_t account, enum care_what what, int64_t n)
{
    char text[CARE_NAME];
    struct slice brand, who = account_parts(f, account, &brand);
    sums_add(f->out, ms, names_number(f->names, care_name_put(text, 'q', brand, f->platform, who, care_what_name(what))), f->sign * n);
}

/* A duration: how many, how long in all, and in which bucket. */
static void count_time(struct folding *f, int64_t ms, char kind, struct slice brand, struct slice who, enum care_what what, enum care_spread s, int64_t seconds)
{
    char text[CARE_NAME];
    sums_add(f->out, ms, names_number(f->names, care_name_put(text, kind, brand, f->platform, who, care_what_name(what))), f->sign);
    sums_add(f->out, ms, names_number(f->names, care_name_put(text, kind, brand, f->platform, who, care_what_name(what + 1))), f->sign * seconds);
    sums_add(f->out, ms, names_number(f->names, care_name_bucket(text, kind, brand, f->platform, who, s, spread_bucket(seconds))), f->sign);
}

static struct slice agent_of(const struct folding *f, const struct said *s)
{
    if (s->agent == SAID_UNSIGNED)
        return SLICE("-");
    struct slice name = f->names->by_number[s->agent];
    return (struct slice){ name.p + 2, name.n - 2 };
}

/* The first answer of a case, by the account that was asked and by the agent who answered. */
static void count_first(struct folding *f, const struct talk *k, const struct said *answer)
{
    struct slice brand, who = account_parts(f, k->account, &brand), agent = agent_of(f, answer);
    int64_t ms = k->start->created_ms, wait_s = (answer->created_ms - ms) / 1000;
    count_time(f, ms, 'q', brand, who, CARE_FIRST, SPREAD_FIRST, wait_s);
    count_time(f, ms, 'g', brand, agent, CARE_FIRST, SPREAD_FIRST, wait_s);
    if (!(answer->flags & k->start->flags & SAID_OPEN))
        return;
    int64_t busy_s = (answer->busy_ms - k->start->busy_ms) / 1000;
    busy_s = busy_s < 0 ? 0 : busy_s;    /* the calendar changed between them */
    count_time(f, ms, 'q', brand, who, CARE_BUSY, SPREAD_BUSY, busy_s);
    count_time(f, ms, 'g', brand, agent, CARE_BUSY, SPREAD_BUSY, busy_s);
}

/* What is known of a case only when it is over, or the conversation is. */
static void close_case(struct folding *f, const struct talk *k)
{
    struct slice brand, who;
    if (!k->start)
        return;
    who = account_parts(f, k->account, &brand);
    if (k->community && !k->first)
        count(f, k->start->created_ms, k->account, CARE_COMMUNITY, 1);
    if (k->replies)
        count(f, k->start->created_ms, k->account, CARE_CASE_REPLIES, k->replies);
    if (k->solved && !k->waiting)
        count_time(f, k->start->created_ms, 'q', brand, who, CARE_SOLVED, SPREAD_SOLVED, (k->solved->created_ms - k->start->created_ms) / 1000);
}

/* ---- what a person says ---- */

static struct talk *talk_of(struct folding *f, uint64_t person, struct slice brand)
{
    for (size_t i = 0; i < f->talk_count; i++)
        if (f->talks[i].person == person && slice_eq(f->talks[i].brand, brand))
            return &f->talks[i];
    struct talk *k = &f->talks[f->talk_count++];
    *k = (struct talk){ .person = person, .brand = brand, .pending = NONE };
    return k;
}

static void open_case(struct folding *f, struct talk *k, const struct said *s, uint32_t account)
{
    if (k->start)
        count(f, s->created_ms, account, CARE_REOPENED, 1);
    close_case(f, k);
    *k = (struct talk){ .person = k->person, .brand = k->brand, .start = s, .account = account, .pending = k->pending };
    count(f, s->created_ms, account, CARE_CASES, 1);
}

static void wait_for_answer(struct folding *f, struct talk *k, const struct said *s, uint32_t account)
{
    if (f->pending_count == f->pending_cap) {
        struct pending *more = arena_alloc(f->scratch, 2 * f->pending_cap * sizeof *more);
        memcpy(more, f->pending, f->pending_count * sizeof *more);
        f->pending = more;
        f->pending_cap *= 2;
    }
    f->pending[f->pending_count] = (struct pending){ s, account, k->pending };
    k->pending = f->pending_count++;
}

static void ask(struct folding *f, struct talk *k, const struct said *s, uint32_t account)
{
    count(f, s->created_ms, account, CARE_ASKS, 1);
    wait_for_answer(f, k, s, account);
    if (k->answer && !k->waiting && !k->back) {
        count(f, s->created_ms, account, CARE_BACK_NEGATIVE + (int)s->label, 1);
        k->back = true;
    }
    if (k->answer && !k->waiting && s->flags & SAID_THANKS) {
        count(f, s->created_ms, account, CARE_THANKS, 1);
        return;
    }
    if (!k->start || (k->answer && !k->waiting && s->created_ms - k->answer->created_ms > FOLD_QUIET_MS))
        open_case(f, k, s, account);
    k->waiting = true;
    k->backs += k->answer != NULL;
    if (s->id == f->about && k->backs > f->backs)
        f->backs = k->backs;
}

static bool asked_already(const struct folding *f, const uint32_t *asked, size_t n, uint32_t account)
{
    for (size_t i = 0; i < n; i++)
        if (slice_eq(said_brand(f->names, asked[i]), said_brand(f->names, account)))
            return true;
    return false;
}

/* Those that the message names, and the one whose message it answers. */
static size_t asked_by(const struct folding *f, const struct said *s, const struct said *parent, uint32_t asked[SAID_ASKS_MAX + 2])
{
    size_t n = 0;
    for (size_t i = 0; i < s->ask_count; i++)
        if (!asked_already(f, asked, n, s->asks[i]))
            asked[n++] = s->asks[i];
    if (parent && parent->flags & SAID_OWN && !asked_already(f, asked, n, parent->by))
        asked[n++] = parent->by;
    return n;
}

/* Goes on with what the person said before: no word to somebody else, nor to somebody unknown. */
static bool goes_on(const struct said *s, const struct said *parent)
{
    if (s->flags & SAID_TO_PERSON)
        return s->target == s->author;
    return !(s->flags & SAID_TO_MESSAGE) || (parent && parent->author == s->author);
}

static void person_says(struct folding *f, const struct said *s)
{
    const struct said *parent = thread_parent(f->t, s);
    uint32_t asked[SAID_ASKS_MAX + 2];
    size_t n = asked_by(f, s, parent, asked), before = f->talk_count;
    uint64_t to = thread_person(f->t, s);
    for (size_t i = 0; i < n; i++)
        ask(f, talk_of(f, s->author, said_brand(f->names, asked[i])), s, asked[i]);
    for (size_t i = 0; i < before; i++) {
        struct talk *k = &f->talks[i];
        if (k->person == s->author && n == 0 && goes_on(s, parent))
            ask(f, k, s, k->account);
        if (k->person == to && to != s->author)
            k->community = true;
    }
}

/* ---- what a brand says ---- */

static void count_answered(struct folding *f, const struct talk *k, const struct pending *p)
{
    char text[CARE_NAME];
    struct slice brand, who = account_parts(f, p->account, &brand);
    count(f, p->ask->created_ms, p->account, CARE_ANSWERED, 1);
    sums_add(f->out, p->ask->created_ms, names_number(f->names, care_name_bucket(text, 'q', brand, f->platform, who, CARE_PEOPLE, care_person(f->platform, k->person))), f->sign);
}

static void answer(struct folding *f, struct talk *k, const struct said *s)
{
    k->replies++;
    k->answer = s;
    k->back = false;
    for (; k->pending != NONE; k->pending = f->pending[k->pending].next)
        count_answered(f, k, &f->pending[k->pending]);
    if (!k->waiting)
        return;
    k->waiting = false;
    k->solved = s;
    if (!k->first)
        count_first(f, k, s);
    k->first = true;
}

static void brand_says(struct folding *f, const struct said *s)
{
    char text[CARE_NAME];
    struct slice brand;
    account_parts(f, s->by, &brand);
    if (s->flags & SAID_POST)
        return;
    if (s->flags & SAID_AUTOMATIC) {
        count(f, s->created_ms, s->by, CARE_AUTOMATIC, 1);
        return;
    }
    count(f, s->created_ms, s->by, CARE_REPLIES, 1);
    if (s->flags & SAID_PRIVATE)
        count(f, s->created_ms, s->by, CARE_PRIVATE, 1);
    sums_add(f->out, s->created_ms, names_number(f->names, care_name_put(text, 'g', brand, f->platform, agent_of(f, s), care_what_name(CARE_REPLIES))), f->sign);
    bool to_all = !(s->flags & (SAID_TO_PERSON | SAID_TO_MESSAGE));
    uint64_t to = thread_person(f->t, s);
    for (size_t i = 0; i < f->talk_count; i++)
        if ((to_all || f->talks[i].person == to) && slice_eq(f->talks[i].brand, brand))
            answer(f, &f->talks[i], s);
}

/* ---- all of it ---- */

static int by_time(const void *x, const void *y)
{
    const struct said *a = *(const struct said *const *)x, *b = *(const struct said *const *)y;
    if (a->created_ms != b->created_ms)
        return a->created_ms < b->created_ms ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

int64_t fold(struct arena *scratch, const struct thread *t, struct slice platform, struct names *names, struct sums *out, int sign, uint64_t about)
{
    struct folding f = { .t = t, .platform = platform, .names = names, .out = out, .sign = sign, .scratch = scratch, .about = about, .pending_cap = 2 * t->n + 1 };
    arena_reset(scratch);
    const struct said **order = arena_alloc(scratch, (t->n + 1) * sizeof *order);
    f.talks = arena_alloc(scratch, (t->n * (SAID_ASKS_MAX + 2) + 1) * sizeof *f.talks);
    f.pending = arena_alloc(scratch, f.pending_cap * sizeof *f.pending);
    for (size_t i = 0; i < t->n; i++)
        order[i] = &t->v[i];
    qsort(order, t->n, sizeof *order, by_time);
    for (size_t i = 0; i < t->n; i++)
        if (order[i]->flags & SAID_OWN)
            brand_says(&f, order[i]);
        else
            person_says(&f, order[i]);
    for (size_t i = 0; i < f.talk_count; i++)
        close_case(&f, &f.talks[i]);
    return f.backs;
}

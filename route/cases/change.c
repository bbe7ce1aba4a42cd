#include "route/cases/change.h"

#include <inttypes.h>

#include "base/hash.h"
#include "base/when.h"
#include "route/cases/folio.h"

struct change_step { uint64_t id; unsigned what; const struct case_event *ev; struct case_now was; };   /* what: bits by kind */

#define BIT(k) (1u << (k))

const char *change_name(enum change_kind k)
{
#define X(c, name) name,
    static const char *const names[] = { CHANGES(X) };
#undef X
    return names[k];
}

/* ---- what each event made of it ---- */

static unsigned state_change(const struct case_now *was, const struct case_now *is)
{
    if (is->state == was->state)
        return 0;
    if (was->state == CASE_NONE)
        return BIT(CHANGE_OPENED);
    return BIT(is->state == CASE_CLOSED ? CHANGE_CLOSED : is->state == CASE_REOPENED ? CHANGE_REOPENED : CHANGE_STATE);
}

static unsigned what_of(const struct case_event *ev, const struct case_now *was, const struct case_now *is)
{
    bool moved = was->state != CASE_NONE && !slice_eq(was->team, is->team), given = !slice_eq(was->agent, is->agent);
    if (is->into.n || was->into.n)
        return was->into.n == 0 ? BIT(CHANGE_MERGED) : is->into.n == 0 ? BIT(CHANGE_UNMERGED) : 0;
    unsigned what = state_change(was, is);
    if (moved || (given && ev->kind == CASE_HAND_OVER))
        what |= BIT(CHANGE_HANDED_OVER);
    else if (given && is->agent.n)
        what |= BIT(CHANGE_ASSIGNED);
    if (is->warned & ~was->warned)
        what |= BIT(ev->flags & WARN_LATE ? CHANGE_BREACHED : CHANGE_WARNED);
    return what;
}

struct walk { struct change_step *v; size_t n; };

static void note(void *self, const struct case_event *ev, const struct case_now *was, const struct case_now *is)
{
    struct walk *w = self;
    w->v[w->n++] = (struct change_step){ ev->id, what_of(ev, was, is), ev, *was };
}

static void trace(struct arena *a, const struct casefile *c, struct walk *w, struct case_now *now)
{
    *w = (struct walk){ arena_alloc(a, (case_event_count(c) + 1) * sizeof *w->v), 0 };
    case_walk(a, c, now, note, w);
}

void changes_begin(struct changes *x, struct arena *a, const struct casefile *c)
{
    struct walk w = { 0 };
    *x = (struct changes){ .begun = true, .opened = c->opened };
    x->last = &x->first;
    if (c->opened)
        trace(a, c, &w, &x->stood);
    x->known = w.v;
    x->n = w.n;
}

/* ---- saying it ---- */

static void text(struct buf *out, const char *name, struct slice value)
{
    if (!value.n)
        return;
    buf_printf(out, "%s\"%s\":", out->p[out->n - 1] == '{' ? "" : ",", name);
    buf_json(out, value);
}

/* Whose doing it is; the desk's, the rules' and the customer's are nobody's. */
static struct slice by_of(const struct case_event *ev)
{
    bool person = ev->kind == CASE_TAKE || ev->kind == CASE_CLOSE || ev->kind == CASE_REOPEN || ev->kind == CASE_JUDGE || ev->kind == CASE_MERGE || ev->kind == CASE_PART || ev->kind == CASE_BRAND
               || (ev->kind == CASE_REPLY && !(ev->flags & REPLY_AUTO));
    return person ? ev->who : (struct slice){ 0 };
}

static void print(const struct change *ch, const struct change_step *s, const struct casefile *c, const struct case_now *now, struct slice key, struct buf *out)
{
    char at[WHEN_TEXT];
    buf_addz(out, "{\"v\":1");
    text(out, "id", ch->id);
    text(out, "change", slice_of(change_name(ch->kind)));
    if (ch->kind == CHANGE_WARNED || ch->kind == CHANGE_BREACHED)
        text(out, "of", slice_of(s->ev->flags & WARN_FIRST ? "first" : "solve"));
    text(out, "at", (struct slice){ at, when_print(s->ev ? s->ev->ms : now->last_ms, at) });
    if (s->ev)
        text(out, "by", by_of(s->ev));
    if (s->was.state != CASE_NONE) {
        buf_addz(out, ",\"was\":{");
        text(out, "state", slice_of(case_state_name(s->was.state)));
        text(out, "team", s->was.team);
        text(out, "agent", s->was.agent);
        buf_char(out, '}');
    }
    buf_addz(out, ",\"case\":");
    case_print(c, now, key, out);
    buf_char(out, '}');
}

static void add(struct changes *x, struct arena *a, enum change_kind kind, const struct change_step *s, const struct casefile *c, const struct case_now *now,
                struct slice key)
{
    char folio[FOLIO_TEXT];
    struct buf out = { 0 };
    struct change *ch = arena_zalloc(a, sizeof *ch);
    ch->kind = kind;
    ch->id = arena_printf(a, "%.*s-%s-%016" PRIx64, (int)folio_print(&c->folio, folio), folio, change_name(kind), s->id);
    print(ch, s, c, now, key, &out);
    ch->record = arena_dup(a, buf_slice(&out));
    buf_fini(&out);
    *x->last = ch;
    x->last = &ch->next;
}

static unsigned known(const struct changes *x, uint64_t id)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->known[i].id == id)
            return x->known[i].what;
    return 0;
}

/* It stands elsewhere, and no event brought it there: one was deleted or changed. So is one that was opened and withdrawn in one batch: before
 * Redis went back, it may have been told as open. */
static bool fell_back(const struct changes *x, const struct case_now *now)
{
    const struct case_now *was = &x->stood;
    return was->state != now->state || !slice_eq(was->team, now->team) || !slice_eq(was->agent, now->agent) || !x->opened;
}

static void add_fallen(struct changes *x, struct arena *a, const struct casefile *c, const struct case_now *now, struct slice key)
{
    int64_t numbers[] = { now->state, now->last_ms, now->messages, now->answers };
    struct change_step s = { .was = x->stood };
    s.id = hash64_seed(now->agent, hash64_seed(now->team, hash64((struct slice){ (const char *)numbers, sizeof numbers })));
    add(x, a, CHANGE_STATE, &s, c, now, key);
}

void changes_collect(struct changes *x, struct arena *a, const struct casefile *c, struct slice key)
{
    struct case_now now;
    struct walk w;
    if (!c->opened)
        return;
    trace(a, c, &w, &now);
    struct change **last = x->last;
    for (int k = 0; k < CHANGE_KINDS; k++)       /* that it is there is told before anything else of it */
        for (size_t i = 0; i < w.n; i++)
            if (w.v[i].what & ~known(x, w.v[i].id) & BIT(k))
                add(x, a, (enum change_kind)k, &w.v[i], c, &now, key);
    if (x->last == last && fell_back(x, &now))
        add_fallen(x, a, c, &now, key);
    x->known = w.v;
    x->n = w.n;
    x->stood = now;
    x->opened = true;
}

#include "route/cases/merge.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/when.h"
#include "model/decision.h"
#include "route/cases/folio.h"

enum { REMEMBERED = 2 * CASE_MEMBERS_MAX };

/* ---- the fold ---- */

static bool older(int64_t since_ms, struct slice folio, const struct casefile *c)
{
    char own[FOLIO_TEXT];
    if (since_ms != c->since_ms)
        return since_ms < c->since_ms;
    return slice_cmp(folio, (struct slice){ own, folio_print(&c->folio, own) }) < 0;
}

void merge_apply(struct case_now *n, const struct case_event *ev, const struct casefile *c)
{
    if (!c->opened || !older(ev->first_due_ms, ev->team, c))
        return;
    n->into = ev->mention;
    n->into_folio = ev->team;
    n->into_since_ms = ev->first_due_ms;
    n->merged_ms = ev->ms;
    n->merged_by = ev->who;
}

void merge_part(struct case_now *n)
{
    n->parted = n->parted || n->into.n;
    n->into = n->into_folio = n->merged_by = (struct slice){ 0 };
    n->into_since_ms = n->merged_ms = 0;
}

/* What a long conversation no longer remembers one by one: it counts, and comes before what is remembered. */
void merge_base(struct case_now *n, const struct case_now *b)
{
    const int64_t *from[] = { &b->said_ms, &b->last_ms, &b->human_ms, &b->auto_ms };
    int64_t *to[] = { &n->said_ms, &n->last_ms, &n->human_ms, &n->auto_ms };
    n->messages += b->messages;
    n->answers += b->answers;
    n->robots += b->robots;
    n->notes += b->notes;
    n->looks += b->looks;
    for (size_t i = 0; i < 4; i++)
        *to[i] = *to[i] > *from[i] ? *to[i] : *from[i];
}

bool merge_counts(const struct casefile *c, size_t member)
{
    size_t before = 0;
    for (size_t i = 0; i < member; i++)
        before += !c->members[i].left;
    return !c->members[member].left && c->members[member].file && before < CASE_MEMBERS_MAX;
}

bool merge_any(const struct casefile *c)
{
    bool any = false;
    for (size_t i = 0; i < c->member_count && !any; i++)
        any = merge_counts(c, i);
    return any;
}

const struct casefile *merge_newest(const struct casefile *c, struct slice *key)
{
    const struct casefile *newest = c;
    *key = (struct slice){ 0 };
    for (size_t i = 0; i < c->member_count; i++)
        if (merge_counts(c, i) && c->members[i].file->mention.n && c->members[i].file->mention_ms > newest->mention_ms) {
            newest = c->members[i].file;
            *key = c->members[i].key;
        }
    return newest;
}

/* ---- what a case brings ---- */

/* What was decided about it before ends with the merge: whose it was, that it was closed. The older case's hold. */
static bool brings_event(const struct casefile *c, const struct case_now *now, const struct case_event *ev, struct case_event *out)
{
    *out = *ev;
    switch (ev->kind) {
    case CASE_SAYS:
        out->flags &= SAYS_THANKS | SAYS_CONTACT | SAYS_NEGATIVE;
        out->who = out->mention = (struct slice){ 0 };
        out->author = out->target = 0;
        return !(ev->flags & SAYS_UNROUTED) && (!(ev->flags & SAYS_FORUM) || slice_eq(ev->who, c->customer));
    case CASE_BRAND: case CASE_ROBOT: case CASE_REPLY: case CASE_NOTE: case CASE_LOOK: return true;
    case CASE_TAKE: case CASE_ASSIGN: case CASE_HAND_OVER: case CASE_CLOSE: case CASE_REOPEN: case CASE_EXTERNAL: return ev->ms >= now->merged_ms;
    default: return false;
    }
}

static struct slice brings(struct arena *a, const struct casefile *c, const struct case_now *now)
{
    struct casefile out = *c;
    struct case_event ev;
    out.members = NULL;
    out.member_count = out.n = out.room = 0;
    out.v = NULL;
    out.article = out.answer = (struct slice){ 0 };
    for (size_t i = 0; i < c->n; i++)
        if (brings_event(c, now, &c->v[i], &ev))
            case_put(a, &out, &ev);
    return case_encode(a, &out);
}

/* ---- telling ---- */

struct telling { struct arena *a; const struct casefile *c; const struct case_now *now; struct slice key; merge_emit *emit; void *self; char folio[FOLIO_TEXT]; };

static void member(struct buf *out, const char *name, struct slice value)
{
    buf_printf(out, "%s\"%s\":", out->n ? "," : "{", name);
    buf_json(out, value);
}

static void member_time(struct buf *out, const char *name, int64_t ms)
{
    char at[WHEN_TEXT];
    member(out, name, (struct slice){ at, when_print(ms, at) });
}

static bool emit(const struct telling *t, enum action_kind kind, struct slice id, int64_t at_ms, struct slice to, struct buf *data, struct err *e)
{
    struct action x = { .kind = kind, .id = id, .by = SLICE("route"), .role = SLICE("desk"), .at_ms = at_ms, .conversation = to,
                        .data = arena_dup(t->a, buf_slice(data)) };
    buf_fini(data);
    return t->emit(t->self, &x, e);
}

static bool tell_joined(const struct telling *t, const struct case_event *merge, bool left, struct err *e)
{
    static const char digits[] = "0123456789abcdef";
    struct buf data = { 0 };
    int64_t rev = t->c->at_main + t->c->at_side;
    member(&data, "of", t->key);
    member(&data, "folio", merge->team);
    member_time(&data, "since", merge->first_due_ms);
    member_time(&data, "merged", left ? merge->ms : t->now->merged_ms);
    buf_printf(&data, ",\"rev\":%" PRId64 ",\"left\":%s", rev, left ? "true" : "false");
    struct slice bytes = left ? (struct slice){ 0 } : brings(t->a, t->c, t->now);
    buf_addz(&data, ",\"case\":\"");
    for (size_t i = 0; i < bytes.n; i++) {
        buf_char(&data, digits[(unsigned char)bytes.p[i] >> 4]);
        buf_char(&data, digits[(unsigned char)bytes.p[i] & 15]);
    }
    buf_addz(&data, "\"}");
    struct slice id = arena_printf(t->a, "joined:%s:%" PRId64 ":%016" PRIx64, t->folio, rev, hash64(merge->mention));
    return emit(t, ACTION_JOINED, id, left ? merge->ms : t->now->merged_ms, merge->mention, &data, e);
}

/* Every case that it was ever merged into hears of it: some replay may have told it of a merge. */
static bool tell_heads(const struct telling *t, struct err *e)
{
    bool told = !t->now->into.n;
    for (size_t i = 0; i < t->c->n; i++) {
        const struct case_event *ev = &t->c->v[i];
        bool again = ev->kind != CASE_MERGE || !older(ev->first_due_ms, ev->team, t->c);
        for (size_t k = 0; k < i; k++)
            again = again || (t->c->v[k].kind == CASE_MERGE && slice_eq(t->c->v[k].mention, ev->mention));
        if (again)
            continue;
        bool is_in = slice_eq(ev->mention, t->now->into);
        told = told || is_in;
        if (!tell_joined(t, ev, !is_in, e))
            return false;
    }
    const struct case_event folded = { .team = t->now->into_folio, .mention = t->now->into, .first_due_ms = t->now->into_since_ms };
    return told || tell_joined(t, &folded, false, e);
}

/* Members of a case that is merged itself go where it went; one too many stands for itself. */
static bool tell_members(const struct telling *t, struct err *e)
{
    for (size_t i = 0; i < t->c->member_count; i++) {
        const struct case_member *m = &t->c->members[i];
        struct buf data = { 0 };
        if (m->left || (!t->now->into.n && merge_counts(t->c, i)))
            continue;
        bool on = t->now->into.n;
        int64_t at_ms = (m->merged_ms > t->now->merged_ms ? m->merged_ms : t->now->merged_ms) + 1;
        if (on)
            decision_print_merge(t->now->into, t->now->into_folio, t->now->into_since_ms, (struct slice){ 0 }, &data);
        else
            buf_addz(&data, "{\"why\":\"the case that it was merged into has as many conversations as one may have\"}");
        struct slice id = arena_printf(t->a, "%s:%s:%" PRId64 ":%016" PRIx64, on ? "merge" : "full", t->folio, at_ms, hash64(m->key));
        if (!emit(t, on ? ACTION_MERGE : ACTION_UNMERGE, id, at_ms, m->key, &data, e))
            return false;
    }
    return true;
}

bool merge_tell(struct arena *a, const struct casefile *c, const struct case_now *now, struct slice key, merge_emit *emit_one, void *self, struct err *e)
{
    struct telling t = { .a = a, .c = c, .now = now, .key = key, .emit = emit_one, .self = self };
    folio_print(&c->folio, t.folio);
    return tell_heads(&t, e) && tell_members(&t, e);
}

/* ---- taking in ---- */

bool merge_hex(struct arena *a, struct slice hex, struct slice *bytes)
{
    char *out = arena_alloc(a, hex.n / 2 + 1);
    for (size_t i = 0; i < hex.n; i++) {
        int v = hex_digit(hex.p[i]);
        if (v < 0)
            return false;
        out[i / 2] = (char)(i % 2 ? out[i / 2] | v : v << 4);
    }
    *bytes = (struct slice){ out, hex.n / 2 };
    return hex.n % 2 == 0 && hex.n / 2 <= CASE_MEMBER_BYTES;
}

void merge_put(struct casefile *c, const struct case_member *m)
{
    size_t i = 0, gone = c->member_count;
    for (; i < c->member_count && !slice_eq(c->members[i].key, m->key); i++)
        if (c->members[i].left)
            gone = i;
    if (i < c->member_count) {
        c->members[i] = *m;
    } else if (c->member_count < REMEMBERED) {
        c->members[c->member_count++] = *m;
    } else if (gone < c->member_count) {     /* the latest that has left makes room */
        memmove(&c->members[gone], &c->members[gone + 1], (c->member_count - gone - 1) * sizeof *c->members);
        c->members[c->member_count - 1] = *m;
    }
}

/* What is known of it comes later, or was forgotten: it is called by its folio from now on. */
static bool open_again(struct casefile *c, const struct merge_joined *j, struct err *e)
{
    if (!folio_parse(j->head_folio, &c->folio))
        return err_set(e, ERR_DROP, "data.folio: no folio");
    c->opened = true;
    c->since_ms = j->head_since_ms;
    return true;
}

/* It says that it is merged into the one that this one is merged into: only if both were forgotten and opened anew meanwhile. One of them must stand. */
static void stand_alone(struct arena *a, struct casefile *c, const struct case_now *now, const struct merge_joined *j)
{
    const struct case_event part = { .kind = CASE_PART, .id = hash64_seed(j->member.key, 'p'), .ms = now->merged_ms + 1, .who = SLICE("route") };
    case_put(a, c, &part);
}

bool merge_join(struct arena *a, struct casefile *c, struct slice key, const struct merge_joined *j, bool *changed, struct err *e)
{
    struct case_member m = j->member;
    struct case_now now;
    *changed = false;
    if (slice_eq(m.key, key))
        return err_set(e, ERR_DROP, "data.of: it is the case itself");
    for (size_t i = 0; i < c->member_count; i++)
        if (slice_eq(c->members[i].key, m.key) && c->members[i].at >= m.at)
            return true;
    if (!m.left) {
        m.file = arena_zalloc(a, sizeof *m.file);
        if (!case_decode(a, m.bytes, m.file) || m.file->member_count)
            return err_set(e, ERR_DROP, "data.case: no case; is the writer newer than this program?");
        if (!c->opened && !open_again(c, j, e))
            return false;
    }
    if (!c->members)
        c->members = arena_alloc(a, REMEMBERED * sizeof *c->members);
    case_fold(a, c, &now);
    if (!m.left && slice_eq(now.into, m.key))
        stand_alone(a, c, &now, j);
    merge_put(c, &m);
    *changed = true;
    return true;
}

/* A case in bytes: 'C', version, folio, texts, base where there is one, then the events. Numbers are LEB128, times too; texts have their length in front. */
#include <string.h>

#include "route/cases/case.h"

enum { VERSION = 7, OLDEST = 2 /* without external; 3: without looks; 4: without forums; 5: without skills; 6: without merges */, HAS_FOLIO = 1, HAS_BASE = 2 };

static void put(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_char(b, (char)(v | 0x80));
    buf_char(b, (char)v);
}

/* Times before 1970 are written as its beginning; no source tells any. */
static void put_int(struct buf *b, int64_t v)
{
    put(b, v < 0 ? 0 : (uint64_t)v);
}

static void put_text(struct buf *b, struct slice s, size_t most)
{
    s.n = s.n > most ? most : s.n;
    put(b, s.n);
    buf_add(b, s);
}

struct in { const unsigned char *p, *end; bool bad; };

static uint64_t take(struct in *in)
{
    uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (in->p == in->end)
            break;
        unsigned char c = *in->p++;
        v |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80)
            return v;
    }
    in->bad = true;
    return 0;
}

static int64_t take_int(struct in *in)
{
    uint64_t v = take(in);
    in->bad = in->bad || v >> 60;        /* no time and no count; sums of them stay in bounds */
    return in->bad ? 0 : (int64_t)v;
}

static struct slice take_text(struct in *in, size_t most)
{
    uint64_t n = take(in);
    if (in->bad || n > most || (uint64_t)(in->end - in->p) < n) {
        in->bad = true;
        return (struct slice){ 0 };
    }
    struct slice s = { (const char *)in->p, (size_t)n };
    in->p += n;
    return s;
}

/* The numbers of case_now, in the order of the bytes. To add one, raise VERSION and write it behind these, as the looks are. */
#define NUMBERS(n, X) \
    X(n->opened_ms) X(n->last_ms) X(n->said_ms) X(n->first_due_ms) X(n->first_ms) X(n->solve_due_ms) X(n->closed_ms) X(n->priority) X(n->messages) \
    X(n->answers) X(n->robots) X(n->notes) X(n->times_reopened) X(n->warned) X(n->people) X(n->auto_ms) X(n->back_ms) X(n->human_ms)

static void put_base(struct buf *b, const struct case_now *n)
{
    put(b, n->state);
#define X(field) put_int(b, field);
    NUMBERS(n, X)
#undef X
    for (int64_t i = 0; i < n->people; i++)
        put(b, n->crowd[i]);
    put_text(b, n->team, CASE_NAME_MAX);
    put_text(b, n->agent, CASE_NAME_MAX);
    put_text(b, n->closed_by, CASE_NAME_MAX);
    put_text(b, n->sent, CASE_NAME_MAX);
    put_text(b, n->external, CASE_NAME_MAX);
    put_int(b, n->looks);
    put_int(b, n->looked_ms);
    put_text(b, n->looked_by, CASE_NAME_MAX);
    put(b, n->before);
    put(b, n->community);
    put(b, n->opener);
    put(b, n->opened_by);
    put_text(b, n->customer, CASE_NAME_MAX);
    put_text(b, n->helper, CASE_NAME_MAX);
    put_text(b, n->help, CASE_NAME_MAX);
    put_text(b, n->into, CASE_KEY_MAX);
    put_text(b, n->into_folio, CASE_NAME_MAX);
    put_text(b, n->merged_by, CASE_NAME_MAX);
    put_int(b, n->into_since_ms);
    put_int(b, n->merged_ms);
    put(b, n->parted);
    put_int(b, n->talk_ms);
    put_int(b, n->backs);
}

static void take_base(struct in *in, uint64_t version, struct case_now *n)
{
    uint64_t state = take(in);
    in->bad = in->bad || state >= CASE_STATES;
    n->state = in->bad ? CASE_NONE : (enum case_state)state;
#define X(field) field = take_int(in);
    NUMBERS(n, X)
#undef X
    in->bad = in->bad || n->people < 0 || n->people > CASE_PEOPLE_MAX + 1;
    for (int64_t i = 0; !in->bad && i < n->people; i++)
        n->crowd[i] = (uint32_t)take(in);
    n->team = take_text(in, CASE_NAME_MAX);
    n->agent = take_text(in, CASE_NAME_MAX);
    n->closed_by = take_text(in, CASE_NAME_MAX);
    n->sent = take_text(in, CASE_NAME_MAX);
    if (version >= 3)
        n->external = take_text(in, CASE_NAME_MAX);
    if (version >= 4) {
        n->looks = take_int(in);
        n->looked_ms = take_int(in);
        n->looked_by = take_text(in, CASE_NAME_MAX);
    }
    if (version < 5)
        return;
    uint64_t before = take(in);
    in->bad = in->bad || before >= CASE_STATES;
    n->before = in->bad ? CASE_NONE : (enum case_state)before;
    n->community = take(in) != 0;
    n->opener = take(in);
    n->opened_by = take(in);
    n->customer = take_text(in, CASE_NAME_MAX);
    n->helper = take_text(in, CASE_NAME_MAX);
    n->help = take_text(in, CASE_NAME_MAX);
    if (version < 7)
        return;
    n->into = take_text(in, CASE_KEY_MAX);
    n->into_folio = take_text(in, CASE_NAME_MAX);
    n->merged_by = take_text(in, CASE_NAME_MAX);
    n->into_since_ms = take_int(in);
    n->merged_ms = take_int(in);
    n->parted = take(in) != 0;
    n->talk_ms = take_int(in);
    n->backs = take_int(in);
}

static void put_event(struct buf *b, const struct case_event *ev)
{
    put(b, (uint64_t)ev->kind | (uint64_t)ev->flags << 4);
    buf_add(b, (struct slice){ (const char *)&ev->id, 8 });
    put_int(b, ev->ms);
    if (ev->kind == CASE_SAYS)
        put_int(b, ev->priority);
    if (ev->kind == CASE_SAYS) {
        put_int(b, ev->first_due_ms);
        put_int(b, ev->solve_due_ms);
    }
    put_text(b, ev->team, CASE_NAME_MAX);
    put_text(b, ev->who, CASE_NAME_MAX);
    if (ev->kind == CASE_JUDGE || (ev->kind == CASE_SAYS && ev->flags & SAYS_FORUM)) {
        put(b, ev->author);
        put(b, ev->target);
        put_text(b, ev->mention, CASE_NAME_MAX);
    }
    if (ev->kind == CASE_MERGE) {
        put_int(b, ev->first_due_ms);
        put_text(b, ev->mention, CASE_KEY_MAX);
    }
}

static void take_event(struct in *in, struct case_event *ev)
{
    uint64_t head = take(in);
    *ev = (struct case_event){ .flags = (unsigned)(head >> 4) & 0xff };
    in->bad = in->bad || (head & 15) >= CASE_KINDS || in->end - in->p < 8;
    if (in->bad)
        return;
    ev->kind = (enum case_kind)(head & 15);
    memcpy(&ev->id, in->p, 8);
    in->p += 8;
    ev->ms = take_int(in);
    if (ev->kind == CASE_SAYS)
        ev->priority = take_int(in);
    if (ev->kind == CASE_SAYS) {
        ev->first_due_ms = take_int(in);
        ev->solve_due_ms = take_int(in);
    }
    ev->team = take_text(in, CASE_NAME_MAX);
    ev->who = take_text(in, CASE_NAME_MAX);
    if (ev->kind == CASE_JUDGE || (ev->kind == CASE_SAYS && ev->flags & SAYS_FORUM)) {
        ev->author = take(in);
        ev->target = take(in);
        ev->mention = take_text(in, CASE_NAME_MAX);
    }
    if (ev->kind == CASE_MERGE) {
        ev->first_due_ms = take_int(in);
        ev->mention = take_text(in, CASE_KEY_MAX);
    }
}

static bool decode(struct arena *a, struct slice bytes, struct casefile *c, bool members);

static void put_members(struct buf *b, const struct casefile *c)
{
    put(b, c->member_count);
    for (size_t i = 0; i < c->member_count; i++) {
        const struct case_member *m = &c->members[i];
        put_text(b, m->key, CASE_KEY_MAX);
        put_int(b, m->at);
        put_int(b, m->merged_ms);
        put(b, m->left);
        put_text(b, m->bytes, CASE_MEMBER_BYTES);
    }
}

static void take_members(struct in *in, struct arena *a, struct casefile *c)
{
    uint64_t n = take(in);
    in->bad = in->bad || n > 2 * CASE_MEMBERS_MAX;
    if (in->bad || n == 0)
        return;
    c->members = arena_zalloc(a, 2 * CASE_MEMBERS_MAX * sizeof *c->members);
    for (; !in->bad && c->member_count < n; c->member_count++) {
        struct case_member *m = &c->members[c->member_count];
        m->key = take_text(in, CASE_KEY_MAX);
        m->at = take_int(in);
        m->merged_ms = take_int(in);
        m->left = take(in) != 0;
        m->bytes = take_text(in, CASE_MEMBER_BYTES);
        if (in->bad || m->left)
            continue;
        m->file = arena_zalloc(a, sizeof *m->file);
        in->bad = !decode(a, m->bytes, m->file, false);
    }
}

struct slice case_encode(struct arena *a, const struct casefile *c)
{
    struct buf b = { 0 };
    bool base = c->base.state != CASE_NONE || c->base.last_ms;
    buf_char(&b, 'C');
    buf_char(&b, VERSION);
    put(&b, (c->opened ? HAS_FOLIO : 0) | (base ? HAS_BASE : 0));
    put(&b, (uint64_t)c->folio.partition);
    put_int(&b, c->folio.offset);
    put_text(&b, c->brand, CASE_NAME_MAX);
    put_text(&b, c->customer, CASE_NAME_MAX);
    put_text(&b, c->mention, CASE_NAME_MAX);
    put_int(&b, c->mention_ms);
    put_text(&b, c->article, CASE_NAME_MAX);
    put_text(&b, c->answer, CASE_TEXT_MAX);
    put_text(&b, c->lang, CASE_NAME_MAX);
    put_text(&b, c->labels, CASE_NAME_MAX);
    put_int(&b, c->since_ms);
    put_int(&b, c->at_main);
    put_int(&b, c->at_side);
    put_int(&b, c->contact_after);
    put_text(&b, c->customer_id, CASE_NAME_MAX);
    put_members(&b, c);
    if (base)
        put_base(&b, &c->base);
    for (size_t i = 0; i < c->n; i++)
        put_event(&b, &c->v[i]);
    struct slice out = arena_dup(a, buf_slice(&b));
    buf_fini(&b);
    return out;
}

/* Of what was stored before cases were merged: as near as can be known. */
static int64_t first_said(const struct casefile *c)
{
    int64_t first = c->base.opened_ms;
    for (size_t i = 0; i < c->n; i++)
        first = c->v[i].kind == CASE_SAYS && (!first || c->v[i].ms < first) ? c->v[i].ms : first;
    return first;
}

/* members: may have some; what a member brings has none. */
static bool decode(struct arena *a, struct slice bytes, struct casefile *c, bool members)
{
    struct in in = { (const unsigned char *)bytes.p, (const unsigned char *)bytes.p + bytes.n, false };
    struct case_event ev;
    *c = (struct casefile){ 0 };
    uint64_t letter = take(&in), version = take(&in);
    if (letter != 'C' || version < OLDEST || version > VERSION)
        return false;
    uint64_t has = take(&in);
    c->opened = has & HAS_FOLIO;
    uint64_t partition = take(&in);
    in.bad = in.bad || partition >= ORIGINS_MAX;
    c->folio.partition = (int32_t)(in.bad ? 0 : partition);
    c->folio.offset = take_int(&in);
    c->brand = take_text(&in, CASE_NAME_MAX);
    c->customer = take_text(&in, CASE_NAME_MAX);
    c->mention = take_text(&in, CASE_NAME_MAX);
    c->mention_ms = take_int(&in);
    c->article = take_text(&in, CASE_NAME_MAX);
    c->answer = take_text(&in, CASE_TEXT_MAX);
    if (version >= 6) {
        c->lang = take_text(&in, CASE_NAME_MAX);
        c->labels = take_text(&in, CASE_NAME_MAX);
    }
    if (version >= 7) {
        c->since_ms = take_int(&in);
        c->at_main = take_int(&in);
        c->at_side = take_int(&in);
        c->contact_after = take_int(&in);
        c->customer_id = take_text(&in, CASE_NAME_MAX);
        if (members)
            take_members(&in, a, c);
        else
            in.bad = take(&in) != 0 || in.bad;
    }
    if (has & HAS_BASE)
        take_base(&in, version, &c->base);
    while (!in.bad && in.p < in.end) {
        take_event(&in, &ev);
        if (c->n == CASE_EVENTS_MAX)
            return false;
        case_put(a, c, &ev);
    }
    if (version < 7)
        c->since_ms = first_said(c);
    return !in.bad;
}

bool case_decode(struct arena *a, struct slice bytes, struct casefile *c)
{
    return decode(a, bytes, c, true);
}

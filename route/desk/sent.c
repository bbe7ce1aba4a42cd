#include "route/desk/sent.h"

#include <stdlib.h>

#include "base/hash.h"

enum { HOUR_MS = 3600 * 1000 };

void sent_init(struct sent *s)
{
    *s = (struct sent){ .mask = 1023, .table = calloc(1024, sizeof *s->table), .hour = calloc(SENT_HOUR_MAX, sizeof *s->hour) };
    if (!s->table || !s->hour)
        abort();
}

void sent_fini(struct sent *s)
{
    free(s->table);
    free(s->hour);
    *s = (struct sent){ 0 };
}

static uint64_t author_of(const struct case_seen *c)
{
    struct slice platform = { 0 }, rest = c->conversation;
    slice_next(&rest, ':', &platform);
    return hash64_seed(c->customer, hash64(platform)) | 1;
}

static struct sent_author *find(const struct sent *s, uint64_t who)
{
    uint32_t at = (uint32_t)(who >> 16) & s->mask;
    while (s->table[at].who && s->table[at].who != who)
        at = (at + 1) & s->mask;
    return &s->table[at];
}

static void grow(struct sent *s)
{
    struct sent old = *s;
    s->mask = 2 * s->mask + 1;
    s->table = calloc((size_t)s->mask + 1, sizeof *s->table);
    if (!s->table)
        abort();
    for (uint32_t i = 0; i <= old.mask; i++)
        if (old.table[i].who)
            *find(s, old.table[i].who) = old.table[i];
    free(old.table);
}

static void note_lately(struct sent *s, const struct case_seen *c, int64_t ms, int64_t now_ms)
{
    uint64_t conversation = hash64(c->conversation);
    size_t kept = 0;
    if (ms <= now_ms - HOUR_MS && s->hour_n < SENT_HOUR_MAX)
        return;                  /* most of them, when the board is read; where it is full, what is over must make room */
    for (size_t i = 0; i < s->hour_n; i++)
        if (s->hour[i].ms > now_ms - HOUR_MS)
            s->hour[kept++] = s->hour[i];
    s->hour_n = kept;
    for (size_t i = 0; i < s->hour_n; i++)
        if (s->hour[i].conversation == conversation && s->hour[i].ms == ms)
            return;
    if (ms > now_ms - HOUR_MS && s->hour_n < SENT_HOUR_MAX)
        s->hour[s->hour_n++] = (struct sent_lately){ hash64(c->brand), conversation, ms };
}

static void note(struct sent *s, const struct case_seen *c, int64_t auto_ms, int64_t human_ms, int64_t now_ms)
{
    uint64_t who = author_of(c);
    struct sent_author *a = find(s, who);
    if (!a->who && (!auto_ms || s->n == SENT_AUTHORS_MAX))
        return;
    if (!a->who) {
        s->n++;
        if (s->n * 2 > s->mask) {
            grow(s);
            a = find(s, who);
        }
        a->who = who;
    }
    a->auto_ms = auto_ms > a->auto_ms ? auto_ms : a->auto_ms;
    a->human_ms = human_ms > a->human_ms ? human_ms : a->human_ms;
    if (auto_ms)
        note_lately(s, c, auto_ms, now_ms);
}

void sent_note(struct sent *s, const struct case_seen *c, int64_t now_ms)
{
    note(s, c, c->automatic_ms, c->answered_ms, now_ms);
}

void sent_now(struct sent *s, const struct case_seen *c, int64_t now_ms)
{
    note(s, c, now_ms, 0, now_ms);
}

bool sent_may(const struct sent *s, const struct send_rules *r, const struct case_seen *c, int64_t now_ms)
{
    const struct sent_author *a = find(s, author_of(c));
    uint64_t brand = hash64(c->brand);
    int64_t lately = 0;
    if (s->n == SENT_AUTHORS_MAX || s->hour_n == SENT_HOUR_MAX || !c->customer.n)
        return false;
    if (a->who && (a->auto_ms > a->human_ms || now_ms - a->auto_ms < r->author_pause_ms))
        return false;
    for (size_t i = 0; i < s->hour_n; i++)
        lately += s->hour[i].brand == brand && s->hour[i].ms > now_ms - HOUR_MS;
    return lately < r->brand_per_hour;
}

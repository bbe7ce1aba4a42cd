#include "route/care/followers.h"

#include "base/hash.h"
#include "io/claims.h"
#include "model/care_names.h"

/* One account on one day. */
struct followers_day {
    uint64_t id;
    int32_t day;
    int64_t ms;                  /* any time of that day */
    uint32_t number;             /* of its counter; NAMES_NONE: it has none, so nothing is stored */
    int64_t stored, latest;      /* reports (model/care_names.h); 0: none */
};

void followers_begin(struct followers *f, struct arena *a, struct names *names, const struct zone *z, size_t records)
{
    uint32_t size = 64;
    while (size < 2 * records)
        size *= 2;
    *f = (struct followers){ .a = a, .names = names, .zone = z, .mask = size - 1 };
    f->days = arena_alloc(a, (records + 1) * sizeof *f->days);
    f->table = arena_zalloc(a, size * sizeof *f->table);
}

/* What a mention says of its author's followers: as of when, of which account's counter, on which day. */
struct report { char text[CARE_NAME]; struct slice name; int64_t ms; int32_t day; uint64_t id; };

static struct slice counter_name(char out[CARE_NAME], const struct mention *m, const struct book_account *by)
{
    struct slice who = by->entity, kind, brand = { 0 };
    slice_next(&who, '|', &kind);
    slice_next(&who, '|', &brand);
    return care_name_put(out, 'f', brand, m->platform, who, CARE_FOLLOWERS);
}

/* New numbers of an old post that do not say of when they are say nothing here. False: it reports none. */
static bool reports(const struct followers *f, const struct mention *m, const struct book_account *by, struct report *r)
{
    bool dated = m->updated_ms != MENTION_NONE;
    if (m->deleted || m->followers == MENTION_NONE || m->followers < 0 || (m->refresh && !dated))
        return false;
    r->ms = dated && m->updated_ms > m->created_ms ? m->updated_ms : m->created_ms;
    r->name = counter_name(r->text, m, by);
    r->day = zone_day(f->zone, r->ms / 1000);
    r->id = hash64_seed(r->name, (uint64_t)(uint32_t)r->day);
    return true;
}

static struct followers_day *find(const struct followers *f, uint64_t id, uint32_t *slot)
{
    uint32_t at = (uint32_t)(id >> 20) & f->mask;
    while (f->table[at] && f->days[f->table[at] - 1].id != id)
        at = (at + 1) & f->mask;
    *slot = at;
    return f->table[at] ? &f->days[f->table[at] - 1] : NULL;
}

void followers_want(struct followers *f, const struct mention *m, const struct book_account *by)
{
    struct report r;
    uint32_t slot;
    if (!reports(f, m, by, &r) || find(f, r.id, &slot))
        return;
    f->days[f->n] = (struct followers_day){ .id = r.id, .day = r.day, .ms = r.ms, .number = names_known(f->names, r.name) };
    f->table[slot] = (uint32_t)++f->n;
}

void followers_ask(const struct followers *f, struct store *s)
{
    char text[32];
    for (size_t i = 0; i < f->n; i++) {
        if (f->days[i].number == NAMES_NONE)
            continue;
        int n = snprintf(text, sizeof text, ":d:%d", (int)f->days[i].day);
        store_arg(s, (struct slice){ text, (size_t)n });
        store_arg(s, SLICE("1"));
        store_arg_int(s, f->days[i].number);
    }
}

bool followers_learn(struct followers *f, struct slice *packed, struct err *e)
{
    for (size_t i = 0; i < f->n; i++) {
        struct followers_day *d = &f->days[i];
        struct slice v;
        if (d->number == NAMES_NONE)
            continue;
        if (!claims_unpack(packed, &v))
            return err_set(e, ERR_BUG, "read script: the answer is cut short");
        if (v.p && !slice_int(v, &d->stored))
            return err_set(e, ERR_BUG, "the followers of an account cannot be read: restore Redis from a backup (docs/operations.md)");
        d->latest = d->stored;
    }
    return true;
}

void followers_record(struct followers *f, const struct mention *m, const struct book_account *by)
{
    struct report r;
    uint32_t slot;
    if (!reports(f, m, by, &r))
        return;
    struct followers_day *d = find(f, r.id, &slot);
    int64_t report = care_followers_put(r.day, r.ms, m->followers);
    if (!d || report <= d->latest)
        return;
    d->latest = report;
    d->number = names_number(f->names, r.name);    /* in the order of the records, so a replay gives the same */
}

void followers_pour(const struct followers *f, struct tally *t)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->days[i].latest > f->days[i].stored)
            tally_add(t, (uint32_t)(f->days[i].ms / 60000), TALLY_DAY, f->days[i].number, f->days[i].latest - f->days[i].stored);
}

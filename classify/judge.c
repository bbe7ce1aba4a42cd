#include "classify/judge.h"

#include <stdlib.h>
#include <string.h>

#include "model/deleted.h"
#include "model/keys.h"

void judge_init(struct judge *j, struct arena *a, struct part *p, int64_t window_ms, size_t ids_max)
{
    uint32_t size = 64;
    while (size < 2 * ids_max)
        size *= 2;
    *j = (struct judge){ .a = a, .part = p, .window_ms = window_ms, .now = p->ids.now, .before = p->ids.before, .mask = size - 1, .cap = ids_max, .note = -1 };
    memcpy(j->fates_before, p->fates, sizeof j->fates_before);
    j->ids = arena_alloc(a, (ids_max + 1) * sizeof *j->ids);
    j->table = arena_zalloc(a, size * sizeof *j->table);
    tally_init(&j->tally, a);
}

static struct judged_id *find(struct judge *j, uint64_t id, uint32_t *slot)
{
    uint32_t at = (uint32_t)(id >> 20) & j->mask;
    while (j->table[at] && j->ids[j->table[at] - 1]->id != id)
        at = (at + 1) & j->mask;
    *slot = at;
    return j->table[at] ? j->ids[j->table[at] - 1] : NULL;
}

void judge_want(struct judge *j, uint64_t id)
{
    uint32_t slot;
    if (find(j, id, &slot))
        return;
    struct judged_id *d = arena_alloc(j->a, sizeof *d);
    *d = (struct judged_id){ .id = id };
    j->ids[j->n++] = d;
    j->table[slot] = (uint32_t)j->n;
}

/* Every place where the ids may lie, in a fixed order: for judge_ask and judge_learn alike. */
static void ask_places(const struct judge *j, const struct generation *g, struct store *s)
{
    char text[GENERATION_KEY];
    for (int seg = 0; g->number >= 0 && seg < generation_segments(g); seg++)
        for (size_t i = 0; i < j->n; i++) {
            store_arg(s, generation_key(text, SEEN_LETTER, g, seg, j->ids[i]->id));
            store_arg(s, SLICE("1"));
            store_arg(s, (struct slice){ (const char *)&j->ids[i]->id, 8 });
        }
}

void judge_ask(struct judge *j, struct store *s, struct slice tag)
{
    store_begin(s, STORE_READ, tag);
    ask_places(j, &j->before, s);
    ask_places(j, &j->now, s);
}

static bool learn_places(struct judge *j, const struct generation *g, struct slice *packed, struct err *e)
{
    for (int seg = 0; g->number >= 0 && seg < generation_segments(g); seg++)
        for (size_t i = 0; i < j->n; i++) {
            struct slice v;
            struct judged_id *d = j->ids[i];
            if (!claims_unpack(packed, &v))
                return err_set(e, ERR_BUG, "read script: the answer is cut short");
            if (!v.p || d->known)
                continue;
            if (!seen_decode(j->a, v, &d->seen))
                return err_set(e, ERR_BUG, "what is remembered of an id cannot be read: restore Redis from a backup (docs/operations.md)");
            d->known = true;
            d->where = g;
            d->segment = seg;
        }
    return true;
}

bool judge_learn(struct judge *j, struct slice packed, struct err *e)
{
    if (!learn_places(j, &j->before, &packed, e) || !learn_places(j, &j->now, &packed, e))
        return false;
    return packed.n == 0 || err_set(e, ERR_BUG, "read script: the answer is too long");
}

/* A new entry goes where its position in the generation says. */
static void insert(struct judge *j, struct judged_id *d, uint32_t flags, int64_t updated_ms)
{
    struct part *p = j->part;
    d->known = d->dirty = true;
    d->where = &j->now;
    d->segment = generation_segment_of(&p->ids.now, p->ids.now.ids++);
    d->seen.flags = flags | (updated_ms != MENTION_NONE ? SEEN_UPDATED : 0);
    d->seen.updated_ms = updated_ms;
    d->seen.n = 0;
}

/* Some counters are by minute only: of a mention too old for minutes they count nothing. sign: 1 or -1. */
static void add(struct judge *j, const struct seen *s, uint32_t minute, enum tally_level level, uint32_t number, int64_t sign)
{
    char kind = j->part->names.by_number[number].p[0];
    int64_t delta = kind == WEIGHED ? sign * (int64_t)s->weight : sign;
    if (kind != MINUTES_ONLY)
        tally_add(&j->tally, minute, level, number, delta);
    else if (level == TALLY_MINUTE)
        tally_add(&j->tally, minute, TALLY_MINUTE_ALONE, number, delta);
}

static void take_out(struct judge *j, struct judged_id *d)
{
    enum tally_level level = tally_level(d->seen.minute, j->part->clock_ms);
    for (size_t i = 0; i < d->seen.n; i++)
        add(j, &d->seen, d->seen.minute, level, d->seen.numbers[i], -1);
    d->seen.n = 0;
}

/* Beside what it takes out: how long after its minute each brand's mention was deleted. */
static void count_deleted(struct judge *j, const struct judged_id *d, int64_t deleted_ms)
{
    char text[DELETED_NAME];
    enum tally_level level = tally_level(d->seen.minute, j->part->clock_ms);
    for (size_t i = 0; i < d->seen.n; i++) {
        struct slice name = deleted_name_put(text, j->part->names.by_number[d->seen.numbers[i]], deleted_ms / 1000 - d->seen.minute * INT64_C(60));
        if (name.n)
            tally_add(&j->tally, d->seen.minute, level, names_number(&j->part->names, name), 1);
    }
}

static enum fate judge_deletion(struct judge *j, struct judged_id *d, const struct mention *m, int64_t append_ms)
{
    if (d->known && (d->seen.flags & SEEN_DELETED))
        return FATE_DUP;
    if (!d->known) {
        insert(j, d, SEEN_DELETED, m->updated_ms);
        return FATE_DELETE;
    }
    if (d->seen.flags & SEEN_COUNTED) {
        count_deleted(j, d, m->updated_ms != MENTION_NONE ? m->updated_ms : append_ms);
        take_out(j, d);
        j->part->removed++;
    }
    d->seen.flags = (d->seen.flags & SEEN_UPDATED) | SEEN_DELETED;
    d->dirty = true;
    return FATE_DELETE;
}

/* An edit of something older than what is remembered: whether it was counted is not known, so it is not counted again. History was not. */
static bool late_edit(const struct judge *j, const struct mention *m)
{
    return !m->backfill && m->updated_ms != MENTION_NONE && m->updated_ms > m->created_ms && m->created_ms < j->part->clock_ms - j->window_ms;
}

static enum fate judge_sighting(struct judge *j, struct judged_id *d, const struct mention *m)
{
    if (!d->known) {
        bool late = late_edit(j, m);
        insert(j, d, late ? 0 : SEEN_COUNTED, m->updated_ms);
        return late ? FATE_LATE : FATE_NEW;
    }
    bool newer = m->updated_ms != MENTION_NONE && (!(d->seen.flags & SEEN_UPDATED) || m->updated_ms > d->seen.updated_ms);
    if ((d->seen.flags & SEEN_DELETED) || !newer)
        return FATE_DUP;
    d->dirty = true;
    d->seen.updated_ms = m->updated_ms;
    d->seen.flags |= SEEN_UPDATED;
    if (!(d->seen.flags & SEEN_COUNTED))
        return FATE_LATE;
    take_out(j, d);
    return FATE_UPDATE;
}

static void pass(struct judge *j, enum fate f, int64_t append_ms)
{
    part_clock(j->part, append_ms, j->window_ms);
    j->part->fates[f]++;
}

enum fate judge_record(struct judge *j, const struct mention *m, int64_t append_ms)
{
    uint32_t slot;
    struct judged_id *d = find(j, mention_id_hash(m), &slot);
    part_clock(j->part, append_ms, j->window_ms);
    enum fate f = m->deleted ? judge_deletion(j, d, m, append_ms) : m->refresh ? FATE_REFRESH : judge_sighting(j, d, m);
    j->part->fates[f]++;
    if (f == FATE_NEW || f == FATE_UPDATE) {
        int64_t event = m->created_ms < append_ms ? m->created_ms : append_ms;   /* nobody moves the watermark into the future */
        if (event > j->part->watermark_ms && !m->backfill)   /* nor does history say how far the stream has come: who looks for crises goes by it */
            j->part->watermark_ms = event;
        j->at = d;
        j->minute = (uint32_t)(m->created_ms / 60000);
        j->level = tally_level(j->minute, j->part->clock_ms);
        d->seen.minute = j->minute;
        d->seen.weight = m->followers == MENTION_NONE ? 0 : m->followers < FOLLOWERS_MOST ? (uint32_t)m->followers : FOLLOWERS_MOST;
        d->seen.flags = d->seen.weight ? d->seen.flags | SEEN_WEIGHED : d->seen.flags & ~SEEN_WEIGHED;
    }
    return f;
}

void judge_other(struct judge *j, enum fate f, int64_t append_ms)
{
    pass(j, f, append_ms);
}

void judge_count(struct judge *j, struct slice name)
{
    uint32_t number = names_number(&j->part->names, name);
    if (!seen_add(j->a, &j->at->seen, number))
        return;                          /* cannot be: see SEEN_NUMBERS_MAX. What is not remembered is not counted either */
    add(j, &j->at->seen, j->minute, j->level, number, 1);
}

void judge_note(struct judge *j, struct slice name)
{
    if (j->note < 0)
        j->note = names_number(&j->part->names, name);
    tally_add(&j->tally, j->minute, j->level, (uint32_t)j->note, 1);
}

void judge_commit(struct judge *j, const struct zone *z, struct commit *k)
{
    char text[GENERATION_KEY];
    part_commit_fields(j->part, k);
    commit_section(k, COMMIT_HASHES);
    part_commit_names(j->part, k);
    for (size_t i = 0; i < j->n; i++) {
        struct judged_id *d = j->ids[i];
        if (!d->dirty)
            continue;
        commit_item(k);
        store_arg(k->s, generation_key(text, SEEN_LETTER, d->where, d->segment, d->id));
        store_arg(k->s, SLICE("1"));
        store_arg(k->s, (struct slice){ (const char *)&d->id, 8 });
        store_arg(k->s, seen_encode(j->a, &d->seen));
    }
    estimates_commit_hashes(j->part->estimates, k);
    struct tally_cells cells = tally_commit_counters(&j->tally, z, k);
    tally_commit_expiries(j->part->clock_ms, k);
    estimates_commit_expiries(j->part->clock_ms, k);
    tally_commit_index(cells, k);
    estimates_commit_index(j->part->estimates, k);
    commit_section(k, COMMIT_DROPS);
    part_commit_drops(j->part, k);
    commit_section(k, COMMIT_PIECES);
    estimates_commit_pieces(j->part->estimates, k);
}

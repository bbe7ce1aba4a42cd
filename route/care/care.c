#include "route/care/care.h"

#include "base/hash.h"
#include "model/care_names.h"
#include "route/care/fold.h"
#include "route/care/handle.h"
#include "route/care/inside.h"
#include "route/care/post.h"
#include "route/cases/change.h"

#define LETTER 'k'               /* of the keys of what is kept, see generation_key */

enum entry_kind { ENTRY_THREAD = 'c', ENTRY_POST = 'p', ENTRY_CASE = 'C' };

/* What is kept of one conversation, of its case, or of one own post. */
struct care_entry {
    uint64_t id;
    enum entry_kind kind;
    bool known, current, dirty;  /* current: it lies in the current generation, in: */
    int segment;
    struct thread thread;
    struct post post;
    struct casefile file;
    struct changes changes;
    struct slice key;            /* of a case: platform:conversation */
    bool reckoned;               /* counted_ms is known */
    int64_t counted_ms;          /* of a case that the community answered, as it is stored: when it was opened; 0: it is none */
};

void care_begin(struct care_batch *c, struct arena *a, struct arena *scratch, struct sums *sums, struct care_part *p, const struct zone *z, int64_t window_ms,
                size_t records)
{
    uint32_t size = 64;
    size_t most = 3 * records;
    while (size < 2 * most)
        size *= 2;
    *c = (struct care_batch){ .a = a, .scratch = scratch, .sums = sums, .part = p, .window_ms = window_ms, .now = p->kept.now, .before = p->kept.before,
                              .cap = most, .mask = size - 1 };
    c->entries = arena_alloc(a, (most + 1) * sizeof *c->entries);
    c->table = arena_zalloc(a, size * sizeof *c->table);
    tally_init(&c->tally, a);
    followers_begin(&c->followers, a, &p->names, z, records);
}

/* ---- which entries a record may touch ---- */

static uint64_t thread_id(struct slice key)
{
    return hash64_seed(key, ENTRY_THREAD);
}

static uint64_t case_id(struct slice key)
{
    return hash64_seed(key, ENTRY_CASE);
}

static uint64_t post_id(const struct mention *m)
{
    uint64_t id = mention_id_hash(m);
    return hash64_seed((struct slice){ (const char *)&id, sizeof id }, ENTRY_POST);
}

static struct care_entry *find(const struct care_batch *c, uint64_t id, uint32_t *slot)
{
    uint32_t at = (uint32_t)(id >> 20) & c->mask;
    while (c->table[at] && c->entries[c->table[at] - 1]->id != id)
        at = (at + 1) & c->mask;
    *slot = at;
    return c->table[at] ? c->entries[c->table[at] - 1] : NULL;
}

static void want(struct care_batch *c, uint64_t id, enum entry_kind kind, struct slice key)
{
    uint32_t slot;
    if (find(c, id, &slot))
        return;
    struct care_entry *en = arena_zalloc(c->a, sizeof *en);
    en->id = id;
    en->kind = kind;
    en->key = key;
    en->post.as_of_ms = MENTION_NONE;
    c->entries[c->n++] = en;
    c->table[slot] = (uint32_t)c->n;
}

static bool names_account(const struct book *b, const struct mention *m)
{
    struct slice handle;
    for (size_t at = 0; handle_next(m->text, &at, &handle);)
        if (book_account_in_text(b, m->platform, handle))
            return true;
    return false;
}

static const struct book_account *own_account(const struct book *b, const struct mention *m)
{
    return book_account(b, m->platform, m->author_handle);
}

static bool is_edit(const struct mention *m)
{
    return m->updated_ms != MENTION_NONE && m->updated_ms > m->created_ms;
}

/* A conversation may remember it: looser than said_make, which decides. */
static bool may_be_said(const struct book *b, const struct mention *m)
{
    return m->deleted || is_edit(m) || m->in_reply_to.n || m->kind == KIND_DM || m->kind == KIND_REPLY || m->kind == KIND_COMMENT
        || (m->conversation.n && !slice_eq(m->conversation, m->id)) || own_account(b, m) || names_account(b, m);
}

void care_want(struct care_batch *c, const struct book *b, struct slice key, const struct mention *m)
{
    if (!m->refresh && may_be_said(b, m))
        want(c, thread_id(key), ENTRY_THREAD, key);
    const struct book_account *own = own_account(b, m);
    if (m->deleted || own)
        want(c, post_id(m), ENTRY_POST, key);
    if (own)
        followers_want(&c->followers, m, own);
    if (!m->refresh)
        want(c, case_id(key), ENTRY_CASE, key);
}

void care_want_case(struct care_batch *c, struct slice key)
{
    want(c, case_id(key), ENTRY_CASE, key);
}

/* ---- reading ---- */

/* Every place where the entries may lie, in a fixed order: for care_ask and care_learn alike. */
static void ask_places(const struct care_batch *c, const struct generation *g, struct store *s)
{
    char text[GENERATION_KEY];
    for (int seg = 0; g->number >= 0 && seg < generation_segments(g); seg++)
        for (size_t i = 0; i < c->n; i++) {
            store_arg(s, generation_key(text, LETTER, g, seg, c->entries[i]->id));
            store_arg(s, SLICE("1"));
            store_arg(s, (struct slice){ (const char *)&c->entries[i]->id, 8 });
        }
}

void care_ask(struct care_batch *c, struct store *s)
{
    ask_places(c, &c->now, s);
    ask_places(c, &c->before, s);
    followers_ask(&c->followers, s);
}

static bool decode(struct care_batch *c, struct care_entry *en, struct slice v)
{
    switch (en->kind) {
    case ENTRY_THREAD: return thread_decode(c->a, v, &en->thread);
    case ENTRY_CASE: return case_decode(c->a, arena_dup(c->a, v), &en->file);   /* the answer does not live as long as the batch */
    default: return post_decode(v, &en->post);
    }
}

static bool learn_places(struct care_batch *c, const struct generation *g, bool current, struct slice *packed, struct err *e)
{
    for (int seg = 0; g->number >= 0 && seg < generation_segments(g); seg++)
        for (size_t i = 0; i < c->n; i++) {
            struct slice v;
            struct care_entry *en = c->entries[i];
            if (!claims_unpack(packed, &v))
                return err_set(e, ERR_BUG, "read script: the answer is cut short");
            if (!v.p || en->known)       /* what was rewritten since lies in the current generation, too: that counts */
                continue;
            if (!decode(c, en, v))
                return err_set(e, ERR_BUG, "what is remembered of a conversation cannot be read: restore Redis from a backup (docs/operations.md)");
            en->known = true;
            en->current = current;
            en->segment = seg;
        }
    return true;
}

bool care_learn(struct care_batch *c, struct slice packed, struct err *e)
{
    if (!learn_places(c, &c->now, true, &packed, e) || !learn_places(c, &c->before, false, &packed, e) || !followers_learn(&c->followers, &packed, e))
        return false;
    return packed.n == 0 || err_set(e, ERR_BUG, "read script: the answer is too long");
}

/* ---- one record ---- */

static void touch(struct care_batch *c, struct care_entry *en)
{
    struct generation *now = &c->part->kept.now;
    if (!en->current)
        en->segment = generation_segment_of(now, now->ids++);
    en->known = en->current = en->dirty = true;
}

/* An edit of what is remembered no longer: whether it was counted is not known, so it is not counted again. */
static bool too_late(const struct care_batch *c, const struct thread *t, const struct mention *m)
{
    return is_edit(m) && !thread_find(t, mention_id_hash(m)) && (m->created_ms < c->part->clock_ms - c->window_ms || m->created_ms <= t->sealed_ms);
}

static void change_thread(struct care_batch *c, struct care_entry *en, const struct mention *m, bool keep, const struct said *s)
{
    struct thread *t = &en->thread;
    bool known = thread_find(t, mention_id_hash(m)) != NULL;
    if (!known && !keep)
        return;
    touch(c, en);
    if (!known)
        thread_seal(t, s->flags & SAID_OWN ? thread_person(t, s) : s->author);   /* changes nothing that is counted */
    fold(c->scratch, t, m->platform, &c->part->names, c->sums, -1, 0);
    if (keep)
        thread_put(c->a, t, s);
    else
        thread_remove(t, mention_id_hash(m));
    c->backs = fold(c->scratch, t, m->platform, &c->part->names, c->sums, 1, keep ? s->id : 0);
    sums_pour(c->sums, &c->tally, c->part->clock_ms);
}

static void change_post(struct care_batch *c, struct care_entry *en, const struct mention *m, uint32_t by)
{
    bool late = !en->known && !m->refresh && is_edit(m) && m->created_ms < c->part->clock_ms - c->window_ms;
    if (late || (m->deleted && !en->known))
        return;
    touch(c, en);
    post_count(&en->post, m->platform, &c->part->names, c->sums, -1);
    if (m->deleted)
        post_remove(&en->post);
    else
        post_apply(&en->post, m, by);
    post_count(&en->post, m->platform, &c->part->names, c->sums, 1);
    sums_pour(c->sums, &c->tally, c->part->clock_ms);
}

void care_record(struct care_batch *c, const struct book *b, struct slice key, const struct mention *m, const struct found *f, int64_t append_ms)
{
    uint32_t slot;
    struct care_entry *thread = find(c, thread_id(key), &slot), *post = find(c, post_id(m), &slot);
    int64_t event = m->created_ms < append_ms ? m->created_ms : append_ms;
    if (!m->deleted && !m->refresh && !m->backfill && event > c->part->watermark_ms)
        c->part->watermark_ms = event;
    c->said = (struct said){ 0 };
    c->backs = 0;
    bool keep = !m->deleted && !m->refresh && thread && may_be_said(b, m) && said_make(b, &c->part->names, m, f, &c->said);
    const struct said s = c->said;
    c->is_said = keep;
    if (thread && !m->refresh && may_be_said(b, m) && !too_late(c, &thread->thread, m))
        change_thread(c, thread, m, keep, &s);
    if (post && (m->deleted || m->refresh || (keep && s.flags & SAID_POST)))
        change_post(c, post, m, s.by);
    const struct book_account *own = own_account(b, m);
    if (own)
        followers_record(&c->followers, m, own);
}

/* ---- cases ---- */

static struct care_entry *case_entry(const struct care_batch *c, struct slice key)
{
    uint32_t slot;
    return find(c, case_id(key), &slot);
}

/* When a case was opened that the community answered; 0: it is none. Only cases of forums are. */
static int64_t community_ms(const struct care_batch *c, const struct casefile *file)
{
    struct case_now now;
    bool forum = file->base.opener != 0;
    for (size_t i = 0; !forum && i < file->n; i++)
        forum = file->v[i].kind == CASE_SAYS && file->v[i].flags & SAYS_FORUM;
    if (!forum || !file->opened)
        return 0;
    case_fold(c->a, file, &now);
    return now.community ? now.opened_ms : 0;
}

static void count_community(struct care_batch *c, const struct care_entry *en, int64_t ms, int sign)
{
    char text[CARE_NAME];
    struct slice platform = { 0 }, rest = en->key;
    slice_next(&rest, ':', &platform);
    if (ms && en->file.brand.n)
        sums_add(c->sums, ms, names_number(&c->part->names, care_name_put(text, 'q', en->file.brand, platform, SLICE("-|-"), care_what_name(CARE_VALIDATED))), sign);
}

void care_count_cases(struct care_batch *c)
{
    for (size_t i = 0; i < c->n; i++) {
        struct care_entry *en = c->entries[i];
        int64_t ms = en->kind == ENTRY_CASE && en->dirty ? community_ms(c, &en->file) : en->counted_ms;
        if (ms == en->counted_ms)
            continue;
        count_community(c, en, en->counted_ms, -1);
        count_community(c, en, ms, 1);
        en->counted_ms = ms;
    }
    sums_pour(c->sums, &c->tally, c->part->clock_ms);
}

/* Before the caller adds to it: what was told is taken down, and what would be folded for good by the next event is told by then. */
struct casefile *care_case(struct care_batch *c, struct slice key)
{
    struct care_entry *en = case_entry(c, key);
    if (!en)
        return NULL;
    if (!en->reckoned) {
        en->counted_ms = community_ms(c, &en->file);
        en->reckoned = true;
    }
    if (!en->changes.begun)
        changes_begin(&en->changes, c->a, &en->file);
    else if (en->file.n == CASE_EVENTS_MAX)
        changes_collect(&en->changes, c->a, &en->file, en->key);
    return &en->file;
}

void care_case_changed(struct care_batch *c, struct slice key)
{
    struct care_entry *en = case_entry(c, key);
    touch(c, en);
    en->file.at_main = c->at_main > en->file.at_main ? c->at_main : en->file.at_main;
    en->file.at_side = c->at_side > en->file.at_side ? c->at_side : en->file.at_side;
}

const struct casefile *care_next_case(struct care_batch *c, size_t *at, struct slice *key, const struct changes **changes)
{
    for (; *at < c->n; ++*at) {
        struct care_entry *en = c->entries[*at];
        if (en->kind != ENTRY_CASE || !en->dirty)
            continue;
        ++*at;
        changes_collect(&en->changes, c->a, &en->file, en->key);
        *key = en->key;
        *changes = &en->changes;
        return &en->file;
    }
    return NULL;
}

/* ---- committing ---- */

static void put_entry(struct care_batch *c, struct care_entry *en, struct commit *k)
{
    char text[GENERATION_KEY];
    unsigned char bytes[POST_BYTES];
    commit_item(k);
    store_arg(k->s, generation_key(text, LETTER, &c->part->kept.now, en->segment, en->id));
    store_arg(k->s, SLICE("1"));
    store_arg(k->s, (struct slice){ (const char *)&en->id, 8 });
    if (en->kind == ENTRY_THREAD)
        store_arg(k->s, thread_encode(c->a, &en->thread));
    else if (en->kind == ENTRY_CASE)
        store_arg(k->s, case_encode(c->a, &en->file));
    else
        store_arg(k->s, (struct slice){ (const char *)bytes, post_encode(&en->post, bytes) });
}

void care_commit(struct care_batch *c, struct commit *k)
{
    followers_pour(&c->followers, &c->tally);
    commit_section(k, COMMIT_HASHES);
    care_commit_names(&c->part->names, k);
    for (size_t i = 0; i < c->n; i++)
        if (c->entries[i]->dirty)
            put_entry(c, c->entries[i], k);
    tally_commit(&c->tally, c->followers.zone, c->part->clock_ms, k);
    commit_section(k, COMMIT_DROPS);
    generations_commit_drops(&c->part->kept, LETTER, k);
}

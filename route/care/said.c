#include "route/care/said.h"

#include "route/care/handle.h"

/* Who it is that writes: by the handle, which is what others call him by. */
uint64_t care_author(const struct mention *m)
{
    return handle_hash(m->author_handle.n ? m->author_handle : m->author_id);
}

/* Does it speak within a conversation, by what the record says? */
static bool in_thread(const struct mention *m)
{
    return m->kind == KIND_REPLY || m->kind == KIND_COMMENT || m->kind == KIND_DM || m->in_reply_to.n
        || (m->conversation.n && !slice_eq(m->conversation, m->id));
}

static void to_person(struct said *s, struct slice handle)
{
    s->target = handle_hash(handle);
    s->flags |= SAID_TO_PERSON;
}

static void to_message(struct said *s, const struct mention *m)
{
    const struct mention parent = { .platform = m->platform, .id = m->in_reply_to };
    s->target = mention_id_hash(&parent);
    s->flags |= SAID_TO_MESSAGE;
}

/* ---- what a brand says ---- */

/* The first in the text who is no account of a brand. */
static bool person_in_text(const struct book *b, const struct mention *m, struct slice *handle)
{
    for (size_t at = 0; handle_next(m->text, &at, handle);)
        if (!book_account_in_text(b, m->platform, *handle))
            return true;
    return false;
}

static void aim_answer(const struct book *b, const struct mention *m, struct said *s)
{
    struct slice person;
    if (m->in_reply_to_author.n && !book_account(b, m->platform, m->in_reply_to_author))
        to_person(s, m->in_reply_to_author);
    else if (person_in_text(b, m, &person))
        to_person(s, person);
    else if (m->in_reply_to.n)
        to_message(s, m);
}

static bool make_own(const struct book *b, struct names *names, const struct mention *m, const struct book_account *account, struct said *s)
{
    char agent[8] = "s|";
    struct slice text = slice_trim(m->text), initials = book_signature(b, m->text);
    if (m->kind == KIND_REPOST)
        return false;
    s->flags |= SAID_OWN;
    s->by = names_number(names, account->entity);
    if (m->kind == KIND_QUOTE || (!in_thread(m) && !(text.n && text.p[0] == '@'))) {
        s->flags |= SAID_POST;
        return true;
    }
    if (account->automatic || book_automatic_signature(b, initials))
        s->flags |= SAID_AUTOMATIC;
    if (initials.n) {
        memcpy(agent + 2, initials.p, initials.n);
        s->agent = names_number(names, (struct slice){ agent, 2 + initials.n });
    }
    aim_answer(b, m, s);
    return true;
}

/* ---- what anybody else says ---- */

/* One account of a brand is enough: a message asks a brand once. */
static void ask(struct names *names, struct said *s, struct slice entity)
{
    uint32_t account = names_number(names, entity);
    for (size_t i = 0; i < s->ask_count; i++)
        if (s->asks[i] == account || slice_eq(said_brand(names, s->asks[i]), said_brand(names, account)))
            return;
    if (s->ask_count < SAID_ASKS_MAX)
        s->asks[s->ask_count++] = account;
}

static void find_asked(const struct book *b, struct names *names, const struct mention *m, const struct found *f, struct said *s)
{
    struct slice handle;
    const struct book_account *a = m->kind == KIND_QUOTE ? NULL : book_account(b, m->platform, m->in_reply_to_author);
    if (a)
        ask(names, s, a->entity);
    for (size_t at = 0; handle_next(m->text, &at, &handle);)
        if ((a = book_account_in_text(b, m->platform, handle)))
            ask(names, s, a->entity);
    for (size_t i = 0; m->kind == KIND_DM && !s->ask_count && i < f->brand_count; i++) {
        struct slice entity = book_brand(b, f->brands[i].id);
        if (entity.n && !f->brands[i].own)
            ask(names, s, entity);
        if (s->ask_count)
            break;
    }
}

static bool make_other(const struct book *b, struct names *names, const struct mention *m, const struct found *f, struct said *s)
{
    if (m->kind == KIND_REPOST || m->kind == KIND_ARTICLE)
        return false;
    find_asked(b, names, m, f, s);
    if (m->kind != KIND_QUOTE && m->in_reply_to_author.n && !book_account(b, m->platform, m->in_reply_to_author))
        to_person(s, m->in_reply_to_author);
    else if (m->kind != KIND_QUOTE && m->in_reply_to.n)
        to_message(s, m);
    if (slice_is(f->intent, "praise") && slice_is(f->label, "positive"))
        s->flags |= SAID_THANKS;
    return s->ask_count || (m->kind != KIND_QUOTE && in_thread(m));
}

bool said_make(const struct book *b, struct names *names, const struct mention *m, const struct found *f, struct said *out)
{
    const struct book_account *own = book_account(b, m->platform, m->author_handle);
    const struct hours *hours = book_hours(b);
    *out = (struct said){
        .id = mention_id_hash(m), .author = care_author(m), .created_ms = m->created_ms, .updated_ms = m->updated_ms, .agent = SAID_UNSIGNED,
        .flags = (m->kind == KIND_DM ? SAID_PRIVATE : 0) | (hours ? SAID_OPEN : 0), .busy_ms = hours ? hours_ms(hours, m->created_ms) : 0,
        .label = slice_is(f->label, "negative") ? SAID_NEGATIVE : slice_is(f->label, "positive") ? SAID_POSITIVE : SAID_NEUTRAL,
    };
    return own ? make_own(b, names, m, own, out) : make_other(b, names, m, f, out);
}

struct slice said_brand(const struct names *names, uint32_t account)
{
    struct slice s = names->by_number[account], kind, brand = { 0 };
    slice_next(&s, '|', &kind);
    slice_next(&s, '|', &brand);
    return brand;
}

/* ---- bytes: flags, label and number of asks, id, author, times of 6 bytes, what the flags call for ---- */

static unsigned char *put_le(unsigned char *o, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *o++ = (unsigned char)(v >> (8 * i));
    return o;
}

static unsigned char *put_number(unsigned char *o, uint32_t v)
{
    for (; v >= 0x80; v >>= 7)
        *o++ = (unsigned char)(v | 0x80);
    *o++ = (unsigned char)v;
    return o;
}

size_t said_encode(const struct said *s, unsigned char *out)
{
    unsigned char *o = out;
    bool updated = s->updated_ms != MENTION_NONE, aimed = s->flags & (SAID_TO_PERSON | SAID_TO_MESSAGE), is_signed = s->agent != SAID_UNSIGNED;
    *o++ = (unsigned char)s->flags;
    *o++ = (unsigned char)((unsigned)s->label | (unsigned)updated << 2 | (unsigned)is_signed << 3 | (unsigned)s->ask_count << 4);
    o = put_le(o, s->id, 8);
    o = put_le(o, s->author, 8);
    o = put_le(o, (uint64_t)s->created_ms, 6);
    if (aimed)
        o = put_le(o, s->target, 8);
    if (updated)
        o = put_le(o, (uint64_t)s->updated_ms, 6);
    if (s->flags & SAID_OPEN)
        o = put_le(o, (uint64_t)s->busy_ms, 6);
    if (s->flags & SAID_OWN)
        o = put_number(o, s->by);
    if (is_signed)
        o = put_number(o, s->agent);
    for (size_t i = 0; i < s->ask_count; i++)
        o = put_number(o, s->asks[i]);
    return (size_t)(o - out);
}

static bool take_le(const unsigned char **p, const unsigned char *end, int bytes, uint64_t *v)
{
    if (end - *p < bytes)
        return false;
    *v = 0;
    for (int i = 0; i < bytes; i++)
        *v |= (uint64_t)*(*p)++ << (8 * i);
    return true;
}

static bool take_number(const unsigned char **p, const unsigned char *end, uint32_t *v)
{
    *v = 0;
    for (int shift = 0; *p < end && shift < 35; shift += 7) {
        unsigned char c = *(*p)++;
        *v |= (uint32_t)(c & 0x7f) << shift;
        if (c < 0x80)
            return true;
    }
    return false;
}

bool said_decode(const unsigned char **p, const unsigned char *end, struct said *s)
{
    uint64_t flags, more, created, updated = 0, busy = 0;
    *s = (struct said){ .updated_ms = MENTION_NONE, .agent = SAID_UNSIGNED };
    if (!take_le(p, end, 1, &flags) || !take_le(p, end, 1, &more) || !take_le(p, end, 8, &s->id) || !take_le(p, end, 8, &s->author)
        || !take_le(p, end, 6, &created))
        return false;
    s->flags = (unsigned)flags;
    s->label = (enum said_label)(more & 3);
    s->ask_count = (size_t)(more >> 4);
    s->created_ms = (int64_t)created;
    if (s->ask_count > SAID_ASKS_MAX + 1 || s->label > SAID_POSITIVE)
        return false;
    if ((s->flags & (SAID_TO_PERSON | SAID_TO_MESSAGE) && !take_le(p, end, 8, &s->target)) || (more & 4 && !take_le(p, end, 6, &updated))
        || (s->flags & SAID_OPEN && !take_le(p, end, 6, &busy)) || (s->flags & SAID_OWN && !take_number(p, end, &s->by))
        || (more & 8 && !take_number(p, end, &s->agent)))
        return false;
    if (more & 4)
        s->updated_ms = (int64_t)updated;
    s->busy_ms = (int64_t)busy;
    for (size_t i = 0; i < s->ask_count; i++)
        if (!take_number(p, end, &s->asks[i]))
            return false;
    return true;
}

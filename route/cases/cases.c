#include "route/cases/cases.h"

#include <string.h>

static struct slice clip(struct slice s)
{
    return (struct slice){ s.p, s.n > CASE_NAME_MAX ? CASE_NAME_MAX : s.n };
}

bool cases_two_replies(const struct care_batch *care, const struct terms *t)
{
    int64_t after = terms_contact_after(t);
    return after > 0 && care->backs >= after;
}

/* An answer of the brand is remembered before there is a case, too: it may come before what it answers. */
static void brand_says(struct care_batch *care, struct slice key, struct casefile *c, const struct mention *m)
{
    const struct said *s = &care->said;
    struct case_event ev = { .kind = s->flags & SAID_AUTOMATIC ? CASE_ROBOT : CASE_BRAND, .id = s->id, .ms = m->created_ms };
    if (s->flags & SAID_POST)
        return;
    if (s->agent != SAID_UNSIGNED) {
        struct slice name = care->part->names.by_number[s->agent];
        ev.who = (struct slice){ name.p + 2, name.n - 2 };   /* "s|AR" */
    }
    case_put(care->a, c, &ev);
    care_case_changed(care, key);
}

static void open_case(struct casefile *c, const struct origin *o, const struct mention *m)
{
    c->opened = true;
    c->folio = *o;
    c->since_ms = m->created_ms;
}

static void name_brand(struct casefile *c, const struct found *f)
{
    for (size_t i = 0; !c->brand.n && i < f->brand_count; i++)
        c->brand = f->brands[i].own ? c->brand : clip(f->brands[i].id);
}

static unsigned flags_of(const struct found *f, const struct cases_decision *d)
{
    bool positive = slice_is(f->label, "positive"), thanks = positive && slice_is(f->intent, "praise");
    return (thanks ? SAYS_THANKS : 0) | (d->contact ? SAYS_CONTACT : 0) | (slice_is(f->label, "negative") ? SAYS_NEGATIVE : 0);
}

/* What customers say to each other is known by who says it, and to whom. */
static void of_forum(const struct care_batch *care, const struct mention *m, struct case_event *ev)
{
    const struct said *s = &care->said;
    ev->flags |= SAYS_FORUM | (m->accepted_answer ? SAYS_SOLUTION : 0);
    ev->who = clip(m->author_handle.n ? m->author_handle : m->author_id);
    ev->author = care_author(m);
    ev->mention = clip(m->id);
    if (!care->is_said || s->ask_count)      /* a word to the brand is no answer to a customer */
        return;
    ev->flags |= s->flags & SAID_TO_PERSON ? SAYS_TO_PERSON : s->flags & SAID_TO_MESSAGE ? SAYS_TO_MESSAGE : 0;
    ev->target = s->target;
}

/* Somebody else answers in a forum, or the customer thanks for it, and no rule gives it to anybody. It may come before there is a case. */
static void forum_says(struct care_batch *care, struct slice key, struct casefile *c, const struct mention *m, const struct found *f)
{
    static const struct cases_decision nobody;
    struct case_event ev = { .kind = CASE_SAYS, .flags = flags_of(f, &nobody) | SAYS_UNROUTED, .id = mention_id_hash(m), .ms = m->created_ms };
    of_forum(care, m, &ev);
    case_put(care->a, c, &ev);
    care_case_changed(care, key);
}

/* The purpose of the first account that it asks, where one is configured: "e|<brand>|<handle>|<purpose>". */
static struct slice purpose_of(const struct care_batch *care)
{
    struct slice name = care->is_said && care->said.ask_count ? care->part->names.by_number[care->said.asks[0]] : (struct slice){ 0 }, part, last = { 0 };
    while (slice_next(&name, '|', &part))
        last = part;
    return slice_is(last, "-") ? (struct slice){ 0 } : last;
}

/* With commas between; one that holds a comma, or for which there is no room, is none of a person's skills. */
static struct slice labels_of(const struct care_batch *care, const struct cases_decision *d)
{
    struct slice purpose = purpose_of(care);
    char text[CASE_NAME_MAX];
    size_t n = 0;
    for (size_t i = 0; i <= (d->labels ? d->labels->n : 0); i++) {
        struct slice s = d->labels && i < d->labels->n ? slice_of(d->labels->v[i]) : purpose;
        if (!s.n || memchr(s.p, ',', s.n) || n + 1 + s.n > sizeof text)
            continue;
        if (n)
            text[n++] = ',';
        memcpy(text + n, s.p, s.n);
        n += s.n;
    }
    return arena_dup(care->a, (struct slice){ text, n });
}

static void customer_says(struct care_batch *care, const struct terms *t, struct slice key, struct casefile *c, const struct origin *o,
                          const struct mention *m, const struct found *f, const struct cases_decision *d)
{
    struct case_event ev = { .kind = CASE_SAYS, .flags = flags_of(f, d), .id = mention_id_hash(m), .ms = m->created_ms, .priority = d->priority,
                             .team = d->team };
    terms_due(t, d->team, d->priority, m->created_ms, &ev.first_due_ms, &ev.solve_due_ms);
    bool forum = terms_is_forum(t, m->platform);
    if (forum)
        of_forum(care, m, &ev);
    if (!c->opened)
        open_case(c, o, m);
    if (!c->customer.n)
        name_brand(c, f);
    if (!c->customer.n)
        c->customer = clip(m->author_handle.n ? m->author_handle : m->author_id);
    bool theirs = !forum || slice_eq(c->customer, clip(m->author_handle.n ? m->author_handle : m->author_id));
    if (theirs && m->created_ms >= c->mention_ms && m->id.n <= CASE_NAME_MAX) {
        c->mention = m->id;
        c->mention_ms = m->created_ms;
        c->article = clip(d->article);
        c->answer = d->answer;
        c->lang = clip(f->lang);
        c->labels = labels_of(care, d);
        c->contact_after = terms_contact_after(t);
        c->customer_id = clip(terms_customer(t, care->a, m));
    }
    case_put(care->a, c, &ev);
    care_case_changed(care, key);
}

/* What was deleted is not answered any more; and a customer of whom nothing is left is nobody's business. */
static void forget(struct casefile *c, const struct mention *m)
{
    bool left = c->base.messages > 0;
    for (size_t i = 0; i < c->n; i++)
        left = left || (c->v[i].kind == CASE_SAYS && !(c->v[i].flags & SAYS_UNROUTED));
    if (slice_eq(c->mention, m->id) || !left)
        c->answer = c->article = c->mention = (struct slice){ 0 };
    if (!left)
        c->customer = (struct slice){ 0 };
}

void cases_record(struct care_batch *care, const struct terms *t, struct slice key, const struct origin *o, const struct mention *m, const struct found *f,
                  const struct cases_decision *d)
{
    struct casefile *c = care_case(care, key);
    if (!c || m->refresh)
        return;
    if (!m->deleted && care->is_said && care->said.flags & SAID_OWN)
        brand_says(care, key, c, m);
    else if (!m->deleted && (d->team.n || d->answered || d->contact))
        customer_says(care, t, key, c, o, m, f, d);
    else if (!m->deleted && care->is_said && terms_is_forum(t, m->platform))
        forum_says(care, key, c, m, f);
    else if (case_remove(c, mention_id_hash(m))) {
        forget(c, m);
        care_case_changed(care, key);
    }
}

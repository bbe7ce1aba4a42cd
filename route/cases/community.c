#include "route/cases/community.h"

static bool of_forum(const struct case_event *ev)
{
    return ev->kind == CASE_SAYS && ev->flags & SAYS_FORUM;
}

static bool aimed(const struct case_event *ev)
{
    return ev->flags & (SAYS_TO_PERSON | SAYS_TO_MESSAGE);
}

/* Speaks to whoever opened the case, or answers a message of theirs. */
static bool to_customer(const struct case_now *n, const struct case_event *const *order, size_t i)
{
    const struct case_event *ev = order[i];
    if (ev->flags & SAYS_TO_PERSON)
        return ev->target == n->opener;
    for (size_t k = 0; ev->flags & SAYS_TO_MESSAGE && k < i; k++)
        if (of_forum(order[k]) && order[k]->id == ev->target && order[k]->author == n->opener)
            return true;
    return ev->flags & SAYS_TO_MESSAGE && ev->target == n->opened_by;
}

static bool helps(const struct case_now *n, const struct case_event *const *order, size_t i)
{
    return of_forum(order[i]) && order[i]->author != n->opener && to_customer(n, order, i);
}

/* What these thanks are for: the answer, or whoever wrote it; thanks to nobody in particular are for the last answer, and that may be the brand's. */
static const struct case_event *thanked(const struct case_now *n, const struct case_event *const *order, size_t i)
{
    const struct case_event *ev = order[i];
    if (!(ev->flags & SAYS_THANKS))
        return NULL;
    for (size_t k = i; k-- > 0;) {
        enum case_kind kind = order[k]->kind;
        if (!aimed(ev) && (kind == CASE_BRAND || kind == CASE_ROBOT || kind == CASE_REPLY))
            return NULL;
        if (helps(n, order, k) && (!aimed(ev) || ev->target == (ev->flags & SAYS_TO_PERSON ? order[k]->author : order[k]->id)))
            return order[k];
    }
    return NULL;
}

/* With direct contact somebody speaks to the customer already, and of a closed case nothing is left to be answered. */
static void put_before_moderator(struct case_now *n, const struct case_event *help, int64_t ms)
{
    if (n->state != CASE_NEW && n->state != CASE_OURS && n->state != CASE_THEIRS && n->state != CASE_REOPENED)
        return;
    n->before = n->state;
    n->state = CASE_VALIDATE;
    n->agent = (struct slice){ 0 };          /* a moderator's now */
    n->helper = help->who;
    n->help = help->mention;
    n->last_ms = ms > n->last_ms ? ms : n->last_ms;
}

bool community_says(struct case_now *n, const struct case_event *const *order, size_t i)
{
    const struct case_event *ev = order[i];
    if (!of_forum(ev))
        return false;
    bool nothing_else = ev->flags & SAYS_UNROUTED;
    if (n->state == CASE_NONE)
        return nothing_else;
    if (helps(n, order, i)) {
        if (ev->flags & SAYS_SOLUTION)
            put_before_moderator(n, ev, ev->ms);
        return true;
    }
    const struct case_event *help = ev->author == n->opener ? thanked(n, order, i) : NULL;
    if (help)
        put_before_moderator(n, help, ev->ms);
    return help || nothing_else;
}

void community_forget(struct case_now *n)
{
    n->helper = n->help = (struct slice){ 0 };
    n->community = false;
}

/* Of another answer than the one that is accepted by now nothing was said. */
void community_judge(struct case_now *n, const struct case_event *ev)
{
    if (n->state != CASE_VALIDATE || (ev->mention.n && !slice_eq(ev->mention, n->help)))
        return;
    if (ev->flags & JUDGE_GOOD) {
        n->state = CASE_CLOSED;
        n->closed_ms = ev->ms;
        n->closed_by = ev->who;
        n->community = true;
        return;
    }
    n->state = n->before;
    n->agent = (struct slice){ 0 };
    community_forget(n);
}

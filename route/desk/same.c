#include "route/desk/same.h"

#include <stdlib.h>

#include "route/cases/case.h"

static bool may(const struct board_case *c)
{
    const struct case_seen *s = &c->seen;
    return s->customer_id.n && s->since_ms && !s->parted && s->conversation.n <= CASE_KEY_MAX;
}

/* By brand and customer, the oldest first. */
static int by_customer(const void *x, const void *y)
{
    const struct case_seen *a = &(*(struct board_case *const *)x)->seen, *b = &(*(struct board_case *const *)y)->seen;
    int d = slice_cmp(a->customer_id, b->customer_id);
    d = d ? d : slice_cmp(a->brand, b->brand);
    return d ? d : case_is_older(a, b) ? -1 : case_is_older(b, a);
}

bool same_cases(struct board *b, struct arena *a, same_found *found, void *self, struct err *e)
{
    struct board_case **v = NULL, *head = NULL;
    size_t n = 0, held = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (!may(b->v[i]))
            continue;
        v = v ? v : arena_alloc(a, b->n * sizeof *v);
        v[n++] = b->v[i];
    }
    if (n)
        qsort(v, n, sizeof *v, by_customer);
    for (size_t i = 0; i < n; i++) {
        bool same = head && slice_eq(head->seen.customer_id, v[i]->seen.customer_id) && slice_eq(head->seen.brand, v[i]->seen.brand);
        if (!same) {
            head = v[i];
            held = case_conversations(&head->seen);
            continue;
        }
        held += case_conversations(&v[i]->seen);
        if (held > CASE_MEMBERS_MAX + 1) {       /* it begins another one */
            head = v[i];
            held = case_conversations(&head->seen);
        } else if (!v[i]->merges && !found(self, v[i], head, e)) {
            return false;
        }
    }
    return true;
}

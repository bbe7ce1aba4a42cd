/* What a brand paged of late, as pulso.alerts says, and what of it people said was no crisis: its threshold follows from that (crisis/budget.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "route/crisis/budget.h"
#include "route/watch_self.h"

/* Long enough for the months that are looked back at. */
#define KEPT_MS (BUDGET_LOOKS_BACK_MS + BUDGET_MONTH_MS)

static void prune(struct watch *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->page_count; i++)
        if (w->pages[i].at_ms > w->now_ms - KEPT_MS)
            w->pages[n++] = w->pages[i];
    w->page_count = n;
}

static struct page *place(struct watch *w, const struct incident *i)
{
    for (size_t k = 0; k < w->page_count; k++)
        if (strcmp(w->pages[k].id, i->id) == 0)
            return &w->pages[k];
    if (w->page_count == w->page_cap)
        prune(w);
    if (w->page_count == w->page_cap) {
        w->page_cap = w->page_cap ? 2 * w->page_cap : 64;
        if (!(w->pages = realloc(w->pages, w->page_cap * sizeof *w->pages)))
            abort();
    }
    struct page *p = &w->pages[w->page_count++];
    *p = (struct page){ .at_ms = i->opened_ms };
    snprintf(p->id, sizeof p->id, "%s", i->id);
    snprintf(p->brand, sizeof p->brand, "%s", i->brand);
    return p;
}

void watch_budget_note(struct watch *w, const struct incident *i)
{
    if (i->level < LEVEL_ALERT)
        return;
    place(w, i)->right = i->handling.state == HANDLING_CLOSED && !i->handling.no_crisis;
}

double watch_budget_scale(const struct watch *w, uint32_t brand)
{
    int64_t paged[BUDGET_PAGES];
    size_t n = 0;
    for (size_t k = 0; k < w->page_count && n < BUDGET_PAGES; k++)
        if (!w->pages[k].right && strcmp(w->pages[k].brand, w->conf.brands->v[brand].id) == 0)
            paged[n++] = w->pages[k].at_ms;
    return budget_scale(paged, n, series_since(w->series, brand), w->now_ms, w->conf.options.alarm.budget);
}

#include "dashboard/suggest.h"

#include <stdlib.h>

struct suggest { struct setup *setup; struct kb_worker *worker; struct json *json; };

struct suggest *suggest_new(void)
{
    struct suggest *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->json = json_new(16 * 1024);
    if (!s->json)
        abort();
    return s;
}

static void let_go(struct suggest *s)
{
    kb_worker_free(s->worker);
    if (s->setup)
        shared_drop(&s->setup->shared);
    s->worker = NULL;
    s->setup = NULL;
}

void suggest_free(struct suggest *s)
{
    if (!s)
        return;
    let_go(s);
    json_free(s->json);
    free(s);
}

size_t suggest_find(struct suggest *s, struct setup *setup, struct arena *a, const struct mention *m, const struct found *f, struct kb_hit *out, size_t most)
{
    if (!setup->kb)
        return 0;
    if (s->setup != setup) {             /* another version took effect */
        let_go(s);
        s->setup = (struct setup *)shared_hold(&setup->shared);
        s->worker = kb_worker_new(setup->kb);
    }
    return kb_find(s->worker, a, m, f, out, most);
}

bool suggest_found(struct suggest *s, struct arena *a, struct slice pulso, struct found *out)
{
    struct err ignored = { 0 };
    return found_read(s->json, a, pulso, out, &ignored);
}

#include "dashboard/limits.h"

#include <stdlib.h>

void limits_init(struct limits *l)
{
    l->v = calloc(LIMITS_SLOTS, sizeof *l->v);
    if (!l->v)
        abort();
}

void limits_fini(struct limits *l)
{
    free(l->v);
}

static struct limit_slot *slot_of(struct limits *l, uint64_t key)
{
    struct limit_slot *set = &l->v[(key * 0x9e3779b97f4a7c15u >> 40) % (LIMITS_SLOTS / LIMITS_WAYS) * LIMITS_WAYS], *oldest = set;
    for (unsigned i = 0; i < LIMITS_WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].at_us < oldest->at_us)
            oldest = &set[i];
    }
    *oldest = (struct limit_slot){ .key = key, .tokens_micro = -1 };
    return oldest;
}

bool limits_take(struct limits *l, uint64_t key, int64_t a_minute, int64_t now_us, int *retry_s)
{
    int64_t burst = (a_minute / 10 > 10 ? a_minute / 10 : 10) * 1000000, past;
    struct limit_slot *s = slot_of(l, key ? key : 1);
    if (s->tokens_micro < 0) {
        s->key = key ? key : 1;
        s->tokens_micro = burst;
    } else {
        past = now_us - s->at_us > 0 ? now_us - s->at_us : 0;
        past = past > 600000000 ? 600000000 : past;      /* ten minutes fill every bucket: no overflow */
        s->tokens_micro += past * a_minute / 60;
        s->tokens_micro = s->tokens_micro > burst ? burst : s->tokens_micro;
    }
    s->at_us = now_us;
    if (s->tokens_micro >= 1000000) {
        s->tokens_micro -= 1000000;
        return true;
    }
    *retry_s = (int)((1000000 - s->tokens_micro) * 60 / a_minute / 1000000) + 1;
    return false;
}

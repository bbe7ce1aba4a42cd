#include "model/board.h"

#include <stdlib.h>

#include "base/hash.h"

void board_init(struct board *b)
{
    *b = (struct board){ .json = json_new(65536), .mask = 1023 };
    b->table = calloc(b->mask + 1, sizeof *b->table);
    if (!b->table || !b->json)
        abort();
}

static void let_go(struct board_case *c)
{
    free(c->memory);
    free(c);
}

void board_fini(struct board *b)
{
    for (size_t i = 0; i < b->n; i++)
        let_go(b->v[i]);
    free(b->v);
    free(b->table);
    json_free(b->json);
    arena_fini(&b->scratch);
    *b = (struct board){ 0 };
}

static uint32_t slot_of(const struct board *b, struct slice conversation)
{
    uint32_t at = (uint32_t)hash64(conversation) & b->mask;
    while (b->table[at] && !slice_eq(b->v[b->table[at] - 1]->seen.conversation, conversation))
        at = (at + 1) & b->mask;
    return at;
}

static void build_table(struct board *b, uint32_t size)
{
    free(b->table);
    b->table = calloc(size, sizeof *b->table);
    if (!b->table)
        abort();
    b->mask = size - 1;
    for (size_t i = 0; i < b->n; i++)
        b->table[slot_of(b, b->v[i]->seen.conversation)] = (uint32_t)i + 1;
}

const struct board_case *board_find(const struct board *b, struct slice conversation)
{
    uint32_t at = slot_of(b, conversation);
    return b->table[at] ? b->v[b->table[at] - 1] : NULL;
}

/* The hole is closed by moving up what would not be found across it. */
static void take_out(struct board *b, uint32_t at)
{
    size_t index = b->table[at] - 1;
    let_go(b->v[index]);
    b->table[at] = 0;
    for (uint32_t next = (at + 1) & b->mask; b->table[next]; next = (next + 1) & b->mask) {
        uint32_t mine = b->table[next];
        b->table[next] = 0;
        b->table[slot_of(b, b->v[mine - 1]->seen.conversation)] = mine;
    }
    if (index != --b->n) {
        b->v[index] = b->v[b->n];
        b->table[slot_of(b, b->v[index]->seen.conversation)] = (uint32_t)index + 1;
    }
}

static void put_in(struct board *b, uint32_t at)
{
    struct board_case *c = malloc(sizeof *c);
    if (b->n == b->cap) {
        b->cap = b->cap ? 2 * b->cap : 256;
        b->v = realloc(b->v, b->cap * sizeof(struct board_case *));
    }
    if (!c || !b->v)
        abort();
    *c = (struct board_case){ .seen = b->last };
    c->memory = case_seen_keep(&c->seen);
    b->v[b->n++] = c;
    b->table[at] = (uint32_t)b->n;
    if (b->n * 2 > b->mask)
        build_table(b, 2 * (b->mask + 1));
}

/* What it says now. What was asked for is no more: this is what came of it. */
static void replace(struct board *b, struct board_case *c)
{
    void *old = c->memory;
    *c = (struct board_case){ .seen = b->last };
    c->memory = case_seen_keep(&c->seen);
    free(old);
}

const struct case_seen *board_record(struct board *b, struct slice record)
{
    struct err e = { 0 };
    arena_reset(&b->scratch);
    if (!case_seen_parse(b->json, &b->scratch, record, &b->last, &e)) {
        b->bad++;
        return NULL;
    }
    uint32_t at = slot_of(b, b->last.conversation);
    bool open = case_is_open(&b->last);
    if (b->table[at] && open)
        replace(b, b->v[b->table[at] - 1]);
    else if (b->table[at])
        take_out(b, at);
    else if (open && b->n < BOARD_MAX)
        put_in(b, at);
    else if (open)
        b->full++;
    return &b->last;
}

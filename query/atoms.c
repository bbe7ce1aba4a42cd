#include "query/atoms.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "query/vec.h"

/* Everything shares the words' table under other hashes; plain words have the tokens' own. */
#define SEED_PREFIX  1      /* and as many more as there are letters to skip */
#define SEED_ADDRESS 8
#define SEED_FIELD   16
#define SEED_RANGE   64

#define HEAD_BITS 16
#define HEAD_BYTES 3

static struct slice lead_of(const struct ast *n)
{
    return n->glob ? n->lead : n->bare;
}

static bool is_address(const struct ast *n)
{
    return n->op == AST_FIELD && field_kind(n->field) == FIELD_IS_ADDRESS;
}

static uint64_t key_of(const struct ast *n)
{
    int64_t ends[2] = { n->n, n->most };
    if (n->op == AST_RANGE)
        return hash64_seed((struct slice){ (const char *)ends, sizeof ends }, SEED_RANGE + (uint64_t)n->field);
    if (n->op == AST_FIELD)
        return hash64_seed(n->folded, is_address(n) ? SEED_ADDRESS : SEED_FIELD + (uint64_t)n->field);
    return n->prefix || n->glob ? hash64_seed(lead_of(n), SEED_PREFIX + n->skip) : hash64(n->bare);
}

static bool same_more(const struct atom *a, const struct ast *n)
{
    if (a->op == AST_RANGE)
        return a->more.range[0] == n->n && a->more.range[1] == n->most;
    return a->more.cased ? slice_eq(*a->more.cased, n->cased) : n->cased.n == 0;
}

static bool same(const struct atom *a, const struct ast *n, bool whole)
{
    return a->op == n->op && a->field == n->field && a->prefix == n->prefix && a->glob == n->glob && a->whole == whole
        && slice_eq(a->folded, n->folded) && same_more(a, n);
}

static uint32_t find_same(const struct atoms *s, uint32_t head, const struct ast *n, bool whole)
{
    while (head != ATOM_NONE && !same(atom_at(s, head), n, whole))
        head = atom_at(s, head)->next;
    return head;
}

static void add_head(struct atoms *s, struct slice bare)
{
    if (!s->heads && !(s->heads = calloc((size_t)1 << HEAD_BITS >> 6, sizeof *s->heads))) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    if (bare.n < HEAD_BYTES)
        return;
    uint64_t h = hash64((struct slice){ bare.p, HEAD_BYTES }) >> (64 - HEAD_BITS);
    s->heads[h / 64] |= (uint64_t)1 << h % 64;
}

/* Under the key of its collapsed form too. */
static void index_collapsed(struct atoms *s, struct atom *a, uint32_t id, struct slice lead)
{
    struct buf b = { 0 };
    fold_collapse(lead, &b);
    struct slice c = buf_slice(&b);
    if (a->prefix || a->glob) {
        a->next_collapsed = prefixes_get(&s->collapsed_prefixes[a->skip], c);
        prefixes_put(&s->collapsed_prefixes[a->skip], c, id);
    } else {
        a->next_collapsed = map_get(&s->collapsed, hash64(c));
        map_put(&s->collapsed, hash64(c), id);
    }
    buf_fini(&b);
}

static void index_word(struct atoms *s, struct atom *a, uint32_t id, const struct ast *n)
{
    struct slice lead = a->glob ? (struct slice){ a->bare.p + (n->lead.p - n->bare.p), n->lead.n } : a->bare;
    s->parts |= !a->whole && !a->emoji;
    if (!a->emoji)
        index_collapsed(s, a, id, lead);
    if (a->prefix || a->glob) {
        prefixes_put(&s->prefixes[a->skip], lead, id);
        s->skips |= 1u << a->skip;
    } else if (n->kind == TOKEN_WORD) {
        add_head(s, a->bare);
    }
}

static void index_atom(struct atoms *s, struct atom *a, uint32_t id, const struct ast *n)
{
    if (a->op == AST_WORD)
        index_word(s, a, id, n);
    else if (a->op == AST_RANGE)
        *(uint32_t *)vec_add(&s->ranges, sizeof id) = id;
    else
        s->fields |= 1u << a->field;
    if (is_address(n))
        prefixes_put(&s->addresses, a->folded, id);
}

static void *arena_copy(struct arena *a, const void *p, size_t n)
{
    return memcpy(arena_alloc(a, n), p, n);
}

static void fill(struct atoms *s, struct atom *a, const struct ast *n, bool whole)
{
    *a = (struct atom){ .op = (uint8_t)n->op, .field = (uint8_t)n->field, .prefix = n->prefix, .glob = n->glob, .marked = n->marked,
                        .skip = (uint8_t)n->skip, .whole = whole, .next_collapsed = ATOM_NONE,
                        .emoji = n->op == AST_WORD && n->kind == TOKEN_EMOJI };
    a->folded = arena_dup(&s->arena, n->folded);
    a->bare = n->op == AST_WORD && !slice_eq(n->bare, n->folded) ? arena_dup(&s->arena, n->bare) : a->folded;
    if (n->op == AST_RANGE) {
        a->more.range = arena_copy(&s->arena, (int64_t[]){ n->n, n->most }, 2 * sizeof(int64_t));
    } else if (n->cased.n) {
        struct slice cased = arena_dup(&s->arena, n->cased);
        a->more.cased = arena_copy(&s->arena, &cased, sizeof cased);
    }
}

uint32_t atoms_add(struct atoms *s, const struct ast *n, bool whole)
{
    uint64_t key = key_of(n);
    whole &= n->op == AST_WORD;
    uint32_t head = map_get(&s->words, key), id = find_same(s, head, n, whole);
    if (id == ATOM_NONE) {
        id = (uint32_t)VEC_COUNT(s->v, struct atom);
        struct atom *a = vec_add(&s->v, sizeof *a);
        fill(s, a, n, whole);
        a->next = head;
        map_put(&s->words, key, id);
        index_atom(s, a, id, n);
    }
    VEC_AT(s->v, struct atom, id)->uses++;
    return id;
}

void atoms_fini(struct atoms *s)
{
    buf_fini(&s->v);
    buf_fini(&s->ranges);
    arena_fini(&s->arena);
    map_fini(&s->words);
    map_fini(&s->collapsed);
    for (int k = 0; k < ATOM_SKIPS; k++) {
        prefixes_fini(&s->prefixes[k]);
        prefixes_fini(&s->collapsed_prefixes[k]);
    }
    prefixes_fini(&s->addresses);
    free(s->heads);
}

bool atoms_know(const struct atoms *s, struct slice bare)
{
    for (uint32_t i = map_get(&s->words, hash64(bare)); i != ATOM_NONE; i = atom_at(s, i)->next) {
        const struct atom *a = atom_at(s, i);
        if (a->op == AST_WORD && !a->prefix && !a->glob && !a->emoji && slice_eq(a->bare, bare))
            return true;
    }
    return false;
}

bool atoms_know_head(const struct atoms *s, struct slice bare)
{
    if (!s->heads || bare.n < HEAD_BYTES)
        return s->heads != NULL;
    uint64_t h = hash64((struct slice){ bare.p, HEAD_BYTES }) >> (64 - HEAD_BITS);
    return s->heads[h / 64] >> h % 64 & 1;
}

uint32_t atoms_find_field(const struct atoms *s, enum field f, struct slice value)
{
    uint32_t i = map_get(&s->words, hash64_seed(value, SEED_FIELD + (uint64_t)f));
    while (i != ATOM_NONE) {
        const struct atom *a = atom_at(s, i);
        if (a->op == AST_FIELD && a->field == f && slice_eq(a->folded, value))
            return i;
        i = a->next;
    }
    return ATOM_NONE;
}

void atoms_find_address(const struct atoms *s, enum field f, struct slice address, atom_fn *found, void *self)
{
    struct prefix_walk w = prefixes_walk(&s->addresses, address);
    for (uint32_t i; prefixes_next(&s->addresses, &w, &i); )
        for (; i != ATOM_NONE; i = atom_at(s, i)->next)
            if (atom_at(s, i)->field == f && slice_starts(address, atom_at(s, i)->folded))
                found(self, i);
}

#include "query/atoms.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "query/huge.h"
#include "query/vec.h"

/* Everything shares the words' table under other hashes; plain words have the tokens' own. */
#define SEED_ADDRESS 2
#define SEED_GLOB    4      /* and as many more as there are letters to skip */
#define SEED_FIELD   16
#define SEED_RANGE   64

#define GATE_MIN_LOG2 10
#define GATE_BITS_EACH 16   /* one word in 16 and fewer passes in vain */
#define HEAD_BITS 16
#define HEAD_BYTES 3

uint64_t atoms_last_bytes(struct slice s)
{
    uint64_t v = 0;
    if (s.n >= sizeof v) {
        memcpy(&v, s.p + s.n - sizeof v, sizeof v);
        return v;
    }
    for (size_t i = 0; i < s.n; i++)
        v |= (uint64_t)(unsigned char)s.p[i] << (8 * (i + 8 - s.n));
    return v;
}

static size_t tail_bytes(struct slice tail)
{
    return tail.n < ATOM_TAIL ? tail.n : ATOM_TAIL;
}

/* What stands behind the last wildcard. */
static struct slice tail_of(struct slice pattern)
{
    size_t n = 0;
    while (n < pattern.n && pattern.p[pattern.n - 1 - n] != '*' && pattern.p[pattern.n - 1 - n] != '?')
        n++;
    return (struct slice){ pattern.p + pattern.n - n, n };
}

static uint64_t lead_seed(struct slice lead, unsigned skip)
{
    return hash64_seed(lead, SEED_GLOB + skip);
}

static uint64_t glob_key(uint64_t seed, struct slice tail)
{
    return atoms_glob_key(seed, atoms_last_bytes(tail), tail_bytes(tail));
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
    if (n->glob)
        return glob_key(lead_seed(n->lead, n->skip), tail_of(n->bare));
    return n->prefix ? glob_key(lead_seed(n->bare, 0), SLICE("")) : hash64(n->bare);
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
        && slice_eq(atom_folded(a), n->folded) && same_more(a, n);
}

static uint32_t find_same(const struct atoms *s, uint32_t head, const struct ast *n, bool whole)
{
    while (head != ATOM_NONE && !same(atom_at(s, head), n, whole))
        head = atom_at(s, head)->next;
    return head;
}

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    return p;
}

static void add_head(struct atoms *s, struct slice bare)
{
    if (!s->heads)
        s->heads = zeroed((size_t)1 << HEAD_BITS >> 6, sizeof *s->heads);
    if (bare.n < HEAD_BYTES)
        return;
    uint64_t h = hash64((struct slice){ bare.p, HEAD_BYTES }) >> (64 - HEAD_BITS);
    s->heads[h / 64] |= (uint64_t)1 << h % 64;
}

/* Remembers that globs with this lead may end in as many bytes; the key of these. */
static uint64_t add_lead(struct atoms *s, struct prefixes *table, struct slice lead, unsigned skip, struct slice tail)
{
    uint32_t i = prefixes_get(table, lead);
    if (i == MAP_NONE) {
        i = (uint32_t)VEC_COUNT(s->leads, struct atom_lead);
        *(struct atom_lead *)vec_add(&s->leads, sizeof(struct atom_lead)) =
            (struct atom_lead){ arena_dup(&s->arena, lead), lead_seed(lead, skip), 0 };
        prefixes_put(table, lead, i);
    }
    struct atom_lead *l = VEC_AT(s->leads, struct atom_lead, i);
    l->tails |= 1u << tail_bytes(tail);
    return glob_key(l->seed, tail);
}

static uint32_t swap_head(struct map *m, uint64_t key, uint32_t id)
{
    uint32_t head = map_get(m, key);
    map_put(m, key, id);
    return head;
}

static struct slice collapsed(struct slice s, struct buf *b)
{
    size_t from = b->n;
    buf_reserve(b, s.n + 1);
    fold_collapse(s, b);
    return (struct slice){ b->p + from, b->n - from };
}

/* Under the key of its collapsed form too. */
static void index_collapsed(struct atoms *s, struct atom *a, uint32_t id, struct slice lead, struct slice tail)
{
    struct buf b = { 0 };
    buf_reserve(&b, lead.n + tail.n + a->bare_n + 3);   /* so that the first slice stays where it is */
    struct slice l = collapsed(lead, &b), t = collapsed(tail, &b);
    uint64_t key = a->glob || a->prefix ? add_lead(s, &s->collapsed_globs[a->skip], l, a->skip, t) : hash64(l);
    a->next_collapsed = swap_head(&s->collapsed, key, id);
    buf_fini(&b);
}

static struct slice tail_of_atom(const struct atom *a)
{
    return a->glob ? tail_of(atom_bare(a)) : SLICE("");
}

static void index_word(struct atoms *s, struct atom *a, uint32_t id, const struct ast *n)
{
    s->parts |= !a->whole && !a->emoji;
    if (!a->emoji)
        index_collapsed(s, a, id, atom_beginning(a), tail_of_atom(a));
    if (a->glob || a->prefix)
        s->skips |= 1u << a->skip;
    else if (n->kind == TOKEN_WORD)
        add_head(s, atom_bare(a));
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
        prefixes_put(&s->addresses, atom_folded(a), id);
}

static void *arena_copy(struct arena *a, const void *p, size_t n)
{
    return memcpy(arena_alloc(a, n), p, n);
}

static void fill_text(struct atoms *s, struct atom *a, struct slice folded, struct slice bare)
{
    bool one = slice_eq(folded, bare);
    a->folded_n = (uint32_t)folded.n;
    a->bare_n = (uint32_t)bare.n;
    a->here = one && folded.n <= ATOM_INLINE;
    if (a->here) {
        if (folded.n)
            memcpy(a->text.here, folded.p, folded.n);
        return;
    }
    a->text.away.folded = arena_dup(&s->arena, folded).p;
    a->text.away.bare = one ? a->text.away.folded : arena_dup(&s->arena, bare).p;
}

static void set_guard(struct atom *a, uint64_t key)
{
    struct slice lead = atom_beginning(a), tail = tail_of_atom(a);
    bool wild = a->prefix || a->glob;
    uint64_t first = prefixes_first_bytes(lead);
    a->guards = a->op != AST_RANGE && !(wild && (a->skip || lead.n < GUARD_SHORT));
    if (!wild)
        a->guard = atoms_guard(key);
    else if (tail.n >= GUARD_ENDS && lead.n < GUARD_LONG)
        a->guard = atoms_guard_of_both(first, tail);
    else
        a->guard = atoms_guard_of_beginning(first, lead.n < GUARD_LONG ? GUARD_SHORT : GUARD_LONG);
}

static void fill(struct atoms *s, struct atom *a, const struct ast *n, bool whole)
{
    *a = (struct atom){ .op = (uint8_t)n->op, .field = (uint8_t)n->field, .prefix = n->prefix, .glob = n->glob, .marked = n->marked,
                        .skip = (uint8_t)(n->glob ? n->skip : 0), .whole = whole, .next_collapsed = ATOM_NONE, .postings = ATOM_NONE,
                        .emoji = n->op == AST_WORD && n->kind == TOKEN_EMOJI };
    fill_text(s, a, n->folded, n->op == AST_WORD ? n->bare : n->folded);
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
        set_guard(a, key);
        a->next = head;
        map_put(&s->words, key, id);
        index_atom(s, a, id, n);
    }
    VEC_AT(s->v, struct atom, id)->uses++;
    return id;
}

/* Each atom in one line of the processor's cache. */
static void align(struct atoms *s)
{
    char *p = aligned_alloc(sizeof(struct atom), s->v.n + sizeof(struct atom));
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    huge(p, s->v.n);
    if (s->v.n)
        memcpy(p, s->v.p, s->v.n);
    free(s->v.p);
    s->v.p = p;
    s->v.cap = s->v.n + sizeof(struct atom);
}

/* Under the key that it has in `words`, to all that have it. */
static void index_key(struct atoms *s, const struct atom *a)
{
    uint64_t key;
    if (a->prefix || a->glob) {
        key = add_lead(s, &s->key_globs[a->skip], atom_beginning(a), a->skip, tail_of_atom(a));
        s->key_skips |= 1u << a->skip;
    } else {
        key = hash64(atom_bare(a));
    }
    map_put(&s->keys, key, map_get(&s->words, key));
}

static void fill_gate(struct atoms *s)
{
    s->gate_log2 = GATE_MIN_LOG2;
    while ((uint64_t)1 << s->gate_log2 < s->keys.n * GATE_BITS_EACH)
        s->gate_log2++;
    s->gate = zeroed(((size_t)1 << s->gate_log2) / 64, sizeof *s->gate);
    for (size_t i = 0; i < s->keys.cap; i++) {
        uint64_t bit = s->keys.v[i].key >> (64 - s->gate_log2);
        if (s->keys.v[i].used)
            s->gate[bit / 64] |= (uint64_t)1 << bit % 64;
    }
}

void atoms_seal(struct atoms *s)
{
    align(s);
    for (uint32_t i = 0; i < VEC_COUNT(s->v, struct atom); i++)
        if (atom_at(s, i)->op == AST_WORD && atom_at(s, i)->postings != ATOM_NONE)
            index_key(s, atom_at(s, i));
    fill_gate(s);
}

void atoms_fini(struct atoms *s)
{
    free(s->gate);
    buf_fini(&s->v);
    buf_fini(&s->ranges);
    arena_fini(&s->arena);
    map_fini(&s->words);
    map_fini(&s->collapsed);
    map_fini(&s->keys);
    for (int k = 0; k < ATOM_SKIPS; k++) {
        prefixes_fini(&s->key_globs[k]);
        prefixes_fini(&s->collapsed_globs[k]);
    }
    buf_fini(&s->leads);
    prefixes_fini(&s->addresses);
    free(s->heads);
}

bool atoms_know(const struct atoms *s, struct slice bare)
{
    for (uint32_t i = map_get(&s->words, hash64(bare)); i != ATOM_NONE; i = atom_at(s, i)->next) {
        const struct atom *a = atom_at(s, i);
        if (a->op == AST_WORD && !a->prefix && !a->glob && !a->emoji && slice_eq(atom_bare(a), bare))
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
        if (a->op == AST_FIELD && a->field == f && slice_eq(atom_folded(a), value))
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
            if (atom_at(s, i)->field == f && slice_starts(address, atom_folded(atom_at(s, i))))
                found(self, i);
}

#include "query/atoms.h"

#include "base/hash.h"
#include "query/vec.h"

/* Fields and prefixes share the words' table under other hashes; plain words have the tokens' own. */
#define SEED_PREFIX 1
#define SEED_FIELD  2

static uint64_t key_of(const struct ast *n)
{
    if (n->op == AST_FIELD)
        return hash64_seed(n->folded, SEED_FIELD + (uint64_t)n->field);
    return n->prefix ? hash64_seed(n->bare, SEED_PREFIX) : hash64(n->bare);
}

static bool same(const struct atom *a, const struct ast *n)
{
    return a->op == n->op && a->field == n->field && a->prefix == n->prefix && slice_eq(a->folded, n->folded);
}

static uint32_t find_same(const struct atoms *s, uint32_t head, const struct ast *n)
{
    while (head != ATOM_NONE && !same(atom_at(s, head), n))
        head = atom_at(s, head)->next;
    return head;
}

static void index_collapsed(struct atoms *s, struct atom *a, uint32_t id)
{
    struct buf b = { 0 };
    fold_collapse(a->bare, &b);
    struct slice c = buf_slice(&b);
    if (a->prefix) {
        a->next_collapsed = prefixes_get(&s->collapsed_prefixes, c);
        prefixes_put(&s->collapsed_prefixes, c, id);
    } else {
        a->next_collapsed = map_get(&s->collapsed, hash64(c));
        map_put(&s->collapsed, hash64(c), id);
    }
    buf_fini(&b);
}

uint32_t atoms_add(struct atoms *s, const struct ast *n)
{
    uint64_t key = key_of(n);
    uint32_t head = map_get(&s->words, key), id = find_same(s, head, n);
    if (id == ATOM_NONE) {
        id = (uint32_t)VEC_COUNT(s->v, struct atom);
        struct atom *a = vec_add(&s->v, sizeof *a);
        *a = (struct atom){ .op = n->op, .field = n->field, .prefix = n->prefix, .marked = n->marked, .next = head,
                            .next_collapsed = ATOM_NONE, .emoji = n->op == AST_WORD && n->kind == TOKEN_EMOJI };
        a->folded = arena_dup(&s->arena, n->folded);
        a->bare = n->op == AST_WORD ? arena_dup(&s->arena, n->bare) : a->folded;
        map_put(&s->words, key, id);
        if (a->op == AST_FIELD)
            s->fields |= 1u << a->field;
        else if (!a->emoji)
            index_collapsed(s, a, id);
        if (a->prefix)
            prefixes_put(&s->prefixes, a->bare, id);
    }
    VEC_AT(s->v, struct atom, id)->uses++;
    return id;
}

void atoms_fini(struct atoms *s)
{
    buf_fini(&s->v);
    arena_fini(&s->arena);
    map_fini(&s->words);
    map_fini(&s->collapsed);
    prefixes_fini(&s->prefixes);
    prefixes_fini(&s->collapsed_prefixes);
}

/* Both have the same bare form, or it begins with the atom's. */
static bool marks_agree(const struct atom *a, const struct reading *r)
{
    if (!a->marked)
        return true;
    if (!r->marked)
        return false;
    return a->emoji ? slice_eq(a->folded, r->folded) : fold_match(a->folded, r->folded, a->prefix ? FOLD_PREFIX : 0);
}

static void find_words(const struct atoms *s, const struct reading *r, atom_fn *found, void *self)
{
    for (uint32_t i = map_get(&s->words, r->hash); i != ATOM_NONE; i = atom_at(s, i)->next) {
        const struct atom *a = atom_at(s, i);
        if (a->op == AST_WORD && !a->prefix && slice_eq(a->bare, r->bare) && marks_agree(a, r))
            found(self, i);
    }
}

static void find_prefixes(const struct atoms *s, const struct reading *r, atom_fn *found, void *self)
{
    struct prefix_walk w = prefixes_walk(&s->prefixes, r->bare);
    for (uint32_t i; prefixes_next(&s->prefixes, &w, &i); )
        for (; i != ATOM_NONE; i = atom_at(s, i)->next)
            if (slice_starts(r->bare, atom_at(s, i)->bare) && marks_agree(atom_at(s, i), r))
                found(self, i);
}

static void find_stretched(const struct atoms *s, const struct reading *r, struct buf *scratch, atom_fn *found, void *self)
{
    buf_reset(scratch);
    fold_collapse(r->bare, scratch);
    struct slice c = buf_slice(scratch);
    for (uint32_t i = map_get(&s->collapsed, hash64(c)); i != ATOM_NONE; i = atom_at(s, i)->next_collapsed)
        if (fold_match(atom_at(s, i)->folded, r->folded, FOLD_LONG))
            found(self, i);
    struct prefix_walk w = prefixes_walk(&s->collapsed_prefixes, c);
    for (uint32_t i; prefixes_next(&s->collapsed_prefixes, &w, &i); )
        for (; i != ATOM_NONE; i = atom_at(s, i)->next_collapsed)
            if (fold_match(atom_at(s, i)->folded, r->folded, FOLD_LONG | FOLD_PREFIX))
                found(self, i);
}

void atoms_find(const struct atoms *s, const struct reading *r, struct buf *scratch, atom_fn *found, void *self)
{
    find_words(s, r, found, self);
    if (r->emoji)
        return;
    if (s->prefixes.gate)
        find_prefixes(s, r, found, self);
    if (r->stretched)
        find_stretched(s, r, scratch, found, self);
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

#include "query/trie.h"

#include "query/vec.h"

struct node {
    uint32_t child, next;   /* first child, next sibling; 0: none, for node 0 is the root */
    uint32_t value;
    unsigned char byte;
};

static const struct node *node_at(const struct trie *t, uint32_t i)
{
    return VEC_AT(t->nodes, const struct node, i);
}

static uint32_t child_of(const struct trie *t, uint32_t n, unsigned char byte)
{
    uint32_t c = node_at(t, n)->child;
    while (c && node_at(t, c)->byte != byte)
        c = node_at(t, c)->next;
    return c;
}

static uint32_t add_child(struct trie *t, uint32_t n, unsigned char byte)
{
    uint32_t c = (uint32_t)VEC_COUNT(t->nodes, struct node);
    struct node *new = vec_add(&t->nodes, sizeof *new);
    struct node *parent = VEC_AT(t->nodes, struct node, n);
    *new = (struct node){ .next = parent->child, .value = TRIE_NONE, .byte = byte };
    parent->child = c;
    return c;
}

/* A prefix of one byte goes with any second byte, and with none. */
static void open_gate(struct trie *t, struct slice prefix)
{
    unsigned first = (unsigned)(unsigned char)prefix.p[0] << 8;
    if (prefix.n == 1) {
        memset(t->first_two + first / 64, 0xFF, 256 / 8);
        return;
    }
    unsigned two = first | (unsigned char)prefix.p[1];
    t->first_two[two / 64] |= (uint64_t)1 << (two % 64);
}

void trie_put(struct trie *t, struct slice prefix, uint32_t value)
{
    if (t->nodes.n == 0)
        *(struct node *)vec_add(&t->nodes, sizeof(struct node)) = (struct node){ .value = TRIE_NONE };
    open_gate(t, prefix);
    uint32_t n = 0;
    for (size_t i = 0; i < prefix.n; i++) {
        uint32_t c = child_of(t, n, (unsigned char)prefix.p[i]);
        n = c ? c : add_child(t, n, (unsigned char)prefix.p[i]);
    }
    VEC_AT(t->nodes, struct node, n)->value = value;
}

uint32_t trie_get(const struct trie *t, struct slice prefix)
{
    uint32_t n = 0;
    if (!trie_may_hold(t, prefix))
        return TRIE_NONE;
    for (size_t i = 0; i < prefix.n; i++)
        if ((n = child_of(t, n, (unsigned char)prefix.p[i])) == 0)
            return TRIE_NONE;
    return node_at(t, n)->value;
}

bool trie_next(const struct trie *t, struct slice word, struct trie_walk *w, uint32_t *value)
{
    if (w->at == 0 && !trie_may_hold(t, word))
        return false;
    while (w->at < word.n) {
        w->node = child_of(t, w->node, (unsigned char)word.p[w->at]);
        if (!w->node)
            return false;
        w->at++;
        *value = node_at(t, w->node)->value;
        if (*value != TRIE_NONE)
            return true;
    }
    return false;
}

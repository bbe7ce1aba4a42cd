#include "query/index.h"

#include <float.h>
#include <stdlib.h>

#include "query/vec.h"

/* The commonest words of Spanish, Portuguese and English, bare: as keys they would make every query a candidate. */
static const char common_words[] =
    " a al algo and ante are as at aun be but can com como con contra cual cuando da das de del desde do donde dos e el ela ele"
    " ella ellos em en entre era es esa ese eso esta este esto eu foi for from ha han has hasta hay he i if in is isso it la las"
    " le les lo los mais mas me mi mucho muy na nao nem ni no nos not o of on or os otra otro para pela pelo pero por porque que"
    " quem quien se sem ser si sin so sobre su sua sus tambem tan te that the their there they this tiene to todo todos tu um"
    " uma un una uno was we were what when will with y ya yo you your ";

bool keys_is_common(struct slice w)
{
    char padded[16];
    if (w.n > 9)
        return false;
    padded[0] = ' ';
    memcpy(padded + 1, w.p, w.n);
    padded[w.n + 1] = ' ';
    return memmem(common_words, sizeof common_words - 1, padded, w.n + 2) != NULL;
}

/* Costs are about the mentions of ten thousand that hold an atom. */
#define COST_UNIT 100.0    /* of a million: what frequencies count */

/* Of the words that begin so some have to end so, too. */
static double listed_cost(const struct frequencies *f, const struct atom *a)
{
    size_t lead = a->skip;
    if (!f || a->emoji || a->skip)
        return 0;
    if (!a->prefix && !a->glob)
        return frequencies_of(f, atom_bare(a)) / COST_UNIT;
    while (lead < a->bare_n && atom_bare(a).p[lead] != '*' && atom_bare(a).p[lead] != '?')
        lead++;
    return frequencies_beginning(f, (struct slice){ atom_bare(a).p, lead }) / COST_UNIT / (a->glob ? 2 : 1);
}

/* A word in no table: short ones are more frequent, and words that many queries share are what the installation
 * listens for. */
static double unlisted_cost(const struct frequencies *f, const struct atom *a)
{
    static const double by_length[] = { 1, 1, 1, 0.4, 0.15, 0.08, 0.05, 0.03 };
    double cost = by_length[a->bare_n < 7 ? a->bare_n : 7] * (a->prefix || a->glob ? 3 : 1);
    if (!f && !a->prefix && !a->glob && keys_is_common(atom_bare(a)))
        cost = 1000;
    return cost * (1 + a->uses / 16.0);
}

static double atom_cost(const struct query_set *qs, const struct atom *a)
{
    if (a->op != AST_WORD)
        return field_cost(a->field) * 5;
    double listed = listed_cost(qs->frequencies, a);
    return listed > 0 && !a->prefix && !a->glob ? listed : listed + unlisted_cost(qs->frequencies, a);
}

/* ---- guards: of several things that must be there the rarest is the key, the next one its guard */

static void guard_by(struct key *k, const struct guard *g, double passes)
{
    if (passes < k->passes) {
        k->guard = *g;
        k->passes = passes;
    }
}

/* The atoms of a set of keys as a guard; false: they are too many, or one has no number for it. */
static bool guard_of(const struct query_set *qs, const struct key *v, size_t n, struct guard *g)
{
    *g = (struct guard){ .n = (uint8_t)n };
    for (size_t i = 0; i < n; i++) {
        const struct atom *a = atom_at(&qs->atoms, v[i].atom);
        if (i == GUARD_ATOMS || !a->guards)
            return false;
        g->any[i] = a->guard;
    }
    return true;
}

static void add_key(struct buf *out, uint32_t atom)
{
    *(struct key *)vec_add(out, sizeof(struct key)) = (struct key){ .atom = atom, .passes = DBL_MAX };
}

static double choose_in_phrase(const struct query_set *qs, const struct phrase *ph, struct buf *out)
{
    uint32_t best = ATOM_NONE, next = ATOM_NONE;
    double cost = DBL_MAX, next_cost = DBL_MAX;
    for (uint32_t i = 0; i < ph->n; i++) {
        uint32_t atom = VEC_AT(qs->phrase_atoms, struct asked, ph->first + i)->atom;
        double c = atom_cost(qs, atom_at(&qs->atoms, atom));
        if (atom != best && c < cost) {
            next = best, next_cost = cost;
            best = atom, cost = c;
        } else if (atom != best && c < next_cost) {
            next = atom, next_cost = c;
        }
    }
    add_key(out, best);
    struct guard g;
    if (next != ATOM_NONE && guard_of(qs, &(struct key){ .atom = next }, 1, &g))
        guard_by(VEC_AT(*out, struct key, VEC_COUNT(*out, struct key) - 1), &g, next_cost);
    return cost;
}

/* The cost of the cheapest set below op `i`; DBL_MAX: nothing there has to be present. Its keys go to `out`. */
static double choose(struct query_set *qs, uint32_t i, struct buf *out);

/* All branches of an OR: any may be the one that holds. */
static double choose_every(struct query_set *qs, const struct op *or, uint32_t i, struct buf *out)
{
    double sum = 0;
    for (uint32_t c = i + 1; c < or->end; c = VEC_AT(qs->ops, struct op, c)->end) {
        double cost = choose(qs, c, out);
        sum = cost == DBL_MAX ? DBL_MAX : sum + cost;
    }
    return sum;
}

/* Of an AND whatever is cheapest; it lies at `from` in `out`, the one being looked at behind it. Of the two the dearer
 * is cut off, and guards the other where it is the cheapest guard so far. */
static double choose_cheapest(struct query_set *qs, const struct op *and, uint32_t i, struct buf *out)
{
    size_t from = out->n;
    double best = DBL_MAX, passes = DBL_MAX;
    struct guard guard = { 0 }, g;
    for (uint32_t c = i + 1; c < and->end; c = VEC_AT(qs->ops, struct op, c)->end) {
        size_t mine = out->n;
        double cost = choose(qs, c, out), dearer = cost < best ? best : cost;
        const struct key *left = VEC_AT(*out, const struct key, (cost < best ? from : mine) / sizeof(struct key));
        size_t left_n = (cost < best ? mine - from : out->n - mine) / sizeof(struct key);
        if (dearer < passes && guard_of(qs, left, left_n, &g)) {
            guard = g;
            passes = dearer;
        }
        if (cost < best) {
            memmove(out->p + from, out->p + mine, out->n - mine);
            out->n -= mine - from;
            best = cost;
        } else {
            out->n = mine;
        }
    }
    for (size_t k = from; k < out->n; k += sizeof(struct key))
        guard_by((struct key *)(void *)(out->p + k), &guard, passes);
    return best;
}

static int by_atom(const void *a, const void *b)
{
    uint32_t x = ((const struct key *)a)->atom, y = ((const struct key *)b)->atom;
    return x < y ? -1 : x > y;
}

/* Names inside names may lead to the same atoms on many ways: worked out once, each atom once, then without a guard. */
static double choose_named(struct query_set *qs, struct named *n, struct buf *out)
{
    if (n->keys.n == 0) {
        n->cost = choose(qs, n->first, &n->keys);
        struct key *v = VEC_AT(n->keys, struct key, 0);
        size_t count = VEC_COUNT(n->keys, struct key), kept = 0;
        qsort(v, count, sizeof *v, by_atom);
        for (size_t k = 0; k < count; k++)
            if (kept == 0 || v[k].atom != v[kept - 1].atom)
                v[kept++] = v[k];
            else
                v[kept - 1] = (struct key){ .atom = v[k].atom, .passes = DBL_MAX };
        n->keys.n = kept * sizeof *v;
    }
    buf_add(out, buf_slice(&n->keys));
    return n->cost;
}

static double choose(struct query_set *qs, uint32_t i, struct buf *out)
{
    const struct op *op = VEC_AT(qs->ops, struct op, i);
    switch (op->code) {
    case AST_OR: return choose_every(qs, op, i, out);
    case AST_AND: case AST_NEAR: case AST_WITHIN: return choose_cheapest(qs, op, i, out);
    case AST_TIMES: return choose(qs, i + 1, out);
    case AST_REF: return choose_named(qs, named_at(qs, op->arg), out);
    case AST_NOT: return DBL_MAX;
    case AST_PHRASE: return choose_in_phrase(qs, VEC_AT(qs->phrases, struct phrase, op->arg), out);
    default:
        add_key(out, op->arg);
        return atom_cost(qs, atom_at(&qs->atoms, op->arg));
    }
}

void keys_choose(struct query_set *qs, const struct program *p, struct buf *out)
{
    choose(qs, p->first, out);
}

/*
 * NEAR whose operands hold NEAR again. Its spans could be listed, and in a text
 * that repeats a word there are as many of them as pairs of places. So they are
 * not: a place before or behind only ever asks for one end of a span. From where
 * a span may begin (a list of places), `ends` works out where it may end:
 *
 *   ends(word, from)     = the word's places near `from`
 *   ends(A NEAR B, from) = ends(B, ends(A, from)) and ends(A, ends(B, from))
 *
 * Each list is at most as long as the text. Every NEAR asks its operands twice
 * (once where it is `f`), so QUERY_MAX_NEAR of them inside each other bound the
 * time: 2^QUERY_MAX_NEAR times the places of the words.
 */
#include "query/match.h"

struct leaf { uint32_t op; struct spans spans; };
struct list { size_t from, n; };                     /* of qm->ends: ascending, each once */
struct near { struct list list; uint32_t reach; bool anywhere; uint32_t low, high; };   /* where it may begin; none outside of [low, high] */

static uint32_t end_at(const struct query_match *qm, size_t i)
{
    return *VEC_AT(qm->ends, uint32_t, i);
}

static size_t top(const struct query_match *qm)
{
    return VEC_COUNT(qm->ends, uint32_t);
}

bool near_nests(const struct query_match *qm, uint32_t i)
{
    for (uint32_t k = i + 1; k < op_at(qm, i)->end; k++)
        if (op_at(qm, k)->code == AST_NEAR)
            return true;
    return false;
}

static bool is_leaf(const struct query_match *qm, uint32_t i)
{
    return op_at(qm, i)->code != AST_NEAR && !near_nests(qm, i);
}

/* The places of all that holds no NEAR, once, in the order of the ops; they stay on qm->spans. Returns the longest span of it all. */
static uint32_t gather(struct query_match *qm, uint32_t i)
{
    const struct op *op = op_at(qm, i);
    uint32_t longest = op->code == AST_NEAR ? op->arg : 0;
    if (is_leaf(qm, i)) {
        struct leaf leaf = { i, spans_of(qm, i) };
        *(struct leaf *)vec_add(&qm->leaves, sizeof leaf) = leaf;
        return leaf.spans.longest;
    }
    for (uint32_t c = i + 1; c < op_at(qm, i)->end; c = op_at(qm, c)->end)
        longest += gather(qm, c);
    return longest;
}

static const struct spans *leaf_spans(const struct query_match *qm, uint32_t op)
{
    size_t low = 0, high = VEC_COUNT(qm->leaves, struct leaf) - 1;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (VEC_AT(qm->leaves, struct leaf, mid)->op < op)
            low = mid + 1;
        else
            high = mid;
    }
    return &VEC_AT(qm->leaves, struct leaf, low)->spans;
}

/* ---- lists */

static void sort(uint32_t *v, size_t n)
{
    static const size_t gaps[] = { 33936, 15083, 6703, 2979, 1324, 588, 261, 116, 51, 21, 7, 3, 1 };
    for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            uint32_t x = v[i];
            size_t k = i;
            for (; k >= gaps[g] && v[k - gaps[g]] > x; k -= gaps[g])
                v[k] = v[k - gaps[g]];
            v[k] = x;
        }
}

/* What lies from `from` on, in order, each once. */
static struct list tidy(struct query_match *qm, size_t from)
{
    uint32_t *v = VEC_AT(qm->ends, uint32_t, from);
    size_t n = top(qm) - from, kept = 0;
    size_t ordered = 1;
    while (ordered < n && v[ordered - 1] <= v[ordered])
        ordered++;
    if (ordered < n)
        sort(v, n);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || v[kept - 1] != v[i])
            v[kept++] = v[i];
    qm->ends.n = (from + kept) * sizeof *v;
    return (struct list){ from, kept };
}

/* Two lists side by side become one. */
static struct list join(struct query_match *qm, size_t from, size_t middle)
{
    size_t n = top(qm) - from;
    if (middle == from || n == middle - from)
        return (struct list){ from, n };
    buf_reserve(&qm->ends, n * sizeof(uint32_t));
    uint32_t *v = VEC_AT(qm->ends, uint32_t, from), *out = v + n;
    const uint32_t *a = v, *b = v + (middle - from), *mid = b, *end = out;
    while (a < mid && b < end) {
        uint32_t x = *a < *b ? *a : *b;
        a += *a == x;
        b += *b == x;
        *out++ = x;
    }
    for (; a < mid; a++)
        *out++ = *a;
    for (; b < end; b++)
        *out++ = *b;
    n = (size_t)(out - end);
    memmove(v, end, n * sizeof *v);
    qm->ends.n = (from + n) * sizeof *v;
    return (struct list){ from, n };
}

/* ---- where spans end */

/* The hot loop: both lists ascend, so they are walked side by side. */
static struct list leaf_ends(struct query_match *qm, uint32_t i, const struct near *from)
{
    const struct spans *s = leaf_spans(qm, i);
    size_t at = top(qm), n = spans_lower(qm, s, from->low);
    buf_reserve(&qm->ends, (s->n - n + 1) * sizeof(uint32_t));
    const struct span *x = span_at(qm, s->from + n), *behind = span_at(qm, s->from + s->n);
    const uint32_t *k = VEC_AT(qm->ends, const uint32_t, from->list.from), *last = k + from->list.n;
    uint32_t *out = VEC_AT(qm->ends, uint32_t, at);
    for (; x < behind && x->first <= from->high; x++) {
        while (k < last && *k + from->reach + 1 < x->first)
            k++;
        if (x->last <= from->high && (from->anywhere || (k < last && *k < x->first)))
            *out++ = x->last;
    }
    qm->ends.n = (size_t)((char *)out - qm->ends.p);
    return s->longest > 1 ? tidy(qm, at) : (struct list){ at, top(qm) - at };
}

static struct list ends(struct query_match *qm, uint32_t i, const struct near *from);

/* first, then second behind it, within the distance. The lists in between are taken away again. */
static void one_behind_the_other(struct query_match *qm, const struct op *op, uint32_t first, uint32_t second, const struct near *from)
{
    size_t at = top(qm);
    struct near then = { ends(qm, first, from), op->arg, false, from->low, from->high };
    struct list found = then.list.n ? ends(qm, second, &then) : (struct list){ at, 0 };
    memmove(qm->ends.p + at * sizeof(uint32_t), qm->ends.p + found.from * sizeof(uint32_t), found.n * sizeof(uint32_t));
    qm->ends.n = (at + found.n) * sizeof(uint32_t);
}

static struct list ends(struct query_match *qm, uint32_t i, const struct near *from)
{
    const struct op *op = op_at(qm, i);
    struct list found = { top(qm), 0 };
    if (is_leaf(qm, i))
        return leaf_ends(qm, i, from);
    if (op->code == AST_NEAR) {
        uint32_t left = i + 1, right = op_at(qm, left)->end;
        one_behind_the_other(qm, op, left, right, from);
        size_t middle = top(qm);
        if (!op->forward)
            one_behind_the_other(qm, op, right, left, from);
        return join(qm, found.from, middle);
    }
    for (uint32_t c = i + 1; c < op->end; c = op_at(qm, c)->end) {
        ends(qm, c, from);
        found = join(qm, found.from, found.from + found.n);
    }
    return found;
}

/* The least place in [low, high] at which a span of op `i` ends that begins there, too; NO_HIT: none. */
static uint32_t least_end(struct query_match *qm, uint32_t i, uint32_t low, uint32_t high)
{
    struct near from = { .anywhere = true, .low = low, .high = high };
    struct list found = ends(qm, i, &from);
    uint32_t least = found.n ? end_at(qm, found.from) : NO_HIT;
    buf_reset(&qm->ends);
    return least;
}

static uint32_t open_leaves(struct query_match *qm, uint32_t i)
{
    buf_reset(&qm->leaves);
    buf_reset(&qm->ends);
    buf_reserve(&qm->ends, sizeof(uint32_t));   /* so that even none have an address */
    return gather(qm, i);
}

bool near_holds(struct query_match *qm, uint32_t i)
{
    size_t from = qm->spans.n;
    open_leaves(qm, i);
    bool is = least_end(qm, i, 0, NO_HIT - 1) != NO_HIT;
    qm->spans.n = from;
    return is;
}

/* ---- counting: always the one that ends first finds the most that do not overlap */

/* The least end in a stretch of the text from `low` on: looked for in windows that grow, so that all calls together cost little
 * more than one, and move on once they are as long as two spans. */
static uint32_t next_end(struct query_match *qm, uint32_t i, uint32_t longest, uint32_t low, uint32_t high)
{
    for (uint32_t width = 2; low <= high; width = width < 2 * longest + 2 ? width * 2 : width) {
        uint32_t to = high - low < width ? high : low + width;
        uint32_t least = least_end(qm, i, low, to);
        if (least != NO_HIT || to == high)
            return least;
        low = to - low > longest ? to - longest : low;
    }
    return NO_HIT;
}

/* The first hashtag from position `low` on that has a span inside. */
static uint32_t next_tag(struct query_match *qm, uint32_t i, size_t *zone, uint32_t low, uint32_t high)
{
    for (; *zone < VEC_COUNT(qm->zones, struct zone); ++*zone) {
        const struct zone *z = VEC_AT(qm->zones, struct zone, *zone);
        if (z->at > high)
            break;
        if (z->at >= low && least_end(qm, i, z->from, z->from + z->n - 1) != NO_HIT)
            return z->at;
    }
    return NO_HIT;
}

static int64_t times_between(struct query_match *qm, uint32_t i, uint32_t longest, uint32_t low, uint32_t high, int64_t enough)
{
    int64_t n = 0;
    size_t zone = 0;
    for (; low <= high && n < enough; n++) {
        uint32_t word = next_end(qm, i, longest, low, high), tag = next_tag(qm, i, &zone, low, high);
        if (word == NO_HIT && tag == NO_HIT)
            break;
        low = (word < tag ? word : tag) + 1;
    }
    return n;
}

/* The last position in front of the hashtags' parts, which lie behind the text's own words. */
static uint32_t words_end(const struct query_match *qm, bool title)
{
    for (size_t z = 0; z < VEC_COUNT(qm->zones, struct zone); z++)
        if ((VEC_AT(qm->zones, struct zone, z)->at >= qm->title_from) == title)
            return VEC_AT(qm->zones, struct zone, z)->from - 1;
    return title ? qm->at : qm->title_from - 1;
}

bool near_times(struct query_match *qm, uint32_t i, int64_t times)
{
    size_t from = qm->spans.n;
    uint32_t longest = open_leaves(qm, i);
    int64_t n = times_between(qm, i, longest, 0, words_end(qm, false), times);
    n += times_between(qm, i, longest, qm->title_from, words_end(qm, true), times - n);
    qm->spans.n = from;
    return n >= times;
}

/* Where words, phrases, brackets with OR and NEAR stand; qm->spans is the stack that they are worked out on. */
#include "query/match.h"

static const struct phrase *phrase_at(const struct query_match *qm, const struct op *op)
{
    return VEC_AT(qm->qs->phrases, const struct phrase, op->arg);
}

static uint32_t phrase_atom(const struct query_match *qm, const struct phrase *ph, uint32_t i)
{
    return VEC_AT(qm->qs->phrase_atoms, const struct asked, ph->first + i)->atom;
}

bool spans_possible(struct query_match *qm, uint32_t i)
{
    const struct op *op = op_at(qm, i);
    if (op->code == AST_WORD)
        return match_word_seen(qm, op);
    if (op->code == AST_PHRASE)
        return match_all_seen(qm, phrase_at(qm, op));
    bool until = op->code == AST_OR;
    for (uint32_t c = i + 1; c < op->end; c = op_at(qm, c)->end)
        if (spans_possible(qm, c) == until)
            return until;
    return !until;
}

static void add(struct query_match *qm, uint32_t first, uint32_t last)
{
    vec_add(&qm->spans, sizeof(struct span));
    *span_at(qm, VEC_COUNT(qm->spans, struct span) - 1) = (struct span){ first, last };
}

static size_t count(const struct query_match *qm)
{
    return VEC_COUNT(qm->spans, struct span);
}

static bool in_scope(const struct query_match *qm, const struct op *op, uint32_t at)
{
    return !op->title || at >= qm->title_from;
}

static void word_spans(struct query_match *qm, const struct op *op)
{
    if (!match_word_seen(qm, op))
        return;
    for (uint32_t h = qm->marks[op->arg].first; h != NO_HIT; h = hit_at(qm, h)->next)
        if (in_scope(qm, op, hit_at(qm, h)->at))
            add(qm, hit_at(qm, h)->at, hit_at(qm, h)->at);
}

/* The cursor moves to position `at` or the first beyond it; NO_HIT at the end. */
static uint32_t seek(struct query_match *qm, uint32_t *cursor, uint32_t at)
{
    while (*cursor != NO_HIT && hit_at(qm, *cursor)->at < at)
        *cursor = hit_at(qm, *cursor)->next;
    return *cursor == NO_HIT ? NO_HIT : hit_at(qm, *cursor)->at;
}

/* All cursors only move forward, so a text full of one word costs no more than its length. */
static void phrase_spans(struct query_match *qm, const struct op *op)
{
    const struct phrase *ph = phrase_at(qm, op);
    if (!match_all_seen(qm, ph))
        return;
    uint32_t *cursors = qm->cursors;
    for (uint32_t i = 0; i < ph->n; i++)
        cursors[i] = qm->marks[phrase_atom(qm, ph, i)].first;
    for (; cursors[0] != NO_HIT; cursors[0] = hit_at(qm, cursors[0])->next) {
        uint32_t start = hit_at(qm, cursors[0])->at, i = 1;
        while (i < ph->n && seek(qm, &cursors[i], start + i) == start + i)
            i++;
        if (i < ph->n && cursors[i] == NO_HIT)
            return;
        if (i == ph->n && in_scope(qm, op, start))
            add(qm, start, start + ph->n - 1);
    }
}

static bool before(struct span a, struct span b)
{
    return a.first != b.first ? a.first < b.first : a.last < b.last;
}

/* Shell's sort, as for the ids: in place. */
static void sort(struct span *v, size_t n, bool (*less)(struct span a, struct span b))
{
    static const size_t gaps[] = { 1968, 861, 336, 112, 48, 21, 7, 3, 1 };
    for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            struct span s = v[i];
            size_t j = i;
            for (; j >= gaps[g] && less(s, v[j - gaps[g]]); j -= gaps[g])
                v[j] = v[j - gaps[g]];
            v[j] = s;
        }
}

/* What lies from `from` on, put in order, each once. */
static struct spans tidy(struct query_match *qm, size_t from)
{
    size_t n = count(qm) - from, kept = 0;
    struct span *v = span_at(qm, from);
    struct spans out = { .from = from };
    bool ordered = true;
    for (size_t i = 1; i < n; i++)
        ordered &= before(v[i - 1], v[i]);
    if (!ordered)
        sort(v, n, before);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || before(v[kept - 1], v[i])) {
            if (v[i].last - v[i].first + 1 > out.longest)
                out.longest = v[i].last - v[i].first + 1;
            v[kept++] = v[i];
        }
    qm->spans.n = (from + kept) * sizeof(struct span);
    out.n = kept;
    return out;
}

size_t spans_lower(const struct query_match *qm, const struct spans *s, uint32_t at)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (span_at(qm, s->from + mid)->first < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool apart(const struct op *op, struct span a, struct span b)
{
    if (a.last < b.first)
        return b.first - a.last - 1 <= op->arg;
    return !op->forward && b.last < a.first && a.first - b.last - 1 <= op->arg;
}

/* Every b that is near enough to a. With `only_one`: whether there is any, adding none. */
static bool join_one(struct query_match *qm, const struct op *op, struct span a, const struct spans *right, bool only_one)
{
    uint32_t reach = op->arg + right->longest;
    uint32_t from = op->forward ? a.last + 1 : a.first > reach ? a.first - reach : 0;
    for (size_t i = spans_lower(qm, right, from); i < right->n; i++) {
        struct span b = *span_at(qm, right->from + i);
        if (b.first > a.last && b.first - a.last - 1 > op->arg)
            return false;
        if (!apart(op, a, b))
            continue;
        if (only_one)
            return true;
        add(qm, a.first < b.first ? a.first : b.first, a.last > b.last ? a.last : b.last);
    }
    return false;
}

#define PAIRS_MAX 65536   /* that are listed: whether there are any is asked of near.c, so only what is shown is cut short */

/* The pairs take the place of what they were made of. */
static void near_spans(struct query_match *qm, uint32_t i)
{
    const struct op *op = op_at(qm, i);
    size_t from = count(qm);
    struct spans left = spans_of(qm, i + 1), right = spans_of(qm, op_at(qm, i + 1)->end);
    size_t pairs = count(qm);
    for (size_t k = 0; k < left.n && count(qm) - pairs < PAIRS_MAX; k++)
        join_one(qm, op, *span_at(qm, left.from + k), &right, false);
    size_t n = count(qm) - pairs;
    memmove(span_at(qm, from), span_at(qm, pairs), n * sizeof(struct span));
    qm->spans.n = (from + n) * sizeof(struct span);
}

bool spans_near(struct query_match *qm, uint32_t i)
{
    const struct op *op = op_at(qm, i);
    if (near_nests(qm, i))
        return near_holds(qm, i);
    size_t from = qm->spans.n;
    struct spans left = spans_of(qm, i + 1), right = spans_of(qm, op_at(qm, i + 1)->end);
    bool any = false;
    for (size_t k = 0; k < left.n && !any; k++)
        any = join_one(qm, op, *span_at(qm, left.from + k), &right, true);
    qm->spans.n = from;
    return any;
}

struct spans spans_of(struct query_match *qm, uint32_t i)
{
    const struct op *op = op_at(qm, i);
    size_t from = count(qm);
    switch (op->code) {
    case AST_WORD:
        word_spans(qm, op);
        break;
    case AST_PHRASE:
        phrase_spans(qm, op);
        break;
    case AST_NEAR:
        near_spans(qm, i);
        break;
    default:
        for (uint32_t c = i + 1; c < op->end; c = op_at(qm, c)->end)
            spans_of(qm, c);
    }
    return tidy(qm, from);
}

uint32_t spans_outside(const struct query_match *qm, uint32_t at)
{
    size_t low = 0, high = VEC_COUNT(qm->zones, struct zone);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (VEC_AT(qm->zones, struct zone, mid)->from <= at)
            low = mid + 1;
        else
            high = mid;
    }
    const struct zone *z = low ? VEC_AT(qm->zones, struct zone, low - 1) : NULL;
    return z && at < z->from + z->n ? z->at : at;
}

/* By their ends: of two with the same end the shorter one first. */
static bool ends_before(struct span a, struct span b)
{
    return a.last != b.last ? a.last < b.last : a.first > b.first;
}

/* How many there are that do not overlap: always taking the one that ends first finds the most. */
static int64_t most_apart(const struct span *v, size_t n)
{
    int64_t found = 0;
    uint32_t free_from = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].first >= free_from) {
            found++;
            free_from = v[i].last + 1;
        }
    return found;
}

bool spans_times(struct query_match *qm, uint32_t i)
{
    size_t from = qm->spans.n;
    if (near_nests(qm, i))
        return near_times(qm, i + 1, op_at(qm, i)->arg);
    struct spans s = spans_of(qm, i + 1);
    for (size_t k = s.from; k < s.from + s.n; k++)
        *span_at(qm, k) = (struct span){ spans_outside(qm, span_at(qm, k)->first), spans_outside(qm, span_at(qm, k)->last) };
    sort(span_at(qm, s.from), s.n, ends_before);
    bool is = most_apart(span_at(qm, s.from), s.n) >= (int64_t)op_at(qm, i)->arg;
    qm->spans.n = from;
    return is;
}

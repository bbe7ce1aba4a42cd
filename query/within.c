/*
 * ~n: one span of each operand, none overlapping, with at most n other words
 * among them. From left to right, best[set] is the least number of words left
 * over when just the operands of `set` are placed, less the position where the
 * last of them ends: a span further on then only adds where it begins. A span
 * waits in a row of its own until the next one begins behind its end.
 */
#include "query/match.h"

#define UNREACHED (INT64_MAX / 4)

struct placed { uint32_t first, last, operand; };

static bool earlier(struct placed a, struct placed b)
{
    return a.first < b.first;
}

static void sort(struct placed *v, size_t n)
{
    static const size_t gaps[] = { 1968, 861, 336, 112, 48, 21, 7, 3, 1 };
    for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            struct placed s = v[i];
            size_t j = i;
            for (; j >= gaps[g] && earlier(s, v[j - gaps[g]]); j -= gaps[g])
                v[j] = v[j - gaps[g]];
            v[j] = s;
        }
}

/* All operands' spans in qm->placed, by where they begin; how many operands, 0: one has none. `longest`: all together. */
static uint32_t gather(struct query_match *qm, uint32_t i, uint32_t *longest)
{
    uint32_t operand = 0, end = op_at(qm, i)->end;
    size_t from = qm->spans.n;
    buf_reset(&qm->placed);
    *longest = 0;
    for (uint32_t c = i + 1; c < end; c = op_at(qm, c)->end, operand++) {
        struct spans s = spans_of(qm, c);
        for (size_t k = 0; k < s.n; k++) {
            struct span at = *span_at(qm, s.from + k);
            *(struct placed *)vec_add(&qm->placed, sizeof(struct placed)) = (struct placed){ at.first, at.last, operand };
        }
        qm->spans.n = from;
        *longest += s.longest;
        if (s.n == 0)
            return 0;
    }
    sort(VEC_AT(qm->placed, struct placed, 0), VEC_COUNT(qm->placed, struct placed));
    return operand;
}

static int64_t *row_at(const struct query_match *qm, size_t row, size_t sets)
{
    return VEC_AT(qm->rows, int64_t, row * sets);
}

/* Row 0 is `best`; the spans that end before `first` go into it and give their rows back. */
static void close_waiting(struct query_match *qm, uint32_t first, size_t sets)
{
    int64_t *best = row_at(qm, 0, sets);
    for (size_t k = 0; k < VEC_COUNT(qm->waiting, uint32_t); ) {
        uint32_t *ends = VEC_AT(qm->waiting, uint32_t, 0);
        size_t last = VEC_COUNT(qm->waiting, uint32_t) - 1;
        int64_t *row = row_at(qm, 1 + k, sets);
        if (ends[k] >= first) {
            k++;
            continue;
        }
        for (size_t set = 0; set < sets; set++)
            if (row[set] - (int64_t)ends[k] < best[set])
                best[set] = row[set] - (int64_t)ends[k];
        memmove(row, row_at(qm, 1 + last, sets), sets * sizeof *row);
        ends[k] = ends[last];
        qm->waiting.n -= sizeof *ends;
        qm->rows.n -= sets * sizeof *row;
    }
}

static int64_t *new_row(struct query_match *qm, size_t sets)
{
    size_t from = qm->rows.n;
    buf_reserve(&qm->rows, sets * sizeof(int64_t));
    qm->rows.n += sets * sizeof(int64_t);
    int64_t *row = (int64_t *)(void *)(qm->rows.p + from);
    for (size_t set = 0; set < sets; set++)
        row[set] = UNREACHED;
    return row;
}

/* The span as the last of every set that holds its operand; the least left over of all operands. */
static int64_t place(struct query_match *qm, struct placed s, size_t sets)
{
    size_t mine = (size_t)1 << s.operand;
    int64_t *row = new_row(qm, sets);
    const int64_t *best = row_at(qm, 0, sets);
    for (size_t set = mine; set < sets; set++)
        if (set & mine && best[set ^ mine] < UNREACHED / 2)
            row[set] = best[set ^ mine] + (int64_t)s.first - 1;
    row[mine] = 0;   /* nothing stands before it */
    *(uint32_t *)vec_add(&qm->waiting, sizeof s.last) = s.last;
    return row[sets - 1];
}

bool spans_within(struct query_match *qm, uint32_t i)
{
    uint32_t longest, operands = gather(qm, i, &longest);
    size_t sets = (size_t)1 << operands;
    if (operands == 0)
        return false;
    buf_reset(&qm->rows);
    buf_reset(&qm->waiting);
    new_row(qm, sets);
    for (size_t k = 0; k < VEC_COUNT(qm->placed, struct placed); k++) {
        struct placed s = *VEC_AT(qm->placed, struct placed, k);
        close_waiting(qm, s.first, sets);
        if (place(qm, s, sets) > (int64_t)op_at(qm, i)->arg)
            continue;
        uint32_t reach = op_at(qm, i)->arg + longest;
        qm->within = (struct span){ s.last + 1 > reach ? s.last + 1 - reach : 0, s.last };
        return true;
    }
    return false;
}

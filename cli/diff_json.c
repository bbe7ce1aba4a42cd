/* What a diff found, for programs. */
#include <inttypes.h>

#include "cli/diff.h"
#include "metrics/sov.h"

static void member(struct buf *out, const char *name, struct slice value)
{
    buf_printf(out, "\"%s\":", name);
    buf_json(out, value);
}

static void figures(struct buf *out, const struct diff_row *r)
{
    buf_printf(out, "\"before\":%" PRId64 ",\"after\":%" PRId64 ",\"added\":%" PRId64 ",\"removed\":%" PRId64 ",\"unchanged\":%" PRId64,
               r->n[OLD], r->n[NEW], r->added, r->removed, r->n[OLD] - r->removed);
}

static void rows(struct buf *out, const struct diff_rows *rows, const char *what)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct diff_row *r = &rows->v[i];
        buf_addz(out, i ? ",{" : "{");
        member(out, what, slice_of(r->name));
        if (r->brand != r->name) {
            buf_char(out, ',');
            member(out, "brand", slice_of(r->brand));
        }
        buf_printf(out, ",\"in_old\":%s,\"in_new\":%s,", r->on[OLD] ? "true" : "false", r->on[NEW] ? "true" : "false");
        figures(out, r);
        buf_char(out, '}');
    }
}

static void share(struct buf *out, const struct diff *d, const struct diff_set *s, const struct diff_share *share)
{
    static const char *const names[] = { "before", "after" };
    double part[SIDES], low, high;
    buf_char(out, '{');
    member(out, "brand", slice_of(d->brands.v[share->row].name));
    for (int side = 0; side < SIDES; side++) {
        int64_t n = diff_mentions(d, share, side);
        part[side] = s->total[side] ? (double)n / (double)s->total[side] : 0;
        sov_wilson(n, s->total[side], &low, &high);
        buf_printf(out, ",\"%s\":{\"in_set\":%s,\"mentions\":%" PRId64 ",\"share\":%.6f,\"share_low\":%.6f,\"share_high\":%.6f}", names[side],
                   share->in[side] ? "true" : "false", n, part[side], low, high);
    }
    buf_printf(out, ",\"points\":%.4f}", 100 * (part[NEW] - part[OLD]));
}

static void set(struct buf *out, const struct diff *d, const struct diff_set *s)
{
    buf_addz(out, "{\"set\":");
    if (s->id)
        buf_json(out, slice_of(s->id));
    else
        buf_addz(out, "null");
    buf_printf(out, ",\"total_before\":%" PRId64 ",\"total_after\":%" PRId64 ",\"brands\":[", s->total[OLD], s->total[NEW]);
    for (size_t i = 0; i < s->n; i++) {
        buf_addz(out, i ? "," : "");
        share(out, d, s, &s->v[i]);
    }
    buf_addz(out, "]}");
}

static void reason(struct buf *out, const char *name, struct slice why)
{
    buf_printf(out, ",\"%s\":", name);
    if (why.n)
        buf_json(out, why);
    else
        buf_addz(out, "null");
}

static void example(struct buf *out, const struct diff_example *x)
{
    buf_char(out, '{');
    member(out, "mention", x->key);
    buf_char(out, ',');
    member(out, "query", slice_of(x->query));
    buf_printf(out, ",\"in\":\"%s\",", x->title ? "title" : "text");
    member(out, "excerpt", x->excerpt);
    buf_addz(out, ",\"places\":[");
    for (size_t i = 0; i < x->place_count; i++)
        buf_printf(out, "%s{\"start\":%" PRIu32 ",\"end\":%" PRIu32 "}", i ? "," : "", x->places[i].start, x->places[i].end);
    buf_char(out, ']');
    reason(out, "old", x->why[OLD]);
    reason(out, "new", x->why[NEW]);
    buf_char(out, '}');
}

static void examples(struct buf *out, const struct diff *d, bool added)
{
    bool first = true;
    for (size_t i = 0; i < d->example_count; i++) {
        if (d->examples[i].added != added)
            continue;
        buf_addz(out, first ? "" : ",");
        first = false;
        example(out, &d->examples[i]);
    }
}

static void sides(struct buf *out, const struct diff *d)
{
    for (int side = 0; side < SIDES; side++) {
        buf_addz(out, side == OLD ? "{\"old\":{" : ",\"new\":{");
        member(out, "from", slice_of(d->side[side].arg));
        buf_char(out, ',');
        member(out, "config", slice_of(classifier_config(d->side[side].cl)));
        buf_char(out, '}');
    }
}

void diff_print_json(struct diff *d)
{
    struct buf out = { 0 };
    struct diff_set *sets;
    size_t n = d->side[NEW].configured ? diff_sets(d, &sets) : 0;
    sides(&out, d);
    buf_printf(&out, ",\"mentions\":%" PRId64 ",\"repeats\":%" PRId64 ",\"passed_over\":%" PRId64 ",\"unreadable\":%" PRId64 ",\"changed\":%" PRId64
               ",\"cut\":%s,\"matched\":{", d->seen, d->repeats, d->passed_over, d->bad, d->changed, d->cut ? "true" : "false");
    figures(&out, &d->all);
    buf_addz(&out, "},\"queries\":[");
    rows(&out, &d->queries, "query");
    buf_addz(&out, "],\"brands\":[");
    if (d->side[NEW].configured)
        rows(&out, &d->brands, "brand");
    buf_addz(&out, "],\"sets\":[");
    for (size_t i = 0; i < n; i++) {
        buf_addz(&out, i ? "," : "");
        set(&out, d, &sets[i]);
    }
    buf_addz(&out, "],\"examples\":{\"added\":[");
    examples(&out, d, true);
    buf_addz(&out, "],\"removed\":[");
    examples(&out, d, false);
    buf_addz(&out, "]}}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

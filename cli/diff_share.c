/* Shares of voice on both sides: sets of brands by their names, so that one that is on one side only is seen as such. */
#include "cli/diff.h"

static struct diff_share *share_for(struct diff_set *s, uint32_t row)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].row == row)
            return &s->v[i];
    s->v[s->n] = (struct diff_share){ .row = row };
    return &s->v[s->n++];
}

int64_t diff_mentions(const struct diff *d, const struct diff_share *s, int side)
{
    return s->in[side] ? d->brands.v[s->row].n[side] : 0;
}

/* id NULL: all brands of a side. */
static void add_side(struct diff *d, struct diff_set *s, int side)
{
    const struct brands *b = classifier_brands(d->side[side].cl);
    const struct brand_set *set = s->id ? brands_set(b, s->id) : NULL;
    size_t n = s->id ? set ? set->n : 0 : b->n;
    for (size_t i = 0; i < n; i++) {
        struct diff_share *share = share_for(s, d->side[side].brand_row[set ? set->brands[i] : i]);
        share->in[side] = true;
        s->total[side] += diff_mentions(d, share, side);
    }
}

static void make_set(struct diff *d, struct diff_set *s, const char *id)
{
    *s = (struct diff_set){ .id = id, .v = arena_zalloc(&d->kept, (d->brands.n + 1) * sizeof *s->v) };
    add_side(d, s, OLD);
    add_side(d, s, NEW);
}

size_t diff_sets(struct diff *d, struct diff_set **out)
{
    const struct brands *old = classifier_brands(d->side[OLD].cl), *new = classifier_brands(d->side[NEW].cl);
    struct diff_set *v = *out = arena_zalloc(&d->kept, (old->set_count + new->set_count + 1) * sizeof *v);
    size_t n = 0;
    for (size_t i = 0; i < old->set_count; i++)
        make_set(d, &v[n++], old->sets[i].id);
    for (size_t i = 0; i < new->set_count; i++)
        if (!brands_set(old, new->sets[i].id))
            make_set(d, &v[n++], new->sets[i].id);
    if (n == 0)
        make_set(d, &v[n++], NULL);
    return n;
}

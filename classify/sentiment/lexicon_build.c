/* From forms to the table, and what is another's in it. */
#include <stdlib.h>

#include "base/hash.h"
#include "classify/sentiment/lexicon_table.h"

static int cmp_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Faces last; else by key, longest first, then by the other words. */
static int cmp_form(const void *x, const void *y)
{
    const struct form *a = x, *b = y;
    bool fa = a->entry.kind == ENTRY_FACE, fb = b->entry.kind == ENTRY_FACE;
    if (fa != fb)
        return fa - fb;
    if (fa)
        return a->text.n != b->text.n ? (a->text.n < b->text.n ? 1 : -1) : slice_cmp(a->text, b->text);
    if (a->key != b->key)
        return cmp_u64(a->key, b->key);
    if (a->words != b->words)
        return a->words < b->words ? 1 : -1;
    for (size_t i = 2; i < a->words; i++)
        if (a->hash[i] != b->hash[i])
            return cmp_u64(a->hash[i], b->hash[i]);
    /* One written "exact" beside one that is not: the exact one is asked first. */
    int exact = (b->entry.flags & ENTRY_EXACT) - (a->entry.flags & ENTRY_EXACT);
    return exact ? exact : (a->entry.flags & ENTRY_EXACT) ? cmp_u64(a->exact, b->exact) : 0;
}

static bool say_twice(const struct form *a, const struct form *b, struct err *e)
{
    bool swap = strcmp(a->file, b->file) == 0 ? a->line > b->line : strcmp(a->file, b->file) > 0;
    const struct form *first = swap ? b : a, *second = swap ? a : b;
    return err_set(e, ERR_CONFIG, "%s:%d:%d: \"" SLICE_FMT "\" is already given at %s:%d: keep one of them",
                   second->file, second->line, second->col, SLICE_ARG(second->text), first->file, first->line);
}

static void *must_calloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

static void slots_alloc(struct lexicon *lx, size_t forms)
{
    size_t cap = 64;
    while (cap < forms * 2)
        cap *= 2;
    lx->slots = must_calloc(cap, sizeof *lx->slots);
    lx->mask = cap - 1;
}

static void bit_set(uint64_t *bits, unsigned log2, uint64_t hash)
{
    uint64_t at = hash >> (64 - log2);
    bits[at / 64] |= 1ull << at % 64;
}

static void row_add(struct lexicon *lx, const struct form *f, size_t *rest)
{
    size_t at = lx->rows_n++, more = f->words > 2 ? f->words - 2 : 0;
    lx->rows[at] = (struct lexicon_row){ f->entry, (uint32_t)*rest, (uint32_t)f->words, f->exact };
    if (more)
        memcpy(lx->rest + *rest, f->hash + 2, more * sizeof *lx->rest);
    *rest += more;
    struct lexicon_slot *s = (struct lexicon_slot *)slot_find(lx, f->key);
    if (s->n++ == 0) {
        s->hash = f->key;
        s->first = (uint32_t)at;
    }
    bit_set(lx->maybe, MAYBE_LOG2, f->key);
    if (f->words > 1)
        bit_set(lx->begins, BEGINS_LOG2, f->hash[0]);
}

static void face_add(struct lexicon *lx, const struct form *f)
{
    struct face *face = &lx->faces[lx->faces_n++];
    memcpy(face->text, f->text.p, f->text.n);
    face->len = (uint8_t)f->text.n;
    face->value = f->entry.value;
    face->own = 0;
    lx->face_first[(unsigned char)face->text[0]] = true;
    if (face->len > 1)
        lx->face_second[(unsigned char)face->text[1]] = true;
    else
        memset(lx->face_second, true, sizeof lx->face_second);
}

int lexicon_order(const struct form *x, const struct form *y)
{
    return cmp_form(x, y);
}

void lexicon_sort(struct form *forms, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (forms[i].words)
            forms[i].key = forms[i].words == 1 ? forms[i].hash[0] : pair_key(forms[i].hash[0], forms[i].hash[1]);
    if (n)
        qsort(forms, n, sizeof *forms, cmp_form);
}

/* Of what a text can meet, in the order of the forms, so that the same forms make the same sum. */
static uint64_t sum_of(const struct form *forms, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) {
        const struct form *f = &forms[i];
        float v[2] = { f->entry.value, f->entry.extra };
        uint8_t kind[2] = { f->entry.kind, f->entry.flags };
        h = hash64_seed((struct slice){ (const char *)v, sizeof v }, h * 31 + (uint64_t)kind[0] * 256 + kind[1]);
        h = f->words ? hash64_seed((struct slice){ (const char *)f->hash, f->words * sizeof *f->hash }, h ^ f->exact) : hash64_seed(f->text, h);
    }
    return h;
}

struct lexicon *lexicon_build(struct form *forms, size_t n, struct err *e)
{
    size_t rest = 0;
    lexicon_sort(forms, n);
    for (size_t i = 0; i < n; i++) {
        rest += forms[i].words;
        if (i && cmp_form(&forms[i - 1], &forms[i]) == 0) {
            say_twice(&forms[i - 1], &forms[i], e);
            return NULL;
        }
    }
    struct lexicon *lx = must_calloc(1, sizeof *lx);
    slots_alloc(lx, n);
    lx->rows = must_calloc(n, sizeof *lx->rows);
    lx->rest = must_calloc(rest, sizeof *lx->rest);
    lx->faces = must_calloc(n, sizeof *lx->faces);
    lx->sum = sum_of(forms, n);
    rest = 0;
    for (size_t i = 0; i < n; i++)
        if (forms[i].entry.kind == ENTRY_FACE)
            face_add(lx, &forms[i]);
        else
            row_add(lx, &forms[i], &rest);
    return lx;
}

/* What `f` says in `lx` or beneath; one written with the same accents before one that is not. */
static const struct entry *same_row(const struct lexicon *lx, const struct form *f)
{
    const struct entry *found = NULL;
    const struct lexicon_slot *s = slot_find(lx, f->key);
    for (size_t i = 0; i < s->n; i++) {
        const struct lexicon_row *row = &lx->rows[s->first + i];
        if (row->words != f->words || (f->words > 2 && memcmp(lx->rest + row->rest, f->hash + 2, (f->words - 2) * sizeof *f->hash) != 0))
            continue;
        if (!found || (row->entry.flags & ENTRY_EXACT && row->exact == f->exact))
            found = &row->entry;
    }
    return found || !lx->base ? found : same_row(lx->base, f);
}

static const struct face *same_face(const struct lexicon *lx, struct slice text)
{
    for (size_t i = 0; i < lx->faces_n; i++)
        if (slice_eq(text, (struct slice){ lx->faces[i].text, lx->faces[i].len }))
            return &lx->faces[i];
    return lx->base ? same_face(lx->base, text) : NULL;
}

void lexicon_differ(struct lexicon *lx, const struct form *forms, const struct lexicon *built_in)
{
    for (size_t i = 0; i < lx->rows_n; i++) {
        struct entry *en = &lx->rows[i].entry;
        const struct entry *was = built_in ? same_row(built_in, &forms[i]) : NULL;
        if (en->kind == ENTRY_FEELING)
            en->own = en->value - (was && was->kind == ENTRY_FEELING ? was->value - was->own : 0);
    }
    for (size_t i = 0; i < lx->faces_n; i++) {
        struct face *f = &lx->faces[i];
        const struct face *was = built_in ? same_face(built_in, (struct slice){ f->text, f->len }) : NULL;
        f->own = f->value - (was ? was->value - was->own : 0);
    }
}

void lexicon_put_on(struct lexicon *lx, const struct lexicon *base)
{
    lx->base = base;
    for (size_t i = 0; i < 256; i++)
        lx->face_first[i] |= base->face_first[i], lx->face_second[i] |= base->face_second[i];
}

void lexicon_free(struct lexicon *lx)
{
    if (!lx)
        return;
    lexicon_free(lx->owned);
    free(lx->slots);
    free(lx->rows);
    free(lx->rest);
    free(lx->faces);
    free(lx);
}

size_t lexicon_count(const struct lexicon *lx)
{
    return lx->rows_n + lx->faces_n + (lx->base ? lexicon_count(lx->base) : 0);
}

uint64_t lexicon_sum(const struct lexicon *lx)
{
    return lx->sum + (lx->base ? 31 * lexicon_sum(lx->base) : 0);
}

/* Whatever bytes come as a lexicon's file: refused with file, line and column, one mistake or all of them, or forms whose values are
 * within their bounds and of which a table is built that says each of them. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "classify/sentiment/lexicon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static size_t mistakes;

static void has_a_place(const struct err *e)
{
    int line, col;
    assert(e->kind == ERR_CONFIG && sscanf(e->msg, "x.tsv:%d:%d:", &line, &col) == 2 && line > 0 && col > 0);
}

static void on_mistake(void *self, const struct err *e)
{
    (void)self;
    has_a_place(e);
    mistakes++;
}

static void check_forms(const struct lexicon_reading *r)
{
    for (size_t i = 0; i < lexicon_reading_count(r); i++) {
        const struct form *f = &lexicon_reading_forms(r)[i];
        assert(isfinite(f->entry.value) && isfinite(f->entry.extra) && fabsf(f->entry.value) <= 4 && f->line > 0 && f->col > 0);
        assert(f->entry.kind != ENTRY_NONE && (f->entry.kind == ENTRY_FACE || f->words > 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = { (const char *)data, n };
    struct lexicon_reading first, all;
    struct err e = { 0 };
    lexicon_reading_init(&first);
    bool ok = lexicon_parse(&first, "x.tsv", text, &e);
    if (!ok)
        has_a_place(&e);
    check_forms(&first);
    lexicon_reading_init(&all);
    all.mistake = on_mistake;
    mistakes = 0;
    err_clear(&e);
    (void)lexicon_parse(&all, "x.tsv", text, &e);
    assert(ok == (mistakes == 0));               /* going on behind mistakes finds one where stopping at the first does */
    check_forms(&all);
    assert(!ok || lexicon_reading_count(&first) == lexicon_reading_count(&all));
    if (ok) {
        struct lexicon *lx = lexicon_build(lexicon_reading_forms(&first), lexicon_reading_count(&first), &e);
        if (!lx)
            has_a_place(&e);                     /* a form that is given twice */
        lexicon_free(lx);
    }
    lexicon_reading_fini(&first);
    lexicon_reading_fini(&all);
    return 0;
}

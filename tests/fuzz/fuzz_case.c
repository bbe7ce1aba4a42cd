/* fuzz_case: any bytes may lie in Redis, any record in pulso.cases and pulso.changes, and people type folios. What is read of a case holds together and is written the same. */
#include <stdlib.h>

#include "model/case_seen.h"
#include "route/cases/folio.h"
#include "route/tell/change_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
    if (!holds)
        abort();
}

static void try_folio(struct slice text)
{
    char out[FOLIO_TEXT];
    struct origin o, same;
    if (folio_parse(text, &o))
        must(folio_parse((struct slice){ out, folio_print(&o, out) }, &same) && same.partition == o.partition && same.offset == o.offset);
}

/* Whatever is stored, what is told of it has an id each, and is told once. */
static void try_changes(struct arena *a, const struct casefile *c)
{
    struct changes x;
    changes_begin(&x, a, &(struct casefile){ 0 });
    changes_collect(&x, a, c, SLICE("x:t"));
    for (const struct change *ch = x.first; ch; ch = ch->next)
        for (const struct change *o = ch->next; o; o = o->next)
            must(!slice_eq(ch->id, o->id));
    struct change **last = x.last;
    changes_collect(&x, a, c, SLICE("x:t"));
    must(x.last == last);
}

static void try_bytes(struct arena *a, struct json *j, struct slice bytes)
{
    struct casefile c, again;
    struct case_now now, same;
    struct case_seen seen;
    struct buf one = { 0 }, two = { 0 };
    struct err e = { 0 };
    if (!case_decode(a, bytes, &c))
        return;
    must(c.n <= CASE_EVENTS_MAX && case_decode(a, case_encode(a, &c), &again) && again.n == c.n);
    case_fold(a, &c, &now);
    case_fold(a, &again, &same);
    case_print(&c, &now, SLICE("x:t"), &one);
    case_print(&again, &same, SLICE("x:t"), &two);
    must(slice_eq(buf_slice(&one), buf_slice(&two)));
    case_seen_parse(j, a, buf_slice(&one), &seen, &e);     /* texts may be no UTF-8 */
    try_changes(a, &c);
    buf_fini(&one);
    buf_fini(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    static struct json *j;
    struct slice bytes = { (const char *)data, size };
    struct case_seen seen;
    struct change_seen change;
    struct err e = { 0 };
    const char *what;
    if (!j)
        j = json_new(1 << 20);
    arena_reset(&a);
    try_folio(bytes);
    try_bytes(&a, j, bytes);
    if (size < 1 << 20 && case_seen_parse(j, &a, bytes, &seen, &e)) {
        must(seen.folio.n && seen.state.n);
        case_next_due(&seen, &what);
    }
    if (size < 1 << 20 && change_seen_parse(j, &a, bytes, &change, &e))
        must(change.id.n && change.seen.folio.n);
    return 0;
}

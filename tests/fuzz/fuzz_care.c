/* fuzz_care: any text may name accounts and be signed; any bytes may lie in Redis. What is read of a conversation holds together and is written the same. */
#include <stdlib.h>

#include "route/care/handle.h"
#include "route/care/post.h"
#include "route/care/thread.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
    if (!holds)
        abort();
}

static struct book *open_book(void)
{
    static struct brands brands;
    static const char yaml[] = "brands: [{ id: tele, names: [tele], accounts: ['@TeleAyuda', '@b'] }]\ncare: { signatures: ['^', '-', '—'] }\n";
    struct err e = { 0 };
    struct conf *c = conf_parse("fuzz.yaml", slice_of(yaml), &e);
    must(c && brands_read(c, &brands, &e));
    return book_open(&brands, conf_get(conf_root(c), "care"), "UTC", &e);
}

static void try_text(const struct book *b, struct slice text)
{
    struct slice h, initials = book_signature(b, text);
    for (size_t at = 0, before = 0; handle_next(text, &at, &h); before = at) {
        must(h.n > 0 && at > before && at <= text.n && h.p > text.p && h.p + h.n <= text.p + at && h.p[-1] == '@');
        book_account_in_text(b, SLICE("x"), h);
    }
    must(initials.n <= 4 && (initials.n == 0 || (initials.p > text.p && initials.p + initials.n <= text.p + text.n)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct book *b;
    static struct arena a;
    struct slice bytes = { (const char *)data, size };
    struct thread t, again;
    struct post p, same;
    unsigned char out[POST_BYTES];
    if (!b)
        b = open_book();
    arena_reset(&a);
    try_text(b, bytes);
    if (thread_decode(&a, bytes, &t)) {
        must(t.n <= THREAD_MAX && thread_decode(&a, thread_encode(&a, &t), &again) && again.n == t.n);
        thread_seal(&t, 1);
        must(t.n < THREAD_MAX);
    }
    if (post_decode(bytes, &p))
        must(post_decode((struct slice){ (const char *)out, post_encode(&p, out) }, &same) && same.created_ms == p.created_ms);
    return 0;
}

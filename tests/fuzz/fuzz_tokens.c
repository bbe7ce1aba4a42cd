/* fuzz_tokens: any bytes may be a text; what comes out must hold together. */
#include <stdlib.h>

#include "base/hash.h"
#include "text/fold.h"
#include "text/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int true_of_every_token)
{
    if (!true_of_every_token)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tokenizer *t;
    static struct arena a;
    struct slice text = { (const char *)data, size };
    struct tokens k;
    if (!t)
        t = tokenizer_new();
    arena_reset(&a);
    tokens_scan(t, &a, text, &k);
    uint32_t before = 0;
    for (size_t i = 0; i < k.n; i++) {
        const struct token *w = &k.v[i];
        must(w->start >= before && w->start < w->end && w->end <= size);
        must(w->folded.n && w->bare.n && w->squeezed.n && w->hash == hash64(w->bare));
        must((w->flags & TOKEN_MARKED) || slice_eq(w->folded, w->bare));
        must((w->flags & TOKEN_LONG) || slice_eq(w->squeezed, w->bare));
        must(w->kind == TOKEN_EMOJI || fold_match(w->bare, w->folded, FOLD_LONG));
        struct slice as = token_written(&k, w);
        must(as.n && as.n <= w->end - w->start && (k.written || as.p == text.p + w->start));
        before = w->end;
    }
    tokens_fold(t, &a, text);
    tokens_bare(t, &a, text);
    return 0;
}

/* fuzz_pii: any bytes may be a text; what is found lies in it, in order, and masking moves nothing. */
#include <stdlib.h>

#include "pii/pii.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int true_of_all)
{
    if (!true_of_all)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buf masked, json;
    struct slice text = { (const char *)data, size };
    struct pii_span s;
    size_t before = 0, at = 0;
    unsigned kinds = 0;
    while (pii_next(text, &at, &s)) {
        must(s.kind < PII_KINDS && s.start >= before && s.start < s.end && s.end <= size && at >= s.end);
        kinds |= 1u << s.kind;
        before = s.end;
    }
    must(kinds == pii_kinds(text));
    buf_reset(&masked);
    buf_reset(&json);
    pii_mask(text, &masked);
    pii_mask_json(text, &json);
    must(masked.n == size);
    for (size_t i = 0; i < size; i++)
        must(masked.p[i] == text.p[i] || masked.p[i] == '*');
    return 0;
}

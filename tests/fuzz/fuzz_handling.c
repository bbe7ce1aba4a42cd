/* Whatever bytes stand in pulso.alerts as what people did, or in pulso.actions as what they decide: refused, or it prints and
 * reads the same again. The first line is the record, the rest the data of one decision of each kind. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "route/handling.h"
#include "route/silence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct json *json;

static bool parse(struct handling *h, struct slice text, struct arena *a)
{
    struct json_value root;
    struct err e = { 0 };
    char *padded = arena_zalloc(a, text.n + JSON_PADDING);
    if (text.n)
        memcpy(padded, text.p, text.n);
    handling_init(h);
    return json_parse(json, padded, text.n, &root, &e) && root.type == JSON_OBJECT && handling_parse(h, json, root, &e);
}

static void again(const struct handling *h, struct arena *a)
{
    struct handling r;
    struct buf out = { 0 }, back = { 0 };
    handling_print(h, &out);
    assert(parse(&r, buf_slice(&out), a));
    handling_print(&r, &back);
    assert(slice_eq(buf_slice(&back), buf_slice(&out)));
    handling_fini(&r);
    buf_fini(&out);
    buf_fini(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice rest = { (const char *)data, n }, record = { 0 };
    struct arena a = { 0 };
    struct handling h;
    struct silence *silences = NULL, *changed;
    if (!json)
        json = json_new(65536);
    slice_next(&rest, '\n', &record);
    if (parse(&h, record, &a))
        for (int k = 0; k < ACTION_COUNT; k++) {
            struct err e = { 0 };
            bool took;
            struct action x = { .kind = (enum action_kind)k, .id = slice_of(action_kind_name((enum action_kind)k)), .by = SLICE("ana"), .at_ms = 1795322533120LL, .data = rest,
                                .brand = SLICE("b") };
            handling_apply(&h, &x, k % 3, json, &a, &took, &e);
            silence_apply(&silences, &x, json, &a, &changed, &e);
            again(&h, &a);
        }
    silences_free(&silences);
    handling_fini(&h);
    arena_fini(&a);
    return 0;
}

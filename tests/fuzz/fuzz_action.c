/* Whatever bytes come as an action: refused with a reason, or one that prints and reads the same again. */
#include <assert.h>
#include <stdint.h>

#include "model/action.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct json *json;
    struct arena a = { 0 };
    struct buf out = { 0 };
    struct err e = { 0 };
    struct action x, again;
    if (!json)
        json = json_new(ACTION_MAX_BYTES);
    if (!action_parse(json, &a, (struct slice){ (const char *)data, n }, &x, &e)) {
        assert(e.kind == ERR_DROP && e.msg[0]);
    } else if (x.at_ms >= 0 && action_print(&x, &out, &e)) {
        assert(action_parse(json, &a, buf_slice(&out), &again, &e));
        assert(again.kind == x.kind && again.at_ms == x.at_ms && slice_eq(again.id, x.id) && slice_eq(again.data, x.data));
        assert(slice_eq(action_key(&again), action_key(&x)));
    }
    arena_fini(&a);
    buf_fini(&out);
    return 0;
}

/* Whatever bytes come as the data of an action "wrong": refused with a reason, or what prints and reads the same again. */
#include <assert.h>
#include <stdint.h>

#include "model/wrong.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct json *json;
    struct arena a = { 0 };
    struct buf out = { 0 }, twice = { 0 };
    struct err e = { 0 };
    struct wrong w, again;
    if (!json)
        json = json_new(64 * 1024);
    if (!wrong_parse(json, &a, (struct slice){ (const char *)data, n }, &w, &e)) {
        assert(e.kind == ERR_DROP && e.msg[0]);
    } else {
        wrong_print(&w, &out);
        assert(wrong_parse(json, &a, buf_slice(&out), &again, &e));
        wrong_print(&again, &twice);
        assert(slice_eq(buf_slice(&out), buf_slice(&twice)));
        wrong_put_on(&again, &w);
    }
    arena_fini(&a);
    buf_fini(&out);
    buf_fini(&twice);
    return 0;
}

/* The hook that remembers what it was told, for tests. It keeps the last 64. */
#include "base/buf.h"
#include "route/hook.h"

#define KEPT 64

static struct {
    struct buf key[KEPT], text[KEPT];
    size_t n, failing;
} heard;

static const struct conf_key keys[] = { { 0 } };

static void memory_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    (void)self;
    if (heard.failing > 0) {
        heard.failing--;
        hook_tried(t, "told to fail");
        return;
    }
    struct buf *key = &heard.key[heard.n % KEPT], *text = &heard.text[heard.n++ % KEPT];
    buf_reset(key);
    buf_add(key, a->key);
    buf_reset(text);
    buf_printf(text, SLICE_FMT "\n" SLICE_FMT, SLICE_ARG(a->title), SLICE_ARG(a->text));
    hook_tried(t, NULL);
}

static bool memory_to_ok(const char *to) { return *to != 0; }

extern const struct hook_ops hook_memory;
const struct hook_ops hook_memory = { .name = "memory", .size = 1, .keys = keys, .fire = memory_fire, .to_ok = memory_to_ok };

size_t hook_memory_count(void) { return heard.n; }
struct slice hook_memory_key(size_t i) { return buf_slice(&heard.key[i % KEPT]); }
struct slice hook_memory_text(size_t i) { return buf_slice(&heard.text[i % KEPT]); }
void hook_memory_fail(size_t next_attempts) { heard.failing = next_attempts; }

void hook_memory_reset(void)
{
    for (size_t i = 0; i < KEPT; i++) {
        buf_fini(&heard.key[i]);
        buf_fini(&heard.text[i]);
    }
    memset(&heard, 0, sizeof heard);
}

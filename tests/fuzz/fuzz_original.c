/* Whatever bytes come as a sealed original: refused with a reason, or read, and what was not sealed with our key does not open. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/original.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct keyring *ring(void)
{
    char path[] = "/tmp/pulso-fuzz-key.XXXXXX", yaml[128];
    struct keyring *k = NULL;
    struct err e = { 0 };
    int fd = mkstemp(path);
    for (int i = 0; i < 128; i++)
        if (write(fd, &"0123456789abcdef"[i * 5 % 16], 1) != 1)
            abort();
    close(fd);
    snprintf(yaml, sizeof yaml, "originals: { keys: [ %s ] }\n", path);
    struct conf *c = conf_parse("f.yaml", slice_of(yaml), &e);
    if (!c || !keyring_open(c, NULL, &k, &e))
        abort();
    unlink(path);
    conf_free(c);
    return k;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct json *json;
    static struct keyring *k;
    struct arena a = { 0 };
    struct err e = { 0 };
    struct original x;
    if (!json) {
        json = json_new(65536);
        k = ring();
    }
    if (!original_parse(json, &a, (struct slice){ (const char *)data, n }, &x, &e)) {
        assert(e.kind == ERR_DROP && e.msg[0]);
    } else {
        bool opened = original_open(k, json, &a, &x, &e);
        assert(opened || e.msg[0]);
        assert(!opened || slice_is(x.key, keyring_first(k)));
    }
    arena_fini(&a);
    return 0;
}

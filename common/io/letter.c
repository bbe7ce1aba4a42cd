#include "io/letter.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>

static struct slice sha256_hex(struct arena *a, struct slice s)
{
    unsigned char sum[32];
    unsigned n = sizeof sum;
    char *hex = arena_alloc(a, 65);
    EVP_Digest(s.p ? s.p : "", s.n, sum, &n, EVP_sha256(), NULL);
    for (unsigned i = 0; i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", sum[i]);
    return (struct slice){ hex, 2 * n };
}

bool letter_send(struct bus_out *o, const char *topic, struct arena *a, const struct letter *l, struct err *e)
{
    struct slice value = l->value;
    uint64_t length = l->true_length ? l->true_length : value.n;
    struct slice key = l->key;
    if (value.n > LETTER_MAX)
        value.n = LETTER_MAX;
    if (key.n > LETTER_KEY_MAX)
        key.n = LETTER_KEY_MAX;
    struct bus_header h[] = {
        { "reason", arena_dup(a, slice_of(l->reason)) },
        { "stage", slice_of(l->stage) },
        { "time", arena_printf(a, "%" PRId64, l->time_ms) },
        { "origin", l->origin },
        { "length", arena_printf(a, "%" PRIu64, length) },
        { "sha256", l->sha256 ? slice_of(l->sha256) : sha256_hex(a, l->value) },
    };
    struct bus_send s = {
        .topic = topic, .partition = RD_KAFKA_PARTITION_UA, .key = key, .value = value.p ? value : SLICE(""),
        .headers = h, .header_count = sizeof h / sizeof h[0],
    };
    return bus_out_send(o, &s, e);
}

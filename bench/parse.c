/* What reading one mention costs: mention_parse over generated mentions of 700 bytes. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "model/mention.h"

#define MENTIONS 512      /* a batch, so that caches see what they see in a daemon */
#define BYTES 700
#define ROUNDS 2000

static const char *const words[] = {
    "internet", "no", "funciona", "desde", "ayer", "gracias", "señal", "el", "banco", "me", "cobró", "dos",
    "veces", "😡", "otra", "vez", "caído", "por\\nfavor", "ayuda", "\\\"rápido\\\"",
};

static void generate(struct buf *b, unsigned n)
{
    buf_printf(b, "{\"v\":1,\"platform\":\"mastodon\",\"id\":\"https://example.social/users/u%u/statuses/%u\","
               "\"conversation\":\"https://example.social/users/u%u/statuses/%u\",\"kind\":\"reply\","
               "\"created_at\":\"2026-11-22T04:%02u:13.120Z\",\"author\":{\"id\":\"%u\",\"handle\":\"u%u\","
               "\"name\":\"Una Persona\",\"followers\":%u,\"verified\":false},\"text\":\"",
               n % 97, n, n % 89, n / 2, n % 60, n % 97, n % 97, n * 7919 % 100000);
    const char *tail = "\",\"url\":\"https://example.social/@u/1135\",\"lang\":\"es\",\"country\":\"AR\","
                       "\"metrics\":{\"likes\":3,\"replies\":0,\"shares\":1,\"views\":120},"
                       "\"source\":\"mastodon:public@example.social\",\"deleted\":false}";
    for (unsigned i = n; b->n + strlen(tail) + 14 < BYTES; i = i * 1103515245u + 12345u) {
        buf_addz(b, words[(i >> 16) % (sizeof words / sizeof words[0])]);
        buf_char(b, ' ');
    }
    while (b->n + strlen(tail) < BYTES)
        buf_char(b, '.');
    buf_addz(b, tail);
}

static void one_round(struct mention_parser *mp, struct arena *a, const struct buf *json)
{
    struct mention m;
    struct err e = { 0 };
    arena_reset(a);
    for (int i = 0; i < MENTIONS; i++)
        if (!mention_parse(mp, a, buf_slice(&json[i]), &m, &e)) {
            fprintf(stderr, "%s\n", e.msg);
            exit(1);
        }
}

int main(void)
{
    static struct buf json[MENTIONS];
    struct arena a = { 0 };
    struct mention_parser *mp = mention_parser_new();
    size_t bytes = 0;
    for (unsigned i = 0; i < MENTIONS; i++) {
        generate(&json[i], i);
        bytes += json[i].n;
    }
    one_round(mp, &a, json);
    int64_t best_us = INT64_MAX, all_us = clock_mono_us();
    for (int i = 0; i < ROUNDS; i++) {
        int64_t from = clock_mono_us();
        one_round(mp, &a, json);
        int64_t us = clock_mono_us() - from;
        best_us = us < best_us ? us : best_us;
    }
    all_us = clock_mono_us() - all_us;
    printf("parse: %zu bytes a mention, %.0f ns each (best batch %.0f ns)\n", bytes / MENTIONS,
           (double)all_us * 1e3 / ROUNDS / MENTIONS, (double)best_us * 1e3 / MENTIONS);
    mention_parser_free(mp);
    arena_fini(&a);
    for (int i = 0; i < MENTIONS; i++)
        buf_fini(&json[i]);
    return 0;
}

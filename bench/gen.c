/*
 * Mentions for benchmarks, some 700 bytes each as on the real networks, 5 % of
 * them repeats, in the shape of pulso.mentions; and the brands to look for.
 *
 *   gen mentions N [SEED [BRANDS]]   key TAB mention, one a line, for kcat -P -K '\t'; BRANDS of them are spoken of, 100 if not said
 *   gen brands N            the YAML of N brands with a query each (terms, phrases, NOT, wildcards)
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

static const char *const filler[] = {
    "el", "la", "de", "que", "no", "en", "los", "se", "del", "las", "por", "un", "para", "con", "una", "su", "al", "lo", "como", "más",
    "pero", "sus", "le", "ya", "o", "porque", "cuando", "muy", "sin", "sobre", "también", "me", "hasta", "hay", "donde", "quien", "desde",
    "todo", "nos", "durante", "servicio", "internet", "señal", "factura", "atención", "cliente", "sucursal", "tarjeta", "app", "cuenta",
    "pago", "línea", "equipo", "llamada", "hora", "mañana", "hoy", "ayer", "semana", "mes", "precio", "plan", "datos", "red", "zona",
    "excelente", "pésimo", "bueno", "malo", "gracias", "horrible", "rápido", "lento", "funciona", "caído", "reclamo", "ayuda", "😡", "👍",
};
#define FILLERS (sizeof filler / sizeof filler[0])

static void brand(uint32_t i, char out[32])
{
    static const char *const a[] = { "tele", "banco", "movi", "fibra", "credi", "segur", "nube", "red", "plaza", "norte" };
    static const char *const b[] = { "sur", "lago", "pampa", "andes", "costa", "verde", "azul", "luna", "sol", "rio" };
    if (i < 100)
        snprintf(out, 32, "%s%s", a[i % 10], b[i / 10]);
    else
        snprintf(out, 32, "%s%s%u", a[i % 10], b[i / 10 % 10], i / 100);
}

static void brands(uint32_t n)
{
    char name[32];
    printf("brands:\n");
    for (uint32_t i = 0; i < n; i++) {
        brand(i, name);
        const char *f = filler[40 + i % 20];
        printf("  - id: %s\n    queries:\n      - { name: %s-general, query: '%s OR @%s OR #%s OR (\"%s %s\" NOT \"%s gratis\") OR (recl%c* AND %s)' }\n", name, name, name, name,
               name, f, name, name, 'a', name);
    }
    printf("sets:\n  all: [");
    for (uint32_t i = 0; i < n && i < 20; i++) {
        brand(i, name);
        printf("%s%s", i ? ", " : "", name);
    }
    printf("]\n");
}

static uint64_t spoken_of = 100;

static void mention(uint64_t id, time_t created)
{
    static const char *const platforms[] = { "x", "facebook", "instagram", "mastodon", "news" };
    static const char *const kinds[] = { "post", "reply", "repost", "quote", "comment" };
    char text[512], name[32], when[40];
    size_t n = 0;
    uint64_t keep = state;
    state = id * 0x9e3779b97f4a7c15u + 1;      /* a repeat is the same to the letter */
    for (uint32_t words = 12 + below(18), i = 0; i < words; i++) {
        uint32_t u = below(1000);              /* some brands are far louder than others: 46 % of the talk is about the first ten of a hundred */
        brand((uint32_t)((uint64_t)u * u * u * spoken_of / 1000000000u), name);
        const char *w = below(24) == 0 ? name : filler[below(FILLERS)];
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "", w);
    }
    struct tm tm;
    created -= below(600);                    /* as a live stream is: within the last ten minutes */
    gmtime_r(&created, &tm);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &tm);
    const char *platform = platforms[below(5)];
    uint32_t who = below(200000);
    printf("%s:%llu\t{\"v\":1,\"platform\":\"%s\",\"id\":\"%llu\",\"conversation\":\"%llu\",\"kind\":\"%s\",\"created_at\":\"%s.%03uZ\","
           "\"author\":{\"id\":\"%u\",\"handle\":\"usuario_%u\",\"name\":\"Usuario %u\",\"followers\":%u,\"verified\":false},"
           "\"text\":\"%s\",\"url\":\"https://example.social/usuario_%u/statuses/%llu\",\"lang\":\"es\",\"country\":\"%s\","
           "\"metrics\":{\"likes\":%u,\"replies\":%u,\"shares\":%u,\"views\":%u},\"source\":\"bench:%s\",\"ingested_at\":\"%s.500Z\","
           "\"client\":\"aplicación para teléfonos\",\"attachments\":[{\"type\":\"image\",\"url\":\"https://cdn.example.social/media/%llu.jpg\"}]}\n",
           platform, (unsigned long long)id, platform, (unsigned long long)id, (unsigned long long)id, kinds[below(5)], when, below(1000), who, who, who,
           below(5000), text, who, (unsigned long long)id, below(2) ? "MX" : "AR", below(50), below(9), below(20), below(900), platform, when,
           (unsigned long long)id);
    state = keep;
}

int main(int argc, char **argv)
{
    uint32_t n = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    if (argc < 3 || (strcmp(argv[1], "mentions") != 0 && strcmp(argv[1], "brands") != 0)) {
        fputs("usage: gen mentions N [SEED [BRANDS]] | gen brands N\n", stderr);
        return 2;
    }
    state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    spoken_of = argc > 4 ? strtoull(argv[4], NULL, 10) : spoken_of;
    if (strcmp(argv[1], "brands") == 0) {
        brands(n);
        return 0;
    }
    uint64_t base = 1000000000000u + state * 100000000u;
    time_t now = time(NULL);
    for (uint64_t i = 0, fresh = 0; i < n; i++) {
        bool again = fresh > 100 && below(20) == 0;
        mention(base + (again ? fresh - 1 - below(100) : fresh++), now);
    }
    return 0;
}

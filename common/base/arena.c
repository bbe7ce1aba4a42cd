#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)               /* clang says it in another way than gcc */
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

#define BLOCK_BYTES (256u * 1024)
#define ALIGN 16u

/* Blocks form a list, newest first. A reset keeps one block that is large
 * enough for all of the last round, so the steady state allocates nothing. */
struct arena_block {
    struct arena_block *next;
    size_t size, used;
    _Alignas(ALIGN) char bytes[];
};

static struct arena_block *block_new(size_t size, struct arena_block *next)
{
    struct arena_block *b = malloc(sizeof *b + size);
    if (!b) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    *b = (struct arena_block){ .next = next, .size = size };
    ASAN_POISON_MEMORY_REGION(b->bytes, size);
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t need = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (!a->head || a->head->size - a->head->used < need)
        a->head = block_new(need > BLOCK_BYTES ? need : BLOCK_BYTES, a->head);
    void *p = a->head->bytes + a->head->used;
    a->head->used += need;
    a->used_bytes += need;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    return p;
}

void *arena_zalloc(struct arena *a, size_t size)
{
    return memset(arena_alloc(a, size), 0, size);
}

struct slice arena_dup(struct arena *a, struct slice s)
{
    if (s.n == 0)
        return (struct slice){ "", 0 };
    return (struct slice){ memcpy(arena_alloc(a, s.n), s.p, s.n), s.n };
}

char *arena_strz(struct arena *a, struct slice s)
{
    char *z = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(z, s.p, s.n);
    z[s.n] = 0;
    return z;
}

struct slice arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *z = arena_alloc(a, (size_t)n + 1);
    vsnprintf(z, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return (struct slice){ z, (size_t)n };
}

static void blocks_free(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;
        ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
        free(b);
        b = next;
    }
}

void arena_reset(struct arena *a)
{
    if (a->head && a->head->next) {
        /* One block of the whole size next time, instead of a list. */
        blocks_free(a->head);
        a->head = block_new(a->used_bytes + a->used_bytes / 2, NULL);
    } else if (a->head) {
        a->head->used = 0;
        ASAN_POISON_MEMORY_REGION(a->head->bytes, a->head->size);
    }
    a->used_bytes = 0;
}

void arena_fini(struct arena *a)
{
    blocks_free(a->head);
    *a = (struct arena){ 0 };
}

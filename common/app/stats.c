#include "app/stats.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 18              /* 0.5 ms, 1 ms, ... 65.536 s; one more for what is above */
#define FIRST_BUCKET_US 500
#define CACHE_LINE 64

enum type { COUNTER, GAUGE, HISTOGRAM };

/* One series. Each has cache lines of its own, because each is bumped by other
 * threads. Series of one name hang together, as the text format wants it. */
struct metric {
    _Atomic int64_t value;      /* of a histogram: the sum in microseconds */
    _Atomic int64_t *buckets;   /* BUCKETS + 1, not cumulated */
    char *labels;               /* "" for none */
    struct metric *next;
};

struct family {
    char *name, *help;
    enum type type;
    struct metric *first;
    struct family *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct family *families;

static void *must(void *p)
{
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    return p;
}

static void *lines(size_t bytes)
{
    size_t whole = (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    return memset(must(aligned_alloc(CACHE_LINE, whole)), 0, whole);
}

static struct family *family_get(const char *name, const char *help, enum type type)
{
    struct family **f = &families;
    while (*f && strcmp((*f)->name, name) != 0)
        f = &(*f)->next;
    if (!*f) {
        *f = must(calloc(1, sizeof **f));
        (*f)->name = must(strdup(name));
        (*f)->help = must(strdup(help));
        (*f)->type = type;
    }
    assert((*f)->type == type);   /* one name is one thing */
    return *f;
}

static struct metric *series_get(struct family *f, const char *labels)
{
    struct metric **s = &f->first;
    while (*s && strcmp((*s)->labels, labels) != 0)
        s = &(*s)->next;
    if (!*s) {
        struct metric *made = lines(sizeof *made);
        made->labels = must(strdup(labels));
        if (f->type == HISTOGRAM)
            made->buckets = lines((BUCKETS + 1) * sizeof *made->buckets);
        *s = made;
    }
    return *s;
}

static struct metric *get(const char *name, const char *labels, const char *help, enum type type)
{
    pthread_mutex_lock(&lock);
    struct metric *s = series_get(family_get(name, help, type), labels ? labels : "");
    pthread_mutex_unlock(&lock);
    return s;
}

struct metric *stat_counter(const char *name, const char *labels, const char *help)
{
    return get(name, labels, help, COUNTER);
}

struct metric *stat_gauge(const char *name, const char *labels, const char *help)
{
    return get(name, labels, help, GAUGE);
}

struct metric *stat_histogram(const char *name, const char *labels, const char *help)
{
    return get(name, labels, help, HISTOGRAM);
}

/* Relaxed: a number that is read a moment later is as good. */
void stat_add(struct metric *s, int64_t n)
{
    atomic_fetch_add_explicit(&s->value, n, memory_order_relaxed);
}

void stat_set(struct metric *s, int64_t v)
{
    atomic_store_explicit(&s->value, v, memory_order_relaxed);
}

int64_t stat_value(const struct metric *s)
{
    return atomic_load_explicit(&s->value, memory_order_relaxed);
}

/* The first bucket whose bound is not below us. */
static int bucket_of(int64_t us)
{
    int i = 0;
    for (int64_t bound = FIRST_BUCKET_US; i < BUCKETS && us > bound; bound *= 2)
        i++;
    return i;
}

void stat_observe_us(struct metric *s, int64_t us)
{
    assert(s->buckets);
    if (us < 0)
        us = 0;
    atomic_fetch_add_explicit(&s->buckets[bucket_of(us)], 1, memory_order_relaxed);
    stat_add(s, us);
}

static void add_series(struct buf *out, const char *name, const char *suffix, const char *labels, const char *le)
{
    buf_printf(out, "%s%s", name, suffix);
    if (*labels || le)
        buf_printf(out, "{%s%s", labels, *labels && le ? "," : "");
    if (le)
        buf_printf(out, "le=\"%s\"", le);
    buf_addz(out, *labels || le ? "} " : " ");
}

static void print_histogram(struct buf *out, const struct family *f, const struct metric *s)
{
    int64_t count = 0, sum_us = stat_value(s), bound_us = FIRST_BUCKET_US;
    for (int i = 0; i <= BUCKETS; i++, bound_us *= 2) {
        char le[32] = "+Inf";
        if (i < BUCKETS)
            snprintf(le, sizeof le, "%g", (double)bound_us / 1e6);
        count += atomic_load_explicit(&s->buckets[i], memory_order_relaxed);
        add_series(out, f->name, "_bucket", s->labels, le);
        buf_printf(out, "%" PRId64 "\n", count);
    }
    add_series(out, f->name, "_sum", s->labels, NULL);
    buf_printf(out, "%" PRId64 ".%06" PRId64 "\n", sum_us / 1000000, sum_us % 1000000);
    add_series(out, f->name, "_count", s->labels, NULL);
    buf_printf(out, "%" PRId64 "\n", count);
}

static void print_help(struct buf *out, const struct family *f)
{
    static const char *const type[] = { "counter", "gauge", "histogram" };
    buf_printf(out, "# HELP %s ", f->name);
    for (const char *c = f->help; *c; c++) {
        if (*c == '\\' || *c == '\n')
            buf_char(out, '\\');
        buf_char(out, *c == '\n' ? 'n' : *c);
    }
    buf_printf(out, "\n# TYPE %s %s\n", f->name, type[f->type]);
}

void stats_print(struct buf *out)
{
    pthread_mutex_lock(&lock);
    for (const struct family *f = families; f; f = f->next) {
        print_help(out, f);
        for (const struct metric *s = f->first; s; s = s->next) {
            if (f->type == HISTOGRAM) {
                print_histogram(out, f, s);
                continue;
            }
            add_series(out, f->name, "", s->labels, NULL);
            buf_printf(out, "%" PRId64 "\n", stat_value(s));
        }
    }
    pthread_mutex_unlock(&lock);
}

/* Only the numbers: whoever keeps a struct metric may go on using it. */
void stats_reset(void)
{
    pthread_mutex_lock(&lock);
    for (struct family *f = families; f; f = f->next)
        for (struct metric *s = f->first; s; s = s->next) {
            stat_set(s, 0);
            for (int i = 0; s->buckets && i <= BUCKETS; i++)
                atomic_store_explicit(&s->buckets[i], 0, memory_order_relaxed);
        }
    pthread_mutex_unlock(&lock);
}

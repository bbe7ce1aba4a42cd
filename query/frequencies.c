#include "query/frequencies.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "query/vec.h"

struct frequency { struct slice word; double count; };

static const struct frequency *at(const struct frequencies *f, size_t i)
{
    return VEC_AT(f->v, const struct frequency, i);
}

static int by_word(const void *a, const void *b)
{
    return slice_cmp(((const struct frequency *)a)->word, ((const struct frequency *)b)->word);
}

static bool add_line(struct frequencies *f, struct slice line, struct err *e)
{
    struct slice rest = line, word;
    int64_t n;
    if (!slice_next(&rest, '\t', &word) || word.n == 0 || !slice_int(slice_trim(rest), &n) || n < 0)
        return err_set(e, ERR_CONFIG, "expected WORD<TAB>COUNT, as pulso query frequencies writes");
    *(struct frequency *)vec_add(&f->v, sizeof(struct frequency)) = (struct frequency){ arena_dup(&f->arena, word), (double)n };
    return true;
}

bool frequencies_read(struct frequencies *f, struct slice table, struct err *e)
{
    struct slice line;
    for (int n = 1; slice_next(&table, '\n', &line); n++)
        if (line.n && !add_line(f, line, e))
            return err_at(e, "line %d", n);
    size_t count = VEC_COUNT(f->v, struct frequency);
    if (count)
        qsort(f->v.p, count, sizeof(struct frequency), by_word);
    for (size_t i = 0; i < count; i++)
        map_put(&f->by_word, hash64(at(f, i)->word), (uint32_t)i);
    return true;
}

bool frequencies_read_file(struct frequencies *f, const char *path, struct err *e)
{
    struct buf b = { 0 };
    FILE *file = fopen(path, "r");
    if (!file)
        return err_set(e, ERR_CONFIG, "%s: %s", path, strerror(errno));
    do {
        buf_reserve(&b, 65536);
        b.n += fread(b.p + b.n, 1, b.cap - b.n, file);
    } while (!feof(file) && !ferror(file));
    bool ok = ferror(file) ? err_set(e, ERR_CONFIG, "%s: read failed", path) : frequencies_read(f, buf_slice(&b), e) || err_at(e, "%s", path);
    fclose(file);
    buf_fini(&b);
    return ok;
}

void frequencies_fini(struct frequencies *f)
{
    arena_fini(&f->arena);
    buf_fini(&f->v);
    map_fini(&f->by_word);
}

extern const char _binary_query_frequencies_tsv_start[], _binary_query_frequencies_tsv_end[];
static struct frequencies shipped;

static void read_shipped(void)
{
    struct err e;
    const char *p = _binary_query_frequencies_tsv_start;
    if (!frequencies_read(&shipped, (struct slice){ p, (size_t)(_binary_query_frequencies_tsv_end - p) }, &e)) {
        fprintf(stderr, "pulso: frequencies.tsv: %s\n", e.msg);
        abort();
    }
}

const struct frequencies *frequencies_shipped(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, read_shipped);
    return &shipped;
}

double frequencies_of(const struct frequencies *f, struct slice word)
{
    uint32_t i = map_get(&f->by_word, hash64(word));
    return i == MAP_NONE || !slice_eq(at(f, i)->word, word) ? 0 : at(f, i)->count;
}

double frequencies_beginning(const struct frequencies *f, struct slice prefix)
{
    size_t low = 0, high = VEC_COUNT(f->v, struct frequency), count = high;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (slice_cmp(at(f, mid)->word, prefix) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    double sum = 0;
    for (; low < count && slice_starts(at(f, low)->word, prefix); low++)
        sum += at(f, low)->count;
    return sum;
}

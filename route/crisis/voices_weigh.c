/* What voices are worth: how many of them count, and what raises. */
#include <stdlib.h>

#include "route/crisis/voices_own.h"

enum { FEW = 5, SENSITIVE_AUTHORS = 3, REACH_KNOWN = 20, REACH_TIMES = 3 };
#define TERM_HALF 0.5
#define TERM_BEFORE 0.02

const char *const voices_raised[RAISED_KINDS] = { "influential_author", "sensitive_terms", "own_post", "sudden_term", "reach" };

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* How often the most frequent of these stands there; zeroes aside. */
static size_t largest_run(uint64_t *v, size_t n)
{
    size_t most = 0, run = 0;
    qsort(v, n, sizeof *v, by_number);
    for (size_t i = 0; i < n; i++) {
        run = i && v[i] == v[i - 1] ? run + 1 : 1;
        if (v[i] && run > most)
            most = run;
    }
    return most;
}

static size_t different(uint64_t *v, size_t n)
{
    size_t count = 0;
    qsort(v, n, sizeof *v, by_number);
    for (size_t i = 0; i < n; i++)
        count += v[i] && (i == 0 || v[i] != v[i - 1]);
    return count;
}

enum { COUNTED = 4096 };       /* twice VOICES_MAX, and a power of two */
struct counted { uint64_t what[COUNTED]; uint16_t times[COUNTED]; };

/* How often this came before. */
static int64_t count_one(struct counted *c, uint64_t what)
{
    size_t at = what % COUNTED;
    while (c->what[at] && c->what[at] != what)
        at = (at + 1) % COUNTED;
    c->what[at] = what;
    return c->times[at]++;
}

/* In the order that they came, each counts while its author and its words have not been heard too often. */
static size_t count_heard(const struct voices *v, const char *topic)
{
    struct counted *authors = calloc(2, sizeof *authors), *texts = authors + 1;
    size_t heard = 0;
    if (!authors)
        abort();
    for (size_t i = 0; i < v->now_count; i++) {
        const struct voice *x = &v->v[v->now[i]];
        if (!voice_is(x, topic))
            continue;
        int64_t author = count_one(authors, x->author | 1), said = x->said ? count_one(texts, x->said) : 0;
        heard += (!v->conf->same_author || author < v->conf->same_author) && (!v->conf->same_text || said < v->conf->same_text);
    }
    free(authors);
    return heard;
}

/* Followers of these, each author's once; sets how many authors. */
static double reach_of(const struct voices *v, const size_t *at, size_t n, const char *topic, size_t *authors)
{
    struct counted *met = calloc(1, sizeof *met);
    double reach = 0;
    if (!met)
        abort();
    *authors = 0;
    for (size_t i = 0; i < n; i++) {
        const struct voice *x = &v->v[at[i]];
        if (!voice_is(x, topic) || count_one(met, x->author | 1) > 0)
            continue;
        *authors += 1;
        reach += x->followers > 0 ? (double)x->followers : 0;     /* negative: not said */
    }
    free(met);
    return reach;
}

/* A large brand's critics reach many every day. */
static bool reach_is_large(const struct voices *v, const char *topic)
{
    size_t authors, before;
    double reach = reach_of(v, v->now, v->now_count, topic, &authors), usual = reach_of(v, v->before, v->before_count, NULL, &before);
    return reach >= (double)v->conf->reach && (before < REACH_KNOWN || reach / (double)authors >= REACH_TIMES * usual / (double)before);
}

static bool term_is_sudden(struct voices *v, const char *topic, size_t n)
{
    struct cause parts[CAUSES_MAX];
    size_t terms = v->before_count >= 20 ? voices_terms(v, topic, parts) : 0;
    return terms > 0 && parts[0].x >= TERM_HALF * (double)n && parts[0].day <= TERM_BEFORE * (double)v->before_count;
}

static unsigned raised(struct voices *v, const char *topic, size_t n)
{
    uint64_t author[VOICES_MAX], thread[VOICES_MAX];
    size_t threads = 0, sensitive = 0;
    unsigned out = 0;
    for (size_t i = 0; i < v->now_count; i++) {
        const struct voice *x = &v->v[v->now[i]];
        if (!voice_is(x, topic))
            continue;
        thread[threads++] = x->thread;
        if (x->sensitive)
            author[sensitive++] = x->author;
        if (v->conf->influential && x->followers >= v->conf->influential)
            out |= RAISED_INFLUENTIAL;
    }
    if (different(author, sensitive) >= SENSITIVE_AUTHORS)
        out |= RAISED_SENSITIVE;
    if (v->conf->reach && n >= FEW && reach_is_large(v, topic))
        out |= RAISED_REACH;
    if (v->conf->own_post && n >= FEW && 2 * largest_run(thread, threads) >= n)
        out |= RAISED_OWN_POST;
    if (v->conf->sudden_term && n >= FEW && term_is_sudden(v, topic, n))
        out |= RAISED_TERM;
    return out;
}

void voices_weigh(struct voices *v, const char *topic, struct voices_weight *out)
{
    *out = (struct voices_weight){ .heard = 1 };
    for (size_t i = 0; i < v->now_count; i++)
        out->n += voice_is(&v->v[v->now[i]], topic);
    if (out->n >= FEW)
        out->heard = (double)count_heard(v, topic) / (double)out->n;
    out->raised = raised(v, topic, out->n);
}

void voices_hear(struct voices *v, const char *topic, struct sight *s)
{
    struct voices_weight w;
    voices_weigh(v, topic, &w);
    s->unheard = s->sensitive ? 0 : 1 - w.heard;
    s->raised = w.raised != 0;
}

void voices_print_raised(unsigned raised, struct buf *out)
{
    for (int r = 0, n = 0; r < RAISED_KINDS; r++)
        if (raised & 1u << r)
            buf_printf(out, "%s\"%s\"", n++ ? "," : "", voices_raised[r]);
}

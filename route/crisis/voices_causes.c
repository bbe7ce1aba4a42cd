/* Which terms, authors and links make the excess, and which mentions say it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "pii/pii.h"
#include "route/crisis/voices_own.h"

enum { KNOWN = 20, LEAST = 2, SAMPLE_TEXT = 280 };
#define PAIR 1.2               /* two words together say more than one */
#define LEAST_PART 0.04
static const char *const kinds[PART_KINDS] = { "term", "author", "link" };

struct tally { uint32_t now, before; };

/* How many of those that are not taken yet have each part. */
static struct tally count(const struct voices *v, enum part_kind kind, const char *topic, const bool *taken, struct tally *of)
{
    struct tally all = { 0, 0 };
    memset(of, 0, TERMS * sizeof *of);
    for (size_t i = 0; i < v->now_count + v->before_count; i++) {
        bool now = i < v->now_count;
        size_t at = now ? v->now[i] : v->before[i - v->now_count];
        const struct voice *x = &v->v[at];
        if (taken[at] || !voice_is(x, topic))
            continue;
        *(now ? &all.now : &all.before) += 1;
        for (size_t k = 0; k < x->part_count[kind]; k++)
            *(now ? &of[x->parts[kind][k]].now : &of[x->parts[kind][k]].before) += 1;
    }
    return all;
}

/* So many more than there would be if more were said of the same as before. */
static double worth(const struct voices *v, struct tally all, const struct tally *of, size_t at)
{
    double usual = all.before >= KNOWN ? (double)all.now * (of[at].before + 0.5) / (all.before + 1) : 0;
    double more = of[at].now - usual;
    return memchr(v->parts[at].text.p, ' ', v->parts[at].text.n) ? PAIR * more : more;
}

static size_t best_part(const struct voices *v, struct tally all, const struct tally *of, double least)
{
    size_t best = TERMS;
    double most = 0;
    for (size_t at = 0; at < TERMS; at++) {
        double w = of[at].now >= least ? worth(v, all, of, at) : 0;
        if (w > most || (w == most && w > 0 && slice_cmp(v->parts[at].text, v->parts[best].text) < 0)) {
            most = w;
            best = at;
        }
    }
    return best;
}

static bool has(const struct voice *x, enum part_kind kind, size_t at)
{
    for (size_t k = 0; k < x->part_count[kind]; k++)
        if (x->parts[kind][k] == at)
            return true;
    return false;
}

/* Those with the part are taken; names live in the arena. */
static struct cause take(struct voices *v, enum part_kind kind, const char *topic, size_t at, bool *taken)
{
    struct cause c = { .name = arena_strz(&v->arena, v->parts[at].text) };
    for (size_t i = 0; i < v->now_count + v->before_count; i++) {
        size_t k = i < v->now_count ? v->now[i] : v->before[i - v->now_count];
        if (taken[k] || !voice_is(&v->v[k], topic) || !has(&v->v[k], kind, at))
            continue;
        taken[k] = true;
        *(i < v->now_count ? &c.x : &c.day) += 1;
    }
    return c;
}

/* At most CAUSES_SHOWN: the part that explains most, of what is left the next. all: of the topic. */
static size_t divide(struct voices *v, enum part_kind kind, const char *topic, struct cause *out, struct tally *all)
{
    bool *taken = calloc(VOICES_ALL, sizeof *taken);
    struct tally *of = malloc(TERMS * sizeof *of);
    size_t n = 0;
    if (!taken || !of)
        abort();
    *all = count(v, kind, topic, taken, of);
    double least = fmax(LEAST, LEAST_PART * all->now);
    for (struct tally left = *all; n < CAUSES_SHOWN; left = count(v, kind, topic, taken, of)) {
        size_t at = best_part(v, left, of, least);
        if (at == TERMS)
            break;
        out[n++] = take(v, kind, topic, at, taken);
    }
    free(of);
    free(taken);
    return n;
}

size_t voices_terms(struct voices *v, const char *topic, struct cause *out)
{
    struct tally all;
    return divide(v, PART_TERM, topic, out, &all);
}

void voices_causes(struct voices *v, const char *topic, double x, double expected, struct buf *out)
{
    for (int kind = 0; kind < PART_KINDS; kind++) {
        struct cause parts[CAUSES_SHOWN + 1];
        struct tally all;
        size_t n = divide(v, (enum part_kind)kind, topic, parts, &all);
        bool known = all.before >= KNOWN;
        for (size_t i = 0; i < n; i++) {
            if (!known)
                parts[i].day = parts[i].x;               /* then the usual is divided as what is said now */
            parts[i].x *= x / all.now;                   /* not all may have been read */
        }
        if (n)
            causes_print(kinds[kind], parts, causes_share(parts, n, x, expected, known ? all.before : all.now), out);
    }
}

/* ---- samples ---- */

/* What of it is not said yet by those that were chosen. */
static double value(const struct voice *x, const double *weight)
{
    double sum = 0;
    for (size_t k = 0; k < x->part_count[PART_TERM]; k++)
        sum += weight[x->parts[PART_TERM][k]];
    sum /= sqrt((double)x->part_count[PART_TERM] + 4);
    return (x->repost ? 0.5 : 1) * (1 + (x->followers > 0 ? log10((double)x->followers) / 20 : 0)) * (sum + 1e-6);
}

static void print_sample(const struct voice *x, struct buf *out)
{
    struct buf text = { 0 };
    char at[WHEN_TEXT];
    when_print(x->ms, at);
    buf_addz(out, out->n ? ",{\"platform\":" : "{\"platform\":");
    buf_json(out, x->platform);
    buf_addz(out, ",\"id\":");
    buf_json(out, x->id_text);
    buf_printf(out, ",\"at\":\"%s\",\"author\":", at);
    pii_mask(x->handle, &text);
    buf_json(out, buf_slice(&text));
    buf_reset(&text);
    pii_mask(x->text, &text);
    size_t n = text.n < SAMPLE_TEXT ? text.n : SAMPLE_TEXT;
    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    buf_addz(out, ",\"text\":");
    buf_json(out, (struct slice){ text.p, n });
    buf_char(out, '}');
    buf_fini(&text);
}

static bool chosen(const struct voices *v, const size_t *which, size_t n, const struct voice *x)
{
    for (size_t i = 0; i < n; i++) {
        const struct voice *y = &v->v[which[i]];
        if (y->author == x->author || (x->said && y->said == x->said) || slice_eq(y->text, x->text))
            return true;
    }
    return false;
}

void voices_samples(struct voices *v, const char *topic, struct buf *out)
{
    bool *taken = calloc(VOICES_ALL, sizeof *taken);
    struct tally *of = malloc(TERMS * sizeof *of);
    double *weight = calloc(TERMS, sizeof *weight);
    size_t which[VOICES_SAMPLES], n = 0;
    if (!taken || !of || !weight)
        abort();
    struct tally all = count(v, PART_TERM, topic, taken, of);
    for (size_t at = 0; at < TERMS; at++)
        weight[at] = of[at].now ? fmax(0, worth(v, all, of, at)) : 0;
    while (n < VOICES_SAMPLES) {
        const struct voice *best = NULL;
        for (size_t i = 0; i < v->now_count; i++) {
            const struct voice *x = &v->v[v->now[i]];
            if (voice_is(x, topic) && !chosen(v, which, n, x) && (!best || value(x, weight) > value(best, weight)))
                best = x;
        }
        if (!best)
            break;
        which[n++] = (size_t)(best - v->v);
        print_sample(best, out);
        for (size_t k = 0; k < best->part_count[PART_TERM]; k++)
            weight[best->parts[PART_TERM][k]] /= 2;
    }
    free(weight);
    free(of);
    free(taken);
}

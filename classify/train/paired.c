#include "classify/train/paired.h"

#include <stdlib.h>

#include "classify/sentiment/sentiment.h"

enum { SAMPLES = 1000 };

static double f1_of(size_t m[LABEL_COUNT][LABEL_COUNT])
{
    double sum = 0, present = 0;
    for (size_t c = 0; c < LABEL_COUNT; c++) {
        size_t is = 0, said = 0;
        for (size_t o = 0; o < LABEL_COUNT; o++) {
            is += m[c][o];
            said += m[o][c];
        }
        present += is > 0;
        sum += is ? 2.0 * (double)m[c][c] / (double)(is + said) : 0;
    }
    return present > 0 ? sum / present : 0;
}

/* Right more often than labels dealt out by chance, as many of each (Cohen's kappa above 0). */
static bool beyond_chance(size_t m[LABEL_COUNT][LABEL_COUNT], size_t n)
{
    size_t right = 0, chance = 0;
    for (size_t c = 0; c < LABEL_COUNT; c++) {
        size_t is = 0, said = 0;
        for (size_t o = 0; o < LABEL_COUNT; o++) {
            is += m[c][o];
            said += m[o][c];
        }
        right += m[c][c];
        chance += is * said;
    }
    return right * n > chance;
}

/* seed 0: every text once, else a sample with replacement. true: new knows more than chance. */
static bool both_f1(const struct paired *p, uint64_t *seed, double *old, double *new)
{
    size_t mo[LABEL_COUNT][LABEL_COUNT] = { { 0 } }, mn[LABEL_COUNT][LABEL_COUNT] = { { 0 } };
    for (size_t k = 0; k < p->n; k++) {
        size_t i = k;
        if (*seed) {
            *seed = *seed * 6364136223846793005u + 1442695040888963407u;
            i = (size_t)((*seed >> 33) % p->n);
        }
        mo[p->is[i]][p->old[i]]++;
        mn[p->is[i]][p->new[i]]++;
    }
    *old = f1_of(mo);
    *new = f1_of(mn);
    return beyond_chance(mn, p->n);
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

void paired_figures(const struct paired *p, struct paired_figures *out)
{
    double by[SAMPLES], old, new;
    uint64_t seed = 0;
    size_t better = 0, right = 0, known = 0;
    *out = (struct paired_figures){ 0 };
    if (p->n == 0)
        return;
    both_f1(p, &seed, &out->old_f1, &out->new_f1);
    for (size_t i = 0; i < p->n; i++)
        right += p->is[i] == p->old[i];
    out->old_right = (double)right / (double)p->n;
    seed = 20261122;
    for (size_t s = 0; s < SAMPLES; s++) {
        known += both_f1(p, &seed, &old, &new);
        by[s] = new - old;
        better += by[s] > 0;
    }
    qsort(by, SAMPLES, sizeof *by, by_value);
    out->low = by[SAMPLES / 40];
    out->high = by[SAMPLES - 1 - SAMPLES / 40];
    out->surer = (double)better / SAMPLES;
    out->known = (double)known / SAMPLES;
}

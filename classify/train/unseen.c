#include "classify/train/unseen.h"

#include <math.h>
#include <stdlib.h>

size_t unseen_said(const struct unseen *u, size_t row)
{
    const double *s = u->scores + row * SCORES;
    size_t best = 0;
    for (size_t c = 1; c < u->classes; c++)
        best = s[c] > s[best] ? c : best;
    return best;
}

double unseen_macro_f1(const struct unseen *u)
{
    size_t hit[SCORES] = { 0 }, said[SCORES] = { 0 }, is[SCORES] = { 0 }, n = 0;
    double sum = 0;
    for (size_t i = 0; i < u->t->n; i++) {
        if (u->class_of[i] < 0 || u->t->v[i].weight < 1)
            continue;
        size_t best = unseen_said(u, i);
        said[best]++;
        is[u->class_of[i]]++;
        hit[best] += best == (size_t)u->class_of[i];
    }
    for (size_t c = 0; c < u->classes; c++)
        if (is[c]) {
            sum += 2.0 * (double)hit[c] / (double)(said[c] + is[c]);
            n++;
        }
    return n ? sum / (double)n : 0;
}

static double surprise(const struct unseen *u, double temperature)
{
    double sum = 0;
    for (size_t i = 0; i < u->t->n; i++) {
        const double *s = u->scores + i * SCORES;
        double most = s[0], all = 0;
        if (u->class_of[i] < 0 || u->t->v[i].weight < 1)
            continue;
        for (size_t c = 1; c < u->classes; c++)
            most = s[c] > most ? s[c] : most;
        for (size_t c = 0; c < u->classes; c++)
            all += exp((s[c] - most) / temperature);
        sum += (double)u->t->v[i].weight * (log(all) - (s[u->class_of[i]] - most) / temperature);
    }
    return sum;
}

/* Guo et al. 2017, On Calibration of Modern Neural Networks. */
double unseen_temperature(const struct unseen *u)
{
    double best = 1, least = surprise(u, 1);
    for (double t = 0.3; t < 4; t *= 1.02) {
        double s = surprise(u, t);
        if (s < least) {
            least = s;
            best = t;
        }
    }
    return best;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

void unseen_sure(const struct unseen *u, double temperature, float sure[MODEL_SURE])
{
    float *v = calloc(u->t->n + 1, sizeof *v), logit[LABEL_COUNT], p[LABEL_COUNT];
    size_t n = 0;
    if (!v)
        abort();
    for (size_t i = 0; i < u->t->n; i++) {
        if (u->class_of[i] < 0 || u->t->v[i].weight < 1)
            continue;
        for (size_t c = 0; c < LABEL_COUNT; c++)
            logit[c] = (float)(u->scores[i * SCORES + c] / temperature);
        softmax(logit, LABEL_COUNT, p);
        v[n++] = fmaxf(p[0], fmaxf(p[1], p[2]));
    }
    qsort(v, n, sizeof *v, by_value);
    for (size_t k = 0; n && k < MODEL_SURE; k++)
        sure[k] = v[k * (n - 1) / (MODEL_SURE - 1)];
    free(v);
}

#include "classify/train/minimise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 8, TRIES = 20 };

struct bfgs {
    size_t n;
    double *x, *g, *nx, *ng, *d;
    double *s[MEMORY], *y[MEMORY], rho[MEMORY];
    int kept, next;
};

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void add_scaled(double *to, const double *v, double by, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += by * v[i];
}

static double *room(size_t n)
{
    double *p = calloc(n, sizeof *p);
    if (!p)
        abort();
    return p;
}

/* d = -H g by the two loops over what is remembered. */
static void direction(struct bfgs *b)
{
    double alpha[MEMORY];
    for (size_t i = 0; i < b->n; i++)
        b->d[i] = -b->g[i];
    for (int k = 1; k <= b->kept; k++) {
        int i = (b->next - k + MEMORY) % MEMORY;
        alpha[i] = b->rho[i] * dot(b->s[i], b->d, b->n);
        add_scaled(b->d, b->y[i], -alpha[i], b->n);
    }
    if (b->kept) {
        int i = (b->next - 1 + MEMORY) % MEMORY;
        double by = 1 / (b->rho[i] * dot(b->y[i], b->y[i], b->n));
        for (size_t k = 0; k < b->n; k++)
            b->d[k] *= by;
    }
    for (int k = b->kept; k >= 1; k--) {
        int i = (b->next - k + MEMORY) % MEMORY;
        add_scaled(b->d, b->s[i], alpha[i] - b->rho[i] * dot(b->y[i], b->d, b->n), b->n);
    }
}

static void remember(struct bfgs *b)
{
    double *s = b->s[b->next], *y = b->y[b->next];
    for (size_t i = 0; i < b->n; i++) {
        s[i] = b->nx[i] - b->x[i];
        y[i] = b->ng[i] - b->g[i];
    }
    double sy = dot(s, y, b->n);
    if (sy <= 1e-12)
        return;                          /* no curvature to learn from */
    b->rho[b->next] = 1 / sy;
    b->next = (b->next + 1) % MEMORY;
    b->kept = b->kept < MEMORY ? b->kept + 1 : MEMORY;
}

/* One step down along d. The new value, or the old one when there is no way down. */
static double step(struct bfgs *b, minimise_at at, void *self, double value)
{
    double slope = dot(b->g, b->d, b->n), by = b->kept ? 1 : 1 / (1 + sqrt(dot(b->g, b->g, b->n)));
    for (int i = 0; i < TRIES; i++, by /= 2) {
        memcpy(b->nx, b->x, b->n * sizeof *b->x);
        add_scaled(b->nx, b->d, by, b->n);
        double now = at(self, b->nx, b->ng);
        if (now <= value + 1e-4 * by * slope) {
            remember(b);
            memcpy(b->x, b->nx, b->n * sizeof *b->x);
            memcpy(b->g, b->ng, b->n * sizeof *b->g);
            return now;
        }
    }
    return value;
}

double minimise(minimise_at at, void *self, double *x, size_t n, int most, double gain)
{
    struct bfgs b = { .n = n, .x = x, .g = room(n), .nx = room(n), .ng = room(n), .d = room(n) };
    for (int i = 0; i < MEMORY; i++) {
        b.s[i] = room(n);
        b.y[i] = room(n);
    }
    double value = at(self, x, b.g);
    for (int i = 0; i < most; i++) {
        direction(&b);
        double now = step(&b, at, self, value);
        double gained = value - now;
        value = now;
        if (gained <= gain * fabs(value))
            break;
    }
    for (int i = 0; i < MEMORY; i++) {
        free(b.s[i]);
        free(b.y[i]);
    }
    free(b.g);
    free(b.nx);
    free(b.ng);
    free(b.d);
    return value;
}

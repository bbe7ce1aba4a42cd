#include "classify/train/fit.h"

#include <math.h>
#include <stdlib.h>

#include "classify/train/minimise.h"

enum { CLASSES_MAX = 16, STEPS_MAX = 200 };

static void *room(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

static size_t number_columns(struct matrix *m, const struct vocabulary *vo, uint32_t *number)
{
    size_t n = 0;
    m->bucket = room(1u << FEATURE_BITS, sizeof *m->bucket);
    for (uint32_t at = 0; at < 1u << FEATURE_BITS; at++)
        if (vo->owner[at]) {
            number[at] = (uint32_t)n;
            m->bucket[n++] = at;
        }
    return n;
}

static void fill_row(struct matrix *m, const struct texts *t, const struct vocabulary *vo, const uint32_t *number, size_t row)
{
    const struct text *x = &t->v[row];
    size_t n = m->start[row];
    double squares = 0;
    for (size_t i = 0; i < x->n; i++) {
        uint32_t hash = t->hash[x->from + i], at = feature_bucket(hash);
        if (!vo->owner[at] || feature_tag(vo->owner[at]) != feature_tag(hash))
            continue;
        m->column[n] = number[at];
        m->value[n++] = vo->idf[at];
        squares += (double)vo->idf[at] * vo->idf[at];
    }
    float by = squares > 0 ? (float)(1 / sqrt(squares)) : 0;
    for (size_t i = m->start[row]; i < n; i++)
        m->value[i] *= by;
    m->start[row + 1] = n;
    m->text[row] = x;
}

void matrix_make(struct matrix *m, const struct texts *t, const struct vocabulary *vo)
{
    uint32_t *number = room(1u << FEATURE_BITS, sizeof *number);
    *m = (struct matrix){ .rows = t->n };
    m->columns = number_columns(m, vo, number);
    m->start = room(t->n + 1, sizeof *m->start);
    m->column = room(t->hashes, sizeof *m->column);
    m->value = room(t->hashes, sizeof *m->value);
    m->text = room(t->n, sizeof *m->text);
    for (size_t i = 0; i < t->n; i++)
        fill_row(m, t, vo, number, i);
    free(number);
}

void matrix_fini(struct matrix *m)
{
    free(m->start);
    free(m->column);
    free(m->value);
    free(m->text);
    free(m->bucket);
}

/* Of the columns of `all` those that a row with a class uses, numbered anew in the same order. */
static size_t narrow_columns(const struct matrix *all, const int *class_of, struct matrix *m, uint32_t *number)
{
    size_t n = 0;
    for (size_t row = 0; row < all->rows; row++)
        for (size_t i = all->start[row]; class_of[row] >= 0 && i < all->start[row + 1]; i++)
            number[all->column[i]] = 1;
    m->bucket = room(all->columns, sizeof *m->bucket);
    for (size_t c = 0; c < all->columns; c++)
        if (number[c]) {
            number[c] = (uint32_t)n;
            m->bucket[n++] = all->bucket[c];
        }
    return n;
}

void matrix_narrow(struct matrix *m, const struct matrix *all, const int *class_of)
{
    uint32_t *number = room(all->columns, sizeof *number);
    size_t n = 0;
    *m = (struct matrix){ .rows = all->rows };
    m->columns = narrow_columns(all, class_of, m, number);
    m->start = room(all->rows + 1, sizeof *m->start);
    m->column = room(all->start[all->rows], sizeof *m->column);
    m->value = room(all->start[all->rows], sizeof *m->value);
    m->text = room(all->rows, sizeof *m->text);
    memcpy(m->text, all->text, all->rows * sizeof *m->text);
    for (size_t row = 0; row < all->rows; row++) {
        for (size_t i = all->start[row]; class_of[row] >= 0 && i < all->start[row + 1]; i++) {
            m->column[n] = number[all->column[i]];
            m->value[n++] = all->value[i];
        }
        m->start[row + 1] = n;
    }
    free(number);
}

size_t fit_size(const struct fit *f)
{
    return (f->m->columns + DENSE + 1) * f->classes;
}

/* The number of classes is a constant where these are put in, so that the inner loops are unrolled. */
static inline void scores(const struct fit *f, const double *w, size_t row, double *out, size_t k)
{
    const struct matrix *m = f->m;
    double s[CLASSES_MAX];
    memcpy(s, w + (m->columns + DENSE) * k, k * sizeof *s);
    for (size_t i = m->start[row]; i < m->start[row + 1]; i++)
        for (size_t c = 0; c < k; c++)
            s[c] += (double)m->value[i] * w[m->column[i] * k + c];
    for (size_t d = 0; d < DENSE; d++)
        for (size_t c = 0; c < k; c++)
            s[c] += (double)m->text[row]->dense[d] * w[(m->columns + d) * k + c];
    memcpy(out, s, k * sizeof *s);
}

static inline void spread(const struct fit *f, size_t row, const double *by, double *g, size_t k)
{
    const struct matrix *m = f->m;
    for (size_t i = m->start[row]; i < m->start[row + 1]; i++)
        for (size_t c = 0; c < k; c++)
            g[m->column[i] * k + c] += (double)m->value[i] * by[c];
    for (size_t d = 0; d < DENSE; d++)
        for (size_t c = 0; c < k; c++)
            g[(m->columns + d) * k + c] += (double)m->text[row]->dense[d] * by[c];
    for (size_t c = 0; c < k; c++)
        g[(m->columns + DENSE) * k + c] += by[c];
}

static inline double loss_of(const struct fit *f, size_t row, const double *w, double *g, size_t k)
{
    double p[CLASSES_MAX], most, sum = 0;
    int is = f->class_of[row];
    scores(f, w, row, p, k);
    most = p[0];
    for (size_t c = 1; c < k; c++)
        most = p[c] > most ? p[c] : most;
    double at = p[is] - most;
    for (size_t c = 0; c < k; c++)
        sum += p[c] = exp(p[c] - most);
    for (size_t c = 0; c < k; c++)
        p[c] = (double)f->weight[row] * (p[c] / sum - (c == (size_t)is));
    spread(f, row, p, g, k);
    return (double)f->weight[row] * (log(sum) - at);
}

void fit_scores(const struct fit *f, const double *w, size_t row, double *out)
{
    scores(f, w, row, out, f->classes);
}

static double loss(const struct fit *f, size_t row, const double *w, double *g)
{
    switch (f->classes) {
    case 2: return loss_of(f, row, w, g, 2);
    case LABEL_COUNT: return loss_of(f, row, w, g, LABEL_COUNT);
    case INTENT_COUNT: return loss_of(f, row, w, g, INTENT_COUNT);
    default: return loss_of(f, row, w, g, f->classes);
    }
}

static double value_at(void *self, const double *w, double *g)
{
    const struct fit *f = self;
    size_t n = fit_size(f), free_from = n - f->classes;
    double value = 0;
    for (size_t i = 0; i < free_from; i++) {
        double away = w[i] - (f->start ? f->start[i] : 0);
        value += away * away / (2 * f->c);
        g[i] = away / f->c;
    }
    memset(g + free_from, 0, f->classes * sizeof *g);
    for (size_t row = 0; row < f->m->rows; row++)
        if (f->class_of[row] >= 0 && f->weight[row] > 0)
            value += loss(f, row, w, g);
    return value;
}

void fit_run(const struct fit *f, double *w)
{
    size_t n = fit_size(f);
    if (f->start)
        memcpy(w, f->start, n * sizeof *w);
    else
        memset(w, 0, n * sizeof *w);
    minimise(value_at, (void *)f, w, n, STEPS_MAX, 1e-6);
}

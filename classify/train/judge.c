#include "classify/train/judge.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLES = 1000 };

static const char *label_at(int c) { return label_name((enum label)c); }
static const char *intent_at(int c) { return intent_name((enum intent)c); }

void judged_labels(struct judged *j)
{
    *j = (struct judged){ .classes = LABEL_COUNT, .name = label_at };
}

void judged_intents(struct judged *j)
{
    *j = (struct judged){ .classes = INTENT_COUNT, .name = intent_at };
}

void judged_fini(struct judged *j)
{
    free(j->v);
}

void judged_add(struct judged *j, int is, int said, float confidence)
{
    if (j->n == j->cap) {
        j->cap = j->cap ? 2 * j->cap : 1024;
        j->v = realloc(j->v, j->cap * sizeof *j->v);
        if (!j->v)
            abort();
    }
    j->v[j->n++] = (struct judged_pair){ (uint8_t)is, (uint8_t)said, confidence };
}

/* Over the classes that occur at all. */
static double macro(size_t k, size_t m[JUDGED_CLASSES][JUDGED_CLASSES], double *p, double *r, double *f1, double *recall)
{
    double sum = 0, recalls = 0;
    size_t present = 0;
    for (size_t c = 0; c < k; c++) {
        size_t is = 0, said = 0;
        for (size_t o = 0; o < k; o++) {
            is += m[c][o];
            said += m[o][c];
        }
        p[c] = said ? (double)m[c][c] / (double)said : 0;
        r[c] = is ? (double)m[c][c] / (double)is : 0;
        f1[c] = is + said ? 2.0 * (double)m[c][c] / (double)(is + said) : 0;
        if (is) {
            sum += f1[c];
            recalls += r[c];
            present++;
        }
    }
    *recall = present ? recalls / (double)present : 0;
    return present ? sum / (double)present : 0;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void interval(const struct judged *j, struct judged_figures *out)
{
    double of[SAMPLES], p[JUDGED_CLASSES], r[JUDGED_CLASSES], f[JUDGED_CLASSES], recall;
    uint64_t seed = 20261122;
    for (int s = 0; s < SAMPLES; s++) {
        size_t m[JUDGED_CLASSES][JUDGED_CLASSES] = { { 0 } };
        for (size_t i = 0; i < j->n; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const struct judged_pair *v = &j->v[(size_t)((seed >> 33) % j->n)];
            m[v->is][v->said]++;
        }
        of[s] = macro(j->classes, m, p, r, f, &recall);
    }
    qsort(of, SAMPLES, sizeof *of, by_value);
    out->macro_f1_low = of[SAMPLES / 40];
    out->macro_f1_high = of[SAMPLES - 1 - SAMPLES / 40];
}

static void calibrate(const struct judged *j, struct judged_figures *out)
{
    for (size_t i = 0; i < j->n; i++) {
        if (j->v[i].confidence < 0)
            continue;
        int b = (int)(j->v[i].confidence * JUDGED_BINS);
        b = b >= JUDGED_BINS ? JUDGED_BINS - 1 : b;
        out->told++;
        out->bin[b].n++;
        out->bin[b].confidence += (double)j->v[i].confidence;
        out->bin[b].right += j->v[i].is == j->v[i].said;
    }
    for (int b = 0; b < JUDGED_BINS; b++)
        if (out->bin[b].n) {
            out->calibration_error += fabs(out->bin[b].right - out->bin[b].confidence) / (double)out->told;
            out->bin[b].confidence /= (double)out->bin[b].n;
            out->bin[b].right /= (double)out->bin[b].n;
        }
}

static int by_confidence(const void *a, const void *b)
{
    float x = ((const struct judged_pair *)a)->confidence, y = ((const struct judged_pair *)b)->confidence;
    return (x > y) - (x < y);
}

static void without_unsure(const struct judged *j, struct judged_figures *out)
{
    struct judged_pair *v = malloc((j->n + 1) * sizeof *v);
    size_t right = 0, n = 0, from = out->told / 10;
    if (!v)
        abort();
    for (size_t i = 0; i < j->n; i++)
        if (j->v[i].confidence >= 0)
            v[n++] = j->v[i];
    qsort(v, n, sizeof *v, by_confidence);
    for (size_t i = from; i < n; i++)
        right += v[i].is == v[i].said;
    out->unsure_tenth = n > from ? (double)right / (double)(n - from) : 0;
    free(v);
}

void judged_figures(const struct judged *j, struct judged_figures *out)
{
    size_t right = 0;
    *out = (struct judged_figures){ 0 };
    for (size_t i = 0; i < j->n; i++) {
        out->matrix[j->v[i].is][j->v[i].said]++;
        right += j->v[i].is == j->v[i].said;
    }
    out->accuracy = j->n ? (double)right / (double)j->n : 0;
    out->macro_f1 = macro(j->classes, out->matrix, out->precision, out->recall, out->f1, &out->macro_recall);
    if (j->n)
        interval(j, out);
    calibrate(j, out);
    without_unsure(j, out);
}

double judged_f1_of(const struct judged *j, unsigned set)
{
    size_t both = 0, sum = 0;
    for (size_t i = 0; i < j->n; i++) {
        bool is = set >> j->v[i].is & 1, said = set >> j->v[i].said & 1;
        both += is && said;
        sum += (size_t)is + said;
    }
    return sum ? 2.0 * (double)both / (double)sum : 0;
}

static void print_calibration(const struct judged *j, const struct judged_figures *x, FILE *f)
{
    if (!x->told) {
        fprintf(f, "  calibration error -  (signs in the words decided, which tell no confidence)\n\n");
        return;
    }
    fprintf(f, "  calibration error %.3f  accuracy without the least sure tenth %.1f", x->calibration_error, 100 * x->unsure_tenth);
    if (x->told < j->n)
        fprintf(f, "  (of the %zu that tell a confidence)", x->told);
    fprintf(f, "\n\n");
}

void judged_print(const struct judged *j, const char *title, FILE *f)
{
    struct judged_figures x;
    judged_figures(j, &x);
    fprintf(f, "%s: %zu texts\n", title, j->n);
    fprintf(f, "  macro-F1 %.1f (95 %% interval %.1f to %.1f)  macro-recall %.1f  accuracy %.1f\n", 100 * x.macro_f1, 100 * x.macro_f1_low,
            100 * x.macro_f1_high, 100 * x.macro_recall, 100 * x.accuracy);
    print_calibration(j, &x, f);
    fprintf(f, "  %-13s %9s %9s %9s   %s\n", "", "precision", "recall", "F1", "is (row) and was called (column)");
    for (size_t c = 0; c < j->classes; c++) {
        fprintf(f, "  %-13s %9.1f %9.1f %9.1f  ", j->name((int)c), 100 * x.precision[c], 100 * x.recall[c], 100 * x.f1[c]);
        for (size_t o = 0; o < j->classes; o++)
            fprintf(f, " %5zu", x.matrix[c][o]);
        fputc('\n', f);
    }
    fputc('\n', f);
}

static void put_numbers(struct buf *out, const struct judged *j, const char *name, const double *v)
{
    buf_printf(out, ",\"%s\":{", name);
    for (size_t c = 0; c < j->classes; c++)
        buf_printf(out, "%s\"%s\":%.4f", c ? "," : "", j->name((int)c), v[c]);
    buf_char(out, '}');
}

void judged_json(const struct judged *j, struct buf *out)
{
    struct judged_figures x;
    judged_figures(j, &x);
    buf_printf(out, "{\"texts\":%zu,\"macro_f1\":%.4f,\"macro_f1_95\":[%.4f,%.4f],\"macro_recall\":%.4f,\"accuracy\":%.4f,", j->n, x.macro_f1,
               x.macro_f1_low, x.macro_f1_high, x.macro_recall, x.accuracy);
    buf_printf(out, "\"told_confidence\":%zu,", x.told);
    if (x.told)
        buf_printf(out, "\"calibration_error\":%.4f,\"accuracy_without_least_sure_tenth\":%.4f", x.calibration_error, x.unsure_tenth);
    else
        buf_addz(out, "\"calibration_error\":null,\"accuracy_without_least_sure_tenth\":null");
    put_numbers(out, j, "precision", x.precision);
    put_numbers(out, j, "recall", x.recall);
    put_numbers(out, j, "f1", x.f1);
    buf_add(out, SLICE(",\"matrix\":["));
    for (size_t c = 0; c < j->classes; c++) {
        buf_addz(out, c ? ",[" : "[");
        for (size_t o = 0; o < j->classes; o++)
            buf_printf(out, "%s%zu", o ? "," : "", x.matrix[c][o]);
        buf_char(out, ']');
    }
    buf_add(out, SLICE("],\"calibration\":["));
    for (int b = 0; b < JUDGED_BINS; b++)
        buf_printf(out, "%s{\"n\":%zu,\"confidence\":%.4f,\"right\":%.4f}", b ? "," : "", x.bin[b].n, x.bin[b].confidence, x.bin[b].right);
    buf_add(out, SLICE("]}"));
}

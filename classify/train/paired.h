/*
 * paired: are these labels better than those, of the same texts? Macro-F1 of
 * both, and of their difference what 1,000 samples with replacement say (fixed seed).
 */
#ifndef PULSO_CLASSIFY_PAIRED_H
#define PULSO_CLASSIFY_PAIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct paired { size_t n; const int *is; const uint8_t *old, *new; };   /* labels of each text; borrowed */

struct paired_figures {
    double old_f1, new_f1;
    double low, high;                /* of new - old: 95 % interval */
    double surer;                    /* share of samples in which new is better */
    double known;                    /* share of samples in which new is right more often than by chance */
    double old_right;                /* share of texts that old calls as they are */
};
void paired_figures(const struct paired *p, struct paired_figures *out);

#endif

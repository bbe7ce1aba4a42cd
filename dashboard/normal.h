/*
 * normal: what is normal for the rows of a question: the same hours of the weeks
 * before, at most four. What is normal in an hour is the mean of these weeks, and
 * 95 % of hours lie between mean -+ 1.96 deviations, where the deviation is never
 * less than that of chance (the mean's root).
 */
#ifndef PULSO_DASHBOARD_NORMAL_H
#define PULSO_DASHBOARD_NORMAL_H

#include "dashboard/question.h"

#define NORMAL_WEEKS 4

struct normal { double mean, low, high; };

struct normals {
    int weeks;                   /* that are known; fewer than two: nothing is normal yet */
    struct normal *by_row;       /* [row * width + column], in the request's arena */
    struct normal *by_row_all;   /* [row]: of all brands together */
    struct normal *by_brand;     /* [column] */
    struct normal all;
};

/* Of the rows that question_rows gave. false: refused, or handed on. */
bool normals_read(struct question *q, const int64_t *from_ms, const int64_t *to_ms, size_t rows, struct normals *out);

#endif

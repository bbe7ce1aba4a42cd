/* columns_out: series as columns, and what each brand is called, as several endpoints write them. */
#ifndef PULSO_DASHBOARD_COLUMNS_OUT_H
#define PULSO_DASHBOARD_COLUMNS_OUT_H

#include "dashboard/normal.h"

void column_times(struct buf *out, const int64_t *from_ms, size_t rows);                   /* [..] */
/* "step":..,"t":..,"gaps":..,"open":.. */
void column_frame(struct question *q, const int64_t *from_ms, const int64_t *to_ms, size_t rows, struct buf *out);
/* Of one column of rows * width; slot -1: all mentions. */
void column_counts(struct buf *out, const struct sov_count *v, size_t rows, size_t width, size_t column, int slot);
/* ,"n":[..],"negative":[..],... of rows of one column. */
void column_feelings(struct buf *out, const struct sov_count *v, size_t rows);
/* "lo":[..],"hi":[..]; nulls where nothing is normal yet. stride: how far the rows are apart. */
void column_band(struct buf *out, const struct normals *n, const struct normal *v, size_t rows, size_t stride);
void column_normal(struct buf *out, const struct normals *n, const struct normal *v);      /* {"n":..,"lo":..} or null */
void column_brand(const struct question *q, size_t column, struct buf *out);               /* "id":..,"name":..,"own":..,"color":.. */

#endif

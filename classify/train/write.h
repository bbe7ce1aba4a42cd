/* write: what was fitted, as the file of a model (sentiment/model.h). The same weights give the same bytes. */
#ifndef PULSO_CLASSIFY_WRITE_H
#define PULSO_CLASSIFY_WRITE_H

#include "classify/train/fit.h"

enum { MODEL_ROW = 2 + MODEL_OUTPUTS };

/* Weights of one head into the file's beginning and its rows (MODEL_ROW bytes a bucket); w: laid out as fit_run leaves it. */
void model_put_head(struct model_file *file, uint8_t *rows, enum head h, const struct fit *f, const double *w, double temperature);
/* The rows of a model that is there, as its file has them. */
void model_rows(const struct model *m, uint8_t *rows);
/* Tag and idf of each bucket that is owned. */
void model_put_vocabulary(uint8_t *rows, const struct vocabulary *vo);
/* Sets magic, sizes and sum. */
void model_write(struct model_file *file, const uint8_t *rows, struct buf *out);

#endif

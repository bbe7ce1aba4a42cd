/* care_out: how the brands of a question answer, what their own posts bring about (metrics/answers.h) and who follows them (metrics/audience.h), as JSON. */
#ifndef PULSO_DASHBOARD_CARE_OUT_H
#define PULSO_DASHBOARD_CARE_OUT_H

#include "dashboard/question.h"
#include "metrics/answers.h"
#include "metrics/audience.h"

/* One row a brand, those without any left out; of own posts one an account on a platform (ANSWERS_PLACE) where `places`. when: one of q's readings, planned.
 * false: refused. Nothing counted, or not kept any more, is no refusal: then there are no rows. */
bool care_read(struct question *q, const struct reading *when, bool own_posts, bool places, struct answers *out);
/* Who follows the accounts of these brands; the same of what is not known. */
bool audience_ask(struct question *q, struct audience *out);
const struct answers_row *care_row(const struct answers *a, size_t column);   /* NULL: nothing of this brand */
/* CareFigures, PostFigures; r NULL: null. */
void care_print(const struct answers_row *r, struct buf *out);
void posts_print(const struct period *p, const struct answers_row *r, struct buf *out);
/* Of all brands together: {"n":..,"of":..,"median_s":..,"mean_s":..}, or null. */
void care_print_all(const struct answers *a, struct buf *out);

#endif

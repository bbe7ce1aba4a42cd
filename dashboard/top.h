/* top: hashtags, terms and authors of the newest mentions of a brand: how often each stands in them, now and in the period before. */
#ifndef PULSO_DASHBOARD_TOP_H
#define PULSO_DASHBOARD_TOP_H

#include "dashboard/question.h"

#define TOP_NAMES 20000u         /* different ones that are counted; later ones are not */

struct top_row { struct slice name; int64_t n, before; };

/* kind: hashtag, term or author. Of the brand that is the question's only column; the question then says what that covers. In the
 * request's arena; each name counts once a mention. */
struct top_row *top_newest(struct question *q, const char *kind, size_t *n, int64_t *total);

#endif

/* json_out: the small pieces that all answers are made of. */
#ifndef PULSO_DASHBOARD_JSON_OUT_H
#define PULSO_DASHBOARD_JSON_OUT_H

#include "base/buf.h"
#include "metrics/interval.h"
#include "metrics/period.h"

struct question;
struct request;

void json_text(struct buf *out, const char *z);                  /* NULL: null */
void json_time(struct buf *out, int64_t ms);                     /* "2026-11-22T04:42:13.120Z" */
void json_time_or_null(struct buf *out, int64_t ms);             /* 0: null */
void json_number(struct buf *out, double v);                     /* as many digits as say something; not finite: null */
void json_period(struct buf *out, const struct period *p);
void json_share(struct buf *out, double n, double all);          /* {"p":,"lo":,"hi":}; of nothing p is null */
void json_net(struct buf *out, const struct sov_count *c);
void json_sent(struct buf *out, const struct sov_count *c);
void json_change(struct buf *out, struct interval now, struct interval before);

/* stamp.c */
void stamp_gaps(struct question *q, struct buf *out);            /* [...] */
void stamp_end(struct request *r, struct buf *out);              /* as_of and age_ms, which end every stamp */

#endif

/*
 * question: what a request asks of the counters: which brands, when, on which
 * platforms, in which steps, compared with what. Reads the parameters that all
 * endpoints of figures share, plans the periods, and reads them. It holds the
 * setup and the snapshot that it was asked of until question_close.
 */
#ifndef PULSO_DASHBOARD_QUESTION_H
#define PULSO_DASHBOARD_QUESTION_H

#include "dashboard/api.h"
#include "metrics/counts.h"

enum step { STEP_MINUTE, STEP_5MIN, STEP_HOUR, STEP_DAY };
enum form { FORM_MENTIONS, FORM_ORIGINALS, FORM_HALF };

/* One period, planned and read. */
struct reading {
    struct period period;
    struct plan plan;
    struct counts counts;
};

struct question {
    struct api *api;
    struct hand *hand;
    struct request *r;
    struct setup *setup;
    struct snapshot *snapshot;
    const char *set;                 /* NULL: of one brand, or of chosen ones */
    struct columns columns;
    struct zone *zone;               /* the reader's */
    struct plan_limits limits;
    const char *platforms;
    enum form form;
    enum step step;
    struct reading now, before;
    bool compared;                   /* there is a before */
    bool covers;                     /* it is answered from the newest mentions: so many, which came since then */
    int64_t covers_from_ms;
    size_t covers_n;
};

/* Parameters it takes, for request_knows. */
#define QUESTION_PERIOD "period", "from", "to", "tz"
#define QUESTION_PARAMS QUESTION_PERIOD, "set", "platform"

/* Holds what there is; false: refused, since nothing was counted yet or a server is away. To be closed in any case. */
bool question_open(struct question *q, struct api *api, struct hand *h, struct request *r);
bool question_set(struct question *q);                       /* ?set= */
bool question_brand(struct question *q, struct slice id);    /* one brand alone */
bool question_brands(struct question *q);                    /* ?brand=a,b, else ?set= */
/* ?period= or ?from= and ?to=, ?tz=, ?platform=, ?step= (by_step), ?vs= (compare). */
bool question_when(struct question *q, bool by_step, bool compare);
/* Of now: the whole hours or days of the installation that estimates stand on, so that counts are of the same period. */
bool question_grow(struct question *q, const struct period *covered);
/* Reads the counts; dim as of struct counts. false: refused, or handed on to the desk for what is wide. */
bool question_read(struct question *q, char dim);
/* Gives the request to another desk, where it begins anew; false always: nobody may look at q or r any more. */
bool question_hand_on(struct question *q, enum desk_kind desk);
void question_close(struct question *q);

/* Of one row of columns. */
double question_measure(const struct question *q, const struct sov_count *c);   /* what shares are made of */
double question_total(const struct question *q, const struct sov_count *row);
const struct brand *question_column(const struct question *q, size_t column);
/* Bins as they are shown: of 5min, five of the plan's are one. Sums them into out[rows * width]; from_ms[rows]. Returns how many. */
size_t question_rows(const struct question *q, struct sov_count **out, int64_t **from_ms, int64_t **to_ms);
/* How many of the last rows the watermark has not passed. */
size_t question_open_rows(const struct question *q, const int64_t *to_ms, size_t rows);
const char *step_name(enum step s);

/* "stamp":{...} with what the figures stand on. */
void question_stamp(struct question *q, struct buf *out);

#endif

/*
 * classify: pulso.mentions -> counters in Redis and pulso.classified. A turn is
 * one batch of each partition that is ours: read the state, judge and classify
 * every record, produce, wait for all delivery reports, then commit counters and
 * offset in one script. A crash repeats work and never loses or doubles a count.
 * One thread; librdkafka has its own.
 */
#ifndef PULSO_CLASSIFY_CLASSIFY_H
#define PULSO_CLASSIFY_CLASSIFY_H

#include "app/app.h"
#include "base/zone.h"
#include "classify/engines.h"
#include "classify/judge.h"
#include "io/turn.h"

struct classify {
    struct turn turn;
    struct classify_options options;
    char window_text[24];
    struct claims_constant constants[3];
    struct zone *zone;
    struct engines engines;
    struct mention_parser *parser;
    struct store *side;          /* for questions in the middle of a turn, while answers of the turn's own are under way */
    const char *topic_out, *topic_dlq;
    struct buf scratch;
};

bool classify_read(struct conf *c, void *self, struct err *e);       /* app.read */
void classify_print_config(bool markdown);                           /* app.print_config */
bool classify_open(struct classify *c, struct app *app, struct err *e);
bool classify_turn(void *self, struct err *e);
void classify_close(struct classify *c);                             /* accepts {0} */

#endif

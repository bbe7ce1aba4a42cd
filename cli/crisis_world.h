/*
 * crisis_world: a made year of brands, minute by minute, from a seed: the rhythm of day and week, holidays, drifting interest, threads
 * that draw more of the same, nights of football, campaigns, floods of few accounts, sources that fall silent and are read later,
 * and crises that are planted. So that a budget can be tried before it is lived with.
 */
#ifndef PULSO_CLI_CRISIS_WORLD_H
#define PULSO_CLI_CRISIS_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "route/crisis/track.h"

enum planted_kind { PLANTED_SUDDEN, PLANTED_SLOW };

struct planted {
    int brand;
    enum planted_kind kind;
    int type;                    /* 0 institutional, 1 technical, 2 commercial: how it fades */
    int64_t from, to;            /* minutes since 1970 */
    int64_t there;               /* sudden: the first minute whose quarter of an hour holds 5 times the usual, and 30 at least; 0: never */
    double factor;
    int64_t found;               /* minute of the page that it got; 0: none */
    bool known;                  /* by an incident that was open when it began */
    int64_t watched;             /* of the watch or page */
};

struct world;
struct world *world_new(int brands, int days, int crises, uint64_t seed);
void world_free(struct world *w);
int64_t world_begin(const struct world *w);      /* the first minute */
int64_t world_learned(const struct world *w);    /* crises are planted from here on, and pages count */
int64_t world_end(const struct world *w);

struct said {
    struct minute m;
    bool heard;                  /* false: the source is silent; what was said is known at `late` only */
    int64_t late;
    bool flood;                  /* of three accounts */
    double unheard;              /* the part of the last quarter of an hour's negatives that would not count: all but two of each account's */
    int authors[2];              /* groups of authors (model/keys.h) that the negatives of the last quarter of an hour and of 3 hours are of */
};
/* The next minute of a brand; each brand is asked for its minutes in order. */
struct said world_minute(struct world *w, int brand, int64_t minute);
double world_rate(const struct world *w, int brand);           /* negatives a day, on average */
struct planted *world_planted(struct world *w, int *n);        /* by brand, then by time */

#endif

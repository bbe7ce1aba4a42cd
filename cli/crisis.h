/* crisis: what `pulso crisis` can be told, and its actions. */
#ifndef PULSO_CLI_CRISIS_H
#define PULSO_CLI_CRISIS_H

#include "cli/cli.h"

struct crisis_opts {
    const char *series, *mentions, *picture;
    int64_t hours;               /* T*; 0: that of the action */
    bool plain, undamped, fixed;
    int64_t brands, days, seed, budget;   /* 0: the usual */
};

bool crisis_score(struct cli *cli, const struct crisis_opts *o, struct err *e);
bool crisis_backtest(struct cli *cli, const struct crisis_opts *o, struct err *e);
bool crisis_simulate(struct cli *cli, const struct crisis_opts *o, struct err *e);

#endif

/* dlq: the three things that `pulso dlq` does. Inside of dlq only. */
#ifndef PULSO_CLI_DLQ_H
#define PULSO_CLI_DLQ_H

#include "cli/dead.h"

struct dlq_opts { const char *reason, *stage; int64_t limit; bool all, raw; };

bool dlq_list(struct cli *cli, const struct dlq_opts *o, struct err *e);
bool dlq_show(struct cli *cli, const struct dlq_opts *o, struct err *e);
bool dlq_replay(struct cli *cli, const struct dlq_opts *o, struct err *e);

#endif

/* kb_tools: what `pulso kb` does. Inside of it only. */
#ifndef PULSO_CLI_KB_TOOLS_H
#define PULSO_CLI_KB_TOOLS_H

#include "cli/route_side.h"
#include "kb/kb.h"

struct kb_opts {
    const char *articles, *input, *period, *brand, *lang, *country;
    int64_t limit;
};

/* The articles of one configuration: as route_side, which classifies. */
struct kb_side {
    struct route_side side;          /* without rules */
    struct kb *kb;
    struct kb_worker *worker;
};
bool kb_side_open(struct kb_side *s, struct cli *cli, const char *path, struct err *e);
void kb_side_close(struct kb_side *s);                          /* accepts {0} */

bool kb_check(struct cli *cli, const struct kb_opts *o, struct err *e);
bool kb_test(struct cli *cli, const struct kb_opts *o, struct err *e);
bool kb_sent(struct cli *cli, struct err *e);
bool kb_gaps(struct cli *cli, const struct kb_opts *o, struct err *e);

#endif

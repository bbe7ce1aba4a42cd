/* case: what `pulso case` reads from pulso.cases, and its parts. Inside of case only. */
#ifndef PULSO_CLI_CASE_H
#define PULSO_CLI_CASE_H

#include "cli/cli.h"
#include "model/case_seen.h"

struct case_opts { const char *team, *agent, *state, *brand, *by, *why, *reason, *in; int64_t limit; bool all, late; };

struct cases_seen {
    struct arena a;                  /* of one record */
    struct case_seen *v;             /* kept (case_seen_keep): the latest record of each; what is due first stands first, then what is urgent */
    size_t n, cap, bad;
    uint32_t *table, mask;           /* by conversation: index + 1 */
    struct json *json;
};

bool cases_seen_read(struct cli *cli, struct cases_seen *out, struct err *e);
void cases_seen_fini(struct cases_seen *l);
/* By its folio or its conversation; of a case that was merged, the one into which. NULL: e says what there is. */
const struct case_seen *cases_seen_find(const struct cases_seen *l, const char *name, struct err *e);
const struct case_seen *cases_seen_find_own(const struct cases_seen *l, const char *name, struct err *e);   /* the very one */

bool case_list(struct cli *cli, const struct case_opts *o, struct err *e);
bool case_show(struct cli *cli, struct err *e);
bool case_reveal(struct cli *cli, const struct case_opts *o, struct err *e);
bool case_history(struct cli *cli, struct err *e);
bool case_merge(struct cli *cli, const struct case_opts *o, struct err *e);
bool case_unmerge(struct cli *cli, const struct case_opts *o, struct err *e);
bool case_act(struct cli *cli, const char *verb, const struct case_opts *o, struct err *e);

#endif

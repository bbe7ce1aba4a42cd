/* contribution: which counters a mention adds one to (model/keys.h), and the key of its conversation. */
#ifndef PULSO_CLASSIFY_CONTRIBUTION_H
#define PULSO_CLASSIFY_CONTRIBUTION_H

#include "classify/classifier.h"
#include "classify/judge.h"

void contribution_count(struct judge *j, const struct classifier *cl, const struct mention *m, const struct verdict *v);
/* platform:conversation, the record key of pulso.classified, into the arena. */
struct slice contribution_conversation(struct arena *a, const struct mention *m);

#endif

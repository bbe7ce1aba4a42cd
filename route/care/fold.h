/*
 * fold: what is counted of a conversation, from the messages in it alone, sorted
 * by time, then id. Per person and brand:
 *
 *   asks -> a clock runs from the first unanswered one -> an answer stops it
 *   case: from its first ask on; a new one when somebody asks again more than
 *   FOLD_QUIET_MS after the last answer
 *
 * docs/care.md has every definition in words; the names of the counters stand in
 * model/care_names.h.
 */
#ifndef PULSO_ROUTE_CARE_FOLD_H
#define PULSO_ROUTE_CARE_FOLD_H

#include "route/care/sums.h"
#include "route/care/thread.h"

#define FOLD_QUIET_MS (24 * 3600 * INT64_C(1000))

/* Adds sign times what the conversation counts. scratch is reset. Answers how many messages, thanks aside, the author of the
 * message `about` has sent behind the brand's answers in this case, up to that one; the most of several brands; 0: it is none. */
int64_t fold(struct arena *scratch, const struct thread *t, struct slice platform, struct names *names, struct sums *out, int sign, uint64_t about);

#endif

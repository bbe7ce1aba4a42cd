/*
 * cases: what a record of pulso.classified does to the case of its conversation.
 * The cases of a partition lie beside its conversations (route/care/care.h): the
 * same batch asks for them, the same commit moves them.
 */
#ifndef PULSO_ROUTE_CASES_CASES_H
#define PULSO_ROUTE_CASES_CASES_H

#include "route/care/care.h"
#include "route/cases/case.h"
#include "route/cases/terms.h"
#include "route/priority.h"

/* What was decided about a mention; team empty and answered false: nobody has to do anything. */
struct cases_decision {
    struct slice team;
    int64_t priority;
    bool contact, answered;              /* answered: an article is its answer */
    const struct conf_strs *labels;      /* of the rule; NULL: none */
    struct slice article, answer;        /* that may go out without a person; empty: none */
};

/* Does the two-reply rule take it? care has just counted the record. */
bool cases_two_replies(const struct care_batch *care, const struct terms *t);
/* After care_record of the same record. */
void cases_record(struct care_batch *care, const struct terms *t, struct slice key, const struct origin *o, const struct mention *m, const struct found *f,
                  const struct cases_decision *d);

#endif

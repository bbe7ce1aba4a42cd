/* inside: what the files of care share. For care.c and part.c alone. */
#ifndef PULSO_ROUTE_CARE_INSIDE_H
#define PULSO_ROUTE_CARE_INSIDE_H

#include "route/care/care.h"

void care_commit_names(struct names *names, struct commit *k);

#endif

/*
 * same: open cases of one customer and one brand in several networks, where the
 * configuration says who is who (customer_id; route/cases/same.h), are one: the desk says
 * so of each younger one. What a person has taken apart stays apart.
 */
#ifndef PULSO_ROUTE_DESK_SAME_H
#define PULSO_ROUTE_DESK_SAME_H

#include "model/board.h"

/* Hands out (younger, oldest). False: no more now. Those that are on their way already are passed over. */
typedef bool same_found(void *self, struct board_case *young, const struct board_case *head, struct err *e);
bool same_cases(struct board *b, struct arena *a, same_found *found, void *self, struct err *e);

#endif

/* committee_own: what the reading of people and committees shares, for the files committee_*.c alone. */
#ifndef PULSO_ROUTE_COMMITTEE_OWN_H
#define PULSO_ROUTE_COMMITTEE_OWN_H

#include "route/committee.h"

struct reading {
    struct committees *out;
    const struct brands *brands;
    const struct hooks *hooks;
    const char *zone;
};

bool reading_is_list(const struct conf_node *n, const char *what, struct err *e);     /* or absent */
/* The i-th of a list that may also be one scalar. */
const struct conf_node *reading_entry(const struct conf_node *list, size_t i);
/* Always false: no `what` of this name; near may be NULL. */
bool reading_unknown(const struct conf_node *node, const char *what, const char *typed, const char *near, struct err *e);
const struct person *reading_person(const struct reading *r, const struct conf_node *n, struct err *e);   /* NULL: nobody of that name */
bool reading_role_ok(const struct committee *c, const struct conf_node *n, const char *name, struct err *e);
bool reading_types_ok(const struct conf_node *n, const struct conf_strs *types, struct err *e);

/* committee_people.c: the next of the people. */
extern const struct conf_key person_keys[];
bool person_read(struct reading *r, const struct conf_node *n, struct err *e);

/* committee_calendar.c: who is what, and who is asked when; either node may be NULL. */
extern const struct conf_key duty_keys[];
bool roles_read(struct reading *r, struct committee *c, const struct conf_node *map, struct err *e);
bool duties_read(struct reading *r, struct committee *c, const struct conf_node *list, struct err *e);

/* committee_steps.c: who is told at each level, and what has to be done; list may be NULL. */
extern const struct conf_key step_keys[], procedure_keys[];
bool levels_read(struct reading *r, struct committee *c, const struct conf_node *map, struct err *e);
bool procedures_read(struct reading *r, struct committee *c, const struct conf_node *list, struct err *e);

#endif

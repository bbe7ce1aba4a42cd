/*
 * committee: who is told of an incident, in which order, and what they have to
 * do, as the configuration says it.
 *
 *   people:
 *     - { id: ana, name: Ana Pérez, lang: es, reach: { mail: ana@example.com, push: ana-7f3 } }   # by hook
 *   committees:                     # the first that fits brand and type is the incident's
 *     - name: telecoms
 *       brands: [telenorte]         # none: all; as types
 *       types: [technical]
 *       roles: { care: [ana, luis], press: [eva] }
 *       on_call:                    # the first entry of a role that fits the moment; a role without one: all of it
 *         - { role: care, person: luis, dates: 2026-12-24..2026-12-26 }
 *         - { role: care, person: ana, days: mon-fri, from: "08:00", to: "20:00" }
 *       levels:                     # one step after another until somebody acknowledges
 *         alert: [ { tell: [room], wait: 15m }, { tell: [mail, push], roles: [care], wait: 10m } ]
 *       procedures: [ { types: [technical], levels: [crisis], link: "https://…", steps: [Ask the NOC, Publish the statement] } ]
 *
 * Lives as long as the conf; read-only once read, any thread.
 */
#ifndef PULSO_ROUTE_COMMITTEE_H
#define PULSO_ROUTE_COMMITTEE_H

#include "app/brands.h"
#include "base/zone.h"
#include "route/hook.h"

struct person {
    const char *id, *name, *lang;
    struct hook_to *reach;           /* by hook */
    size_t reach_count;
};

struct duty {                        /* an entry of on_call */
    const char *role;
    const struct person *person;
    unsigned days;                   /* bit 0: Monday; the days on which it begins */
    int32_t from_s, to_s;            /* local; to before from: over midnight; the same: the whole day */
    int32_t first, last;             /* local days since 1970-01-01; first > last: at any time */
};

struct role { const char *name; const struct person **v; size_t n; };
struct step { struct conf_strs tell, roles; int64_t wait_ms; };
struct procedure { struct conf_strs types, levels, steps; const char *name, *link; };

#define COMMITTEE_LEVELS 3           /* watch, alert, crisis */
struct committee {
    const char *name;
    struct conf_strs brands, types;
    struct zone *zone;
    int64_t repeat;                  /* so often the last step is told again */
    struct role *roles;
    struct duty *duties;
    struct procedure *procedures;
    size_t role_count, duty_count, procedure_count;
    struct { struct step *v; size_t n; } levels[COMMITTEE_LEVELS];   /* n 0: nobody is told at this level */
};

struct committees {
    struct person *people;
    struct committee *v;
    size_t people_count, n;
    struct arena arena;
};

/* route: the section, may be NULL; hooks: those that it names. ERR_CONFIG with the place of the mistake. */
bool committees_read(const struct conf_node *route, const struct brands *brands, const struct hooks *hooks, const char *zone, struct committees *out,
                     struct err *e);
bool committees_check(const struct conf_node *route, const struct brands *brands, const char *zone, struct err *e);   /* opens the hooks for it */
void committees_fini(struct committees *c);             /* accepts {0} */
void committees_print_config(bool markdown);

/* NULL: none fits, or there are none: then every hook is told, and nothing escalates. */
const struct committee *committee_of(const struct committees *c, struct slice brand, struct slice type);
const struct committee *committee_named(const struct committees *c, struct slice name);
const struct person *committee_person(const struct committees *c, struct slice id);   /* NULL: nobody of that name */
int committee_level(struct slice name);                 /* 0 watch, 1 alert, 2 crisis; -1 */
/* The first that fits; NULL: none. */
const struct procedure *committee_procedure(const struct committee *c, struct slice type, struct slice level);
/* Steps behind the last one repeat it, `repeat` times. NULL: there is none. */
const struct step *committee_step(const struct committee *c, int level, size_t n);
#define COMMITTEE_TOLD 64
/* Whom a step tells at that moment, at most COMMITTEE_TOLD. */
size_t committee_told(const struct committee *c, const struct step *s, int64_t now_ms, struct hook_to out[COMMITTEE_TOLD]);
/* Who of the role is asked then; at most `most`. */
size_t committee_on_call(const struct committee *c, const char *role, int64_t now_ms, const struct person **out, size_t most);

#endif

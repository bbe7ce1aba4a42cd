/*
 * agents: who answers customers, as the configuration says it, and the rules by
 * which the desk gives them cases.
 *
 *   route:
 *     desk:
 *       agents:
 *         - { id: AR, name: Ana Ruiz, teams: [care], brands: [telenorte], capacity: 8, shift: { hours: { mon-fri: "08:00-16:00" } } }
 *         - { id: BT, teams: [care], languages: [es, pt], skills: [fibra, sme] }
 *       silence: 20m               # a case in which nothing has happened for so long goes to somebody else
 *       warn: 80                   # percent of the time to a deadline: then the case is marked
 *       send: { author_pause: 24h, brand_per_hour: 60, within: 1h, stop_at: alert }    # automatic answers, see kb.send
 *       overflow: [ { team: care, waiting: 50, to: outsourced } ]
 *
 * id is what agents sign with (^AR). Lives as long as the conf; read-only once read.
 */
#ifndef PULSO_ROUTE_DESK_AGENTS_H
#define PULSO_ROUTE_DESK_AGENTS_H

#include "app/brands.h"
#include "app/conf.h"
#include "route/care/calendar.h"
#include "route/desk/sent.h"

struct agent {
    const char *id, *name;
    struct conf_strs teams, brands;      /* brands empty: all */
    int64_t capacity;                    /* cases that wait for us, at the same time */
    struct conf_strs languages, skills;  /* languages empty: all; see fit.h */
    bool validates;                      /* a moderator: says whether answers of other customers hold (cases/community.h) */
    struct calendar shift;               /* {0}: always there */
};

struct overflow { const char *team, *to; int64_t waiting; };

struct desk_rules {
    struct agent *agents;
    size_t n;
    struct overflow *overflow;
    size_t overflow_count;
    int64_t silence_ms, warn_percent;    /* silence 0: never */
    struct send_rules send;
    int stop_level;                      /* of send.stop_at: 0 watch, 1 alert, 2 crisis */
};

/* section: route.desk, NULL: none. Everything that is wrong is ERR_CONFIG with its place. brands NULL: their names are not checked. */
bool desk_rules_read(const struct conf_node *section, const struct conf_strs *teams, const struct brands *brands, const char *zone,
                     struct desk_rules *out, struct err *e);
void desk_rules_fini(struct desk_rules *r);          /* accepts {0} */
void desk_rules_print_config(bool markdown);

bool agent_is_there(const struct agent *a, int64_t ms);
struct case_seen;
bool agent_may(const struct agent *a, const struct case_seen *c);       /* of their team, of their brand, and to be validated by moderators alone */

#endif

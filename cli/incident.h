/* incident: what `pulso incident` reads from pulso.alerts, and its parts. Inside of incident only. */
#ifndef PULSO_CLI_INCIDENT_H
#define PULSO_CLI_INCIDENT_H

#include "base/arena.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "route/handling.h"

struct incident_opts { const char *by, *why, *lang, *duration, *from, *until, *brand, *format; bool all, undo, no_crisis; };

enum { INCIDENT_KINDS = 5 };
extern const struct incident_kind { const char *kind, *about; } incident_kinds[INCIDENT_KINDS];

/* One as its last record says it. */
struct incident_seen {
    struct slice id, brand, level, type, record;   /* record: the whole of it */
    bool open;
    int64_t opened_ms, updated_ms, closed_ms, x;
    double mu;
    struct slice causes, samples;                  /* as notices say them */
    struct slice parts[INCIDENT_KINDS];            /* the causes by kind, as incident_kinds */
    struct handling handling;
};

struct incidents {
    struct arena a;
    struct incident_seen *v;                       /* the latest opened first */
    size_t n, cap, bad;
    struct json *json;
    struct buf scratch;
};

bool incidents_read(struct cli *cli, struct incidents *out, struct err *e);
void incidents_fini(struct incidents *l);
/* By its id, or the beginning of one that no other has. NULL: e says what there is. */
struct incident_seen *incidents_find(struct incidents *l, const char *id, struct err *e);
/* What became of its mentions, as a sentence for people or as JSON: into `out`, empty where it is not known. */
void incident_deleted(struct cli *cli, const struct incident_seen *i, bool json, struct buf *out);
const char *incident_state(const struct incident_seen *i);     /* new, acknowledged, closed, calm: of which the last two are over */

bool incident_list(struct cli *cli, const struct incident_opts *o, struct err *e);
bool incident_show(struct cli *cli, struct err *e);
bool incident_report(struct cli *cli, const struct incident_opts *o, struct err *e);
bool incident_act(struct cli *cli, const char *verb, const struct incident_opts *o, struct err *e);

#endif

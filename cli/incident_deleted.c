/* How many of an incident's mentions their authors deleted, before and after its statement. Redis away is no reason to show no incident. */
#include "base/clock.h"
#include "cli/incident.h"
#include "metrics/deleted.h"

static bool read(struct cli *cli, struct deleted *d, struct err *e)
{
    struct states states;
    struct zone *home = NULL;
    bool ok = cli_conf(cli, e) && states_read(cli_ledger(cli), d->a, STATE_MENTIONS, &states, e) && (home = zone_open(cli->common.zone, e)) != NULL
           && deleted_read(d, cli_ledger(cli), &states, home, states_clock(&states) ? states_clock(&states) : d->now_ms, e);
    zone_close(home);
    return ok;
}

void incident_deleted(struct cli *cli, const struct incident_seen *i, bool json, struct buf *out)
{
    struct arena a = { 0 };
    struct err e = { 0 };
    struct deleted d = deleted_of(i->brand, i->opened_ms, i->closed_ms, handling_statement_ms(&i->handling), clock_now_ms(), &a);
    if (!read(cli, &d, &e)) {
        d.known = false;
        if (!json)
            buf_printf(out, "not known: %s", e.msg);
    }
    if (json)
        deleted_print(&d, out);
    else
        deleted_say(&d, out);
    arena_fini(&a);
}

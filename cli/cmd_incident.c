#include <string.h>

#include "cli/incident.h"

#define AT(m) offsetof(struct incident_opts, m)
static const struct opt opts[] = {
    { "all", OPT_FLAG, AT(all), NULL, "list: also those that are over" },
    { "brand", OPT_TEXT, AT(brand), "ID", "list: only of this brand" },
    { "by", OPT_TEXT, AT(by), "NAME", "who decides (default: $USER)" },
    { "why", OPT_TEXT, AT(why), "TEXT", "escalate, close, silence: for the timeline" },
    { "from", OPT_TEXT, AT(from), "TIME", "silence: of a brand, from then on, such as 2026-12-01T02:00:00-06:00 (default: now)" },
    { "for", OPT_TEXT, AT(duration), "TIME", "silence: for so long: 30m, 2h, 1d" },
    { "until", OPT_TEXT, AT(until), "TIME", "silence: until then, such as 2026-11-29T06:00:00-06:00" },
    { "undo", OPT_FLAG, AT(undo), NULL, "tick: it is not done after all; silence: ends now; approve: takes the statement back" },
    { "false", OPT_FLAG, AT(no_crisis), NULL, "close: it was no crisis; the brand's threshold follows from such pages" },
    { "lang", OPT_CHOICE, AT(lang), "es|en|pt", "approve: of the statement" },
    { "format", OPT_CHOICE, AT(format), "md|html", "report: Markdown (the default) or a page" },
    { 0 }
};
#undef AT

static bool incident_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    if (!action || !cli_conf(cli, e))
        return false;
    if (strcmp(action, "list") == 0)
        return incident_list(cli, own, e);
    if (strcmp(action, "show") == 0)
        return incident_show(cli, e);
    return strcmp(action, "report") == 0 ? incident_report(cli, own, e) : incident_act(cli, action, own, e);
}

const struct cmd cmd_incident = {
    .name = "incident",
    .about = "incidents: what is happening, who has it, what to do; and decide about them",
    .actions = "list|show|ack|handover|escalate|note|tick|approve|silence|close|reopen|report",
    .args = "[INCIDENT|BRAND] [STEP|PERSON|TEXT]",
    .text =
        "An incident is named by its id, or by as much of its beginning as no other has.\n"
        "show and report also say how many of its mentions were deleted before the first approved statement and after it: more of them after it are a sign of recovery.\n"
        "\n"
        "ack: I have it; nobody else is called in. handover: PERSON has it from now on. escalate: tell the next step of the committee now. "
        "tick: step STEP of the written procedure is done. approve: TEXT is the one public statement that answers may use while the incident lasts. "
        "close: stand down; the committee is told, and only a rise to a higher level calls it again. reopen: it was too early. "
        "silence: planned works; of a BRAND (before anything happens) or an incident. It is opened, measured and written down as always, and nobody is paged.\n"
        "\n"
        "Each decision is a record in the topic of actions, with who and when; the process of pulso-route that looks after incidents acts upon it within a second, and the "
        "timeline of show and report has it. docs/incidents.md says how committees are set up.",
    .examples =
        "  pulso incident list\n  pulso incident show 5f0c\n  pulso incident ack 5f0c\n  pulso incident tick 5f0c 2\n  pulso incident note 5f0c 'the NOC confirms: fibre cut in Zapopan'\n"
        "  pulso incident approve 5f0c 'Sabemos que hay fallas en Jalisco y trabajamos en ello.' --lang es\n"
        "  pulso incident silence telenorte --from 2026-12-01T02:00:00-06:00 --for 4h --why 'core upgrade'\n  pulso incident report 5f0c --format html > incident.html\n",
    .opts = opts,
    .size = sizeof(struct incident_opts),
    .run = incident_run,
};

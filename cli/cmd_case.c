#include <string.h>

#include "cli/case.h"

#define AT(m) offsetof(struct case_opts, m)
static const struct opt opts[] = {
    { "all", OPT_FLAG, AT(all), NULL, "list: also those that are closed" },
    { "team", OPT_TEXT, AT(team), "TEAM", "list: only of this team" },
    { "agent", OPT_TEXT, AT(agent), "NAME", "list: only those that this person has" },
    { "brand", OPT_TEXT, AT(brand), "ID", "list: only of this brand" },
    { "state", OPT_CHOICE, AT(state), "new|waiting_for_us|waiting_for_customer|contact|closed|reopened|withdrawn", "list: only in this state" },
    { "late", OPT_FLAG, AT(late), NULL, "list: only what should have been answered or solved by now" },
    { "by", OPT_TEXT, AT(by), "NAME", "who decides (default: $USER)" },
    { "why", OPT_TEXT, AT(why), "TEXT", "close, reopen, handover: for whoever reads it later" },
    { "limit", OPT_INT, AT(limit), "N", "list: so many; 0 (the default): all" },
    { 0 }
};
#undef AT

static bool case_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    if (!action || !cli_conf(cli, e))
        return false;
    if (strcmp(action, "list") == 0)
        return case_list(cli, own, e);
    return strcmp(action, "show") == 0 ? case_show(cli, e) : case_act(cli, action, own, e);
}

const struct cmd cmd_case = {
    .name = "case",
    .about = "cases: what customers wait for, by when, and who has it",
    .actions = "list|show|take|answer|handover|note|external|close|reopen",
    .args = "[FOLIO] [TEXT|TEAM|PERSON|ID]",
    .text =
        "A case is what a team has to do about one conversation. It is called by its folio, which stays the same with every hand-over, so that no customer is asked "
        "for it: 34T7-KQ, in capitals or not, with dashes or without. The last letter checks the others.\n"
        "\n"
        "list shows the open ones, what is due first at the top. take: I have it. answer: TEXT goes to the customer, through whoever publishes the topic of replies. "
        "handover: a TEAM has it from now on, or a PERSON. note: TEXT for colleagues. external: the ID that a CRM or a helpdesk has for it. close: it is done; a customer who writes again opens it anew. "
        "reopen: it was too early.\n"
        "\n"
        "Each decision is a record in the topic of actions, with who and when; route acts upon it within a second. docs/cases.md says what the states and the deadlines mean.",
    .examples = "  pulso case list\n  pulso case list --team care --late\n  pulso case show 34t7kq\n  pulso case take 34t7kq --by AR\n  pulso case answer 34t7kq 'Ya está resuelto, gracias por avisar. ^AR' --by AR\n  pulso case handover 34t7kq network\n  pulso case close 34t7kq\n",
    .opts = opts,
    .size = sizeof(struct case_opts),
    .run = case_run,
};

#include <string.h>

#include "cli/case.h"

#define AT(m) offsetof(struct case_opts, m)
static const struct opt opts[] = {
    { "all", OPT_FLAG, AT(all), NULL, "list: also those that are closed" },
    { "team", OPT_TEXT, AT(team), "TEAM", "list: only of this team" },
    { "agent", OPT_TEXT, AT(agent), "NAME", "list: only those that this person has" },
    { "brand", OPT_TEXT, AT(brand), "ID", "list: only of this brand" },
    { "state", OPT_CHOICE, AT(state), "new|waiting_for_us|waiting_for_customer|contact|closed|reopened|to_validate|withdrawn|merged", "list: only in this state" },
    { "late", OPT_FLAG, AT(late), NULL, "list: only what should have been answered or solved by now" },
    { "by", OPT_TEXT, AT(by), "NAME", "who decides, or looks (default: $USER)" },
    { "why", OPT_TEXT, AT(why), "TEXT", "close, reopen, handover, reject, merge, unmerge: for whoever reads it later" },
    { "in", OPT_TEXT, AT(in), "NETWORK", "answer: of a case in several networks, in this one, or in this conversation (default: where the customer wrote last)" },
    { "reason", OPT_TEXT, AT(reason), "TEXT", "reveal: why it has to be read; it is written down" },
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
    if (strcmp(action, "reveal") == 0)
        return case_reveal(cli, own, e);
    if (strcmp(action, "merge") == 0)
        return case_merge(cli, own, e);
    if (strcmp(action, "unmerge") == 0)
        return case_unmerge(cli, own, e);
    if (strcmp(action, "history") == 0)
        return case_history(cli, e);
    return strcmp(action, "show") == 0 ? case_show(cli, e) : case_act(cli, action, own, e);
}

const struct cmd cmd_case = {
    .name = "case",
    .about = "cases: what customers wait for, by when, and who has it",
    .actions = "list|show|history|take|answer|handover|note|external|close|reopen|validate|reject|merge|unmerge|reveal",
    .args = "[FOLIO] [TEXT|TEAM|PERSON|ID|FOLIO]",
    .text =
        "A case is what a team has to do about one conversation. It is called by its folio, which stays the same with every hand-over, so that no customer is asked "
        "for it: 34T7-KQ, in capitals or not, with dashes or without. The last letter checks the others.\n"
        "\n"
        "list shows the open ones, what is due first at the top. take: I have it. answer: TEXT goes to the customer, through whoever publishes the topic of replies. "
        "handover: a TEAM has it from now on, or a PERSON. note: TEXT for colleagues. external: the ID that a CRM or a helpdesk has for it. close: it is done; a customer who writes again opens it anew. "
        "reopen: it was too early. validate, reject: the answer of another customer that the author accepted holds, or does not (state to_validate). merge: two cases are of one customer who writes in two networks; the younger one goes on in the older, and both folios lead there. unmerge: it was not so. history: all that was decided about it, by whom, and who read what is masked.\n"
        "\n"
        "What a customer writes is masked in the queues and on the screens where it holds personal data. reveal shows what stands there, where the installation keeps it "
        "(originals.keys), to who may read the keys, and only once --reason is written down: docs/privacy.md.\n"
        "\n"
        "Each decision is a record in the topic of actions, with who and when; route acts upon it within a second. docs/cases.md says what the states and the deadlines mean.",
    .examples = "  pulso case list\n  pulso case list --team care --late\n  pulso case show 34t7kq\n  pulso case take 34t7kq --by AR\n  pulso case answer 34t7kq 'Ya está resuelto, gracias por avisar. ^AR' --by AR\n  pulso case handover 34t7kq network\n  pulso case close 34t7kq\n  pulso case merge 34t7kq 2d0m8\n  pulso case list --state to_validate\n  pulso case reveal 34t7kq --reason 'she asks which card was charged' --by AR\n  pulso case history 34t7kq\n",
    .opts = opts,
    .size = sizeof(struct case_opts),
    .run = case_run,
};

/*
 * asked: does what a command line asks for exist? A name that nothing can ever
 * have is refused, so that nobody waits for it or takes its zero for an answer.
 */
#ifndef PULSO_CLI_ASKED_H
#define PULSO_CLI_ASKED_H

#include "app/brands.h"
#include "cli/cli.h"
#include "metrics/campaigns.h"

/* false: no brand has this id; e names the nearest. */
bool asked_brand(const struct cli *cli, const struct brands *b, const char *id, struct err *e);
/* false: one of the names, which have commas between, is none that a mention's platform can have. NULL: any. */
bool asked_platforms(const char *names, struct err *e);

#define OPT_CAMPAIGN(type) { "campaign", OPT_TEXT, offsetof(type, campaign), "NAME", "the period, and the set, of this campaign (`campaigns:` of the configuration)" }
/* --campaign: its period, and its set where none is asked for, take the place of what was not said. name NULL: changes nothing. The texts live as
 * long as the cli's conf and `text`. */
bool asked_campaign(struct cli *cli, const char *name, const char **period, const char **set, char text[CAMPAIGN_PERIOD], struct err *e);

#endif

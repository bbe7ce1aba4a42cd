/*
 * spam: how much a mention looks as if a program had posted it, by rules that
 * anybody can check: each that holds gives its points, SPAM_SUSPICIOUS of them make
 * the mention suspicious. A sign and no proof: docs/metrics.md has the rules, and
 * what they cannot see. The brand's own accounts and verified ones are never
 * suspicious. Pure; any thread.
 */
#ifndef PULSO_CLASSIFY_SPAM_H
#define PULSO_CLASSIFY_SPAM_H

#include "model/mention.h"
#include "text/tokens.h"

#define SPAM_SUSPICIOUS 60

enum spam_copy { SPAM_NO_COPY, SPAM_COPY, SPAM_OWN_COPY };   /* of an earlier text: of somebody else's, of the author's own */

enum spam_rule {
    SPAM_REPEATS_ITSELF, SPAM_COPIES, SPAM_LINK_ONLY, SPAM_MANY_TAGS, SPAM_MANY_HANDLES, SPAM_YOUNG_ACCOUNT, SPAM_FOLLOWS_MANY, SPAM_NO_FOLLOWERS,
    SPAM_MADE_UP_HANDLE, SPAM_POSTS_FAST, SPAM_ADVERTISES, SPAM_RULES
};
const char *spam_rule_name(enum spam_rule r);
int spam_rule_points(enum spam_rule r);

/* What is known of its author's earlier mentions, of this partition. */
struct spam_seen { enum spam_copy copy; bool fast; };
/* Does who wrote so many mentions of brands in an hour, in one of so many partitions, write SPAM_FAST or more in all of them? Ids are spread evenly over the
 * partitions; fewer than three tell nothing. */
#define SPAM_FAST 12
bool spam_fast(int written, int partitions);

/* The rules that hold, a bit each. */
unsigned spam_rules(const struct mention *m, const struct tokens *said, struct spam_seen seen);
int spam_score(unsigned rules);

#endif
